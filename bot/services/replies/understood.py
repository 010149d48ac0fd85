"""What a message came out as: what may be recorded, what is asked, what speaks of no measure."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.plan.measure import Measure
from bot.domain.replies.reply import Intent, ReplyReading
from bot.services.replies.last_said import Said


@dataclass(frozen=True)
class Statement:
    """One measure, what was said about it, and when."""

    measure: Measure
    words: str
    reading: ReplyReading
    at: dt.datetime


@dataclass(frozen=True)
class Choose:
    """Which measure is meant must be chosen; `draft` keeps what was said until then."""

    draft: str
    words: str
    candidates: tuple[Measure, ...]


@dataclass(frozen=True)
class Clarify:
    """The measure is known, what was meant is not, or not for certain; `reading` is what would be recorded."""

    draft: str
    words: str
    measure: Measure
    reading: ReplyReading
    before: Intent | None = None  # what the person meant by this wording the last time
    reports: bool = True  # False where it is not the person's to report: then it may only be passed on


@dataclass(frozen=True)
class Except:
    """Measures were named only to be left out; `reading` is what is said of the others, None where it is no report.

    `others` are the person's own open measures beside those; `near` are those of them that belong to the same finding.
    """

    words: str
    reading: ReplyReading | None = None
    draft: str = ""
    others: tuple[Measure, ...] = ()
    near: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class Clear:
    """What is understood and may be recorded; `rest` is asked about, `unknown` are numbers that no measure has."""

    said: tuple[Statement, ...]
    rest: tuple[Choose | Clarify | Except, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Retract:
    """Something is to be taken back: what was said last, of each measure of which it was."""

    words: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Chatter:
    """Nothing in it speaks of a measure."""

    reading: ReplyReading


Understood = Clear | Choose | Clarify | Except | Retract | Chatter
