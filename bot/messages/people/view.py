"""Links and bindings, absences and handovers, and the list of people."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.people.person import Person
from bot.messages.body import LINE, Button, MessageBody
from bot.messages.core.pending_taps import RunCommand
from bot.messages.people.keyboards import words_to_type
from bot.messages.text import day, told_names
from bot.messages.wording import Wording


def roles_in_words(wording: Wording, person: Person) -> str:
    """A person's roles as the office calls them; who has none is an owner."""
    return "、".join(wording.word(f"people.role.{role}") for role in person.effective_roles)


def welcome_body(wording: Wording, person: Person, numbers: Sequence[str]) -> MessageBody:
    """The first message after binding: one's own measures, and the words that one may type as a keyboard."""
    lines = [
        wording.say("people.binding.welcome", name=person.name, role=roles_in_words(wording, person)),
        wording.say(f"people.binding.as_{person.foremost}"),
        wording.say("people.binding.warned"),
    ]
    if numbers:
        lines.append(wording.say("people.binding.own", numbers="、".join(numbers)))
    return MessageBody(LINE.join(lines), choices=words_to_type(wording, person))


def known_body(wording: Wording, person: Person) -> MessageBody:
    """A greeting for somebody who is bound already, with the ways on."""
    text = wording.say("people.binding.again", name=person.name)
    ways = tuple(Button(wording.word(f"people.binding.button_{name}"), RunCommand(name)) for name in ("home", "help"))
    return MessageBody(text, (ways,))


def absence_body(
    wording: Wording, person: Person, delegate: Person, days: tuple[dt.date, dt.date], told: Sequence[str]
) -> MessageBody:
    """Who is away from when until when, who stands in, and who was told; that one who is not bound gets nothing yet."""
    start, end = days
    facts = {"name": person.name, "delegate": delegate.name, "start": day(start), "end": day(end)}
    key = "done" if delegate.reachable else "done_unreached"
    lines = [wording.say(f"people.absence.{key}", **facts)]
    return MessageBody(LINE.join([*lines, wording.say("people.absence.heard", names=told_names(wording, told))]))
