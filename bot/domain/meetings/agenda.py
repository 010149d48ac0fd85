"""Which measures a meeting has to speak of: by rule, from the register as it stands."""

import datetime as dt
from collections.abc import Collection, Iterable

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.meetings.meeting import Cause, Item
from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.register import Register

INTERVAL = 30  # days until the next meeting, where none is planned
STALLED = 20  # working days without a word of its people


def agenda(
    register: Register,
    until: dt.date,
    calendar: WorkCalendar,
    *,
    asked: Collection[str],
    difficult: Collection[str],
    waiting: Collection[str] = (),
) -> tuple[Item, ...]:
    """The items in the order of their weight, then of their numbers.

    `until` is the day of the next meeting; `asked` are measures whose request for more time waits for the secretary,
    `difficult` those whose last word tells of a difficulty, `waiting` those that wait for others.
    """
    items = []
    for measure in register.measures:
        causes = tuple(_causes(register, measure, until, calendar, asked=asked, difficult=difficult, waiting=waiting))
        if causes:
            people = measure.owners or measure.leaders
            items.append(Item(measure=measure.id, causes=causes, reporter=people[0] if people else ""))
    weight = list(Cause)
    return tuple(sorted(items, key=lambda item: weight.index(item.causes[0])))


def _causes(
    register: Register,
    measure: Measure,
    until: dt.date,
    calendar: WorkCalendar,
    *,
    asked: Collection[str],
    difficult: Collection[str],
    waiting: Collection[str],
) -> Iterable[Cause]:
    if measure.is_ended:
        return
    standing = register.standings[measure.id]
    if standing.late:
        yield Cause.LATE
    if measure.key:
        yield Cause.KEY
    if measure.stage is Stage.DECIDE or measure.id in asked:
        yield Cause.DECISION
    if measure.id in difficult:
        yield Cause.DIFFICULTY
    if measure.id in waiting:
        yield Cause.WAITING
    if measure.is_open and _stalled(register, measure, calendar):
        yield Cause.STALLED
    near = standing.days is not None and 0 <= standing.days <= (until - register.today).days
    if measure.is_open and len(measure.departments) > 1:
        yield Cause.CROSS
    if measure.is_open and near:
        yield Cause.DUE


def _stalled(register: Register, measure: Measure, calendar: WorkCalendar) -> bool:
    said = register.unit.day_of(measure.reported) if measure.reported else measure.counted_from or measure.since
    return said is not None and calendar.between(said, register.today) >= STALLED
