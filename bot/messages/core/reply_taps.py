"""What the buttons below a question in words do."""

from bot.messages.core.tap import Tap


class ReadyAnswer(Tap, frozen=True, tag="ready"):
    """Answer the question that an update asked by one of the sentences that lie ready for it."""

    asked: int
    place: int


REPLY_TAPS: tuple[type[Tap], ...] = (ReadyAnswer,)
