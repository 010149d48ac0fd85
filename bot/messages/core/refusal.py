"""Why something was not done, in words."""

import re

from markupsafe import Markup

from bot.domain.core.refusal import Refusal
from bot.messages.body import plain
from bot.messages.wording import Wording

CHAT_COMMAND = re.compile(r"(?<![\w/.])/[a-z]")  # as in "发送 /mine", not in a path

WITHOUT = dict.fromkeys(
    ("what", "name", "names", "who", "number", "stage", "count"), ""
)  # facts that a refusal need not bring


def why_not(wording: Wording, refusal: Refusal) -> Markup:
    """The sentence of a refusal; what it is about, or why it is, may have a sentence of its own."""
    names = _names(refusal)
    key = next((key for name in names if (key := f"core.refusal.{name}") in wording), f"core.refusal.{names[-1]}")
    return wording.say(key, **(WITHOUT | refusal.facts))


def why_not_here(wording: Wording, refusal: Refusal) -> str:
    """The same in the terminal: with its own sentence where the chat's would not do, and where its commands belong."""
    keys = (f"core.{table}.{name}" for name in _names(refusal) for table in ("terminal", "refusal"))
    said = plain(wording.say(next(key for key in keys if key in wording), **(WITHOUT | refusal.facts)))
    return said + wording.word("core.terminal.in_chat") if CHAT_COMMAND.search(said) else said


def _names(refusal: Refusal) -> list[str]:
    """The names that the sentence of a refusal may have, the narrowest first."""
    name = type(refusal).__name__
    special = [f"{name}_{refusal.facts[fact]}" for fact in ("why", "what") if fact in refusal.facts]
    return [*special, *([f"{name}_who"] if refusal.facts.get("who") else []), name]
