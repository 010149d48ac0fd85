"""Absence and handover: who takes a person's reminders for a while, and who takes a person's measures for good."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Absence, Person, Role
from bot.domain.people.proposal import Act
from bot.domain.plan.measure import Measure
from bot.services.core.draft_content import PendingAbsence, draft_of, new_draft
from bot.services.core.ledger import LETTERS_UNSIGNED, MEASURES_OF_PERSON, Ledger
from bot.services.core.measure_context import numbered
from bot.services.core.notify import notice, notify
from bot.services.core.proposals import Proposed, needs_second, propose
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, change, note, open_transaction
from bot.services.people.names import person_named

PLANNED = PendingAbsence.kind


@dataclass(frozen=True)
class RecordedAbsence:
    """An absence as it was written down."""

    person: Person
    delegate: Person
    start: dt.date
    end: dt.date


async def record_absence(
    request: RequestContext, name: str, start: dt.date, end: dt.date, delegate: str, *, by: Person
) -> RecordedAbsence:
    """Let a delegate take a person's reminders on these days, both included; both hear of it.

    The office may for anybody, everyone for themselves. Raises NotAllowed, NotFound, Unreadable where the days are
    past or turned round, or where nobody else is named.
    """
    async with open_transaction(request, by) as tx:
        person = await person_named(tx.ledger, by.unit, name)
        other = await person_named(tx.ledger, by.unit, delegate)
        if person.id != by.id and not tx.by.holds(Role.OFFICE):
            raise NotAllowed(action=Action.HAND_OVER)
        if end < start or end < tx.today or other.id == person.id:
            raise Unreadable(what=f"{start}—{end}")
        kept = tuple(one for one in person.absences if one.end >= tx.today and (one.end < start or one.start > end))
        absent = replace(person, absences=(*kept, Absence(start, end, other.id)))
        await tx.ledger.people.put(absent)
        days = {"start": start.isoformat(), "end": end.isoformat()}
        await note(tx, Verb.AWAY, person.id, delegate=other.id, **days)
        facts = {"name": person.name, "delegate": other.name, **days}
        await notify(
            tx, (absent, other), reason=f"away:{person.id}:{start}:{end}", facts=notice("people.absence.told", facts)
        )
        return RecordedAbsence(absent, other, start, end)


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


@dataclass(frozen=True)
class Handover:
    """What goes, or went, from one person to another."""

    giver: Person
    taker: Person
    measures: tuple[Measure, ...]


async def plan_handover(request: RequestContext, giver: str, taker: str, *, by: Person) -> Handover:
    """What a handover would move; raises NotAllowed, NotFound, or NoChange where there is nothing to hand over."""
    async with request.look() as ledger:
        return await _planned(ledger, giver, taker, by)


async def _planned(ledger: Ledger, giver: str, taker: str, by: Person) -> Handover:
    one, other = await person_named(ledger, by.unit, giver), await person_named(ledger, by.unit, taker)
    if one.id != by.id and not by.holds(Role.OFFICE):
        raise NotAllowed(action=Action.HAND_OVER)
    found = await ledger.measures.find(MEASURES_OF_PERSON, one.id)
    measures = tuple(measure for measure in found if not measure.is_ended)
    if not measures or one.id == other.id:
        raise NoChange(name=giver)
    return Handover(one, other, measures)


async def hand_over(request: RequestContext, giver: str, taker: str, *, by: Person) -> Handover | Proposed:
    """Give every open measure that a person owns or leads to a successor, in one step; what was reported stays.

    Of what is led a second person confirms it. Both hear of it, and the successor is reminded by the ladder from the
    next round on. Raises as its plan does.
    """
    async with open_transaction(request, by) as tx:
        moved = await _planned(tx.ledger, giver, taker, tx.by)
        if any(moved.giver.id in measure.leaders for measure in moved.measures) and needs_second(tx):
            facts = {"taker": moved.taker.id}
            words = {"giver": moved.giver.name, "taker": moved.taker.name, "count": len(moved.measures)}
            what = request.wording.word("people.proposal.what_hand_over", **words)
            return await propose(tx, Act.HAND_OVER, moved.giver.id, what, facts=facts)
        return await hand_over_within(tx, moved.giver.id, moved.taker.id)


async def hand_over_within(tx: Transaction, giver_id: str, taker_id: str) -> Handover:
    """The same within a transaction; letters that wait for a signature go with the measures."""
    giver, taker = [await tx.ledger.people.get(one) for one in (giver_id, taker_id)]
    if giver is None or taker is None:
        raise NotFound(what=giver_id.rpartition("/")[2])
    moved = await _planned(tx.ledger, giver.name, taker.name, tx.by)
    for measure in moved.measures:
        new = replace(
            measure,
            owners=_handed(measure.owners, moved),
            leaders=_handed(measure.leaders, moved),
            wake=tx.today,
        )
        await change(tx, measure, new, Verb.HAND_OVER)
    for letter in await tx.ledger.letters.find(LETTERS_UNSIGNED, tx.unit.id):
        if giver_id in letter.unsigned:
            await tx.ledger.letters.put(replace(letter, recipients=_handed(letter.recipients, moved)))
    numbers = "、".join(measure.number for measure in await numbered(tx.ledger, *moved.measures))
    facts = {"giver": moved.giver.name, "taker": moved.taker.name, "count": len(moved.measures), "numbers": numbers}
    told = notice("people.handover.done", facts, [measure.id for measure in moved.measures])
    reason = f"handover:{moved.giver.id}:{moved.taker.id}:{tx.now.isoformat()}"
    await notify(tx, (moved.giver, moved.taker), reason=reason, facts=told)
    return moved


def _handed(ids: tuple[str, ...], moved: Handover) -> tuple[str, ...]:
    return tuple(dict.fromkeys(moved.taker.id if one == moved.giver.id else one for one in ids))


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
