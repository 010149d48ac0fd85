"""A plan's deadline cells: words to the deadline reader, real dates as they are."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from bot.domain.imports.draft import Fact
from bot.domain.plan.deadline import Deadline, DeadlineKind, DeadlineReading, Flag, ReadingKind
from bot.domain.plan.recurrence import Recurrence
from bot.readers.plan.containers.number_format import serial_day
from bot.readers.plan.layout.extracted import Value

LONG_AFTER = 731
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
FULL_DATE = re.compile(
    r"(?:\d{4}|[〇零一二三四五六七八九]{4})\s*(?:年|[-/.])\s*[\d一二三四五六七八九十]{1,3}\s*(?:月|[-/.])\s*[\d一二三四五六七八九十]{1,3}\s*日?"
)
CLAUSE = re.compile(r"[，,。；;：:\n（）()]+")
CONCENTRATED = re.compile(r"集中整改期(?:限)?(?:内|结束前|结束之前|满前|之内)?(?:完成|办结)?")
RATE = re.compile(  # so much in each period is no duty of it: 每村每月补助标准, 职工每月工资
    r"每[户人村亩家名吨辆台件头项][^,，。]{0,3}每|"
    r"每(?:周|月|个月|季度?|半年|年)[^,，。查核报公清评审督研分会]{0,6}(?:工资|薪|补助|补贴|津贴|租金|费|标准|收入|产量|用量|元)"
)
SLASHED = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])")  # alone in its cell it is no share (12 of 23)
LENGTH = re.compile(  # so long from a day that is not named
    r"(?:在|于|限|限期|要求)?(?:\d{1,3}|[一二两三四五六七八九十百半]{1,4})个?(?:半)?(?:工作日|工作天|日|天|周|星期|月|季度|年)[之以]?内.{0,6}"
)
ARROW = r"(?:[→↦⇒⟶⇨➔➜➝➞➡►▶]|[-—–─=]+[>＞〉])\ufe0f?"
MOVES = (
    r"(?:(?:再|又)?(?:延期|延长|顺延|调整|变更|推迟|推后|延后|展期|宽限|改期|更改|修改|改签|缓|延|推|调|(?<!整)改|移)(?:办|后)?"
    rf"(?:至|到|为|成)|{ARROW})"
)
OLD = r"原(?:来|先|定|计划|时限|期限|要求|完成时限|截止)?(?:于|为|是)?[:：]?\s*|旧[:：]?\s*|[由将从把](?=\s*[\d二])"
NEW = r"现(?:在|定|为|时限|期限)?(?:于|为|是)?[:：]?\s*|新[:：]?\s*|延期后[:：]?\s*|调整后[:：]?\s*|延期[:：]\s*"
SIGNS = r"[，,；;。、\s（(/|]"
LEAVE = r"(?:现|已|后|拟|经(?:[^，,；;]{0,8}(?:批准|同意|研究|批复))?[，,]?|申请)*"
MOVED = (
    re.compile(rf"^(?:{OLD})?(?P<first>.+?){SIGNS}*{LEAVE}{MOVES}[:：]?\s*(?P<then>.+?)[)）。；;\s]*$"),
    re.compile(rf"^(?:{OLD})(?P<first>.+?){SIGNS}*(?:{NEW})(?P<then>.+?)[)）。；;\s]*$"),
    re.compile(rf"^(?P<first>[^，,；;现新]+?){SIGNS}+(?:{NEW})(?P<then>.+?)[)）。；;\s]*$"),
    re.compile(rf"^(?:{NEW})?(?P<then>.+?){SIGNS}+(?:{OLD})(?P<first>.+?)[)）。；;\s]*$"),
    re.compile(r"^(?P<then>.+?)\s*(?:[←⇐⬅]\ufe0f?|<[-—=]+)\s*(?P<first>.+?)$"),
)
MOVING = re.compile(  # a day that is moved; what is not understood whole is asked, however it may be read
    rf"{MOVES}|[←⇐⬅]|<[-—=]+|延期|(?<!假日)顺延|推迟|展期|宽限|"
    r"原(?:定|计划|时限|期限|[\d:：])|(?:^|[，,；;\s（(/])[现新旧][:：\d]"
)
MONTH_FIRST = re.compile(r"(?=\d{1,2}([./-])\d{1,2}(?![\d./-]))|(?=\d{1,2}月)")
WITH_A_YEAR = re.compile(r"(20\d\d)\s*[年./-]")
ASKED = (Flag.AMBIGUOUS, Flag.ROLLED, Flag.MULTI, Flag.NEEDS_ANCHOR)


@dataclass(frozen=True)
class Doubt:
    """What a person must decide about a deadline: the name of its sentence in `imports.problem`, and its facts."""

    what: str
    facts: dict[str, Fact]


Read = tuple[Deadline, DeadlineReading, Doubt | None]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A day that its own cell says was put off: the words of both, and what is read of it."""

    first_words: str
    words: str
    read: Read


