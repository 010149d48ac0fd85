"""A message as it is drawn up, before anyone knows how it will be sent."""

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from html import unescape

from markupsafe import Markup

from bot.messages.core.tap import Tap

TAG = re.compile(r"<[^>]*>")
LINE, GAP = Markup("\n"), Markup("\n\n")  # between lines, between paragraphs


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


Rows = tuple[tuple[Button, ...], ...]  # a keyboard below a message


def in_rows(buttons: Sequence[Button], width: int) -> Rows:
    """The buttons in rows of so many."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


@dataclass(frozen=True)
class MessageBody:
    """Text in the chat's HTML, rows of buttons, attachments; `measures` are what a reply to it is meant for.

    `choices` is a keyboard of plain words under the field of entry; `question` is the key of what is asked in words.
    What is `fleeting` is kept only until it is sent.
    `matter` is the id of what the message is the live card of: a newer card of it in the chat takes its buttons.
    """

    text: Markup
    buttons: Rows = ()
    _: KW_ONLY
    attachments: tuple[Attachment, ...] = ()
    measures: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    question: str = ""
    fleeting: bool = False
    matter: str = ""


def plain(text: Markup) -> str:
    """A message's text without marks, for a terminal."""
    return unescape(TAG.sub("", text))
