"""The calendars: notices, what is assumed beyond them, festivals and lunar days."""

import datetime as dt

import pytest

from bot.domain.core.working_calendar import WorkCalendar
from bot.readers.holidays import (
    FESTIVALS,
    MOVING,
    NEXT_MOVING,
    NoSuchDay,
    festival,
    load_calendar,
    lunar_day,
    statutory_days,
)


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    """The calendar without days of the office's own."""
    return load_calendar()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-01-01", False),  # a holiday on a Thursday
        ("2026-01-04", True),  # a Sunday that is worked for it
        ("2026-02-14", True),  # a Saturday before the Spring Festival
        ("2026-02-16", False),
        ("2026-03-14", False),  # a plain Saturday
        ("2026-03-16", True),
        ("2025-10-06", False),
        ("2025-10-11", True),
    ],
)
def test_make_up_days_are_worked_and_holidays_are_not(calendar: WorkCalendar, day: str, working: bool) -> None:  # noqa: FBT001  a table
    """As the State Council's notices for 2025 and 2026 say."""
    assert calendar.is_working(dt.date.fromisoformat(day)) is working


def test_years_beyond_the_last_notice_rest_on_the_statutory_days_and_are_not_known(calendar: WorkCalendar) -> None:
    """New Year 2027 is a day of rest although no notice has come."""
    beyond = max(calendar.years) + 1
    assert not calendar.covers(dt.date(beyond, 5, 6))
    assert statutory_days(beyond) <= calendar.holidays
    assert not any(day.year == beyond for day in calendar.makeup)


def test_the_table_of_moving_festivals_is_that_of_the_lunar_calendar() -> None:
    """What is written down to spare a start is what would be computed."""
    for year, days in NEXT_MOVING.items():
        assert days == tuple((d.month, d.day) for d in (festival(name, year) for name in MOVING))


def test_there_are_thirteen_statutory_days() -> None:
    """One, four, one, two, one, one and three, since 2025; two festivals may fall together."""
    assert len(statutory_days(2026)) == 13
    assert len(statutory_days(2031)) == 12  # 中秋 on 1 October


def test_the_office_may_close_and_open_on_days_of_its_own() -> None:
    """Days of rest and of work from the settings outrank the notices."""
    monday, sunday = dt.date(2026, 3, 16), dt.date(2026, 3, 15)
    calendar = load_calendar([monday], [sunday])
    assert not calendar.is_working(monday)
    assert calendar.is_working(sunday)
    assert calendar.covers(monday)


def test_a_year_becomes_known_when_the_office_enters_its_notice() -> None:
    """The notice is recognised by National Day; the assumed days of that year give way to it."""
    year = max(load_calendar().years) + 1
    calendar = load_calendar([dt.date(year, 10, 1), dt.date(year, 10, 4)])
    assert calendar.covers(dt.date(year, 6, 1))
    assert dt.date(year, 5, 1) not in calendar.holidays


def test_the_same_settings_give_the_same_calendar() -> None:
    """It is loaded once."""
    assert load_calendar([dt.date(2026, 3, 16)]) is load_calendar([dt.date(2026, 3, 16)])


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("春节", 2027, "2027-02-06"),
        ("除夕", 2026, "2026-02-16"),
        ("元宵节", 2027, "2027-02-20"),
        ("清明节", 2026, "2026-04-05"),
        ("端午节", 2026, "2026-06-19"),
        ("中秋节", 2026, "2026-09-25"),
        ("重阳节", 2026, "2026-10-18"),
        ("小年", 2026, "2026-02-10"),
        ("冬至", 2025, "2025-12-21"),
        ("母亲节", 2026, "2026-05-10"),
        ("国庆节", 2026, "2026-10-01"),
    ],
)
def test_festivals_fall_on_their_days(name: str, year: int, day: str) -> None:
    """Fixed days, lunar days, solar terms and Sundays of a month."""
    assert str(festival(name, year)) == day


@pytest.mark.parametrize("year", [2000, 2024, 2050, 2098])
def test_every_festival_falls_into_the_year_that_is_asked_for(year: int) -> None:
    """小年 and 腊八 belong to the lunar year before, but to this Gregorian one."""
    assert {festival(name, year).year for name in FESTIVALS - {"腊八节"}} == {year}


def test_a_lunar_month_of_29_days_has_no_thirtieth() -> None:
    """The last day before the Spring Festival of 2026 was the 29th."""
    assert str(lunar_day(2025, 12, 29)) == "2026-02-16"
    with pytest.raises(NoSuchDay):
        lunar_day(2025, 12, 30)
