"""Cards for those who check: what was asked, what was said, the proofs, the deadline, and what happened so far."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.domain.closing.transitions import CHECKING
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.requirement import EVIDENCE_WORDS
from bot.domain.extensions.extension import STEP_ACTIONS, DeadlineHistory, Extension
from bot.domain.people.permission import ACTION_WORDS
from bot.domain.plan.deadline import KIND_WORDS
from bot.domain.plan.measure import Measure
from bot.domain.rechecks.recheck import Recheck
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import LETTER_WORDS, Letter, LetterState
from bot.messages.body import Attachment, Button, MessageBody
from bot.messages.core.taps import (
    Agree,
    AnswerInstruction,
    DropLetter,
    GrantExtension,
    Holds,
    IssueLetter,
    LetterAsWord,
    RefuseExtension,
    Relapsed,
    ReturnMeasure,
    ShowEvidence,
    ShowHistory,
    SignLetter,
    Tap,
    WithdrawEvidence,
)
from bot.messages.history.view import Story, brief
from bot.messages.text import day
from bot.messages.wording import Wording

LINE = Markup("\n")
SHORT = 36


@dataclass(frozen=True)
class About:
    """A measure as a card shows it; `matter` is "" where messages may not show it."""

    measure: Measure
    matter: str
    moves: DeadlineHistory

    @property
    def id(self) -> str:
        """Its id."""
        return self.measure.id


@dataclass(frozen=True)
class Said:
    """Somebody's words on a day, as messages may show them."""

    who: str
    day: dt.date
    words: str


@dataclass(frozen=True)
class ReviewCard:
    """A submission that waits for somebody's word."""

    about: About
    said: Said | None
    proofs: tuple[Evidence, ...]
    album: tuple[Attachment, ...]
    story: Story
    act_by: dt.date | None


def review_body(wording: Wording, card: ReviewCard) -> MessageBody:
    """通过 · 退回 · 看历史."""
    measure = card.about.measure
    step = ACTION_WORDS[CHECKING[measure.stage]]
    lines = [_head(wording, "closing.review_head", card.about, step=step), due_line(wording, card.about)]
    if card.said:
        lines.append(_say(wording, "closing.review_said", card.said))
    lines.append(_proofs(wording, card.proofs))
    if len(card.album) < len(card.proofs):
        lines.append(wording.say("closing.review_more", count=len(card.proofs) - len(card.album)))
    lines += [wording.say("closing.review_history"), *brief(wording, card.story)]
    if card.act_by:
        lines.append(wording.say("closing.review_act_by", day=day(card.act_by)))
    checked = (measure.id, measure.stage, measure.submissions)
    rows = (
        (
            _button(wording, "closing.button_agree", Agree(*checked)),
            _button(wording, "closing.button_return", ReturnMeasure(*checked)),
        ),
        (
            _button(wording, "history.button_history", ShowHistory(measure.id)),
            _button(wording, "evidence.button_show", ShowEvidence(measure.id)),
        ),
    )
    return MessageBody(LINE.join(lines), rows, card.album, (measure.id,))


@dataclass(frozen=True)
class ExtensionCard:
    """A request for more time that waits for somebody's word."""

    about: About
    extension: Extension
    asked: Said
    agreed: tuple[Said, ...]


def extension_body(wording: Wording, card: ExtensionCard) -> MessageBody:
    """同意延期 · 不同意 · 看历史."""
    extension = card.extension
    step = ACTION_WORDS[STEP_ACTIONS[extension.step]].removesuffix("延期")
    was = day(extension.was) if extension.was else wording.word("closing.review_none")
    asked = wording.say(
        "extensions.asked", who=card.asked.who, day=day(card.asked.day), was=was, asked=day(extension.asked)
    )
    lines = [_head(wording, "extensions.head", card.about, step=step), due_line(wording, card.about), asked]
    if extension.late:
        lines.append(wording.say("extensions.late"))
    lines.append(wording.say("extensions.why", words=card.asked.words))
    lines += [_say(wording, "extensions.agreed", said) for said in card.agreed]
    rows = (
        (
            _button(wording, "extensions.button_grant", GrantExtension(extension.id, extension.step)),
            _button(wording, "extensions.button_refuse", RefuseExtension(extension.id, extension.step)),
        ),
        (_button(wording, "history.button_history", ShowHistory(card.about.id)),),
    )
    return MessageBody(LINE.join(lines), rows, measures=(card.about.id,))


