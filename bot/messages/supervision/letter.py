"""A letter as a draft, as it reaches its recipients, and as the office sees it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from bot.domain.core.colour import Colour
from bot.domain.supervision.letter import LETTER_WORDS, Letter, LetterState
from bot.messages.body import LINE, MessageBody
from bot.messages.core.measure import MeasureSummary, limit_word
from bot.messages.supervision.keyboards import letter_rows
from bot.messages.text import cut, day
from bot.messages.wording import Wording

SHORT = 36  # characters of a measure's text in a letter or an instruction


class Pace(StrEnum):
    """How the measures of a letter stand when it is drafted: its shipped demand says no more than is so."""

    OPEN = "open"
    NEAR = "near"
    MIXED = "mixed"
    LATE = "late"


USUAL = {Colour.GREEN: Pace.OPEN, Colour.YELLOW: Pace.NEAR, Colour.RED: Pace.LATE}


def demanded(wording: Wording, colour: Colour, pace: Pace) -> str:
    """What a letter of the colour asks for where nobody wrote it down."""
    key = f"supervision.letter.ask_{colour}"
    return wording.word(key if pace is USUAL[colour] else f"{key}_{pace}")


@dataclass(frozen=True, kw_only=True)
class LetterCard:
    """A letter with the names behind its ids."""

    letter: Letter
    measures: tuple[MeasureSummary, ...]
    recipients: tuple[str, ...]
    signed: tuple[tuple[str, dt.datetime], ...]  # who and when, in the unit's zone
    unsigned: tuple[str, ...]
    unreached: tuple[str, ...] = ()  # who had not signed when the office answered in their stead
    answered: tuple[str, dt.datetime] | None = None


def letter_body(wording: Wording, card: LetterCard, *, may_sign: bool = False, may_answer: bool = False) -> MessageBody:
    """The letter: a draft with 签发 · 不发, an issued one with 签收 · 反馈 for its recipients, and what came of it."""
    letter = card.letter
    draft = letter.state is LetterState.DRAFT
    lines = [
        _head(wording, letter, draft=draft),
        wording.say("supervision.letter.to", names="、".join(card.recipients)),
    ]
    lines += [_measure(wording, summary) for summary in card.measures]
    lines.append(_words(wording, card))
    lines.append(wording.say("supervision.letter.answer_by", day=day(letter.answer_by)))
    if card.signed:
        names = "、".join(f"{name}（{at:%m-%d %H:%M}）" for name, at in card.signed)
        lines.append(wording.say("supervision.letter.signed_by", names=names))
    if card.unsigned and not draft:
        lines.append(wording.say("supervision.letter.unsigned_by", names="、".join(card.unsigned)))
    if card.unreached:
        lines.append(wording.say("supervision.letter.unreached", names="、".join(card.unreached)))
    if card.answered:
        who, at = card.answered
        key = "answered_by" if all(summary.matter for summary in card.measures) else "answered_hidden"
        facts = {"who": who, "time": f"{at:%m-%d %H:%M}", "answer": letter.answer}
        lines.append(wording.say(f"supervision.letter.{key}", **facts))
    rows = letter_rows(wording, letter, may_sign=may_sign, may_answer=may_answer)
    return MessageBody(LINE.join(lines), rows, measures=letter.measures)


def _head(wording: Wording, letter: Letter, *, draft: bool) -> Markup:
    kind = LETTER_WORDS[letter.colour]
    if draft:
        return wording.say("supervision.letter.draft_head", kind=kind)
    return wording.say("supervision.letter.head", title=f"{kind} {letter.title}")


def _words(wording: Wording, card: LetterCard) -> Markup:
    """What the letter asks for; somebody's own words stay out where one of its measures is confidential."""
    words = card.letter.words
    own = words not in {demanded(wording, card.letter.colour, pace) for pace in Pace}
    if own and any(not summary.matter for summary in card.measures):
        return wording.say("supervision.letter.hidden")
    return wording.say("supervision.letter.words", words=words)


def _measure(wording: Wording, summary: MeasureSummary) -> Markup:
    measure = summary.measure
    due = day(measure.due) if measure.due else limit_word(wording, measure.deadline)
    return wording.say("supervision.letter.line", number=measure.number, matter=cut(summary.matter, SHORT), due=due)


def issued_body(wording: Wording, letter: Letter, recipients: Sequence[str]) -> MessageBody:
    """Number and recipients of a letter that was issued."""
    return MessageBody(wording.say("supervision.letter.issued", title=letter.title, names="、".join(recipients)))
