"""What cannot be done is said in words: refusals by their own sentence, anything else is owned up to."""

import structlog
from markupsafe import Markup, escape
from telegram.constants import ChatType
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.domain.core.refusal import NotBound, Refusal
from bot.domain.imports.draft import UnreadablePlan
from bot.messages.body import plain
from bot.messages.core.refusal import why_not
from bot.messages.imports.problems import unreadable
from handlers.core.context import Context

log = structlog.get_logger(__name__)
ALERT = 200  # characters of an alert that Telegram shows
EXPECTED = (Refusal, UnreadablePlan, OSError, TelegramError)  # anything else is a fault of the program


async def answer_error(context: Context, error: Exception, *, again: bool) -> bool:
    """Say what could not be done; False where the update must be handled again.

    `again` where that happened before: the person knows already that the ledger cannot keep it.
    """
    if isinstance(error, TelegramError):
        return not _is_lost(context, error)
    if isinstance(error, NotBound) and not _in_private(context):
        return True
    if isinstance(error, OSError):
        log.error("ledger cannot keep it", update=context.incoming.update_id, error=type(error).__name__)
        if not again:
            await _tell(context, context.say("core.refusal.not_kept"))
        return False
    return await _tell(context, _sentence(context, error))


def _in_private(context: Context) -> bool:
    chat = context.incoming.effective_chat
    return chat is not None and chat.type == ChatType.PRIVATE and not context.incoming.my_chat_member


def _is_lost(context: Context, error: TelegramError) -> bool:
    """True where the network lost an answer: its update is handled again and recognised; not so a refused one."""
    log.warning("answer not delivered", update=context.incoming.update_id, error=type(error).__name__)
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)


def _sentence(context: Context, error: Exception) -> Markup:
    match error:
        case Refusal():
            return why_not(context.wording, error)
        case UnreadablePlan():
            return escape(unreadable(context.wording, error))
        case _:
            return context.say("core.refusal.unexpected")


async def _tell(context: Context, text: Markup) -> bool:
    """Say it as an alert on the tapped button, or in the chat; False where the network lost it."""
    query = context.incoming.callback_query
    try:
        if query is not None:
            await query.answer(plain(text)[:ALERT], show_alert=True)
            return True
    except BadRequest:
        log.info("button too old to answer", update=context.incoming.update_id)
    try:
        await context.answer(text)
    except TelegramError as error:
        return not _is_lost(context, error)
    return True
