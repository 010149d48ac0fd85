"""减负账: what each person was asked in a month, counted from what arrived and from the journal; nobody is ranked."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.evidence.requirement import DEMANDED
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import KEPT_AFTER
from bot.domain.people.person import Person
from bot.domain.reporting.period import Period

DECIDED = frozenset(
    {
        *(Verb.AGREE, Verb.CLOSE, Verb.SEND_BACK, Verb.RECHECK),
        *(Verb.FORWARD_EXTENSION, Verb.EXTEND, Verb.REFUSE_EXTENSION),
        *(Verb.CONFIRM, Verb.REFUSE, Verb.SETTLE_INSTRUCTION, Verb.RETURN_INSTRUCTION),
    }
)  # an entry of these is a word that somebody was asked for and gave
MATTERS = ("extension", "recheck", "instruction", "proposal")  # facts that name what was decided, else its measure


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A message that nobody asked for, as it arrived: what it asked to be reported, answered and decided, by id."""

    to: str
    day: dt.date
    resting: bool = False  # on a day of rest
    daily: bool = False  # the one message of the day, which the ceiling counts
    reports: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person was asked in a month.

    `resting` are the messages on days of rest, `fullest` the most messages of the day in one ISO week.
    """

    messages: int = 0
    resting: int = 0
    fullest: int = 0
    reports: int = 0
    answers: int = 0
    decisions: int = 0
    photos: int = 0
    files: int = 0
    either: int = 0

    @property
    def evidence(self) -> int:
        """Photos and files together."""
        return self.photos + self.files + self.either


@dataclass(frozen=True)
class BurdenLine:
    """A person, the month, and the month before it: None where that is not remembered any more."""

    person: Person
    now: Asked
    before: Asked | None


@dataclass(frozen=True, kw_only=True)
class Burden:
    """The account of a month, as far as `until`; `ceiling` is that of messages of the day in a week."""

    unit: str
    month: Period
    until: dt.date
    ceiling: int
    lines: tuple[BurdenLine, ...]
    grounds: tuple[str, ...] = ()  # on what photos and files are demanded, in words
    whole: bool = False  # of the unit, not of one person

    @property
    def is_running(self) -> bool:
        """True while the month is not over."""
        return self.until < self.month.end

    @property
    def over(self) -> tuple[BurdenLine, ...]:
        """Whose fullest week was above the ceiling."""
        return tuple(line for line in self.lines if line.now.fullest > self.ceiling)

    @property
    def total(self) -> Asked:
        """All of them together; the fullest week is that of one person."""
        found = [line.now for line in self.lines]
        return Asked(
            messages=sum(one.messages for one in found),
            resting=sum(one.resting for one in found),
            fullest=max((one.fullest for one in found), default=0),
            reports=sum(one.reports for one in found),
            answers=sum(one.answers for one in found),
            decisions=sum(one.decisions for one in found),
            photos=sum(one.photos for one in found),
            files=sum(one.files for one in found),
            either=sum(one.either for one in found),
        )


def is_remembered(month: Period, today: dt.date) -> bool:
    """True while no message of the month was forgotten."""
    return month.start > today - KEPT_AFTER


@dataclass
class _Account:
    weeks: Counter[tuple[int, int]] = field(default_factory=Counter)
    messages: int = 0
    resting: int = 0
    reports: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    decisions: set[str] = field(default_factory=set)
    demands: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def asked(self) -> Asked:
        photos, files, either = map(sum, zip(*self.demands.values(), strict=True)) if self.demands else (0, 0, 0)
        return Asked(
            messages=self.messages,
            resting=self.resting,
            fullest=max(self.weeks.values(), default=0),
            reports=len(self.reports),
            answers=len(self.answers),
            decisions=len(self.decisions),
            photos=photos,
            files=files,
            either=either,
        )


def decided(entry: Entry) -> str:
    """The id of what an entry of `DECIDED` decided."""
    return next((str(entry.after[name]) for name in MATTERS if entry.after.get(name)), entry.subject)


def asked_in(
    month: Period,
    arrivals: Iterable[Arrival],
    entries: Sequence[Entry],
    waited: Mapping[str, Collection[str]],
    day_of: Callable[[dt.datetime], dt.date],
) -> dict[str, Asked]:
    """What each person was asked in the month, by id; `arrivals` reach to the ends of its first and last week.

    `waited` are the ids of what waited for somebody's word without a message of its own. What was asked in several
    messages counts once, a decision whether it was given or not, and evidence that is demanded for one measure again.
    """
    found: dict[str, _Account] = defaultdict(_Account)
    for one in arrivals:
        account = found[one.to]
        account.weeks[one.day.isocalendar()[:2]] += one.daily
        if month.start <= one.day <= month.end:
            account.messages += 1
            account.resting += one.resting
            account.reports |= one.reports
            account.answers |= one.answers
            account.decisions |= one.decisions
    for person, matters in waited.items():
        found[person].decisions |= {*matters}
    for entry in entries:
        if not month.start <= day_of(entry.at) <= month.end:
            continue
        found[entry.by].decisions |= {decided(entry)} if entry.verb in DECIDED else set()
        demand = tuple(int(entry.after.get(name, 0)) for name in DEMANDED.values())
        if any(demand):
            found[entry.by].demands[entry.subject] = demand
    return {person: account.asked() for person, account in found.items()}
