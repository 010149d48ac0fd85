"""A person as the office sees them: roles with since when and by whom, the account, what is open; roles by a tap."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.people.person import Person, Role, digits
from bot.messages.body import LINE, Button, MessageBody, Rows, in_rows
from bot.messages.core.pending_taps import GiveRole
from bot.messages.text import day
from bot.messages.wording import Wording

Held = tuple[Role, dt.date | None, str]  # a role, since when, given by whom


def person_body(
    wording: Wording, person: Person, held: Sequence[Held], bound: dt.date | None, *, open_: int, appoints: bool
) -> MessageBody:
    """The card of a person."""
    facts = {"name": person.name, "post": person.post, "department": person.department}
    lines = [wording.say("people.card.head", **facts)]
    for role, since, by in held:
        word = wording.word(f"people.role.{role}")
        key = "role" if since and by else "role_file"
        lines.append(wording.say(f"people.card.{key}", role=word, since=day(since) if since else "", by=by))
    if not held:
        lines.append(wording.say("people.card.no_role"))
    if person.chat is None:
        lines.append(wording.say("people.card.unbound"))
    else:
        shown = {"day": day(bound) if bound else "", "digits": digits(person.chat)}
        lines.append(wording.say("people.card.bound", **shown))
    lines.append(wording.say("people.card.open", count=open_))
    return MessageBody(LINE.join(lines), _rows(wording, person) if appoints else ())


def _rows(wording: Wording, person: Person) -> Rows:
    return in_rows([_button(wording, person, role, give=not person.holds(role)) for role in Role], 2)


def _button(wording: Wording, person: Person, role: Role, *, give: bool) -> Button:
    word = wording.word(f"people.role.{role}")
    label = wording.word("people.card.give" if give else "people.card.take", role=word)
    return Button(label, GiveRole(person.id, role, give))


def who_is_secretary(wording: Wording, candidates: Sequence[Person]) -> MessageBody:
    """谁是党组书记？ asked after an import, by buttons."""
    buttons = [Button(f"{one.name} {one.post}".strip(), GiveRole(one.id, Role.SECRETARY)) for one in candidates]
    return MessageBody(wording.say("people.card.ask_secretary"), in_rows(buttons, 2))
