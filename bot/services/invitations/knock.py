"""申请绑定: somebody without a link asks to be bound; the office decides who that is, or turns them away.

A visitor hears the unit's name and what became of the request, nothing else. What visitors can leave is bounded: one
request an account, so many that wait at once, and none for a week from one who was turned away.
"""

import datetime as dt
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from bot.domain.core.refusal import NoChange, NotFound, Overtaken
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message
from bot.domain.people.names import plain_name
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role, digits
from bot.domain.units.unit import Unit
from bot.messages.body import MessageBody
from bot.messages.invitations.knock import KnockCard, knock_body
from bot.services.core.draft_content import PendingKnock, draft_of
from bot.services.core.ledger import DRAFTS_OF, INVITATIONS_OF, PEOPLE_AT, PEOPLE_OF, UNITS, Draft, Ledger
from bot.services.core.message_content import KnockContent, content_of, facts_of
from bot.services.core.notify import notice, notify, office, secretary
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    holders,
    note,
    open_reading,
    open_transaction,
    require_role,
    transaction_for,
)
from bot.services.people.account import bind_account
from bot.services.people.staff import STANDING

WAITING, ASKED = 10, 30  # that may wait for the office, and that may be about to say who they are
TO_SAY, TURNED_AWAY, KEPT = dt.timedelta(hours=1), dt.timedelta(days=7), dt.timedelta(days=7)
SHORTEST, LONGEST = 2, 60  # characters of what they say


class Knocked(StrEnum):
    """What became of it; the last ones are answers, and never kept."""

    ASKED = "asked"
    WAITING = "waiting"
    REFUSED = "refused"
    FULL = "full"
    UNCLEAR = "unclear"
    UNHEARD = "unheard"  # kept, but nobody of the office can be reached
    ASKED_WHERE = "asked_where"  # of several units
    NO_UNIT = "no_unit"  # the words name none of them


HEARD = frozenset({Knocked.WAITING, Knocked.UNHEARD})  # the request went through, which is once


@dataclass(frozen=True)
class Knock:
    """A request as it is kept."""

    draft: Draft
    said: PendingKnock

    def is_live(self, now: dt.datetime) -> bool:
        """False where its time is over."""
        time = {Knocked.ASKED: TO_SAY, Knocked.REFUSED: TURNED_AWAY}.get(Knocked(self.said.state), KEPT)
        return now - self.draft.at < time


async def door(request: RequestContext) -> tuple[Unit, ...]:
    """The units at whose door a visitor of this bot stands, the topmost first."""
    async with request.look() as ledger:
        served = [unit for unit in await ledger.units.find(UNITS) if unit.bot == request.bot]
    return tuple(sorted(served, key=lambda unit: (bool(unit.above), unit.id)))


async def knock(request: RequestContext, account: int, shown: str) -> tuple[Unit, Knocked]:
    """A visitor asks to be bound, and is asked who that is, and of which unit; raises NotFound where there is none.

    What is asked is kept with the first of several units until it is said which is meant.
    """
    served = await door(request)
    if not served:
        raise NotFound(what="door")
    first = served[0]
    async with request.open() as ledger:
        for unit in served:
            known = [one for one in await _live(request, ledger, unit) if one.said.account == account]
            if known and known[0].said.state != Knocked.ASKED:
                return unit, Knocked(known[0].said.state)
        live = await _live(request, ledger, first)
        own = next((one for one in live if one.said.account == account), None)
        if own is None and _is_full(live):
            return first, Knocked.FULL
        id_ = own.draft.id if own else _fresh_id(first)
        said = PendingKnock(account=account, shown=shown[:LONGEST])
        await ledger.drafts.put(_draft(id_, first, request.now(), said))
        return first, Knocked.ASKED if len(served) == 1 else Knocked.ASKED_WHERE


def _fresh_id(unit: Unit) -> str:
    return f"{unit.id}/k{secrets.token_hex(4)}"


def _named(served: tuple[Unit, ...], words: str) -> Unit | None:
    """The unit whose whole name stands in the words, the longest one; the only one there is needs none."""
    if len(served) == 1:
        return served[0]
    said = "".join(words.split())
    named = sorted((unit for unit in served if "".join(unit.name.split()) in said), key=lambda unit: len(unit.name))
    return named[-1] if named else None


def _is_full(live: list[Knock]) -> bool:
    waiting = sum(one.said.state == Knocked.WAITING for one in live)
    return waiting >= WAITING or len(live) - waiting >= ASKED


async def say_who(request: RequestContext, account: int, words: str) -> tuple[Unit, Knocked] | None:
    """A visitor who was asked says who that is: the office decides. None where nothing was asked."""
    served = await door(request)
    if not served:
        return None
    async with request.open() as ledger:
        live = await _live(request, ledger, served[0])
        own = next((one for one in live if (one.said.account, one.said.state) == (account, Knocked.ASKED)), None)
        if own is None:
            return None
        said = " ".join(words.split())
        if not SHORTEST <= len(said) <= LONGEST or not said.isprintable():
            return served[0], Knocked.UNCLEAR
        unit = _named(served, said)
        if unit is None:
            return served[0], Knocked.NO_UNIT
        if unit is not served[0]:
            live = await _live(request, ledger, unit)
        if sum(one.said.state == Knocked.WAITING for one in live) >= WAITING:
            return unit, Knocked.FULL
        id_ = own.draft.id if unit is served[0] else _fresh_id(unit)
        await ledger.drafts.drop(own.draft.id)
        waits = msgspec.structs.replace(own.said, words=said, state=Knocked.WAITING)
        await ledger.drafts.put(_draft(id_, unit, request.now(), waits))
        tx = Transaction(request, ledger, unit)
        await note(tx, Verb.KNOCK, id_, account=digits(account))
        told = await notify(tx, await office(tx), reason=f"knock:{id_}", facts=KnockContent(knock=id_))
        return unit, Knocked.WAITING if told.reached else Knocked.UNHEARD


