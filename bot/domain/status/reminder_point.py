"""Marks: the working days on which a deadline has something to say, before it and after it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.settings.policy import Policy

WEEK = 5  # working days after which the same person is told once a week


@dataclass(frozen=True)
class ReminderPoint:
    """A day of a deadline; `day` is a working day, `meant` the day that the count alone would give."""

    days: int  # before the deadline; negative after it
    meant: dt.date
    day: dt.date
    colour: Colour


def before(due: dt.date, policy: Policy, calendar: WorkCalendar) -> Iterator[ReminderPoint]:
    """The marks up to the deadline, the farthest first; one on a rest day moves to the working day before it."""
    for days in sorted({*policy.marks}, reverse=True):
        meant = due - DAY * days
        colour = Colour.YELLOW if days <= policy.yellow_from else Colour.GREEN
        yield ReminderPoint(days, meant, calendar.on_or_before(meant), colour)


def reached(due: dt.date, policy: Policy, calendar: WorkCalendar, today: dt.date) -> ReminderPoint | None:
    """The latest mark reached, None before the first: a day on which nobody looked loses nothing."""
    first = calendar.on_or_after(due + DAY)
    if today >= first:
        return _overdue(due, first, policy, calendar, today)
    passed = [mark for mark in before(due, policy, calendar) if mark.day <= today]
    return passed[-1] if passed else None


def _overdue(due: dt.date, first: dt.date, policy: Policy, calendar: WorkCalendar, today: dt.date) -> ReminderPoint:
    """Red from the first working day after the deadline, again every so many working days, then once a week."""
    day = calendar.on_or_before(today)
    gone = calendar.between(first, day)
    for _ in range(gone - _step(gone, policy)):
        day = calendar.on_or_before(day - DAY)
    meant = due + DAY if day == first else day
    return ReminderPoint((due - day).days, meant, day, Colour.RED)


def is_long_overdue(due: dt.date, calendar: WorkCalendar, today: dt.date) -> bool:
    """True once the same person is told only once a week."""
    first = calendar.on_or_after(due + DAY)
    return today >= first and calendar.between(first, today) >= WEEK


def following(due: dt.date, policy: Policy, calendar: WorkCalendar, today: dt.date) -> dt.date:
    """The first day after today on which another mark is reached."""
    for mark in before(due, policy, calendar):
        if mark.day > today:
            return mark.day
    first = calendar.on_or_after(due + DAY)
    if first > today:
        return first
    gone = calendar.between(first, today)
    return calendar.plus(today, next(n for n in count(gone + 1) if _step(n, policy) == n) - gone)


def _step(gone: int, policy: Policy) -> int:
    """The last of the red days, counted in working days from the first, that has been reached after so many."""
    if gone < WEEK:
        return gone - gone % policy.overdue_every
    every = max(WEEK, policy.overdue_every)
    return gone - gone % every
