"""Letters: green 提示函, yellow 预警函, red 督办单, numbered by year without gaps."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.core.colour import Colour
from bot.domain.plan.deadline import OPTIONAL
from bot.domain.plan.measure import Measure


class LetterState(StrEnum):
    """A draft has no number; only what a person issued has one."""

    DRAFT = "draft"
    ISSUED = "issued"
    DROPPED = "dropped"


LETTER_WORDS = {Colour.GREEN: "提示函", Colour.YELLOW: "预警函", Colour.RED: "督办单"}
SERIES_WORDS = {Colour.GREEN: "提示", Colour.YELLOW: "预警", Colour.RED: "督办"}


@dataclass(frozen=True)
class Signature:
    """That a person received it."""

    by: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter on some measures; `number` is 0 until it is issued."""

    id: str
    unit: str
    colour: Colour
    measures: tuple[str, ...]
    recipients: tuple[str, ...]  # ids of people
    words: str  # what is asked for
    answer_by: dt.date
    drafted_by: str
    drafted_at: dt.datetime
    state: LetterState = LetterState.DRAFT
    year: int = 0
    number: int = 0
    issued_by: str = ""
    issued_at: dt.datetime | None = None
    signed: tuple[Signature, ...] = ()
    answered_by: str = field(default="", metadata=OPTIONAL)
    answered_at: dt.datetime | None = field(default=None, metadata=OPTIONAL)
    answer: str = field(default="", metadata=OPTIONAL)
    unreached: tuple[str, ...] = field(default=(), metadata=OPTIONAL)  # for whom the office answered, unsigned

    @property
    def title(self) -> str:
        """Its number as an office writes it: 督办〔2026〕3号; without a number the kind alone."""
        if not self.number:
            return f"{LETTER_WORDS[self.colour]}（拟稿）"
        return f"{SERIES_WORDS[self.colour]}〔{self.year}〕{self.number}号"

    @property
    def is_followed(self) -> bool:
        """True while somebody has still to sign for it, or nobody has answered it."""
        return self.state is LetterState.ISSUED and (bool(self.unsigned) or self.answered_at is None)

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Recipients who have not signed yet, without those in whose stead the office has answered it."""
        done = {*self.unreached, *(signature.by for signature in self.signed)}
        return tuple(person for person in self.recipients if person not in done)


def by_department(measures: Iterable[Measure]) -> tuple[tuple[Measure, ...], ...]:
    """The measures, each once, by the department in charge: each gets a letter of its own."""
    groups: dict[tuple[str, ...], dict[str, Measure]] = {}
    for measure in measures:
        groups.setdefault(measure.departments[:1], {})[measure.id] = measure
    return tuple(tuple(group.values()) for group in groups.values())


@dataclass(frozen=True)
class Counter:
    """The last number given in a series; it moves in the same transaction as what it numbers, so there are no gaps."""

    id: str  # "u1:red:2026"
    unit: str
    value: int = 0
