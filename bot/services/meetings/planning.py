"""Planning a meeting: its day, its agenda by rule, what is put on it or taken off by hand; calling it off."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import NoChange, NotFound, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.meetings.meeting import Cause, Item, Meeting, MeetingState
from bot.domain.meetings.resolution import CalledMeeting
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.meetings.view import list_body, meeting_body, when
from bot.services.core.ledger import MEETINGS_OF, PLANS_OF
from bot.services.core.measure_context import measure_context
from bot.services.core.notify import notice, notify, office, secretary
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_reading, open_transaction, require_role
from bot.services.meetings.agenda import agenda_by_rule, renewed
from bot.services.meetings.outcome import decisions_in, lines_of, outcomes_of

SHOWN = 6  # meetings in the list


async def plan_meeting(request: RequestContext, by: Person, called: CalledMeeting) -> str:
    """Plan a meeting, or find the one that is planned so already; its id. Raises NotAllowed or Unreadable."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MEET)
        if called.day is None:
            raise Unreadable(what="meeting_day")
        title = called.title or request.wording.word("meetings.title")
        same = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id, called.day.isoformat())
        if found := next((one for one in same if one.title == title and one.is_ahead), None):
            await tx.ledger.meetings.put(replace(found, time=called.time or found.time))
            return found.id
        meeting = await new_meeting(tx, title, called.day, called.time)
        meeting = replace(meeting, agenda=await agenda_by_rule(tx, meeting.day))
        await tx.ledger.meetings.put(meeting)
        entry = await note(tx, Verb.PLAN_MEETING, meeting.id, title=title, day=meeting.day.isoformat())
        facts = notice(
            "meetings.planned_told",
            {"title": title, "when": when(meeting), "count": len(meeting.agenda)},
            buttons=[[["meetings.button.show", "mtg", meeting.id]]],
        )
        await notify(tx, [*await secretary(tx), *await office(tx)], reason=entry.id, facts=facts)
        return meeting.id


async def new_meeting(tx: Transaction, title: str, day: dt.date, time: dt.time | None = None) -> Meeting:
    """A meeting that is not kept yet."""
    held = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id)
    return Meeting(
        id=f"{tx.unit.id}/m{len(held) + 1}", unit=tx.unit.id, title=title, day=day, time=time, by=tx.by.id, at=tx.now
    )


async def found_meeting(tx: Transaction, meeting_id: str) -> Meeting:
    """The meeting; raises NotFound."""
    meeting = await tx.ledger.meetings.get(meeting_id)
    if meeting is None or meeting.unit != tx.unit.id:
        raise NotFound(what="meeting")
    return meeting


async def cancel_meeting(request: RequestContext, by: Person, meeting_id: str, why: str = "") -> Meeting:
    """Call a planned meeting off; raises NotAllowed, NotFound, or Overtaken where it was begun or ended."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MEET)
        meeting = await _planned(tx, meeting_id)
        gone = replace(meeting, state=MeetingState.CANCELLED)
        await tx.ledger.meetings.put(gone)
        entry = await note(tx, Verb.CANCEL_MEETING, meeting.id, words=why, title=meeting.title)
        told = {"title": meeting.title, "when": when(meeting), "who": tx.by.name, "why": _why(tx, why)}
        facts = notice("meetings.cancelled_told", told)
        await notify(tx, [*await secretary(tx), *await office(tx)], reason=entry.id, facts=facts)
        return gone


async def move_meeting(
    request: RequestContext, by: Person, meeting_id: str, to: tuple[dt.date | None, dt.time | None], why: str = ""
) -> tuple[Meeting, Meeting, tuple[str, ...]]:
    """Put a planned meeting to another day or time, what is not said stays: as it was, as it is, and who was told.

    What stands on its agenda by rule is that of the new day; what was added or left out by hand stays so.
    Raises as `cancel_meeting`, NoChange, or Unreadable for a day over.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MEET)
        meeting = await _planned(tx, meeting_id)
        moved = replace(meeting, day=to[0] or meeting.day, time=to[1] or meeting.time)
        if moved.day < tx.today:
            raise Unreadable(what="past_due")
        if (moved.day, moved.time) == (meeting.day, meeting.time):
            raise NoChange(number=meeting.title)
        if moved.day != meeting.day:
            moved = replace(moved, agenda=await renewed(tx, moved), asked=None)  # asked anew on the new eve
        await tx.ledger.meetings.put(moved)
        facts = {"title": moved.title, "day": moved.day.isoformat()}
        entry = await note(tx, Verb.MOVE_MEETING, moved.id, words=why, **facts)
        told = {"title": moved.title, "before": when(meeting), "when": when(moved), "who": tx.by.name}
        show = [[["meetings.button.show", "mtg", moved.id]]]
        said = notice("meetings.moved_told", {**told, "why": _why(tx, why)}, buttons=show)
        notified = await notify(tx, [*await secretary(tx), *await office(tx)], reason=entry.id, facts=said)
        return meeting, moved, notified.names


