"""The working calendar: holidays, make-up working days, and what is assumed beyond the years that are known."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

SATURDAY = 5
WEEK = 7
DAY = timedelta(days=1)


class RestDay(StrEnum):
    """What becomes of a due day on which nobody works."""

    AS_WRITTEN = "as_written"
    BEFORE = "before"  # 提前
    AFTER = "after"  # 顺延


@dataclass(frozen=True)
class WorkCalendar:
    """Days of rest and of work in mainland China; Monday to Friday in years that are not `years`."""

    holidays: frozenset[date] = frozenset()  # weekdays on which nobody works
    makeup: frozenset[date] = frozenset()  # Saturdays and Sundays that are worked (调休)
    years: frozenset[int] = frozenset()  # years for which the State Council's notice is known

    def covers(self, day: date) -> bool:
        """True where the holidays of the day's year are known."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """True where offices are open on the day."""
        return day in self.makeup or (day.weekday() < SATURDAY and day not in self.holidays)

    def on_or_before(self, day: date) -> date:
        """The day itself where it is worked, otherwise the last working day before it."""
        while not self.is_working(day):
            day -= DAY
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself where it is worked, otherwise the next working day."""
        while not self.is_working(day):
            day += DAY
        return day

    def due_on(self, day: date, rest: RestDay) -> date:
        """The day by which something is due that is written for a day."""
        if rest is RestDay.AS_WRITTEN:
            return day
        return self.on_or_before(day) if rest is RestDay.BEFORE else self.on_or_after(day)

    def plus(self, day: date, working_days: int) -> date:
        """The day that many working days after `day`, the start not counted."""
        for _ in range(working_days):
            day = self.on_or_after(day + DAY)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie in (start, end]; negative where the end is earlier."""
        if end < start:
            return -self.between(end, start)
        return self._worked_by(end) - self._worked_by(start)

    def _worked_by(self, day: date) -> int:
        """Working days from the first Monday of all to the day itself."""
        weeks, weekday = divmod(day.toordinal() - 1, WEEK)
        free, worked = self._exceptions
        return weeks * SATURDAY + min(weekday + 1, SATURDAY) + bisect_right(worked, day) - bisect_right(free, day)

    @cached_property
    def _exceptions(self) -> tuple[list[date], list[date]]:
        """In order: weekdays that are not worked, and days of a weekend that are."""
        free = sorted(day for day in self.holidays if day.weekday() < SATURDAY and day not in self.makeup)
        return free, sorted(day for day in self.makeup if day.weekday() >= SATURDAY)
