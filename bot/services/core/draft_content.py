"""What is kept until a person has answered, and what a later step needs: a struct for each kind of `Draft.facts`.

The names of the fields and the values of `kind` are a stored format, read as those of messages are.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

import msgspec

from bot.domain.dependencies.dependency import Side
from bot.domain.imports.draft import PlanDraft
from bot.domain.people.proposal import Proposal
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding
from bot.domain.replies.question_state import QuestionState
from bot.domain.replies.reply import Intent
from bot.domain.units.oversight import Oversight
from bot.services.core.ledger import ACT, DRAFTS_OF, KNOCK, REPLY, Draft, Ledger
from bot.services.core.message_content import facts_of


class DraftContent(msgspec.Struct, frozen=True):
    """What a draft keeps; `kind` is that of its record."""

    kind: ClassVar[str]


class PendingQuestion(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """What a person was asked: the next plain message is the answer. `measure` may be what hangs on one.

    `key` is the person with the update in which it was asked, `ready` are the answers that lay ready below it, `days`
    those that were offered there, and `ended` the keys of questions before it with how each of them ended, the older
    first.
    """

    kind: ClassVar[str] = "asked"
    purpose: str
    measure: str
    state: QuestionState = QuestionState.ASKED
    key: str = ""
    ready: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    ended: tuple[tuple[str, QuestionState], ...] = ()


class PendingReply(DraftContent, frozen=True, kw_only=True):
    """A reply until its sender chooses what is meant: in which message ("chat:message"), of which measures."""

    kind: ClassVar[str] = REPLY
    words: str
    message: str
    measures: list[str]


class MeantBefore(DraftContent, frozen=True, kw_only=True):
    """What a person meant by a wording when it was asked, the latest last."""

    kind: ClassVar[str] = "meant"
    meanings: list[tuple[str, Intent]]


class LastQuestion(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """What a person asked last: a list as the code of its query, else the `words` of the question.

    `said` are the words in any case, of which 他 and 这条 speak.
    """

    kind: ClassVar[str] = "last question"
    code: str
    words: str = ""
    said: str = ""


class PendingAbsence(DraftContent, frozen=True, kw_only=True):
    """An absence whose days are still being asked about: both names, and the days in the writer's words."""

    kind: ClassVar[str] = "absence"
    name: str
    other: str
    start: str
    end: str


