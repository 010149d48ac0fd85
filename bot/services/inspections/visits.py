"""A visit: planned or at once, what is seen and sent on the spot, and its end with the number of its record."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken, Unreadable
from bot.domain.evidence.evidence import Evidence
from bot.domain.history.verb import Verb
from bot.domain.inspections.visit import Seen, Visit, VisitState
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.body import MessageBody
from bot.messages.inspections.view import VisitPage, visit_body, visits_body, when
from bot.services.core.ledger import VISITS_OF
from bot.services.core.measure_card import about
from bot.services.core.measure_context import may, measure_context, quoted
from bot.services.core.notify import notice, notify, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    next_number,
    note,
    open_clock_transaction,
    open_reading,
    open_transaction,
    people,
    require_role,
)
from bot.services.evidence.upload import Upload, demand_sound, put_evidence
from bot.services.meetings.outcome import number_of, outcomes_of
from bot.services.meetings.responsible import responsible_in

SERIES, SHOWN = "visit", 8


@dataclass(frozen=True, kw_only=True)
class PlannedVisit:
    """What is asked for: ids of measures, when, where, and with whom in words; without a day it is at once."""

    measures: tuple[str, ...]
    day: dt.date | None
    time: dt.time | None
    place: str
    people: str


async def plan_visit(request: RequestContext, by: Person, wanted: PlannedVisit) -> MessageBody:
    """Plan a visit, or begin it where no day is named; the same said again is the same visit.

    Raises NotAllowed, NotFound, or Unreadable for a day over.
    """
    async with open_transaction(request, by) as tx:
        for measure in wanted.measures:
            await _require(tx, measure)
        if wanted.day and wanted.day < tx.today:
            raise Unreadable(what="past_due")
        named = await responsible_in(tx.ledger, tx.unit.id, wanted.people)
        known = await tx.ledger.visits.find(VISITS_OF, tx.unit.id)
        visit = Visit(
            id=f"{tx.unit.id}/v{len(known) + 1}",
            unit=tx.unit.id,
            title=request.wording.word("inspections.title"),
            day=wanted.day or tx.today,
            time=wanted.time,
            measures=wanted.measures,
            people=wanted.people or tx.by.name,
            companions=(*named.leaders, *named.people),
            place=wanted.place,
            by=tx.by.id,
            at=tx.now,
            state=VisitState.PLANNED if wanted.day else VisitState.UNDER_WAY,
        )
        if again := next((one for one in known if replace(visit, id=one.id, at=one.at, asked=one.asked) == one), None):
            return await _page(tx, again)
        await tx.ledger.visits.put(visit)
        verb = Verb.PLAN_VISIT if wanted.day else Verb.BEGIN_VISIT
        for measure in wanted.measures:
            entry = await note(tx, verb, measure, visit=visit.id, title=visit.title, day=visit.day.isoformat())
        facts = notice(
            "inspections.planned_told",
            {**await told_of(tx, visit), "who": tx.by.name},
            visit.measures,
            buttons=[[["inspections.button.show", "vis", visit.id]]],
        )
        await notify(tx, await people(tx.ledger, visit.companions), reason=entry.id, facts=facts)
        return await _page(tx, visit)


async def told_of(tx: Transaction, visit: Visit) -> dict[str, str]:
    """What a message says of a visit: its title, when, of which measures, where."""
    numbers = "、".join([await number_of(tx, one) for one in visit.measures])
    return {
        "title": visit.title,
        "when": when(visit),
        "numbers": numbers,
        "place": f" {visit.place}" if visit.place else "",
    }


async def _require(tx: Transaction, measure_id: str) -> None:
    context = await measure_context(tx, measure_id)
    if not await may(context, Action.INSPECT, tx.by):
        raise NotAllowed(number=context.measure.number, action=Action.INSPECT)


async def demand_visitable(request: RequestContext, by: Person, measure_id: str) -> str:
    """The number of a measure to which the person may go; raises NotAllowed or NotFound."""
    async with open_reading(request, by) as tx:
        await _require(tx, measure_id)
        return await number_of(tx, measure_id)


async def found_visit(tx: Transaction, visit_id: str) -> Visit:
    """The visit, for whoever may inspect its measures or goes along; raises NotFound or NotAllowed."""
    visit = await tx.ledger.visits.get(visit_id)
    if visit is None or visit.unit != tx.unit.id:
        raise NotFound(what="visit")
    if tx.by.id in {visit.by, *visit.companions} or tx.by.holds(Role.SECRETARY, Role.OFFICE):
        return visit
    for measure in visit.measures:
        await _require(tx, measure)
    return visit


async def _under_way(tx: Transaction, visit_id: str) -> Visit:
    visit = await found_visit(tx, visit_id)
    if visit.state is not VisitState.UNDER_WAY:
        raise Overtaken(why="visit", number=visit.title)
    return visit


async def demand_under_way(request: RequestContext, by: Person, visit_id: str) -> Visit:
    """The visit so long as it goes on; raises NotFound, NotAllowed or Overtaken."""
    async with open_reading(request, by) as tx:
        return await _under_way(tx, visit_id)


async def numbers_of(request: RequestContext, by: Person, visit_id: str) -> tuple[str, ...]:
    """The numbers of the visit's measures as people see them; raises as `demand_under_way`."""
    async with open_reading(request, by) as tx:
        visit = await _under_way(tx, visit_id)
        return tuple([await number_of(tx, measure) for measure in visit.measures])


