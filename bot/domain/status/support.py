"""The shares of supporting bodies on a day: what each is to do, by when, and for how long it is late."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.plan.measure import Measure
from bot.domain.status.standing import Standing, standing_of_assignment
from bot.domain.supervision.assignment import Assignment, Outcome
from bot.domain.supervision.followed import Count
from bot.domain.units.unit import Unit


@dataclass(frozen=True, kw_only=True)
class SupportRow:
    """A share as lists show it: the measure's number as written, and how the share stands by itself."""

    share: Assignment
    measure: Measure
    number: str
    standing: Standing
    to: tuple[str, ...]  # names of those who are to answer
    redacted: bool  # its words may not enter a message

    @property
    def is_open(self) -> bool:
        """True until it is answered; of a measure that has ended nobody waits for it."""
        return self.share.is_open and not self.measure.is_ended

    @property
    def late(self) -> int:
        """Calendar days past its day, 0 where it is not late."""
        return self.standing.late if self.is_open else 0


def count_support(rows: Iterable[SupportRow]) -> Count:
    """Shares in figures."""
    known = tuple(rows)
    return Count(len(known), sum(row.is_open for row in known), sum(row.late > 0 for row in known))


class Unsettled(StrEnum):
    """Why nobody was given a share."""

    DAY = "day"  # its day is not certain, or has passed
    NOBODY = "nobody"  # nobody of the body is known
    READY = "ready"  # by now both are


@dataclass(frozen=True, kw_only=True)
class UnsettledShare:
    """What a plan asks of a supporting body and nobody was given; `place` is that of the body on the measure."""

    measure: Measure
    place: int
    body: str
    words: str
    why: Unsettled

    @property
    def id(self) -> str:
        """By which it is known as something that waits for the office."""
        return f"{self.measure.id}/s{self.place}"


def shares_at(given: Iterable[Assignment], at: dt.datetime | None) -> tuple[Assignment, ...]:
    """The shares as they stood before a moment, or stand now, without those that the plan had dropped by then."""
    then = (one for one in given if at is None or one.at < at)
    stood = (replace(one, answered_at=None, outcome=Outcome.OPEN) if _later(one, at) else one for one in then)
    return tuple(one for one in stood if one.outcome is not Outcome.UNCONCERNED)


def _later(share: Assignment, at: dt.datetime | None) -> bool:
    return at is not None and share.answered_at is not None and share.answered_at >= at


def share_standings(
    shares: Iterable[Assignment], unit: Unit, calendar: WorkCalendar, today: dt.date
) -> Mapping[str, tuple[tuple[Assignment, Standing], ...]]:
    """By the id of its measure, how each share stands by itself: the measure's own day is nothing to it."""
    found: dict[str, tuple[tuple[Assignment, Standing], ...]] = {}
    for share in sorted(shares, key=lambda one: (one.answer_by, one.id)):
        stands = standing_of_assignment(share, unit.day_of(share.at), unit.policy, calendar, today)
        found[share.subject] = (*found.get(share.subject, ()), (share, stands))
    return found
