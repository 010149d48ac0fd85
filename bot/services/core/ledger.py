"""The port to the ledger: shelves of records, questions answered from an index, and one transaction at a time.

A record is a frozen dataclass with an `id` and a `unit`. Of the writes in one `store.open()` all are durable, or none.
"""

import datetime as dt
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, get_args, get_type_hints

from bot.domain.acceptance.acceptance import Acceptance
from bot.domain.closing.closing_slip import Closing
from bot.domain.dependencies.dependency import Dependency
from bot.domain.evidence.evidence import Evidence
from bot.domain.extensions.extension import Extension, ExtensionState
from bot.domain.history.change import Change
from bot.domain.history.journal import Entry, Head
from bot.domain.inspections.visit import Visit
from bot.domain.meetings.meeting import Meeting
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.invitation import Invitation
from bot.domain.people.person import Person
from bot.domain.people.proposal import Proposal
from bot.domain.plan.deadline import OPTIONAL
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.plan import Finding, Plan
from bot.domain.progress.progress import Progress
from bot.domain.rechecks.recheck import Recheck, RecheckState
from bot.domain.reminders.reminder import Reminder
from bot.domain.reporting.release import Release
from bot.domain.similar.cause import Cause, Rule
from bot.domain.supervision.assignment import Assignment
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Counter, Letter
from bot.domain.units.unit import Unit
from bot.services.core.shelf import Query, Shelf

T = TypeVar("T")


@dataclass(frozen=True)
class Handled:
    """An update of Telegram whose effect is durable: a redelivered one is recognised."""

    id: str
    unit: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class InboxEntry:
    """An update as Telegram sent it, from its receipt until its effect; `aside` says why it could not be handled."""

    id: str
    unit: str = ""
    bot: str
    number: int
    chat: int  # in which order is kept
    update: str
    aside: str = ""
    came: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Something that a person is being asked about, e.g. an import that waits for a yes."""

    id: str
    unit: str
    person: str
    kind: str
    at: dt.datetime
    facts: dict[str, Any] = field(default_factory=dict)


REPLY, ACT, KNOCK = "reply", "act", "knock"  # drafts: a reply that is asked about, an act to take back, a visitor


@dataclass(frozen=True)
class Card:
    """A message of ours, by "chat:message": a reply is meant for its measures, or answers the question of its key."""

    id: str
    unit: str
    measures: tuple[str, ...]
    at: dt.datetime
    question: str = ""
    matter: str = field(default="", metadata=OPTIONAL)  # whose live card it is, until that is over
    over: bool = field(default=False, metadata=OPTIONAL)
    joint: bool = field(default=False, metadata=OPTIONAL)  # it asks several things: none takes the place of the others


@dataclass(frozen=True, kw_only=True)
class JobRun:
    """The last run of a recurring job, in a unit or ("") in the installation: the day of its slot, and when it was."""

    id: str  # "job:unit" or "job"
    unit: str
    day: dt.date
    at: dt.datetime
    turns: int = 0  # clocks set back, which reminders count
    missed: int = 0  # working days that passed without them


@dataclass(frozen=True)
class Secret:
    """A key that the installation made for itself: to seal buttons, to know Telegram at the webhook."""

    id: str
    unit: str
    value: str


class Ledger(Protocol):
    """The ledger as seen inside one transaction."""

    units: Shelf[Unit]
    plans: Shelf[Plan]
    findings: Shelf[Finding]
    measures: Shelf[Measure]
    people: Shelf[Person]
    progress: Shelf[Progress]
    evidence: Shelf[Evidence]
    journal: Shelf[Entry]
    heads: Shelf[Head]
    changes: Shelf[Change]
    outbox: Shelf[Message]
    reminders: Shelf[Reminder]
    inbox: Shelf[InboxEntry]
    handled: Shelf[Handled]
    invitations: Shelf[Invitation]
    drafts: Shelf[Draft]
    cards: Shelf[Card]
    secrets: Shelf[Secret]
    watches: Shelf[JobRun]
    extensions: Shelf[Extension]
    closings: Shelf[Closing]
    letters: Shelf[Letter]
    counters: Shelf[Counter]
    instructions: Shelf[Instruction]
    rechecks: Shelf[Recheck]
    proposals: Shelf[Proposal]
    assignments: Shelf[Assignment]
    causes: Shelf[Cause]
    rules: Shelf[Rule]
    meetings: Shelf[Meeting]
    visits: Shelf[Visit]
    releases: Shelf[Release]
    dependencies: Shelf[Dependency]
    acceptances: Shelf[Acceptance]


SHELVES: dict[str, type[Any]] = {name: get_args(shelf)[0] for name, shelf in get_type_hints(Ledger).items()}


class Store(Protocol):
    """A ledger that is kept."""

    def open(self) -> AbstractAsyncContextManager[Ledger]:
        """One transaction: a clean exit keeps all of it durably, an exception nothing."""

    def read(self) -> AbstractAsyncContextManager[Ledger]:
        """The ledger as it is committed now; nobody waits for whoever reads, and a write raises RuntimeError."""

    async def close(self) -> None:
        """Let go of the files or connections."""


class BlobStore(Protocol):
    """Where evidence is kept outside the ledger, under the SHA-256 of its content."""

    async def keep(self, content: bytes) -> str:
        """Keep the content durably and give its SHA-256 in hexadecimal; the same content is kept once."""

    async def fetch(self, digest: str) -> bytes | None:
        """The content, None where it is missing or no longer what it was."""

    async def is_there(self, digest: str) -> bool:
        """True where content stands under the digest; it is not read."""

    async def drop(self, digest: str) -> None:
        """Let the content go; only what the ledger says has expired, and no other proof wants, may be dropped."""


def moment(at: dt.datetime) -> str:
    """A time as a word of a key: UTC, so that text order is time order."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


