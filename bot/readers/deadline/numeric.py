"""Dates in figures: 2025-12-31, 20251231, 12.31, 25.12.31, 31/12/2025."""

import re

from bot.domain.plan.deadline import Flag
from bot.readers.deadline import arithmetic
from bot.readers.deadline.dates import MONTHS, month_day, month_part, nearest_century
from bot.readers.deadline.meaning import means
from bot.readers.deadline.time_expression import ReadingContext, Shapes, TimeExpression, faulty

EVEN_DAYS = frozenset({5, 10, 15, 20, 25, 30, 31})  # days on which deadlines fall: a fraction has other denominators
SEPARATOR = r"[-/.·—–]"


def full_day(year: int, month: int, day: int) -> TimeExpression:
    """A day with all its numbers written."""
    found = arithmetic.day(year, month, day)
    if found is None:
        return faulty("no_such_day_of_year", year=year, month=month, day=day)
    return TimeExpression(
        first=found, last=found, year=year, month=month, meaning=means("day", year=year, month=month, day=day)
    )


def read_full(match: re.Match[str], _: ReadingContext) -> TimeExpression:
    """2025-12-31, 2025/12/31, 2025.12.31, 20251231, 2025 12 31."""
    return full_day(int(match["y"]), int(match["m"]), int(match["d"]))


def read_mixed(match: re.Match[str], _: ReadingContext) -> TimeExpression:
    """1994.01-19; where the second number may be a month as well, both are offered."""
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    expression = full_day(year, month, day)
    if month < day <= MONTHS and not expression.fault:
        return expression.flagged(Flag.AMBIGUOUS, alt=arithmetic.month_end(year, day))
    return expression


def read_year_month(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """2025-12, 2025.12, 2025/12."""
    year, month = int(match["y"]), int(match["m"])
    if not 1 <= month <= MONTHS:
        return faulty("no_month", month=month)
    return month_part(year, month, None, context, written=True)


def read_short_year(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """25.12.31: a year of two digits; other orders of the same figures are offered."""
    first, month, last = int(match["y"]), int(match["m"]), int(match["d"])
    expression = full_day(nearest_century(first, context.today.year), month, last)
    other = arithmetic.day(nearest_century(last, context.today.year), month, first) if first >= 1 else None
    near = other is not None and other.year in {context.today.year, context.today.year + 1}
    if expression.fault or not near or other == expression.last or first >= context.today.year % 100:
        return expression
    return expression.flagged(Flag.AMBIGUOUS, alt=other)


def read_year_last(match: re.Match[str], _: ReadingContext) -> TimeExpression | None:
    """31/12/2025 and 12/31/2025; both are offered where both are days."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    by_day, by_month = full_day(year, second, first), full_day(year, first, second)
    if by_day.fault or by_month.fault or by_day.last == by_month.last:
        return by_month if by_day.fault else by_day
    return by_month.flagged(Flag.AMBIGUOUS, alt=by_day.last)


def read_dotted(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """12.31 and 6·30."""
    return month_day(int(match["m"]), int(match["d"]), context)


def read_dashed(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """12-31; an unpadded pair of small numbers is a measure's number (3-2)."""
    month, day = match["m"], match["d"]
    if len(month) == len(day) == 1:
        return None
    expression = month_day(int(month), int(day), context)
    doubtful = len(month) == 1 or len(day) == 1
    if expression.fault:
        return None if doubtful else expression
    return expression.flagged(Flag.AMBIGUOUS) if doubtful else expression


def read_slashed(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """12/1 is a date; 12/23 is a share of 23; 2/15 may be both."""
    month, day = int(match["m"]), int(match["d"])
    said_as_day = match[0][-1] in "日号" or match.string.startswith(("前", "之前", "以前"), match.end())
    if said_as_day or match["m"].startswith("0") or match["d"].startswith("0") or month > day:
        expression = month_day(month, day, context)
        return None if expression.fault and month > MONTHS else expression
    if day not in EVEN_DAYS and day != arithmetic.days_in(context.today.year, month if month <= MONTHS else 1):
        return None
    expression = month_day(month, day, context)
    return None if expression.fault else expression.flagged(Flag.AMBIGUOUS)


_END = r"(?![\d%])"
_Y = r"(?<!\d)(?P<y>(?:19|20|21)\d\d)"
SHAPES: Shapes = (
    (re.compile(rf"{_Y}\s?(?P<s>[-/.·—–])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}})[日号]?{_END}"), read_full),
    (re.compile(rf"{_Y}(?P<m>\d\d)(?P<d>\d\d){_END}"), read_full),
    (re.compile(rf"{_Y} (?P<m>\d{{1,2}}) (?P<d>\d{{1,2}})[日号]?{_END}"), read_full),
    (re.compile(rf"{_Y}{SEPARATOR}(?P<m>\d{{1,2}}){SEPARATOR}(?P<d>\d{{1,2}})[日号]?{_END}(?!月)"), read_mixed),
    (re.compile(rf"{_Y}\s?[-/.·]\s?(?P<m>\d{{1,2}})月?{_END}(?![./·])"), read_year_month),
    (re.compile(rf"(?<!\d)(?P<y>\d\d)(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d\d?){_END}(?![./-])"), read_short_year),
    (re.compile(rf"(?<!\d)(?P<a>\d\d?)(?P<s>[-/.])(?P<b>\d\d?)(?P=s)(?P<y>20\d\d){_END}"), read_year_last),
    (re.compile(rf"(?<![\d.])(?P<m>\d\d?)[.·](?P<d>\d\d?)[日号]?{_END}(?![./])"), read_dotted),
    (re.compile(rf"(?<![\d-])(?P<m>\d\d?)[-—–](?P<d>\d\d?){_END}(?![-—–/.日号])"), read_dashed),
    (re.compile(rf"(?<![\d/])(?P<m>\d\d?)/(?P<d>\d\d?)[日号]?{_END}(?![./])"), read_slashed),
)
