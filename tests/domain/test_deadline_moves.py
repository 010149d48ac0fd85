"""A deadline on another day: what belongs to the old day moves along, and nothing else."""

import datetime as dt

from bot.domain.history.as_of import put_back
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence
from bot.services.core.request import difference

MARCH, JUNE, AUGUST = dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 8, 15)
QUARTERLY = Recurrence(unit=Cycle.QUARTER, day=(LAST,), from_=dt.date(2026, 7, 1))
STAGED = Deadline(
    DeadlineKind.BY_DATE,
    "3月底前摸底，6月底前补齐，此后每季度报一次",
    JUNE,
    JUNE,
    recurrence=QUARTERLY,
    nodes=(Node(MARCH, "摸底"), Node(JUNE, "补齐")),
)
MEASURE = Measure(id="m", unit="u", plan="p", finding="f", number="1-1", text="补齐台账", deadline=STAGED)


def test_the_last_stage_and_what_follows_move_with_the_deadline() -> None:
    """The stage before stays where it is, and the first date is kept."""
    moved = STAGED.moved_to(AUGUST)
    assert (moved.date, moved.first) == (AUGUST, JUNE)
    assert moved.nodes == (Node(MARCH, "摸底"), Node(AUGUST, "补齐"))
    assert moved.recurrence
    assert moved.recurrence.from_ == dt.date(2026, 8, 16)


def test_a_recurring_duty_that_gets_a_day_recurs_no_more() -> None:
    """Somebody fixed one day instead of many."""
    monthly = Deadline(DeadlineKind.STANDING, "每月", recurrence=Recurrence(unit=Cycle.MONTH, day=(LAST,)))
    assert monthly.moved_to(JUNE).recurrence is None


def test_the_journal_gives_back_what_recurs_and_its_stages() -> None:
    """What an entry holds of a deadline is read back as it was."""
    other = Measure(
        id="m", unit="u", plan="p", finding="f", number="1-1", text="补齐台账", deadline=STAGED.moved_to(AUGUST)
    )
    before, _ = difference(MEASURE, other)
    assert put_back(other, before) == MEASURE
