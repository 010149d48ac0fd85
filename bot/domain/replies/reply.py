"""What a short reply from a phone says about a measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.plan.deadline import Step
from bot.domain.replies.figure import Figure


class Intent(StrEnum):
    """What the writer of a reply wants to have recorded."""

    PROGRESS = "progress"
    NOT_STARTED = "not_started"
    DONE = "done"
    BLOCKED = "blocked"
    EXTEND = "extend"
    HANDOVER = "handover"
    MERGE = "merge"  # never read: what a person chose of words that say two measures are one
    NOTE = "note"
    QUERY = "query"
    UNCLEAR = "unclear"


class Doubt(StrEnum):
    """Why nothing is recorded before a person has pressed a button."""

    DONE_MORE = "done_more"  # 已完成, and a further clause: 报完成 or 只是进展
    HANDOVER = "handover"  # 不归我
    RETRACT = "retract"  # 上面发错了
    NUMBERS = "numbers"  # a number that nobody can place, or two that differ
    MERGE = "merge"  # 3-2跟3-1是一个事
    EXCEPT = "except"  # 除5-3外都完成了
    UNKNOWN = "unknown"  # a measure that there is not
    UNCLEAR = "unclear"


class Asks(StrEnum):
    """What a question asks for."""

    DUE = "due"
    OWNER = "owner"
    STATUS = "status"
    OVERDUE = "overdue"
    LIST = "list"
    HOW = "how"


@dataclass(frozen=True, kw_only=True)
class ReplyReading:
    """What was understood of a reply; `new_deadline` and `eta` are the writer's own words for a day."""

    intent: Intent
    percent: int | None = None
    new_deadline: str | None = None
    eta: str | None = None
    flags: frozenset[str] = frozenset()
    steps: tuple[Step, ...] = ()
    likely: tuple[Intent, ...] = ()  # for UNCLEAR: the three likeliest readings, best first
    figures: tuple[Figure, ...] = ()
    aside: tuple[str, ...] = ()  # what was left aside, as written: the answer repeats it
    doubt: Doubt | None = None
    asks: Asks | None = None
    taker: str = ""  # who is named in a handing over; the measure into which another is to be merged


@dataclass(frozen=True)
class ReplyPart:
    """One stretch of a message that speaks of one measure: `number` is as written ("3-2"), None where none is named."""

    number: str | None
    words: str
    reading: ReplyReading


@dataclass(frozen=True)
class MessageReading:
    """A message in its parts; `unknown` are numbers that no measure of the writer's has."""

    parts: tuple[ReplyPart, ...]
    unknown: tuple[str, ...] = ()
    doubt: Doubt | None = None


def message_intent(readings: Sequence[ReplyReading]) -> Intent:
    """What a message of several parts is as a whole: a wish for more time, what all say, or progress."""
    said = {reading.intent for reading in readings}
    if len(said) == 1:
        return next(iter(said))
    if not said:
        return Intent.UNCLEAR
    return Intent.EXTEND if Intent.EXTEND in said else Intent.PROGRESS
