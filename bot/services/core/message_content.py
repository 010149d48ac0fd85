"""What the messages of the outbox say before they are drawn up: a struct for each kind, kept as `Message.facts`.

The names of the fields and the values of `kind` are a stored format. A field that a struct does not know is ignored
and one that a row lacks takes its default, so that rows of an older or a newer version are read.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

import msgspec

from bot.domain.outbox.message import Message
from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.reporting.release import ReleaseState
from bot.domain.supervision.letter import LetterState

ANSWER = "answer"  # the kind of what is drawn up already: an answer, or what a phone is told that is nobody's


class MessageContent(msgspec.Struct, frozen=True):
    """What a message says; `kind` is that of its row."""

    kind: ClassVar[str]


class DigestContent(MessageContent, frozen=True, kw_only=True):
    """The week's page: the moment from which on it tells."""

    kind: ClassVar[str] = "digest"
    since: dt.datetime


class AcceptanceContent(MessageContent, frozen=True, kw_only=True):
    """Something that was handed in for acceptance, brought to those who accept."""

    kind: ClassVar[str] = "acceptance"
    acceptance: str


class DecisionContent(MessageContent, frozen=True, kw_only=True):
    """A decision that the week's page names: the id of the measure to be closed, or of the request for more time."""

    kind: ClassVar[str] = "decision"
    matter: str


class ExtensionContent(MessageContent, frozen=True, kw_only=True):
    """A request for more time, and the step at which it waited."""

    kind: ClassVar[str] = "extension"
    extension: str
    step: Role


class InstructionContent(MessageContent, frozen=True, kw_only=True):
    """An instruction that waits for an answer."""

    kind: ClassVar[str] = "instruction"
    instruction: str


class KnockContent(MessageContent, frozen=True, kw_only=True):
    """Somebody without a link who waits to be bound."""

    kind: ClassVar[str] = "knock"
    knock: str


class LetterContent(MessageContent, frozen=True, kw_only=True):
    """A letter, and the state in which it was brought."""

    kind: ClassVar[str] = "letter"
    letter: str
    state: LetterState


class ListContent(MessageContent, frozen=True, kw_only=True):
    """An owner's list of the week: all of it comes from the ledger."""

    kind: ClassVar[str] = "list"


class FactsContent(MessageContent, frozen=True, kw_only=True):
    """The three facts of a person's measures, to be confirmed before a meeting."""

    kind: ClassVar[str] = "facts"
    meeting: str


class MorningContent(MessageContent, frozen=True, kw_only=True):
    """The office's line of a working morning: all of it comes from the ledger."""

    kind: ClassVar[str] = "morning"


class NoticeContent(MessageContent, frozen=True, kw_only=True):
    """A sentence of the catalogue with its facts, the measures it speaks of, and rows of buttons.

    A button is the wording key of its label, its action and the arguments of that.
    """

    kind: ClassVar[str] = "notice"
    key: str
    facts: dict[str, Any] = {}
    measures: list[str] = []
    buttons: list[list[list[str]]] = []


class NudgeContent(MessageContent, frozen=True, kw_only=True):
    """A reminder by hand: the measures, and what was said with it."""

    kind: ClassVar[str] = "nudge"
    measures: list[str]
    words: str


class WaitContent(MessageContent, frozen=True, kw_only=True, omit_defaults=True):
    """Something that a measure, or another unit, waits for, brought to whoever is to act; `again` where it is late."""

    kind: ClassVar[str] = "wait"
    dependency: str
    again: bool = False


class OversightContent(MessageContent, frozen=True, kw_only=True):
    """The week of the units below: which ISO week, e.g. 2026-W48."""

    kind: ClassVar[str] = "oversight"
    week: str


class ProposalContent(MessageContent, frozen=True, kw_only=True):
    """An act that waits for its second key."""

    kind: ClassVar[str] = "proposal"
    proposal: str


class RecheckContent(MessageContent, frozen=True, kw_only=True):
    """A recheck that is due."""

    kind: ClassVar[str] = "recheck"
    recheck: str


class ReleaseContent(MessageContent, frozen=True, kw_only=True, omit_defaults=True):
    """A paper on its way out of the house, and the version and state in which it was brought.

    Without a state it was asked for, and is shown as it is.
    """

    kind: ClassVar[str] = "release"
    release: str
    version: int = 0
    state: ReleaseState | None = None


class RemindersContent(MessageContent, frozen=True, kw_only=True, omit_defaults=True):
    """A person's message of the day: its reminders, and how many working days were missed before it.

    `told` is news besides; `week` says that the list of the week belongs into it.
    """

    kind: ClassVar[str] = "reminders"
    day: dt.date
    reminders: list[str]
    missed: int = 0
    told: list[NoticeContent] = []
    week: bool = False


class ReviewContent(MessageContent, frozen=True, kw_only=True):
    """A submission: the measure, the step at which it waited, and which submission of it that was."""

    kind: ClassVar[str] = "review"
    measure: str
    stage: Stage
    round: int


CONTENTS: Mapping[str, type[MessageContent]] = {
    content.kind: content
    for content in (
        AcceptanceContent,
        DecisionContent,
        DigestContent,
        ExtensionContent,
        FactsContent,
        InstructionContent,
        KnockContent,
        LetterContent,
        ListContent,
        MorningContent,
        NoticeContent,
        NudgeContent,
        OversightContent,
        ProposalContent,
        RecheckContent,
        ReleaseContent,
        RemindersContent,
        ReviewContent,
        WaitContent,
    )
}

MATTERS: Mapping[str, str] = {
    AcceptanceContent.kind: "acceptance",
    DecisionContent.kind: "matter",
    ExtensionContent.kind: "extension",
    FactsContent.kind: "meeting",
    InstructionContent.kind: "instruction",
    KnockContent.kind: "knock",
    LetterContent.kind: "letter",
    ProposalContent.kind: "proposal",
    RecheckContent.kind: "recheck",
    ReviewContent.kind: "measure",
}  # which of their fields holds the id of the matter that they are the live card of

C = TypeVar("C", bound=MessageContent)


def facts_of(content: msgspec.Struct) -> dict[str, Any]:
    """What a row keeps of a content: plain values as JSON has them."""
    facts: dict[str, Any] = msgspec.to_builtins(content)
    return facts


def content_of(message: Message, content: type[C]) -> C:
    """What a row says; raises msgspec.ValidationError where its facts are not of that kind."""
    return msgspec.convert(message.facts, content)


def matter_of(message: Message) -> str:
    """The id of what a message is the live card of; "" for those that are none."""
    return str(message.facts.get(MATTERS.get(message.kind, ""), ""))


def reminders_in(message: Message) -> list[str]:
    """The ids of the reminders that a message brings, none for messages of other kinds; raises ValidationError."""
    return content_of(message, RemindersContent).reminders if message.kind == RemindersContent.kind else []
