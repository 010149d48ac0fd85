"""Buttons of a difficulty that was reported."""

from bot.messages.core.tap import Tap


class ReplyToDifficulty(Tap, frozen=True, tag="dans"):
    """Reply to a difficulty that was reported; the words are asked for."""

    measure: str


class ForwardDifficulty(Tap, frozen=True, tag="dfwd"):
    """Ask the secretary for an instruction on it."""

    measure: str


class PutOnAgenda(Tap, frozen=True, tag="madd"):
    """Put a measure on the agenda of the next meeting."""

    measure: str


DIFFICULTY_TAPS: tuple[type[Tap], ...] = (ReplyToDifficulty, ForwardDifficulty, PutOnAgenda)
