"""The periods (期) and stages (节点) of a measure on a day: which are reported, which are missed, which comes next."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.period_report import NODE, PeriodReport, PeriodState, node_key
from bot.domain.plan.recurrence import (
    DAY,
    LAST,
    MONTHS,
    SPANS,
    Cycle,
    Period,
    Recurrence,
    next_due,
    period_due,
    periods,
)
from bot.domain.settings.policy import Policy

AHEAD = 120  # periods that may be reported in advance
REST = DAY * 20  # more than any stretch of days of rest
Moved = Callable[[dt.date], dt.date]


@dataclass(frozen=True, kw_only=True)
class CoveredPeriod:
    """A period or stage with what became of it."""

    key: str
    start: dt.date
    due: dt.date
    report: PeriodReport | None = None

    @property
    def settled(self) -> bool:
        """True where nothing more is asked for it."""
        return self.report is not None and self.report.settled

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.due - self.start).days + 1


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """A series on a day: those whose day is past, those settled before their day, and the next one that is not."""

    past: tuple[CoveredPeriod, ...] = ()
    early: tuple[CoveredPeriod, ...] = ()
    ahead: CoveredPeriod | None = None
    until: dt.date | None = None  # the end of the series

    @property
    def known(self) -> tuple[CoveredPeriod, ...]:
        """All of them, by their days."""
        return (*self.past, *self.early, *filter(None, [self.ahead]))

    @property
    def missed(self) -> tuple[CoveredPeriod, ...]:
        """Those whose day passed without a report."""
        return tuple(one for one in self.past if not one.settled)

    @property
    def owed(self) -> tuple[CoveredPeriod, ...]:
        """Those missed since the last report: what makes the measure late today."""
        if self.early:
            return ()
        return tuple(takewhile(lambda one: not one.settled, reversed(self.past)))[::-1]

    @property
    def over(self) -> bool:
        """True where the series has an end and nothing more will be due in it."""
        return self.until is not None and self.ahead is None

    @property
    def asked(self) -> int:
        """How many are to be reported by now, those that were excused left out."""
        return len(self.past) + len(self.early) - self.count(PeriodState.EXCUSED)

    @property
    def done(self) -> int:
        """How many were reported, in time or late."""
        return self.count(PeriodState.REPORTED) + self.count(PeriodState.LATE)

    def count(self, state: PeriodState) -> int:
        """How many are in a state; those without a record are missed."""
        done = (*self.past, *self.early)
        return sum((one.report.state if one.report else PeriodState.MISSED) is state for one in done)


@dataclass(frozen=True)
class PeriodCount:
    """Periods of several measures by now: 应报 (without those excused) are 已报 and 漏报 together."""

    asked: int = 0
    done: int = 0
    excused: int = 0

    @property
    def missed(self) -> int:
        """How many were not reported by their day, and are not excused."""
        return self.asked - self.done


def counted(series: Iterable[Coverage | None]) -> PeriodCount:
    """The periods of some measures together; those without a series count for nothing."""
    known = [one for one in series if one is not None]
    return PeriodCount(
        asked=sum(one.asked for one in known),
        done=sum(one.done for one in known),
        excused=sum(one.count(PeriodState.EXCUSED) for one in known),
    )


def recurrence_of(measure: Measure, policy: Policy) -> Recurrence | None:
    """The period in which a measure is reported: its own, or the unit's where it goes on for good without one."""
    if measure.deadline.recurrence:
        return measure.deadline.recurrence
    if measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING:
        return every(policy.standing_months)
    return None


