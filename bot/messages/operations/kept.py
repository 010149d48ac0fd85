"""The table of what is kept how long, for a chat."""

from collections.abc import Iterable, Mapping

from bot.messages.body import LINE, MessageBody
from bot.messages.wording import Wording


def kept_body(wording: Wording, rows: Iterable[Mapping[str, str]]) -> MessageBody:
    """A line for each kind."""
    lines = [wording.say("operations.kept.line", **row) for row in rows]
    return MessageBody(LINE.join([wording.say("operations.kept.head"), *lines]))
