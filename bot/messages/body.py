"""A message as drawn up, before anyone knows how it will be carried."""

import re
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from bot.messages.core.taps import Tap

TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Button:
    """Something to tap, or a link."""

    label: str
    tap: Tap | None = None
    url: str = ""


@dataclass(frozen=True)
class Attachment:
    """A picture or a document that goes with a message."""

    name: str
    content: bytes
    picture: bool = False
    caption: str = ""


@dataclass(frozen=True)
class MessageBody:
    """Text in the chat's HTML, rows of buttons, attachments; `measures` are what a reply to it is meant for.

    `choices` is a keyboard of plain words under the field of entry.
    """

    text: Markup
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    measures: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()


def plain(text: Markup) -> str:
    """A message's text without marks, for a terminal."""
    return unescape(TAG.sub("", text))
