"""Buttons below letters and instructions."""

from bot.domain.supervision.instruction import Instruction
from bot.domain.supervision.letter import Letter, LetterState
from bot.messages.body import Button, Rows
from bot.messages.wording import Wording


def letter_rows(wording: Wording, letter: Letter, *, may_sign: bool) -> Rows:
    """签发 · 不发 below a draft, 签收 for a recipient of an issued letter; the Word document for everybody."""

    def button(label: str, action: str) -> Button:
        return Button(wording.word(f"supervision.letter.button_{label}"), action, (letter.id,))

    word = (button("word", "lword"),)
    if letter.state is LetterState.DRAFT:
        return (button("issue", "issue"), button("drop", "unissue")), word
    return ((button("sign", "sign"),), word) if may_sign else (word,)


def answer_row(wording: Wording, instruction: Instruction) -> tuple[Button, ...]:
    """回复批示."""
    return (Button(wording.word("supervision.instruction.button_answer"), "reply", (instruction.id,)),)
