"""What cannot be used: stickers, cards, forwarded messages. Each gets a sentence, nothing is recorded."""

from telegram.ext import MessageHandler, filters

from handlers.core.request import PRIVATE, Context, Handle, TelegramApplication, at_window


def declining(key: str) -> Handle:
    """A handler that says why, to people who are known."""

    async def decline(context: Context) -> None:
        await context.person()
        await context.answer(context.say(key))

    return decline


DECLINED = (
    (filters.FORWARDED, "core.refusal.forwarded"),
    (filters.Sticker.ALL | filters.ANIMATION, "core.refusal.sticker"),
    (filters.CONTACT, "core.refusal.contact"),
)


def register(application: TelegramApplication) -> None:
    """Stand behind the concerns that take messages."""
    fresh = PRIVATE & filters.UpdateType.MESSAGE
    for kind, key in DECLINED:
        application.add_handler(MessageHandler(fresh & kind, at_window(declining(key))))
    application.add_handler(
        MessageHandler(fresh & ~filters.COMMAND & ~filters.StatusUpdate.ALL, at_window(declining("core.refusal.other")))
    )