def recheck_body(wording: Wording, about: About, recheck: Recheck) -> MessageBody:
    """无反弹 · 有反弹."""
    if recheck.why.isdigit():
        why = wording.say("rechecks.days", days=recheck.why)
    else:
        why = wording.say("rechecks.sample", month=recheck.why)
    rows = (
        (
            _button(wording, "rechecks.button_holds", Holds(recheck.id)),
            _button(wording, "rechecks.button_relapsed", Relapsed(recheck.id)),
        ),
        (
            _button(wording, "history.button_history", ShowHistory(about.id)),
            _button(wording, "evidence.button_show", ShowEvidence(about.id)),
        ),
    )
    return MessageBody(LINE.join([_head(wording, "rechecks.head", about), why]), rows, measures=(about.id,))


@dataclass(frozen=True)
class LetterCard:
    """A letter with the names behind its ids."""

    letter: Letter
    measures: tuple[About, ...]
    recipients: tuple[str, ...]
    signed: tuple[tuple[str, dt.datetime], ...]  # who and when, in the unit's zone
    unsigned: tuple[str, ...]


def letter_body(wording: Wording, card: LetterCard, *, may_sign: bool = False) -> MessageBody:
    """The letter: a draft with 签发 · 不发, an issued one with 签收 for its recipients."""
    letter = card.letter
    draft = letter.state is LetterState.DRAFT
    head = (
        wording.say("supervision.letter.draft_head", kind=LETTER_WORDS[letter.colour])
        if draft
        else wording.say("supervision.letter.head", title=f"{LETTER_WORDS[letter.colour]} {letter.title}")
    )
    lines = [head, wording.say("supervision.letter.to", names="、".join(card.recipients))]
    lines += [_letter_line(wording, about) for about in card.measures]
    ours = letter.words == wording.word(f"supervision.letter.ask_{letter.colour}")
    redacted = not ours and any(not about.matter for about in card.measures)
    lines.append(
        wording.say("supervision.letter.hidden" if redacted else "supervision.letter.words", words=letter.words)
    )
    lines.append(wording.say("supervision.letter.answer_by", day=day(letter.answer_by)))
    if card.signed:
        names = "、".join(f"{name}（{at:%m-%d %H:%M}）" for name, at in card.signed)
        lines.append(wording.say("supervision.letter.signed_by", names=names))
    if card.unsigned and not draft:
        lines.append(wording.say("supervision.letter.unsigned_by", names="、".join(card.unsigned)))
    rows: list[tuple[Button, ...]] = []
    if draft:
        rows.append(
            (
                _button(wording, "supervision.letter.button_issue", IssueLetter(letter.id)),
                _button(wording, "supervision.letter.button_drop", DropLetter(letter.id)),
            )
        )
    elif may_sign:
        rows.append((_button(wording, "supervision.letter.button_sign", SignLetter(letter.id)),))
    rows.append((_button(wording, "supervision.letter.button_word", LetterAsWord(letter.id)),))
    return MessageBody(LINE.join(lines), tuple(rows), measures=letter.measures)


def _letter_line(wording: Wording, about: About) -> Markup:
    due = day(about.measure.due) if about.measure.due else about.measure.deadline.words
    return wording.say("supervision.letter.line", number=about.measure.number, matter=_short(about.matter), due=due)


