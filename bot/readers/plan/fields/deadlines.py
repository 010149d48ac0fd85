"""A plan's deadline cells: words to the deadline reader, real dates as they are."""

import datetime as dt
import re
from dataclasses import dataclass, field

from bot.domain.plan.deadline import Deadline, DeadlineKind, DeadlineReading, Flag, ReadingKind
from bot.readers.plan.containers.number_format import serial_day
from bot.readers.plan.layout.extracted import Value

LONG_AFTER = 731
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
FULL_DATE = re.compile(
    r"(?:\d{4}|[〇零一二三四五六七八九]{4})\s*(?:年|[-/.])\s*[\d一二三四五六七八九十]{1,3}\s*(?:月|[-/.])\s*[\d一二三四五六七八九十]{1,3}\s*日?"
)
CONCENTRATED = re.compile(r"集中整改期(?:限)?(?:内|结束前|结束之前|满前|之内)?(?:完成|办结)?")
FINDING_OUT = {
    Flag.AMBIGUOUS: "有两种理解",
    Flag.ROLLED: "没有写年份，推到了很久以后",
    Flag.MULTI: "写了几个时间",
    Flag.NEEDS_ANCHOR: "要知道起算日才能确定",
}


@dataclass
class DeadlineCells:
    """Reads deadlines against the plan's own day: the feedback date, or the day on which the file was drawn up."""

    today: dt.date
    feedback: dt.date | None = None
    drawn_up: dt.date | None = None
    concentrated_until: dt.date | None = None
    known: dict[str, tuple[Deadline, DeadlineReading, str]] = field(default_factory=dict)

    def read(self, value: Value) -> tuple[Deadline, DeadlineReading, str]:
        """The deadline of a cell, how it was understood, and in words what a person must decide ("" for nothing)."""
        if value.day:
            return (
                Deadline(DeadlineKind.BY_DATE, value.text, value.day, value.day),
                DeadlineReading(ReadingKind.DATE, value.day),
                "",
            )
        words = value.text.strip()
        if words not in self.known:
            self.known[words] = self._read(words)
        return self.known[words]

    def _read(self, words: str) -> tuple[Deadline, DeadlineReading, str]:
        from bot.readers.deadline import read_deadline

        if SERIAL.fullmatch(words) and (day := serial_day(float(words))):
            return Deadline(DeadlineKind.BY_DATE, words, day, day), DeadlineReading(ReadingKind.DATE, day), ""
        anchor = self.feedback or self.drawn_up
        reading = read_deadline(words, anchor or self.today, feedback=self.feedback)
        if self.concentrated_until and Flag.NEEDS_ANCHOR in reading.flags and CONCENTRATED.fullmatch(words):
            reading = DeadlineReading(ReadingKind.DATE, self.concentrated_until)
        deadline = reading.as_deadline(words)
        if deadline.date and anchor is None:
            later = read_deadline(words, self.today + dt.timedelta(days=LONG_AFTER))
            if later.date != reading.date:
                return deadline, reading, f"“{words}”没有写明年份，文件里也没有反馈日期，暂按{reading.date}，请核对。"
        return deadline, reading, _asked(words, deadline, reading)


def _asked(words: str, deadline: Deadline, reading: DeadlineReading) -> str:
    if deadline.kind is not DeadlineKind.UNCLEAR:
        return ""
    if reading.kind is ReadingKind.INVALID:
        return f"完成时限“{words}”不是有效的日期，请核对。"
    why = next((text for flag, text in FINDING_OUT.items() if flag in reading.flags), "看不出是哪一天")
    guess = f"（{reading.date} 或 {reading.alt}）" if reading.date and reading.alt else ""
    return f"完成时限“{words}”{why}{guess}，需要确定。"


def full_days(text: str, today: dt.date) -> list[dt.date]:
    """The days that are written out in full in a text, in its order."""
    from bot.readers.deadline import read_deadline

    days: list[dt.date] = []
    for found in FULL_DATE.finditer(text):
        reading = read_deadline(re.sub(r"\s+", "", found[0]), today)
        if reading.kind is ReadingKind.DATE and reading.date:
            days.append(reading.date)
    return days
