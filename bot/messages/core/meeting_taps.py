"""Buttons of meetings, of the facts that are confirmed before them, and of what was decided."""

from bot.domain.meetings.meeting import Fact, MeetingKind
from bot.messages.core.tap import Tap


class ShowMeeting(Tap, frozen=True, tag="mtg"):
    """Show a meeting with its agenda."""

    meeting: str


class LeaveOut(Tap, frozen=True, tag="mout"):
    """Take a measure off the agenda, or put it on."""

    meeting: str
    measure: str
    on: bool = False


class BeginMeeting(Tap, frozen=True, tag="mgo"):
    """Begin: what became of the last one is shown first."""

    meeting: str


class MeetingItem(Tap, frozen=True, tag="mit"):
    """Turn to a matter of the meeting, in place; 0 is what became of the last meeting."""

    meeting: str
    place: int


class Resolve(Tap, frozen=True, tag="mdec"):
    """Write down what is decided on a measure; the words are asked for."""

    meeting: str
    measure: str


class TakeAttendance(Tap, frozen=True, tag="mpre"):
    """Write down who attends; the names are asked for."""

    meeting: str


class EndMeeting(Tap, frozen=True, tag="mend"):
    """Close the meeting; its minutes get their number."""

    meeting: str


class CallMeeting(Tap, frozen=True, tag="mnew"):
    """Call a meeting of a kind; its day is asked for."""

    kind: MeetingKind


class CancelMeeting(Tap, frozen=True, tag="mcan"):
    """Call a planned meeting off."""

    meeting: str


class MinutesAsWord(Tap, frozen=True, tag="mpap"):
    """Hand out the minutes as a Word document."""

    meeting: str


class AdoptResolution(Tap, frozen=True, tag="mok"):
    """Register what was decided, as an instruction or as a new measure."""

    draft: str
    fresh: bool = False


class DropResolution(Tap, frozen=True, tag="mno"):
    """Let it go."""

    draft: str


class WhichMeeting(Tap, frozen=True, tag="mfiq"):
    """Ask which meeting took the decisions of a file."""

    plan: str


class PlaceDecisions(Tap, frozen=True, tag="mfil"):
    """Put the decisions of a file to a meeting."""

    plan: str
    meeting: str


class ConfirmFacts(Tap, frozen=True, tag="mfok"):
    """Confirm the three facts of a measure for a meeting."""

    meeting: str
    measure: str


class AmendFact(Tap, frozen=True, tag="mfno"):
    """Put one of them right; the words are asked for."""

    meeting: str
    measure: str
    fact: Fact


class SettleInstruction(Tap, frozen=True, tag="iset"):
    """The answer settles what was demanded."""

    instruction: str


class ReturnInstruction(Tap, frozen=True, tag="iret"):
    """It does not; the reason is asked for."""

    instruction: str


MEETING_TAPS: tuple[type[Tap], ...] = (
    *(
        ShowMeeting,
        LeaveOut,
        BeginMeeting,
        MeetingItem,
        Resolve,
        TakeAttendance,
        EndMeeting,
        CancelMeeting,
    ),
    *(CallMeeting, WhichMeeting, PlaceDecisions),
    *(MinutesAsWord, AdoptResolution, DropResolution, ConfirmFacts, AmendFact, SettleInstruction, ReturnInstruction),
)
