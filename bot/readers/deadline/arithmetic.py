"""Days from numbers, by the Gregorian calendar."""

import calendar
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2100
MONTHS = 12


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]


def day(year: int, month: int, day_: int) -> date | None:
    """The day of these numbers, None where there is no such day."""
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= MONTHS and 1 <= day_ <= days_in(year, month):
        return date(year, month, day_)
    return None


def month_end(year: int, month: int) -> date | None:
    """The last day of a month, None where there is no such month."""
    return day(year, month, days_in(year, month)) if 1 <= month <= MONTHS and year >= FIRST_YEAR else None


def days_later(base: date, count: int) -> date | None:
    """That many days after a day; None beyond the calendar."""
    return base + timedelta(days=count) if count <= (date(LAST_YEAR, MONTHS, 31) - base).days else None


def months_later(base: date, count: int) -> date | None:
    """The same day that many months later, or the month's last where it is shorter; None beyond the calendar."""
    year, month = divmod(base.year * MONTHS + base.month - 1 + count, MONTHS)
    return day(year, month + 1, min(base.day, days_in(year, month + 1))) if year <= LAST_YEAR else None
