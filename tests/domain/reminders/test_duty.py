"""What the clock holds against a measure."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.core.working_calendar import RestDay
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.period_report import PeriodReport, PeriodState
from bot.domain.plan.recurrence import Cycle, Recurrence, due_days
from bot.domain.settings.policy import Policy
from bot.domain.status.coverage import Coverage, coverage, every
from bot.domain.status.obligation import Dates, Obligation, ObligationKind, covered_on, obligations
from tests.domain.holidays import CALENDAR

POLICY = Policy()
TODAY = dt.date(2026, 3, 9)
ROUND = Dates(feedback=dt.date(2025, 12, 1))
BASE = Measure(id="u1/A/1-1", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="清理河道")


def of(kind: DeadlineKind, day: dt.date | None = None, dates: Dates = ROUND, **facts: object) -> Obligation | None:
    """The obligation of a measure with such a deadline, today."""
    measure = replace(BASE, deadline=Deadline(kind, "", day, day), **facts)  # type: ignore[arg-type]
    covered = covered_on(measure, dates, POLICY, CALENDAR, TODAY)
    return next(iter(obligations(measure, dates, POLICY, CALENDAR, TODAY, covered=covered)), None)


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


def reported(*keys: str) -> dict[str, Any]:
    """The periods of a measure that were reported."""
    report = PeriodReport(key="", due=TODAY, state=PeriodState.REPORTED, on=TODAY)
    return {"periods": tuple(replace(report, key=key) for key in keys)}


def test_standing_measure_owes_a_report_each_period() -> None:
    """The last period while it is owed, the present one, and after a report the next."""
    last, present, coming = dt.date(2025, 12, 31), dt.date(2026, 3, 31), dt.date(2026, 6, 30)
    long = DeadlineKind.STANDING
    assert due(of(long)) == (ObligationKind.REPORT, last)
    assert due(of(long, **reported("2025-Q4"))) == (ObligationKind.REPORT, present)
    assert due(of(long, **reported("2025-Q4", "2026-Q1"))) == (ObligationKind.REPORT, coming)
    assert due(of(long, dates=Dates(feedback=dt.date(2026, 2, 1)))) == (ObligationKind.REPORT, present)


def due(duty: Obligation | None) -> tuple[ObligationKind, dt.date] | None:
    """What is due when."""
    return (duty.kind, duty.due) if duty else None


MONTHLY = Recurrence(unit=Cycle.MONTH, day=(25,))


def covered(today: dt.date, *kept: PeriodReport, recurrence: Recurrence = MONTHLY) -> Coverage:
    """A monthly duty that is asked for from December on."""
    return coverage(replace(BASE, periods=kept), recurrence, dt.date(2025, 12, 1), today)


def test_coverage_knows_what_is_reported_what_is_missed_and_what_comes() -> None:
    """January was excused, December and February are missing; after a report only what came since makes it late."""
    january = PeriodReport(key="2026-01", due=dt.date(2026, 1, 25), state=PeriodState.EXCUSED, on=TODAY, words="停工")
    found = covered(TODAY, january)
    assert [one.key for one in found.missed] == ["2025-12", "2026-02"]
    assert [one.key for one in found.owed] == ["2026-02"]
    assert found.ahead
    assert (found.ahead.key, found.ahead.due) == ("2026-03", dt.date(2026, 3, 25))


def test_series_with_an_end_is_over_after_its_last_period() -> None:
    """Nothing is due after the end; until then the next period is."""
    ended = replace(MONTHLY, until=dt.date(2026, 2, 28))
    assert covered(dt.date(2026, 2, 26), recurrence=ended).over
    assert not covered(dt.date(2026, 2, 25), recurrence=ended).over


@pytest.mark.parametrize(
    ("months", "ends"),
    [
        (1, [dt.date(2024, 2, 29), dt.date(2024, 3, 31)]),
        (2, [dt.date(2024, 2, 29), dt.date(2024, 4, 30)]),
        (3, [dt.date(2024, 3, 31), dt.date(2024, 6, 30)]),
        (4, [dt.date(2024, 4, 30), dt.date(2024, 8, 31)]),
        (6, [dt.date(2024, 6, 30), dt.date(2024, 12, 31)]),
        (12, [dt.date(2024, 12, 31), dt.date(2025, 12, 31)]),
    ],
)
def test_unit_asks_at_the_end_of_every_so_many_months(months: int, ends: list[dt.date]) -> None:
    """Parts of the year begin with January."""
    assert list(due_days(every(months), dt.date(2024, 2, 1), ends[-1])) == ends


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


@pytest.mark.parametrize(
    ("rest", "due", "late_from"),
    [
        (RestDay.AS_WRITTEN, dt.date(2026, 4, 25), dt.date(2026, 4, 26)),
        (RestDay.BEFORE, dt.date(2026, 4, 24), dt.date(2026, 4, 25)),
        (RestDay.AFTER, dt.date(2026, 4, 27), dt.date(2026, 4, 28)),
    ],
)
def test_due_day_on_a_day_of_rest_is_moved_as_the_office_wants(rest: RestDay, due: dt.date, late_from: dt.date) -> None:
    """25 April 2026 is a Saturday: each day before `late_from` the period is ahead, from then on it is missed."""
    deadline = Deadline(DeadlineKind.STANDING, "每月25日前", recurrence=MONTHLY)
    measure = replace(BASE, deadline=deadline, stage=Stage.UNDER_WAY, counted_from=dt.date(2026, 4, 1))
    policy = POLICY.but({"rest_days": rest})
    for day in range(30):
        today = dt.date(2026, 4, 8) + dt.timedelta(day)
        found = covered_on(measure, ROUND, policy, CALENDAR, today)
        assert found
        kept = {one.key: one.due for one in found.known}
        assert kept["2026-04"] == due
        assert ("2026-04" in {one.key for one in found.missed}) == (today >= late_from)
        assert found.ahead
        assert found.ahead.key == ("2026-04" if today < late_from else "2026-05")