async def _live(request: RequestContext, ledger: Ledger, unit: Unit) -> list[Knock]:
    """What is asked at the unit's door; what is over is forgotten."""
    found = []
    for draft in await ledger.drafts.find(DRAFTS_OF, unit.id, PendingKnock.kind):
        one = Knock(draft, draft_of(draft, PendingKnock))
        if one.is_live(request.now()):
            found.append(one)
        else:
            await ledger.drafts.drop(draft.id)
    return found


def _draft(id_: str, unit: Unit, at: dt.datetime, said: PendingKnock) -> Draft:
    return Draft(id=id_, unit=unit.id, person=unit.id, kind=PendingKnock.kind, at=at, facts=facts_of(said))


async def bind_knock(request: RequestContext, by: Person, id_: str, person_id: str) -> Person:
    """The office says who it is: the account is bound, others hear of it, and any link of that person ends.

    Raises NotAllowed, NotFound, Overtaken where it is decided, NoChange where that person is bound already.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.BIND)
        waits = await _waiting(tx, id_)
        person = await tx.ledger.people.get(person_id)
        if person is None or not person.active:
            raise NotFound(what=person_id.rpartition("/")[2])
        if person.chat is not None:
            raise NoChange(why="bound", name=person.name)
        bound = await bind_account(tx, person, None, waits.said.account)
        for old in await tx.ledger.invitations.find(INVITATIONS_OF, person.id):
            await tx.ledger.invitations.drop(old.id)
        await tx.ledger.drafts.drop(id_)
        told = [*await office(tx), *(await secretary(tx) if person.holds(*STANDING) else [])]
        if person.holds(Role.SECRETARY):  # whoever would say that it is somebody else
            told += await holders(tx.ledger, tx.unit.id, Role.LEADER)
        facts = {"who": tx.by.name, "name": person.name, "digits": digits(waits.said.account)}
        others = [one for one in told if one.id != person.id]
        await notify(tx, others, reason=f"knocked:{id_}", facts=notice("invitations.knock.bound_told", facts))
        return bound


async def refuse_knock(request: RequestContext, by: Person, id_: str) -> int:
    """Turn somebody away for a week; the account, to be told. Raises NotAllowed, NotFound or Overtaken."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.BIND)
        waits = await _waiting(tx, id_)
        refused = msgspec.structs.replace(waits.said, state=Knocked.REFUSED, words="")
        await tx.ledger.drafts.put(_draft(id_, tx.unit, tx.now, refused))
        await note(tx, Verb.REFUSE_KNOCK, id_, account=digits(waits.said.account))
        return waits.said.account


async def _waiting(tx: Transaction, id_: str) -> Knock:
    found = await _kept(tx, id_)
    if found is None:
        raise Overtaken(number="", why="knock")
    return found


async def _kept(tx: Transaction, id_: str) -> Knock | None:
    """The request, while it waits and nobody has got the account otherwise."""
    draft = await tx.ledger.drafts.get(id_)
    if draft is None or draft.unit != tx.unit.id or draft.kind != PendingKnock.kind:
        return None
    found = Knock(draft, draft_of(draft, PendingKnock))
    waits = found.said.state == Knocked.WAITING and found.is_live(tx.now)
    return found if waits and not await tx.ledger.people.find(PEOPLE_AT, str(found.said.account)) else None


async def knocks(tx: Transaction) -> AsyncIterator[KnockCard]:
    """All that wait at the unit's door, for one of the office."""
    if not tx.by.holds(Role.OFFICE):
        return
    for draft in await tx.ledger.drafts.find(DRAFTS_OF, tx.unit.id, PendingKnock.kind):
        if (found := await _kept(tx, draft.id)) is not None:
            yield await _card(tx, found)


async def _card(tx: Transaction, found: Knock) -> KnockCard:
    people = [person for person in await tx.ledger.people.find(PEOPLE_OF, tx.unit.id) if person.active]
    words = "".join(found.said.words.split())
    named = [person for person in people if plain_name(person.name) in words]
    free = sorted((one for one in people if one.chat is None), key=lambda one: (one not in named, one.rank, one.name))
    return KnockCard(
        id=found.draft.id,
        words=found.said.words,
        shown=found.said.shown,
        digits=digits(found.said.account),
        since=tx.day_of(found.draft.at),
        named=tuple(one for one in free if one in named),
        others=tuple(one for one in free if one not in named),
        bound=tuple(one.name for one in named if one.chat is not None),
    )


async def knock_card(request: RequestContext, by: Person, id_: str, page: int = 0) -> MessageBody | None:
    """The card of somebody who knocks, with a page of those who may be meant; None where nothing waits any more."""
    async with open_reading(request, by) as tx:
        found = await waiting_knock(tx, id_)
        return await card_of_knock(tx, found, page) if found else None


async def waiting_knock(tx: Transaction, id_: str) -> Knock | None:
    """The request, where it waits for whoever asks."""
    return await _kept(tx, id_) if tx.by.holds(Role.OFFICE) else None


async def card_of_knock(tx: Transaction, found: Knock, page: int = 0) -> MessageBody:
    """Its card, with a page of those who may be meant."""
    return knock_body(tx.request.wording, await _card(tx, found), page)


async def compose_knock(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The card for one of the office; none once it is decided."""
    tx = await transaction_for(request, ledger, person)
    found = await _kept(tx, content_of(message, KnockContent).knock)
    return await card_of_knock(tx, found) if found else None
