"""Chats: what they are, who is in them, what is pinned."""

from typing import TYPE_CHECKING

from bot.sandbox.answer import bad_request
from bot.sandbox.chat import found

if TYPE_CHECKING:
    from bot.sandbox.answer import Json
    from bot.sandbox.parameters import Parameters
    from bot.sandbox.sandbox import Sandbox


async def get_chat(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """All about a chat."""
    return sandbox.chat(asked.text("chat_id")).as_full_json()


async def get_chat_member(sandbox: "Sandbox", asked: "Parameters") -> "Json":
    """Whether somebody is in a chat."""
    chat = sandbox.chat(asked.text("chat_id"))
    known = {user.id: user for each in sandbox.chats.values() for user in each.members}
    user = known.get(asked.number("user_id"))
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"user": user.as_json(), "status": "member" if user in chat.members else "left"}


async def pin_chat_message(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Pin a message."""
    chat = sandbox.chat(asked.text("chat_id"))
    message = found(chat.find(asked.number("message_id")), "to pin")
    if message not in chat.pinned:
        chat.pinned.append(message)
    sandbox.touch(message)
    return True


async def unpin_chat_message(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Unpin a message, or the newest pinned one."""
    chat = sandbox.chat(asked.text("chat_id"))
    wanted = asked.number("message_id") if "message_id" in asked else chat.pinned[-1].id if chat.pinned else 0
    message = found(next((message for message in chat.pinned if message.id == wanted), None), "to unpin")
    chat.pinned.remove(message)
    sandbox.touch(message)
    return True


async def leave_chat(sandbox: "Sandbox", asked: "Parameters") -> bool:
    """Leave a group."""
    chat = sandbox.chat(asked.text("chat_id"))
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.members.remove(sandbox.bot)
    return True
