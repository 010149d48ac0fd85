"""What cannot be done is said in words: one table turns refusals into answers, strangers get one polite sentence."""

import structlog
from markupsafe import Markup, escape
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.domain.core.refusal import NotBound, Refusal, StaleButton
from bot.domain.imports.draft import UnreadablePlan
from bot.messages.body import plain
from bot.messages.imports.problems import unreadable
from bot.messages.progress.view import why_not
from handlers.core.request import Context, TelegramApplication, at_window

log = structlog.get_logger(__name__)
ANSWERS = 3  # times an answer is tried again when the network loses it
ALERT = 200  # characters of an alert that Telegram shows


async def on_error(update: object, context: Context) -> None:
    """Turn a refusal into its sentence; anything else is logged and owned up to."""
    error = context.error
    if not isinstance(update, Update):
        log.error("tick failed", error=type(error).__name__, exc_info=error)
        return
    context.incoming = update
    chat = update.effective_chat
    if isinstance(error, NotBound) and (chat is None or chat.type != ChatType.PRIVATE or update.my_chat_member):
        return
    if isinstance(error, TelegramError):
        _note_lost_answer(update, context, error)
        return
    if isinstance(error, OSError):  # the ledger cannot keep it: nothing is confirmed, it is tried again
        context.window.unkept[update.update_id] += 1
        if context.window.unkept[update.update_id] > 1:
            return
    await _tell(update, context, _sentence(update, context, error))


def _note_lost_answer(update: Update, context: Context, error: TelegramError) -> None:
    """An answer that the network lost is given again with its update, which is recognised; not so a refused one."""
    log.warning("answer not delivered", update=update.update_id, error=type(error).__name__)
    lost = isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)
    if lost and context.window.unkept[update.update_id] < ANSWERS:
        context.window.unkept[update.update_id] += 1


def _sentence(update: Update, context: Context, error: Exception | None) -> Markup:
    if isinstance(error, Refusal):
        return why_not(context.window.request.wording, error)
    match error:
        case UnreadablePlan():
            return escape(unreadable(context.window.request.wording, error))
        case OSError():
            log.error("ledger cannot keep it", update=update.update_id, error=type(error).__name__)
            return context.say("core.refusal.not_kept")
        case _:
            log.error("update failed", update=update.update_id, error=type(error).__name__, exc_info=error)
            return context.say("core.refusal.unexpected")


async def _tell(update: Update, context: Context, text: Markup) -> None:
    query = update.callback_query
    try:
        if query is not None:
            await query.answer(plain(text)[:ALERT], show_alert=True)
            return
    except BadRequest:
        log.info("button too old to answer", update=update.update_id)
    try:
        await context.answer(text)
    except TelegramError as error:
        _note_lost_answer(update, context, error)


async def on_unknown_button(_: Context) -> None:
    """Refuse a button that no concern knows."""
    raise StaleButton


async def on_unknown_command(context: Context) -> None:
    """Say that there is no such command, and where the list is."""
    await context.person()
    command, *_ = (context.message.text or "").split() or ("/",)
    await context.answer(context.say("core.refusal.unknown_command", what=command))


async def on_group(context: Context) -> None:
    """Answer bound people in a group that business is done in private; strangers hear nothing."""
    await context.person()
    text = context.message.text or ""
    if text.startswith("/") or (context.bot.username and f"@{context.bot.username}" in text):
        await context.answer(context.say("core.refusal.private_only"))


def register(application: TelegramApplication) -> None:
    """Stand behind all other concerns."""
    application.add_handler(MessageHandler(~filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, at_window(on_group)))
    application.add_handler(
        MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGE & ~filters.FORWARDED, at_window(on_unknown_command))
    )
    application.add_handler(CallbackQueryHandler(at_window(on_unknown_button)))
    application.add_error_handler(on_error)
