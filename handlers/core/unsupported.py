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
    """Answer bound people in a group that business is done in private; strangers hear nothing."""
    await context.person()
    text = context.message.text or ""
    if text.startswith("/") or (context.bot.username and f"@{context.bot.username}" in text):
        await context.answer(context.say("core.refusal.private_only"))


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
