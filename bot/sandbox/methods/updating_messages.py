"""Updating messages: what the bot wrote can be changed, and taken back for two days."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.sandbox.answer import bad_request
from bot.sandbox.chat import found
from bot.sandbox.keyboard import read_markup
from bot.sandbox.methods.sending import read_caption, read_media, read_text

if TYPE_CHECKING:
    from bot.sandbox.answer import Json
    from bot.sandbox.formatting import FormattedText
    from bot.sandbox.message import Attachment, Message
    from bot.sandbox.parameters import Parameters
    from bot.sandbox.sandbox import Sandbox

DELETABLE = dt.timedelta(hours=48)


async def edit_message_text(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Change a text and its buttons."""
    message = _own(sandbox, asked)
    if message.attachment:
        raise bad_request("there is no text in the message to edit")
    return _change(sandbox, asked, message, read_text(asked), None)


async def edit_message_caption(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Change the caption of a file and its buttons."""
    message = _own(sandbox, asked)
    if not message.attachment:
        raise bad_request("there is no caption in the message to edit")
    return _change(sandbox, asked, message, read_caption(asked.values), message.attachment)


async def edit_message_media(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Put another file in the place of one, with a new caption."""
    message = _own(sandbox, asked)
    item = asked.object("media")
    return _change(sandbox, asked, message, read_caption(item), read_media(sandbox, asked, item))


async def edit_message_reply_markup(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Change the buttons only, or take them away."""
    message = _own(sandbox, asked)
    return _change(sandbox, asked, message, message.body, message.attachment)


async def delete_message(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Delete a message of the last two days."""
    chat = sandbox.chat(asked.text("chat_id"))
    message = found(chat.find(asked.number("message_id")), "to delete")
    if sandbox.clock.now() - message.date > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    chat.pinned = [pinned for pinned in chat.pinned if pinned is not message]
    sandbox.touch(message)
    return True


def _own(sandbox: "Sandbox", asked: "Parameters") -> "Message":
    chat = sandbox.chat(asked.text("chat_id"))
    message = found(chat.find(asked.number("message_id")), "to edit")
    if not message.by_bot or message.origin:
        raise bad_request("message can't be edited")
    return message


def _change(
    sandbox: "Sandbox", asked: "Parameters", message: "Message", body: "FormattedText", file: "Attachment | None"
) -> "Json":
    markup = read_markup(asked.values.get("reply_markup"))
    before, after = (message.body, message.attachment, message.markup), (body, file, markup)
    if before == after:
        reason = "specified new message content and reply markup are exactly the same as a current content"
        raise bad_request(f"message is not modified: {reason} and reply markup of the message")
    if before[:2] != after[:2]:
        message.edited = sandbox.clock.now().replace(microsecond=0)
    message.body, message.attachment, message.markup = after
    sandbox.touch(message)
    return message.as_json()
