"""What buttons do for letters, and for a word to those who owe something."""

from bot.messages.core.tap import Tap


class AnswerLetter(Tap, frozen=True, tag="lreply"):
    """Answer a letter; the words are asked for."""

    letter: str


class Nudge(Tap, frozen=True, tag="nudge"):
    """催办: write to those who owe something on a measure."""

    measure: str


SUPERVISION_TAPS: tuple[type[Tap], ...] = (AnswerLetter, Nudge)
