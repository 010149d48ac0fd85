"""Updates as they come over the wire, read only as far as they are used: nothing odd beside that loses a reply."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct, convert, field
from telegram import (
    Animation,
    Bot,
    CallbackQuery,
    Chat,
    ChatMemberMember,
    ChatMemberUpdated,
    Contact,
    Document,
    Location,
    Message,
    MessageEntity,
    MessageOriginHiddenUser,
    PhotoSize,
    Sticker,
    TextQuote,
    Update,
    User,
    Video,
    Voice,
)
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType, StickerType

ILLEGIBLE = re.compile("[\x00\ud800-\udfff]")
IN_ITS_PLACE = "\ufffd"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
LARGEST = 1 << 52  # Telegram's numbers are smaller
SOME_DAY = dt.datetime(1970, 1, 1, 0, 0, 1, tzinfo=dt.UTC)  # a date that nobody reads
LATEST = 1 << 32  # seconds, beyond which no date is one
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
NOWHERE = "-"  # what the library demands, and nobody reads
BOT = User(0, NOWHERE, is_bot=True)
# What is declined by its kind; its content is not looked at.
DECLINED: dict[str, Any] = {
    "sticker": Sticker(NOWHERE, NOWHERE, 0, 0, is_animated=False, is_video=False, type=StickerType.REGULAR),
    "animation": Animation(NOWHERE, NOWHERE, 0, 0, 0),
    "contact": Contact(NOWHERE, NOWHERE),
    "forward_origin": MessageOriginHiddenUser(SOME_DAY, NOWHERE),
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
    reads = _READS.get(kind)
    read = reads(legible(content), bot) if reads else None
    return Update(number, **{kind: read}) if read else None


def _content(raw: dict[str, Any]) -> tuple[str, Any]:
    """What of an update is taken, and its kind; "" where there is nothing."""
    return next(((kind, raw[kind]) for kind in KINDS if raw.get(kind) is not None), ("", None))


def _message(raw: Any, bot: Bot) -> Message | None:
    if isinstance(raw, dict) and any(raw.get(kind) for kind in SERVICE) and not any(raw.get(kind) for kind in SAID):
        return None
    read = convert(raw, _Message)
    if read.chat.id > 0 and read.author is None:
        raise ValueError("a private message of nobody")
    if read.photo == [] and not read.caption:
        raise ValueError("a photo without a picture")
    chat = _chat(read.chat)
    message = Message(
        read.message_id,
        _moment(raw.get("date")) or SOME_DAY,
        chat,
        _account(read.author) if read.author else None,
        edit_date=_moment(raw.get("edit_date")),
        text=read.text,
        caption=read.caption,
        media_group_id=read.media_group_id,
        location=Location(read.location.longitude, read.location.latitude) if read.location else None,
        reply_to_message=_answered(raw.get("reply_to_message"), read.reply_to_message, chat),
        quote=TextQuote(read.quote.text, 0) if read.quote else None,
        entities=_commands(raw.get("entities"), read.text or ""),
        **_files(read),
        **{kind: stub for kind, stub in DECLINED.items() if raw.get(kind)},
    )
    message.set_bot(bot)  # by which a command is known to be for it
    return message


def _files(read: _Message) -> dict[str, Any]:
    """What is sent with a message, of which only name, size and the way to it are used."""
    return {
        "photo": [PhotoSize(one.file_id, NOWHERE, 0, 0, one.file_size) for one in read.photo or ()],
        "document": (one := read.document) and Document(one.file_id, NOWHERE, one.file_name, file_size=one.file_size),
        "voice": (one := read.voice) and Voice(one.file_id, NOWHERE, 0, file_size=one.file_size),
        "video": (one := read.video) and Video(one.file_id, NOWHERE, 0, 0, 0, None, one.file_size, one.file_name),
    }


def _moment(stamp: Any) -> dt.datetime | None:
    """A date that can be one."""
    return dt.datetime.fromtimestamp(stamp, dt.UTC) if isinstance(stamp, int) and 0 < stamp < LATEST else None


def _answered(raw: Any, read: _Answered | None, chat: Chat) -> Message | None:
    """The message that is answered, with who wrote it where that can be read."""
    if read is None:
        return None
    author = raw.get("from") if isinstance(raw, dict) else None
    id_ = author.get("id") if isinstance(author, dict) else None
    who = _account(_Account(id_)) if isinstance(id_, int) and abs(id_) < LARGEST else None
    return Message(read.message_id, SOME_DAY, chat, who)


def _commands(entities: Any, text: str) -> list[MessageEntity]:
    """The command at the head of a text, as Telegram marks it."""
    command = MessageEntityType.BOT_COMMAND
    for one in entities if isinstance(entities, list) else ():
        if isinstance(one, dict) and one.get("type") == command and one.get("offset") == 0:
            length = one.get("length")
            if isinstance(length, int) and 0 < length <= len(text):
                return [MessageEntity(command, 0, length)]
    return []


def _press(raw: Any, _: Bot) -> CallbackQuery:
    read = convert(raw, _Press)
    card = read.message  # of which Telegram says no more than this where it is old
    below = Message(card.message_id, SOME_DAY, _chat(card.chat)) if card else None
    return CallbackQuery(read.id, _account(read.author), NOWHERE, below, read.data)


def _membership(raw: Any, _: Bot) -> ChatMemberUpdated | None:
    read = convert(raw, _Membership)
    if read.new_chat_member.status != ChatMemberStatus.MEMBER:
        return None
    member = ChatMemberMember(BOT)
    return ChatMemberUpdated(_chat(read.chat), _account(read.author), SOME_DAY, member, member)


_READS: dict[str, Callable[[Any, Bot], Any]] = {
    "message": _message,
    "edited_message": _message,
    "callback_query": _press,
    "my_chat_member": _membership,
}


def _account(account: _Account) -> User:
    return User(account.id, NOWHERE, is_bot=account.is_bot)


def _chat(chat: _Chat) -> Chat:
    return Chat(chat.id, ChatType.PRIVATE if chat.id > 0 else chat.type)


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
