"""Years, months, parts of months and days, as they are written in words."""

import re
from dataclasses import replace
from datetime import date

from bot.domain.core.numerals import approximate, number, spelled
from bot.domain.plan.deadline import Flag
from bot.readers.deadline import arithmetic
from bot.readers.deadline.meaning import means
from bot.readers.deadline.number_patterns import FOUR, SMALL, TWO
from bot.readers.deadline.time_expression import ReadingContext, Shapes, TimeExpression, Unit, faulty, rolled

MONTHS = 12
LONGEST_MONTH = 31
LEAP_DAY = (2, 29)
NEAR_YEARS = {
    "今": 0,
    "本": 0,
    "当": 0,
    "这一": 0,
    "明": 1,
    "来": 1,
    "次": 1,
    "下一": 1,
    "后": 2,
    "大后": 3,
    "去": -1,
    "上": -1,
    "前": -2,
    "翌": 1,
}
NEAR_MONTHS = {"上": -1, "本": 0, "这": 0, "当": 0, "下": 1, "次": 1, "下下": 2}
XUN = {"上旬": (1, 10), "中旬": (11, 20), "上中旬": (1, 20), "下旬": (21, 31), "中下旬": (11, 31)}
NO_UNIT = r"(?![\d.%:〇一二三四五六七八九十个天周条项件人万元年月岁分期批次户家届号日时点])"
PART = r"(?P<part>上中旬|中下旬|上旬|中旬|下旬|最后一[天日]|[底末初中尾])"

_YEAR = re.compile(
    rf"(?:(?P<four>{FOUR})年(?:度|份)?|(?P<y4>\d{{4}})(?= ?(?:第?[一二三四1-4]季|[QqHh][1-4]|[上下]半年)) ?|"
    rf"(?P<two>{TWO})年度?|(?P<word>今|本|当|这一|明|来|次|下一|大后|后|去|上|前|翌)年度?)的?,?"
)
_WITHIN = re.compile(rf"{SMALL}月|[底末初]")
_COUNTED = re.compile(r"[之以]?[内后]")
REPORTED = re.compile(r"[之以]?前?[\s，,]*(?:书面)?(?:上?报|提交|反馈|填报|汇总)")
NEAR = 2  # years: 26年内 is the year 2026, 15年内 is neither


def nearest_century(two: int, reference: int) -> int:
    """A year of two digits in the century that brings it nearest to the reference."""
    base = reference - reference % 100 + two
    return min((base - 100, base, base + 100), key=lambda year: abs(year - reference))


def year_at(text: str, position: int, context: ReadingContext) -> tuple[int, int] | None:
    """A year written at a position, and where it ends."""
    found = _YEAR.match(text, position)
    if not found:
        return None
    if found["word"]:
        return context.today.year + NEAR_YEARS[found["word"]], found.end()
    digits = spelled(found["four"] or found["y4"] or found["two"])
    if digits is None or not found["two"]:
        return None if digits is None else (digits, found.end())
    year = nearest_century(digits, context.today.year)
    counted = _COUNTED.match(text, found.end()) and abs(year - context.today.year) > NEAR
    alone = not _WITHIN.match(text, found.end())
    if counted or (alone and not found["two"].isdecimal() and approximate(found["two"])):
        return None
    return year, found.end()


def whole_year(year: int) -> TimeExpression:
    """A year, due on its last day."""
    last = arithmetic.month_end(year, MONTHS)
    if last is None:
        return faulty("year_out_of_range", year=year)
    return TimeExpression(
        first=date(year, 1, 1), last=last, unit=Unit.PERIOD, year=year, meaning=means("year", year=year)
    )


def both_years(_: re.Match[str], context: ReadingContext) -> TimeExpression:
    """今明两年."""
    return replace(whole_year(context.today.year + 1), first=date(context.today.year, 1, 1))


