"""What a deadline is, and what was understood when one was read."""

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.plan.recurrence import DAY, Recurrence

OPTIONAL = {"omit_default": True}  # not written where it holds nothing: records of old stay as they are


class DeadlineKind(StrEnum):
    """How a measure's time is bounded."""

    AT_ONCE = "at_once"  # 立行立改
    BY_DATE = "by_date"  # 限期
    STANDING = "standing"  # 长期坚持
    UNCLEAR = "unclear"


WITHOUT_DAY = frozenset({DeadlineKind.AT_ONCE, DeadlineKind.STANDING})


@dataclass(frozen=True)
class Node:
    """One dated stage of a measure: 3月底前完成摸排."""

    date: dt.date
    words: str


@dataclass(frozen=True)
class Deadline:
    """A measure's time limit: the words as written are kept, and the first date is kept for ever.

    A recurring duty (每月25日前) is STANDING with its recurrence; STANDING without one follows the unit's setting. With
    BY_DATE and AT_ONCE a recurrence is what comes afterwards (此后每季度报送一次). `nodes` are the dated stages in
    order, the last of them on `date`.
    """

    kind: DeadlineKind
    words: str = ""
    date: dt.date | None = None
    first: dt.date | None = None
    recurrence: Recurrence | None = field(default=None, kw_only=True, metadata=OPTIONAL)
    nodes: tuple[Node, ...] = field(default=(), kw_only=True, metadata=OPTIONAL)

    def moved_to(self, day: dt.date) -> "Deadline":
        """The same deadline on another day; the first one stays, the last stage and what comes after it move along."""
        nodes = (*self.nodes[:-1], replace(self.nodes[-1], date=day)) if self.nodes else ()
        first = self.first or self.date
        return Deadline(DeadlineKind.BY_DATE, self.words, day, first, recurrence=self._after(day), nodes=nodes)

    def _after(self, day: dt.date) -> Recurrence | None:
        """What comes after the deadline, once that is on another day."""
        if self.recurrence is None or self.kind is DeadlineKind.STANDING:
            return None
        follows = self.date and self.recurrence.from_ == self.date + DAY
        return replace(self.recurrence, from_=day + DAY) if follows else self.recurrence


class ReadingKind(StrEnum):
    """What an expression of time turned out to be."""

    DATE = "date"
    RECURRING = "recurring"
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
    ASSUMED = "assumed"
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
    """What was understood of an expression of time; `alt` is the other reading where there are two.

    Of a recurring duty `date` is the first due day of its `period`. `then` is what comes back after the date, and
    `then_date` its first due day. `nodes` are there only where every stage is clear and has words of its own.
    """

    kind: ReadingKind
    date: dt.date | None = None
    alt: dt.date | None = None
    flags: frozenset[Flag] = frozenset()
    steps: tuple[Step, ...] = ()
    period: Recurrence | None = None
    nodes: tuple[Node, ...] = ()
    then: Recurrence | None = None
    then_date: dt.date | None = None

    @property
    def certain(self) -> bool:
        """True where the date may be echoed and confirmed by one tap, without offering another."""
        return self.kind is ReadingKind.DATE and not (self.flags & ASK or self.nodes or self.then)

    def proposed(self, words: str) -> Deadline | None:
        """The series that a person may confirm where it is doubtful; None where the words hold none."""
        if self.kind is ReadingKind.RECURRING and Flag.PAST not in self.flags:
            return replace(self, flags=frozenset()).as_deadline(words)
        return replace(self, flags=frozenset()).as_deadline(words) if self.then else None

    def without_asking(self, words: str) -> Deadline | None:
        """The deadline of words that say more than one day, or none; None where a person must decide anything of it."""
        alone = self.kind is ReadingKind.DATE and not (self.nodes or self.then)
        deadline = self.as_deadline(words)
        return None if alone or Flag.PAST in self.flags or deadline.kind is DeadlineKind.UNCLEAR else deadline

    def as_deadline(self, words: str) -> Deadline:
        """The deadline of a plan's cell; what a person must decide stays unclear."""
        doubtful = bool(self.flags & (ASK - {Flag.PAST}))
        match self.kind:
            case ReadingKind.IMMEDIATE if not doubtful:
                return Deadline(DeadlineKind.AT_ONCE, words, recurrence=self.then)
            case ReadingKind.ONGOING:
                return Deadline(DeadlineKind.STANDING, words)
            case ReadingKind.RECURRING if not self.flags & ASK:
                return Deadline(DeadlineKind.STANDING, words, recurrence=self.period)
            case ReadingKind.DATE if self.nodes or not doubtful:
                dated = Deadline(DeadlineKind.BY_DATE, words, self.date, self.date)
                return replace(dated, recurrence=self.then, nodes=self.nodes)
            case _:
                return Deadline(DeadlineKind.UNCLEAR, words)
