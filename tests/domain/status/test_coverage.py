"""A series on a day, counted: what was asked, reported, excused and missed, and what is owed of it."""

import datetime as dt

import pytest

from bot.domain.plan.period_report import PeriodReport, PeriodState
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence
from bot.domain.status.coverage import Coverage, CoveredPeriod, PeriodCount, counted, every

STATES = {
    "r": PeriodState.REPORTED,
    "l": PeriodState.LATE,
    "e": PeriodState.EXCUSED,
    "m": PeriodState.MISSED,
}


def months(states: str, first: int = 1) -> tuple[CoveredPeriod, ...]:
    """Months of 2026 with what became of each; a dot has no record."""
    found = []
    for month, state in enumerate(states, first):
        start, due = dt.date(2026, month, 1), dt.date(2026, month, 28)
        report = None if state == "." else PeriodReport(key=str(month), due=due, state=STATES[state], on=due)
        found.append(CoveredPeriod(key=str(month), start=start, due=due, report=report))
    return tuple(found)


@pytest.mark.parametrize(
    ("past", "early", "numbers", "missed", "owed"),
    [
        ("", "", (0, 0), "", ""),
        ("rl", "", (2, 2), "", ""),
        ("r.", "", (2, 1), "2", "2"),
        ("r.m", "", (3, 1), "23", "23"),
        (".r", "", (2, 1), "1", ""),
        (".re.", "", (3, 1), "14", "4"),
        ("e", "", (0, 0), "", ""),
        ("..", "r", (3, 1), "12", ""),
        ("r.", "re", (3, 2), "2", ""),
    ],
)
def test_what_is_asked_is_done_or_missed(
    past: str, early: str, numbers: tuple[int, int], missed: str, owed: str
) -> None:
    """Excused periods are asked of nobody; what was reported before its day counts, and ends what was owed."""
    found = Coverage(past=months(past), early=months(early, len(past) + 1))
    assert (found.asked, found.done) == numbers
    assert "".join(one.key for one in found.missed) == missed
    assert "".join(one.key for one in found.owed) == owed
    assert found.count(PeriodState.MISSED) == len(missed)
    assert [one.key for one in found.known] == [str(n + 1) for n in range(len(past) + len(early))]


def test_several_series_are_counted_together() -> None:
    """A measure without a series counts for nothing."""
    one, other = Coverage(past=months("r.e")), Coverage(past=months("l"), early=months("e", 2))
    assert counted([one, None, other]) == PeriodCount(asked=3, done=2, excused=2)
    assert counted([one, None, other]).missed == 1


def test_a_series_is_over_once_its_end_leaves_nothing_ahead() -> None:
    """One without an end is never over, and a period has both of its days."""
    (last,) = months("r")
    assert Coverage(past=(last,), until=last.due).over
    assert not Coverage(past=(last,)).over
    assert not Coverage(ahead=last, until=last.due).over
    assert last.length == 28


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, Recurrence(unit=Cycle.MONTH, day=(LAST,))),
        (3, Recurrence(unit=Cycle.QUARTER, day=(LAST,))),
        (12, Recurrence(unit=Cycle.YEAR, day=(LAST,))),
        (2, Recurrence(unit=Cycle.MONTH, every=2, day=(LAST,), anchor=dt.date(1999, 12, 1))),
        (4, Recurrence(unit=Cycle.MONTH, every=4, day=(LAST,), anchor=dt.date(1999, 12, 1))),
    ],
)
def test_so_many_months_are_counted_from_the_beginning_of_the_year(count: int, expected: Recurrence) -> None:
    """Those that have a word of their own have that; the others end with December where they part the year."""
    assert every(count) == expected
