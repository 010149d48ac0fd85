"""The gate before dateparser: only canonical strings of two verified shapes pass, and every answer is compared.

`Y年m月` with the last day preferred for the end of a month, `Y年m月d日` for every other day: the engine reads both
rightly on each day of the years that the contract test sweeps. Foreign dates pass only when written in full, and
only where day and year come back unchanged.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.readers.deadline.arithmetic import FIRST_YEAR, days_in

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

FOREIGN = ("en", "fr", "de", "es", "it", "pt", "ru")
LONGEST_FOREIGN = 40  # characters
_FOREIGN_SHAPE = re.compile(
    r"(?:[^\W\d_]{2,12}[.,]? ?){0,2}\d{1,4}(?:st|nd|rd|th|er|º|"
    r"\.)?[ ,]? ?(?:[^\W\d_]{1,12}[.,]? ?){0,3}(?:\d{1,4}(?:st|nd|rd|th)?,? ?){0,2}"
)
_NUMBER = re.compile(r"\d+")


class Disagreement(ValueError):  # noqa: N818  named as what happened
    """The calendar engine answered something else than the numbers that it was given."""


@lru_cache(maxsize=2)
def _engine(prefer: str, parts: tuple[str, ...]) -> "DateDataParser":
    """The parser of canonical Chinese dates, imported and built with the first date."""
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": ["absolute-time"],
        "PREFER_DAY_OF_MONTH": prefer,
        "REQUIRE_PARTS": list(parts),
        "RELATIVE_BASE": datetime(2025, 1, 1),  # noqa: DTZ001  Beijing wall time, as everywhere in the readers
    }
    return DateDataParser(languages=["zh"], settings=settings)


@lru_cache(maxsize=8192)
def confirmed(day: date) -> date:
    """The day as the engine reads it back; raises Disagreement where that is another one."""
    if day.day == days_in(day.year, day.month):
        words, engine = f"{day.year}年{day.month}月", _engine("last", ("year", "month"))
    else:
        words, engine = f"{day.year}年{day.month}月{day.day}日", _engine("current", ("year", "month", "day"))
    found = engine.get_date_data(words).date_obj
    if found is None or found.date() != day:
        raise Disagreement(f"{words}: {found}")
    return day


@lru_cache(maxsize=1)
def _foreign() -> "DateDataParser":
    """The parser of dates in other languages."""
    from dateparser.date import DateDataParser

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["year", "month", "day"], "NORMALIZE": False}
    return DateDataParser(languages=list(FOREIGN), settings=settings)


@lru_cache(maxsize=512)
def foreign_day(words: str) -> date | None:
    """A full date with its month in letters of another language, None where any doubt is left."""
    numbers = sorted(int(n) for n in _NUMBER.findall(words))
    if len(words) > LONGEST_FOREIGN or not _FOREIGN_SHAPE.fullmatch(words):
        return None
    found = _foreign().get_date_data(words).date_obj
    if found is None or [found.day, found.year] != numbers or found.year < FIRST_YEAR:
        return None
    answer: date = found.date()
    return answer
