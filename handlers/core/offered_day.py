"""The day of an extension: what was read is offered, nothing that would be refused; what is said next belongs to it.

Another day, or the reason, said behind an offer speaks of its measure; whatever else is said does not.
"""

import datetime as dt
import re
from dataclasses import replace

from bot.domain.extensions.extension import first_day
from bot.domain.people.person import Person
from bot.domain.plan.deadline import ASK, DeadlineReading, Flag, ReadingKind
from bot.domain.replies.reply import Intent, ReplyReading
from bot.messages.body import MessageBody
from bot.messages.core.questions import ExtensionQuestion, OfferedDayQuestion, Question
from bot.messages.replies.day_picker import days_of, offer_body, read_as
from bot.messages.text import day as day_words
from bot.services.replies.named_measure import numbers_there
from bot.services.replies.question import question
from bot.services.replies.understanding import spoken_of
from bot.services.replies.understood import Statement
from handlers.core.context import Context
from handlers.core.questions import ask

EXTEND = "ext"  # what a day is asked for
LATER = (dt.timedelta(13), dt.timedelta(29))  # behind the first day that may be asked for, where none was named
REASON = re.compile(r"^(?:主要|还)?(?:是?因|由于|鉴于|原因|理由)|[时工]期?间?[太很较]?紧|来不及|赶不")


def asks_for_day(asked: Question | None, measure: str) -> bool:
    """True where a measure's new day is what was asked for."""
    return isinstance(asked, ExtensionQuestion | OfferedDayQuestion) and asked.about == measure


async def offer_day(context: Context, person: Person, said: Statement, *, alone: bool) -> None:
    """Offer the days that are read in a wish for more time, or ask for one.

    `alone` where nothing else was said: only then the next day that is written can be taken for this measure's.
    """
    measure, unit = said.measure, await context.unit()
    asked = await question(context.request, person)
    first = first_day(measure, context.request.today(unit))
    words, reading, read = _readings(said, unit.day_of(said.at))
    days = tuple(day for day in read if day >= first)
    if days:
        text = read_as(context.wording, words, left_of(reading, read, days))
    elif read:
        key = "gone" if measure.due is None or measure.due < min(read) else "not_later"
        due = day_words(measure.due) if measure.due else ""
        text = context.say(f"replies.day.{key}", words=words, day=day_words(read[0]), due=due)
    elif reading.kind is ReadingKind.NONE and (days := _before(asked, measure.id, first)):
        text = context.say("replies.day.offered", day="、".join(map(day_words, days)))
    elif context.incoming.callback_query:  # the reason lay ready, and the day is what is still missing
        text = context.say("replies.day.which", words=said.words)
    else:
        text = read_as(context.wording, words, reading)
    offered = days
    if not read and context.incoming.callback_query:
        offered = tuple(context.request.calendar.on_or_after(first + later) for later in LATER)
    body = replace(offer_body(context.wording, EXTEND, measure.id, text, offered), measures=(measure.id,))
    await _ask(context, asked, days, body, alone=alone)


async def _ask(
    context: Context, asked: Question | None, days: tuple[dt.date, ...], body: MessageBody, *, alone: bool
) -> None:
    """An offer leaves a question open that was asked before; without a day there is nothing but to ask."""
    (measure,) = body.measures
    if not days:
        await ask(context, ExtensionQuestion(measure), body, ready=False)
    elif alone and (asked is None or isinstance(asked, ExtensionQuestion | OfferedDayQuestion)):
        await ask(context, OfferedDayQuestion(measure, ",".join(map(str, days))), body)
    else:
        await context.answer(body)


def _readings(said: Statement, on: dt.date) -> tuple[str, DeadlineReading, tuple[dt.date, ...]]:
    """The words for a day, what they say first, and all the days that they may mean."""
    from bot.readers.deadline import read_extension
    from bot.readers.reply.day_expressions import also_named

    words = said.reading.new_deadline or said.words
    others = also_named(said.words, words)
    reading, *more = [read_extension(said.words, one, on, said.measure.due) for one in (words, *others)]
    days = sorted({day for one in (reading, *more) for day in days_of(one)}) if others else days_of(reading)
    if others and len(days) > 1:
        return said.words, replace(reading, date=days[-1], flags=frozenset({Flag.MULTI})), tuple(days)
    return words, reading, tuple(days)


def left_of(reading: DeadlineReading, read: tuple[dt.date, ...], days: tuple[dt.date, ...]) -> DeadlineReading:
    """The reading with what is left of its days; one that is left alone is in doubt no more."""
    if days == read:
        return reading
    doubts = ASK if len(days) == 1 else frozenset[Flag]()
    return replace(reading, date=days[-1], alt=None, flags=reading.flags - doubts)


def _before(asked: Question | None, measure: str, first: dt.date) -> tuple[dt.date, ...]:
    """The days that were offered before the reason was said."""
    if not isinstance(asked, OfferedDayQuestion) or asked.about != measure:
        return ()
    return tuple(day for day in map(dt.date.fromisoformat, asked.days.split(",")) if day >= first)


async def said_of_offer(context: Context, person: Person, asked: Question | None, words: str) -> Statement | None:
    """What was said as another day, or as the reason, for the measure of an offer; None where it speaks of others."""
    from bot.readers.deadline import read_deadline
    from bot.readers.reply import read_message

    if not isinstance(asked, OfferedDayQuestion):
        return None
    async with context.request.look() as ledger:
        measure = await ledger.measures.get(asked.about)
        there = await numbers_there(ledger, person, words)
    part, *others = read_message(words, named=there).parts
    if measure is None or others or part.number is not None:
        return None
    day = read_deadline(words, context.request.day_said(await context.unit()), current=measure.due)
    dated = day.date is not None or day.kind is ReadingKind.INVALID
    if not (dated or part.reading.intent is Intent.EXTEND):
        meant = await spoken_of(context.request, person, words) if _is_reason(words, part.reading) else ()
        if not _is_reason(words, part.reading) or (meant and measure not in meant):
            return None
    wish = replace(part.reading, intent=Intent.EXTEND, percent=None)
    return Statement(measure, words, wish, context.request.said_at())


def _is_reason(words: str, reading: ReplyReading) -> bool:
    """True for what is in the way, in words that say nothing else."""
    match reading.intent:
        case Intent.BLOCKED:
            return True
        case Intent.UNCLEAR | Intent.NOTE:
            return REASON.search(words) is not None or reading.likely[:1] == (Intent.BLOCKED,)
        case _:
            return False
