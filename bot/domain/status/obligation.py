"""What the clock holds against a measure: the days, what is to be done by each, and who is to do it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.settings.policy import Policy

MONTHS = 12


class ObligationKind(StrEnum):
    """What is to be done by the day."""

    DEADLINE = "deadline"  # 限期
    AT_ONCE = "at_once"  # 立行立改
    REPORT = "report"  # 长期坚持：本期报告
    RETURNED = "returned"  # 退回后重新报告
    STEP = "step"  # 审核、核验、审定
    EXTENSION = "extension"  # 延期申请待答复


CHECKS = frozenset({ObligationKind.STEP, ObligationKind.EXTENSION})


@dataclass(frozen=True)
class Obligation:
    """Something to be done by a day, that day included, by those who hold the role; `since` when they hold it."""

    kind: ObligationKind
    due: dt.date
    holder: Role = Role.OWNER
    since: dt.date | None = None


@dataclass(frozen=True)
class Dates:
    """Days in the unit's own zone that an obligation is reckoned from; `asked` is a request for more time that waits.

    `asked` holds the role whose word it waits for, and since when.
    """

    feedback: dt.date | None = None
    imported: dt.date | None = None
    reported: dt.date | None = None
    asked: tuple[Role, dt.date] | None = None

    @property
    def start(self) -> dt.date | None:
        """The day 0 of the round, as far as it is known."""
        return self.feedback or self.imported


def obligations(
    measure: Measure, dates: Dates, policy: Policy, calendar: WorkCalendar, today: dt.date
) -> tuple[Obligation, ...]:
    """All that the clock holds against the measure today, the earliest first; none where it ended, or has no day."""
    if measure.is_ended:
        return ()
    found = [*_checks(measure, dates, policy, calendar), *_owed(measure, dates, policy, today)]
    return tuple(sorted(found, key=lambda one: one.due))


def _checks(measure: Measure, dates: Dates, policy: Policy, calendar: WorkCalendar) -> Iterator[Obligation]:
    if step := step_due(measure, policy, calendar):
        yield Obligation(ObligationKind.STEP, step, CHECKERS[measure.stage], measure.since)
    if dates.asked and measure.is_open:
        role, since = dates.asked
        yield Obligation(ObligationKind.EXTENSION, calendar.plus(since, policy.step_days), role, since)


def _owed(measure: Measure, dates: Dates, policy: Policy, today: dt.date) -> Iterator[Obligation]:
    """What the measure's own people are to do; the new day of a returned measure stands for one that has passed."""
    standing = measure.deadline.kind is DeadlineKind.STANDING
    if measure.report_by and measure.is_open:
        yield Obligation(ObligationKind.RETURNED, measure.report_by, since=measure.since)
    if measure.stage is Stage.STANDING or (measure.is_open and standing and not measure.report_by):
        own = _report(measure, dates, policy, today)
    else:
        own = _own(measure, dates, policy) if measure.is_open else None
    if own and (own.due >= today or not measure.report_by):
        yield own


def step_due(measure: Measure, policy: Policy, calendar: WorkCalendar) -> dt.date | None:
    """The day by which whoever holds a waiting measure should have answered, None where it waits for nobody."""
    if measure.stage not in WAITING or measure.since is None:
        return None
    return calendar.plus(measure.since, policy.step_days)


def _own(measure: Measure, dates: Dates, policy: Policy) -> Obligation | None:
    at_once = measure.deadline.kind is DeadlineKind.AT_ONCE
    if measure.due:
        return Obligation(ObligationKind.AT_ONCE if at_once else ObligationKind.DEADLINE, measure.due)
    if at_once and dates.start:
        return Obligation(ObligationKind.AT_ONCE, dates.start + DAY * policy.at_once_days)
    return None


def _report(measure: Measure, dates: Dates, policy: Policy, today: dt.date) -> Obligation | None:
    """The report of the last period while it is owed, otherwise that of the present one."""
    since = max(filter(None, (dates.feedback, dates.imported, measure.since)), default=None)
    if since is None:
        return None
    present = period_end(today, policy.standing_months)
    last = period_end(today, policy.standing_months, back=1)
    before = period_end(today, policy.standing_months, back=2)
    owed = last >= since and (dates.reported is None or dates.reported <= before)
    if owed:
        return Obligation(ObligationKind.REPORT, last)
    if dates.reported and dates.reported > last:
        return Obligation(ObligationKind.REPORT, period_end(today, policy.standing_months, back=-1))
    return Obligation(ObligationKind.REPORT, present)


def period_end(day: dt.date, months: int, *, back: int = 0) -> dt.date:
    """The last day of the period of so many months that holds the day, or of one so many periods back."""
    index = (day.year * MONTHS + day.month - 1) // months - back
    year, month = divmod((index + 1) * months, MONTHS)
    return dt.date(year, month + 1, 1) - DAY
