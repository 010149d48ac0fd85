"""Deadlines as people write them, by the conventions of docs/reading.md: read whole or not at all."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, time

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.plan.deadline import DeadlineReading, Flag, ReadingKind, Step
from bot.readers.deadline import characters, cross_check, phrases
from bot.readers.deadline.durations import span_at
from bot.readers.deadline.meaning import means
from bot.readers.deadline.recurring import read_recurring
from bot.readers.deadline.sentence import SentenceReader, SentenceReading
from bot.readers.deadline.stages import stages_of
from bot.readers.deadline.time_expression import ReadingContext, TimeExpression, Unit

LONGEST = 200  # characters; longer text is no deadline's cell and is not read
YEARS = (2000, 2100)
KINDS = frozenset({Flag.FESTIVAL, Flag.LUNAR, Flag.WORKDAYS, Flag.PLAN_PERIOD})  # how a date was found
REACH_BACK = 5  # years before an old reference that may still be meant
_MOVED = "延期"  # by the length that follows
_NEEDS = re.compile(r"^(?:还|再|大概|大约|约|可能|至少)*(?:需要?|要|得|差)?(?:大概|大约|约)?")
_FOREIGN = re.compile(
    r"(?:by |before |until |due |not later than |no later than )?(?P<day>[^\u4e00-\u9fff]{8,40})", re.IGNORECASE
)
_ISO_T = re.compile(r"(?<=\d\d-\d\d)T(?=\d\d:)")
_LETTER = re.compile(r"[A-Za-zÀ-ÿЀ-ӿ]{3}")
_UNIT_SPACE = (
    (re.compile(r"(?<=[每逐]) +| +(?=[每逐] *[月周季年])"), ""),
    (re.compile(r"(?<=[每逐][月周季年]) +(?=[\d一二三四五六七八九十底末初上中下])"), ""),
    (re.compile(r"(?<=[\d〇零一二三四五六七八九十第]) +(?=[年月日号个天周季])"), ""),
    (re.compile(r"(?<=[年月]) +(?=[\d〇零一二三四五六七八九十第底末初上中下前])"), ""),
    (re.compile(r"(?<=[年月日号底末旬度]) +(?=[前之以止内至到底末])"), ""),
    (re.compile(r"(?<=[至到从自于在]) +(?=[\d一二三四五六七八九十])"), ""),
)


def read_deadline(
    text: str,
    reference: datetime | date,
    *,
    feedback: date | None = None,
    current: date | None = None,
    calendar: WorkCalendar | None = None,
) -> DeadlineReading:
    """What an expression of time says on the day of reference; text that is not understood whole gives no date.

    `feedback` is day 0 of the plan (反馈后2个月内), `current` the present due date (延期两周).
    """
    if len(text) > LONGEST:
        return _nothing(Flag.NOT_A_DATE, (means("too_long", most=LONGEST).step(text[:20] + "…"),))
    written = unicodedata.normalize("NFKC", text)
    text = characters.clean(text).strip()
    if phrases.PLACEHOLDER.search(text):
        return _nothing(Flag.PLACEHOLDER, (means("placeholder").step(text),))
    now = reference if isinstance(reference, datetime) else datetime.combine(reference, time())
    context = ReadingContext(now=now.replace(tzinfo=None), calendar=calendar, written=written)
    text = _ISO_T.sub(" ", text)
    words = phrases.QUOTES.sub("", characters.mend_digits(text))
    if _LETTER.search(words) and (foreign := _foreign(words, context)):
        return foreign
    for pattern, replacement in _UNIT_SPACE:
        words = pattern.sub(replacement, words)

    def plain(part: str) -> DeadlineReading:
        """The reading of a text, or of a part of it, that is no series."""
        return _read_plain(part, context, feedback, current)

    return read_recurring(words, context, plain)


def read_extension(said: str, words: str, reference: date, current: date | None) -> DeadlineReading:
    """What a wish for more time names: a length alone moves the present deadline, 延期十天, where that is to come.

    `words` are those of the day in all that is `said`. A length that does not follow its verb, 还要十天, may begin
    today as well: that day is the reading's `alt`, and it is in doubt.
    """
    reading = read_deadline(words, reference, current=current)
    text = _NEEDS.sub("", characters.clean(words).strip())
    length = span_at(text, 0)
    if current is None or length is None or length.closed or length.end < len(text):
        return reading
    moved = read_deadline(f"{_MOVED}{text}", reference, current=current)
    if moved.date is None or moved.date <= reference:
        return replace(reading, flags=reading.flags - {Flag.AMBIGUOUS})
    follows = re.search(rf"(?:{phrases.DELTA.pattern})$", characters.clean(said.partition(words)[0]).strip())
    if follows or reading.date in {None, moved.date}:
        return replace(moved, flags=moved.flags - {Flag.AMBIGUOUS})
    return replace(moved, alt=reading.date, flags=moved.flags | {Flag.AMBIGUOUS})


def _read_plain(words: str, context: ReadingContext, feedback: date | None, current: date | None) -> DeadlineReading:
    """Dates, stages, 立行立改, 长期坚持; spaces are closed where they hide something."""
    reading = _concluded(SentenceReader(words, context, feedback=feedback, current=current).read(), context)
    if reading.kind is ReadingKind.NONE and " " in words and not re.search(r"[\da-zA-Z] +[\da-zA-Z]", words):
        closed = SentenceReader(words.replace(" ", ""), context, feedback=feedback, current=current).read()
        return _concluded(closed, context)
    return reading


def _nothing(flag: Flag, steps: tuple[Step, ...] = ()) -> DeadlineReading:
    """No date, and why."""
    return DeadlineReading(kind=ReadingKind.NONE, flags=frozenset({flag}), steps=steps)


def _foreign(words: str, context: ReadingContext) -> DeadlineReading | None:
    """A full date in another language, alone in the text."""
    match = _FOREIGN.fullmatch(words)
    found = cross_check.foreign_day(match["day"].strip()) if match else None
    if found is None:
        return None
    findings = SentenceReading(
        times=[TimeExpression(first=found, last=found, unit=Unit.DAY)],
        steps=[means("foreign_date", day=str(found)).step(words)],
    )
    return _concluded(findings, context)


def _concluded(found: SentenceReading, context: ReadingContext) -> DeadlineReading:
    """The reading to which the clauses add up."""
    steps = tuple(found.steps)
    if found.refused:
        return DeadlineReading(
            kind=ReadingKind.NONE, flags=frozenset({Flag.NOT_A_DATE}), steps=(*steps, means("not_whole").step())
        )
    faults = [expression.fault for expression in found.times if expression.fault]
    if faults:
        return DeadlineReading(kind=ReadingKind.INVALID, steps=(*steps, faults[0].step()))
    if found.times:
        return _dated(found, context)
    if found.ongoing and not found.immediate:
        return DeadlineReading(kind=ReadingKind.ONGOING, flags=frozenset(found.flags & {Flag.RECURRING}), steps=steps)
    if found.immediate:
        also = {Flag.ALSO_ONGOING} if found.ongoing else set[Flag]()
        return DeadlineReading(kind=ReadingKind.IMMEDIATE, flags=frozenset(also), steps=steps)
    return DeadlineReading(kind=ReadingKind.NONE, flags=frozenset(found.flags or {Flag.NOT_A_DATE}), steps=steps)


def _dated(found: SentenceReading, context: ReadingContext) -> DeadlineReading:
    """The last of the dates, with everything that makes a person decide."""
    days = sorted({expression.last for expression in found.times if expression.last})
    earliest = min(YEARS[0], context.today.year - REACH_BACK)
    if not earliest <= days[-1].year <= YEARS[1]:
        return DeadlineReading(
            kind=ReadingKind.INVALID, steps=(*found.steps, means("year_out_of_range", year=days[-1].year).step())
        )
    same = [expression for expression in found.times if expression.last == days[-1]]
    flags = _flags(found, same)
    alt = same[0].alt if flags & {Flag.AMBIGUOUS, Flag.ROLLED} else None
    if len(days) > 1:
        alt = days[-2]
    if len(days) > 1 or found.rejected:
        flags |= {Flag.MULTI, Flag.AMBIGUOUS}
    if days[-1] < context.today:
        flags |= {Flag.PAST}
    if alt is not None and not earliest <= alt.year <= YEARS[1]:
        alt = None
    steps = tuple(found.steps)
    if not all(cross_check.agrees(expression, context) for expression in found.times):
        flags, steps = flags | {Flag.AMBIGUOUS}, (*steps, means("engine_differs").step())
        return DeadlineReading(kind=ReadingKind.DATE, date=days[-1], alt=alt, flags=flags, steps=steps)
    return DeadlineReading(
        kind=ReadingKind.DATE, date=days[-1], alt=alt, flags=flags, steps=steps, nodes=stages_of(found)
    )


def _flags(found: SentenceReading, same: list[TimeExpression]) -> frozenset[Flag]:
    """What is to be said of a date that was written once or several times: one clear writing takes away a doubt."""
    doubts = frozenset.intersection(*(expression.flags for expression in same))
    kinds = frozenset[Flag]().union(*(expression.flags for expression in same)) & KINDS
    beside = {
        Flag.ALSO_ONGOING: found.ongoing,
        Flag.ALSO_IMMEDIATE: found.immediate,
        Flag.AMBIGUOUS: same[0].unit is Unit.SPAN and any(phrases.TERM.fullmatch(step.words) for step in found.steps),
    }
    hanging = {Flag.MULTI, Flag.NEEDS_ANCHOR} if found.open_end else frozenset[Flag]()
    return doubts | kinds | hanging | {flag for flag, holds in beside.items() if holds}
