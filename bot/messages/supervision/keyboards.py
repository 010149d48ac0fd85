"""Buttons below letters and instructions."""

from collections.abc import Sequence

from bot.domain.status.register import RegisterRow
from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter, LetterState
from bot.messages.body import Button, Rows, in_rows
from bot.messages.core.keyboards import BELOW
from bot.messages.core.meeting_taps import ReturnInstruction, SettleInstruction
from bot.messages.core.supervision_taps import AnswerLetter
from bot.messages.core.tap import Tap
from bot.messages.core.taps import (
    AnswerInstruction,
    DropLetter,
    Instruct,
    IssueLetter,
    LetterAsWord,
    ShowPage,
    SignLetter,
)
from bot.messages.wording import Wording

MOST = 9  # measures that are offered at once


def letter_rows(wording: Wording, letter: Letter, *, may_sign: bool, may_answer: bool = False) -> Rows:
    """签发 · 不发 below a draft, 签收 · 反馈 for a recipient of an issued letter; the Word document for everybody."""

    def button(label: str, tap: Tap) -> Button:
        return Button(wording.word(f"supervision.letter.button_{label}"), tap)

    word = (button("word", LetterAsWord(letter.id)),)
    if letter.state is LetterState.DRAFT:
        return (button("issue", IssueLetter(letter.id)), button("drop", DropLetter(letter.id))), word
    sign = (button("sign", SignLetter(letter.id)),) if may_sign else ()
    answer = (button("answer", AnswerLetter(letter.id)),) if may_answer else ()
    return ((*sign, *answer), word) if sign or answer else (word,)


def late_rows(wording: Wording, late: Sequence[RegisterRow]) -> Rows:
    """批示 for what is late, the longest first; and the list of all that is open."""
    picks = [_instruct(wording, one) for one in late[:MOST]]
    every = Button(wording.word("supervision.instruction.button_open"), ShowPage("open", BELOW))
    return (*in_rows(picks, 3), (every,))


def _instruct(wording: Wording, row: RegisterRow) -> Button:
    label = wording.word("supervision.instruction.button_on", number=row.number)
    return Button(label, Instruct(row.measure.id))


def answer_row(wording: Wording, instruction: Instruction) -> tuple[Button, ...]:
    """回复批示."""
    return (Button(wording.word("supervision.instruction.button_answer"), AnswerInstruction(instruction.id)),)


def settle_row(wording: Wording, instruction: Instruction) -> tuple[Button, ...]:
    """办结 · 退回 below the answer to what a meeting or a visit demanded."""
    return (
        Button(wording.word("supervision.instruction.button_settle"), SettleInstruction(instruction.id)),
        Button(wording.word("supervision.instruction.button_return"), ReturnInstruction(instruction.id)),
    )