class PendingKnock(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who is bound to nobody asks to be: the account, its name at Telegram, and who it says to be.

    `state` is asked until that is said, waiting until the office decides, and refused.
    """

    kind: ClassVar[str] = KNOCK
    account: int
    shown: str = ""
    words: str = ""
    state: str = "asked"


class HandedMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure as it stood when it was handed over: as what it was the giver's, and how it stood, in words."""

    number: str
    text: str
    part: str
    state: str


class HandoverRecord(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """What went from one person to another, and on which days giver, taker and witness signed the list of it."""

    kind: ClassVar[str] = "handover"
    giver: str
    taker: str
    role: str = ""
    rows: list[HandedMeasure] = []
    matters: list[str] = []
    signed: dict[str, str] = {}
    witness: str = ""
    on_paper: dict[str, str] = {}  # of what was signed by hand, who noted it


class PendingImport(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """A plan that was read: the file's name, and the letter of the plan it belongs to, or "new".

    `answers` say which measure is which (number in the file → id in the ledger or "new"), `by_file` in which the file
    counts, `revived` whether cancelled ones come back; `file` is the file's id at Telegram. `names` are those of which
    was said whether two people bear them.
    """

    kind: ClassVar[str] = "import"
    read: PlanDraft
    name: str
    plan: str
    answers: dict[str, str] = {}
    by_file: list[str] = []
    revived: bool | None = None
    reason: str = ""
    file: str = ""
    names: dict[str, bool] = {}


class LastImport(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """What the last import changed: the plan's id, new measures by id, changed ones and findings as they were.

    Once it is taken back, `undone` are all its measures and findings as the import had left them.
    """

    kind: ClassVar[str] = "last import"
    plan: str
    new: list[str]
    changed: list[Measure]
    findings: list[Finding] = []
    fresh: list[str] = []
    undone: list[Measure] = []
    undone_findings: list[Finding] = []
    withdrawn: list[str] = []  # requests to put days off that went with it, by id
    taken_back: bool = False

    @property
    def is_undone(self) -> bool:
        """True once it was taken back, also where it had changed nothing at once."""
        return self.taken_back or bool(self.undone)


class PlannedAct(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """An act that is shown to whoever wants it, and what is needed to take it back once it is done.

    `state` is shown, asked (of a second person), done, undone or dropped; `before` and `after` are the records by
    shelf and id as they were and as it left them, `told` the messages that it caused.
    """

    kind: ClassVar[str] = ACT
    proposal: Proposal
    state: str = "shown"
    confirmed_by: str = ""
    done_at: dt.datetime | None = None
    before: dict[str, dict[str, Any]] = {}
    after: dict[str, dict[str, Any]] = {}
    told: list[str] = []
    entry: int = 0  # the number of the last entry of the journal that it wrote


class UnmarkedPaper(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """A Word without a mark until its sender says which paper it is: the SHA-256 of the file; `none` of them at all."""

    kind: ClassVar[str] = "paper"
    digest: str
    none: bool = False


class ExplainedHeads(DraftContent, frozen=True, kw_only=True):
    """What the office has said that heads of columns are about: head → field."""

    kind: ClassVar[str] = "heads"
    heads: dict[str, str]


class PinnedHome(DraftContent, frozen=True, kw_only=True):
    """A person's first page: its chat, its message (0 until it was sent), and of what state it shows what."""

    kind: ClassVar[str] = "home"
    chat: int
    message: int
    shown: str


class PinnedBoard(PinnedHome, frozen=True, kw_only=True):
    """A person's board, as it is kept."""

    kind: ClassVar[str] = "board"


class PinnedFirstDay(PinnedHome, frozen=True, kw_only=True, omit_defaults=True):
    """The steps of the first day in the chat of one of the office, and when the clock alone outdates them."""

    kind: ClassVar[str] = "first day"
    until: dt.datetime = dt.datetime.min.replace(tzinfo=dt.UTC)


class CountedWeek(DraftContent, frozen=True, kw_only=True):
    """The units below as they were counted for an ISO week, e.g. 2026-W48."""

    kind: ClassVar[str] = "oversight"
    week: str
    seen: Oversight


class PendingResolution(DraftContent, frozen=True, kw_only=True, omit_defaults=True):
    """What a meeting decided, or a `visit` demands, until whoever wrote it says that it was read rightly.

    Without a `meeting` one of that `title` on that `day` is recorded with it. `due` is "" until a day is certain, and
    `days` are those that may be meant; `subject` is a measure or a finding.
    """

    kind: ClassVar[str] = "resolution"
    words: str
    day: dt.date
    title: str = ""
    meeting: str = ""
    subject: str = ""
    to: list[str] = []
    leaders: list[str] = []
    departments: list[str] = []
    due: dt.date | None = None
    days: list[dt.date] = []
    fresh: bool = False
    visit: str = ""
    matter: str = ""  # what is to be done, as the text of a new measure


class OtherSide(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a measure may wait for: of which kind, its record, and as people call it."""

    side: Side
    other: str
    name: str


class PendingWait(DraftContent, frozen=True, kw_only=True):
    """What somebody said that a measure waits for, until a tap says from whom."""

    kind: ClassVar[str] = "wait"
    measure: str
    words: str
    sides: list[OtherSide]


DRAFTS: Mapping[str, type[DraftContent]] = {
    content.kind: content
    for content in (
        PendingQuestion,
        PendingReply,
        MeantBefore,
        LastQuestion,
        PendingAbsence,
        PendingKnock,
        HandoverRecord,
        PendingImport,
        LastImport,
        PlannedAct,
        ExplainedHeads,
        UnmarkedPaper,
        PinnedBoard,
        PinnedHome,
        PinnedFirstDay,
        CountedWeek,
        PendingResolution,
        PendingWait,
    )
}


def new_draft(content: DraftContent, unit: str, person: str, at: dt.datetime, name: str = "") -> Draft:
    """What is kept of a person since a moment: the only draft of its kind, or one of several by its `name`."""
    id_ = f"{person}:{name or content.kind}"
    return Draft(id=id_, unit=unit, person=person, kind=content.kind, at=at, facts=facts_of(content))


def fresh_name() -> str:
    """A name for one of several drafts of a kind."""
    return secrets.token_urlsafe(6).replace("-", "A").replace("_", "B")


D = TypeVar("D", bound=DraftContent)


def draft_of(draft: Draft, content: type[D]) -> D:
    """What a draft keeps; raises msgspec.ValidationError where its facts are not of that kind."""
    return msgspec.convert(draft.facts, content)


async def drafts_of(ledger: Ledger, person: str, content: type[D]) -> dict[str, D]:
    """What is kept of a person of one kind, by the names of the drafts."""
    found = await ledger.drafts.find(DRAFTS_OF, person, content.kind)
    return {one.id.removeprefix(f"{person}:"): draft_of(one, content) for one in found}


async def waiting_words(
    ledger: Ledger, people: Iterable[str], until: dt.datetime | None = None
) -> dict[str, list[tuple[Draft, PendingReply]]]:
    """What people wrote before a moment and were asked about, by the measures that it may be of, the oldest first.

    Nothing of it is recorded yet, but whoever wrote it has answered.
    """
    asked = [(person, PendingReply.kind) for person in dict.fromkeys(people)]
    kept = [one for found in await ledger.drafts.find_each(DRAFTS_OF, asked) for one in found]
    waiting: dict[str, list[tuple[Draft, PendingReply]]] = {}
    for draft in sorted((one for one in kept if until is None or one.at < until), key=lambda one: one.at):
        reply = draft_of(draft, PendingReply)
        for measure in reply.measures:
            waiting.setdefault(measure, []).append((draft, reply))
    return waiting
