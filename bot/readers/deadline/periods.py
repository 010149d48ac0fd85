"""Quarters, half-years, the ends and middles of years, ranges of months and days, and plan periods."""

import re
from dataclasses import replace
from datetime import date

from bot.domain.core.numerals import number
from bot.domain.plan.deadline import Flag
from bot.readers.deadline import arithmetic
from bot.readers.deadline.dates import MONTHS, PART, day_of_month, month_day, month_part, year_of
from bot.readers.deadline.meaning import means
from bot.readers.deadline.number_patterns import SMALL
from bot.readers.deadline.time_expression import ReadingContext, Shapes, TimeExpression, Unit, faulty, rolled

QUARTERS = 4
QUARTER_WORDS = {"首": 1, "头": 1, "末": 4}
PLAN_PERIODS = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
TO = r"(?:-{1,3}|[—–]{1,3}|~+|至|到|ー|〜)"


def months(first: int, last: int, context: ReadingContext, code: str, *, closed: bool = False) -> TimeExpression:
    """A stretch of months of the year written, otherwise of the nearest whose end is still ahead."""
    count = last // 3 if "quarter" in code else last
    if not 1 <= last <= MONTHS:
        return faulty(f"no_{code}", count=count)
    year, written = year_of(last, context)
    end = arithmetic.month_end(year, last)
    if end is None:
        return faulty("year_out_of_range", year=year)
    start = end if closed else date(year, first, 1)
    unit = Unit.DAY if closed else Unit.PERIOD
    meaning = means(code, year=year, count=count)
    if written:
        return TimeExpression(first=start, last=end, unit=unit, year=year, meaning=meaning)
    flags, alt = rolled(context, end, arithmetic.month_end(year - 1, last), season=True)
    return TimeExpression(first=start, last=end, unit=unit, alt=alt, flags=flags, meaning=meaning)


def quarter(index: int, context: ReadingContext, *, closed: bool) -> TimeExpression:
    """A quarter of a year."""
    if not 1 <= index <= QUARTERS:
        return faulty("no_quarter", count=index)
    return months(index * 3 - 2, index * 3, context, "quarter", closed=closed)


