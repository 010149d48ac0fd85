"""What somebody asked to see, as a value; the sheets decide how it reads."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part, part_of
from bot.domain.plan.plan import Finding, Plan
from bot.domain.status.register import Register, RegisterRow
from bot.domain.status.tally import Tally, tally


@dataclass(frozen=True)
class FindingLine:
    """A finding with the counts of its measures."""

    number: str
    finding: Finding
    tally: Tally
    redacted: bool


@dataclass(frozen=True)
class Overview:
    """The whole of a unit."""

    unit: str
    today: dt.date
    tally: Tally
    findings: tuple[FindingLine, ...]
    code: str = "all"
    page: int = 1


@dataclass(frozen=True)
class Listing:
    """Measures that answer an enquiry; `again` is what one may type to ask it again."""

    title: str
    today: dt.date
    rows: tuple[RegisterRow, ...]
    code: str
    again: str
    page: int = 1


@dataclass(frozen=True)
class FindingView:
    """A finding, its task and its measures."""

    line: FindingLine
    today: dt.date
    rows: tuple[RegisterRow, ...]
    code: str
    page: int = 1


@dataclass(frozen=True)
class MeasureCard:
    """Everything about one measure that stands in the ledger."""

    row: RegisterRow
    today: dt.date
    finding: Finding | None
    plan: Plan | None
    unit: str
    extensions: int  # how often its deadline was moved


@dataclass(frozen=True)
class PersonLine:
    """A person with the number of measures that are open and overdue."""

    person: Person
    open: int
    overdue: int


@dataclass(frozen=True)
class People:
    """Who belongs to the unit."""

    unit: str
    people: tuple[PersonLine, ...]
    code: str = "ppl"
    page: int = 1


@dataclass(frozen=True)
class Stats:
    """The counts by responsible department."""

    unit: str
    today: dt.date
    tally: Tally
    departments: tuple[tuple[str, Tally], ...]
    code: str = "stat"
    page: int = 1


View = Overview | Listing | FindingView | MeasureCard | People | Stats


def finding_line(register: Register, finding: Finding, measures: Sequence[Measure]) -> FindingLine:
    """A finding with the counts of its measures."""
    counted = tally(measures, (finding,), register.today)
    return FindingLine(register.number(finding), finding, counted, any(register.is_redacted(m) for m in measures))


def overview(register: Register) -> Overview:
    """The whole of a unit, finding by finding."""
    own: dict[str, list[Measure]] = {}
    for measure in register.measures:
        own.setdefault(measure.finding, []).append(measure)
    lines = tuple(finding_line(register, f, own.get(f.id, [])) for f in register.findings)
    return Overview(register.unit.name, register.today, register.tally, lines)


def people(register: Register) -> People:
    """Everybody active, in the order of posts, with what is open and overdue in their name."""
    open_, late = Counter[str](), Counter[str]()
    for measure in register.measures:
        for person in {*measure.owners, *measure.leaders}:
            open_[person] += not measure.is_ended
            late[person] += part_of(measure, register.today) is Part.OVERDUE
    active = sorted((p for p in register.people.values() if p.active), key=lambda p: (p.rank, p.department, p.name))
    return People(register.unit.name, tuple(PersonLine(p, open_[p.id], late[p.id]) for p in active))


def stats(register: Register) -> Stats:
    """The counts by responsible department; a measure of two departments counts in both, once in the sum."""
    own: dict[str, list[Measure]] = {}
    for measure in register.measures:
        for name in measure.departments or ("",):
            own.setdefault(name, []).append(measure)
    lines = tuple((name, tally(measures, (), register.today)) for name, measures in own.items())
    return Stats(register.unit.name, register.today, register.tally, lines)
