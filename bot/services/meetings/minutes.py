"""What the minutes of a meeting tell, from the ledger as it is."""

from bot.documents.word.minutes import Minutes
from bot.domain.core.refusal import NotFound
from bot.domain.meetings.meeting import MeetingState
from bot.services.core.transaction import Transaction
from bot.services.meetings.outcome import last_meeting, lines_of, outcomes_of
from bot.services.meetings.planning import found_meeting


async def minutes_of(tx: Transaction, meeting_id: str) -> Minutes:
    """The minutes of a meeting that is over; raises NotFound."""
    meeting = await found_meeting(tx, meeting_id)
    if meeting.state is not MeetingState.HELD:
        raise NotFound(what="meeting")
    last = await last_meeting(tx, meeting)
    return Minutes(
        unit=tx.unit.name,
        meeting=meeting,
        last=last,
        followed=await outcomes_of(tx, last.resolutions) if last else (),
        lines=await lines_of(tx, meeting),
        decided=await outcomes_of(tx, meeting.resolutions),
    )