async def show_visit(request: RequestContext, by: Person, visit_id: str) -> MessageBody:
    """The visit as it stands; raises NotFound or NotAllowed."""
    async with open_reading(request, by) as tx:
        return await _page(tx, await found_visit(tx, visit_id))


async def begin_visit(request: RequestContext, by: Person, visit_id: str) -> MessageBody:
    """Begin a visit that was planned; raises as `show_visit`, or Overtaken where it is over."""
    async with open_transaction(request, by) as tx:
        visit = await found_visit(tx, visit_id)
        if not visit.is_ahead:
            raise Overtaken(why="visit", number=visit.title)
        if visit.state is VisitState.PLANNED:
            visit = replace(visit, state=VisitState.UNDER_WAY, day=tx.today)
            await keep_visit(tx, visit, Verb.BEGIN_VISIT)
        return await _page(tx, visit)


async def end_visit(request: RequestContext, by: Person, visit_id: str) -> Visit:
    """End a visit: its record gets the next number; raises as `begin_visit`."""
    async with open_transaction(request, by) as tx:
        visit = await _under_way(tx, visit_id)
        year, number = await next_number(tx, SERIES)
        over = replace(visit, state=VisitState.HELD, closed=tx.now, year=year, number=number)
        await keep_visit(tx, over, Verb.END_VISIT)
        return over


async def keep_visit(tx: Transaction, visit: Visit, verb: Verb, words: str = "") -> str:
    """Keep it, with an entry for each of its measures; the id of the last."""
    await tx.ledger.visits.put(visit)
    facts = {"visit": visit.id, "title": visit.title, "day": visit.day.isoformat()}
    return [await note(tx, verb, measure, words=words, **facts) for measure in visit.measures][-1].id


async def note_seen(request: RequestContext, by: Person, visit_id: str, words: str) -> MessageBody:
    """Write down what was found; raises as `begin_visit`, or Unreadable without words."""
    if not words.strip():
        raise Unreadable(what="empty")
    async with open_transaction(request, by) as tx:
        visit = await _under_way(tx, visit_id)
        seen = Seen(words=words.strip(), by=tx.by.id, at=tx.now)
        visit = replace(visit, seen=(*visit.seen, seen))
        await tx.ledger.visits.put(visit)
        await note(tx, Verb.SEE, visit.measures[0], words=seen.words, visit=visit.id, title=visit.title)
        return await _page(tx, visit)


async def own_visit(request: RequestContext, by: Person) -> str:
    """The id of the visit on which the person is now; "" where there is none."""
    async with request.look() as ledger:
        found = await ledger.visits.find(VISITS_OF, by.unit)
        now = [one for one in found if one.state is VisitState.UNDER_WAY and by.id in {one.by, *one.companions}]
        return now[-1].id if now else ""


