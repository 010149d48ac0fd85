"""Absence and handover: who takes a person's reminders for a while, and who takes a person's measures for good."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Absence, Person, Role
from bot.domain.plan.measure import Measure
from bot.services.core.draft_content import PendingAbsence, draft_of, new_draft
from bot.services.core.ledger import MEASURES_OF_PERSON, Ledger
from bot.services.core.notify import notice, notify
from bot.services.core.request import RequestContext
from bot.services.core.transaction import change, note, open_transaction, require_role
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
    measures = tuple(m for m in found if not m.is_ended and one.id in m.owners)
    if not measures or one.id == other.id:
        raise NoChange(name=giver)
    return Handover(one, other, measures)


async def hand_over(request: RequestContext, giver: str, taker: str, *, by: Person) -> Handover:
    """Give every open measure that a person owns to a successor, in one step; what was reported stays as it is.

    Both hear of it, and the successor is reminded by the ladder from the next round on. Raises as its plan does.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.HAND_OVER)
        moved = await _planned(tx.ledger, giver, taker, tx.by)
        for measure in moved.measures:
            owners = tuple(dict.fromkeys(moved.taker.id if p == moved.giver.id else p for p in measure.owners))
            new = replace(measure, owners=owners, wake=tx.today)
            await change(tx, measure, new, Verb.HAND_OVER)
        numbers = "、".join(measure.number for measure in moved.measures)
        facts = {"giver": moved.giver.name, "taker": moved.taker.name, "count": len(moved.measures), "numbers": numbers}
        told = notice("people.handover.done", facts, [measure.id for measure in moved.measures])
        reason = f"handover:{moved.giver.id}:{moved.taker.id}:{tx.now.isoformat()}"
        await notify(tx, (moved.giver, moved.taker), reason=reason, facts=told)
        return moved


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
