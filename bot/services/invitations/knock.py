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
from bot.services.core.transaction import Transaction, holders, note, open_transaction, require_role, unit_of
from bot.services.people.account import bind_account
from bot.services.people.staff import STANDING

WAITING, ASKED = 10, 30  # that may wait for the office, and that may be about to say who they are
TO_SAY, TURNED_AWAY, KEPT = dt.timedelta(hours=1), dt.timedelta(days=7), dt.timedelta(days=7)
SHORTEST, LONGEST = 2, 60  # characters of what they say


class Knocked(StrEnum):
    """What became of it."""

    ASKED = "asked"
    WAITING = "waiting"
    REFUSED = "refused"
    FULL = "full"
    UNCLEAR = "unclear"
    UNHEARD = "unheard"  # kept, but nobody of the office can be reached


@dataclass(frozen=True)
class _Knock:
    """A request as it is kept."""

    draft: Draft
    said: PendingKnock

    def is_live(self, now: dt.datetime) -> bool:
        """False where its time is over."""
        time = {Knocked.ASKED: TO_SAY, Knocked.REFUSED: TURNED_AWAY}.get(Knocked(self.said.state), KEPT)
        return now - self.draft.at < time


async def door(request: RequestContext) -> Unit | None:
    """The unit at whose door a visitor of this bot stands; None where it serves several, or none."""
    async with request.look() as ledger:
        served = [unit for unit in await ledger.units.find(UNITS) if unit.bot == request.bot]
    return served[0] if len(served) == 1 else None


async def knock(request: RequestContext, account: int, shown: str) -> tuple[Unit, Knocked]:
    """A visitor asks to be bound, and is asked who that is; raises NotFound where there is no door."""
    unit = await door(request)
    if unit is None:
        raise NotFound(what="door")
    async with request.open() as ledger:
        live = await _live(request, ledger, unit)
        own = next((one for one in live if one.said.account == account), None)
        if own is not None and own.said.state != Knocked.ASKED:
            return unit, Knocked(own.said.state)
        if own is None and _is_full(live):
            return unit, Knocked.FULL
        id_ = own.draft.id if own else f"{unit.id}/k{secrets.token_hex(4)}"
        said = PendingKnock(account=account, shown=shown[:LONGEST])
        await ledger.drafts.put(_draft(id_, unit, request.now(), said))
        return unit, Knocked.ASKED


def _is_full(live: list[_Knock]) -> bool:
    waiting = sum(one.said.state == Knocked.WAITING for one in live)
    return waiting >= WAITING or len(live) - waiting >= ASKED


async def say_who(request: RequestContext, account: int, words: str) -> tuple[Unit, Knocked] | None:
    """A visitor who was asked says who that is: the office decides. None where nothing was asked."""
    unit = await door(request)
    if unit is None:
        return None
    async with request.open() as ledger:
        live = await _live(request, ledger, unit)
        own = next((one for one in live if (one.said.account, one.said.state) == (account, Knocked.ASKED)), None)
        if own is None:
            return None
        said = " ".join(words.split())
        if not SHORTEST <= len(said) <= LONGEST or not said.isprintable():
            return unit, Knocked.UNCLEAR
        if sum(one.said.state == Knocked.WAITING for one in live) >= WAITING:
            return unit, Knocked.FULL
        waits = msgspec.structs.replace(own.said, words=said, state=Knocked.WAITING)
        await ledger.drafts.put(_draft(own.draft.id, unit, request.now(), waits))
        tx = Transaction(request, ledger, unit)
        await note(tx, Verb.KNOCK, own.draft.id, account=digits(account))
        content = KnockContent(knock=own.draft.id)
        told = await notify(tx, await office(tx), reason=f"knock:{own.draft.id}", facts=content)
        return unit, Knocked.WAITING if told.reached else Knocked.UNHEARD


async def _live(request: RequestContext, ledger: Ledger, unit: Unit) -> list[_Knock]:
    """What is asked at the unit's door; what is over is forgotten."""
    found = []
    for draft in await ledger.drafts.find(DRAFTS_OF, unit.id, PendingKnock.kind):
        one = _Knock(draft, draft_of(draft, PendingKnock))
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


async def _waiting(tx: Transaction, id_: str) -> _Knock:
    found = await _kept(tx, id_)
    if found is None:
        raise Overtaken(number="", why="knock")
    return found


async def _kept(tx: Transaction, id_: str) -> _Knock | None:
    """The request, while it waits and nobody has got the account otherwise."""
    draft = await tx.ledger.drafts.get(id_)
    if draft is None or draft.unit != tx.unit.id or draft.kind != PendingKnock.kind:
        return None
    found = _Knock(draft, draft_of(draft, PendingKnock))
    waits = found.said.state == Knocked.WAITING and found.is_live(tx.now)
    return found if waits and not await tx.ledger.people.find(PEOPLE_AT, str(found.said.account)) else None


async def knocks(tx: Transaction) -> AsyncIterator[KnockCard]:
    """All that wait at the unit's door, for one of the office."""
    if not tx.by.holds(Role.OFFICE):
        return
    for draft in await tx.ledger.drafts.find(DRAFTS_OF, tx.unit.id, PendingKnock.kind):
        if (found := await _kept(tx, draft.id)) is not None:
            yield await _card(tx, found)


async def _card(tx: Transaction, found: _Knock) -> KnockCard:
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
    async with request.look() as ledger:
        tx = Transaction(request, ledger, await unit_of(ledger, by.unit), by)
        found = await _kept(tx, id_) if by.holds(Role.OFFICE) else None
        return knock_body(request.wording, await _card(tx, found), page) if found else None


async def compose_knock(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """The card for one of the office; none once it is decided."""
    tx = Transaction(request, ledger, await unit_of(ledger, person.unit), person)
    found = await _kept(tx, content_of(message, KnockContent).knock)
    return knock_body(request.wording, await _card(tx, found)) if found else None
