"""What nobody takes: stickers, cards, forwarded messages, groups, unknown commands. Each gets a sentence."""

from telegram.ext import filters

from handlers.core.context import Context
from handlers.core.routes import FRESH, PRIVATE, Handle, MessageRoute, Routes


def declining(key: str) -> Handle:
    """A handler that says why, to people who are known."""

    async def decline(context: Context) -> None:
        await context.person()
        await context.answer(context.say(key))

    return decline


async def on_unknown_command(context: Context) -> None:
    """Say that there is no such command, and where the list is."""
    await context.person()
    command, *_ = (context.message.text or "").split() or ("/",)
    await context.answer(context.say("core.refusal.unknown_command", what=command))


async def on_group(context: Context) -> None:
    """Answer bound people who speak to the bot in a group that business is done in private, an album once.

    Strangers hear nothing.
    """
    await context.person()
    if not _is_addressed(context):
        return
    if album := context.message.media_group_id:
        context.answers.album = context.request.place(context.message.chat_id, album)
    await context.answer(context.say("core.refusal.private_only"))


def _is_addressed(context: Context) -> bool:
    """True for a command, for what mentions the bot, and for what answers a message of its own."""
    message = context.message
    text, answered = (message.text or message.caption or "").lstrip(), message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == context.bot.id:
        return True
    return text[:1] in {"/", "／"} or f"@{context.bot.username}".lower() in text.lower()


ROUTES = Routes(
    messages=(
        MessageRoute(FRESH & filters.FORWARDED & filters.Document.ALL, declining("core.refusal.Unreadable_forwarded")),
        MessageRoute(FRESH & filters.FORWARDED, declining("core.refusal.forwarded")),
        MessageRoute(FRESH & (filters.Sticker.ALL | filters.ANIMATION), declining("core.refusal.sticker")),
        MessageRoute(FRESH & filters.CONTACT, declining("core.refusal.contact")),
        MessageRoute(FRESH & ~filters.COMMAND & ~filters.StatusUpdate.ALL, declining("core.refusal.other")),
        MessageRoute(~PRIVATE & filters.UpdateType.MESSAGE, on_group),
        MessageRoute(filters.COMMAND & filters.UpdateType.MESSAGE & ~filters.FORWARDED, on_unknown_command),
    )
)
