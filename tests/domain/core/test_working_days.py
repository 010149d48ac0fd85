"""The working calendar's own rules, on a small calendar of our own."""

import datetime as dt

import pytest

from bot.domain.core.working_calendar import WorkCalendar

# A week from Monday 6 to Sunday 12 July 2026: Wednesday is a holiday, Saturday is worked for it.
WEEK = WorkCalendar(
    holidays=frozenset({dt.date(2026, 7, 8)}), makeup=frozenset({dt.date(2026, 7, 11)}), years=frozenset({2026})
)


def july(day: int) -> dt.date:
    """A day of that month."""
    return dt.date(2026, 7, day)


@pytest.mark.parametrize(
    ("day", "working"), [(6, True), (7, True), (8, False), (9, True), (10, True), (11, True), (12, False)]
)
def test_a_holiday_is_free_and_a_make_up_day_is_worked(day: int, working: bool) -> None:  # noqa: FBT001  a table
    """Also against the day of the week."""
    assert WEEK.is_working(july(day)) is working


def test_only_named_years_are_known() -> None:
    """Elsewhere Monday to Friday are taken."""
    assert WEEK.covers(july(1))
    assert not WEEK.covers(dt.date(2027, 7, 1))
    assert WEEK.is_working(dt.date(2027, 7, 7))


@pytest.mark.parametrize(("day", "before", "after"), [(8, 7, 9), (12, 11, 13), (9, 9, 9)])
def test_the_nearest_working_days_on_either_side(day: int, before: int, after: int) -> None:
    """A working day is its own neighbour."""
    assert WEEK.on_or_before(july(day)) == july(before)
    assert WEEK.on_or_after(july(day)) == july(after)


@pytest.mark.parametrize(("start", "count", "end"), [(6, 1, 7), (7, 1, 9), (6, 4, 11), (10, 2, 13), (12, 0, 12)])
def test_the_start_is_not_counted(start: int, count: int, end: int) -> None:
    """N working days after a day, holidays left out and make-up days counted."""
    assert WEEK.plus(july(start), count) == july(end)


def test_counting_back_is_the_negative_of_counting_on() -> None:
    """(start, end] one way, and the same number below zero the other way."""
    assert WEEK.between(july(6), july(13)) == 5
    assert WEEK.between(july(13), july(6)) == -5
    assert WEEK.between(july(6), july(6)) == 0


@pytest.mark.parametrize("length", range(40))
def test_counting_is_looking_at_each_day(length: int) -> None:
    """Every span that begins around a holiday, a make-up day, a make-up day that is a holiday, the days of a year."""
    odd = WorkCalendar(
        holidays=frozenset({july(8), july(12), july(13), july(18)}), makeup=frozenset({july(11), july(13), july(14)})
    )
    for start in (july(1) + dt.timedelta(days=n) for n in range(20)):
        days = [start + dt.timedelta(days=n) for n in range(1, length + 1)]
        assert odd.between(start, start + dt.timedelta(days=length)) == sum(map(odd.is_working, days))


@pytest.mark.parametrize("count", range(1, 40))
def test_adding_and_counting_agree(count: int) -> None:
    """As many working days lie between as were added."""
    assert WEEK.between(july(6), WEEK.plus(july(6), count)) == count
