"""A meeting as it is held: what became of the last one, one matter at a time, and its end with the minutes' number."""

import datetime as dt
from dataclasses import replace

from bot.domain.core.refusal import Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.meetings.meeting import Meeting, MeetingState
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.messages.body import MessageBody
from bot.messages.meetings.view import Outcome, closed_body, item_body, opening_body, screen_text
from bot.services.core.ledger import MEETINGS_OF, PEOPLE_OF
from bot.services.core.notify import notice, notify, office, secretary
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    next_number,
    note,
    open_reading,
    open_transaction,
    require_role,
    unit_of,
)
from bot.services.meetings.agenda import renewed, told
from bot.services.meetings.outcome import last_meeting, line_of, outcomes_of
from bot.services.meetings.planning import found_meeting, new_meeting

SERIES = "minutes"


async def begin_meeting(request: RequestContext, by: Person, meeting_id: str) -> MessageBody:
    """Begin: the agenda as things are now, and what became of the last meeting. A second press shows it again.

    Raises NotAllowed, NotFound, or Overtaken where it is over.
    """
    async with open_transaction(request, by) as tx:
        meeting = await _ahead(tx, meeting_id)
        if meeting.state is MeetingState.PLANNED:
            agenda = tuple([await told(tx, meeting, item) for item in await renewed(tx, meeting)])
            meeting = replace(meeting, agenda=agenda, state=MeetingState.UNDER_WAY, opened=tx.now, place=0)
            await tx.ledger.meetings.put(meeting)
            await note(tx, Verb.BEGIN_MEETING, meeting.id, title=meeting.title, count=len(meeting.agenda))
        return await _page(tx, meeting, 0)


async def turn_to(request: RequestContext, by: Person, meeting_id: str, place: int) -> MessageBody:
    """Turn to a matter, which the big screen then shows; raises as `begin_meeting`."""
    async with open_transaction(request, by) as tx:
        meeting = await _ahead(tx, meeting_id)
        place = max(0, min(place, len(meeting.agenda)))
        if meeting.state is MeetingState.UNDER_WAY and meeting.place != place:
            meeting = meeting.turned_to(place)
            await tx.ledger.meetings.put(meeting)
        return await _page(tx, meeting, place)


async def demand_under_way(request: RequestContext, by: Person, meeting_id: str) -> Meeting:
    """The meeting, so long as something can be written down in it; raises as `begin_meeting`."""
    async with open_reading(request, by) as tx:
        return await _ahead(tx, meeting_id)


async def take_attendance(request: RequestContext, by: Person, meeting_id: str, names: str) -> MessageBody:
    """Write down who attends; raises as `begin_meeting`, or Unreadable without words."""
    if not names.strip():
        raise Unreadable(what="empty")
    async with open_transaction(request, by) as tx:
        meeting = replace(await _ahead(tx, meeting_id), present=" ".join(names.split()))
        await tx.ledger.meetings.put(meeting)
        return await _page(tx, meeting, meeting.place)


async def likely_attendance(request: RequestContext, by: Person, meeting_id: str) -> tuple[str, ...]:
    """Who may attend: who did the last time, and the secretary with the leaders; raises as `begin_meeting`."""
    async with open_reading(request, by) as tx:
        meeting = await _ahead(tx, meeting_id)
        last = await last_meeting(tx, meeting)
        known = await tx.ledger.people.find(PEOPLE_OF, by.unit)
    known.sort(key=lambda one: (one.rank, one.id))
    leading = "、".join(one.name for one in known if one.active and one.holds(Role.SECRETARY, Role.LEADER))
    found = dict.fromkeys([last.present if last else "", leading])
    return tuple(names for names in found if names and names != meeting.present)


async def end_meeting(request: RequestContext, by: Person, meeting_id: str) -> MessageBody:
    """Close a meeting: its minutes get their number. Raises as `begin_meeting`."""
    async with open_transaction(request, by) as tx:
        meeting = await _ahead(tx, meeting_id)
        if meeting.state is not MeetingState.UNDER_WAY:
            raise Overtaken(why="meeting", number=meeting.title)
        meeting = await held(tx, replace(meeting, place=0))
        outcomes = await outcomes_of(tx, meeting.resolutions)
        entry = await note(tx, Verb.END_MEETING, meeting.id, title=meeting.title, count=len(outcomes))
        facts = notice(
            "meetings.closed_told",
            {"title": meeting.title, "count": len(outcomes)},
            buttons=[[["meetings.button.show", "mtg", meeting.id]]],
        )
        await notify(tx, [*await secretary(tx), *await office(tx)], reason=entry.id, facts=facts)
        return closed_body(request.wording, meeting, outcomes)


async def held(tx: Transaction, meeting: Meeting) -> Meeting:
    """The meeting as it is kept once it is over, under the next number of minutes."""
    year, number = await next_number(tx, SERIES)
    closed = replace(meeting, state=MeetingState.HELD, closed=tx.now, year=year, number=number)
    await tx.ledger.meetings.put(closed)
    return closed


async def recorded(tx: Transaction, title: str, day: dt.date) -> Meeting:
    """The meeting of that name and day; one that is not known is held from the first."""
    same = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id, day.isoformat())
    known = (one for one in same if one.title == title and one.state is not MeetingState.CANCELLED)
    if found := next(known, None):
        return found
    meeting = await held(tx, await new_meeting(tx, title, day))
    await note(tx, Verb.END_MEETING, meeting.id, title=meeting.title, count=0)
    return meeting


async def _ahead(tx: Transaction, meeting_id: str) -> Meeting:
    require_role(tx, Action.MEET)
    meeting = await found_meeting(tx, meeting_id)
    if not meeting.is_ahead:
        raise Overtaken(why="meeting", number=meeting.title)
    return meeting


async def _page(tx: Transaction, meeting: Meeting, place: int) -> MessageBody:
    wording = tx.request.wording
    if not 0 < place <= len(meeting.agenda):
        last = await last_meeting(tx, meeting)
        return opening_body(wording, meeting, last, await outcomes_of(tx, last.resolutions) if last else ())
    line = await line_of(tx, meeting, meeting.agenda[place - 1])
    decided = await _on(tx, meeting, line.summary.measure.number)
    return item_body(wording, meeting, place, line, decided)


async def on_screen(request: RequestContext, unit_id: str) -> MessageBody | None:
    """The matter that a meeting under way speaks of, for a big screen; None where none is."""
    async with request.look() as ledger:
        found = await ledger.meetings.find(MEETINGS_OF, unit_id)
        under_way = [one for one in found if one.state is MeetingState.UNDER_WAY]
        if not under_way or not 0 < under_way[-1].place <= len(under_way[-1].agenda):
            return None
        tx, meeting = Transaction(request, ledger, await unit_of(ledger, unit_id)), under_way[-1]
        line = await line_of(tx, meeting, meeting.agenda[meeting.place - 1])
        decided = await _on(tx, meeting, line.summary.measure.number)
        text = screen_text(request.wording, meeting, meeting.place, line, decided)
        return MessageBody(text, measures=(line.summary.id,))


async def _on(tx: Transaction, meeting: Meeting, number: str) -> list[Outcome]:
    return [one for one in await outcomes_of(tx, meeting.resolutions) if one.number == number]
