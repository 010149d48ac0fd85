"""Updates as they come over the wire: what is not shaped as Telegram shapes it is told before anybody works with it."""

import re
from typing import Any

from msgspec import Struct, convert, field
from telegram import Bot, Update

ILLEGIBLE = re.compile("[\x00\ud800-\udfff]")
IN_ITS_PLACE = "\ufffd"
LARGEST = 1 << 52  # Telegram's numbers are smaller


class Account(Struct):
    """A user."""

    id: int
    first_name: str
    is_bot: bool


class Place(Struct):
    """A chat."""

    id: int
    type: str


class Stretch(Struct):
    """An entity that lies over a text."""

    type: str
    offset: int
    length: int


class Kept(Struct):
    """A file at Telegram."""

    file_id: str
    file_size: int | None = None
    file_name: str | None = None


class Spot(Struct):
    """A location."""

    latitude: float
    longitude: float


class Written(Struct):
    """A message, as far as we look into it."""

    message_id: int
    date: int
    chat: Place
    author: Account | None = field(name="from", default=None)
    text: str | None = None
    caption: str | None = None
    entities: list[Stretch] | None = None
    caption_entities: list[Stretch] | None = None
    photo: list[Kept] | None = None
    document: Kept | None = None
    voice: Kept | None = None
    audio: Kept | None = None
    video: Kept | None = None
    location: Spot | None = None
    media_group_id: str | None = None
    reply_to_message: "Written | None" = None


class Pressed(Struct):
    """A press of a button."""

    id: str
    author: Account = field(name="from")
    message: Written | None = None
    data: str | None = None


class Standing(Struct):
    """How the bot stands in a chat."""

    status: str
    user: Account


class Changed(Struct):
    """A change of that."""

    chat: Place
    author: Account = field(name="from")
    new_chat_member: Standing


class Incoming(Struct):
    """An update of one of the kinds that are asked for."""

    update_id: int
    message: Written | None = None
    edited_message: Written | None = None
    callback_query: Pressed | None = None
    my_chat_member: Changed | None = None


def read_update(raw: Any, bot: Bot) -> Update:
    """The update as the library has it; raises ValueError, or the library's own errors, where it is none.

    Kinds that were not asked for are left out.
    """
    shaped = legible({name: raw[name] for name in Incoming.__struct_fields__ if name in raw})
    convert(shaped, Incoming)
    return Update.de_json(shaped, bot)


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
    """The chat of a raw update, in which order is kept, or the account that pressed a button; 0 where there is none."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return _id(raw[kind], "chat")
    return _id(raw.get("callback_query"), "from")


def _id(holder: Any, name: str) -> int:
    found = holder.get(name) if isinstance(holder, dict) else None
    number = found.get("id") if isinstance(found, dict) else None
    return number if isinstance(number, int) and abs(number) < LARGEST else 0
