"""What becomes of a visit that is planned: called off, or put to another day; its people are told, with the reason."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from bot.domain.core.refusal import NoChange, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.inspections.visit import Visit, VisitState
from bot.domain.people.person import Person, Role
from bot.messages.inspections.view import when
from bot.services.core.ledger import VISITS_OF
from bot.services.core.measure_context import measure_context, quoted
from bot.services.core.notify import notice, notify
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, open_transaction, people
from bot.services.inspections.visits import found_visit, keep_visit, told_of


async def cancel_visit(
    request: RequestContext, by: Person, visit_id: str, why: str = ""
) -> tuple[Visit, tuple[str, ...]]:
    """Call a planned visit off, and who was told; raises as `begin_visit`."""
    async with open_transaction(request, by) as tx:
        visit = await _planned(tx, visit_id)
        gone = replace(visit, state=VisitState.CANCELLED)
        entry = await keep_visit(tx, gone, Verb.CANCEL_VISIT, why)
        told = {**await told_of(tx, gone), "who": tx.by.name, "why": await _why(tx, gone, why)}
        facts = notice("inspections.cancelled_told", told, gone.measures)
        return gone, (await notify(tx, await _goers(tx, gone), reason=entry, facts=facts)).names


async def move_visit(
    request: RequestContext, by: Person, visit_id: str, to: tuple[dt.date | None, dt.time | None], why: str = ""
) -> tuple[Visit, Visit, tuple[str, ...]]:
    """Put a planned visit to another day or time, what is not said stays: as it was, as it is, and who was told.

    Its people are reminded anew. Raises as `begin_visit`, NoChange, or Unreadable for a day over.
    """
    async with open_transaction(request, by) as tx:
        visit = await _planned(tx, visit_id)
        day, time = to
        moved = replace(visit, day=day or visit.day, time=time or visit.time, asked=None)
        if moved.day < tx.today:
            raise Unreadable(what="past_due")
        if (moved.day, moved.time) == (visit.day, visit.time):
            raise NoChange(number=visit.title)
        entry = await keep_visit(tx, moved, Verb.MOVE_VISIT, why)
        why = await _why(tx, moved, why)
        told = {**await told_of(tx, moved), "before": when(visit), "who": tx.by.name, "why": why}
        show = [[["inspections.button.show", "vis", visit.id]]]
        facts = notice("inspections.moved_told", told, moved.measures, buttons=show)
        return visit, moved, (await notify(tx, await _goers(tx, moved), reason=entry, facts=facts)).names


async def _planned(tx: Transaction, visit_id: str) -> Visit:
    visit = await found_visit(tx, visit_id)
    if visit.state is not VisitState.PLANNED:
        raise Overtaken(why="visit", number=visit.title)
    return visit


async def _why(tx: Transaction, visit: Visit, why: str) -> str:
    """The reason as messages may show it, behind what is said."""
    first, *rest = [await measure_context(tx, one) for one in visit.measures]
    said = quoted(first, why, *rest) if why else ""
    return tx.request.wording.word("inspections.because", words=said) if said else ""


async def _goers(tx: Transaction, visit: Visit) -> list[Person]:
    return await people(tx.ledger, dict.fromkeys([visit.by, *visit.companions]))


async def visits_meant(
    request: RequestContext,
    by: Person,
    state: VisitState,
    *,
    measures: Collection[str],
    day: dt.date | None,
    place: str,
) -> tuple[tuple[Visit, str], ...]:
    """The visits of a state that are the person's to change and are what is meant, with the numbers of their measures.

    Those of all that are named; of the day that is named; a place is one that words name in part.
    """
    async with open_reading(request, by) as tx:
        found = []
        for one in await tx.ledger.visits.find(VISITS_OF, tx.unit.id):
            its = tx.by.id in {one.by, *one.companions} or tx.by.holds(Role.SECRETARY, Role.OFFICE)
            fits = {*measures} <= {*one.measures} and day in {None, one.day} and (not place or place in one.place)
            if one.state is state and its and fits:
                found.append((one, (await told_of(tx, one))["numbers"]))
        return tuple(found)
