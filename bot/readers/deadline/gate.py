"""The gate before dateparser: only canonical strings of verified shapes pass, and every answer is checked.

Shapes that dateparser reads rightly on every day of the years that the contract test sweeps: `Y年m月d日`;
`Y年m月` with the last day preferred; `N天后`; `N周后`; `N个月后` with the current day preferred. Foreign dates pass
only when written in full, and only where day and year come back unchanged.
"""

import calendar
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

FIRST_YEAR, LAST_YEAR = 1900, 2100
FOREIGN = ("en", "fr", "de", "es", "it", "pt", "ru")
_FOREIGN_SHAPE = re.compile(
    r"(?:[^\W\d_]{2,12}[.,]? ?){0,2}\d{1,4}(?:st|nd|rd|th|er|º|"
    r"\.)?[ ,]? ?(?:[^\W\d_]{1,12}[.,]? ?){0,3}(?:\d{1,4}(?:st|nd|rd|th)?,? ?){0,2}"
)
_NUMBER = re.compile(r"\d+")


class Disagreement(ValueError):  # noqa: N818  named as what happened
    """The calendar engine answered something else than the numbers that it was given."""


@lru_cache(maxsize=4)
def _absolute(prefer: str, parts: tuple[str, ...]) -> "DateDataParser":
    """The parser of absolute Chinese dates, built once."""
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": ["absolute-time"],
        "PREFER_DAY_OF_MONTH": prefer,
        "REQUIRE_PARTS": list(parts),
        "RELATIVE_BASE": datetime(2025, 1, 1),  # noqa: DTZ001  Beijing wall time, as everywhere in the readers
    }
    return DateDataParser(languages=["zh"], settings=settings)


@lru_cache(maxsize=64)
def _relative(base: date) -> "DateDataParser":
    """The parser of "N days later" for one day of reference."""
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": ["relative-time"],
        "PREFER_DAY_OF_MONTH": "current",
        "RELATIVE_BASE": datetime.combine(base, time()),
    }
    return DateDataParser(languages=["zh"], settings=settings)


def _ask(parser: "DateDataParser", words: str, expected: date) -> date:
    """The engine's answer, which must be the day that the numbers give."""
    found = parser.get_date_data(words).date_obj
    if found is None or found.date() != expected:
        raise Disagreement(f"{words}: {found}")
    return expected


@lru_cache(maxsize=8192)
def day(year: int, month: int, day_: int) -> date | None:
    """The day of these numbers, None where there is no such day."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day_ <= days_in(year, month)):  # noqa: PLR2004  months
        return None
    return _ask(_absolute("current", ("year", "month", "day")), f"{year}年{month}月{day_}日", date(year, month, day_))


@lru_cache(maxsize=2048)
def month_end(year: int, month: int) -> date | None:
    """The last day of a month, None where there is no such month."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):  # noqa: PLR2004  months
        return None
    return _ask(_absolute("last", ("year", "month")), f"{year}年{month}月", date(year, month, days_in(year, month)))


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]


@lru_cache(maxsize=2048)
def later(base: date, count: int, unit: str) -> date | None:
    """`count` 天, 周 or 个月 after a day; None where that lies beyond the calendar."""
    expected = _later(base, count, unit)
    if expected is None or count == 0:
        return expected
    return _ask(_relative(base), f"{count}{unit}后", expected)


def _later(base: date, count: int, unit: str) -> date | None:
    """What the engine's answer is compared with."""
    if unit != "个月":
        days = count * (7 if unit == "周" else 1)
        return base + timedelta(days=days) if days <= (date(LAST_YEAR, 12, 31) - base).days else None
    year, month = divmod(base.year * 12 + base.month - 1 + count, 12)
    if year > LAST_YEAR:
        return None
    return date(year, month + 1, min(base.day, days_in(year, month + 1)))


@lru_cache(maxsize=1)
def _foreign() -> "DateDataParser":
    """The parser of dates in other languages."""
    from dateparser.date import DateDataParser

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["year", "month", "day"], "NORMALIZE": False}
    return DateDataParser(languages=list(FOREIGN), settings=settings)


@lru_cache(maxsize=512)
def foreign_day(words: str) -> date | None:
    """A full date with its month in letters of another language, None where any doubt is left."""
    numbers = [int(n) for n in _NUMBER.findall(words)]
    if len(words) > 40 or len(numbers) != 2 or not _FOREIGN_SHAPE.fullmatch(words):  # noqa: PLR2004  day and year
        return None
    found = _foreign().get_date_data(words).date_obj
    if found is None or sorted((found.day, found.year)) != sorted(numbers) or found.year < FIRST_YEAR:
        return None
    answer: date = found.date()
    return answer
