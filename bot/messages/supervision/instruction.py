"""An instruction of the secretary as it reaches the people responsible."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.supervision.instruction import Instruction
from bot.messages.body import LINE, MessageBody, Rows
from bot.messages.core.measure import MeasureSummary, Quote
from bot.messages.supervision.keyboards import answer_row, settle_row
from bot.messages.supervision.letter import SHORT
from bot.messages.text import cut, day
from bot.messages.wording import Wording


def instruction_body(
    wording: Wording,
    instruction: Instruction,
    given: Quote,
    measures: Sequence[MeasureSummary],
    *,
    may_answer: bool,
    may_settle: bool = False,
    answer: str = "",
) -> MessageBody:
    """The words, the measures, and the way to answer; `given.words` is "" where messages may not show them."""
    head = "supervision.instruction.head_from" if instruction.source else "supervision.instruction.head"
    lines = [wording.say(head, who=given.who, day=day(given.day), origin=instruction.origin)]
    lines += [
        wording.say("supervision.instruction.line", number=one.measure.number, matter=cut(one.matter, SHORT))
        for one in measures
    ]
    key = "supervision.instruction.words" if given.words else "supervision.instruction.hidden"
    lines.append(wording.say(key, words=given.words))
    rows: Rows = ()
    if instruction.waits:
        lines.append(wording.say("supervision.instruction.answer", words=answer))
        rows = (settle_row(wording, instruction),) if may_settle else ()
    elif may_answer:
        lines.append(wording.say("supervision.instruction.answer_by", day=day(instruction.answer_by)))
        rows = (answer_row(wording, instruction),)
    return MessageBody(LINE.join(lines), rows, measures=instruction.measures)


def given_body(wording: Wording, told: Sequence[str], answer_by: dt.date) -> MessageBody:
    """To whom an instruction went, and until when they are to answer."""
    return MessageBody(wording.say("supervision.instruction.given", names="、".join(told), day=day(answer_by)))
