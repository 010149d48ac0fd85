"""What the clock holds against a measure: a day, and what is to be done by it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.closing.transitions import step_due
from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.settings.policy import Policy

MONTHS = 12


class ObligationKind(StrEnum):
    """What is to be done by the day."""

    DEADLINE = "deadline"  # 限期
    AT_ONCE = "at_once"  # 立行立改
    REPORT = "report"  # 长期坚持：本期报告
    RETURNED = "returned"  # 退回后重新报告
    STEP = "step"  # 审核、核验、审定


@dataclass(frozen=True)
class Obligation:
    """Something to be done by a day, that day included."""

    kind: ObligationKind
    due: dt.date


@dataclass(frozen=True)
class Dates:
    """Days in the unit's own zone that a obligation is reckoned from."""

    feedback: dt.date | None = None
    imported: dt.date | None = None
    reported: dt.date | None = None

    @property
    def start(self) -> dt.date | None:
        """The day 0 of the round, as far as it is known."""
        return self.feedback or self.imported


def obligation_of(
    measure: Measure, dates: Dates, policy: Policy, calendar: WorkCalendar, today: dt.date
) -> Obligation | None:
    """What the clock holds against the measure today; None where it ended, or where its time is unclear."""
    if measure.is_ended:
        return None
    if step := step_due(measure, policy, calendar):
        return Obligation(ObligationKind.STEP, step)
    if measure.stage is Stage.STANDING or (measure.is_open and measure.deadline.kind is DeadlineKind.STANDING):
        return _report(measure, dates, policy, today)
    if not measure.is_open:
        return None
    own = _own(measure, dates, policy)
    back = Obligation(ObligationKind.RETURNED, measure.report_by) if measure.report_by else None
    duties = [obligation for obligation in (back, own) if obligation]
    ahead = [obligation for obligation in duties if obligation.due >= today]
    return min(ahead or duties, key=lambda obligation: obligation.due, default=None)


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
