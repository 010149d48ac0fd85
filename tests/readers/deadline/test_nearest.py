"""Days without a year, a month or a week: the nearest one, against the rules said once more, on every kind of today.

The table of deadlines says what is read of which words on a few days; here the words are few and the days are many:
both sides of each month's, quarter's and year's end, leap years, every day of a week.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator

import pytest

from bot.domain.plan.deadline import DeadlineReading, Flag, ReadingKind
from bot.readers.deadline import read_deadline
from bot.readers.deadline.arithmetic import day, days_later, month_end, months_later
from bot.readers.deadline.dates import clamp, nearest_century

ONE = dt.timedelta(days=1)
EDGES = [
    dt.date(year, month, day_)
    for year in (2026, 2027, 2028)
    for month in range(1, 13)
    for day_ in (1, 2, 9, 10, 11, 15, 16, 20, 21, 27, monthrange(year, month)[1])
]
WEEKS = [dt.date(2025, 12, 25) + ONE * n for n in range(14)]


def last(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, monthrange(year, month)[1])


def said(reading: DeadlineReading) -> tuple[dt.date | None, dt.date | None, set[Flag]]:
    """Its day, the other one, and what is said of them."""
    assert reading.kind is ReadingKind.DATE
    return reading.date, reading.alt, set(reading.flags)


def once_a_year(today: dt.date, ends: Iterator[dt.date], far: int) -> tuple[dt.date, dt.date | None, set[Flag]]:
    """The first of the days that is not over; where it is far off, the one before it is told beside it."""
    days = sorted(ends)
    found = next(one for one in days if one >= today)
    before = days[days.index(found) - 1]
    if (found - today).days <= far:
        return found, None, set()
    missed = (today - before).days <= 60
    return found, before, {Flag.ROLLED, Flag.AMBIGUOUS} if missed else {Flag.ROLLED}


SEASONS = {
    "一季度": 3,
    "二季度": 6,
    "第三季度": 9,
    "Q4": 12,
    "首季度": 3,
    "末季度": 12,
    "上半年": 6,
    "H2": 12,
    "前三季度": 9,
    "四季度末": 12,
    "上半年末": 6,
}


@pytest.mark.parametrize(("words", "month"), SEASONS.items())
def test_a_season_is_the_nearest_that_is_not_over(words: str, month: int) -> None:
    """It is doubtful where it is almost a year off."""
    for today in EDGES:
        expected = once_a_year(today, (last(year, month) for year in range(2025, 2031)), 330)
        assert said(read_deadline(words, today)) == expected, today


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_the_nearest_that_is_not_over(month: int) -> None:
    """Itself, and its end."""
    for today in EDGES:
        expected = once_a_year(today, (last(year, month) for year in range(2025, 2031)), 300)
        assert said(read_deadline(f"{month}月底前", today)) == expected, today
        assert said(read_deadline(f"{month}月份", today)) == expected, today


@pytest.mark.parametrize(("month", "day_"), [(1, 1), (1, 31), (2, 28), (6, 15), (12, 1), (12, 31)])
def test_a_day_of_a_month_is_the_nearest_that_has_not_passed(month: int, day_: int) -> None:
    """Today itself has not."""
    for today in EDGES:
        expected = once_a_year(today, (dt.date(year, month, day_) for year in range(2025, 2031)), 300)
        assert said(read_deadline(f"{month}月{day_}日", today)) == expected, today


@pytest.mark.parametrize("day_", [1, 10, 15, 28, 29, 30, 31])
def test_a_day_alone_is_of_the_nearest_month_that_has_it(day_: int) -> None:
    """30号 is never of February."""
    for today in EDGES:
        found = next(one for n in range(70) if (one := today + ONE * n).day == day_)
        assert said(read_deadline(f"{day_}号", today)) == (found, None, set()), today


def quarter_end(today: dt.date, on: int) -> dt.date:
    """The end of the quarter, or of one after it."""
    ends = [last(year, month) for year in (2025, 2026, 2027, 2028, 2029) for month in (3, 6, 9, 12)]
    return [one for one in ends if one >= today][on]


@pytest.mark.parametrize(
    ("words", "on"), [("本季度", 0), ("当季度末", 0), ("季度末", 0), ("季末", 0), ("下季度", 1), ("下一季度末", 1)]
)
def test_a_quarter_beside_today_is_counted_from_it(words: str, on: int) -> None:
    """Over the end of the year too."""
    for today in EDGES:
        assert said(read_deadline(words, today)) == (quarter_end(today, on), None, set()), today


@pytest.mark.parametrize(("words", "on"), [("本月底", 0), ("下月底", 1), ("次月底前", 1), ("下下个月底", 2)])
def test_a_month_beside_today_is_counted_from_it(words: str, on: int) -> None:
    """Over the end of the year too."""
    for today in EDGES:
        ends = [last(today.year + n // 12, n % 12 + 1) for n in range(24)]
        expected = [one for one in ends if one >= today][on]
        assert said(read_deadline(words, today)) == (expected, None, set()), today


@pytest.mark.parametrize(
    ("words", "month"), [("年底", 12), ("年末", 12), ("年内", 12), ("年中", 6), ("年初", 1), ("年头", 1)]
)
def test_a_part_of_the_year_is_the_nearest_that_is_not_over(words: str, month: int) -> None:
    """年初 is no fixed day, and is asked about."""
    for today in EDGES:
        found = next(one for year in range(2026, 2031) if (one := last(year, month)) >= today)
        expected = {Flag.AMBIGUOUS} if month == 1 else set()
        assert said(read_deadline(words, today)) == (found, None, expected), today


@pytest.mark.parametrize(("words", "weekday"), [(f"周{name}", n) for n, name in enumerate("一二三四五六日")])
def test_a_weekday_is_the_nearest_and_next_week_s_is_the_next_week_s(words: str, weekday: int) -> None:
    """That of today may be today or in a week."""
    for today in WEEKS:
        found = next(one for n in range(7) if (one := today + ONE * n).weekday() == weekday)
        other = (found + ONE * 7, {Flag.AMBIGUOUS}) if found == today else (None, set[Flag]())
        assert said(read_deadline(words, today)) == (found, *other), today
        monday = today - ONE * today.weekday()
        for which, weeks in (("下", 1), ("下下", 2)):
            assert said(read_deadline(which + words, today)) == (monday + ONE * (7 * weeks + weekday), None, set())


@pytest.mark.parametrize(("words", "weeks"), [("本周内", 0), ("下周内", 1), ("下下周内", 2)])
def test_a_week_ends_on_its_sunday_or_its_friday(words: str, weeks: int) -> None:
    """The Friday is offered as long as it has not passed."""
    for today in WEEKS:
        monday = today + ONE * (7 * weeks - today.weekday())
        friday = monday + ONE * 4
        expected = (monday + ONE * 6, friday if friday >= today else None, {Flag.AMBIGUOUS})
        assert said(read_deadline(words, today)) == expected, today


STEPS = [
    ("前三季度", "first_quarters", {"year": 2026, "count": 3}),
    ("前五季度", "no_first_quarters", {"count": 5}),
    ("2026年前六个月", "first_months", {"year": 2026, "count": 6}),
    ("2026年前十三个月", "no_first_months", {"count": 13}),
    ("13-14月", "no_months", {"first": 13, "last": 14}),
    ("2-13月份", "no_months", {"first": 2, "last": 13}),
    ("0-3月", "no_months", {"first": 0, "last": 3}),
    ("1-9月份", "month", {"year": 2026, "month": 9}),
    ("2--4月底", "month_end", {"year": 2026, "month": 4}),
    ("2026年11-2月", "month", {"year": 2027, "month": 2}),
    ("2026年2-11月", "month", {"year": 2026, "month": 11}),
    ("12月25-30日", "nearest_year", {"year": 2026, "month": 12, "day": 30}),
    ("25-30日", "nearest_month", {"year": 2026, "month": 3, "day": 30}),
    ("十三五末", "plan_period", {"words": "十三五", "year": 2020}),
    ("十五五期间", "plan_period", {"words": "十五五", "year": 2030}),
    ("年初", "year_start", {"year": 2027}),
    ("2027年中", "year_middle", {"year": 2027}),
    ("2027年内", "year_end", {"year": 2027}),
    ("2027年后半年", "second_half", {"year": 2027, "count": 12}),
    ("2027年上半年", "first_half", {"year": 2027, "count": 6}),
    ("2150年一季度", "year_out_of_range", {"year": 2150}),
    ("2101年底", "year_out_of_range", {"year": 2101}),
    ("2月30日", "no_such_day", {"month": 2, "day": 30}),
    ("13月1日", "no_such_day", {"month": 13, "day": 1}),
    ("1月32日", "no_such_day", {"month": 1, "day": 32}),
    ("2月29日", "no_such_day_of_year", {"year": 2027, "month": 2, "day": 29}),
    ("2027年2月29日", "no_such_day_of_year", {"year": 2027, "month": 2, "day": 29}),
    ("32号", "no_day_number", {"day": 32}),
    ("2027年13月", "no_month", {"month": 13}),
    ("3月下旬", "month_third", {"part": "下旬", "year": 2026, "month": 3}),
    ("4月初", "month_about", {"part": "初", "day": 10, "year": 2026, "month": 4}),
    ("4月中", "month_about", {"part": "中", "day": 15, "year": 2026, "month": 4}),
    ("2028年", "year", {"year": 2028}),
]


@pytest.mark.parametrize(("words", "meaning", "facts"), STEPS)
def test_what_words_were_taken_for_is_told_in_figures(words: str, meaning: str, facts: dict[str, object]) -> None:
    """The echo names them, also where there is no such day."""
    step = read_deadline(words, dt.date(2026, 3, 11)).steps[0]
    assert (step.meaning, step.facts) == (meaning, facts)


@pytest.mark.parametrize(
    ("today", "words", "found", "alt"),
    [
        ("2026-03-11", "4月初", "2026-04-10", "2026-04-05"),
        ("2026-03-11", "4月中", "2026-04-15", "2026-04-20"),
        ("2026-03-11", "4月上旬", "2026-04-10", None),
        ("2026-03-11", "4月中旬", "2026-04-20", None),
        ("2026-03-11", "2027年2月下旬", "2027-02-28", None),
        ("2026-03-11", "4月上中旬", "2026-04-20", None),
        ("2026-03-11", "4月中下旬", "2026-04-30", None),
        ("2026-03-10", "上旬", "2026-03-10", None),
        ("2026-03-11", "上旬", "2026-04-10", None),
        ("2026-12-21", "中旬", "2027-01-20", None),
        ("2026-12-20", "中旬", "2026-12-20", None),
        ("2026-12-31", "月底", "2026-12-31", None),
        ("2026-12-11", "月初", "2027-01-10", "2027-01-05"),
        ("2026-12-10", "月初", "2026-12-10", "2026-12-05"),
        ("2026-03-11", "今明两年", "2027-12-31", None),
        ("2026-03-11", "大后年底", "2029-12-31", None),
        ("2026-03-11", "后年3月", "2028-03-31", None),
        ("2026-03-11", "明年2月底", "2027-02-28", None),
        ("2026-03-11", "3月内", "2026-03-31", "2026-06-11"),
    ],
)
def test_a_part_of_a_month_by_its_days(today: str, words: str, found: str, alt: str | None) -> None:
    """The third of a month ends on a day; its beginning and its middle have two."""
    reading = read_deadline(words, dt.date.fromisoformat(today))
    assert (str(reading.date), reading.alt and str(reading.alt)) == (found, alt)


def test_a_year_of_two_figures_is_the_nearest() -> None:
    """Fifty years back is as near as fifty ahead, and then it is past."""
    assert [nearest_century(two, 2026) for two in (0, 25, 26, 27, 75, 76, 77, 99)] == [
        2000,
        2025,
        2026,
        2027,
        2075,
        1976,
        1977,
        1999,
    ]
    assert [nearest_century(two, 2099) for two in (0, 48, 49, 50, 99)] == [2100, 2148, 2049, 2050, 2099]


def test_days_end_where_the_calendar_does() -> None:
    """From 1900 to 2100, in whole months; beyond there is none."""
    assert [day(year, 12, 31) for year in (1899, 1900, 2100, 2101)] == [
        None,
        dt.date(1900, 12, 31),
        dt.date(2100, 12, 31),
        None,
    ]
    assert [day(2026, month, 1) for month in (0, 1, 12, 13)] == [None, dt.date(2026, 1, 1), dt.date(2026, 12, 1), None]
    assert [day(2026, 2, one) for one in (0, 1, 28, 29)] == [None, dt.date(2026, 2, 1), dt.date(2026, 2, 28), None]
    assert [month_end(2026, month) for month in (0, 1, 2, 12, 13)] == [
        None,
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 28),
        dt.date(2026, 12, 31),
        None,
    ]
    assert [month_end(year, 2) for year in (1899, 1900, 2100, 2101)] == [
        None,
        dt.date(1900, 2, 28),
        dt.date(2100, 2, 28),
        None,
    ]
    assert [clamp(2026, 2, one) for one in (27, 28, 29, 31)] == [dt.date(2026, 2, 27), *[dt.date(2026, 2, 28)] * 3]
    assert [clamp(year, 1, 15) for year in (1899, 1900, 2100, 2101)] == [
        None,
        dt.date(1900, 1, 15),
        dt.date(2100, 1, 15),
        None,
    ]
    eve = dt.date(2100, 12, 30)
    assert [days_later(eve, count) for count in (0, 1, 2)] == [eve, eve + ONE, None]
    assert [months_later(dt.date(2026, 10, 31), count) for count in (0, 1, 2, 3, 4)] == [
        dt.date(2026, 10, 31),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
        dt.date(2027, 1, 31),
        dt.date(2027, 2, 28),
    ]
    assert [months_later(dt.date(2100, 11, 5), count) for count in (1, 2)] == [dt.date(2100, 12, 5), None]
