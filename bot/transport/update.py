"""Updates as they come over the wire, read only as far as they are used: nothing odd beside that loses a reply."""

import re
from typing import Any

from msgspec import Struct, convert, field
from telegram import Bot, Update

ILLEGIBLE = re.compile("[\x00\ud800-\udfff]")
IN_ITS_PLACE = "\ufffd"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
LARGEST = 1 << 52  # Telegram's numbers are smaller
SOME_DAY = 1  # a date that nobody reads; 0 would say that a message is inaccessible
LATEST = 1 << 32  # seconds, beyond which no date is one
COMMAND = "bot_command"
MEMBER = "member"
PRIVATE = "private"
SAID = ("text", "caption", "photo", "document", "voice", "video")  # what is taken, whatever stands beside it
# What Telegram itself writes into a chat: nobody said anything. What a person chose to send is not among it.
SERVICE = frozenset(
    [
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "refunded_payment",
        "gift",
        "unique_gift",
        "connected_website",
        "write_access_allowed",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "giveaway_created",
        "giveaway_completed",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "paid_message_price_changed",
        "direct_message_price_changed",
        "checklist_tasks_done",
        "checklist_tasks_added",
    ]
)
_FILE = {"file_unique_id": "-", "width": 0, "height": 0, "duration": 0}
# What is declined by its kind; its content is not looked at.
_DECLINED: dict[str, dict[str, Any]] = {
    "sticker": {"file_id": "-", **_FILE, "is_animated": False, "is_video": False, "type": "regular"},
    "animation": {"file_id": "-", **_FILE},
    "contact": {"phone_number": "-", "first_name": "-"},
    "forward_origin": {"type": "hidden_user", "date": SOME_DAY, "sender_user_name": "-"},
}


class _Account(Struct):
    id: int
    is_bot: bool = False


class _Chat(Struct):
    id: int
    type: str = "group"  # the number alone says which chat is private


class _File(Struct):
    file_id: str
    file_size: int | None = None
    file_name: str | None = None


class _Location(Struct):
    latitude: float
    longitude: float


class _Quote(Struct):
    text: str


class _Answered(Struct):
    message_id: int


class _Message(Struct, omit_defaults=True):
    message_id: int
    chat: _Chat
    author: _Account | None = field(name="from", default=None)
    text: str | None = None
    caption: str | None = None
    photo: list[_File] | None = None
    document: _File | None = None
    voice: _File | None = None
    video: _File | None = None
    location: _Location | None = None
    media_group_id: str | None = None
    reply_to_message: _Answered | None = None
    quote: _Quote | None = None


class _Card(Struct):
    message_id: int
    chat: _Chat
    date: int = SOME_DAY


class _Press(Struct):
    id: str
    author: _Account = field(name="from")
    message: _Card | None = None
    data: str | None = None


class _Standing(Struct):
    status: str


class _Membership(Struct):
    chat: _Chat
    author: _Account = field(name="from")
    new_chat_member: _Standing


def read_update(bot: Bot, raw: dict[str, Any]) -> Update | None:
    """The update as the library has it; None where nobody said anything that concerns us.

    Raises ValueError, or the library's own errors, where what is used of it cannot be read.
    """
    number = convert(raw["update_id"], int)
    kind, content = _content(raw)
    if kind in {"message", "edited_message"}:
        message = _message(legible(content))
        return _update(bot, number, {kind: message}) if message else None
    if kind == "callback_query":
        return _update(bot, number, {kind: _press(legible(content))})
    if kind == "my_chat_member":
        changed = _membership(legible(content))
        return _update(bot, number, {kind: changed}) if changed else None
    return None


def _content(raw: dict[str, Any]) -> tuple[str, Any]:
    """What of an update is taken, and its kind; "" where there is nothing."""
    return next(((kind, raw[kind]) for kind in KINDS if raw.get(kind) is not None), ("", None))


def _update(bot: Bot, number: int, content: dict[str, Any]) -> Update:
    return Update.de_json({"update_id": number, **content}, bot)


