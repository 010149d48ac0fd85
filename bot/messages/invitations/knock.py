"""What visitors are told at the door, and the card of one who knocks for the office."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people.person import Person
from bot.domain.units.unit import Unit
from bot.messages.body import LINE, Button, MessageBody, in_rows
from bot.messages.core.invitation_taps import BindKnock, Knock, KnockPage, RefuseKnock
from bot.messages.pages import turning
from bot.messages.text import day
from bot.messages.wording import Wording

PAGE = 8  # people on a page of a card


@dataclass(frozen=True, kw_only=True)
class KnockCard:
    """Somebody who knocks, and who of the people without a phone may be meant."""

    id: str
    words: str  # who they say to be
    shown: str  # the name of the account at Telegram
    digits: str
    since: dt.date
    named: tuple[Person, ...]  # whose name stands in the words
    others: tuple[Person, ...]
    bound: tuple[str, ...]  # names in the words of people who have a phone


def unit_name(wording: Wording, unit: Unit) -> str:
    """How a visitor hears of the unit; by a setting, its name is kept back as well."""
    return wording.word("invitations.knock.here") if unit.policy.confidential else unit.name


def door_body(wording: Wording, served: Sequence[Unit]) -> MessageBody:
    """Where the visitor is, and the one thing that can be done there; of several units none is named."""
    button = Button(wording.word("invitations.knock.button"), Knock())
    if len(served) > 1:
        return MessageBody(wording.say("invitations.knock.door_several"), ((button,),))
    return MessageBody(wording.say("invitations.knock.door", unit=unit_name(wording, served[0])), ((button,),))


def knock_body(wording: Wording, card: KnockCard, page: int = 0) -> MessageBody:
    """Who knocks, and 绑定为… for those who may be meant: those who were named, then by pages all others."""
    facts = {"words": card.words, "shown": card.shown, "digits": card.digits, "day": day(card.since)}
    lines = [wording.say("invitations.knock.card", **facts)]
    if card.bound:
        lines.append(wording.say("invitations.knock.has_phone", names="、".join(card.bound)))
    lines.append(wording.say("invitations.knock.verify"))
    people = card.named if card.named and page == 0 else card.others
    pages = max(1, -(-len(people) // PAGE))
    place = min(max(page, 1), pages)
    shown = people[(place - 1) * PAGE : place * PAGE]
    if not shown:
        lines.append(wording.say("invitations.knock.nobody_free"))
    binds = [Button(wording.word("invitations.knock.bind", name=one.name), BindKnock(card.id, one.id)) for one in shown]
    rows = in_rows(binds, 2)
    if people is card.others:
        rows += turning(wording, place, pages, lambda number: KnockPage(card.id, number))
    last = [Button(wording.word("invitations.knock.refuse"), RefuseKnock(card.id))]
    if people is not card.others and card.others:
        last.insert(0, Button(wording.word("invitations.knock.others"), KnockPage(card.id, 1)))
    return MessageBody(LINE.join(lines), (*rows, tuple(last)))
