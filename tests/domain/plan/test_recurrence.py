"""The series of a recurring duty: its due days, its periods, and what holds for every one of them."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plan.recurrence import (
    DAY,
    LAST,
    SPANS,
    Cycle,
    DayOfMonth,
    Period,
    Recurrence,
    due_days,
    next_due,
    period_due,
    period_of,
    periods,
)

FIRST, END = dt.date(2024, 1, 1), dt.date(2031, 12, 31)
DAYS = st.dates(FIRST, END)
DAY_OF_MONTH: st.SearchStrategy[DayOfMonth] = st.one_of(st.integers(1, 31), st.just(LAST))


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    """Any duty of any unit, with or without a beginning and an end."""
    unit = draw(st.sampled_from(Cycle))
    bounds = sorted(draw(st.tuples(DAYS, DAYS)))
    every = draw(st.integers(1, 3))
    weekly = unit is Cycle.WEEK
    return Recurrence(
        unit=unit,
        every=every,
        weekday=tuple(draw(st.sets(st.integers(1, 7), max_size=3))) if weekly else (),
        day=() if weekly else tuple(draw(st.lists(DAY_OF_MONTH, max_size=3))),
        month=None if weekly else draw(st.one_of(st.none(), st.integers(1, SPANS[unit]))),
        from_=bounds[0] if draw(st.booleans()) else None,
        until=bounds[1] if draw(st.booleans()) else None,
        anchor=draw(DAYS) if every > 1 else None,
    )


def day(words: str) -> dt.date:
    """A day in ISO form."""
    return dt.date.fromisoformat(words)


@pytest.mark.parametrize(
    ("recurrence", "on", "dues", "key"),
    [
        (Recurrence(unit=Cycle.WEEK, weekday=(3,)), "2026-11-26", ["2026-12-02", "2026-12-09"], "2026-W49"),
        (Recurrence(unit=Cycle.WEEK), "2026-12-28", ["2027-01-01", "2027-01-08"], "2026-W53"),
        (Recurrence(unit=Cycle.WEEK, weekday=(2, 4)), "2026-11-26", ["2026-11-26", "2026-12-01"], "2026-W48.2"),
        (Recurrence(unit=Cycle.MONTH, day=(31,)), "2027-02-01", ["2027-02-28", "2027-03-31"], "2027-02"),
        (Recurrence(unit=Cycle.MONTH, day=(7, LAST)), "2028-02-08", ["2028-02-29", "2028-03-07"], "2028-02.2"),
        (Recurrence(unit=Cycle.QUARTER), "2026-11-27", ["2026-12-31", "2027-03-31"], "2026-Q4"),
        (Recurrence(unit=Cycle.QUARTER, month=1, day=(9,)), "2026-11-27", ["2027-01-09", "2027-04-09"], "2027-Q1"),
        (
            Recurrence(unit=Cycle.QUARTER, month=1, day=(9,), behind=True),
            "2026-11-27",
            ["2027-01-09", "2027-04-09"],
            "2026-Q4",
        ),
        (Recurrence(unit=Cycle.HALF_YEAR), "2026-11-27", ["2026-12-31", "2027-06-30"], "2026-H2"),
        (Recurrence(unit=Cycle.HALF_YEAR, month=2, day=(15,)), "2026-11-27", ["2027-02-15", "2027-08-15"], "2027-H1"),
        (Recurrence(unit=Cycle.YEAR, month=3), "2026-11-27", ["2027-03-31", "2028-03-31"], "2027"),
        (
            Recurrence(unit=Cycle.MONTH, every=2, anchor=dt.date(2026, 2, 1)),
            "2026-11-27",
            ["2026-12-31", "2027-02-28"],
            "2026-12",
        ),
        (
            Recurrence(unit=Cycle.WEEK, every=2, anchor=dt.date(2026, 11, 27)),
            "2026-11-28",
            ["2026-12-11", "2026-12-25"],
            "2026-W50",
        ),
    ],
)
def test_each_unit_has_its_days(recurrence: Recurrence, on: str, dues: list[str], key: str) -> None:
    """The next two due days from a day on, and the key of the period that the first closes."""
    first = next_due(recurrence, day(on))
    assert first is not None
    second = next_due(recurrence, first + DAY)
    assert [str(first), str(second)] == dues
    found = period_due(recurrence, first)
    assert found is not None
    assert found.key == key


def test_a_period_begins_the_day_after_the_due_day_before() -> None:
    """11月期 of 每月25日前 is everything from 26 October to 25 November."""
    monthly = Recurrence(unit=Cycle.MONTH, day=(25,))
    november = Period(key="2026-11", start=dt.date(2026, 10, 26), due=dt.date(2026, 11, 25))
    for on in (november.start, dt.date(2026, 11, 1), november.due):
        assert period_of(monthly, on) == november
    late = replace(monthly, from_=dt.date(2026, 11, 3))
    assert period_of(late, dt.date(2026, 11, 2)) is None
    assert period_of(late, dt.date(2026, 11, 3)) == replace(november, start=dt.date(2026, 11, 3))


def test_nothing_is_due_outside_the_series() -> None:
    """Neither before its beginning nor after its end."""
    bounded = Recurrence(unit=Cycle.MONTH, day=(5,), from_=dt.date(2026, 3, 6), until=dt.date(2026, 5, 5))
    assert due_days(bounded, FIRST, END) == (dt.date(2026, 4, 5), dt.date(2026, 5, 5))
    assert next_due(bounded, FIRST) == dt.date(2026, 4, 5)
    assert next_due(bounded, dt.date(2026, 5, 6)) is None
    assert period_due(bounded, dt.date(2026, 3, 5)) is None


@given(recurrences(), DAYS, DAYS)
def test_due_days_of_any_stretch_are_those_found_one_by_one(recurrence: Recurrence, one: dt.date, two: dt.date) -> None:
    """Going from each due day to the next gives the same as asking for all of them at once, and cutting loses none."""
    first, last = sorted((one, two))
    walked: list[dt.date] = []
    at = next_due(recurrence, first)
    while at is not None and at <= last:
        walked.append(at)
        at = next_due(recurrence, at + DAY)
    assert due_days(recurrence, first, last) == tuple(walked)
    middle = first + (last - first) / 2
    assert due_days(recurrence, first, middle) + due_days(recurrence, middle + DAY, last) == tuple(walked)


@given(recurrences(), DAYS)
def test_every_day_belongs_to_one_period_at_most(recurrence: Recurrence, on: dt.date) -> None:
    """That period holds the day, and the next one begins where it ends."""
    found = period_of(recurrence, on)
    due = next_due(recurrence, on)
    if found is None:
        assert due is None or (recurrence.from_ and on < recurrence.from_)
        return
    assert found.start <= on <= found.due == due
    assert period_of(recurrence, found.start) == found
    following = period_of(recurrence, found.due + DAY)
    assert following is None or following.start == found.due + DAY


@given(recurrences())
def test_no_two_periods_share_a_key(recurrence: Recurrence) -> None:
    """Over eight years, whatever bounds the series has."""
    found = periods(recurrence, FIRST, END)
    assert len({period.key for period in found}) == len(found)
    assert [period.due for period in found] == list(due_days(recurrence, FIRST, END))


@given(recurrences(), DAYS)
def test_the_key_of_a_period_does_not_depend_on_the_bounds(recurrence: Recurrence, on: dt.date) -> None:
    """An end that is written later leaves the periods before it what they were."""
    free = replace(recurrence, until=None)
    kept = [period for period in periods(free, FIRST, END) if period.due <= on]
    assert list(periods(replace(recurrence, until=on), FIRST, END)) == kept
