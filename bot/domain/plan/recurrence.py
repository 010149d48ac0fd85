"""A duty that comes back: the series of its due days, and the period (期) that each of them closes."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

LAST: Literal["last"] = "last"
DayOfMonth = int | Literal["last"]
DAY = dt.timedelta(1)
WEEK = 7
MONTHS = 12
FRIDAY = 5


class Cycle(StrEnum):
    """What a duty is counted in."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


SPANS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}  # months


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Due on these days of every unit, or of every `every`-th one: 每月8日、23日前, 每季度首月10日前.

    `weekday` counts from Monday = 1 and is of weeks only; `day` is of all others, `LAST` or a day that a shorter
    month has as its last. `month` counts inside the unit, None is its last one. `anchor` is a day of a unit that
    counts, where not each does. Nothing is due before `from_` or after `until`.
    """

    unit: Cycle
    every: int = 1
    weekday: tuple[int, ...] = ()
    day: tuple[DayOfMonth, ...] = ()
    month: int | None = None
    from_: dt.date | None = None
    until: dt.date | None = None
    anchor: dt.date | None = None
    behind: bool = False  # due in a unit for the one before it: 每季度结束后5日内, 每月5日前报上月进展
    assumed: bool = False  # the day was not said and is that of the convention: 每周 is its Friday


@dataclass(frozen=True, kw_only=True)
class Period:
    """One 期 of a duty: from the day after the due day before it to its own.

    `key` never changes for the same series: 2026-W48, 2026-11, 2026-Q4, 2026-H2, 2026; with several due days in a
    unit 2026-11.1, 2026-11.2.
    """

    key: str
    start: dt.date
    due: dt.date


def due_days(recurrence: Recurrence, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """All due days from the first day to the last, both included."""
    return tuple(due for due, _ in _series(recurrence, first, last))


def next_due(recurrence: Recurrence, day: dt.date) -> dt.date | None:
    """The first due day on or after a day; None where the series has ended by then."""
    start = max(day, recurrence.from_ or day)
    ahead = _index(recurrence.unit, start) + recurrence.every
    return next((due for due, _ in _series(recurrence, start, _last_of(recurrence.unit, ahead))), None)


def periods(recurrence: Recurrence, first: dt.date, last: dt.date) -> tuple[Period, ...]:
    """The periods whose due days lie between the first day and the last, both included."""
    return tuple(_period(recurrence, due, key) for due, key in _series(recurrence, first, last))


def period_of(recurrence: Recurrence, day: dt.date) -> Period | None:
    """The period to which a day belongs; None before the series begins and after its end."""
    due = next_due(recurrence, day)
    found = period_due(recurrence, due) if due else None
    return found if found and found.start <= day else None


def period_due(recurrence: Recurrence, due: dt.date) -> Period | None:
    """The period that a due day closes, None where nothing is due on that day."""
    return next(iter(periods(recurrence, due, due)), None)


def unit_key(unit: Cycle, day: dt.date, back: int = 0) -> str:
    """What the unit that a day lies in is called, or one so many before it: 2026-11 for a day of November."""
    return _key(unit, _index(unit, day) - back)


def _series(recurrence: Recurrence, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, str]]:
    """Due days with the keys of their periods, in order."""
    first, last = max(first, recurrence.from_ or first), min(last, recurrence.until or last)
    for index in range(_index(recurrence.unit, first), _index(recurrence.unit, last) + 1) if first <= last else ():
        if _counts(recurrence, index):
            days = _days(recurrence, index)
            name = _key(recurrence.unit, index - recurrence.behind)
            for number, due in enumerate(days, 1):
                if first <= due <= last:
                    yield due, name if len(days) == 1 else f"{name}.{number}"


def _period(recurrence: Recurrence, due: dt.date, key: str) -> Period:
    """A period with its beginning, which is never before that of the series."""
    unit = recurrence.unit
    back = _index(unit, due)
    earlier = (
        day
        for index in range(back, back - recurrence.every - 1, -1)
        if _counts(recurrence, index)
        for day in reversed(_days(recurrence, index))
        if day < due
    )
    start = next(earlier) + DAY
    return Period(key=key, start=max(start, min(recurrence.from_ or start, due)), due=due)


def _counts(recurrence: Recurrence, index: int) -> bool:
    """True where something is due in a unit."""
    anchor = recurrence.anchor or recurrence.from_
    return not anchor or (index - _index(recurrence.unit, anchor)) % recurrence.every == 0


def _index(unit: Cycle, day: dt.date) -> int:
    """The running number of the unit that a day lies in."""
    if unit is Cycle.WEEK:
        return (day.toordinal() - 1) // WEEK
    return (day.year * MONTHS + day.month - 1) // SPANS[unit]


def _last_of(unit: Cycle, index: int) -> dt.date:
    """The last day of a unit."""
    if unit is Cycle.WEEK:
        return dt.date.fromordinal(index * WEEK + WEEK)
    return _month_day((index + 1) * SPANS[unit] - 1, LAST)


def _month_day(month: int, day: DayOfMonth) -> dt.date:
    """A day of a month by its running number, or the last it has."""
    year, number = divmod(month, MONTHS)
    longest = monthrange(year, number + 1)[1]
    return dt.date(year, number + 1, longest if day == LAST else min(day, longest))


def _days(recurrence: Recurrence, index: int) -> list[dt.date]:
    """The due days of one unit in order, each once."""
    if recurrence.unit is Cycle.WEEK:
        return [dt.date.fromordinal(index * WEEK + number) for number in sorted(recurrence.weekday or (FRIDAY,))]
    span = SPANS[recurrence.unit]
    month = index * span + (recurrence.month or span) - 1
    return sorted({_month_day(month, day) for day in recurrence.day or (LAST,)})


def _key(unit: Cycle, index: int) -> str:
    """What a unit is called, for ever and in every layer."""
    if unit is Cycle.WEEK:
        year, week, _ = dt.date.fromordinal(index * WEEK + 1).isocalendar()
        return f"{year}-W{week:02}"
    year, part = divmod(index, MONTHS // SPANS[unit])
    return {
        Cycle.MONTH: f"{year}-{part + 1:02}",
        Cycle.QUARTER: f"{year}-Q{part + 1}",
        Cycle.HALF_YEAR: f"{year}-H{part + 1}",
        Cycle.YEAR: f"{year}",
    }[unit]
