"""Buttons of what is assigned to somebody: same-kind checks, words of the public, what others are waited for."""

from bot.domain.similar.cause import CauseKind
from bot.domain.supervision.assignment import Outcome
from bot.domain.voices.voice import Channel
from bot.messages.core.tap import Tap


class AnswerAssignment(Tap, frozen=True, tag="aans"):
    """Answer what was assigned; the words are asked for."""

    assignment: str
    outcome: Outcome


class ClearAssignment(Tap, frozen=True, tag="aclr"):
    """Say that a same-kind check found nothing."""

    assignment: str


class Reassign(Tap, frozen=True, tag="amov"):
    """Give it to somebody else, or another day; both are asked for."""

    assignment: str


class SetCause(Tap, frozen=True, tag="cause"):
    """Say what caused a finding; the line is asked for."""

    finding: str
    kind: CauseKind


class ShowSimilar(Tap, frozen=True, tag="sim"):
    """Show where the same as a finding may stand."""

    finding: str


class CheckSimilar(Tap, frozen=True, tag="chk"):
    """查: let it be looked whether the same stands at another finding's place."""

    finding: str
    other: str


class NotConcerned(Tap, frozen=True, tag="nchk"):
    """不涉及; the reason is asked for."""

    finding: str
    other: str


class TakeVoice(Tap, frozen=True, tag="vnew"):
    """Take down what somebody of the public said; of which finding is picked from a page of them."""

    channel: Channel
    page: int = 0


class TakeVoiceOn(Tap, frozen=True, tag="von"):
    """Take it down on a finding; the words are asked for."""

    channel: Channel
    finding: str


ASSIGNMENT_TAPS: tuple[type[Tap], ...] = (
    *(AnswerAssignment, ClearAssignment, Reassign),
    *(SetCause, ShowSimilar, CheckSimilar, NotConcerned),
    *(TakeVoice, TakeVoiceOn),
)