def instruction_body(
    wording: Wording, instruction: Instruction, given: Said, measures: Sequence[About], *, may_answer: bool
) -> MessageBody:
    """An instruction as it reaches the people responsible."""
    lines = [wording.say("supervision.instruction.head", who=given.who, day=day(given.day))]
    lines += [
        wording.say("supervision.instruction.line", number=a.measure.number, matter=_short(a.matter)) for a in measures
    ]
    key = "supervision.instruction.words" if given.words else "supervision.instruction.hidden"
    lines.append(wording.say(key, words=given.words))
    rows: tuple[tuple[Button, ...], ...] = ()
    if may_answer:
        lines.append(wording.say("supervision.instruction.answer_by", day=day(instruction.answer_by)))
        rows = ((_button(wording, "supervision.instruction.button_answer", AnswerInstruction(instruction.id)),),)
    return MessageBody(LINE.join(lines), rows, measures=instruction.measures)


@dataclass(frozen=True)
class ShownProof:
    """A proof, who sent it, its file where it is there, and whether its reader may take it back."""

    proof: Evidence
    said: Said
    attachment: Attachment | None
    withdrawable: bool = False


def proofs_body(wording: Wording, about: About, proofs: Sequence[ShownProof]) -> MessageBody:
    """All proofs of a measure; what has expired, is missing or was altered is said."""
    lines = [_proof_line(wording, place, shown) for place, shown in enumerate(proofs, 1)]
    if not lines:
        return MessageBody(wording.say("evidence.none", number=about.measure.number), measures=(about.id,))
    head = wording.say("evidence.head", number=about.measure.number, count=len(lines))
    buttons = [
        Button(wording.word("evidence.button_withdraw_one", place=place), WithdrawEvidence(shown.proof.id))
        for place, shown in enumerate(proofs, 1)
        if shown.withdrawable
    ]
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    album = tuple(shown.attachment for shown in proofs if shown.attachment)
    return MessageBody(LINE.join([head, *lines]), rows, album, (about.id,))


def _proof_line(wording: Wording, place: int, shown: ShownProof) -> Markup:
    proof, said = shown.proof, shown.said
    facts = {"place": place, "kind": EVIDENCE_WORDS[proof.kind], "name": proof.name}
    if proof.expired:
        return wording.say("evidence.expired", sender=said.who, day=day(said.day), **facts)
    if shown.attachment is None:
        return wording.say("evidence.missing", **facts)
    return wording.say("evidence.line", sender=said.who, day=day(said.day), caption=said.words, **facts)


def due_line(wording: Wording, about: About) -> Markup:
    """The deadline, or the plan's word for it; where it was moved, the first one and the days in all."""
    moves, deadline = about.moves, about.measure.deadline
    if moves.current is None:
        words = KIND_WORDS.get(deadline.kind) or deadline.words
        return wording.say("closing.review_words", words=words) if words else wording.say("closing.review_none")
    if moves.first and moves.first != moves.current:
        first, due = day(moves.first), day(moves.current)
        return wording.say("closing.review_moved", first=first, due=due, days=moves.days)
    return wording.say("closing.review_due", due=day(moves.current))


def _proofs(wording: Wording, proofs: Sequence[Evidence]) -> Markup:
    if not proofs:
        return wording.say("closing.review_no_proofs")
    counts = Counter(EVIDENCE_WORDS[proof.kind] for proof in proofs)
    return wording.say("closing.review_proofs", proofs="、".join(f"{kind}{count}" for kind, count in counts.items()))


def _head(wording: Wording, key: str, about: About, **facts: str) -> Markup:
    return wording.say(key, number=about.measure.number, matter=about.matter, **facts)


def _say(wording: Wording, key: str, said: Said) -> Markup:
    return wording.say(key, who=said.who, day=day(said.day), words=said.words)


def _short(matter: str) -> str:
    return matter if len(matter) <= SHORT else f"{matter[: SHORT - 1]}…"


def _button(wording: Wording, label: str, tap: Tap) -> Button:
    return Button(wording.word(label), tap)
