"""Replies: a sentence from a phone becomes progress on the right measure."""

from dataclasses import replace

from telegram.ext import filters

from bot.domain.people.person import Person
from bot.domain.replies.reply import Intent, ReplyReading
from bot.messages.core.taps import PickMeaning, PickMeasure
from bot.services.core.draft_content import PendingQuestion
from bot.services.replies.understanding import (
    Clarify,
    Clear,
    Statement,
    Understood,
    answered,
    drop_draft,
    question,
    resume,
    said_in,
    understand,
)
from handlers.core.context import Context
from handlers.core.pending_question import take_answer
from handlers.core.recording import EXTEND, STUCK, amend_words, go_on
from handlers.core.routes import EDITED, OWN, MessageRoute, Routes, TapRoute


async def on_text(context: Context) -> None:
    """Record a sentence as what it says of its measures."""
    person = await context.person()
    words = context.message.text or ""
    asked = await question(context.request, person)
    if asked and not context.replied_to and await take_answer(context, person, asked.purpose, asked.measure):
        return
    understood = await understand(context.request, person, words, card=context.replied_to, message=context.place)
    if asked:
        understood = await _as_answer(context, person, understood, asked)
    await go_on(context, person, understood, context.place)


def _meant(purpose: str, reading: ReplyReading) -> Intent | None:
    """What a sentence means after a question of ours; what it says plainly by itself stays."""
    plain = reading.intent is Intent.DONE or (reading.intent is Intent.PROGRESS and reading.percent is not None)
    return None if plain else {EXTEND: Intent.EXTEND, STUCK: Intent.BLOCKED}.get(purpose)


async def _as_answer(context: Context, person: Person, understood: Understood, asked: PendingQuestion) -> Understood:
    """A sentence after a question of ours means what was asked, unless it names another measure."""
    from bot.readers.reply import read_reply

    match understood:
        case Clear((Statement(measure, words, reading),)) if measure.id == asked.measure:
            meant = replace(reading, intent=_meant(asked.purpose, reading) or reading.intent)
            found: Understood = Clear((Statement(measure, words, meant),))
        case Clarify(draft, words, measure) if measure.id == asked.measure and (
            intent := _meant(asked.purpose, read_reply(words))
        ):
            found = await resume(context.request, person, draft, asked.measure, intent)
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
