"""How something that is waited for stands on a day, and which days the other side may name by a tap."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.dependencies.dependency import Dependency

FRIDAY, FORTNIGHT = 4, 14


@dataclass(frozen=True)
class Wait:
    """A dependency with the day since which it is waited, and how many days it is past the day it was to come."""

    dependency: Dependency
    since: dt.date
    late: int


def wait_on(dependency: Dependency, since: dt.date, today: dt.date) -> Wait:
    """How it stands on the day; what has ended is late no more."""
    late = (today - dependency.due).days if dependency.is_open else 0
    return Wait(dependency, since, max(0, late))


def days_to_offer(today: dt.date, calendar: WorkCalendar) -> tuple[dt.date, ...]:
    """The next working day, the coming Fridays, and the end of the month: all ahead, each once, the nearest first."""
    friday = today + DAY * ((FRIDAY - today.weekday()) % 7)
    month = (today.replace(day=28) + DAY * 4).replace(day=1) - DAY
    ahead = {calendar.plus(today, 1), friday, friday + DAY * 7, friday + DAY * FORTNIGHT, month}
    return tuple(sorted(day for day in ahead if day > today))
