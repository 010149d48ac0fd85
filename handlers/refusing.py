"""What cannot be done is said in words: one table turns refusals into answers, strangers get one polite sentence."""

import structlog
from markupsafe import escape
from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.domain.refusal import NotBound, Refusal, StaleButton
from handlers.window import Context, Desk_Application, at_window

log = structlog.get_logger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Turn a refusal into its sentence; anything else is logged and owned up to."""
    error = context.error
    if not isinstance(update, Update):
        log.error("tick failed", error=type(error).__name__, exc_info=error)
        return
    context.incoming = update
    chat = update.effective_chat
    if isinstance(error, NotBound) and (chat is None or chat.type != ChatType.PRIVATE):
        return
    if isinstance(error, TelegramError):
        log.warning("answer not delivered", update=update.update_id, error=type(error).__name__)
        return
    if isinstance(error, Refusal):
        text = _sentence(context, error)
    else:
        log.error("update failed", update=update.update_id, error=type(error).__name__, exc_info=error)
        text = context.word("refusal.unexpected")
    await _tell(update, context, text)


def _sentence(context: Context, refusal: Refusal) -> str:
    key = f"refusal.{type(refusal).__name__}"
    what = refusal.facts.get("what")
    if what is not None and f"{key}_{what}" in context.window.desk.wording:
        key = f"{key}_{what}"
    facts = {"what": "", "name": "", "who": "", "number": "", "stage": ""} | refusal.facts
    return context.word(key, **facts)


async def _tell(update: Update, context: Context, text: str) -> None:
    query = update.callback_query
    try:
        if query is not None:
            await query.answer(text[:200], show_alert=True)
            return
    except BadRequest:
        log.info("button too old to answer", update=update.update_id)
    await context.answer(escape(text))


async def on_unknown_button(_: Context) -> None:
    """Refuse a button that no concern knows."""
    raise StaleButton


async def on_unknown_command(context: Context) -> None:
    """Say that there is no such command, and where the list is."""
    await context.person()
    await context.answer(context.say("refusal.unknown_command", what=(context.message.text or "").split()[0]))


async def on_group(context: Context) -> None:
    """Answer bound people in a group that business is done in private; strangers hear nothing."""
    await context.person()
    text = context.message.text or ""
    if text.startswith("/") or (context.bot.username and f"@{context.bot.username}" in text):
        await context.answer(context.say("refusal.private_only"))


def register(application: Desk_Application) -> None:
    """Stand behind all other concerns."""
    application.add_handler(MessageHandler(~filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, at_window(on_group)))
    application.add_handler(MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGE, at_window(on_unknown_command)))
    application.add_handler(CallbackQueryHandler(at_window(on_unknown_button)))
    application.add_error_handler(on_error)
