"""What a deadline is, and what was understood when one was read."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class DeadlineKind(StrEnum):
    """How a measure's time is bounded."""

    AT_ONCE = "at_once"  # 立行立改
    BY_DATE = "by_date"  # 限期
    STANDING = "standing"  # 长期坚持
    UNCLEAR = "unclear"


WITHOUT_DAY = frozenset({DeadlineKind.AT_ONCE, DeadlineKind.STANDING})


@dataclass(frozen=True)
class Deadline:
    """A measure's time limit: the words as written are kept, and the first date is kept for ever."""

    kind: DeadlineKind
    words: str = ""
    date: dt.date | None = None
    first: dt.date | None = None

    def moved_to(self, day: dt.date) -> "Deadline":
        """The same deadline on another day; the first one stays."""
        return Deadline(DeadlineKind.BY_DATE, self.words, day, self.first or self.date)


class ReadingKind(StrEnum):
    """What an expression of time turned out to be."""

    DATE = "date"
    IMMEDIATE = "immediate"
    ONGOING = "ongoing"
    NONE = "none"
    INVALID = "invalid"


class Flag(StrEnum):
    """Why a reading needs a person, or what stands beside its date."""

    AMBIGUOUS = "ambiguous"
    ROLLED = "rolled"
    PAST = "past"
    MULTI = "multi"
    ALSO_ONGOING = "also_ongoing"
    NEEDS_ANCHOR = "needs_anchor"
    FESTIVAL = "festival"
    LUNAR = "lunar"
    WORKDAYS = "workdays"
    PLAN_PERIOD = "plan_period"
    ALSO_IMMEDIATE = "also_immediate"
    RECURRING = "recurring"
    PAST_EVENT = "past_event"
    PLACEHOLDER = "placeholder"
    VAGUE = "vague"
    NOT_A_DATE = "not_a_date"


ASK = frozenset({Flag.AMBIGUOUS, Flag.ROLLED, Flag.PAST, Flag.MULTI, Flag.NEEDS_ANCHOR})


@dataclass(frozen=True)
class Step:
    """One word of the expression and what it was taken for: `meaning` names its sentence in `replies.reading`."""

    words: str
    meaning: str
    facts: dict[str, str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class DeadlineReading:
    """What was understood of an expression of time; `alt` is the other reading where there are two."""

    kind: ReadingKind
    date: dt.date | None = None
    alt: dt.date | None = None
    flags: frozenset[Flag] = frozenset()
    steps: tuple[Step, ...] = ()

    @property
    def certain(self) -> bool:
        """True where the date may be echoed and confirmed by one tap, without offering another."""
        return self.kind is ReadingKind.DATE and not self.flags & ASK

    def as_deadline(self, words: str) -> Deadline:
        """The deadline of a plan's cell; what a person must decide stays unclear."""
        match self.kind:
            case ReadingKind.IMMEDIATE:
                return Deadline(DeadlineKind.AT_ONCE, words)
            case ReadingKind.ONGOING:
                return Deadline(DeadlineKind.STANDING, words)
            case ReadingKind.DATE if not self.flags & (ASK - {Flag.PAST}):
                return Deadline(DeadlineKind.BY_DATE, words, self.date, self.date)
            case _:
                return Deadline(DeadlineKind.UNCLEAR, words)
