"""A one-time link that binds whoever opens it first, as an address and as a picture to be scanned."""

import io

from bot.messages.body import Attachment
from bot.services.people.binding import Invited
from handlers.core.context import Context


def link(context: Context, invited: Invited) -> str:
    """The deep link at the bot that serves the person's unit."""
    return f"https://t.me/{context.state.names[invited.bot]}?start={invited.code}"


def qr(name: str, address: str) -> Attachment:
    """A link as a picture to be scanned, with the person's name below it."""
    import segno

    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8, border=4)
    return Attachment(f"{name}.png", picture.getvalue(), picture=True, caption=name)