def read_quarter(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """三季度, 第四季度末, Q1, 首季度."""
    index = QUARTER_WORDS.get(match["q"]) or number(match["q"])
    return None if index is None else quarter(index, context, closed=bool(match["end"]))


def read_near_quarter(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """本季度, 下季度, 季末."""
    index = (
        context.today.year * QUARTERS + (context.today.month - 1) // 3 + ((match["which"] or "")[:1] in {"下", "次"})
    )
    near = replace(context, year=index // QUARTERS, since=None)
    return quarter(index % QUARTERS + 1, near, closed=bool(match["end"]))


def read_first_part(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """前三季度, 前六个月: from the year's beginning."""
    count = number(match["n"])
    if count is None:
        return None
    if match["unit"].endswith("季度"):
        return months(1, count * 3, context, "first_quarters")
    return months(1, count, context, "first_months")


def read_half(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """上半年, 下半年, H1; 前半年 and 后半年 of a written year only."""
    which = match["h"]
    if which in {"前", "后"} and context.year is None:
        return None
    if which in {"下", "后", "2"}:
        return months(7, 12, context, "second_half", closed=bool(match["end"]))
    return months(1, 6, context, "first_half", closed=bool(match["end"]))


def read_part_of_year(match: re.Match[str], context: ReadingContext) -> TimeExpression:
    """年底, 年初, 年中, 年内: of the year written, otherwise of the nearest."""
    part, written = match["part"], context.year is not None
    month = {"初": 1, "头": 1, "中": 6}.get(part, MONTHS)
    year = context.year if context.year is not None else context.start.year + (month < context.start.month)
    end = arithmetic.month_end(year, month)
    if end is None:
        return faulty("year_out_of_range", year=year)
    if part in {"初", "头"}:
        return TimeExpression(
            first=end, last=end, year=year, flags=frozenset({Flag.AMBIGUOUS}), meaning=means("year_start", year=year)
        )
    if part == "中":
        return TimeExpression(
            first=end, last=end, year=year if written else None, meaning=means("year_middle", year=year)
        )
    return TimeExpression(
        first=end, last=end, year=year, meaning=means("year_end", year=year), marked=part.endswith("内")
    )


def read_months_range(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """1-9月份, 2——4月底: two months with one 月."""
    first, last = number(match["a"]), number(match["b"])
    if first is None or last is None:
        return None
    if not (1 <= first <= MONTHS and 1 <= last <= MONTHS):
        return faulty("no_months", first=first, last=last)
    year, written = year_of(last, context)
    year += written and last < first
    return replace(month_part(year, last, match["part"], context, written=written), first=None)


def read_days_range(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """25-30日, 12月25-30日: two days with one 日."""
    first, last, month = number(match["a"]), number(match["b"]), number(match["m"]) if match["m"] else None
    if first is None or last is None or first >= last:
        return None
    return replace(day_of_month(last, context) if month is None else month_day(month, last, context), first=None)


def read_plan_period(match: re.Match[str], _: ReadingContext) -> TimeExpression:
    """十五五期间, 十四五末: five-year plans."""
    year = PLAN_PERIODS[match["plan"]]
    end = arithmetic.month_end(year, MONTHS)
    first = date(year - 4, 1, 1)
    closed = bool(match["end"])
    flags = frozenset({Flag.PLAN_PERIOD})
    return TimeExpression(
        first=end if closed else first,
        last=end,
        unit=Unit.DAY if closed else Unit.PERIOD,
        year=year,
        flags=flags,
        meaning=means("plan_period", words=match["plan"], year=year),
    )


_PLAN = "|".join(PLAN_PERIODS)
IN_YEAR: Shapes = (
    (re.compile(rf"(?P<a>{SMALL})(?:月份?)?{TO}(?P<b>{SMALL})月份?的?(?:月?{PART})?(?!\d)"), read_months_range),
    (
        re.compile(rf"(?:(?P<m>{SMALL})月份?)?(?P<a>{SMALL})[日号]?{TO}(?P<b>{SMALL})(?:号|日(?![之以]?内))"),
        read_days_range,
    ),
    (
        re.compile(
            r"(?:第?(?P<q>[一二三四首头末1-4])(?:季度|季(?=[末底])|(?<=第.)季|(?<=首)季))的?季?度?(?P<end>[末底])?"
        ),
        read_quarter,
    ),
    (re.compile(r"第(?P<q>[一二三四1-4])个季度(?P<end>[末底])?"), read_quarter),
    (re.compile(r"[Qq](?P<q>[1-4])(?:季度?)?(?P<end>[末底])?"), read_quarter),
    (re.compile(rf"前(?P<n>{SMALL})(?P<unit>个?季度)"), read_first_part),
    (re.compile(r"(?P<h>[上下前后])半年度?的?年?(?P<end>[末底])?"), read_half),
    (re.compile(r"[Hh](?P<h>[12])(?P<end>[末底])?"), read_half),
)
AFTER_YEAR: Shapes = (
    (re.compile(r"年?(?P<part>[底末终尾初头]|中(?![旬秋]))"), read_part_of_year),
    (re.compile(r"(?P<part>[之以]?内|全年|整年|最后一[天日])"), read_part_of_year),
    (re.compile(rf"前(?P<n>{SMALL})(?P<unit>个月)"), read_first_part),
)
ALONE: Shapes = (
    (re.compile(r"(?:本|今|当)?年(?:度)?(?P<part>[底末终尾初头]|中(?![旬秋]))"), read_part_of_year),
    (re.compile(r"岁(?P<part>末)"), read_part_of_year),
    (re.compile(r"(?:本|今|当)?年度?(?P<part>[之以]?内)"), read_part_of_year),
    (re.compile(r"(?P<which>本|这个|这一|这|当|下一个|下一|下个|下|次)季度?的?(?P<end>[末底])?"), read_near_quarter),
    (re.compile(r"(?P<which>)季度?(?P<end>[末底])"), read_near_quarter),
    (re.compile(rf"(?P<plan>{_PLAN})(?:规划|时期|计划)?(?:期?(?P<end>[末底]))?(?:期间|期内)?"), read_plan_period),
)
