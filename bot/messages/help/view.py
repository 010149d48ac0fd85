"""Help: the commands that somebody may use, and what else they may do."""

from collections.abc import Iterator, Mapping

from bot.domain.people.permission import granted_to
from bot.domain.people.person import Person, Role
from bot.messages.body import LINE, MessageBody
from bot.messages.wording import Wording


def help_body(wording: Wording, person: Person, commands: Mapping[str, tuple[str, ...]]) -> MessageBody:
    """`commands` gives the Chinese words that mean the same as a command."""
    lines = [
        wording.say("help.line", name=name, what=wording.word(f"help.{name}"), words="、".join(words))
        for name, words in commands.items()
    ]
    may = wording.say("help.may", actions="、".join(dict.fromkeys(_granted(wording, person))))
    return MessageBody(LINE.join([wording.say("help.head"), *lines, may, wording.say("help.foot")]))


def _granted(wording: Wording, person: Person) -> Iterator[str]:
    for role in person.roles or (Role.OWNER,):
        yield from (wording.word(f"people.action.{action}") for action, _ in granted_to(role))
