"""What a short reply from a phone says about a measure."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.plan.deadline import Step


class Intent(StrEnum):
    """What the writer of a reply wants to have recorded."""

    PROGRESS = "progress"
    DONE = "done"
    BLOCKED = "blocked"
    EXTEND = "extend"
    NOTE = "note"
    QUERY = "query"
    UNCLEAR = "unclear"


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


@dataclass(frozen=True)
class ReplyPart:
    """One stretch of a message that speaks of one measure: `number` is as written ("3-2"), None where none is named."""

    number: str | None
    words: str
    reading: ReplyReading
