"""Periods and stages as they are settled, taken back and counted anew: which are kept, which are missed."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.period_report import PeriodReport, PeriodState
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence
from bot.domain.settings.policy import Policy
from bot.domain.status.coverage import (
    Coverage,
    CoveredPeriod,
    coverage,
    recounted,
    recurrence_of,
    settle,
    stages,
    taken_back,
    with_reports,
)
from tests.domain.records import DAY, TODAY, measure

MONTHLY = Recurrence(unit=Cycle.MONTH, day=(LAST,))
START = dt.date(2025, 11, 1)
KEYS = {"2025-11": dt.date(2025, 11, 30), "2025-12": dt.date(2025, 12, 31), "2026-01": dt.date(2026, 1, 31)}
ALL = KEYS | {"2026-02": dt.date(2026, 2, 28), "2026-03": dt.date(2026, 3, 31), "2026-04": dt.date(2026, 4, 30)}


def report(key: str, state: PeriodState = PeriodState.REPORTED, progress: str = "r1", **facts: Any) -> PeriodReport:
    """What became of a period."""
    due = facts.pop("due", None) or ALL[key]
    return PeriodReport(key=key, due=due, state=state, on=facts.pop("on", due), progress=progress, **facts)


def monthly(*reports: PeriodReport, **facts: Any) -> Measure:
    """A measure that is reported every month."""
    usual: dict[str, Any] = {"deadline": Deadline(DeadlineKind.STANDING, "每月", recurrence=MONTHLY)}
    return measure("1-1", periods=reports, **(usual | facts))


def on(today: dt.date, *reports: PeriodReport, start: dt.date = START) -> tuple[str, str, str, str]:
    """Keys of what is past, missed, settled early, and ahead."""
    found = coverage(monthly(*reports), MONTHLY, start, today)
    names = [" ".join(one.key for one in some) for some in (found.past, found.missed, found.early)]
    return names[0], names[1], names[2], found.ahead.key if found.ahead else ""


@pytest.mark.parametrize(
    ("today", "past", "ahead"),
    [
        (dt.date(2025, 11, 1), "", "2025-11"),
        (dt.date(2025, 11, 30), "", "2025-11"),
        (dt.date(2025, 12, 1), "2025-11", "2025-12"),
        (dt.date(2026, 1, 31), "2025-11 2025-12", "2026-01"),
        (dt.date(2026, 2, 1), "2025-11 2025-12 2026-01", "2026-02"),
    ],
)
def test_a_period_is_past_the_day_after_its_own(today: dt.date, past: str, ahead: str) -> None:
    """What is past without a report is missed."""
    assert on(today) == (past, past, "", ahead)


def test_what_was_settled_before_its_day_is_early() -> None:
    """The next that is not is what is due; what was kept as missed is missed."""
    assert on(TODAY, report("2026-03")) == (
        "2025-11 2025-12 2026-01 2026-02",
        "2025-11 2025-12 2026-01 2026-02",
        "2026-03",
        "2026-04",
    )
    kept = (report("2025-11"), report("2025-12", PeriodState.MISSED), report("2026-01", PeriodState.EXCUSED))
    assert on(TODAY, *kept)[1] == "2025-12 2026-02"
    assert on(TODAY, start=dt.date(2026, 2, 1))[0] == "2026-02"


def test_what_an_earlier_series_kept_stands_among_the_past() -> None:
    """By its day; a stage is none, nor what is due today or later."""
    old = report("2024", due=dt.date(2024, 12, 31))
    today = report("later", due=TODAY)
    node = report("node-1", due=dt.date(2025, 12, 1))
    assert on(TODAY, old, today, node)[0] == "2024 2025-11 2025-12 2026-01 2026-02"


def test_a_moved_day_counts_instead_of_the_written_one() -> None:
    """A period whose day is moved over today is still ahead."""
    found = coverage(monthly(), MONTHLY, START, TODAY, lambda day: day + DAY * 2)
    assert [one.key for one in found.past] == ["2025-11", "2025-12", "2026-01"]
    assert found.ahead
    assert (found.ahead.key, found.ahead.due) == ("2026-02", dt.date(2026, 3, 2))


def test_a_series_ends_with_its_last_day() -> None:
    """Then nothing is ahead."""
    ending = Recurrence(unit=Cycle.MONTH, day=(LAST,), until=dt.date(2026, 1, 31))
    found = coverage(monthly(), ending, START, TODAY)
    assert ([one.key for one in found.past], found.ahead, found.over) == ([*KEYS], None, True)
    assert not coverage(monthly(), ending, START, dt.date(2026, 1, 31)).over


def covered(key: str, settled: PeriodReport | None = None) -> CoveredPeriod:
    """A period with what became of it."""
    return CoveredPeriod(key=key, start=START, due=ALL[key], report=settled)


@pytest.mark.parametrize(
    ("day", "state"),
    [(-1, PeriodState.REPORTED), (0, PeriodState.REPORTED), (1, PeriodState.LATE)],
)
def test_a_report_after_the_day_is_late(day: int, state: PeriodState) -> None:
    """On the day it is not."""
    said = ALL["2026-01"] + DAY * day
    found = settle(monthly(), [covered("2026-01")], by="p1", progress="r9", day=said)
    assert found == (
        PeriodReport(key="2026-01", due=ALL["2026-01"], state=state, on=said, by="p1", progress="r9", words=""),
    )


def test_what_is_settled_stays_and_what_was_missed_is_replaced() -> None:
    """Those that were said before stand before, each once."""
    missed = report("2025-12", PeriodState.MISSED)
    known = monthly(report("2025-11"), missed)
    chosen = [covered("2025-11", report("2025-11")), covered("2025-12", missed), covered("2026-01")]
    found = settle(known, chosen, by="p1", progress="r9", day=TODAY)
    assert [(one.key, one.state, one.progress) for one in found] == [
        ("2025-11", PeriodState.REPORTED, "r1"),
        ("2025-12", PeriodState.LATE, "r9"),
        ("2026-01", PeriodState.LATE, "r9"),
    ]
    again = with_reports(known, [report("2025-11", PeriodState.EXCUSED)])
    assert [(one.key, one.state) for one in again] == [
        ("2025-12", PeriodState.MISSED),
        ("2025-11", PeriodState.EXCUSED),
    ]


def test_what_a_report_settled_is_open_again_once_it_is_taken_back() -> None:
    """Missed where its day has passed; a stage, and what is due today or later, is simply not settled."""
    known = monthly(
        report("2025-11", progress="r1"),
        report("2025-12", progress="r2"),
        report("2026-03", progress="r2"),
        report("node-1", progress="r2", due=dt.date(2025, 12, 1)),
        report("today", progress="r2", due=TODAY),
    )
    missed = PeriodReport(key="2025-12", due=ALL["2025-12"], state=PeriodState.MISSED, on=TODAY)
    assert taken_back(known, "r2", TODAY) == (report("2025-11", progress="r1"), missed)
    assert taken_back(known, "r7", TODAY) == known.periods


@pytest.mark.parametrize(
    ("facts", "months"),
    [
        ({"deadline": Deadline(DeadlineKind.STANDING, "长期")}, 6),
        ({"stage": Stage.STANDING}, 6),
        ({}, None),
        ({"deadline": Deadline(DeadlineKind.UNCLEAR, "")}, None),
    ],
)
def test_what_goes_on_without_a_series_has_that_of_the_unit(facts: dict[str, Any], months: int | None) -> None:
    """Its own goes before."""
    policy = Policy().but({"standing_months": 6})
    expected = Recurrence(unit=Cycle.HALF_YEAR, day=(LAST,)) if months else None
    assert recurrence_of(measure("1-1", **facts), policy) == expected
    assert recurrence_of(monthly(), policy) == MONTHLY


def test_another_series_counts_from_today_and_what_was_missed_stays_so() -> None:
    """Stages of the old one are none of the new one's; the same series changes nothing."""
    before = monthly(report("2025-11"), counted_from=START)
    same = monthly(report("2025-11"), report("node-1", due=TODAY), counted_from=START)
    found = coverage(before, MONTHLY, START, TODAY)
    assert recounted(before, same, found, TODAY) is same
    weekly = Deadline(DeadlineKind.STANDING, "每周", recurrence=Recurrence(unit=Cycle.WEEK, weekday=(5,)))
    after = monthly(report("2025-11"), report("node-1", due=TODAY), deadline=weekly, counted_from=START)
    anew = recounted(before, after, found, TODAY)
    assert anew.counted_from == TODAY
    assert [(one.key, one.state) for one in anew.periods] == [
        ("2025-11", PeriodState.REPORTED),
        ("2025-12", PeriodState.MISSED),
        ("2026-01", PeriodState.MISSED),
        ("2026-02", PeriodState.MISSED),
    ]
    assert {one.on for one in anew.periods[1:]} == {TODAY}
    assert [one.key for one in recounted(before, after, None, TODAY).periods] == ["2025-11"]


