"""Festivals and days of the lunar calendar: 春节前, 十一, 腊月二十八, 年前."""

import re
from datetime import date

from bot.domain.deadline import Flag
from bot.readers.calendar import NoSuchDay, festival, lunar_day
from bot.readers.deadline.moment import DAY, Frame, Moment, Shapes, Unit, faulty, rolled
from bot.readers.deadline.numerals import number
from bot.readers.deadline.week import checked

NAMES = {
    "元旦": "元旦", "新年": "元旦", "春节": "春节", "农历新年": "春节", "农历年": "春节", "大年初一": "春节", "正月初一": "春节", "过年": "春节",
    "除夕": "除夕", "大年三十": "除夕", "年三十": "除夕", "大年夜": "除夕", "年夜": "除夕", "元宵": "元宵节", "小年": "小年", "小年夜": "小年",
    "腊八": "腊八节", "清明": "清明节", "端午": "端午节", "七夕": "七夕", "中元": "中元节", "中秋": "中秋节", "重阳": "重阳节",
    "妇女": "妇女节", "国际妇女": "妇女节", "三八": "妇女节", "三八妇女": "妇女节", "植树": "植树节", "五一": "劳动节", "五一国际劳动": "劳动节",
    "五一劳动": "劳动节", "劳动": "劳动节", "国际劳动": "劳动节", "五四": "青年节", "五四青年": "青年节", "青年": "青年节", "六一": "儿童节", "儿童": "儿童节",
    "国际儿童": "儿童节", "六一儿童": "儿童节", "六一国际儿童": "儿童节", "七一": "建党节", "七一建党": "建党节", "建党": "建党节",
    "八一": "建军节", "八一建军": "建军节", "建军": "建军节", "教师": "教师节", "国庆": "国庆节", "十一": "国庆节", "十一国庆": "国庆节",
    "双十一": "双十一", "双11": "双十一", "双十二": "双十二", "圣诞": "圣诞节", "平安夜": "平安夜", "三一五": "消费者权益日", "3·15": "消费者权益日",
}  # fmt: skip
NEED_SUFFIX = frozenset(
    {
        "妇女",
        "国际妇女",
        "植树",
        "劳动",
        "国际劳动",
        "青年",
        "儿童",
        "国际儿童",
        "建党",
        "建军",
        "教师",
        "中元",
        "农历年",
    }
)
LUNAR_MONTHS = {"正": 1, "腊": 12, "冬": 11}


def _alternatives(names: dict[str, str]) -> str:
    """The alternatives of a pattern, longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def read_festival(match: re.Match[str], frame: Frame) -> Moment | None:
    """A festival of the year written, otherwise the nearest that is still ahead."""
    if match["name"] in NEED_SUFFIX and not match["suffix"]:
        return None
    name = NAMES[match["name"]]
    year = frame.year if frame.year is not None else frame.start.year
    if not 1950 <= year <= 2098:  # noqa: PLR2004  years for which the lunar tables were checked
        return faulty(f"年份超出范围：{year}年")
    found = festival(name, year)
    if frame.year is None and found < frame.start:
        found = festival(name, year + 1)
    day = checked(found)
    flags, alt = frozenset({Flag.FESTIVAL}), None
    if frame.year is None:
        more, _ = rolled(frame, found, None, season=True)
        flags |= more
    moment = Moment(day, day, Unit.FESTIVAL, frame.year, None, alt, flags, meaning=f"{found.year}年{name}：{found}")
    if match["days"]:
        return moment.flagged(Flag.AMBIGUOUS)
    if name == "小年":
        return moment.flagged(Flag.AMBIGUOUS, alt=found + DAY)
    return moment


def read_eve(match: re.Match[str], frame: Frame) -> Moment:
    """年前: before the Spring Festival, or before the year is out."""
    spring = festival("春节", frame.today.year)
    if spring <= frame.today:
        spring = festival("春节", frame.today.year + 1)
    eve, last = checked(spring - DAY), date(frame.today.year, 12, 31)
    flags = frozenset({Flag.AMBIGUOUS, Flag.FESTIVAL})
    alt = last if eve and last < eve else None
    return Moment(eve, eve, alt=alt, flags=flags, meaning="年前：春节前一天，也可能指公历年底", marked=True)


def read_lunar(match: re.Match[str], frame: Frame) -> Moment | None:
    """腊月二十八 and 正月十五: a lunar day, which 前 takes in."""
    month = LUNAR_MONTHS.get(match["m"]) or number(match["m"])
    day = number(match["d"].removeprefix("初"))
    if month is None or day is None or not 1 <= month <= 12 or not 1950 <= frame.today.year <= 2098:  # noqa: PLR2004  months, years of the tables
        return None
    years = (frame.year,) if frame.year is not None else (frame.today.year - 1, frame.today.year, frame.today.year + 1)
    days = [found for year in years if (found := _lunar(year, month, day))]
    ahead = [found for found in days if frame.year is not None or found >= frame.start]
    if not ahead and (month, day) == (12, 30):
        eve = festival("除夕", frame.start.year)
        found = eve if eve >= frame.start else festival("除夕", frame.start.year + 1)
        return Moment(
            checked(found), checked(found), flags=frozenset({Flag.LUNAR}), meaning=f"农历{match[0]}，按除夕：{found}"
        )
    if not ahead:
        return faulty(f"没有这一天：农历{match[0]}")
    found = checked(ahead[0])
    flags = frozenset({Flag.LUNAR}) | (
        frozenset({Flag.AMBIGUOUS}) if frame.year is not None and month >= 11 else frozenset()
    )
    more, _ = rolled(frame, ahead[0], None, season=True) if frame.year is None else (frozenset[Flag](), None)
    return Moment(found, found, flags=flags | more, meaning=f"农历{match[0]}：{found}")


def _lunar(year: int, month: int, day: int) -> date | None:
    """The day of a lunar date, None where that month has no such day."""
    try:
        return lunar_day(year, month, day)
    except NoSuchDay:
        return None


_DAY = r"(?P<d>初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)"
IN_YEAR: Shapes = (
    (
        re.compile(
            rf"(?P<name>{_alternatives(NAMES)})(?P<suffix>节日?|日)?(?P<days>假期|放假|长假|期间|期内)?(?!月|[〇零一二三四五六七八九]?[十日号条项个])"
        ),
        read_festival,
    ),
    (re.compile(rf"(?:农历|阴历)(?P<m>[正腊冬二三四五六七八九十]|十[一二])月{_DAY}(?:日|号)?"), read_lunar),
    (
        re.compile(
            r"(?P<m>[正腊冬])月(?P<d>初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|十)日?"
        ),
        read_lunar,
    ),
    (re.compile(r"(?P<m>十[一二]|[二三四五六七八九十])月(?P<d>初[一二三四五六七八九十])"), read_lunar),
)
ALONE: Shapes = ((re.compile(r"(?:春节|农历)?年(?:之|以)?前(?!(?:[一二两三四]|\d)个?(?:季|半|月))"), read_eve),)
