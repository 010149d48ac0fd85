"""What happened in a span of time, by kinds: every entry of the journal is of one at least, so none is passed over."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.plan.measure import OPEN, WAITING, Stage
from bot.domain.plan.period_report import PeriodState
from bot.domain.replies.reply import Intent

TAKEN_BACK = frozenset({Verb.UNDO, Verb.WITHDRAW, Verb.TAKE_BACK})  # nobody returned it or opened it again


class Happening(StrEnum):
    """A kind of what happened, in the order in which a page tells it; the names of its words in the wording."""

    CLOSED = "closed"
    REOPENED = "reopened"
    SENT_BACK = "sent_back"
    SUBMITTED = "submitted"
    PASSED = "passed"
    STARTED = "started"
    REPORTED = "reported"
    DIFFICULT = "difficult"
    ASKED = "asked"
    NOTED = "noted"
    PERIOD = "period"
    EXCUSED = "excused"
    TAKEN_BACK = "taken_back"
    EXTENDED = "moved"
    REDATED = "redated"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_REFUSED = "extension_refused"
    TURNED_STANDING = "turned_standing"
    CANCELLED = "cancelled"
    ADDED = "added"
    CORRECTED = "corrected"
    EVIDENCE = "evidence"
    INSTRUCTED = "instructed"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    RULE = "rule"
    MEETING = "meeting"
    INSPECTED = "inspected"
    ISSUED = "issued"
    LETTER = "letter"
    NUDGED = "nudged"
    RECHECKED = "rechecked"
    FINDING = "finding"
    PAPER = "paper"
    PEOPLE = "people"
    OTHER = "other"


BY_VERB: Mapping[str, Happening] = {
    Verb.REPORT: Happening.REPORTED,
    Verb.NOTE: Happening.NOTED,
    Verb.COMMENT: Happening.NOTED,
    Verb.UNDO: Happening.TAKEN_BACK,
    Verb.TAKE_BACK: Happening.TAKEN_BACK,
    Verb.SUBMIT: Happening.SUBMITTED,
    Verb.AGREE: Happening.PASSED,
    Verb.CLOSE: Happening.CLOSED,
    Verb.TURN_STANDING: Happening.TURNED_STANDING,
    Verb.SEND_BACK: Happening.SENT_BACK,
    Verb.REOPEN: Happening.REOPENED,
    Verb.CANCEL: Happening.CANCELLED,
    Verb.CLOSE_FINDING: Happening.FINDING,
    Verb.REOPEN_FINDING: Happening.FINDING,
    Verb.KEEP_EVIDENCE: Happening.EVIDENCE,
    Verb.ASSIGN_EVIDENCE: Happening.EVIDENCE,
    Verb.WITHDRAW_EVIDENCE: Happening.EVIDENCE,
    Verb.EXPIRE_EVIDENCE: Happening.EVIDENCE,
    Verb.ASK_EXTENSION: Happening.EXTENSION_ASKED,
    Verb.FORWARD_EXTENSION: Happening.EXTENSION_ASKED,
    Verb.WITHDRAW_EXTENSION: Happening.TAKEN_BACK,
    Verb.EXTEND: Happening.EXTENDED,
    Verb.REFUSE_EXTENSION: Happening.EXTENSION_REFUSED,
    Verb.INSTRUCT: Happening.INSTRUCTED,
    Verb.ASK_INSTRUCTION: Happening.OTHER,
    Verb.ANSWER_INSTRUCTION: Happening.ANSWERED,
    Verb.ASSIGN: Happening.ASSIGNED,
    Verb.REASSIGN: Happening.ASSIGNED,
    Verb.ANSWER_ASSIGNMENT: Happening.ASSIGNED,
    Verb.SET_CAUSE: Happening.OTHER,
    Verb.NOT_CONCERNED: Happening.OTHER,
    Verb.MAKE_RULE: Happening.RULE,
    Verb.SETTLE_INSTRUCTION: Happening.ANSWERED,
    Verb.RETURN_INSTRUCTION: Happening.ANSWERED,
    Verb.RESOLVE: Happening.MEETING,
    **dict.fromkeys(
        (
            Verb.MARK_KEY,
            Verb.LIFT_KEY,
            Verb.PLAN_VISIT,
            Verb.BEGIN_VISIT,
            Verb.CANCEL_VISIT,
            Verb.MOVE_VISIT,
            Verb.SEE,
            Verb.DEMAND,
            Verb.END_VISIT,
        ),
        Happening.INSPECTED,
    ),
    **dict.fromkeys(
        (
            Verb.PLAN_MEETING,
            Verb.CANCEL_MEETING,
            Verb.MOVE_MEETING,
            Verb.CHANGE_AGENDA,
            Verb.ASK_FACTS,
            Verb.CONFIRM_FACTS,
            Verb.BEGIN_MEETING,
            Verb.END_MEETING,
        ),
        Happening.MEETING,
    ),
    **dict.fromkeys(
        (
            Verb.DRAW_UP,
            Verb.TAKE_EDITED,
            Verb.ASK_RELEASE,
            Verb.WITHDRAW_RELEASE,
            Verb.RETURN_RELEASE,
            Verb.RELEASE,
        ),
        Happening.PAPER,
    ),
    Verb.ASK_LETTER: Happening.LETTER,
    Verb.DRAFT_LETTER: Happening.LETTER,
    Verb.DROP_LETTER: Happening.LETTER,
    Verb.ISSUE_LETTER: Happening.ISSUED,
    Verb.SIGN_LETTER: Happening.LETTER,
    Verb.ANSWER_LETTER: Happening.LETTER,
    Verb.PLAN_RECHECK: Happening.RECHECKED,
    Verb.DRAW_SAMPLE: Happening.RECHECKED,
    Verb.RECHECK: Happening.RECHECKED,
    Verb.CORRECT: Happening.CORRECTED,
    Verb.SET_RESULT: Happening.CORRECTED,
    Verb.SPLIT: Happening.CORRECTED,
    Verb.MERGE: Happening.CORRECTED,
    Verb.SETTLE_PERIOD: Happening.PERIOD,
    Verb.EXCUSE_PERIOD: Happening.EXCUSED,
    Verb.NUDGE: Happening.NUDGED,
    Verb.AWAY: Happening.PEOPLE,
    Verb.HAND_OVER: Happening.PEOPLE,
    Verb.BIND: Happening.PEOPLE,
    Verb.CLAIM: Happening.PEOPLE,
    Verb.REFUSE_CLAIM: Happening.PEOPLE,
    Verb.UNBIND: Happening.PEOPLE,
    Verb.APPOINT: Happening.PEOPLE,
    Verb.DISMISS: Happening.PEOPLE,
    Verb.KNOW: Happening.PEOPLE,
    Verb.RENAME: Happening.PEOPLE,
    Verb.MOVE: Happening.PEOPLE,
    Verb.RETIRE: Happening.PEOPLE,
    Verb.INVITE: Happening.PEOPLE,
    Verb.IMPORT: Happening.ADDED,
}  # of an entry that moved no stage, deadline or period; what stands in none of them is OTHER
BY_INTENT: Mapping[Any, Happening] = {
    Intent.BLOCKED: Happening.DIFFICULT,
    Intent.QUERY: Happening.ASKED,
    **dict.fromkeys((Intent.NOTE, Intent.EXTEND, Intent.HANDOVER, Intent.MERGE), Happening.NOTED),
}  # of an owner's word that tells of no progress; a wish is asked for by an entry of its own
ENDS: Mapping[Any, Happening] = {
    Stage.CLOSED: Happening.CLOSED,
    Stage.STANDING: Happening.TURNED_STANDING,
    Stage.CANCELLED: Happening.CANCELLED,
}
BY_STATE = {PeriodState.EXCUSED: Happening.EXCUSED, PeriodState.MISSED: Happening.CORRECTED}
OF_ITS_OWN: Mapping[Happening, str] = {
    Happening.INSTRUCTED: "instruction",
    Happening.ANSWERED: "instruction",
    Happening.ISSUED: "letter",
    Happening.LETTER: "letter",
}  # what an entry of such a kind is counted by: two may stand on one measure, and one on several
Happened = Mapping[Happening, tuple[str, ...]]  # what each kind happened to, each once, in the order of the page


def happened(entries: Iterable[Entry]) -> Happened:
    """What the entries tell, by kinds; empty only where there is no entry."""
    found: dict[Happening, dict[str, None]] = {kind: {} for kind in Happening}
    for entry in entries:
        for kind in kinds_of(entry):
            found[kind][entry.after.get(OF_ITS_OWN.get(kind, ""), entry.subject)] = None
    return {kind: tuple(subjects) for kind, subjects in found.items() if subjects}


def kinds_of(entry: Entry) -> tuple[Happening, ...]:
    """The kinds of an entry: what became of its stage, deadline and periods, or else what its verb says."""
    if not entry.before and "number" in entry.after:
        return (Happening.ADDED,)
    return tuple(dict.fromkeys(_moved(entry))) or (_said(entry),)


def _said(entry: Entry) -> Happening:
    told = BY_INTENT.get(entry.after.get("intent")) if entry.verb == Verb.REPORT else None
    return told or BY_VERB.get(entry.verb, Happening.OTHER)


def _moved(entry: Entry) -> Iterator[Happening]:
    was, became = entry.before.get("stage"), entry.after.get("stage")
    if was != became:
        yield _stage_moved(entry.verb, was, became)
    if _date(entry.before) != _date(entry.after):
        yield Happening.EXTENDED if entry.verb == Verb.EXTEND else Happening.REDATED
    yield from _settled(entry)


def _stage_moved(verb: str, was: Any, became: Any) -> Happening:
    if verb != Verb.TAKE_BACK and (became in ENDS or was in ENDS):
        return ENDS.get(became, Happening.REOPENED)
    match was, became:
        case (one, other) if one in WAITING and other in OPEN:
            return Happening.TAKEN_BACK if verb in TAKEN_BACK else Happening.SENT_BACK
        case (one, other) if one in OPEN and other in WAITING:
            return Happening.SUBMITTED
        case _, _ if became == Stage.NOT_STARTED or verb == Verb.TAKE_BACK:
            return Happening.TAKEN_BACK
    return Happening.STARTED if was == Stage.NOT_STARTED else Happening.PASSED


def _date(fields: Mapping[str, Any]) -> Any:
    deadline = fields.get("deadline")
    return deadline.get("date") if isinstance(deadline, dict) else None


def _settled(entry: Entry) -> Iterator[Happening]:
    """Periods that were reported or excused with the entry, or that are open again."""
    if "periods" not in entry.before or "periods" not in entry.after:
        return
    was = {one["key"]: one["state"] for one in entry.before["periods"]}
    now = {one["key"]: one["state"] for one in entry.after["periods"]}
    for key, state in now.items():
        if was.get(key) != state:
            yield BY_STATE.get(state, Happening.PERIOD)
    if was.keys() - now.keys():
        yield Happening.TAKEN_BACK
