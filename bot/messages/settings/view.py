"""Settings as the office reads them."""

from collections.abc import Sequence

from bot.messages.body import LINE, MessageBody
from bot.messages.wording import Wording


def settings_body(wording: Wording, scope: str, settings: Sequence[tuple[str, str]]) -> MessageBody:
    """Every setting by name, with its value in words; `scope` is "" for the unit, else a round or a measure."""
    lines = LINE.join(wording.say("settings.line", name=name, value=value) for name, value in settings)
    return MessageBody(wording.say("settings.head", scope=_scope(wording, scope), lines=lines))


def rounds_body(wording: Wording, rounds: Sequence[tuple[str, str, str]]) -> MessageBody:
    """Letter, name and title of each round, and how to name one."""
    lines = (
        wording.say("settings.round_line", letter=letter, name=name, title=title) for letter, name, title in rounds
    )
    return MessageBody(wording.say("settings.rounds", lines=LINE.join(lines)))


def changed_body(wording: Wording, scope: str, name: str, old: str, new: str) -> MessageBody:
    """What a setting was and is."""
    return MessageBody(wording.say("settings.set", scope=_scope(wording, scope), name=name, old=old, new=new))


def _scope(wording: Wording, scope: str) -> str:
    return scope or wording.word("settings.scope_unit")
