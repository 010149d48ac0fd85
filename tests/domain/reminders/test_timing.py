"""Why a reminder came on its day: only what the calendar and the row bear out."""

import datetime as dt

import pytest

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.reminders.ladder import Rule
from bot.domain.reminders.reminder import Reminder
from bot.domain.reminders.timing import Timing, timing_of
from bot.domain.settings.policy import Policy

CALENDAR = WorkCalendar(holidays=frozenset(), makeup=frozenset())
DUE = dt.date(2026, 3, 5)  # Thursday


def row(meant: dt.date, day: dt.date, mark: int, *, rule: Rule = Rule.OWN, tail: str = "u1/p1") -> Reminder:
    """A reminder of the deadline."""
    at = dt.datetime.combine(day, dt.time(1), dt.UTC)
    return Reminder(
        id=f"reminder:u1/A/1-1:{DUE}:red:{mark}:{tail}",
        unit="u1",
        measure="u1/A/1-1",
        person="u1/p1",
        colour=Colour.RED if mark < 0 else Colour.YELLOW,
        mark=mark,
        due=DUE,
        day=day,
        at=at,
        message="",
        because=rule,
        meant=meant,
    )


@pytest.mark.parametrize(
    ("reminder", "said"),
    [
        (row(dt.date(2026, 2, 28), dt.date(2026, 2, 27), 5), Timing.MOVED_BEFORE),
        (row(dt.date(2026, 2, 27), dt.date(2026, 2, 26), 6), Timing.PLAIN),  # a Friday was worked
        (row(dt.date(2026, 2, 28), dt.date(2026, 2, 26), 5), Timing.PLAIN),  # not the neighbouring day
        (row(dt.date(2026, 3, 7), dt.date(2026, 3, 9), -2), Timing.MOVED_AFTER),
        (row(dt.date(2026, 3, 6), dt.date(2026, 3, 6), -1), Timing.PLAIN),
        (row(dt.date(2026, 3, 9), dt.date(2026, 3, 9), -4), Timing.AGAIN),
        (row(dt.date(2026, 3, 16), dt.date(2026, 3, 16), -11), Timing.WEEKLY),
        (row(dt.date(2026, 5, 4), dt.date(2026, 5, 4), -60), Timing.MONTHLY),
        (row(dt.date(2026, 3, 2), dt.date(2026, 3, 2), 3, tail="u1/p1:1"), Timing.UNANSWERED),
        (row(dt.date(2026, 2, 28), dt.date(2026, 2, 27), 5, rule=Rule.NOBODY), Timing.PLAIN),
    ],
)
def test_only_the_true_reason_is_given(reminder: Reminder, said: Timing) -> None:
    """Rest is named where the day meant is one of rest and its neighbour was taken; what repeats says that."""
    assert timing_of(reminder, CALENDAR, Policy()) is said
