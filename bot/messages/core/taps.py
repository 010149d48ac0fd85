"""What buttons do: one small struct an action, its tag and fields in the order in which a button carries them.

Buttons live in chats for weeks: tags, the order of fields and the form of their values are a format.
"""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.replies.reply import Intent
from bot.messages.core.acceptance_taps import ACCEPTANCE_TAPS
from bot.messages.core.assignment_taps import ASSIGNMENT_TAPS
from bot.messages.core.dependency_taps import DEPENDENCY_TAPS
from bot.messages.core.difficulty_taps import DIFFICULTY_TAPS
from bot.messages.core.import_taps import IMPORT_TAPS
from bot.messages.core.inspection_taps import INSPECTION_TAPS
from bot.messages.core.invitation_taps import INVITATION_TAPS
from bot.messages.core.letter_taps import AnswerLetter
from bot.messages.core.meeting_taps import MEETING_TAPS
from bot.messages.core.operations_taps import OPERATIONS_TAPS
from bot.messages.core.pending_taps import PENDING_TAPS
from bot.messages.core.reporting_taps import REPORTING_TAPS
from bot.messages.core.tap import Tap

Month = Annotated[str, Meta(pattern=r"\A([1-9]\d{3}(0[1-9]|1[0-2]))?\Z")]  # 202506; "" for the month of today


# closing and evidence


class Agree(Tap, frozen=True, tag="ok"):
    """Agree to a closing at the step, and the submission, that the card speaks of."""

    measure: str
    stage: Stage
    submission: int


class ReturnMeasure(Tap, frozen=True, tag="back"):
    """Send it back; the reason is asked for."""

    measure: str
    stage: Stage
    submission: int


class WriteResult(Tap, frozen=True, tag="res"):
    """Write or put right what was done; the words are asked for."""

    measure: str
    stage: Stage
    submission: int


class ShowEvidence(Tap, frozen=True, tag="proof"):
    """Show all evidence of a measure."""

    measure: str


class WithdrawEvidence(Tap, frozen=True, tag="unproof"):
    """Take a piece of evidence back."""

    evidence: str


class AssignEvidence(Tap, frozen=True, tag="for"):
    """Say for which measure the files of a message or album are; `sent` is its number in the chat."""

    sent: str
    measure: str


# history and status


class ShowHistory(Tap, frozen=True, tag="hist"):
    """Tell the story of a measure from its first page, or turn to a page in place."""

    measure: str
    page: int = 0


class ShowCard(Tap, frozen=True, tag="card"):
    """Open the card of a measure; `code` is the list that it is opened from, which it leads back to."""

    measure: str
    code: str = ""


class ShowPage(Tap, frozen=True, tag="page"):
    """Turn to a page of the list that the code describes."""

    code: str
    page: int


# progress and replies


class AskProgress(Tap, frozen=True, tag="rep"):
    """Offer quick answers for a measure."""

    measure: str


class Percent(Tap, frozen=True, tag="pct"):
    """Record how far it is."""

    measure: str
    percent: int


class Done(Tap, frozen=True, tag="done"):
    """Say that it is done, which is asked back."""

    measure: str


class ConfirmDone(Tap, frozen=True, tag="fin"):
    """Hand it in; `whole` where one might think of a stage of it."""

    measure: str
    whole: bool = False


class Stuck(Tap, frozen=True, tag="stuck"):
    """Report a difficulty; which is asked for."""

    measure: str


class HandInWhole(Tap, frozen=True, tag="whole"):
    """Hand a measure in though others have not spoken; the reason is asked for."""

    measure: str


class SettlePeriod(Tap, frozen=True, tag="per"):
    """Count a report for the period of a key, "" for all that are open."""

    progress: str
    key: str


class Undo(Tap, frozen=True, tag="undo"):
    """Take a report back."""

    progress: str


class SettleFigure(Tap, frozen=True, tag="fig"):
    """Say of a figure of a report that it is the total so far, or comes on top of what was said before."""

    progress: str
    place: int
    total: int  # 1 for the total


class PickMeasure(Tap, frozen=True, tag="pick"):
    """Say which measure the words of a draft are about."""

    draft: str
    measure: str


class PickMeaning(Tap, frozen=True, tag="mean"):
    """Say what the words of a draft mean."""

    draft: str
    measure: str
    intent: Intent