def _why(tx: Transaction, why: str) -> str:
    return tx.request.wording.word("meetings.because", words=why) if why else ""


async def _planned(tx: Transaction, meeting_id: str) -> Meeting:
    meeting = await found_meeting(tx, meeting_id)
    if meeting.state is not MeetingState.PLANNED:
        raise Overtaken(why="meeting", number=meeting.title)
    return meeting


async def meetings_meant(
    request: RequestContext, by: Person, state: MeetingState, title: str = "", day: dt.date | None = None
) -> tuple[Meeting, ...]:
    """The meetings of a state that are what is meant; none for whoever may not meet."""
    async with open_reading(request, by) as tx:
        found = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id) if allowed(Action.MEET, by) else []
        return tuple(one for one in found if one.state is state and title in one.title and day in {None, one.day})


async def change_agenda(request: RequestContext, by: Person, meeting_id: str, measure_id: str, *, on: bool) -> str:
    """Put a measure on the agenda of a meeting, "" for the next one, or take it off; the meeting's id.

    Raises NotAllowed, NotFound, or Overtaken where the meeting is over.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MEET)
        meeting = await found_meeting(tx, meeting_id) if meeting_id else await next_meeting(tx)
        if meeting is None:
            raise NotFound(what="no_meeting")
        if not meeting.is_ahead:
            raise Overtaken(why="meeting", number=meeting.title)
        measure = (await measure_context(tx, measure_id)).measure
        if on == (meeting.item(measure_id) is not None):
            return meeting.id
        if on:
            people = measure.owners or measure.leaders
            item = Item(measure=measure_id, causes=(Cause.ADDED,), reporter=people[0] if people else "")
            left = tuple(one for one in meeting.left_out if one != measure_id)
            changed = replace(meeting.holding(item), left_out=left)
        else:
            kept = tuple(one for one in meeting.agenda if one.measure != measure_id)
            changed = replace(meeting, agenda=kept, left_out=(*meeting.left_out, measure_id))
        await tx.ledger.meetings.put(changed)
        await note(tx, Verb.CHANGE_AGENDA, measure_id, meeting=meeting.id, title=meeting.title, on=on)
        return meeting.id


async def next_meeting(tx: Transaction) -> Meeting | None:
    """The one under way, or else the next one that is planned."""
    ahead = [one for one in await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id) if one.is_ahead]
    under_way = [one for one in ahead if one.state is MeetingState.UNDER_WAY]
    return next(iter([*under_way, *ahead]), None)


async def meeting_named(request: RequestContext, by: Person, meeting_id: str) -> Meeting:
    """The meeting of an id; raises NotFound."""
    async with open_reading(request, by) as tx:
        return await found_meeting(tx, meeting_id)


async def show_meeting(request: RequestContext, by: Person, meeting_id: str) -> MessageBody:
    """A meeting with its agenda, or with what it decided once it is over; raises NotAllowed or NotFound."""
    async with open_reading(request, by) as tx:
        require_role(tx, Action.MEET)
        meeting = await found_meeting(tx, meeting_id)
        lines = await lines_of(tx, meeting)
        return meeting_body(request.wording, meeting, lines, await outcomes_of(tx, meeting.resolutions))


async def list_meetings(request: RequestContext, by: Person) -> MessageBody:
    """What is planned, and the last ones that were held; raises NotAllowed."""
    async with open_reading(request, by) as tx:
        require_role(tx, Action.MEET)
        found = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id)
        ahead = [one for one in found if one.is_ahead]
        held = [one for one in reversed(found) if one.took_place]
        shown = [*(one for one in ahead if not one.took_place), *held][:SHOWN]
        open_ = {one.id: [o for o in await outcomes_of(tx, one.resolutions) if not o.done] for one in shown}
        waiting = {one: len(left) for one, left in open_.items()}
        return list_body(request.wording, shown, waiting, len(held), await _unplaced(tx, held))


async def _unplaced(tx: Transaction, held: Sequence[Meeting]) -> tuple[tuple[str, int], ...]:
    """Files of decisions of which some are of no meeting yet, with how many."""
    placed = {one for meeting in held for one in meeting.resolutions}
    counts = {
        plan.id: sum(one.id not in placed for one in await decisions_in(tx.ledger, plan))
        for plan in await tx.ledger.plans.find(PLANS_OF, tx.unit.id)
    }
    return tuple((plan, count) for plan, count in counts.items() if count)