async def keep_seen(request: RequestContext, by: Person, visit_id: str, sent: Upload) -> str:
    """Keep a photo or file of a visit, which proves nothing for its measures; its name.

    An album is one finding. Raises as `begin_visit`, Unreadable where it is empty, TooLarge or OverQuota.
    """
    await demand_sound(request, by, sent, "")
    async with open_reading(request, by) as tx:
        await _under_way(tx, visit_id)
    digest = await request.blobs.keep(sent.content)
    async with open_transaction(request, by) as tx:
        visit = await _under_way(tx, visit_id)
        evidence = await put_evidence(tx, sent, digest, visit.id)
        await tx.ledger.visits.put(replace(visit, seen=await _with_photo(tx, visit, evidence)))
        return evidence.name


async def _with_photo(tx: Transaction, visit: Visit, evidence: Evidence) -> tuple[Seen, ...]:
    """What was seen, with a photo: with the others of its album, or else as a finding of its own."""
    last = visit.seen[-1] if visit.seen else None
    before = await tx.ledger.evidence.get(last.evidence[-1]) if last and last.evidence else None
    if last and before and before.message == evidence.message and not evidence.caption:
        return (*visit.seen[:-1], replace(last, evidence=(*last.evidence, evidence.id)))
    return (*visit.seen, Seen(words=evidence.caption, by=evidence.by, at=evidence.at, evidence=(evidence.id,)))


async def keep_location(request: RequestContext, by: Person, visit_id: str, location: str) -> None:
    """Say where the visit is; raises as `begin_visit`."""
    async with open_transaction(request, by) as tx:
        visit = replace(await _under_way(tx, visit_id), location=location)
        await tx.ledger.visits.put(visit)
        await note(tx, Verb.SEE, visit.measures[0], words=location, visit=visit.id, title=visit.title)


async def list_visits(request: RequestContext, by: Person) -> MessageBody:
    """Visits that are ahead and the last ones that the person may see; raises NotAllowed."""
    async with open_reading(request, by) as tx:
        require_role(tx, Action.INSPECT)
        found = await tx.ledger.visits.find(VISITS_OF, tx.unit.id)
        if not by.holds(Role.SECRETARY, Role.OFFICE):
            found = [one for one in found if tx.by.id in {one.by, *one.companions}]
        ahead = [one for one in found if one.is_ahead]
        held = [one for one in reversed(found) if one.state is VisitState.HELD]
        shown = [(one, (await told_of(tx, one))["numbers"]) for one in [*ahead, *held][:SHOWN]]
        return visits_body(request.wording, shown, len(held))


async def remind_of_visits(request: RequestContext, unit: str) -> int:
    """Remind those who go of a visit that is planned for today, once. For the clock."""
    async with open_clock_transaction(request, unit) as tx:
        until = (tx.today + dt.timedelta(1)).isoformat()
        due = await tx.ledger.visits.find(VISITS_OF, unit, since=tx.today.isoformat(), until=until)
        told = 0
        for visit in due:
            if visit.state is VisitState.PLANNED and visit.asked is None:
                await tx.ledger.visits.put(replace(visit, asked=tx.now))
                buttons = [[["inspections.button.begin", "vgo", visit.id]]]
                facts = notice("inspections.remind", await told_of(tx, visit), visit.measures, buttons=buttons)
                to = await with_delegates(tx, [visit.by, *visit.companions])
                told += len((await notify(tx, to, reason=f"visit:{visit.id}:{visit.day}", facts=facts)).messages)
        return told


async def _page(tx: Transaction, visit: Visit) -> MessageBody:
    return visit_body(tx.request.wording, await page_of(tx, visit))


async def page_of(tx: Transaction, visit: Visit) -> VisitPage:
    """The visit with the names and words behind its ids."""
    contexts = [await measure_context(tx, one) for one in visit.measures]
    shown = [await about(context) for context in contexts]
    names = {person.id: person.name for person in await people(tx.ledger, [one.by for one in visit.seen])}
    seen = [
        (quoted(contexts[0], one.words, *contexts[1:]) if one.words else "", names.get(one.by, ""), len(one.evidence))
        for one in visit.seen
    ]
    return VisitPage(
        visit=visit,
        measures=tuple((one.measure.number, one.matter) for one in shown),
        people=visit.people,
        seen=tuple(seen),
        demands=await outcomes_of(tx, visit.resolutions),
    )
