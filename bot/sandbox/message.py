"""One message of a chat, as everybody in it sees it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.sandbox.answer import Json
from bot.sandbox.file import StoredFile, picture_size
from bot.sandbox.formatting import FormattedText, as_html, units
from bot.sandbox.keyboard import Button, rows_of
from bot.sandbox.user import User

if TYPE_CHECKING:
    from bot.sandbox.chat import Chat

UNKNOWN_SIZE = (1280, 960)


@dataclass(frozen=True)
class Attachment:
    """What hangs on a message: a photo, document, voice, sticker, contact or location."""

    kind: str
    file: StoredFile | None = None
    facts: Json = field(default_factory=dict)

    def as_json(self) -> Json:
        """The field of the Message object that carries it."""
        if self.file is None:
            return {self.kind: self.facts}
        kept = self.file.as_json() | self.facts
        if self.kind == "photo":
            width, height = picture_size(self.file.content) or UNKNOWN_SIZE
            return {"photo": [kept | {"width": width, "height": height}]}
        if self.kind == "document":
            kept |= {"file_name": self.file.name, "mime_type": self.file.mime}
        return {self.kind: kept}


@dataclass(eq=False)
class Message:
    """A message; it changes when it is edited, and everybody sees the change."""

    id: int
    chat: "Chat"
    sender: User
    date: dt.datetime
    body: FormattedText = FormattedText()  # noqa: RUF009 - frozen
    attachment: Attachment | None = None
    reply_to: "Message | None" = None
    quote: str = ""  # the part of it that is answered
    markup: Json | None = None
    album: str | None = None
    origin: Json | None = None
    service: Json = field(default_factory=dict)
    edited: dt.datetime | None = None
    deleted: bool = False
    reaction: str = ""
    change: int = 0

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.sender.is_bot

    @property
    def text(self) -> str:
        """The text or caption, without markup."""
        return self.body.text

    @property
    def html(self) -> str:
        """The text or caption with its markup."""
        return as_html(self.body.text, self.body.entities)

    @property
    def entities(self) -> tuple[Json, ...]:
        """What lies over the text."""
        return self.body.entities

    @property
    def buttons(self) -> list[list[Button]]:
        """The buttons that came with it, row by row."""
        return rows_of(self.markup)

    @property
    def photo(self) -> bytes | None:
        """The picture."""
        return self._content("photo")

    @property
    def document(self) -> bytes | None:
        """The file."""
        return self._content("document")

    @property
    def file_name(self) -> str | None:
        """The name of the file that came with it."""
        return self.attachment.file.name if self.attachment and self.attachment.file else None

    def button(self, label: str) -> Button:
        """The button with that text, or else with that callback data; raises LookupError."""
        buttons = [button for row in self.buttons for button in row]
        for button in (*(b for b in buttons if b.text == label), *(b for b in buttons if b.data == label)):
            return button
        raise LookupError(f"no button {label!r} among {[b.text for b in buttons]}")

    def as_json(self, *, with_reply: bool = True) -> Json:
        """The Message object of the Bot API."""
        raw: Json = {"message_id": self.id, "from": self.sender.as_json(), "chat": self.chat.as_json()}
        raw |= {"date": int(self.date.timestamp()), **self.service}
        names = ("caption", "caption_entities") if self.attachment else ("text", "entities")
        raw |= {name: value for name, value in zip(names, (self.text, list(self.entities)), strict=True) if value}
        if self.attachment:
            raw |= self.attachment.as_json()
        if self.reply_to and with_reply and not self.reply_to.deleted:
            raw["reply_to_message"] = self.reply_to.as_json(with_reply=False)
            if self.quote:
                before = self.reply_to.text.partition(self.quote)[0]
                raw["quote"] = {"text": self.quote, "position": units(before), "is_manual": True}
        if self.markup and "inline_keyboard" in self.markup:
            raw["reply_markup"] = self.markup
        optional = {"media_group_id": self.album, "forward_origin": self.origin}
        if self.edited:
            raw["edit_date"] = int(self.edited.timestamp())
        return raw | {name: value for name, value in optional.items() if value}

    def _content(self, kind: str) -> bytes | None:
        if self.attachment and self.attachment.kind == kind and self.attachment.file:
            return self.attachment.file.content
        return None
