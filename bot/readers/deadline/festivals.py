"""Festivals and days of the lunar calendar: 春节前, 十一, 腊月二十八, 年前."""

import re
from datetime import date

from bot.domain.core.numerals import number
from bot.domain.plan.deadline import Flag
from bot.readers.deadline.meaning import means
from bot.readers.deadline.time_expression import DAY, ReadingContext, Shapes, TimeExpression, Unit, faulty, rolled
from bot.readers.holidays import NoSuchDay, festival, lunar_day

SPOKEN = {
    "元旦": "元旦 新年",
    "春节": "春节 农历新年 农历年 大年初一 正月初一 过年",
    "除夕": "除夕 大年三十 年三十 大年夜 年夜",
    "元宵节": "元宵",
    "小年": "小年 小年夜",
    "腊八节": "腊八",
    "清明节": "清明",
    "端午节": "端午",
    "七夕": "七夕",
    "中元节": "中元",
    "中秋节": "中秋",
    "重阳节": "重阳",
    "妇女节": "妇女 国际妇女 三八 三八妇女",
    "植树节": "植树",
    "劳动节": "五一 五一国际劳动 五一劳动 劳动 国际劳动",
    "青年节": "五四 五四青年 青年",
    "儿童节": "六一 儿童 国际儿童 六一儿童 六一国际儿童",
    "建党节": "七一 七一建党 建党",
    "建军节": "八一 八一建军 建军",
    "教师节": "教师",
    "国庆节": "国庆 十一 十一国庆",
    "双十一": "双十一 双11",
    "双十二": "双十二",
    "圣诞节": "圣诞",
    "平安夜": "平安夜",
    "消费者权益日": "三一五 3·15",
    "情人节": "情人",
    "愚人节": "愚人",
    "护士节": "护士",
    "记者节": "记者",
    "母亲节": "母亲",
    "父亲节": "父亲",
    "感恩节": "感恩",
    **{name: name for name in ("冬至", "夏至", "立春", "立夏", "立秋", "立冬")},
}
NAMES = {word: name for name, words in SPOKEN.items() for word in words.split()}
NEED_SUFFIX = frozenset(NAMES) & {
    *("妇女", "国际妇女", "植树", "劳动", "国际劳动", "青年", "儿童", "国际儿童"),
    *("建党", "建军", "教师", "中元", "农历年"),
    *("情人", "愚人", "护士", "记者", "母亲", "父亲", "感恩"),
}
NEW_YEARS_EVE = (12, 30)  # said of the last day of the lunar year even where it is the 29th
WINTER = 11  # lunar months from here on end in the next year
TABLES = range(1950, 2099)  # years for which the lunar tables were checked
LUNAR_MONTHS = {"正": 1, "腊": 12, "冬": 11}


def _alternatives(names: dict[str, str]) -> str:
    """The alternatives of a pattern, longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def read_festival(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """A festival of the year written, otherwise the nearest that is still ahead."""
    if match["name"] in NEED_SUFFIX and not match["suffix"]:
        return None
    name = NAMES[match["name"]]
    year = context.year if context.year is not None else context.start.year
    if year not in TABLES:
        return faulty("year_out_of_range", year=year)
    found = festival(name, year)
    if context.year is None and found < context.start:
        found = festival(name, year + 1)
    flags = frozenset({Flag.FESTIVAL}) | _far(found, context)
    expression = TimeExpression(
        first=found,
        last=found,
        unit=Unit.FESTIVAL,
        year=context.year,
        flags=flags,
        meaning=means("festival", year=found.year, name=name, day=str(found)),
    )
    if match["days"] or match["name"] == "新年":
        return expression.flagged(Flag.AMBIGUOUS)
    return expression.flagged(Flag.AMBIGUOUS, alt=found + DAY) if name == "小年" else expression


def _far(found: date, context: ReadingContext) -> frozenset[Flag]:
    """The doubt about a day without a year that lies nearly a year ahead."""
    return frozenset() if context.year is not None else rolled(context, found, None, season=True)[0]


def read_before_new_year(_: re.Match[str], context: ReadingContext) -> TimeExpression:
    """年前: before the Spring Festival, or before the year is out."""
    spring = festival("春节", context.today.year)
    if spring <= context.today:
        spring = festival("春节", context.today.year + 1)
    eve, last = spring - DAY, date(context.today.year, 12, 31)
    flags = frozenset({Flag.AMBIGUOUS, Flag.FESTIVAL})
    alt = last if last < eve else None
    return TimeExpression(first=eve, last=eve, alt=alt, flags=flags, meaning=means("before_new_year"), marked=True)


def read_lunar(match: re.Match[str], context: ReadingContext) -> TimeExpression | None:
    """腊月二十八 and 正月十五: a lunar day, which 前 takes in."""
    month = LUNAR_MONTHS.get(match["m"]) or number(match["m"])
    day = number(match["d"].removeprefix("初"))
    years = (context.year,) if context.year is not None else range(context.start.year - 1, context.start.year + 2)
    if month is None or day is None or not all(year in TABLES for year in years):
        return None
    days = [found for year in years if (found := _lunar(year, month, day))]
    ahead = [found for found in days if context.year is not None or found >= context.start]
    code, flags = "lunar", frozenset({Flag.LUNAR})
    if not ahead and (month, day) == NEW_YEARS_EVE:
        eves = (festival("除夕", context.start.year + n) for n in (0, 1))
        ahead, code = [eve for eve in eves if eve >= context.start], "lunar_new_years_eve"
    if not ahead:
        return faulty("no_lunar_day", words=match[0])
    if context.year is not None and month >= WINTER:
        flags |= {Flag.AMBIGUOUS}
    found = ahead[0]
    return TimeExpression(
        first=found, last=found, flags=flags | _far(found, context), meaning=means(code, words=match[0], day=str(found))
    )


def _lunar(year: int, month: int, day: int) -> date | None:
    """The day of a lunar date, None where that month has no such day."""
    try:
        return lunar_day(year, month, day)
    except NoSuchDay:
        return None


_ONES = "一二三四五六七八九"
_DAY = rf"(?P<d>初[{_ONES}十]|十[{_ONES}]?|二十[{_ONES}]?|廿[{_ONES}]|三十)[日号]?"
_FESTIVAL = rf"(?P<name>{_alternatives(NAMES)})(?P<suffix>节日?|日)?(?P<days>假期|放假|长假|期间|期内)?"
IN_YEAR: Shapes = (
    (re.compile(rf"{_FESTIVAL}(?!月|[〇零{_ONES}]?[十日号条项个])"), read_festival),
    (re.compile(rf"(?:农历|阴历)(?P<m>[正腊冬{_ONES}十]|十[一二])月{_DAY}"), read_lunar),
    (re.compile(rf"(?P<m>[正腊冬])月{_DAY}"), read_lunar),
    (re.compile(rf"(?P<m>十[一二]|[{_ONES}十])月(?P<d>初[{_ONES}十])"), read_lunar),
)
ALONE: Shapes = (
    (re.compile(r"(?:春节|农历)?年(?:之|以)?前(?!(?:[一二两三四]|\d)个?(?:季|半|月))"), read_before_new_year),
)
