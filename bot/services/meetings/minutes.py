"""What the minutes of a meeting tell: why each matter was spoken of then, and what became of the decisions since."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.core.refusal import NotFound
from bot.domain.meetings.meeting import Cause, Meeting, MeetingState
from bot.messages.meetings.view import AgendaLine
from bot.services.core.transaction import Transaction
from bot.services.meetings.outcome import last_meeting, lines_of, outcomes_of
from bot.services.meetings.planning import found_meeting
from bot.services.status.register import register_as_of

if TYPE_CHECKING:
    from bot.documents.word.minutes import Minutes


async def minutes_of(tx: Transaction, meeting_id: str) -> "Minutes":
    """The minutes of a meeting that is over, with the matters that were shown in it; raises NotFound."""
    from bot.documents.word.minutes import Minutes

    meeting = await found_meeting(tx, meeting_id)
    if meeting.state is not MeetingState.HELD:
        raise NotFound(what="meeting")
    last = await last_meeting(tx, meeting)
    return Minutes(
        unit=tx.unit.name,
        meeting=meeting,
        last=last,
        followed=await outcomes_of(tx, last.resolutions) if last else (),
        lines=await _spoken(tx, meeting),
        decided=await outcomes_of(tx, meeting.resolutions),
    )


async def _spoken(tx: Transaction, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """The matters that were shown, each as late as it was on that day: later prints of the minutes say the same."""
    found = [line for line in await lines_of(tx, meeting) if line.summary.id in meeting.spoken]
    late = await _late_on(tx, meeting.day) if any(Cause.LATE in line.item.causes for line in found) else {}
    return tuple(_then(line, late.get(line.summary.id, 0)) for line in found)


async def _late_on(tx: Transaction, day: dt.date) -> dict[str, int]:
    """By how many days each measure was late on that day, also where that was mended on it."""
    calendar = tx.request.calendar
    eve = await register_as_of(tx.ledger, tx.unit.id, day - dt.timedelta(1), calendar)
    register = await register_as_of(tx.ledger, tx.unit.id, day, calendar)
    late = {id_: one.late + 1 for id_, one in eve.standings.items() if one.late}
    return late | {id_: one.late for id_, one in register.standings.items() if one.late}


def _then(line: AgendaLine, late: int) -> AgendaLine:
    causes = tuple(cause for cause in line.item.causes if late or cause is not Cause.LATE)
    return replace(line, late=late, item=replace(line.item, causes=causes))
