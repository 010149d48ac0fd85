"""A message as drawn up, before anyone knows how it will be carried."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Button:
    """Something to tap: an action of the window with its arguments, or a link."""

    label: str
    action: str = ""
    args: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Attachment:
    """A picture or a document that goes with a message."""

    name: str
    content: bytes
    picture: bool = False
    caption: str = ""


@dataclass(frozen=True)
class Sheet:
    """Text in the chat's HTML, rows of buttons, attachments; `measures` are what a reply to it is meant for.

    `choices` is a keyboard of plain words under the field of entry.
    """

    text: Markup
    buttons: tuple[tuple[Button, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    measures: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