def test_from_before_periods_were_kept_only_what_is_owed_is_missed() -> None:
    """Since the last word alone."""
    before = monthly(report("2025-12"))
    after = monthly(report("2025-12"), deadline=Deadline(DeadlineKind.BY_DATE, "", TODAY, TODAY))
    found = coverage(before, MONTHLY, START, TODAY)
    assert [one.key for one in recounted(before, after, found, TODAY).periods] == ["2025-12", "2026-01", "2026-02"]


def test_stages_stand_before_the_deadline_one_behind_the_other() -> None:
    """Each begins the day after the one before; the last is the deadline itself and none of them."""
    days = [TODAY + DAY * n for n in (10, 20, 30)]
    nodes = tuple(Node(day, words) for day, words in zip(days, ("摸排", "整治", "验收"), strict=True))
    done = report("node-2", due=days[1])
    one = measure("1-1", deadline=Deadline(DeadlineKind.BY_DATE, "", days[2], days[2], nodes=nodes), periods=(done,))
    assert stages(one) == (
        CoveredPeriod(key="node-1", start=dt.date.min, due=days[0]),
        CoveredPeriod(key="node-2", start=days[0] + DAY, due=days[1], report=done),
    )
    assert stages(measure("1-1")) == ()


def test_what_is_known_stands_by_its_days() -> None:
    """Past, early, and what is ahead where there is something."""
    one, two, three = covered("2025-11"), covered("2025-12", report("2025-12")), covered("2026-01")
    assert Coverage(past=(one,), early=(two,), ahead=three).known == (one, two, three)
    assert Coverage(past=(one,)).known == (one,)
