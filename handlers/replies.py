"""Replies: a sentence from a phone becomes progress on the right measure."""

from telegram.ext import filters

from bot.domain.replies.reply import Intent
from bot.messages.core.taps import PickMeaning, PickMeasure
from bot.services.replies.question import question
from bot.services.replies.understanding import (
    Clear,
    drop_draft,
    resume,
    said_in,
    understand,
)
from handlers.core.context import Context
from handlers.core.questions import take_answer
from handlers.core.recording import amend_words, as_answer, go_on
from handlers.core.routes import EDITED, OWN, MessageRoute, Routes, TapRoute


async def on_text(context: Context) -> None:
    """Record a sentence as what it says of its measures."""
    person = await context.person()
    words = context.message.text or ""
    asked = await question(context.request, person, context.replied_to)
    if asked and await take_answer(context, person, asked):
        return
    understood = await understand(context.request, person, words, card=context.replied_to, message=context.place)
    if asked:
        understood = await as_answer(context, person, understood, asked)
    await go_on(context, person, understood, context.place)


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
