"""A round of findings and the plan that answers it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bot.domain.plan.deadline import OPTIONAL
from bot.domain.plan.short_name import short_name


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One round; `letter` tells the rounds of a unit apart where a number alone does not."""

    id: str
    unit: str
    letter: str
    title: str
    team: str = ""
    feedback: dt.date | None = None
    concentrated_until: dt.date | None = None
    imported_at: dt.datetime | None = None
    policy: dict[str, Any] = field(default_factory=dict)
    name: str = field(default="", metadata=OPTIONAL)  # what the office calls the round, "" for its ordinal
    on_site: str = field(default="", metadata=OPTIONAL)  # when the team was there, as the office writes it
    group: str = field(default="", metadata=OPTIONAL)  # who leads the rectification, in words that may be published
    telephone: str = field(default="", metadata=OPTIONAL)  # where the public may say what it thinks of it
    mail: str = field(default="", metadata=OPTIONAL)
    kind: str = field(default="", metadata=OPTIONAL)  # of a list of tasks: a PlanKind, "" for a ledger of findings
    decided: tuple[str, ...] = field(default=(), metadata=OPTIONAL)  # measures that a file of decisions put into it


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A finding as handed over; a newer file may give it another number, its id stays."""

    id: str
    unit: str
    plan: str
    number: str
    text: str
    category: str = ""
    task: str = ""

    @property
    def called(self) -> str:
        """A short name, made from the text."""
        return short_name(self.text)


def number_order(number: str) -> tuple[tuple[int, str], ...]:
    """The order of a number as people count: 3-2 before 3-10, other signs after figures."""
    parts = number.replace("．", ".").replace(".", "-").split("-")
    return tuple((int(part), "") if part.isdecimal() else (10**6, part) for part in parts)
