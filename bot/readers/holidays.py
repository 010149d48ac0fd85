"""The calendars of mainland China: working days by the State Council's notices, festivals and lunar days."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.domain.core.working_calendar import WorkCalendar

if TYPE_CHECKING:
    from lunar_python import LunarYear

TERM_KEYS = {"冬至": "DONG_ZHI"}  # the table of a lunar year begins with the winter before it
YEARS_AHEAD = 4  # years after the last notice for which the statutory days alone are assumed
NATIONAL_DAY = (10, 1)  # stands in every notice: a year whose days of rest hold it is a known year
DAY = timedelta(days=1)

SOLAR = {
    "元旦": (1, 1),
    "妇女节": (3, 8),
    "植树节": (3, 12),
    "消费者权益日": (3, 15),
    "劳动节": (5, 1),
    "青年节": (5, 4),
    "儿童节": (6, 1),
    "建党节": (7, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆节": NATIONAL_DAY,
    "国家宪法日": (12, 4),
    "平安夜": (12, 24),
    "圣诞节": (12, 25),
    "情人节": (2, 14),
    "愚人节": (4, 1),
    "护士节": (5, 12),
    "记者节": (11, 8),
    "双十一": (11, 11),
    "双十二": (12, 12),
}
LUNAR = {
    "春节": (1, 1),
    "元宵节": (1, 15),
    "端午节": (5, 5),
    "七夕": (7, 7),
    "中元节": (7, 15),
    "中秋节": (8, 15),
    "重阳节": (9, 9),
    "腊八节": (-1, 8),
    "小年": (-1, 23),
}
SUNDAY, THURSDAY = 6, 3
NTH_WEEKDAYS = {"母亲节": (5, SUNDAY, 2), "父亲节": (6, SUNDAY, 3), "感恩节": (11, THURSDAY, 4)}
SOLAR_TERMS = {
    "清明节": "清明",
    "冬至": "冬至",
    "夏至": "夏至",
    "立春": "立春",
    "立夏": "立夏",
    "立秋": "立秋",
    "立冬": "立冬",
}
MOVING = ("春节", "清明节", "端午节", "中秋节")
NEXT_MOVING = {  # of the years ahead, so that a start need not load the lunar calendar
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
}
FESTIVALS = frozenset((*SOLAR, *LUNAR, *NTH_WEEKDAYS, *SOLAR_TERMS, "除夕"))


class NoSuchDay(ValueError):  # noqa: N818  named as what is the matter
    """The lunar year has no such day."""


@lru_cache(maxsize=128)
def _months(year: int) -> dict[int, tuple[date, int]]:
    """The first day and the length of each month of a lunar year."""
    return {
        month.getMonth(): (_day(month.getFirstJulianDay()), month.getDayCount())
        for month in _lunar_year(year).getMonths()
        if month.getYear() == year
    }


@lru_cache(maxsize=128)
def _lunar_year(year: int) -> "LunarYear":
    """A lunar year's astronomy, which takes some milliseconds."""
    from lunar_python import LunarYear

    return LunarYear.fromYear(year)


def _day(julian: float) -> date:
    """The day of a Julian day number."""
    from lunar_python import Solar

    day = Solar.fromJulianDay(julian)
    return date(day.getYear(), day.getMonth(), day.getDay())


def lunar_day(year: int, month: int, day: int) -> date:
    """The day of a lunar date; month 12 belongs to the lunar year that began in `year`. Raises NoSuchDay."""
    first, length = _months(year).get(month, (date.min, 0))
    if not 1 <= day <= length:
        raise NoSuchDay(f"{year}-{month}-{day}")
    return first + DAY * (day - 1)


@lru_cache(maxsize=256)
def festival(name: str, year: int) -> date:
    """The first day of a festival of FESTIVALS in a Gregorian year."""
    if name in SOLAR:
        return date(year, *SOLAR[name])
    if name == "除夕":
        return lunar_day(year, 1, 1) - DAY
    if name in SOLAR_TERMS:
        return _solar_term(SOLAR_TERMS[name], year)
    if name in NTH_WEEKDAYS:
        month, weekday, nth = NTH_WEEKDAYS[name]
        return _nth_weekday(date(year, month, 1), weekday, nth)
    month, day = LUNAR[name]
    return lunar_day(year - 1, 12, day) if month < 0 else lunar_day(year, month, day)


def _solar_term(name: str, year: int) -> date:
    """The day on which the sun reaches a solar term in a Gregorian year."""
    from lunar_python import Lunar

    return _day(_lunar_year(year).getJieQiJulianDays()[Lunar.JIE_QI_IN_USE.index(TERM_KEYS.get(name, name))])


def _nth_weekday(first: date, weekday: int, nth: int) -> date:
    """The n-th weekday of the month that begins on `first`."""
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def statutory_days(year: int) -> frozenset[date]:
    """The thirteen statutory days of rest of a year, as fixed since 2025, before any days are exchanged."""
    spring, *moving = _moving_days(year)
    alone = (festival("元旦", year), *moving)
    several = (
        *(spring + DAY * n for n in range(-1, 3)),
        *(date(year, 5, n) for n in (1, 2)),
        *(date(year, 10, n) for n in (1, 2, 3)),
    )
    return frozenset((*alone, *several))


def _moving_days(year: int) -> tuple[date, ...]:
    """The days of MOVING in a year."""
    if year in NEXT_MOVING:
        return tuple(date(year, month, day) for month, day in NEXT_MOVING[year])
    return tuple(festival(name, year) for name in MOVING)


def load_calendar(holidays: Iterable[date] = (), workdays: Iterable[date] = ()) -> WorkCalendar:
    """The working calendar of the published notices, with days of rest and of work set by the office itself.

    Beyond the last notice only the statutory days are taken, and those years do not count as known.
    """
    return _load(frozenset(holidays), frozenset(workdays))


@lru_cache(maxsize=8)
def _load(holidays: frozenset[date], workdays: frozenset[date]) -> WorkCalendar:
    """The published calendar under the office's own days."""
    known = _published()
    noticed = {day.year for day in holidays if (day.month, day.day) == NATIONAL_DAY}
    assumed = frozenset(day for day in known.holidays if day.year not in noticed or day.year in known.years)
    return WorkCalendar(
        holidays=(assumed | holidays) - workdays,
        makeup=(known.makeup | workdays) - holidays,
        years=known.years | noticed,
    )


@lru_cache(maxsize=1)
def _published() -> WorkCalendar:
    """What chinese_calendar knows, and the statutory days of the few years after."""
    from chinese_calendar import constants

    years = frozenset(day.year for day in constants.holidays)
    ahead = (statutory_days(max(years) + n) for n in range(1, YEARS_AHEAD + 1))
    return WorkCalendar(
        holidays=frozenset(constants.holidays).union(*ahead), makeup=frozenset(constants.workdays), years=years
    )