def every(months: int) -> Recurrence:
    """A report at the end of every so many months, counted from the beginning of the year where they part it."""
    for unit, span in SPANS.items():
        if span == months:
            return Recurrence(unit=unit, day=(LAST,))
    year, month = divmod(months * -(-MONTHS * 2000 // months) - 1, MONTHS)
    return Recurrence(unit=Cycle.MONTH, every=months, day=(LAST,), anchor=dt.date(year, month + 1, 1))


def coverage(
    measure: Measure, recurrence: Recurrence, start: dt.date, today: dt.date, moved: Moved = lambda day: day
) -> Coverage:
    """The series of a measure that began on a day; what it kept of an earlier series stands among the past.

    `moved` gives the day by which a period is due that is written for a day.
    """
    kept = {report.key: report for report in measure.periods}
    near = (_covered(one, kept, moved) for one in periods(recurrence, start, today + REST))
    due = {one.key: one for one in near if one.due < today}
    for report in measure.periods:
        if report.due < today and report.key not in due and not report.key.startswith(NODE):
            due[report.key] = CoveredPeriod(key=report.key, start=report.due, due=report.due, report=report)
    coming = list(_coming((recurrence, start, today), kept, moved))
    return Coverage(
        past=tuple(sorted(due.values(), key=lambda one: (one.due, one.key))),
        early=tuple(one for one in coming if one.settled),
        ahead=next((one for one in coming if not one.settled), None),
        until=recurrence.until,
    )


def _coming(
    series: tuple[Recurrence, dt.date, dt.date], kept: dict[str, PeriodReport], moved: Moved
) -> Iterator[CoveredPeriod]:
    """From today on, up to the first that is not settled."""
    recurrence, start, today = series
    day = max(start, today - REST)
    for _ in range(AHEAD):
        due = next_due(recurrence, day)
        if due is None or (period := period_due(recurrence, due)) is None:
            return
        day, found = due + DAY, _covered(period, kept, moved)
        if found.due < today:
            continue
        yield found
        if not found.settled:
            return


def _covered(period: Period, kept: dict[str, PeriodReport], moved: Moved) -> CoveredPeriod:
    return CoveredPeriod(key=period.key, start=period.start, due=moved(period.due), report=kept.get(period.key))


def recounted(before: Measure, after: Measure, covered: Coverage | None, today: dt.date) -> Measure:
    """The measure on another series: what was missed of the one before stays missed, the new one counts from today."""
    if series_of(before) == series_of(after):
        return after
    known = {report.key for report in after.periods}
    missed = tuple(
        PeriodReport(key=one.key, due=one.due, state=PeriodState.MISSED, on=today)
        for one in _unreported(before, covered)
        if one.key not in known
    )
    kept = tuple(report for report in after.periods if not report.key.startswith(NODE))
    return replace(after, periods=(*kept, *missed), counted_from=today)


def _unreported(measure: Measure, covered: Coverage | None) -> tuple[CoveredPeriod, ...]:
    """What was missed; of a measure from before periods were kept only what was missed since its last word."""
    if covered is None:
        return ()
    return covered.missed if measure.counted_from else covered.owed


def series_of(measure: Measure) -> tuple[object, ...]:
    """What makes the series of a measure: another one is another series."""
    goes_on = measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING
    return measure.deadline.recurrence, measure.deadline.nodes, goes_on


def settle(
    measure: Measure, chosen: Iterable[CoveredPeriod], *, by: str, progress: str, day: dt.date
) -> tuple[PeriodReport, ...]:
    """The periods of a measure after a report that settles some; one after its due day is late."""
    reports = (
        PeriodReport(
            key=one.key,
            due=one.due,
            state=PeriodState.REPORTED if day <= one.due else PeriodState.LATE,
            on=day,
            by=by,
            progress=progress,
        )
        for one in chosen
        if not one.settled
    )
    return with_reports(measure, reports)


def with_reports(measure: Measure, reports: Iterable[PeriodReport]) -> tuple[PeriodReport, ...]:
    """The periods of a measure with what became of some of them, in place of what was said of those before."""
    new = {report.key: report for report in reports}
    return (*(report for report in measure.periods if report.key not in new), *new.values())


def taken_back(measure: Measure, progress: str, today: dt.date) -> tuple[PeriodReport, ...]:
    """The periods of a measure without what a report settled: those whose day has passed are missed again."""
    kept = []
    for report in measure.periods:
        if report.progress != progress:
            kept.append(report)
        elif report.due < today and not report.key.startswith(NODE):
            kept.append(PeriodReport(key=report.key, due=report.due, state=PeriodState.MISSED, on=today))
    return tuple(kept)


def stages(measure: Measure) -> tuple[CoveredPeriod, ...]:
    """The dated stages before the deadline, which is the last of them."""
    kept = {report.key: report for report in measure.periods}
    nodes = measure.deadline.nodes[:-1]
    starts = (dt.date.min, *(node.date + DAY for node in nodes))
    return tuple(
        CoveredPeriod(key=node_key(n), start=start, due=node.date, report=kept.get(node_key(n)))
        for n, (start, node) in enumerate(zip(starts, nodes, strict=False), 1)
    )
