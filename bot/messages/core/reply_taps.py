"""What the buttons below a question in words do, ours or one that was not understood as a whole."""

from bot.domain.status.topic import Topic
from bot.messages.core.tap import Tap


class ReadyAnswer(Tap, frozen=True, tag="ready"):
    """Answer the question that an update asked by one of the sentences that lie ready for it."""

    asked: int
    place: int


class AskTopic(Tap, frozen=True, tag="topic"):
    """Tell what there is of a topic, of all that the person may see."""

    topic: Topic


REPLY_TAPS: tuple[type[Tap], ...] = (ReadyAnswer, AskTopic)
