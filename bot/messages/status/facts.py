"""What somebody asked to see, as a value; the view says how it reads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.dependencies.wait import Wait
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.progress.figure_total import FigureTotal
from bot.domain.status.coverage import Coverage, CoveredPeriod
from bot.domain.status.register import Register, RegisterRow
from bot.domain.status.support import SupportRow, UnsettledShare, count_support
from bot.domain.status.tally import Tally, tally
from bot.domain.status.unanswered import Unanswered
from bot.domain.supervision.followed import NONE, Count
from bot.messages.people.listing import People


@dataclass(frozen=True)
class FindingLine:
    """A finding with the counts of its measures, and of the shares of supporting bodies on them."""

    number: str
    finding: Finding
    tally: Tally
    redacted: bool
    lent: Count = NONE


@dataclass(frozen=True)
class DepartmentLine:
    """A department ("" is none) with the counts of its measures, and of its own shares as a supporting body."""

    name: str
    tally: Tally
    lent: Count = NONE


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The whole of a unit."""

    unit: str
    today: dt.date
    tally: Tally
    findings: tuple[FindingLine, ...]
    lent: Count = NONE
    code: str = "all"
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Measures that answer a query; `again` is what one may type to ask it again.

    `beside` are the late shares of supporting bodies on other measures, where it is asked what is late.
    """

    title: str
    today: dt.date
    rows: tuple[RegisterRow, ...]
    code: str
    again: str
    page: int = 1
    beside: tuple[SupportRow, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()  # what is late to be answered, where it is asked what is late

    @property
    def late_support(self) -> tuple[SupportRow, ...]:
        """All late shares that it shows, the longest late first."""
        own = [share for row in self.rows for share in row.late_support]
        return tuple(sorted((*own, *self.beside), key=lambda one: -one.late))


@dataclass(frozen=True, kw_only=True)
class FindingView:
    """A finding, its task and its measures."""

    line: FindingLine
    today: dt.date
    rows: tuple[RegisterRow, ...]
    code: str
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class MeasureCard:
    """Everything about one measure that stands in the ledger."""

    row: RegisterRow
    today: dt.date
    finding: Finding | None
    plan: Plan | None
    unit: str
    extensions: int  # how often its deadline was moved
    covered: Coverage | None = None  # its periods, where it has a series
    stages: tuple[CoveredPeriod, ...] = ()  # its dated stages
    figures: tuple[FigureTotal, ...] = ()
    waits: tuple[Wait, ...] = ()
    unsettled: tuple[UnsettledShare, ...] = ()  # what supporting bodies are to do and nobody was given


@dataclass(frozen=True, kw_only=True)
class Stats:
    """The counts by responsible department, and by supporting body."""

    unit: str
    today: dt.date
    tally: Tally
    departments: tuple[DepartmentLine, ...]
    lent: Count = NONE
    rounds: str = ""  # by name, where the unit has several
    code: str = "stat"
    page: int = 1


View = Overview | Listing | FindingView | MeasureCard | People | Stats


def finding_line(register: Register, finding: Finding, measures: Sequence[Measure]) -> FindingLine:
    """A finding with the counts of its measures, and of the shares of supporting bodies on them."""
    return FindingLine(
        register.number(finding),
        finding,
        tally(measures, (finding,), register.standings),
        any(register.is_redacted(m) for m in measures),
        count_support(row for measure in measures for row in register.support(measure)),
    )


def overview(register: Register) -> Overview:
    """The whole of a unit, finding by finding."""
    own: dict[str, list[Measure]] = {}
    for measure in register.measures:
        own.setdefault(measure.finding, []).append(measure)
    lines = tuple(finding_line(register, f, own.get(f.id, [])) for f in register.findings)
    return Overview(
        unit=register.unit.name,
        today=register.today,
        tally=register.tally,
        findings=lines,
        lent=register.lent,
    )


def stats(register: Register) -> Stats:
    """The counts by responsible department; a measure of two departments counts in both, once in the sum.

    A share counts with the body that it was given to; a body that answers for no measure stands behind the others.
    """
    own: dict[str, list[Measure]] = {}
    for measure in register.measures:
        for name in measure.departments or ("",):
            own.setdefault(name, []).append(measure)
    lent = register.lent_by(lambda row: (row.share.about,))
    lines = tuple(
        DepartmentLine(name, tally(own.get(name, ()), (), register.standings), lent.get(name, NONE))
        for name in dict.fromkeys((*own, *lent))
    )
    named = register.of_round.split("、")
    rounds = [plan.letter for plan in register.plans if register.rounds[plan.id] in named]
    return Stats(
        unit=register.unit.name,
        today=register.today,
        tally=register.tally,
        departments=lines,
        lent=register.lent,
        rounds=register.headed,
        code=f"stat{''.join(rounds)}",
    )