UNITS = Query("units", Unit, lambda u: [(u.id,)])
PLANS_OF = Query("plans_of", Plan, lambda p: [(p.unit, p.letter)])
FINDINGS_OF = Query("findings_of", Finding, lambda f: [(f.plan,)])
MEASURES_OF_PLAN = Query("measures_of_plan", Measure, lambda m: [(m.plan,)])
MEASURES_OF_UNIT = Query("measures_of_unit", Measure, lambda m: [(m.unit,)])
MEASURES_OF_FINDING = Query("measures_of_finding", Measure, lambda m: [(m.finding,)])
MEASURES_OF_PERSON = Query("measures_of_person", Measure, lambda m: [(p,) for p in {*m.owners, *m.leaders}])
MEASURES_NUMBERED = Query("measures_numbered", Measure, lambda m: [(m.unit, m.number)])
MEASURES_DUE = Query("measures_due", Measure, lambda m: [(m.unit, m.due.isoformat())] if m.due and m.is_open else [])
MEASURES_CLOSED = Query(
    "measures_closed", Measure, lambda m: [(m.unit, m.since.isoformat())] if m.stage is Stage.CLOSED and m.since else []
)
MEASURES_TO_WAKE = Query(  # a measure that nobody has looked at yet is due at once
    "measures_to_wake", Measure, lambda m: [] if m.is_ended else [(m.unit, m.wake.isoformat() if m.wake else "")]
)
MEASURES_WAITING = Query("measures_waiting", Measure, lambda m: [(m.unit,)] if m.stage in WAITING else [])
MEASURES_SUPPORTED = Query("measures_supported", Measure, lambda m: [(m.unit,)] if m.support and not m.is_ended else [])
PEOPLE_OF = Query("people_of", Person, lambda p: [(p.unit, p.name)])
PEOPLE_IN = Query("people_in", Person, lambda p: [(p.unit, p.department)] if p.department else [])
PEOPLE_AT = Query("people_at", Person, lambda p: [(str(p.chat),)] if p.chat is not None else [])
PEOPLE_BOUND = Query("people_bound", Person, lambda p: [(p.unit, moment(p.bound_at))] if p.bound_at else [])
PEOPLE_HOLDING = Query("people_holding", Person, lambda p: [(p.unit, role) for role in p.roles])
PROGRESS_OF = Query("progress_of", Progress, lambda p: [(p.measure, moment(p.at))])
PROGRESS_SAID_IN = Query("progress_said_in", Progress, lambda p: [(p.message,)] if p.message else [])
EVIDENCE_OF = Query("evidence_of", Evidence, lambda e: [(e.measure, moment(e.at))])
EVIDENCE_OF_UNIT = Query("evidence_of_unit", Evidence, lambda e: [(e.unit, moment(e.at))])
EVIDENCE_BY = Query("evidence_by", Evidence, lambda e: [(e.by, moment(e.at))])
EVIDENCE_WITH = Query("evidence_with", Evidence, lambda e: [] if e.expired else [(e.digest,)])
EVIDENCE_TO_CLEAR = Query(
    "evidence_to_clear", Evidence, lambda e: [(e.unit, moment(e.expired))] if e.expired and not e.cleared else []
)
EVIDENCE_SENT_IN = Query("evidence_sent_in", Evidence, lambda e: [(e.message,)] if e.message else [])
JOURNAL_OF_UNIT = Query("journal_of_unit", Entry, lambda e: [(e.unit, f"{e.number:09d}")])
JOURNAL_SINCE = Query("journal_since", Entry, lambda e: [(e.unit, moment(e.at))])
JOURNAL_OF = Query("journal_of", Entry, lambda e: [(e.subject, f"{e.number:09d}")])
TO_SEND = (MessageState.WAITING, MessageState.UNCERTAIN)
OUTBOX_READY = Query(
    "outbox_ready",
    Message,
    lambda m: [(m.bot, str(int(m.priority)), moment(m.due))] if m.state in TO_SEND else [],
)
IN_FLIGHT = (MessageState.SENDING, MessageState.UNCERTAIN)
OUTBOX_IN_FLIGHT = Query("outbox_in_flight", Message, lambda m: [(m.bot, m.state)] if m.state in IN_FLIGHT else [])
OUTBOX_BY_STATE = Query("outbox_by_state", Message, lambda m: [(m.unit, m.state, moment(m.sent or m.due))])
GOING = (*TO_SEND, MessageState.SENDING)
OUTBOX_ENDED = Query("outbox_ended", Message, lambda m: [] if m.state in GOING else [(moment(m.sent or m.due),)])
ANSWERS_WAITING = Query(
    "answers_waiting",
    Message,
    lambda m: (
        [(m.bot, str(m.chat), moment(m.created or m.due))]
        if m.priority is Priority.ANSWER and m.state in TO_SEND
        else []
    ),
)
OUTBOX_ARRIVED = Query("outbox_arrived", Message, lambda m: [(m.to, m.kind, moment(m.sent))] if m.sent else [])
REMINDERS_OF = Query("reminders_of", Reminder, lambda r: [(r.measure, moment(r.at))])
REMINDERS_TO = Query("reminders_to", Reminder, lambda r: [(r.person, moment(r.at))])
REMINDERS_ARRIVED = Query(
    "reminders_arrived",
    Reminder,
    lambda r: [(r.measure, r.due.isoformat(), r.because, moment(r.sent))] if r.sent else [],
)
REMINDERS_ARRIVED_AT = Query(
    "reminders_arrived_at",
    Reminder,
    lambda r: [(r.person, r.measure, moment(r.sent))] if r.sent and r.because in {"own", ""} else [],
)
HANDLED_AT = Query("handled_at", Handled, lambda h: [(moment(h.at),)])
INVITATIONS_OF = Query("invitations_of", Invitation, lambda i: [(i.person,)])
CLAIMS_OPEN = Query("claims_open", Invitation, lambda i: [(i.unit,)] if i.is_claimed else [])
DRAFTS_OF = Query("drafts_of", Draft, lambda d: [(d.person, d.kind)])
DRAFTS_ASIDE = Query("drafts_aside", Draft, lambda d: [(moment(d.at),)] if d.kind in {REPLY, ACT} else [])
KNOCKS_AT = Query("knocks_at", Draft, lambda d: [(moment(d.at),)] if d.kind == KNOCK else [])
CARDS_LIVE = Query("cards_live", Card, lambda c: [(c.unit, c.matter, moment(c.at))] if c.matter and not c.over else [])
CARDS_AT = Query("cards_at", Card, lambda c: [(moment(c.at),)])
EXTENSIONS_OF = Query("extensions_of", Extension, lambda x: [(x.measure, moment(x.at))])
EXTENSIONS_OPEN = Query(
    "extensions_open", Extension, lambda x: [(x.unit, moment(x.at))] if x.state is ExtensionState.ASKED else []
)
CLOSINGS_OF = Query("closings_of", Closing, lambda c: [(c.subject, moment(c.at))])
CLOSINGS_OF_UNIT = Query("closings_of_unit", Closing, lambda c: [(c.unit, str(c.year), f"{c.number:06d}")])
NO_NUMBER = "0"  # in place of the year, of a letter that is a draft
LETTERS_OF_UNIT = Query("letters_of_unit", Letter, lambda x: [(x.unit, x.colour, str(x.year), f"{x.number:06d}")])
LETTERS_FOLLOWED = Query(
    "letters_followed", Letter, lambda x: [(x.unit, moment(x.issued_at))] if x.issued_at and x.is_followed else []
)
LETTERS_ON = Query("letters_on", Letter, lambda x: [(m, moment(x.drafted_at)) for m in x.measures])
INSTRUCTIONS_ON = Query("instructions_on", Instruction, lambda i: [(m, moment(i.at)) for m in {i.subject, *i.measures}])
INSTRUCTIONS_OPEN = Query("instructions_open", Instruction, lambda i: [(i.unit, moment(i.at))] if i.is_open else [])
INSTRUCTIONS_WAITING = Query("instructions_waiting", Instruction, lambda i: [(i.unit, moment(i.at))] if i.waits else [])
MEETINGS_OF = Query("meetings_of", Meeting, lambda m: [(m.unit, m.day.isoformat(), moment(m.at))])
VISITS_OF = Query("visits_of", Visit, lambda v: [(v.unit, v.day.isoformat(), moment(v.at))])
MEASURES_KEY = Query("measures_key", Measure, lambda m: [(m.unit, m.key.isoformat())] if m.key else [])
RECHECKS_OF = Query("rechecks_of", Recheck, lambda r: [(r.measure, r.due.isoformat())])
RECHECKS_DUE = Query(
    "rechecks_due", Recheck, lambda r: [(r.unit, r.due.isoformat())] if r.state is RecheckState.PLANNED else []
)
ASSIGNMENTS_OF_UNIT = Query("assignments_of_unit", Assignment, lambda a: [(a.unit, a.kind, moment(a.at))])
ASSIGNMENTS_ON = Query("assignments_on", Assignment, lambda a: [(s, moment(a.at)) for s in {a.subject, *a.measures}])
ASSIGNMENTS_OPEN = Query("assignments_open", Assignment, lambda a: [(a.unit, moment(a.at))] if a.is_open else [])
DEPENDENCIES_OF_UNIT = Query("dependencies_of_unit", Dependency, lambda d: [(d.unit, moment(d.at))])
DEPENDENCIES_OF = Query("dependencies_of", Dependency, lambda d: [(d.measure, moment(d.at))] if d.measure else [])
DEPENDENCIES_ON = Query("dependencies_on", Dependency, lambda d: [(d.other, moment(d.at))] if d.other else [])
DEPENDENCIES_OPEN = Query("dependencies_open", Dependency, lambda d: [(d.unit, moment(d.at))] if d.is_open else [])
ACCEPTANCES_OF = Query("acceptances_of", Acceptance, lambda a: [(a.unit, moment(a.at))])
ACCEPTANCES_WITH = Query("acceptances_with", Acceptance, lambda a: [(digest,) for digest in a.files])
CAUSES_OF = Query("causes_of", Cause, lambda c: [(c.unit, c.kind)])
RULES_OF = Query("rules_of", Rule, lambda r: [(r.unit, r.made.isoformat())])
RELEASES_OF = Query("releases_of", Release, lambda r: [(r.unit, moment(r.at), f"{r.number:06}")])
RELEASES_WITH = Query("releases_with", Release, lambda r: [(digest,) for digest in r.files])
PROPOSALS_OPEN = Query("proposals_open", Proposal, lambda q: [(q.unit,)] if q.is_open else [])

QUERIES: tuple[Query[Any], ...] = tuple(value for value in globals().values() if isinstance(value, Query))