def bare_year(match: re.Match[str], _: ReadingContext) -> TimeExpression:
    """2026 alone."""
    return whole_year(int(match[0]))


def clamp(year: int, month: int, day: int) -> date | None:
    """The day, or the month's last where the month is shorter."""
    return arithmetic.day(year, month, day) or arithmetic.month_end(year, month)


def month_day(month: int, day: int, context: ReadingContext) -> TimeExpression:
    """A day of a month: of the year written, otherwise of the nearest year in which it is still ahead."""
    if not 1 <= month <= MONTHS or not 1 <= day <= LONGEST_MONTH:
        return faulty("no_such_day", month=month, day=day)
    if context.year is not None:
        year = context.year + bool(
            context.since
            and context.since > date(context.year, month, min(day, arithmetic.days_in(context.year, month)))
        )
        found = arithmetic.day(year, month, day)
        if found is None:
            return faulty("no_such_day_of_year", year=year, month=month, day=day)
        meaning = means("day", year=year, month=month, day=day)
        return TimeExpression(first=found, last=found, year=year, month=month, meaning=meaning)
    start = context.start
    year = start.year + ((month, day) < (start.month, start.day))
    found = arithmetic.day(year, month, day)
    if found is None:
        if (month, day) == LEAP_DAY:
            return faulty("no_such_day_of_year", year=year, month=month, day=day)
        return faulty("no_such_day", month=month, day=day)
    flags, alt = rolled(context, found, arithmetic.day(year - 1, month, day))
    said = means("nearest_year", year=year, month=month, day=day)
    return TimeExpression(first=found, last=found, month=month, flags=flags, alt=alt, meaning=said)


