"""Replies: a sentence from a phone becomes progress on the right measure."""

from telegram.ext import filters

from bot.domain.core.refusal import StaleButton
from bot.domain.people.person import Person
from bot.domain.replies.reply import Intent
from bot.messages.core.reply_taps import ReadyAnswer
from bot.messages.core.taps import PickMeaning, PickMeasure, PickOthers
from bot.messages.replies.keyboards import ready_answers
from bot.services.pending.verdict import verdict
from bot.services.replies.pending_reply import drop_draft, of_others, offered_last, remember_meaning, resume, said_in
from bot.services.replies.question import asked_by, is_asked, kind_of, reopen
from bot.services.replies.understanding import CHOICES
from bot.services.replies.understood import Clear
from handlers.core.context import Context
from handlers.core.questions import hand_over
from handlers.core.recording import amend_words, go_on, take_words
from handlers.core.routes import EDITED, OWN, MessageRoute, Routes, TapRoute


async def on_text(context: Context) -> None:
    """Record a sentence as what it says of its measures, or decide what it decides."""
    person, words = await context.person(), context.message.text or ""
    if decided := await verdict(context.request, person, words, context.replied_to):
        await context.answer(decided)
        return
    if not await _choose(context, person, words):
        await take_words(context, person, words)


async def _choose(context: Context, person: Person, words: str) -> bool:
    """Take 第二个 for the measure that was offered second, where nothing else is asked; False where nothing was."""
    from bot.readers.reply.idle import place_in

    place, certain = place_in(words)
    if not place:
        return False
    if await is_asked(context.request, person, context.replied_to):
        return False
    offered = None if context.replied_to else await offered_last(context.request, person)
    draft, measures = offered or ("", ())
    if place <= len(measures[:CHOICES]):
        await _chosen(context, draft, measures[place - 1])
    elif offered or certain:
        await context.answer(context.say("replies.press_which" if offered else "replies.nothing_offered"))
    else:
        return False
    return True


async def on_pick(context: Context, tap: PickMeasure) -> None:
    """The measure was chosen."""
    await _chosen(context, tap.draft, tap.measure)


async def on_mean(context: Context, tap: PickMeaning) -> None:
    """The meaning was chosen; the next time it stands first for such words."""
    await remember_meaning(context.request, await context.person(), tap.draft, tap.intent)
    await _chosen(context, tap.draft, tap.measure, tap.intent)


async def on_others(context: Context, tap: PickOthers) -> None:
    """What was said is meant of all measures but those left out."""
    person = await context.person()
    message = await said_in(context.request, person, tap.draft)
    await go_on(context, person, await of_others(context.request, person, tap.draft, tap.finding), message, edit=True)
    await drop_draft(context.request, person, tap.draft)


async def on_ready(context: Context, tap: ReadyAnswer) -> None:
    """Answer the question by the sentence of the button, as if it had been written."""
    person = await context.person()
    asked = await asked_by(context.request, person, tap.asked)
    ready = asked.ready or ready_answers(context.wording, kind_of(asked.question))
    if not 0 <= tap.place < len(ready):
        raise StaleButton
    words = ready[tap.place]
    if not await hand_over(context, person, asked.question, words):
        await reopen(context.request, person, tap.asked)
        await take_words(context, person, words)


async def _chosen(context: Context, draft: str, measure: str, intent: Intent | None = None) -> None:
    """Go on with what was kept until something was chosen; once recorded it is kept no longer."""
    person = await context.person()
    message = await said_in(context.request, person, draft)
    found = await resume(context.request, person, draft, measure, intent)
    await go_on(context, person, found, message, edit=True)
    if isinstance(found, Clear):
        await drop_draft(context.request, person, draft)


ROUTES = Routes(
    taps=(
        TapRoute(PickMeasure, on_pick),
        TapRoute(PickMeaning, on_mean),
        TapRoute(PickOthers, on_others),
        TapRoute(ReadyAnswer, on_ready),
    ),
    messages=(
        MessageRoute(OWN & filters.TEXT & ~filters.COMMAND, on_text),
        MessageRoute(EDITED & (filters.TEXT | filters.CAPTION), amend_words),
    ),
)
