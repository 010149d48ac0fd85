"""A whole text that says how often: what stands before it, the day inside the period, and what stands behind."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.domain.core.numerals import number
from bot.domain.plan.deadline import ASK, DeadlineReading, Flag, ReadingKind, Step
from bot.domain.plan.recurrence import DAY, LAST, Cycle, Recurrence, next_due
from bot.readers.deadline import phrases
from bot.readers.deadline.meaning import means
from bot.readers.deadline.recurring import phrases as around
from bot.readers.deadline.recurring.bounds import Bound, bound_at, end_at
from bot.readers.deadline.recurring.cues import UNITS, Cue, Kind, cues_in, main_cue, names_in
from bot.readers.deadline.recurring.due_day import LONGEST_MONTH, DueDay, due_day_at
from bot.readers.deadline.recurring.series import anchored, series_of
from bot.readers.deadline.sentence import TIME_START
from bot.readers.deadline.time_expression import ReadingContext

TWICE, QUARTERLY = 2, 4  # times a year
OPENINGS = TIME_START | frozenset("自从由于在即")
INSIDE = frozenset("0123456789〇零一二三四五六七八九十年月第每")
Plain = Callable[[str], DeadlineReading]


@dataclass(kw_only=True)
class Found:
    """What the words add up to while they are read."""

    due: DueDay | None = None
    bound: Bound = field(default_factory=Bound)
    flags: set[Flag] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    behind: bool = False

    def ask(self, words: str, code: str) -> None:
        """Something that a person must decide."""
        self.flags.add(Flag.AMBIGUOUS)
        self.steps.append(means(code).step(words))

    def bounded(self, words: str, bound: Bound) -> None:
        """A beginning or an end; two of the same are a doubt."""
        old = self.bound
        if (old.from_ and bound.from_ and old.from_ != bound.from_) or (
            old.until and bound.until and old.until != bound.until
        ):
            self.ask(words, "two_bounds")
        self.bound = Bound(from_=bound.from_ or old.from_, until=bound.until or old.until)
        self.flags |= bound.flags
        for code, day in (("series_from", bound.from_), ("series_until", bound.until)):
            if day:
                self.steps.append(means(code, day=str(day)).step(words))


def read_recurring(text: str, context: ReadingContext, plain: Plain) -> DeadlineReading:
    """The reading of a text; what says nothing of how often is read by `plain`."""
    titled = around.TITLE.sub(lambda found: "《》" if cues_in(found[0]) else found[0], text)
    if cues_in(titled):
        titled = around.TAKEN_IN.sub("", titled)
    cues = [cue for cue in cues_in(titled) if cue.kind is not Kind.OTHER or not _is_dated(plain(titled))]
    found = cues or names_in(titled)
    return _Reader(titled, context, plain).read(found) if found else plain(titled)


def _is_dated(reading: DeadlineReading) -> bool:
    return reading.kind is ReadingKind.DATE


class _Reader:
    """One text with at least one cue in it."""

    def __init__(self, text: str, context: ReadingContext, plain: Plain) -> None:
        self.text = text
        self.context = context
        self.plain = plain
        self.found = Found()

    def read(self, cues: list[Cue]) -> DeadlineReading:
        """The reading of all of it."""
        cue, others = main_cue(self.text, cues)
        if self._names_an_object(cue):
            without = self.text[: cue.start] + self.text[cue.end :]
            return read_recurring(without, self.context, self.plain)
        if cue.kind is Kind.DAILY and not others:
            return self._daily(cue)
        if cue.kind in {Kind.DAILY, Kind.OTHER}:
            step = means("no_period").step(self.text[cue.start : cue.end])
            return DeadlineReading(
                kind=ReadingKind.NONE, flags=frozenset({Flag.AMBIGUOUS, Flag.RECURRING}), steps=(step,)
            )
        first = self._before(cue)
        due = due_day_at(self.text, cue.end, cue.unit)
        self.found.due, end = due or (None, cue.end)
        self.found.steps.append(means("recurring").step(self.text[cue.start : end]))
        self._behind(cue, end, others)
        return self._concluded(cue, first)

    # -- before -----------------------------------------------------------------------------------------------------

    def _names_an_object(self, cue: Cue) -> bool:
        """True for 3月底前建立每月通报制度: a date, and the cue only names what is made."""
        before = self.text[: cue.start]
        clause = around.BREAK.split(before)[-1]
        if not clause or around.JOINING.search(clause) or around.AFTERWARDS.fullmatch(clause):
            return False
        tail = around.BREAK.split(self.text[cue.end :])[0]
        named = around.OBJECT.search(tail) or (around.PAPER.search(tail) and around.HANDS_IN.search(clause))
        return bool(named) and self._bound_before(cue.start) is None and _is_dated(self.plain(before + tail))

    def _bound_before(self, end: int) -> tuple[int, Bound] | None:
        """A stretch of time with nothing but small words between it and the cue, and where it begins."""
        text = self.text[:end]
        for start in range(end):
            if text[start] not in OPENINGS or (start and text[start - 1] in INSIDE):
                continue
            found = bound_at(text, start, self.context)
            if found and around.NEUTRAL.fullmatch(text, found[1]):
                ended = found[0].from_ is None and re.search("[;。]", text[found[1] :])
                if ended:
                    return None
                return start, found[0]
        return None

    def _before(self, cue: Cue) -> DeadlineReading | None:
        """Bounds and small words; a date or 立行立改 that comes first is returned."""
        found = self._bound_before(cue.start)
        head = self.text[: found[0] if found else cue.start]
        if found:
            self.found.bounded(self.text[found[0] : cue.start], found[1])
        strong = self._head(head, followed=bool(found and found[1].from_))
        if strong is None:
            return None
        first, certain = strong
        if not certain:
            self.found.ask(head, "before_or_after")
        return first

    def _head(self, head: str, *, followed: bool) -> tuple[DeadlineReading, bool] | None:
        """What was read of the words before, and whether it is sure that the recurring comes after it."""
        marker = around.AFTERWARDS.search(head)
        rest = head[: marker.start()] if marker else head
        if "不再" in head or around.DENIED.search(phrases.HARMLESS_NOT.sub("", head)):
            self.found.ask(head, "denied")
            return None
        if not rest:
            return None
        reading = self.plain(rest)
        if reading.kind is ReadingKind.IMMEDIATE:
            return reading, True
        if reading.kind is ReadingKind.DATE:
            return reading, (followed or bool(marker and marker["strong"])) and around.ENDED.search(rest) is not None
        if reading.kind is ReadingKind.INVALID:
            return reading, True
        if Flag.NEEDS_ANCHOR in reading.flags or around.SEASON.search(rest.strip()) or head.endswith(f"{rest}后"):
            self.found.flags |= {Flag.NEEDS_ANCHOR, Flag.AMBIGUOUS}
            self.found.steps.append(means("event").step(rest))
        elif around.TIMEISH.search(around.HARMLESS.sub("", phrases.AMOUNT.sub("", rest))) or around.FOUNDING.search(
            rest
        ):
            self.found.ask(rest, "before_unclear")
        return None

    # -- behind -----------------------------------------------------------------------------------------------------

    def _behind(self, cue: Cue, position: int, others: list[Cue]) -> None:
        """The deed, the end, a day said later, and whatever makes it doubtful."""
        deed = self.text[position:]
        if phrases.DENIED.match(deed) or around.GRADUAL.match(deed):
            self.found.ask(deed, "denied")
        if cue.noun and around.OTHER_NAME.search(self.text[: cue.start] + self.text[cue.end :]):
            self.found.ask(self.text, "two_periods")
        if cue.times != 1:
            self._several_times(cue, cue.times, self.text[cue.start : position])
        for other in [*others, *(() if cue.noun else names_in(deed))]:
            self._another(cue, other)
        named = position
        for start, end in around.clauses(self.text, position):
            inside = [other for other in others if start <= other.start < end]
            if inside:
                due = due_day_at(self.text, inside[-1].end, inside[-1].unit)
                self._clause(cue, due[1] if due else inside[-1].end, end, first=True)
            else:
                self._clause(cue, start, end, first=start == named)

    def _another(self, cue: Cue, other: Cue) -> None:
        """A second word of how often: the same again, with or without its day, or a doubt."""
        words = self.text[other.start : other.end]
        if other.kind is Kind.OTHER and around.OCCASION.fullmatch(words):
            return
        if other.kind is not Kind.PERIOD or other.unit is not cue.unit or other.every != cue.every:
            self.found.ask(words, "two_periods")
        elif not other.noun:
            due = due_day_at(self.text, other.end, other.unit)
            if due:
                self._override(words, due[0])

    def _override(self, words: str, due: DueDay) -> None:
        """A day that is said later: it holds where none was said before."""
        if self.found.due is not None and replace(self.found.due, behind=due.behind) != due:
            self.found.ask(words, "two_days")
        self.found.due = due
        self.found.steps.append(means("recurring").step(words))

    def _clause(self, cue: Cue, start: int, end: int, *, first: bool) -> None:
        """One clause behind the cue."""
        words = self.text[start:end]
        if not first and (due := self._day_said_later(cue, start)) and due[1] <= end:
            self._override(self.text[start : due[1]], due[0])
            start = due[1]
        position, rest = start, ""
        while position < end:
            ends = self._end_or_beginning(position, start, end)
            if ends:
                self.found.bounded(self.text[position : ends[1]], ends[0])
                rest, position = rest + " ", max(ends[1], position + 1)
            else:
                rest, position = rest + self.text[position], position + 1
        self._deed(cue, rest, words)

    def _end_or_beginning(self, position: int, start: int, end: int) -> tuple[Bound, int] | None:
        """An end or a beginning of the series at a position, or both in a clause of their own."""
        ends = end_at(self.text, position, self.context)
        if ends:
            return ends
        if position != start and self.text[position] not in "自从":
            return None
        found = bound_at(self.text, position, self.context)
        if found is None:
            return None
        bound, stop = found
        closed = self.text[position:stop].endswith(("止", "结束", "终止"))
        both = bound.from_ and bound.until and stop == end and (bound.until - bound.from_).days > LONGEST_MONTH
        return found if closed or both or bound.until is None else None

    def _day_said_later(self, cue: Cue, start: int) -> tuple[DueDay, int] | None:
        """每月自查一次，25日前报送: the day in a clause of its own."""
        following = around.FOLLOWING_YEAR.match(self.text, start)
        if following and cue.unit is Cycle.YEAR:
            due = due_day_at(self.text, following.end(), cue.unit)
            return (replace(due[0], behind=True), due[1]) if due else None
        lead = around.OVERRIDE.match(self.text, start)
        begin = lead.end() if lead else start
        unit = lead["u"] if lead else None
        if unit and not (lead and lead["near"]):
            begin -= len(unit)
        if unit and lead and lead["near"] and UNITS[unit] is not cue.unit:
            return None
        due = due_day_at(self.text, begin, cue.unit)
        if due is None or not re.search(r"(?:前|内|止)$|^.{0,2}(?:底|末)", self.text[begin : due[1]]):
            return None
        return due

    def _deed(self, cue: Cue, rest: str, words: str) -> None:
        """What is done; numbers of times, times of day and other times in it."""
        behind = around.UNIT_BEFORE.search(rest)
        if behind and UNITS[behind["u"]] is cue.unit:
            self.found.behind = True
        times = around.TIMES.search(rest)
        if times and not (self.found.due and self.found.due.unit is not cue.unit):
            count = number(times["k"]) or 0
            each = "各" in words or "均" in words or "分别" in words
            if (count != 1 or times["more"]) and not (each and count == 1):
                self._several_times(cue, count if not times["more"] else 0, words)
        if around.names_a_time(around.TIMES.sub("", rest)):
            self.found.ask(words, "time_not_read")
        if phrases.IMMEDIATE.fullmatch(rest.strip()):
            self.found.ask(words, "at_once")

    def _several_times(self, cue: Cue, count: int, words: str) -> None:
        """一年两次 is every half-year; any other number of times has no days of its own."""
        if cue.unit is Cycle.YEAR and cue.every == 1 and count == TWICE and self.found.due is None:
            self.found.due = DueDay(unit=Cycle.HALF_YEAR, day=(LAST,))
        elif cue.unit is Cycle.YEAR and cue.every == 1 and count == QUARTERLY and self.found.due is None:
            self.found.due = DueDay(unit=Cycle.QUARTER, day=(LAST,))
            self.found.ask(words, "several_times")
        elif not (self.found.due and max(len(self.found.due.day), len(self.found.due.weekday)) == count):
            self.found.ask(words, "several_times")

    def _daily(self, cue: Cue) -> DeadlineReading:
        """每日巡查: standing; nobody reports it daily."""
        stop = around.BREAK.search(self.text, cue.end)
        rest = self.plain(self.text[: cue.start] + (self.text[stop.end() :] if stop else ""))
        if rest.kind in {ReadingKind.DATE, ReadingKind.IMMEDIATE}:
            bounded = rest.kind is ReadingKind.DATE and around.BREAK.split(self.text[: cue.start])[-1]
            doubt = {Flag.AMBIGUOUS} if bounded else set[Flag]()  # 6月底前每天: until then, and no deadline
            return replace(rest, flags=rest.flags | {Flag.ALSO_ONGOING, Flag.RECURRING} | doubt)
        step = means("daily").step(self.text[cue.start :])
        return DeadlineReading(kind=ReadingKind.ONGOING, flags=frozenset({Flag.RECURRING}), steps=(step,))

    # -- together ---------------------------------------------------------------------------------------------------

    def _concluded(self, cue: Cue, first: DeadlineReading | None) -> DeadlineReading:
        """The recurrence with its first due day, alone or after something else."""
        found = self.found
        due = found.due
        if due and due.fault:
            steps = (*found.steps, means("no_such_period_day", words=due.fault).step())
            return DeadlineReading(kind=ReadingKind.INVALID, steps=steps)
        if cue.doubtful or cue.kind is Kind.PARTS or (due and due.doubtful):
            found.ask(self.text[cue.start : cue.end], "day_unclear")
        due = due or DueDay(unit=cue.unit)
        due = replace(due, behind=due.behind or found.behind)
        recurrence = series_of(cue, due, found.bound, self.context.today)
        flags = frozenset(found.flags | {Flag.RECURRING} | ({Flag.ASSUMED} if recurrence.assumed else set()))
        if first is not None:
            return self._after_first(first, recurrence, flags, odd=cue.odd)
        day = next_due(recurrence, self.context.today)
        if day is None:
            flags |= {Flag.PAST}
        other = replace(recurrence, day=tuple(sorted(due.other, key=int))) if due.other else None
        alt = next_due(other, self.context.today) if other else None
        return DeadlineReading(
            kind=ReadingKind.RECURRING,
            date=day,
            alt=alt if alt != day else None,
            flags=flags,
            steps=tuple(found.steps),
            period=recurrence,
        )

    def _after_first(
        self, first: DeadlineReading, then: Recurrence, flags: frozenset[Flag], *, odd: bool | None
    ) -> DeadlineReading:
        """A date or 立行立改, and what recurs afterwards."""
        steps = (*first.steps, *self.found.steps)
        if first.kind is ReadingKind.INVALID:
            return replace(first, steps=(*self.found.steps, *first.steps))
        start = self.context.today
        if first.date:
            start = first.date + DAY
            then = replace(then, from_=max(then.from_ or start, start))
        then = anchored(replace(then, anchor=None), start, odd=odd)
        flags = first.flags | frozenset(flags & (ASK | {Flag.ASSUMED}))
        nodes = () if self.found.flags & ASK else first.nodes  # stages are taken without asking, a doubt is not
        return replace(first, flags=flags, steps=steps, nodes=nodes, then=then, then_date=next_due(then, start))
