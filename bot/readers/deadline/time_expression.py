"""One expression of time, resolved against the day on which it was said."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.plan.deadline import Flag
from bot.readers.deadline.meaning import Meaning

DAY = timedelta(days=1)
ROLLED_AFTER = 300  # days ahead from which a date without a year is doubtful
SEASON_ROLLED_AFTER = 330  # the same for festivals, quarters and half-years, which name themselves once a year
JUST_MISSED = 60  # days within which the occurrence before is offered as the other reading


class Unit(Enum):
    """What 前 after an expression means depends on this."""

    DAY = auto()  # 前 takes the day in
    PERIOD = auto()  # 前 may mean the end of the period or the day before it
    FESTIVAL = auto()  # 前 is the day before
    SPAN = auto()  # N天内
    CLOCK = auto()  # a time of day alone


@dataclass(frozen=True, kw_only=True)
class ReadingContext:
    """What an expression is read against: the moment of saying it, and what a range's start hands on."""

    now: datetime
    calendar: WorkCalendar | None = None
    year: int | None = None
    month: int | None = None
    since: date | None = None
    written: str = ""  # the whole text as the person wrote it, in one width

    @property
    def today(self) -> date:
        """The day of reference."""
        return self.now.date()

    @property
    def start(self) -> date:
        """The day from which the nearest is looked for: today, or a later start of the range."""
        return max(self.since, self.today) if self.since else self.today


@dataclass(frozen=True, kw_only=True)
class TimeExpression:
    """Days from `first` to `last`; a deadline is `last`. `fault` says why there is no such day."""

    first: date | None
    last: date | None
    unit: Unit = Unit.DAY
    year: int | None = None  # as written or implied by 今年
    month: int | None = None
    alt: date | None = None
    flags: frozenset[Flag] = frozenset()
    fault: Meaning | None = None
    gone: bool = False  # 昨天, 上周五, 三天前: something that was
    before: date | None = None  # what 前 means, where it is neither the day itself nor the day before `first`
    meaning: Meaning | None = None
    marked: bool = False  # 前, 止 or 内 stands behind it: surely a deadline
    own: str = ""  # the characters of the text that say it, without what introduces or follows it
    year_known: bool = False  # from words beside it: 2026年 before a range, the stage before

    def flagged(self, *flags: Flag, alt: date | None = None) -> "TimeExpression":
        """The same expression with more to say about it."""
        return replace(self, flags=self.flags | set(flags), alt=alt or self.alt)


def faulty(code: str, **facts: str | int) -> TimeExpression:
    """An expression of a day that does not exist, and why."""
    return TimeExpression(first=None, last=None, fault=Meaning(code, facts))


def rolled(
    context: ReadingContext, found: date, previous: date | None, *, season: bool = False
) -> tuple[frozenset[Flag], date | None]:
    """Flags and other reading of a date whose year was not written and had to be a far one."""
    ahead = (found - context.today).days
    if ahead <= (SEASON_ROLLED_AFTER if season else ROLLED_AFTER):
        return frozenset(), None
    if previous is not None and 0 < (context.today - previous).days <= JUST_MISSED:
        return frozenset({Flag.ROLLED, Flag.AMBIGUOUS}), previous
    return frozenset({Flag.ROLLED}), previous


ShapeReader = Callable[[re.Match[str], ReadingContext], TimeExpression | None]
Shapes = tuple[tuple[re.Pattern[str], ShapeReader], ...]
