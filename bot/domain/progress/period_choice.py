"""Which periods (期) and stages (节点) of a measure a report is for."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.plan.period_report import node_key
from bot.domain.plan.recurrence import Cycle, unit_key
from bot.domain.replies.named_period import NamedPeriod, Naming
from bot.domain.status.coverage import Coverage, CoveredPeriod

MOST = 8  # periods that are offered
TAILS = {Cycle.WEEK: "W{:02}", Cycle.MONTH: "{:02}", Cycle.QUARTER: "Q{}", Cycle.HALF_YEAR: "H{}"}


@dataclass(frozen=True)
class PeriodChoice:
    """What a report settles; where that is not sure, what its sender is asked to choose from.

    `last` where it speaks of the last stage as done: its sender is asked whether the whole is.
    """

    settled: tuple[CoveredPeriod, ...] = ()
    asked: tuple[CoveredPeriod, ...] = ()
    known: tuple[CoveredPeriod, ...] = ()  # named, and settled before
    named: bool = False
    last: bool = False

    def __bool__(self) -> bool:
        return bool(self.settled or self.asked or self.known or self.last)

    def __add__(self, other: "PeriodChoice") -> "PeriodChoice":
        return PeriodChoice(
            self.settled + other.settled,
            self.asked + other.asked,
            self.known + other.known,
            self.named or other.named,
            self.last or other.last,
        )

    @property
    def of_last_alone(self) -> bool:
        """True where the last stage is all that it speaks of."""
        return self.last and not (self.settled or self.asked or self.known)


def chosen(covered: Coverage, cycle: Cycle, named: Iterable[NamedPeriod], today: dt.date) -> PeriodChoice:
    """The periods that a report is for: those that it names; else the only one that may be meant.

    A period that the series does not have yet is asked about; what is counted in another unit names none of it.
    """
    own = [one for one in named if one.naming is not Naming.NODE and one.cycle in {None, cycle}]
    if own:
        keys = [_key(covered, cycle, one, today) for one in own]
        known = {one.key: one for one in covered.known}
        if not all(key in known for key in keys):
            return PeriodChoice(asked=open_periods(covered, today), named=True)
        return _sorted(known[key] for key in keys)
    meant = (*covered.owed, *_present(covered, today))
    if covered.owed and _young(covered.ahead, today):
        meant = covered.owed
    if len(meant) == 1:
        return PeriodChoice(settled=meant)
    return PeriodChoice(asked=open_periods(covered, today) if meant else ())


def chosen_stages(
    stages: Sequence[CoveredPeriod], done: Iterable[int], doubtful: Iterable[int], *, ends: bool
) -> PeriodChoice:
    """The stages that a report says are done, and those that it may speak of: of these its sender is asked.

    `stages` are those before the last one, which is passed with the whole: that is for its sender to say, where the
    measure can still be said to be done (`ends`).
    """
    keys, maybe = {node_key(n) for n in done}, {node_key(n) for n in doubtful}
    said = _sorted(stage for stage in stages if stage.key in keys)
    asked = tuple(stage for stage in stages if stage.key in maybe and not stage.settled)
    last = ends and bool(stages) and node_key(len(stages) + 1) in keys | maybe
    return replace(said, asked=asked, named=said.named or bool(asked) or last, last=last)


def open_periods(covered: Coverage, today: dt.date) -> tuple[CoveredPeriod, ...]:
    """The latest that are missing, and the present one, or else the next: what a report can be counted for."""
    return (*covered.missed, *_present(covered, today))[-MOST:] or tuple(filter(None, [covered.ahead]))


def _present(covered: Coverage, today: dt.date) -> tuple[CoveredPeriod, ...]:
    """The next period, once it has begun."""
    return (covered.ahead,) if covered.ahead and covered.ahead.start <= today else ()


def _sorted(found: Iterable[CoveredPeriod]) -> PeriodChoice:
    meant = tuple(found)
    return PeriodChoice(
        settled=tuple(one for one in meant if not one.settled),
        known=tuple(one for one in meant if one.settled),
        named=bool(meant),
    )


def _young(period: CoveredPeriod | None, today: dt.date) -> bool:
    """True in the first half of a period, when a report is rather for the one before."""
    return period is not None and (today - period.start).days * 2 < period.length


def _key(covered: Coverage, cycle: Cycle, named: NamedPeriod, today: dt.date) -> str:
    """The key of a named period, of the latest year that has begun; "" where the series has none such."""
    if named.naming is Naming.BACK and named.cycle:
        whole = unit_key(cycle, today, named.number)
        return next((one.key for one in covered.known if one.key.partition(".")[0] == whole), "")
    if named.naming is Naming.BACK:
        begun = [one.key for one in covered.known if one.start <= today]
        return begun[-1 - named.number] if len(begun) > named.number else ""
    tail = TAILS[cycle].format(named.number) if cycle in TAILS else ""
    found = [
        one.key
        for one in covered.known
        if one.key.partition(".")[0][5:] == tail and (named.year is None or one.key.startswith(str(named.year)))
    ]
    return found[-1] if found else ""
