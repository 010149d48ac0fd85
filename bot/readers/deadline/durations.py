"""Lengths of time from the reference: 3天内, 两个半月以内, 10个工作日, 半年后."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.core.numerals import number
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.plan.deadline import Flag
from bot.readers.deadline import arithmetic
from bot.readers.deadline.meaning import means
from bot.readers.deadline.number_patterns import COUNT
from bot.readers.deadline.time_expression import ReadingContext, TimeExpression, Unit, faulty
from bot.readers.holidays import load_calendar

HALF_MONTH = 15
HALVES = {"年": (6, "个月"), "个月": (HALF_MONTH, "天"), "天": (12, "小时"), "小时": (30, "分钟")}
MOST_WORKING_DAYS = 1500
MINUTES = {"小时": 60, "分钟": 1}
UNITS = {
    "个工作日": "工作日", "工作日": "工作日", "个工作天": "工作日", "工作天": "工作日", "天": "天", "日": "天",
    "个星期": "周", "星期": "周", "个礼拜": "周", "礼拜": "周", "周": "周", "个周": "周", "个月": "个月", "月": "个月",
    "个季度": "季度", "季度": "季度", "年": "年", "个小时": "小时", "小时": "小时",
    "个钟头": "小时", "钟头": "小时", "分钟": "分钟",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Span:
    """A length of time and where it ends in the text; `closed` by 内 or 后, otherwise said bare."""

    count: int
    unit: str
    half: bool
    closed: str
    end: int
    words: str
    upper_of_two: bool = False
    about: bool = False

    @property
    def minutes(self) -> int | None:
        """The length in minutes, where it is told by the clock."""
        return MINUTES[self.unit] * self.count + (30 if self.half else 0) if self.unit in MINUTES else None

    def after(self, start: date, context: ReadingContext) -> date | None:
        """The day on which the length ends, the start not counted; None beyond the calendar."""
        if self.unit == "工作日":
            return _calendar(context).plus(start, self.count) if self.count <= MOST_WORKING_DAYS else None
        if self.unit in {"天", "周"}:
            return arithmetic.days_later(start, self.count * (7 if self.unit == "周" else 1))
        months = {"个月": 1, "季度": 3, "年": 12}[self.unit]
        total = self.count * months + (6 if self.half and self.unit == "年" else 0)
        end = arithmetic.months_later(start, total)
        return arithmetic.days_later(end, HALF_MONTH) if end and self.half and self.unit == "个月" else end


def _calendar(context: ReadingContext) -> WorkCalendar:
    """The calendar given, or that of the notices."""
    return context.calendar or load_calendar()


_SPAN = re.compile(
    rf"(?:(?P<low>{COUNT})个?(?:至|到|-|~|—)(?={COUNT}))?(?:(?P<n>{COUNT})(?P<half>个半(?=月|小时|钟头)|"
    rf"(?=半?个?(?:工作|星期|礼拜|小时|钟头|分钟|季度|月|[天日周年])))|(?P<lone>半))(?P<unit>个?工作[日天]|"
    rf"个?(?:星期|礼拜|小时|钟头|周)|分钟|个季度|个月|月|[天日年])(?P<more>半)?(?:时间|的时间|"
    rf"左右)?(?P<closed>[之以]?内|[之以过]?后)?"
)
_ABOUT = re.compile(r"左右|上下")


def span_at(text: str, position: int) -> Span | None:
    """A length of time written at a position."""
    found = _SPAN.match(text, position)
    if not found:
        return None
    unit, count, low = UNITS[found["unit"]], number(found["n"] or ""), number(found["low"] or "")
    closed, about = (found["closed"] or "")[-1:], _ABOUT.search(found[0]) is not None
    if found["lone"]:
        count, unit = HALVES.get(unit, (0, unit))
    elif _not_a_length(found):
        return None
    if not count or (found["low"] and not 0 < (low or 0) < count):
        return None
    half = bool(found["half"] or found["more"])
    return Span(
        count=count,
        unit=unit,
        half=half,
        closed=closed,
        end=found.end(),
        words=found[0],
        upper_of_two=bool(found["low"]),
        about=about,
    )


def _not_a_length(found: re.Match[str]) -> bool:
    """True for 30日, 3月, 24年 and the like, which name a day, a month and a year."""
    unit, closed = found["unit"], bool(found["closed"])
    if unit == "年":
        return found["n"].isdecimal() and len(found["n"]) > 1
    if found["more"] or (unit == "月" and not found["half"]):
        return True
    return unit == "日" and not closed


def from_start(span: Span, context: ReadingContext, start: date | None = None) -> TimeExpression:
    """The moment at which a length of time ends that begins at `start`, otherwise now."""
    if span.minutes is None:
        end = span.after(start or context.today, context)
    else:
        end = ((datetime.combine(start, time()) if start else context.now) + timedelta(minutes=span.minutes)).date()
    if end is None or end.year > arithmetic.LAST_YEAR:
        return faulty("too_far", words=span.words)
    flags = set()
    if span.unit == "工作日":
        flags.add(Flag.WORKDAYS)
        if not _calendar(context).covers(end):
            flags.add(Flag.AMBIGUOUS)
    if not span.closed or span.upper_of_two or span.about:
        flags.add(Flag.AMBIGUOUS)
    facts = {"words": span.words, "end": str(end)}
    meaning = means("span", start=str(start), **facts) if start else means("span_from_today", **facts)
    return TimeExpression(
        first=end, last=end, unit=Unit.SPAN, flags=frozenset(flags), meaning=meaning, marked=bool(span.closed)
    )
