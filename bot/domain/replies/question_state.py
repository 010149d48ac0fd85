"""How a question that somebody was asked stands."""

import datetime as dt
from enum import StrEnum

OPEN_FOR = dt.timedelta(hours=2)  # how long the next plain message is taken as the answer


class QuestionState(StrEnum):
    """Asked and waiting, answered, or why it is waited for no longer."""

    ASKED = "asked"
    ANSWERED = "answered"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # by the person: 不用答了
    OVERTAKEN = "overtaken"  # another question took its place
    GONE = "gone"  # what it was about is not there any more, or stands otherwise


def question_state(kept: QuestionState, asked: dt.datetime, now: dt.datetime) -> QuestionState:
    """The state of a question that was asked at a moment, from the state that was kept."""
    return QuestionState.EXPIRED if kept is QuestionState.ASKED and now - asked > OPEN_FOR else kept