def _message(raw: Any) -> dict[str, Any] | None:
    if isinstance(raw, dict) and any(raw.get(kind) for kind in SERVICE) and not any(raw.get(kind) for kind in SAID):
        return None
    read = convert(raw, _Message)
    if read.chat.id > 0 and read.author is None:
        raise ValueError("a private message of nobody")
    if read.photo == [] and not read.caption:
        raise ValueError("a photo without a picture")
    said: dict[str, Any] = {"date": SOME_DAY, "message_id": read.message_id, "chat": _chat(read.chat)}
    said |= {name: at for name in ("date", "edit_date") if isinstance(at := raw.get(name), int) and 0 < at < LATEST}
    if read.author:
        said["from"] = _account(read.author)
    said |= {
        name: value for name in ("text", "caption", "media_group_id") if (value := getattr(read, name)) is not None
    }
    said |= {name: _file(file) for name in ("document", "voice", "video") if (file := getattr(read, name))}
    if read.photo:
        said["photo"] = [_file(size) for size in read.photo]
    if read.location:
        said["location"] = {"latitude": read.location.latitude, "longitude": read.location.longitude}
    if read.reply_to_message:
        said["reply_to_message"] = {
            "message_id": read.reply_to_message.message_id,
            "date": SOME_DAY,
            "chat": said["chat"],
            **_answered_author(raw["reply_to_message"]),
        }
    if read.quote:
        said["quote"] = {"text": read.quote.text, "position": 0}
    said |= {kind: stub for kind, stub in _DECLINED.items() if raw.get(kind)}
    if commands := _commands(raw.get("entities"), read.text or ""):
        said["entities"] = commands
    return said


def _answered_author(raw: Any) -> dict[str, Any]:
    """Who wrote the message that is answered, where that can be read."""
    author = raw.get("from") if isinstance(raw, dict) else None
    id_ = author.get("id") if isinstance(author, dict) else None
    return {"from": _account(_Account(id_))} if isinstance(id_, int) and abs(id_) < LARGEST else {}


def _commands(entities: Any, text: str) -> list[dict[str, Any]]:
    """The command at the head of a text, as Telegram marks it."""
    for one in entities if isinstance(entities, list) else ():
        if isinstance(one, dict) and one.get("type") == COMMAND and one.get("offset") == 0:
            length = one.get("length")
            if isinstance(length, int) and 0 < length <= len(text):
                return [{"type": COMMAND, "offset": 0, "length": length}]
    return []


def _press(raw: Any) -> dict[str, Any]:
    read = convert(raw, _Press)
    pressed: dict[str, Any] = {"id": read.id, "from": _account(read.author), "chat_instance": "-"}
    if read.data is not None:
        pressed["data"] = read.data
    if read.message is not None:
        card = read.message
        pressed["message"] = {"message_id": card.message_id, "date": card.date, "chat": _chat(card.chat)}
    return pressed


def _membership(raw: Any) -> dict[str, Any] | None:
    read = convert(raw, _Membership)
    if read.new_chat_member.status != MEMBER:
        return None
    member = {"status": MEMBER, "user": {"id": 0, "is_bot": True, "first_name": "-"}}
    return {
        "chat": _chat(read.chat),
        "from": _account(read.author),
        "date": SOME_DAY,
        "old_chat_member": member,
        "new_chat_member": member,
    }


def _account(account: _Account) -> dict[str, Any]:
    return {"id": account.id, "is_bot": account.is_bot, "first_name": "-"}


def _chat(chat: _Chat) -> dict[str, Any]:
    return {"id": chat.id, "type": PRIVATE if chat.id > 0 else chat.type}


def _file(file: _File) -> dict[str, Any]:
    return {"file_id": file.file_id, "file_size": file.file_size, "file_name": file.file_name, **_FILE}


def legible(raw: Any) -> Any:
    """A JSON value with the signs that no ledger can keep (NUL, half of a pair) replaced, one for one."""
    match raw:
        case str():
            return ILLEGIBLE.sub(IN_ITS_PLACE, raw)
        case list():
            return [legible(value) for value in raw]
        case dict():
            return {name: legible(value) for name, value in raw.items()}
    return raw


def chat_of(raw: dict[str, Any]) -> int:
    """The chat of a raw update, in which order is kept, or the account that pressed a button; 0 where there is none.

    Where that cannot be read, the sender of a message, or the chat in which the button hangs.
    """
    kind, content = _content(raw)
    if kind == "callback_query":
        return _id(content, "from") or _id(content.get("message") if isinstance(content, dict) else None, "chat")
    return _id(content, "chat") or _id(content, "from")


def _id(holder: Any, name: str) -> int:
    found = holder.get(name) if isinstance(holder, dict) else None
    number = found.get("id") if isinstance(found, dict) else None
    return number if isinstance(number, int) and abs(number) < LARGEST else 0
