"""The second reader: dateparser reads the person's own characters, where they are, or begin with, a form it knows.

It is shown nothing that was put together here, and no form but these, each of which it reads rightly on every day
that `tests/readers/test_cross_check.py` sweeps: a whole date, a year with its month, a month, a count of days, weeks
or months, 今天 明天 后天. A day behind a month (12月31日) is beyond it, so that there only the month is compared.
Foreign dates are read by it alone, when written in full, and only where day and year come back unchanged.
"""

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.plan.deadline import Flag
from bot.readers.deadline.arithmetic import FIRST_YEAR
from bot.readers.deadline.time_expression import ReadingContext, TimeExpression

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

FOREIGN = ("en", "fr", "de", "es", "it", "pt", "ru")
LONGEST_FOREIGN = 40  # characters
_FOREIGN_SHAPE = re.compile(
    r"(?:[^\W\d_]{2,12}[.,]? ?){0,2}\d{1,4}(?:st|nd|rd|th|er|º|"
    r"\.)?[ ,]? ?(?:[^\W\d_]{1,12}[.,]? ?){0,3}(?:\d{1,4}(?:st|nd|rd|th)?,? ?){0,2}"
)
_NUMBER = re.compile(r"\d+")
SOME_DAY = date(2025, 1, 1)  # for forms whose reading does not depend on today
_YEAR = r"(?:19|20|21)\d\d"
_PLAIN_MONTH = r"(?:1[0-2]|[1-9])"  # it does not know 06月
_NO_RANGE = r"[^至到~—–-]*"


class Form(NamedTuple):
    """A form of writing: the group `own` is what dateparser is shown; what it must answer, by `compared`."""

    pattern: re.Pattern[str]
    parser: str
    parts: tuple[str, ...] = ()
    prefer: str = "current"
    base: str = ""  # what it is read against: "day" for today, "month" for the first of its month
    compared: tuple[str, ...] = ("year", "month", "day")


_MONTH = rf"(?P<own>(?:{_PLAIN_MONTH}|十[一二]?|[一二三四五六七八九])月)"
FORMS = (
    Form(
        re.compile(rf"(?P<own>{_YEAR}(?:年\d\d?月\d\d?日?|(?P<s>[-/.])\d\d?(?P=s)\d\d?))"),
        "absolute-time",
        ("year", "month", "day"),
    ),
    Form(re.compile(rf"(?P<own>{_YEAR}年{_PLAIN_MONTH}月)"), "absolute-time", ("year", "month"), "last"),
    Form(
        re.compile(rf"(?P<own>{_YEAR}年{_PLAIN_MONTH}月){_NO_RANGE}"),
        "absolute-time",
        ("year", "month"),
        compared=("year", "month"),
    ),
    Form(re.compile(_MONTH), "absolute-time", ("month",), "last", base="month"),
    Form(re.compile(_MONTH + _NO_RANGE), "absolute-time", ("month",), compared=("month",)),
    Form(re.compile(r"(?P<own>\d{1,3}(?:天|周|个月)后|今天|明天|后天)"), "relative-time", base="day"),
)


@lru_cache(maxsize=32)
def _engine(form: Form, base: date) -> "DateDataParser":
    """The parser of a form of Chinese dates, imported and built with the first that is read."""
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": [form.parser],
        "PREFER_DAY_OF_MONTH": form.prefer,
        "PREFER_DATES_FROM": "future",
        "REQUIRE_PARTS": list(form.parts),
        "RELATIVE_BASE": datetime.combine(base, time()),
    }
    return DateDataParser(languages=["zh"], settings=settings)


@lru_cache(maxsize=8192)
def engine_reading(form: Form, own: str, base: date) -> date | None:
    """What dateparser makes of a person's characters; None for nothing."""
    found = _engine(form, base).get_date_data(own).date_obj
    return None if found is None else found.date()


def form_of(own: str, *, year_known: bool) -> tuple[Form, str] | None:
    """The form of what is written, with what dateparser is shown of it; None where dateparser knows no such form.

    A month alone means the nearest to dateparser: where its year is known from elsewhere, only the month is compared.
    """
    for form in FORMS:
        match = form.pattern.fullmatch(own)
        if match and not (year_known and form.base == "month"):
            return form, match["own"]
    return None


def base_of(form: Form, today: date) -> date:
    """The day against which a form is read; on its own last day a month would else be taken for next year's."""
    return {"day": today, "month": today.replace(day=1)}.get(form.base, SOME_DAY)


def agrees(expression: TimeExpression, context: ReadingContext) -> bool:
    """False where dateparser, shown the characters that stand in the text as written, reads another day."""
    if Flag.LUNAR in expression.flags or expression.last is None or expression.own not in context.written:
        return True
    found = form_of(expression.own, year_known=expression.year_known)
    if found is None:
        return True
    form, own = found
    other = engine_reading(form, own, base_of(form, context.today))
    return other is not None and all(getattr(other, part) == getattr(expression.last, part) for part in form.compared)


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
