"""Where a measure is counted on a day."""

import datetime as dt
from enum import StrEnum

from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage


class Part(StrEnum):
    """Where a measure is counted: each measure in exactly one part, so that the parts add up to the whole."""

    OVERDUE = "overdue"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    NOT_STARTED = "not_started"
    STANDING = "standing"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def part_of(measure: Measure, today: dt.date) -> Part:
    """The part in which a measure is counted on the day; lateness goes before everything that is still open."""
    match measure.stage:
        case Stage.CLOSED:
            return Part.CLOSED
        case Stage.CANCELLED:
            return Part.CANCELLED
        case stage if stage in WAITING:
            return Part.WAITING
    if measure.is_overdue(today):
        return Part.OVERDUE
    if measure.stage is Stage.STANDING or measure.deadline.kind is DeadlineKind.STANDING:
        return Part.STANDING
    return Part.UNDER_WAY if measure.stage is Stage.UNDER_WAY else Part.NOT_STARTED
