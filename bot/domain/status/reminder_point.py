"""Marks: the working days on which a deadline has something to say, before it and after it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, count, takewhile

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import DAY, WorkCalendar
from bot.domain.settings.policy import Policy

WEEK = 5  # working days after which the same person is told once a week
DAYS = 7


class Pace(StrEnum):
    """How often somebody is told of the same thing once its day has passed."""

    DAILY = "daily"  # every `overdue_every` working days of the first week
    WEEKLY = "weekly"  # on the first working day of a week
    MONTHLY = "monthly"  # on that of the first week of a month: others have taken it over


@dataclass(frozen=True)
class ReminderPoint:
    """A day of a deadline; `day` is a working day, `meant` the day that the count alone would give."""

    days: int  # before the deadline; negative after it
    meant: dt.date
    day: dt.date
    colour: Colour
    pace: Pace = Pace.DAILY


def before(due: dt.date, policy: Policy, calendar: WorkCalendar) -> Iterator[ReminderPoint]:
    """The marks up to the deadline, the farthest first; one on a rest day moves to the working day before it."""
    for days in sorted({*policy.marks}, reverse=True):
        meant = due - DAY * days
        colour = Colour.YELLOW if days <= policy.yellow_from else Colour.GREEN
        yield ReminderPoint(days, meant, calendar.on_or_before(meant), colour)


def reached(due: dt.date, policy: Policy, calendar: WorkCalendar, today: dt.date) -> ReminderPoint | None:
    """The latest mark reached, None before the first: a day on which nobody looked loses nothing."""
    passed = list(takewhile(lambda mark: mark.day <= today, _red(due, policy, calendar)))
    passed = passed or [mark for mark in before(due, policy, calendar) if mark.day <= today]
    return passed[-1] if passed else None


def following(due: dt.date, policy: Policy, calendar: WorkCalendar, today: dt.date) -> dt.date:
    """The first day after today on which another mark is reached."""
    ahead = chain(before(due, policy, calendar), _red(due, policy, calendar))
    return next(mark.day for mark in ahead if mark.day > today)


def _red(due: dt.date, policy: Policy, calendar: WorkCalendar) -> Iterator[ReminderPoint]:
    """Red from the first working day after the deadline, without an end, at a pace that falls twice."""
    first = calendar.on_or_after(due + DAY)
    for day, pace in _red_days(first, policy, calendar):
        yield ReminderPoint((due - day).days, due + DAY if day == first else day, day, Colour.RED, pace)


def _red_days(first: dt.date, policy: Policy, calendar: WorkCalendar) -> Iterator[tuple[dt.date, Pace]]:
    """The first week's, then one a week that all matters have in common, after `overdue_weeks` of them one a month."""
    day, every = first, policy.overdue_every
    for _ in range(0, WEEK, every):
        yield day, Pace.DAILY
        last, day = day, calendar.plus(day, every)
    while every > WEEK:  # an office that wants it slower
        yield day, Pace.WEEKLY
        day = calendar.plus(day, every)
    slow, weeks = calendar.plus(first, WEEK), 0
    for monday in (slow + DAY * (DAYS * n - slow.weekday()) for n in count()):
        day = calendar.on_or_after(monday)
        if day < slow or day <= last:
            continue
        if weeks < policy.overdue_weeks or monday.day <= DAYS:
            yield day, Pace.WEEKLY if weeks < policy.overdue_weeks else Pace.MONTHLY
            last, weeks = day, weeks + 1
