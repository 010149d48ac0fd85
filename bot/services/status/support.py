"""The shares of supporting bodies on a measure, and how each stands."""

from bot.domain.plan.measure import Measure
from bot.domain.status.register import Register
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.services.core.ledger import ASSIGNMENTS_ON, Ledger


async def shares_of(ledger: Ledger, measure: str) -> list[Assignment]:
    """The shares of supporting bodies that were given on a measure, without those that the plan has dropped."""
    found = await ledger.assignments.find(ASSIGNMENTS_ON, measure)
    return [one for one in found if one.kind is AssignmentKind.SUPPORT and one.outcome is not Outcome.UNCONCERNED]


async def support_of(ledger: Ledger, register: Register, measure: Measure) -> tuple[tuple[Assignment, int], ...]:
    """Each share with the calendar days for which it is late on the register's day."""
    shares = await shares_of(ledger, measure.id)
    return tuple((one, max(0, (register.today - one.answer_by).days) if one.is_open else 0) for one in shares)
