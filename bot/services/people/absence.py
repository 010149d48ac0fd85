"""Absence: who takes a person's reminders for a while."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Absence, Person, Role
from bot.domain.people.proposal import Act, Proposal
from bot.services.core.draft_content import PendingAbsence, draft_of, new_draft
from bot.services.core.ledger import MEASURES_OF_PERSON
from bot.services.core.notify import notice, notify
from bot.services.core.proposals import GAINS, Proposed, needs_second, propose
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction, people
from bot.services.people.names import person_named

PLANNED, DELEGATE = PendingAbsence.kind, "delegate"


LED = frozenset({Role.LEADER, Role.SECRETARY})  # whoever holds one of these may lead for another without asking


@dataclass(frozen=True)
class RecordedAbsence:
    """An absence as it was written down."""

    person: Person
    delegate: Person
    start: dt.date
    end: dt.date
    told: tuple[str, ...] = ()  # whom a message reaches, and behind them whom not


async def record_absence(
    request: RequestContext, name: str, start: dt.date, end: dt.date, delegate: str, *, by: Person
) -> RecordedAbsence | Proposed:
    """Let a delegate take a person's reminders on these days, both included; both hear of it.

    The office may for anybody, everyone for themselves. Where somebody comes to lead by the word of a clerk who has led
    nothing so far, a second person confirms it. Raises NotAllowed, NotFound, Unreadable where the days are
    past or turned round, or where nobody else is named.
    """
    async with open_transaction(request, by) as tx:
        person = await person_named(tx.ledger, by.unit, name)
        other = await person_named(tx.ledger, by.unit, delegate)
        if person.id != by.id and not tx.by.holds(Role.OFFICE):
            raise NotAllowed(action=Action.HAND_OVER)
        if end < start or end < tx.today or other.id == person.id:
            raise Unreadable(what=f"{start}—{end}")
        days = {"start": start.isoformat(), "end": end.isoformat()}
        if person.id != by.id and not other.holds(*LED) and await _leads(tx, person) and needs_second(tx):
            words = {"name": person.name, "delegate": other.name, **days}
            what = request.wording.word("people.proposal.what_stand_in", **words)
            facts = {DELEGATE: other.id, GAINS: other.id, **days}
            return await propose(tx, Act.STAND_IN, person.id, what, facts=facts)
        return await _absent(tx, person, other, start, end)


async def _leads(tx: Transaction, person: Person) -> bool:
    found = await tx.ledger.measures.find(MEASURES_OF_PERSON, person.id)
    return person.holds(Role.LEADER) or any(person.id in one.leaders for one in found if not one.is_ended)


async def _absent(tx: Transaction, person: Person, other: Person, start: dt.date, end: dt.date) -> RecordedAbsence:
    days = {"start": start.isoformat(), "end": end.isoformat()}
    kept = tuple(one for one in person.absences if one.end >= tx.today and (one.end < start or one.start > end))
    absent = replace(person, absences=(*kept, Absence(start, end, other.id)))
    await tx.ledger.people.put(absent)
    await note(tx, Verb.AWAY, person.id, delegate=other.id, **days)
    told = notice("people.absence.told", {"name": person.name, "delegate": other.name, **days})
    heard = await notify(tx, (absent, other), reason=f"away:{person.id}:{start}:{end}", facts=told)
    return RecordedAbsence(absent, other, start, end, heard.names)


async def stand_in_within(tx: Transaction, proposal: Proposal) -> RecordedAbsence:
    """The same once it was confirmed; raises NotFound where one of them has left."""
    facts = proposal.facts
    found = await people(tx.ledger, (proposal.subject, facts[DELEGATE]))
    if len(found) != 2:  # noqa: PLR2004 - the one who is away, and the other
        raise NotFound(what=proposal.what)
    person, other = found
    return await _absent(tx, person, other, dt.date.fromisoformat(facts["start"]), dt.date.fromisoformat(facts["end"]))


async def end_absence(request: RequestContext, name: str, *, by: Person) -> Person:
    """Forget a person's absences from today on; raises NotAllowed, NotFound, or NoChange where there are none."""
    async with open_transaction(request, by) as tx:
        person = await person_named(tx.ledger, by.unit, name)
        if person.id != by.id and not tx.by.holds(Role.OFFICE):
            raise NotAllowed(action=Action.HAND_OVER)
        if not any(one.end >= tx.today for one in person.absences):
            raise NoChange(name=name)
        present = replace(person, absences=())
        await tx.ledger.people.put(present)
        await note(tx, Verb.AWAY, person.id, end=tx.today.isoformat())
        return present


async def plan_absence(request: RequestContext, by: Person, planned: PendingAbsence) -> None:
    """Remember an absence whose days are still being asked about; without the update, which goes on to its answer."""
    async with request.store.open() as ledger:
        await ledger.drafts.put(new_draft(planned, by.unit, by.id, request.now()))


async def planned_absence(request: RequestContext, by: Person) -> PendingAbsence:
    """The absence that is being asked about; raises NotFound."""
    async with request.look() as ledger:
        kept = await ledger.drafts.get(f"{by.id}:{PLANNED}")
    if kept is None:
        raise NotFound(what="absence")
    return draft_of(kept, PendingAbsence)
