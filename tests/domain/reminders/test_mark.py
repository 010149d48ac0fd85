"""Marks of deadlines over three full years, against a reckoning of its own."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.settings.policy import Policy
from bot.domain.status.reminder_point import following, reached
from bot.readers.holidays import load_calendar
from tests.domain.holidays import CALENDAR, days, is_working

POLICY = Policy()
WEEK = 5


def naive(due: dt.date, policy: Policy, calendar: WorkCalendar, today: dt.date) -> int | None:
    """The latest mark by walking over every day, None before the first."""
    latest = None
    for mark in sorted(policy.marks, reverse=True):
        day = due - dt.timedelta(mark)
        while not calendar.is_working(day):
            day -= DAY
        if day <= today:
            latest = mark
    worked, told = 0, 0
    day = due + DAY
    while day <= today:
        if calendar.is_working(day):
            if worked < WEEK or policy.overdue_every > WEEK:
                due_now = worked % policy.overdue_every == 0
            else:
                monday = heads_week(day, calendar)
                due_now = monday is not None and (told < policy.overdue_weeks or monday.day <= 7)
                told += due_now
            if due_now:
                latest = (due - day).days
            worked += 1
        day += DAY
    return latest


def heads_week(day: dt.date, calendar: WorkCalendar) -> dt.date | None:
    """The latest Monday that the working day is the first working day on or after; None where there is none."""
    found = None
    for back in range(60):
        before = day - DAY * back
        if back and calendar.is_working(before):
            break
        if before.weekday() == 0:
            found = found or before
    return found


def test_calendar_agrees_with_the_table_on_every_day() -> None:
    """2024 to 2026, days of rest and make-up days alike."""
    calendar = load_calendar()
    assert [day for day in days() if calendar.is_working(day) != is_working(day)] == []
    assert all(calendar.covers(day) for day in days())


@pytest.mark.parametrize("every", [1, 3, 5])
def test_latest_mark_on_every_day_around_every_deadline(every: int) -> None:
    """Each day of three years as a deadline, looked at from 25 days before to four months after."""
    policy = POLICY.but({"overdue_every": every})
    for due in days()[30:-30]:
        for offset in (*range(-25, 20), 45, 80, 130):
            today = due + DAY * offset
            mark = reached(due, policy, CALENDAR, today)
            assert (mark.days if mark else None) == naive(due, policy, CALENDAR, today), (due, today)


def test_every_mark_falls_on_a_working_day() -> None:
    """Before the deadline earlier, after it later, never on the day of rest itself."""
    for due in days()[30:-30]:
        for offset in range(-25, 13):
            mark = reached(due, POLICY, CALENDAR, due + DAY * offset)
            if mark:
                assert is_working(mark.day)
                assert mark.day <= mark.meant if mark.colour is not Colour.RED else mark.day >= mark.meant


@given(
    due=st.dates(dt.date(2024, 3, 1), dt.date(2026, 11, 1)),
    offset=st.integers(-40, 120),
    every=st.integers(1, 7),
    marks=st.sets(st.integers(0, 30), min_size=1, max_size=5),
)
def test_following_is_the_next_day_on_which_the_mark_changes(
    due: dt.date, offset: int, every: int, marks: set[int]
) -> None:
    """Between today and the day it names nothing new is reached: a clock may sleep until then."""
    policy = POLICY.but({"overdue_every": every, "marks": tuple(marks)})
    today = due + DAY * offset
    now, wake = reached(due, policy, CALENDAR, today), following(due, policy, CALENDAR, today)
    assert wake > today
    day = today
    while day < wake - DAY:
        day += DAY
        assert reached(due, policy, CALENDAR, day) == now
    assert reached(due, policy, CALENDAR, wake) != now