def read_month_day(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """12月31日, with or without 日."""
    month, day = number(match["m"]), number(match["d"])
    if month is None or day is None:
        return None
    expression = month_day(month, day, context)
    return expression.flagged(Flag.AMBIGUOUS) if match[0] == "八月十五" else expression  # 中秋 by the lunar calendar


def day_of_month(day: int, context: ReadingContext) -> TimeExpression:
    """30号: of the range's month, otherwise of this month or the next that has it."""
    if not 1 <= day <= LONGEST_MONTH:
        return faulty("no_day_number", day=day)
    if context.month is not None:
        return month_day(context.month, day, context)
    start = context.start
    year, month = start.year, start.month
    while day > arithmetic.days_in(year, month) or (year, month, day) < (start.year, start.month, start.day):
        year, month = (year, month + 1) if month < MONTHS else (year + 1, 1)
    found = arithmetic.day(year, month, day)
    return TimeExpression(first=found, last=found, meaning=means("nearest_month", year=year, month=month, day=day))


def read_day(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """30号 and 15日."""
    day = number(match["d"])
    return None if day is None else day_of_month(day, context)


def year_of(month: int, context: ReadingContext) -> tuple[int, bool]:
    """The year of a month, and whether it was written."""
    if context.year is not None:
        return context.year + bool(
            context.since and (context.year, month) < (context.since.year, context.since.month)
        ), True
    return context.start.year + (month < context.start.month), False


def month_part(year: int, month: int, part: str | None, context: ReadingContext, *, written: bool) -> TimeExpression:
    """A month or its part; `written` tells that its year was said or is implied."""
    end = arithmetic.month_end(year, month)
    if end is None:
        return faulty("year_out_of_range", year=year)
    expression = replace(_part(date(year, month, 1), end, part), year=year if written else None, month=month)
    if written or expression.last is None:
        return expression
    before = month_part(year - 1, month, part, context, written=True).last
    flags, alt = rolled(context, expression.last, before)
    return expression.flagged(*flags, alt=alt) if flags else expression


def _part(first: date, end: date, part: str | None) -> TimeExpression:
    """The days of a month's part; 初 and 中 are no fixed days, so each has another reading."""
    year, month = first.year, first.month
    facts = {"year": year, "month": month}
    if not part:
        return TimeExpression(first=first, last=end, unit=Unit.PERIOD, meaning=means("month", **facts))
    if part in XUN:
        start, last = XUN[part]
        return TimeExpression(
            first=first.replace(day=start),
            last=clamp(year, month, last),
            unit=Unit.PERIOD,
            meaning=means("month_third", part=part, **facts),
        )
    if part in {"初", "中"}:
        day, other = (10, 5) if part == "初" else (15, 20)
        found, alt = arithmetic.day(year, month, day), arithmetic.day(year, month, other)
        return TimeExpression(
            first=found,
            last=found,
            alt=alt,
            flags=frozenset({Flag.AMBIGUOUS}),
            meaning=means("month_about", part=part, day=day, **facts),
        )
    return TimeExpression(first=end, last=end, meaning=means("month_end", **facts))


def read_month(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """12月, 12月底, 12月上旬, 12月初, 第三个月."""
    month = number(match["m"])
    if month is None:
        return None
    if not 1 <= month <= MONTHS:
        return faulty("no_month", month=month)
    year, written = year_of(month, context)
    return month_part(year, month, match["part"], context, written=written)


def read_month_or_months(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """3月内 without a year: March, or three months."""
    expression = read_month(match, context)
    month = number(match["m"])
    if expression is None or expression.fault or month is None or context.year is not None:
        return expression
    return replace(expression.flagged(Flag.AMBIGUOUS, alt=arithmetic.months_later(context.today, month)), marked=True)


def read_near_month(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """本月, 下个月底, 下月15号, 次月初; 次月10日前上报 may be of every month, and is asked about."""
    index = context.today.year * MONTHS + context.today.month - 1 + NEAR_MONTHS[match["which"].removesuffix("一")]
    year, month = index // MONTHS, index % MONTHS + 1
    if not match["d"]:
        return month_part(year, month, match["part"], context, written=True)
    day = number(match["d"])
    if day is None:
        return None
    expression = month_day(month, day, replace(context, year=year, since=None))
    each = match["which"] == "次" and REPORTED.match(match.string, match.end())
    return expression.flagged(Flag.AMBIGUOUS) if each else expression


def read_bare_part(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """月底, 月初, 中旬: of this month, or of the next where this one's is over."""
    index = context.start.year * MONTHS + context.start.month - 1
    for step in (0, 1):
        year, month = divmod(index + step, MONTHS)
        expression = month_part(year, month + 1, match["part"], context, written=True)
        if expression.last and expression.last >= context.start:
            return replace(expression, year=None, month=None)
    return None


IN_YEAR: Shapes = (
    (re.compile(rf"(?P<m>{SMALL})月份?的?(?P<d>{SMALL})(?:[日号]|{NO_UNIT})"), read_month_day),
    (re.compile(rf"(?P<m>{SMALL})月份?的?(?:月?{PART})?"), read_month),
    (re.compile(rf"(?P<m>{SMALL})月(?P<part>)[之以]?内"), read_month_or_months),
    (re.compile(rf"第(?P<m>{SMALL})个月(?P<part>[底末])?"), read_month),
)
ALONE: Shapes = (
    (re.compile(r"今明(?:两|二|2)年"), both_years),
    (re.compile(r"(?:19|20)\d\d(?![\d.,:])"), bare_year),
    (
        re.compile(
            rf"(?P<which>本|这一|这|当|下下|下一|下|次|上)个?月份?的?(?:月?{PART}|(?P<d>{SMALL})(?:[日号]|{NO_UNIT}))?"
        ),
        read_near_month,
    ),
    (re.compile(r"月?(?P<part>[上中下]旬)"), read_bare_part),
    (re.compile(r"月(?P<part>最后一[天日]|[底末尾初中](?!旬))"), read_bare_part),
    (re.compile(rf"(?P<d>{SMALL})(?:号|日(?!(?:[之以]?内|后|之后|以后)))"), read_day),
)
