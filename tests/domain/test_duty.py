"""What the clock holds against a measure."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.settings.policy import Policy
from bot.domain.status.obligation import Dates, Obligation, ObligationKind, obligations, period_end
from tests.domain.holidays import CALENDAR

POLICY = Policy()
TODAY = dt.date(2026, 3, 9)
ROUND = Dates(feedback=dt.date(2025, 12, 1))
BASE = Measure(id="u1/A/1-1", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="清理河道")


def of(kind: DeadlineKind, day: dt.date | None = None, dates: Dates = ROUND, **facts: object) -> Obligation | None:
    """The obligation of a measure with such a deadline, today."""
    measure = replace(BASE, deadline=Deadline(kind, "", day, day), **facts)  # type: ignore[arg-type]
    return next(iter(obligations(measure, dates, POLICY, CALENDAR, TODAY)), None)


@pytest.mark.parametrize(
    ("months", "day", "end"),
    [
        (3, dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        (3, dt.date(2026, 12, 31), dt.date(2026, 12, 31)),
        (6, dt.date(2026, 3, 9), dt.date(2026, 6, 30)),
        (1, dt.date(2024, 2, 10), dt.date(2024, 2, 29)),
        (12, dt.date(2026, 3, 9), dt.date(2026, 12, 31)),
    ],
)
def test_period_ends_on_the_last_day_of_its_last_month(months: int, day: dt.date, end: dt.date) -> None:
    """Quarters, half-years, months, years."""
    assert period_end(day, months) == end


def test_deadline_is_a_duty_until_the_measure_is_handed_in() -> None:
    """An ended one is none."""
    day = dt.date(2026, 3, 31)
    assert of(DeadlineKind.BY_DATE, day) == Obligation(ObligationKind.DEADLINE, day)
    assert of(DeadlineKind.BY_DATE, day, stage=Stage.CLOSED) is None
    assert of(DeadlineKind.UNCLEAR) is None


def test_at_once_has_a_default_limit_from_the_feedback() -> None:
    """A date of its own goes before it; without day 0 it is unclear."""
    assert of(DeadlineKind.AT_ONCE) == Obligation(ObligationKind.AT_ONCE, dt.date(2025, 12, 16))
    assert of(DeadlineKind.AT_ONCE, TODAY) == Obligation(ObligationKind.AT_ONCE, TODAY)
    assert of(DeadlineKind.AT_ONCE, dates=Dates()) is None


def test_standing_measure_owes_a_report_each_period() -> None:
    """The last period while it is owed, the present one, and after a report the next."""
    last, present, coming = dt.date(2025, 12, 31), dt.date(2026, 3, 31), dt.date(2026, 6, 30)
    late = replace(ROUND, reported=None)
    assert of(DeadlineKind.STANDING, dates=late) == Obligation(ObligationKind.REPORT, last)
    assert of(DeadlineKind.STANDING, dates=replace(ROUND, reported=dt.date(2025, 12, 20))) == Obligation(
        ObligationKind.REPORT, present
    )
    assert of(DeadlineKind.STANDING, dates=replace(ROUND, reported=dt.date(2026, 1, 5))) == Obligation(
        ObligationKind.REPORT, coming
    )
    young = Dates(feedback=dt.date(2026, 2, 1))
    assert of(DeadlineKind.STANDING, dates=young) == Obligation(ObligationKind.REPORT, present)


def test_waiting_closing_is_due_after_its_working_days() -> None:
    """Three working days, whoever holds it."""
    assert of(DeadlineKind.BY_DATE, TODAY, stage=Stage.REVIEW, since=dt.date(2026, 3, 6)) == Obligation(
        ObligationKind.STEP, dt.date(2026, 3, 11), Role.LEADER, dt.date(2026, 3, 6)
    )


def test_returned_measure_is_due_when_it_is_to_be_reported_anew() -> None:
    """The nearest day ahead counts; when all are past, the first."""
    again = dt.date(2026, 3, 13)
    assert of(DeadlineKind.BY_DATE, dt.date(2026, 3, 1), report_by=again) == Obligation(ObligationKind.RETURNED, again)
    assert of(DeadlineKind.BY_DATE, dt.date(2026, 3, 11), report_by=again) == Obligation(
        ObligationKind.DEADLINE, dt.date(2026, 3, 11)
    )
