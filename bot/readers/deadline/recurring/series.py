"""The series that a cue, its day and its bounds add up to."""

from dataclasses import replace
from datetime import date

from bot.domain.plan.recurrence import DAY, FRIDAY, LAST, Cycle, DayOfMonth, Recurrence, next_due
from bot.readers.deadline.recurring.bounds import Bound
from bot.readers.deadline.recurring.cues import Cue, Kind
from bot.readers.deadline.recurring.due_day import DueDay

HALVES: tuple[DayOfMonth, ...] = (15, LAST)  # 每半月
THIRDS: tuple[DayOfMonth, ...] = (10, 20, LAST)  # 每旬


def series_of(cue: Cue, due: DueDay, bound: Bound, today: date) -> Recurrence:
    """The series as it was read; what was not said is the convention's: 每周 is its Friday, 每月 its last day."""
    weekly = due.unit is Cycle.WEEK
    usual: tuple[DayOfMonth, ...] = () if weekly else (LAST,)
    if cue.kind is Kind.PARTS:
        usual = HALVES if cue.halves else THIRDS
    every = cue.every if due.unit is cue.unit else 1
    recurrence = Recurrence(
        unit=due.unit,
        every=every,
        weekday=due.weekday or ((FRIDAY,) if weekly else ()),
        day=usual if cue.kind is Kind.PARTS else due.day or usual,
        month=due.month,
        from_=bound.from_,
        until=bound.until,
        behind=due.behind,
        assumed=(weekly and not due.weekday) or every > 1,
    )
    return anchored(recurrence, today, odd=cue.odd)


def anchored(recurrence: Recurrence, today: date, *, odd: bool | None = None) -> Recurrence:
    """Every second one, counted from its first due day; of 双月 from an even month."""
    if recurrence.every == 1:
        return recurrence
    first = next_due(replace(recurrence, every=1), today)
    if first and odd is not None and first.month % 2 != odd:
        first = next_due(replace(recurrence, every=1), first + DAY)
    return replace(recurrence, anchor=first)
