"""Decisions that came as a file: the meeting that took them is asked for, and holds them from then on like its own."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.meetings.meeting import Meeting, MeetingState
from bot.domain.meetings.resolution import CalledMeeting
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.messages.body import MessageBody
from bot.messages.meetings.view import which_meeting_body
from bot.services.core.ledger import JOURNAL_OF, MEETINGS_OF, Ledger
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_reading, open_transaction, require_role
from bot.services.meetings.outcome import decisions_in
from bot.services.meetings.planning import found_meeting
from bot.services.meetings.session import recorded

OFFERED = 6  # meetings
BACK = dt.timedelta(days=120)  # within which one may have taken what comes as a file


@dataclass(frozen=True)
class Placed:
    """Of which meeting the decisions of a file are, how many there are, and how many of them were put there now."""

    meeting: Meeting
    count: int
    fresh: int


async def which_meeting(request: RequestContext, by: Person, plan_id: str) -> MessageBody | None:
    """The question which meeting took the decisions of a file; None for other files, and where nothing is left to ask.

    Raises NotAllowed or NotFound.
    """
    async with open_reading(request, by) as tx:
        require_role(tx, Action.MEET)
        plan, decisions = await _meant(tx, plan_id)
        if not decisions:
            return None
        known = await _meetings(tx)
        near = [one for one in known if one.day >= tx.today - BACK][:OFFERED]
        return which_meeting_body(request.wording, plan.id, plan.title, len(decisions), near)


async def place_decisions(request: RequestContext, by: Person, plan_id: str, meeting_id: str) -> Placed:
    """Put the decisions of a file to a meeting, away from any other; raises NotAllowed or NotFound."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MEET)
        return await _place(tx, plan_id, await found_meeting(tx, meeting_id))


async def place_in_named(request: RequestContext, by: Person, plan_id: str, called: CalledMeeting) -> Placed:
    """Put them to the meeting of that day and name, which is recorded where it is not known.

    Raises NotAllowed, NotFound, or Unreadable without a day that is over or today.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MEET)
        if called.day is None or called.day > tx.today:
            raise Unreadable(what="meeting_day")
        title = called.title or request.wording.word("meetings.title")
        return await _place(tx, plan_id, await recorded(tx, title, called.day))


async def _place(tx: Transaction, plan_id: str, meeting: Meeting) -> Placed:
    _, decisions = await _meant(tx, plan_id)
    ids = [one.id for one in decisions]
    for other in await _meetings(tx):
        left = tuple(one for one in other.resolutions if one not in ids)
        if other.id != meeting.id and left != other.resolutions:
            await tx.ledger.meetings.put(replace(other, resolutions=left))
    fresh = [one for one in decisions if one.id not in meeting.resolutions]
    placed = replace(meeting, resolutions=(*meeting.resolutions, *(one.id for one in fresh)))
    await tx.ledger.meetings.put(placed)
    for one in fresh:
        await note(tx, Verb.RESOLVE, one.id, words=one.text, title=meeting.title)
    return Placed(placed, len(decisions), len(fresh))


async def _meant(tx: Transaction, plan_id: str) -> tuple[Plan, Sequence[Measure]]:
    """The decisions of a round that are of no meeting yet; those of the last file where all are of one."""
    plan = await tx.ledger.plans.get(plan_id)
    if plan is None or plan.unit != tx.unit.id:
        raise NotFound(what="resolution")
    decisions = await decisions_in(tx.ledger, plan)
    placed = {one for meeting in await _meetings(tx) for one in meeting.resolutions}
    return plan, [one for one in decisions if one.id not in placed] or await _brought_last(tx.ledger, decisions)


async def _brought_last(ledger: Ledger, decisions: Sequence[Measure]) -> list[Measure]:
    """Those that came by the same file as the last of them."""
    files: dict[tuple[int | None, str], list[Measure]] = {}
    last, of_last = 0, []
    for one in decisions:
        for entry in await ledger.journal.find(JOURNAL_OF, one.id):
            if entry.verb == Verb.IMPORT:
                of_file = files.setdefault((entry.update, entry.words), [])
                of_file.append(one)
                if entry.number > last:
                    last, of_last = entry.number, of_file
                break
    return of_last


async def _meetings(tx: Transaction) -> list[Meeting]:
    """Those that were held or are under way, the last first."""
    found = await tx.ledger.meetings.find(MEETINGS_OF, tx.unit.id)
    return [one for one in reversed(found) if one.state in {MeetingState.HELD, MeetingState.UNDER_WAY}]
