"""How measures went through the hands of those who act and check, from the journal: by step and by department only."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Role
from bot.domain.plan.measure import OPEN, WAITING, Measure, Stage
from bot.domain.status.register import Register

STEPS = (Role.OWNER, *CHECKERS.values())  # in the order in which a closing passes them
PASSED = frozenset({Stage.DECIDE, Stage.CLOSED, Stage.STANDING})


@dataclass(frozen=True, kw_only=True)
class Handling:
    """One measure: how often it was handed in and came back, and for how many working days each step held it."""

    submitted: int = 0
    returned: int = 0
    on_time: bool | None = None  # of the last handing in; None where there was none, or no day
    verified: bool = False  # it passed the verification, or ended
    held: tuple[tuple[Role, int], ...] = ()  # each stretch that is over


@dataclass(frozen=True, kw_only=True)
class HandlingSum:
    """Several measures together."""

    reported: int  # measures handed in at least once
    verified: int  # of them those that passed
    submitted: int  # times
    returned: int
    on_time: int  # measures last handed in by their day
    late: int

    @property
    def return_rate(self) -> float | None:
        """The share of hand-ins that came back."""
        return self.returned / self.submitted if self.submitted else None

    @property
    def on_time_rate(self) -> float | None:
        """The share of measures with a day that were handed in by it."""
        timed = self.on_time + self.late
        return self.on_time / timed if timed else None


def handling(
    measure: Measure, entries: Sequence[Entry], calendar: WorkCalendar, day_of: Callable[[dt.datetime], dt.date]
) -> Handling:
    """What the entries of a measure tell, oldest first."""
    handed_in = [day_of(entry.at) for entry in entries if entry.verb == Verb.SUBMIT]
    timed = handed_in and measure.due
    return Handling(
        submitted=len(handed_in),
        returned=sum(entry.verb == Verb.SEND_BACK for entry in entries),
        on_time=handed_in[-1] <= measure.due if timed and measure.due else None,
        verified=any(entry.before.get("stage") in WAITING and entry.after.get("stage") in PASSED for entry in entries),
        held=tuple(_stretches(entries, calendar, day_of)),
    )


def in_hand_since(entries: Iterable[Entry], day_of: Callable[[dt.datetime], dt.date]) -> dt.date | None:
    """Since when its people have had it: it came to them, came back, or was handed over; None where no entry tells.

    Of several owners whoever has had it longest counts: one who joins them takes nothing off their days.
    """
    since: dt.date | None = None
    owners: set[str] = set()
    joined: dict[str, dt.date] = {}
    for entry in entries:
        day = day_of(entry.at)
        if _handed_on(entry):
            since, joined = day, {}
        if "owners" in entry.before:
            before, owners = {*entry.before["owners"]}, {*entry.after["owners"]}
            if before & owners:
                joined |= dict.fromkeys(owners - before, day)
            else:
                since, joined = day, {}
    return min(joined[one] for one in owners) if owners and owners <= joined.keys() else since


def _handed_on(entry: Entry) -> bool:
    """True where it went to another step; begun is not handed on."""
    was, became = entry.before.get("stage"), entry.after.get("stage")
    return became is not None and was != became and not (was in OPEN and became in OPEN)


def _stretches(
    entries: Iterable[Entry], calendar: WorkCalendar, day_of: Callable[[dt.datetime], dt.date]
) -> Iterator[tuple[Role, int]]:
    """Who held it, from the entry that brought it there to the one that took it on."""
    since: dt.date | None = None
    for entry in entries:
        was, became = entry.before.get("stage"), entry.after.get("stage")
        if became is None or was == became:
            continue
        day = day_of(entry.at)
        if since and was in CHECKERS:
            yield CHECKERS[Stage(was)], calendar.between(since, day)
        elif since and was in OPEN and became in WAITING:
            yield Role.OWNER, calendar.between(since, day)
        if _handed_on(entry):
            since = day
        since = since or day


def summed(found: Iterable[Handling]) -> HandlingSum:
    """The sum of several."""
    kept = list(found)
    return HandlingSum(
        reported=sum(one.submitted > 0 for one in kept),
        verified=sum(one.submitted > 0 and one.verified for one in kept),
        submitted=sum(one.submitted for one in kept),
        returned=sum(one.returned for one in kept),
        on_time=sum(one.on_time is True for one in kept),
        late=sum(one.on_time is False for one in kept),
    )


def by_department(register: Register, found: Mapping[str, Handling]) -> tuple[tuple[str, HandlingSum], ...]:
    """The sum of each department that is responsible for something, as the statistics count them; by measure's id."""
    groups: dict[str, list[Handling]] = {}
    for measure in register.measures:
        for name in measure.departments or ("",):
            groups.setdefault(name, []).append(found[measure.id])
    return tuple((name, summed(kept)) for name, kept in groups.items())


def by_step(found: Iterable[Handling]) -> tuple[tuple[Role, tuple[int, ...]], ...]:
    """The stretches of each step in working days."""
    held = [stretch for one in found for stretch in one.held]
    return tuple((role, tuple(days for who, days in held if who is role)) for role in STEPS)
