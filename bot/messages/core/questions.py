"""What people are asked in words: one small struct a question, which their next plain message answers.

`about` is the record that it is about: a measure, or what hangs on one and is named after it. Tags, and the order and
the form of the other fields, are a stored format.
"""

from msgspec import Struct

from bot.domain.acceptance.acceptance import Verdict
from bot.domain.meetings.meeting import Fact
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.similar.cause import CauseKind
from bot.domain.supervision.assignment import Outcome
from bot.domain.voices.voice import Channel


class Question(Struct, frozen=True):
    """A question that one plain message answers."""

    about: str


class ProgressQuestion(Question, frozen=True, tag="rep"):
    """How the measure stands."""


class ExtensionQuestion(Question, frozen=True, tag="ext"):
    """Until which day the measure is to be extended, and why."""


class OfferedDayQuestion(Question, frozen=True, tag="day"):
    """Until which of the days that were offered (ISO, "," between them) the measure is to be extended.

    Another day, or the reason, is an answer too; whatever else is said has nothing to do with it.
    """

    days: str


class DayQuestion(Question, frozen=True, tag="date"):
    """Which day is meant for something; `purpose` is what a day is asked for, `about` whatever that is of.

    Only a day is an answer; whatever else is said has nothing to do with it.
    """

    purpose: str


class DifficultyQuestion(Question, frozen=True, tag="stuck"):
    """What the difficulty with the measure is."""


class DifficultyReplyQuestion(Question, frozen=True, tag="dans"):
    """What is replied to a difficulty with the measure."""


class WholeQuestion(Question, frozen=True, tag="whole"):
    """Why the lead hands a measure in though others have not spoken."""


class ReturnQuestion(Question, frozen=True, tag="back"):
    """Why the measure is sent back, at the step and the submission of the card."""

    stage: Stage
    submission: int


class ResultQuestion(Question, frozen=True, tag="res"):
    """What was done, for the result of the submission that the card shows."""

    stage: Stage
    submission: int


class RefusalQuestion(Question, frozen=True, tag="xno"):
    """Why the extension is refused, at the step of the card."""

    step: Role


class RelapseQuestion(Question, frozen=True, tag="relapse"):
    """What the re-check found."""


class InstructionQuestion(Question, frozen=True, tag="inst"):
    """What the secretary instructs, for a measure or a finding."""


class AnswerQuestion(Question, frozen=True, tag="reply"):
    """What is answered to the instruction."""


class LetterQuestion(Question, frozen=True, tag="lreply"):
    """What is answered to the letter."""


class ReleaseQuestion(Question, frozen=True, tag="pback"):
    """Why the paper is sent back, in the version of the card."""

    version: int


class ImportReasonQuestion(Question, frozen=True, tag="imp"):
    """Why days or people change with the newer file of a plan."""


class AssignmentQuestion(Question, frozen=True, tag="aans"):
    """What came of what was assigned."""

    outcome: Outcome


class ReassignQuestion(Question, frozen=True, tag="amov"):
    """Who is to answer, and by which day."""


class CauseQuestion(Question, frozen=True, tag="cause"):
    """What caused the finding, in a line."""

    kind: CauseKind


class VoiceQuestion(Question, frozen=True, tag="voice"):
    """What somebody of the public said of the finding."""

    channel: Channel


class NotConcernedQuestion(Question, frozen=True, tag="nchk"):
    """Why the same cannot stand at the place of another finding."""

    other: str


class ActQuestion(Question, frozen=True, tag="act"):
    """Whether what a preview shows is to be done."""


class CommandReasonQuestion(Question, frozen=True, tag="cwhy"):
    """Why what was written behind a command is wanted."""

    command: str
    words: str


class ReturnInstructionQuestion(Question, frozen=True, tag="iret"):
    """Why the answer does not settle what was demanded."""


class ResolutionQuestion(Question, frozen=True, tag="mdec"):
    """What the meeting decides on the measure."""

    meeting: str


class NumberQuestion(Question, frozen=True, tag="mnum"):
    """On which measure or finding a decision is; `about` is its draft."""


class MeetingQuestion(Question, frozen=True, tag="mwhich"):
    """Which meeting it was that decided what is written in `about`."""


class DecisionsQuestion(Question, frozen=True, tag="mfile"):
    """Which meeting took the decisions of a file; `about` is the round that they are."""


class FactQuestion(Question, frozen=True, tag="mfact"):
    """What is so of the measure, for one of the three facts before a meeting."""

    meeting: str
    fact: Fact


class AttendanceQuestion(Question, frozen=True, tag="mpre"):
    """Who attends the meeting."""


class SeenQuestion(Question, frozen=True, tag="vsee"):
    """What was found on the visit."""


class KeyQuestion(Question, frozen=True, tag="vkey"):
    """Why a measure comes under 重点督查, and those with it (ids, "," between them)."""

    others: str


class LiftQuestion(Question, frozen=True, tag="vlift"):
    """Why a measure is under 重点督查 no more."""


class LiftAllQuestion(Question, frozen=True, tag="vlifts"):
    """Why several measures are under 重点督查 no more (ids, "," between the others)."""

    others: str


class DemandQuestion(Question, frozen=True, tag="vdem"):
    """What the visit demands, of whom, until when."""


class WaitAnswerQuestion(Question, frozen=True, tag="wans"):
    """Until which day the other side will have done it, or that it is done or not theirs."""


class NotOursQuestion(Question, frozen=True, tag="wnot"):
    """Why it is not theirs to do."""


class LiftWaitQuestion(Question, frozen=True, tag="wlift"):
    """Why it is waited for no more."""


class RetractQuestion(Question, frozen=True, tag="undo"):
    """Whether what was said last is to be taken back; `about` is the report."""


class VerdictQuestion(Question, frozen=True, tag="averd"):
    """Why what was handed in is returned, or what is wrong with it, with what the card's buttons held."""

    verdict: Verdict
    given: str
    marks: str


class CallBackQuestion(Question, frozen=True, tag="aback"):
    """Why what was handed in is taken back."""


QUESTIONS: tuple[type[Question], ...] = (
    *(ProgressQuestion, ExtensionQuestion, OfferedDayQuestion, DifficultyQuestion, DifficultyReplyQuestion),
    *(WholeQuestion, ReturnQuestion, RefusalQuestion, RelapseQuestion, InstructionQuestion, AnswerQuestion),
    *(AssignmentQuestion, ReassignQuestion, CauseQuestion, VoiceQuestion, NotConcernedQuestion),
    *(ImportReasonQuestion, ResultQuestion, ActQuestion, LetterQuestion, ReleaseQuestion),
    *(
        ReturnInstructionQuestion,
        ResolutionQuestion,
        NumberQuestion,
        MeetingQuestion,
        DecisionsQuestion,
        FactQuestion,
        AttendanceQuestion,
    ),
    *(
        SeenQuestion,
        DemandQuestion,
        KeyQuestion,
        LiftQuestion,
        LiftAllQuestion,
        WaitAnswerQuestion,
        NotOursQuestion,
        LiftWaitQuestion,
    ),
    *(VerdictQuestion, CallBackQuestion, RetractQuestion, DayQuestion, CommandReasonQuestion),
)
