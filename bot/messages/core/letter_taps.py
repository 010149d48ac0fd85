"""What the buttons of letters carry beside those of issuing and signing."""

from bot.messages.core.tap import Tap


class AnswerLetter(Tap, frozen=True, tag="lreply"):
    """Answer a letter; the words are asked for."""

    letter: str
