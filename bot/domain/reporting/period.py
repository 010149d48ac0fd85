"""The week or month that a report speaks of."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

DAY = dt.timedelta(1)
WEEK = dt.timedelta(7)
NAMED_WEEK = re.compile(r"(?:(\d{4})年)?第?(\d{1,2})周")
NAMED_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月")
NAMED_DAYS = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]?(?:至|到|[-—~～－]+)(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})[日号]?"
)
TURN = dt.timedelta(92)  # days over the turn of a year are few; what is more was meant the other way round
MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
SPOKEN_MONTH = re.compile(r"(?<![一二三四五六七八九十])([一二三四五六七八九]|十[一二]?)月")
DOTTED = re.compile(r"(?<![\d./])(\d{1,2})[./](\d{1,2})(?![\d./])")


@dataclass(frozen=True)
class Period:
    """First and last day, both included."""

    start: dt.date
    end: dt.date
    kind: str  # "week", "month", or "days" where both ends were named

    @property
    def week(self) -> tuple[int, int]:
        """ISO year and week of the last day."""
        year, week, _ = self.end.isocalendar()
        return year, week


def week_of(day: dt.date) -> Period:
    """The ISO week of a day."""
    monday = day - DAY * day.weekday()
    return Period(monday, monday + 6 * DAY, "week")


def month_of(day: dt.date) -> Period:
    """The month of a day."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), "month")


def last_days(today: dt.date) -> Period:
    """The seven days before today, and today as far as it has come."""
    return Period(today - WEEK, today, "week")


NAMED: dict[str, Callable[[dt.date], Period]] = {
    "": last_days,
    "本周": week_of,
    "这周": week_of,
    "上周": lambda today: week_of(today - WEEK),
    "本月": month_of,
    "这个月": month_of,
    "上月": lambda today: month_of(today.replace(day=1) - DAY),
    "上个月": lambda today: month_of(today.replace(day=1) - DAY),
}


AHEAD = frozenset({"下周", "下月", "下个月"})


def read_period(words: str, today: dt.date) -> Period | None:
    """The period of 上周, 第11周, 11月9日至15日, 本月, 4月, 2025年4月, never one to come; None for other words."""
    words = _bare(words, today)
    if words in NAMED:
        return NAMED[words](today)
    found = (_in_year(words, today, back) for back in (0, 1))
    begun = next((one for one in found if one and one.start <= today), None)
    return begun if begun and (begun.kind != "days" or begun.end <= today + WEEK) else None


def lies_ahead(words: str, today: dt.date) -> bool:
    """True for 下月, and for a week, a month or days that begin later this year, or in a later one that is named."""
    words = _bare(words, today)
    found = _in_year(words, today, 0)
    return words in AHEAD or (found is not None and found.start > today)


def _bare(words: str, today: dt.date) -> str:
    """The words as the forms above know them: figures for 三月 and 3.31-4.6, the year for 去年."""
    bare = "".join(words.split()).removesuffix("周报").removesuffix("月报").removesuffix("的").removesuffix("份")
    bare = re.sub(r"^[今本去]年", lambda one: f"{today.year - (one[0] == '去年')}年", bare)
    bare = SPOKEN_MONTH.sub(lambda one: f"{MONTHS.index(one[1]) + 1}月", bare)
    return DOTTED.sub(r"\1月\2日", bare)


def _in_year(words: str, today: dt.date, back: int) -> Period | None:
    """The period of this year, or of so many years `back`, where the words name no year themselves."""
    kinds = ((NAMED_DAYS, _days), (NAMED_MONTH, _month), (NAMED_WEEK, _week))
    try:
        return next((made(found, today, back) for form, made in kinds if (found := form.fullmatch(words))), None)
    except (ValueError, OverflowError):  # no such day
        return None


def _month(found: re.Match[str], today: dt.date, back: int) -> Period:
    return month_of(dt.date(int(found[1] or today.year - back), int(found[2]), 1))


def _week(found: re.Match[str], today: dt.date, back: int) -> Period:
    return week_of(dt.date.fromisocalendar(int(found[1] or today.isocalendar().year - back), int(found[2]), 1))


def _days(found: re.Match[str], today: dt.date, back: int) -> Period | None:
    """From one day to another, that one included."""
    start = dt.date(int(found[1] or today.year - back), int(found[2]), int(found[3]))
    end = dt.date(int(found[4] or start.year), int(found[5] or start.month), int(found[6]))
    turned = found[5] and not found[4] and end.month < start.month
    end = end.replace(year=end.year + 1) if turned else end
    if start > end or (turned and end - start > TURN):
        return None
    return Period(start, end, "days")
