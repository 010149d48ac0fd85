"""Absence: who takes a person's reminders for a while."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Absence, Person, Role
from bot.services.core.draft_content import PendingAbsence, draft_of, new_draft
from bot.services.core.notify import notice, notify
from bot.services.core.request import RequestContext
from bot.services.core.transaction import note, open_transaction
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
