"""Plan files as offices make them: any usual format and layout into one draft, with a list of what is unclear."""

from bot.readers.plan.child_process import read_plan_safely
from bot.readers.plan.layout.known import Known
from bot.readers.plan.plan_reader import read_plan

__all__ = ["Known", "read_plan", "read_plan_safely"]
