"""The week or month that a report speaks of."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

DAY = dt.timedelta(1)
WEEK = dt.timedelta(7)
NAMED_WEEK = re.compile(r"(?:(\d{4})年)?第?(\d{1,2})周")
NAMED_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月")
NAMED_DAYS = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]?(?:至|到|[-—~～－]+)(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})[日号]?"
)
MONTHS = 12


@dataclass(frozen=True)
class Period:
    """First and last day, both included."""

    start: dt.date
    end: dt.date
    kind: str  # "week", "month", or "days" where both ends were named

    @property
    def week(self) -> tuple[int, int]:
        """ISO year and week of the last day."""
        year, week, _ = self.end.isocalendar()
        return year, week


def week_of(day: dt.date) -> Period:
    """The ISO week of a day."""
    monday = day - DAY * day.weekday()
    return Period(monday, monday + 6 * DAY, "week")


def month_of(day: dt.date) -> Period:
    """The month of a day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), "month")


def last_days(today: dt.date) -> Period:
    """The seven days before today, and today as far as it has come."""
    return Period(today - WEEK, today, "week")


NAMED: dict[str, Callable[[dt.date], Period]] = {
    "": last_days,
    "本周": week_of,
    "这周": week_of,
    "上周": lambda today: week_of(today - WEEK),
    "本月": month_of,
    "这个月": month_of,
    "上月": lambda today: month_of(today.replace(day=1) - DAY),
    "上个月": lambda today: month_of(today.replace(day=1) - DAY),
}


def read_period(words: str, today: dt.date) -> Period | None:
    """The period of 上周, 第11周, 11月9日至15日, 本月, 4月, 2025年4月, never one to come; None for other words."""
    words = "".join(words.split()).removesuffix("周报").removesuffix("月报").removesuffix("份")
    if words in NAMED:
        return NAMED[words](today)
    if ends := NAMED_DAYS.fullmatch(words):
        return _days(ends, today)
    month, week = NAMED_MONTH.fullmatch(words), NAMED_WEEK.fullmatch(words)
    found = _month(month, today) if month else _week(week, today) if week else None
    return found if found and found.start <= today else None


def _month(found: re.Match[str], today: dt.date) -> Period | None:
    month = int(found[2])
    if not 1 <= month <= MONTHS:
        return None
    year = int(found[1]) if found[1] else today.year - (month > today.month)
    return month_of(dt.date(year, month, 1)) if year else None


def _week(found: re.Match[str], today: dt.date) -> Period | None:
    this_year, this_week, _ = today.isocalendar()
    week = int(found[2])
    year = int(found[1]) if found[1] else this_year - (week > this_week)
    try:
        return week_of(dt.date.fromisocalendar(year, week, 1))
    except ValueError:
        return None


def _days(found: re.Match[str], today: dt.date) -> Period | None:
    """From one day to another, that one included; without a year the last such days that began."""
    year, month, day, last_year, last_month, last_day = (int(part) if part else None for part in found.groups())
    if month is None or day is None or last_day is None:
        return None
    try:
        start = dt.date(year or today.year, month, day)
        start = start if year or start <= today else start.replace(year=today.year - 1)
        end = dt.date(last_year or start.year, last_month or month, last_day)
        end = end.replace(year=end.year + 1) if last_month and last_month < month and not last_year else end
    except ValueError:
        return None
    return Period(start, end, "days") if start <= end and start <= today else None
