"""What cannot be done is said in words: refusals by their own sentence, anything else is owned up to."""

from collections.abc import Awaitable
from typing import TypeVar

from markupsafe import Markup, escape

from bot.domain.core.refusal import NotBound, Refusal, TooManyFiles
from bot.domain.imports.draft import UnreadablePlan
from bot.messages.core.refusal import why_not
from bot.messages.imports.problems import unreadable
from bot.messages.inert import inert
from bot.messages.invitations.knock import door_body
from bot.services.core.redaction import name_round
from bot.services.invitations.knock import door
from handlers.core.context import Context
from handlers.core.questions import has_words

T = TypeVar("T")
EXPECTED = (Refusal, UnreadablePlan)  # anything else is a fault of the program


async def attempt(work: Awaitable[T]) -> T | Refusal:
    """What came of something, or why it was refused: where more is to be done all the same."""
    try:
        return await work
    except Refusal as refusal:
        return refusal


async def answer_error(context: Context, error: Exception) -> None:
    """Say what could not be done; strangers hear it in private only and once a minute, a flood of files once."""
    if not context.is_heard():
        return
    if (
        isinstance(error, NotBound)
        and context.incoming.callback_query is None
        and (served := await door(context.unscoped))
    ):
        await context.answer(door_body(context.wording, served))
        return
    if isinstance(error, TooManyFiles) and not _is_told_of_file(context):
        return
    await context.alert(await in_words(context, error))


async def in_words(context: Context, error: Exception) -> Markup:
    """The sentence of what went wrong; a number in it bears its round where there are several."""
    if isinstance(error, Refusal) and "measure" in error.facts:
        async with context.request.look() as ledger:
            await name_round(ledger, error)
    return _sentence(context, error)


def _is_told_of_file(context: Context) -> bool:
    """True for the first of a flood, and where words came with it: they must not seem to be all that was sent."""
    first = context.state.files.tells(context.account, context.incoming.update_id, context.request.now())
    return first or has_words(context.message.caption)


def _sentence(context: Context, error: Exception) -> Markup:
    match error:
        case Refusal():
            return why_not(context.wording, error)
        case UnreadablePlan():
            return escape(inert(unreadable(context.wording, error)))  # it may quote the names of sheets
        case _:
            return context.say("core.refusal.unexpected")
