"""A deadline on another day: what belongs to the old day moves along, and nothing else."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.extensions.extension import first_day
from bot.domain.history.as_of import put_back
from bot.domain.plan.deadline import Deadline, DeadlineKind, DeadlineReading, Flag, Node, ReadingKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import number_order
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


@pytest.mark.parametrize("begins", [dt.date(2026, 6, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 2)])
def test_what_does_not_follow_the_deadline_stays_where_it_is(begins: dt.date) -> None:
    """A series that begins before the day after, or later, has a beginning of its own."""
    own = replace(QUARTERLY, from_=begins)
    assert replace(STAGED, recurrence=own).moved_to(AUGUST).recurrence == own


@pytest.mark.parametrize(
    ("reading", "kind"),
    [
        (DeadlineReading(kind=ReadingKind.DATE, date=JUNE), DeadlineKind.BY_DATE),
        (DeadlineReading(kind=ReadingKind.DATE, date=JUNE, flags=frozenset({Flag.PAST})), DeadlineKind.BY_DATE),
        (DeadlineReading(kind=ReadingKind.DATE, date=JUNE, flags=frozenset({Flag.LUNAR})), DeadlineKind.BY_DATE),
        (DeadlineReading(kind=ReadingKind.DATE, date=JUNE, flags=frozenset({Flag.ROLLED})), DeadlineKind.UNCLEAR),
        (DeadlineReading(kind=ReadingKind.IMMEDIATE), DeadlineKind.AT_ONCE),
        (DeadlineReading(kind=ReadingKind.IMMEDIATE, flags=frozenset({Flag.MULTI})), DeadlineKind.UNCLEAR),
        (DeadlineReading(kind=ReadingKind.ONGOING), DeadlineKind.STANDING),
        (DeadlineReading(kind=ReadingKind.RECURRING, period=QUARTERLY), DeadlineKind.STANDING),
        (
            DeadlineReading(kind=ReadingKind.RECURRING, period=QUARTERLY, flags=frozenset({Flag.PAST})),
            DeadlineKind.UNCLEAR,
        ),
        (DeadlineReading(kind=ReadingKind.NONE), DeadlineKind.UNCLEAR),
        (DeadlineReading(kind=ReadingKind.INVALID), DeadlineKind.UNCLEAR),
    ],
)
def test_what_a_person_must_decide_stays_unclear(reading: DeadlineReading, kind: DeadlineKind) -> None:
    """Of a plan's cell; a day that is past is a day."""
    found = reading.as_deadline("6月底前")
    assert (found.kind, found.words) == (kind, "6月底前")
    assert (found.date, found.first) == ((JUNE, JUNE) if kind is DeadlineKind.BY_DATE else (None, None))


def test_numbers_stand_in_the_order_in_which_people_count() -> None:
    """Other signs after all figures, and a figure above the line is no figure."""
    given = ["3-10", "3-2", "3-x", "3-100000", "2．5", "3-²", "10", "3"]
    assert sorted(given, key=number_order) == ["2．5", "3", "3-2", "3-10", "3-100000", "3-x", "3-²", "10"]


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


@pytest.mark.parametrize(
    ("due", "first"),
    [(None, MARCH), (JUNE, JUNE + dt.timedelta(1)), (MARCH, dt.date(2026, 4, 1)), (dt.date(2026, 3, 1), MARCH)],
)
def test_a_deadline_moves_to_a_later_day_than_its_own_that_is_not_past(due: dt.date | None, first: dt.date) -> None:
    """The day after the deadline, today where that is past or there is none."""
    measure = replace(MEASURE, deadline=Deadline(DeadlineKind.BY_DATE, date=due, first=due))
    assert first_day(measure, MARCH) == first


@pytest.mark.parametrize(
    ("kind", "flags", "then", "proposed"),
    [
        (ReadingKind.RECURRING, frozenset[Flag](), False, True),
        (ReadingKind.RECURRING, frozenset({Flag.AMBIGUOUS}), False, True),
        (ReadingKind.RECURRING, frozenset({Flag.PAST}), False, False),
        (ReadingKind.DATE, frozenset[Flag](), False, False),
        (ReadingKind.DATE, frozenset({Flag.PAST}), True, True),
        (ReadingKind.DATE, frozenset({Flag.AMBIGUOUS}), True, True),
    ],
)
def test_a_series_is_proposed_where_the_words_hold_one_that_is_not_over(
    kind: ReadingKind, flags: frozenset[Flag], *, then: bool, proposed: bool
) -> None:
    """A person confirms it; a day alone is no series."""
    monthly = Recurrence(unit=Cycle.MONTH, day=(LAST,))
    reading = DeadlineReading(
        kind=kind,
        date=dt.date(2026, 4, 30),
        flags=flags,
        period=monthly if kind is ReadingKind.RECURRING else None,
        then=monthly if then else None,
    )
    found = reading.proposed("每月底前")
    assert (found is not None) == proposed
    assert found is None or found.recurrence == monthly
