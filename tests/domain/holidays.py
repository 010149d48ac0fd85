"""The State Council's days of rest and make-up days of three years, as a table of our own."""

import datetime as dt

from bot.domain.core.working_calendar import DAY, WorkCalendar

SATURDAY = 5


def _day(year: int, words: str) -> dt.date:
    month, day = words.split(".")
    return dt.date(year, int(month), int(day))


def _span(year: int, words: str) -> set[dt.date]:
    first, last = (_day(year, end) for end in words.split("-"))
    return {first + DAY * n for n in range((last - first).days + 1)}


REST = {
    2024: "1.1-1.1 2.10-2.17 4.4-4.6 5.1-5.5 6.10-6.10 9.15-9.17 10.1-10.7",
    2025: "1.1-1.1 1.28-2.4 4.4-4.6 5.1-5.5 5.31-6.2 10.1-10.8",
    2026: "1.1-1.3 2.15-2.23 4.4-4.6 5.1-5.5 6.19-6.21 9.25-9.27 10.1-10.7",
}
WORKED = {
    2024: "2.4 2.18 4.7 4.28 5.11 9.14 9.29 10.12",
    2025: "1.26 2.8 4.27 9.28 10.11",
    2026: "1.4 2.14 2.28 5.9 9.20 10.10",
}
HOLIDAYS = frozenset(day for year, spans in REST.items() for span in spans.split() for day in _span(year, span))
MAKEUP = frozenset(_day(year, words) for year, days in WORKED.items() for words in days.split())
CALENDAR = WorkCalendar(HOLIDAYS, MAKEUP, frozenset(REST))


def days() -> list[dt.date]:
    """Every day of the three years."""
    first = dt.date(2024, 1, 1)
    return [first + DAY * n for n in range((dt.date(2026, 12, 31) - first).days + 1)]


def is_working(day: dt.date) -> bool:
    """The table's word on a day."""
    return day in MAKEUP or (day.weekday() < SATURDAY and day not in HOLIDAYS)
