"""What the clock holds against a measure: the days, what is to be done by each, and who is to do it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.period_report import PeriodReport, PeriodState
from bot.domain.plan.recurrence import Recurrence, period_of
from bot.domain.settings.policy import Policy
from bot.domain.status.coverage import Coverage, CoveredPeriod, coverage, recurrence_of, stages


class ObligationKind(StrEnum):
    """What is to be done by the day."""

    DEADLINE = "deadline"  # 限期
    AT_ONCE = "at_once"  # 立行立改
    REPORT = "report"  # 一期的报告
    NODE = "node"  # 一个节点
    RETURNED = "returned"  # 退回后重新报告
    STEP = "step"  # 审核、核验、审定
    EXTENSION = "extension"  # 延期申请待答复
    ASSIGNED = "assigned"  # 交办：同类检查、群众意见


CHECKS = frozenset({ObligationKind.STEP, ObligationKind.EXTENSION})


@dataclass(frozen=True)
class Obligation:
    """Something to be done by a day, that day included, by those who hold the role; `since` when they hold it."""

    kind: ObligationKind
    due: dt.date
    holder: Role = Role.OWNER
    since: dt.date | None = None
    period: CoveredPeriod | None = None  # of a report or a stage


@dataclass(frozen=True)
class Dates:
    """Days in the unit's own zone that an obligation is reckoned from; `asked` is a request for more time that waits.

    `asked` holds the role whose word it waits for, and since when.
    """

    feedback: dt.date | None = None
    imported: dt.date | None = None
    reported: dt.date | None = None  # the last word of an owner
    asked: tuple[Role, dt.date] | None = None

    @property
    def start(self) -> dt.date | None:
        """The day 0 of the round, as far as it is known."""
        return self.feedback or self.imported


def obligations(
    measure: Measure,
    dates: Dates,
    policy: Policy,
    calendar: WorkCalendar,
    today: dt.date,
    *,
    covered: Coverage | None,
) -> tuple[Obligation, ...]:
    """All that the clock holds against the measure today, the earliest first; none where it ended, or has no day.

    `covered` is its series, as `covered_on` gives it.
    """
    if measure.is_ended:
        return ()
    found = [*_checks(measure, dates, policy, calendar), *_owed(measure, dates, policy, today, covered)]
    return tuple(sorted(found, key=lambda one: one.due))


def _checks(measure: Measure, dates: Dates, policy: Policy, calendar: WorkCalendar) -> Iterator[Obligation]:
    if step := step_due(measure, policy, calendar):
        yield Obligation(ObligationKind.STEP, step, CHECKERS[measure.stage], measure.since)
    if dates.asked and measure.is_open:
        role, since = dates.asked
        yield Obligation(ObligationKind.EXTENSION, calendar.plus(since, policy.step_days), role, since)


def _owed(
    measure: Measure, dates: Dates, policy: Policy, today: dt.date, covered: Coverage | None
) -> Iterator[Obligation]:
    """What the measure's own people are to do; the new day of a returned measure stands for those that have passed."""
    if measure.is_open and measure.report_by:
        yield Obligation(ObligationKind.RETURNED, measure.report_by, since=measure.since)
    own = [*_periods(measure, covered), *_own(measure, dates, policy)]
    yield from (one for one in own if one.due >= today or not measure.report_by)


def _own(measure: Measure, dates: Dates, policy: Policy) -> Iterator[Obligation]:
    """The stages and the deadline of a measure that is worked on."""
    if not measure.is_open:
        return
    for stage in stages(measure):
        if not stage.settled:
            yield Obligation(ObligationKind.NODE, stage.due, period=stage)
    at_once = measure.deadline.kind is DeadlineKind.AT_ONCE
    if measure.due:
        yield Obligation(ObligationKind.AT_ONCE if at_once else ObligationKind.DEADLINE, measure.due)
    elif at_once and dates.start:
        yield Obligation(ObligationKind.AT_ONCE, dates.start + DAY * policy.at_once_days)


def _periods(measure: Measure, covered: Coverage | None) -> Iterator[Obligation]:
    """The reports that are owed and the next one; at the end of the series the measure itself."""
    if covered is None or not (measure.is_open or measure.stage is Stage.STANDING):
        return
    for one in (*covered.owed, *filter(None, [covered.ahead])):
        yield Obligation(ObligationKind.REPORT, one.due, period=one)
    if covered.over and covered.until and measure.is_open:
        yield Obligation(ObligationKind.DEADLINE, covered.until)


def covered_on(
    measure: Measure, dates: Dates, policy: Policy, calendar: WorkCalendar, today: dt.date
) -> Coverage | None:
    """The series of a measure on the day, None where it has none, or where day 0 is not known."""
    recurrence = recurrence_of(measure, policy)
    start = measure.counted_from or _began(measure, dates)
    if recurrence is None or start is None:
        return None
    known = measure if measure.counted_from else _with_last_report(measure, recurrence, dates)
    return coverage(known, recurrence, start, today, lambda day: calendar.due_on(day, policy.rest_days))


def _with_last_report(measure: Measure, recurrence: Recurrence, dates: Dates) -> Measure:
    """A measure from before periods were kept: its last report counts for the period of its day."""
    period = period_of(recurrence, dates.reported) if dates.reported else None
    if period is None or dates.reported is None or any(one.key == period.key for one in measure.periods):
        return measure
    report = PeriodReport(key=period.key, due=period.due, state=PeriodState.REPORTED, on=dates.reported)
    return replace(measure, periods=(*measure.periods, report))


def _began(measure: Measure, dates: Dates) -> dt.date | None:
    """From when the periods of a measure count that was taken in before this was kept."""
    since = measure.since if measure.stage is Stage.STANDING else None
    return max(filter(None, (dates.feedback, dates.imported, since)), default=None)


def step_due(measure: Measure, policy: Policy, calendar: WorkCalendar) -> dt.date | None:
    """The day by which whoever holds a waiting measure should have answered, None where it waits for nobody."""
    if measure.stage not in WAITING or measure.since is None:
        return None
    return calendar.plus(measure.since, policy.step_days)
