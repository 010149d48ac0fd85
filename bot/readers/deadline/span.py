"""Lengths of time from the reference: 3天内, 两个半月以内, 10个工作日, 半年后."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Flag
from bot.readers.calendar import load_calendar
from bot.readers.deadline import gate
from bot.readers.deadline.moment import Frame, Moment, Unit, faulty
from bot.readers.deadline.numerals import COUNT, number

HALF_MONTH = 15
LONGEST = {"工作日": 1500, "小时": 24 * 365}
UNITS = {
    "个工作日": "工作日", "工作日": "工作日", "个工作天": "工作日", "工作天": "工作日", "天": "天", "日": "天",
    "个星期": "周", "星期": "周", "个礼拜": "周", "礼拜": "周", "周": "周", "个周": "周", "个月": "个月", "月": "个月",
    "个季度": "季度", "季度": "季度", "年": "年", "个小时": "小时", "小时": "小时", "个钟头": "小时", "钟头": "小时",
}  # fmt: skip


@dataclass(frozen=True)
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

    def after(self, start: date, frame: Frame) -> date | None:
        """The day on which the length ends, the start not counted; None beyond the calendar."""
        if self.unit == "工作日":
            return _calendar(frame).plus(start, self.count) if self.count <= LONGEST["工作日"] else None
        if self.unit == "小时":
            return start + timedelta(days=-(-self.count // 24)) if self.count <= LONGEST["小时"] else None
        if self.unit in {"天", "周"}:
            return gate.later(start, self.count, self.unit)
        months = {"个月": 1, "季度": 3, "年": 12}[self.unit]
        total = self.count * months + (6 if self.half and self.unit == "年" else 0)
        end = gate.later(start, total, "个月")
        return gate.later(end, HALF_MONTH, "天") if end and self.half and self.unit == "个月" else end


def _calendar(frame: Frame) -> WorkCalendar:
    """The calendar given, or that of the notices."""
    return frame.calendar or load_calendar()


_SPAN = re.compile(
    rf"(?:(?P<low>{COUNT})个?(?:至|到|-|~|—)(?={COUNT}))?(?:(?P<n>{COUNT})(?P<half>个半(?=[月])|(?=半?个?(?:工作|星期|礼拜|小时|钟头|季度|月|[天日周年])))|(?P<lone>半))"
    rf"(?P<unit>个?工作[日天]|个?(?:星期|礼拜|小时|钟头|周)|个季度|个月|月|[天日年])(?P<more>半)?(?:时间|的时间|左右)?(?P<closed>[之以]?内|[之以过]?后)?"
)
_ABOUT = re.compile(r"左右|上下")


def span_at(text: str, position: int) -> Span | None:
    """A length of time written at a position."""
    found = _SPAN.match(text, position)
    if not found:
        return None
    unit = UNITS.get(found["unit"])
    closed = (found["closed"] or "")[-1:]
    if unit is None:
        return None
    if found["lone"]:
        return _half_of(unit, found, closed)
    if found["unit"] in {"日", "月"} and not (closed and found["unit"] == "日") and not found["half"]:
        return None
    count = number(found["n"])
    low = number(found["low"]) if found["low"] else None
    if count is None or count == 0 or (found["low"] and (low is None or low >= count)):
        return None
    if _two_digit_year(found):
        return None
    half = bool(found["half"]) or bool(found["more"] and unit == "年")
    if found["more"] and unit != "年":
        return None
    return Span(count, unit, half, closed, found.end(), found[0], low is not None, _ABOUT.search(found[0]) is not None)


def _two_digit_year(found: re.Match[str]) -> bool:
    """True for 24年内 and the like, which is rather a year."""
    return found["unit"] == "年" and found["n"].isdecimal() and len(found["n"]) > 1


def _half_of(unit: str, found: re.Match[str], closed: str) -> Span | None:
    """半年, 半个月, 半天."""
    about = _ABOUT.search(found[0]) is not None
    if unit == "年":
        return Span(6, "个月", half=False, closed=closed, end=found.end(), words=found[0], about=about)
    if unit == "个月":
        return Span(HALF_MONTH, "天", half=False, closed=closed, end=found.end(), words=found[0], about=about)
    if unit == "天" and found["unit"] == "天":
        return Span(12, "小时", half=False, closed=closed, end=found.end(), words=found[0], about=about)
    return None


def from_start(span: Span, frame: Frame, start: date | None = None, said: str = "参照日") -> Moment:
    """The moment at which a length of time ends that begins at `start`, otherwise now."""
    end = span.after(start or frame.today, frame)
    if span.unit == "小时" and start is None and end is not None:
        end = (frame.now + timedelta(hours=span.count)).date()
    if end is None or end.year > gate.LAST_YEAR:
        return faulty(f"时间过长：{span.words}")
    flags = set()
    if span.unit == "工作日":
        flags.add(Flag.WORKDAYS)
        if not _calendar(frame).covers(end):
            flags.add(Flag.AMBIGUOUS)
    if not span.closed or span.upper_of_two or span.about:
        flags.add(Flag.AMBIGUOUS)
    meaning = f"{start or said}起{span.words}：{end}"
    return Moment(end, end, Unit.SPAN, flags=frozenset(flags), meaning=meaning, marked=bool(span.closed))
