"""Replies: a sentence from a phone becomes progress on the right measure."""

from dataclasses import replace

from telegram.ext import filters

from bot.domain.people.person import Person
from bot.domain.replies.reply import Intent, ReplyReading
from bot.messages.core.questions import DifficultyQuestion, ExtensionQuestion, Question
from bot.messages.core.taps import PickMeaning, PickMeasure
from bot.services.replies.question import answered, question
from bot.services.replies.understanding import (
    Clarify,
    Clear,
    Statement,
    Understood,
    drop_draft,
    resume,
    said_in,
    understand,
)
from handlers.core.context import Context
from handlers.core.questions import take_answer
from handlers.core.recording import amend_words, go_on
from handlers.core.routes import EDITED, OWN, MessageRoute, Routes, TapRoute

ANSWERED_BY = {ExtensionQuestion: Intent.EXTEND, DifficultyQuestion: Intent.BLOCKED}


async def on_text(context: Context) -> None:
    """Record a sentence as what it says of its measures."""
    person = await context.person()
    words = context.message.text or ""
    asked = await question(context.request, person, context.replied_to)
    if asked and await take_answer(context, person, asked):
        return
    understood = await understand(context.request, person, words, card=context.replied_to, message=context.place)
    if asked:
        understood = await _as_answer(context, person, understood, asked)
    await go_on(context, person, understood, context.place)


def _meant(asked: Question, reading: ReplyReading) -> Intent | None:
    """What a sentence means after a question of ours; what it says plainly by itself stays."""
    plain = reading.intent is Intent.DONE or (reading.intent is Intent.PROGRESS and reading.percent is not None)
    return None if plain else ANSWERED_BY.get(type(asked))


async def _as_answer(context: Context, person: Person, understood: Understood, asked: Question) -> Understood:
    """A sentence after a question of ours means what was asked, unless it names another measure."""
    from bot.readers.reply import read_reply

    match understood:
        case Clear((Statement(measure, words, reading),)) if measure.id == asked.about:
            meant = replace(reading, intent=_meant(asked, reading) or reading.intent)
            found: Understood = Clear((Statement(measure, words, meant),))
        case Clarify(draft, words, measure) if measure.id == asked.about and (
            intent := _meant(asked, read_reply(words))
        ):
            found = await resume(context.request, person, draft, asked.about, intent)
        case _:
            return understood
    await answered(context.request, person)
    return found


async def on_pick(context: Context, tap: PickMeasure) -> None:
    """The measure was chosen."""
    await _chosen(context, tap.draft, tap.measure)


async def on_mean(context: Context, tap: PickMeaning) -> None:
    """The meaning was chosen."""
    await _chosen(context, tap.draft, tap.measure, tap.intent)


async def _chosen(context: Context, draft: str, measure: str, intent: Intent | None = None) -> None:
    """Go on with what was kept until something was chosen; once recorded it is kept no longer."""
    person = await context.person()
    message = await said_in(context.request, person, draft)
    found = await resume(context.request, person, draft, measure, intent)
    await go_on(context, person, found, message, edit=True)
    if isinstance(found, Clear):
        await drop_draft(context.request, person, draft)


ROUTES = Routes(
    taps=(TapRoute(PickMeasure, on_pick), TapRoute(PickMeaning, on_mean)),
    messages=(
        MessageRoute(OWN & filters.TEXT & ~filters.COMMAND, on_text),
        MessageRoute(EDITED & (filters.TEXT | filters.CAPTION), amend_words),
    ),
)