@dataclass(kw_only=True)
class DeadlineCells:
    """Reads deadlines against the plan's own day: the feedback date, or the day on which the file was drawn up."""

    today: dt.date
    feedback: dt.date | None = None
    drawn_up: dt.date | None = None
    concentrated_until: dt.date | None = None
    known: dict[str, Read] = field(default_factory=dict)

    def read(self, value: Value) -> Read:
        """The deadline of a cell, how it was understood, and what a person must decide."""
        if value.day:
            return (
                Deadline(DeadlineKind.BY_DATE, value.text, value.day, value.day),
                DeadlineReading(kind=ReadingKind.DATE, date=value.day),
                None,
            )
        words = value.text.strip()
        if words not in self.known:
            self.known[words] = self._read(words)
        return self.known[words]

    def cell(self, value: Value) -> tuple[Read, Moved | None]:
        """The deadline of a cell, and the day that it says was put off; a move that is not clear is asked."""
        moved = self.moved(value)
        if moved:
            return moved.read, moved
        words = value.text.strip()
        deadline, reading, doubt = self.read(value)
        if value.day or deadline.kind is not DeadlineKind.BY_DATE or not MOVING.search(words):
            return (deadline, reading, doubt), None
        asked = replace(reading, flags=reading.flags | {Flag.AMBIGUOUS})
        return (Deadline(DeadlineKind.UNCLEAR, words), asked, Doubt("deadline_ambiguous", {"words": words})), None

    def moved(self, value: Value) -> Moved | None:
        """原定5月底，调整为8月底: the later day with the first one kept; None where the cell says it not clearly."""
        words = value.text.strip()
        found = next((match for form in MOVED if (match := form.match(words))), None)
        if value.day or not found or len(re.findall(MOVES, words)) > 1:
            return None
        first_words, then_words = found["first"].strip(), found["then"].strip()
        year = WITH_A_YEAR.match(first_words)
        month = MONTH_FIRST.match(then_words) if year else None
        dated = f"{year[1]}{month[1] or '年'}{then_words}" if year and month else then_words
        first, _, _ = self.read(Value(first_words, value.where))
        then, reading, doubt = self.read(Value(dated, value.where))
        days = (DeadlineKind.BY_DATE, DeadlineKind.BY_DATE)
        if (first.kind, then.kind) != days or not (first.date and then.date) or then.date <= first.date:
            return None
        read = (replace(then, words=words, first=first.date), reading, doubt)
        return Moved(first_words=first_words, words=then_words, read=read)

    def _read(self, words: str) -> Read:
        from bot.readers.deadline import read_deadline

        if SERIAL.fullmatch(words) and (day := serial_day(float(words))):
            return (
                Deadline(DeadlineKind.BY_DATE, words, day, day),
                DeadlineReading(kind=ReadingKind.DATE, date=day),
                None,
            )
        anchor = self.feedback or self.drawn_up
        spoken = f"{words}前" if SLASHED.fullmatch(words) else words
        reading = read_deadline(spoken, anchor or self.today, feedback=self.feedback)
        if self.concentrated_until and Flag.NEEDS_ANCHOR in reading.flags and CONCENTRATED.fullmatch(words):
            reading = DeadlineReading(kind=ReadingKind.DATE, date=self.concentrated_until)
        deadline = reading.as_deadline(words)
        if self.feedback is None and LENGTH.fullmatch(words) and deadline.date:
            return Deadline(DeadlineKind.UNCLEAR, words), reading, Doubt("deadline_needs_anchor", {"words": words})
        if deadline.kind is not DeadlineKind.UNCLEAR and anchor is None:
            later = read_deadline(spoken, self.today + dt.timedelta(days=LONG_AFTER))
            if _bounds(later.period) != _bounds(reading.period):
                return deadline, reading, Doubt("no_year_of_series", {"words": words})
            if deadline.date and later.date != reading.date:
                return deadline, reading, Doubt("no_year", {"words": words, "day": str(reading.date)})
        return deadline, reading, _asked(words, deadline, reading)

    def period_in(self, text: str) -> tuple[str, Recurrence | None]:
        """The words of a measure that say how often, and the series where all of them clearly say the same one.

        The words are "" where nothing says it; how much is paid or used in each period says no series.
        """
        from bot.readers.deadline import read_deadline
        from bot.readers.deadline.recurring.cues import Kind, cues_in

        said = [clause for clause in CLAUSE.split(text) if any(cue.kind is Kind.PERIOD for cue in cues_in(clause))]
        readings = [read_deadline(clause, self.feedback or self.drawn_up or self.today) for clause in said]
        clear = [one.period is not None and not RATE.search(clause) for one, clause in zip(readings, said, strict=True)]
        series = {one.as_deadline("").recurrence if sure else None for one, sure in zip(readings, clear, strict=True)}
        return (said[0] if said else ""), (series.pop() if len(series) == 1 else None)


def _bounds(series: Recurrence | None) -> tuple[dt.date | None, dt.date | None] | None:
    return (series.from_, series.until) if series else None


def _asked(words: str, deadline: Deadline, reading: DeadlineReading) -> Doubt | None:
    if deadline.kind is not DeadlineKind.UNCLEAR:
        return None
    if reading.kind is ReadingKind.INVALID:
        return Doubt("deadline_invalid", {"words": words})
    if reading.kind is ReadingKind.RECURRING:
        return Doubt("deadline_recurring", {"words": words})
    why = next((flag.value for flag in ASKED if flag in reading.flags), "unknown")
    if reading.date and reading.alt:
        days: dict[str, Fact] = {"day": str(reading.date), "other": str(reading.alt)}
        return Doubt(f"deadline_{why}_either", {"words": words, **days})
    return Doubt(f"deadline_{why}", {"words": words})


def full_days(text: str, today: dt.date) -> list[dt.date]:
    """The days that are written out in full in a text, in its order."""
    from bot.readers.deadline import read_deadline

    days: list[dt.date] = []
    for found in FULL_DATE.finditer(text):
        reading = read_deadline(re.sub(r"\s+", "", found[0]), today)
        if reading.kind is ReadingKind.DATE and reading.date:
            days.append(reading.date)
    return days
