"""A whole text, clause by clause: every character must belong to something understood, otherwise no date is read."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.plan.deadline import Flag, Step
from bot.readers.deadline import phrases
from bot.readers.deadline.durations import Span, from_start, span_at
from bot.readers.deadline.expressions import time_at
from bot.readers.deadline.meaning import Meaning, means
from bot.readers.deadline.time_expression import ReadingContext, TimeExpression, Unit

TIME_START = frozenset(
    "0123456789〇零○一二两三四五六七八九十廿卅今本当这明来次下大后上前昨翌即现目第QqHh首头末年岁季月周星礼"
    "元新春农除正腊冬小清端中重妇国植劳青儿建教双圣平过半临傍晚情愚护记母父感夏立去"
)
NUMERALS = frozenset("一二两三四五六七八九十")
GLUED = frozenset("统第唯单专万同逐之独划其任某每百千几数多去前上下往历该翌隔哪双")  # 统一月底 is not 一月底
ENDS_OF_WORDS = NUMERALS | frozenset("年月季周星岁")
LEADING = frozenset("于在到至截从自为限迟晚")
JOINERS = ("或", "和", "与", "及", "跟")
HARD_STOP = re.compile(r"[,;。()]")


@dataclass(kw_only=True)
class SentenceReading:
    """What the clauses of a text add up to."""

    times: list[TimeExpression] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)  # what each of the times is for
    steps: list[Step] = field(default_factory=list)
    flags: set[Flag] = field(default_factory=set)
    open_end: bool = False  # the last time it speaks of hangs on a day that the text does not give
    immediate: bool = False
    ongoing: bool = False
    refused: bool = False
    strong: bool = False
    unrelated: bool = False
    rejected: bool = False

    def note(self, words: str, meaning: str | Meaning) -> None:
        """Keep a word and what it was taken for."""
        if words:
            self.steps.append((means(meaning) if isinstance(meaning, str) else meaning).step(words))


class SentenceReader:
    """A cursor over one text."""

    def __init__(self, text: str, context: ReadingContext, *, feedback: date | None, current: date | None) -> None:
        self.text = text
        self.context = context
        self.feedback = feedback
        self.current = current
        self.found = SentenceReading()
        self.position = 0

    def read(self) -> SentenceReading:
        """Go through the text once."""
        while self.position < len(self.text) and not self.found.refused:
            stop = phrases.SEPARATOR.match(self.text, self.position)
            if stop:
                self.position = stop.end()
            else:
                self._clause()
        if self.found.times and self.found.unrelated and not self.found.strong:
            self.found.refused = True
        return self.found

    def _clause(self) -> None:
        """One stretch without separators."""
        if self._recurring() or self._counted_from_elsewhere():
            return
        start = self.position
        lead = self._lead()
        if lead and self._recurring():
            return
        begin = self.position
        while self.position < len(self.text) and not phrases.SEPARATOR.match(self.text, self.position):
            time = self._time(begin)
            if time:
                expression, end = time
                before = self.text[begin : self.position]
                words = self.text[self.position : end]
                self.position = end
                self._dated(expression, words, lead, before)
                return
            self.position += 1
        self._undated(self.text[start : self.position], only_lead=begin == self.position)

    def _lead(self) -> str:
        """Words that may introduce a date."""
        start = self.position
        while self.position < len(self.text):
            if self.text[self.position] in TIME_START and time_at(self.text, self.position, self.context):
                break
            ends = [
                m.end() for p in (phrases.LABEL, phrases.MOVE, phrases.LEAD) if (m := p.match(self.text, self.position))
            ]
            if not ends or max(ends) == self.position:
                break
            self.position = max(ends)
        return self.text[start : self.position]

    def _time(self, begin: int) -> tuple[TimeExpression, int] | None:
        """An expression of time here, unless a numeral is only the tail of another word."""
        character = self.text[self.position]
        if character not in TIME_START:
            return None
        before = self.text[self.position - 1] if self.position > begin else ""
        glued = (before in GLUED and character in ENDS_OF_WORDS) or (before == character and not character.isdecimal())
        return None if glued else time_at(self.text, self.position, self.context)

    def _recurring(self) -> bool:
        """每月25日前: standing, whatever follows."""
        if not phrases.RECURRING.match(self.text, self.position):
            return False
        stop = HARD_STOP.search(self.text, self.position)
        end = stop.start() if stop else len(self.text)
        self.found.note(self.text[self.position : end], "recurring")
        self.found.ongoing = True
        self.found.flags.add(Flag.RECURRING)
        self.position = end
        return True

    def _counted_from_elsewhere(self) -> bool:
        """Lengths of time that begin with the feedback, with the current due date, or today by name."""
        for pattern, anchor, code in (
            (phrases.FEEDBACK, self.feedback, "from_feedback"),
            (phrases.TODAY, self.context.today, ""),
            (phrases.DELTA, self.current, "from_current"),
        ):
            lead = pattern.match(self.text, self.position)
            span = span_at(self.text, lead.end()) if lead and lead.end() > self.position else None
            if span and lead:
                words = self.text[self.position : span.end]
                self.position = span.end
                self._anchored(span, anchor, words, code)
                return True
        return False

    def _anchored(self, span: Span, anchor: date | None, words: str, code: str) -> None:
        """A length of time after a day that must be known from elsewhere."""
        tail = self._tail()
        if anchor is None:
            self.found.note(words, code)
            self.found.flags.add(Flag.NEEDS_ANCHOR)
            self.found.open_end = True
        elif self._tail_allows(tail, marked=True):
            self._keep(replace(from_start(replace(span, closed="内"), self.context, anchor), marked=True), words, tail)

    def _tail(self) -> str:
        """What follows up to the next separator or the next date that a joiner introduces."""
        start = self.position
        while self.position < len(self.text) and not phrases.SEPARATOR.match(self.text, self.position):
            self.position += 1
        return self.text[start : self.position]

    def _dated(self, expression: TimeExpression, words: str, lead: str, before: str) -> None:
        """A clause with an expression of time in it."""
        tail = self._behind(expression)
        if tail is None or self._elsewhere(expression, words, before, tail):
            return
        if expression.unit is Unit.PERIOD and not expression.marked and phrases.EVENT.match(tail):
            expression = expression.flagged(Flag.AMBIGUOUS)
        if expression.marked and self._holds_time(tail):
            expression = expression.flagged(Flag.AMBIGUOUS)
            tail = phrases.CALENDAR_WORDS.sub("", tail)
        if not self._tail_allows(tail, marked=expression.marked) or not self._before_allows(before, expression, tail):
            return
        self.found.note(lead, "lead")
        self.found.strong |= expression.marked or bool(phrases.STRONG.search(lead)) or bool(phrases.DEED.match(tail))
        self._keep(expression, before + words, tail, before)

    def _behind(self, expression: TimeExpression) -> str | None:
        """The words behind a date; None where the date only frames something recurring."""
        at = self.position
        if self.text[at : at + 1] in JOINERS and time_at(self.text, at + 1, self.context):
            self.position += 1
            return ""
        if phrases.RECURRING.match(self.text, at):
            self._recurring()
            return "" if expression.marked else None
        return self._tail()

    def _elsewhere(self, expression: TimeExpression, words: str, before: str, tail: str) -> bool:
        """True for a time that is over, or that depends on a day which the text does not give."""
        if expression.gone:
            self._reject(before + words + tail)
            return True
        if expression.unit is Unit.SPAN and before:
            vague = phrases.VAGUE.match(before + words)
            self.found.flags.add(Flag.VAGUE if vague else Flag.NEEDS_ANCHOR)
            self.found.open_end = True
            self.found.note(before + words, "vague" if vague else "start_unclear")
            return True
        if (
            expression.unit is Unit.PERIOD
            and not expression.marked
            and phrases.EVENT.match(tail)
            and not phrases.DEED.match(tail)
        ):
            self.found.flags.add(Flag.NEEDS_ANCHOR)
            self.found.note(words + tail, "event")
            self.context = replace(self.context, year=expression.year, since=None)
            return True
        return False

    def _holds_time(self, tail: str) -> bool:
        """True where the words behind a date speak of another time."""
        bare = phrases.PAPERS.sub("", phrases.AMOUNT.sub("", tail))
        if phrases.CALENDAR_WORDS.search(bare):
            return True
        starts = (n for n, character in enumerate(bare) if character in TIME_START)
        return any(bare[n - 1 : n] not in GLUED and time_at(bare, n, self.context) for n in starts)

    def _tail_allows(self, tail: str, *, marked: bool) -> bool:
        """True where the words behind a date leave it a deadline that is ahead."""
        if phrases.PARTICLE.fullmatch(tail):
            return True
        if phrases.BAD_TAIL.match(tail) or phrases.FOREIGN_SIGNS.search(phrases.AMOUNT.sub("", tail)):
            self.found.refused = True
            return False
        if not marked and self._holds_time(tail):
            self.found.refused = True
            return False
        if (
            phrases.GONE.search(tail)
            or phrases.DENIED.match(tail)
            or phrases.NOT.search(phrases.HARMLESS_NOT.sub("", tail))
        ):
            self._reject(tail)
            return False
        if not marked and not phrases.ONGOING.match(tail) and (not phrases.DEED.match(tail) or phrases.OF.search(tail)):
            self.found.refused = True
            return False
        if phrases.ONGOING.search(tail):
            self.found.ongoing = True
        return True

    def _before_allows(self, before: str, expression: TimeExpression, tail: str) -> bool:
        """True where there are no free words before a date, or where they only say what is due."""
        if not before:
            return True
        plain = phrases.HARMLESS_NOT.sub("", before)
        ready = expression.marked or (before[-1] in LEADING and bool(phrases.DEED.match(tail) or not tail))
        if (
            not ready
            or phrases.FOREIGN_SIGNS.search(before)
            or phrases.DOUBT.search(plain)
            or phrases.CALENDAR_WORDS.search(phrases.AMOUNT.sub("", plain))
        ):
            self.found.refused = True
            return False
        return True

    def _reject(self, words: str) -> None:
        """A date of something past or denied."""
        self.found.rejected = True
        self.found.flags.add(Flag.PAST_EVENT)
        self.found.note(words, "rejected")

    def _keep(self, expression: TimeExpression, words: str, tail: str, before: str = "") -> None:
        """One more date of the text; a written year holds for what follows."""
        self.found.times.append(expression)
        self.found.deeds.append(tail or before)
        self.found.open_end = False
        self.found.note(words, expression.fault or expression.meaning or "")
        self.found.note(tail, "deed")
        if expression.year is not None and expression.last:
            self.context = replace(self.context, year=expression.year, since=expression.last)

    def _undated(self, words: str, *, only_lead: bool) -> None:
        """A clause without a date."""
        found = self.found
        if phrases.PARTICLE.fullmatch(words):
            return
        if phrases.EXCLUDED.match(words):
            found.refused = True
            return
        if phrases.CALENDAR_WORDS.search(phrases.AMOUNT.sub("", words)) and not phrases.VAGUE.match(words):
            found.refused = True
        elif phrases.IMMEDIATE.search(words) and not phrases.NOT.search(words):
            found.immediate = True
            found.ongoing |= bool(phrases.ONGOING.search(words))
            found.note(words, "at_once")
        elif phrases.ONGOING.search(words) and not phrases.NOT.search(phrases.HARMLESS_NOT.sub("", words)):
            found.ongoing = True
            found.note(words, "standing")
        elif phrases.VAGUE.search(words):
            found.flags.add(Flag.AMBIGUOUS if words == "节前" else Flag.VAGUE)
            found.note(words, "vague")
        elif phrases.EVENT.search(words):
            found.flags.add(Flag.NEEDS_ANCHOR)
            found.note(words, "event")
        elif not only_lead:
            found.unrelated = True
            found.note(words, "unrelated")
            if phrases.GONE.search(words):
                found.flags.add(Flag.PAST_EVENT)