class PickOthers(Tap, frozen=True, tag="rest"):
    """Record the words of a draft of all measures but those left out, of one finding or ("") of all."""

    draft: str
    finding: str


# extensions and rechecks


class AskExtension(Tap, frozen=True, tag="ext"):
    """Ask for more time; day and reason are asked for."""

    measure: str


class GrantExtension(Tap, frozen=True, tag="xok"):
    """Agree to more time at the step that the card speaks of."""

    extension: str
    step: Role


class RefuseExtension(Tap, frozen=True, tag="xno"):
    """Refuse more time; the reason is asked for."""

    extension: str
    step: Role


class Holds(Tap, frozen=True, tag="calm"):
    """无反弹."""

    recheck: str


class Relapsed(Tap, frozen=True, tag="relapse"):
    """有反弹; what relapsed is asked for."""

    recheck: str


# supervision


class IssueLetter(Tap, frozen=True, tag="issue"):
    """Issue a drafted letter."""

    letter: str


class DropLetter(Tap, frozen=True, tag="unissue"):
    """Let a drafted letter go."""

    letter: str


class SignLetter(Tap, frozen=True, tag="sign"):
    """Sign for a letter."""

    letter: str


class LetterAsWord(Tap, frozen=True, tag="lword"):
    """Hand out a letter as a Word document."""

    letter: str


class Instruct(Tap, frozen=True, tag="inst"):
    """批示 on a measure or finding; the words are asked for."""

    subject: str


class AnswerInstruction(Tap, frozen=True, tag="reply"):
    """Answer an instruction; the words are asked for."""

    instruction: str


# reminders


class Acknowledge(Tap, frozen=True, tag="ack"):
    """收到; `tail` names the daily message."""

    tail: str


class Snooze(Tap, frozen=True, tag="snz"):
    """Remind again at a later time: pm, tomorrow, monday."""

    code: str
    tail: str


class ReminderPage(Tap, frozen=True, tag="rem"):
    """Turn to a page of a daily message."""

    tail: str
    page: int


class WhyReminded(Tap, frozen=True, tag="why"):
    """Say why there is a reminder of a measure."""

    measure: str


class LineSeen(Tap, frozen=True, tag="here"):
    """The office has seen the day's message by which the line is tried."""

    day: dt.date


# people and units


class ShowUnits(Tap, frozen=True, tag="units"):
    """Show the units below from the first page, or turn to a page in place."""

    page: int = 0


class UnitsWorkbook(Tap, frozen=True, tag="ubook"):
    """Send the workbook of the units below."""


# days


class PickDay(Tap, frozen=True, tag="day"):
    """Confirm a day; `purpose` is what it is asked for, `target` about what."""

    purpose: str
    target: str
    day: dt.date


class ShowCalendar(Tap, frozen=True, tag="cal"):
    """Show a month to pick a day from."""

    purpose: str
    target: str
    month: Month


class Nothing(Tap, frozen=True, tag="nil"):
    """A head or an empty cell of a calendar."""


TAPS: tuple[type[Tap], ...] = (
    *(Agree, ReturnMeasure, WriteResult, ShowEvidence, WithdrawEvidence, AssignEvidence),
    *(ShowHistory, ShowCard, ShowPage),
    *(AskProgress, Percent, Done, ConfirmDone, HandInWhole, SettlePeriod, Stuck, Undo, SettleFigure),
    *(PickMeasure, PickMeaning, PickOthers),
    *(AskExtension, GrantExtension, RefuseExtension, Holds, Relapsed),
    *(IssueLetter, DropLetter, SignLetter, LetterAsWord, Instruct, AnswerInstruction),
    *(Acknowledge, Snooze, ReminderPage, WhyReminded),
    *(*ASSIGNMENT_TAPS, *IMPORT_TAPS, *INVITATION_TAPS, *PENDING_TAPS),
    *(*OPERATIONS_TAPS, *MEETING_TAPS, *INSPECTION_TAPS, *REPORTING_TAPS, *DIFFICULTY_TAPS, *DEPENDENCY_TAPS),
    *ACCEPTANCE_TAPS,
    *(AnswerLetter, LineSeen, ShowUnits, UnitsWorkbook, PickDay, ShowCalendar, Nothing),
)
