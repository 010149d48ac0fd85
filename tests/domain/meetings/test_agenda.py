"""Of which measures a meeting has to speak: each rule by itself, at its edge, and the weightiest first."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from bot.domain.core.working_calendar import DAY
from bot.domain.meetings.agenda import STALLED, agenda
from bot.domain.meetings.meeting import Cause, Item, Meeting
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Plan
from bot.domain.status.register import Register
from bot.domain.status.standing import Standing
from bot.domain.units.unit import Unit
from tests.domain.holidays import CALENDAR

TODAY = dt.date(2026, 3, 2)
UNTIL = TODAY + DAY * 30
FRESH = TODAY - DAY


def measure(number: str, **facts: Any) -> Measure:
    """An open measure of one department that was spoken of yesterday."""
    usual: dict[str, Any] = {"stage": Stage.UNDER_WAY, "departments": ("办公室",), "counted_from": FRESH}
    return Measure(id=number, unit="u1", plan="u1/A", finding="1", number=number, text="补齐", **(usual | facts))


def items(measures: Sequence[Measure], days: int | None = None, **named: Any) -> tuple[Item, ...]:
    """The agenda of these measures, of which each has so many days left."""
    register = Register(
        unit=Unit(id="u1", name="某局"),
        today=TODAY,
        plans=(Plan(id="u1/A", unit="u1", letter="A", title="整改方案"),),
        findings=(),
        measures=tuple(measures),
        people={},
        standings={one.id: Standing(day=TODAY, part=Part.UNDER_WAY, days=days) for one in measures},
    )
    usual: dict[str, Any] = {"asked": (), "difficult": ()}
    return agenda(register, UNTIL, CALENDAR, **(usual | named))


def stalled(days: int) -> dt.date:
    """The day since which so many working days have passed."""
    return next(day for n in range(60) if CALENDAR.between(day := TODAY - DAY * n, TODAY) == days)


@pytest.mark.parametrize(
    ("facts", "days", "causes"),
    [
        ({}, None, []),
        ({}, -1, [Cause.LATE]),
        ({}, 0, [Cause.DUE]),
        ({}, 30, [Cause.DUE]),
        ({}, 31, []),
        ({"key": FRESH}, None, [Cause.KEY]),
        ({"stage": Stage.DECIDE}, 5, [Cause.DECISION]),
        ({"stage": Stage.VERIFY}, 5, []),
        ({"counted_from": stalled(STALLED)}, None, [Cause.STALLED]),
        ({"counted_from": stalled(STALLED - 1)}, None, []),
        ({"counted_from": None, "since": stalled(STALLED)}, None, [Cause.STALLED]),
        ({"counted_from": None}, None, []),
        ({"counted_from": stalled(STALLED), "stage": Stage.VERIFY}, None, []),
        ({"departments": ("办公室", "财务股")}, None, [Cause.CROSS]),
        ({"departments": ("办公室", "财务股"), "stage": Stage.DECIDE}, None, [Cause.DECISION]),
        ({"departments": ("办公室", "财务股"), "key": FRESH}, -3, [Cause.LATE, Cause.KEY, Cause.CROSS]),
        ({"stage": Stage.CLOSED, "key": FRESH}, -3, []),
    ],
)
def test_each_cause_has_its_rule(facts: dict[str, Any], days: int | None, causes: list[Cause]) -> None:
    """Late by a day, due on the day of the next meeting, twenty working days without a word, two departments."""
    assert [list(item.causes) for item in items([measure("1-1", **facts)], days)] == ([causes] if causes else [])


def test_a_word_of_its_people_ends_the_silence() -> None:
    """What was reported since counts in place of the day from which the measure is counted."""
    said = dt.datetime.combine(FRESH, dt.time(1), dt.UTC)
    assert items([measure("1-1", counted_from=stalled(STALLED), reported=said)]) == ()


@pytest.mark.parametrize(
    ("name", "cause"), [("asked", Cause.DECISION), ("difficult", Cause.DIFFICULTY), ("waiting", Cause.WAITING)]
)
def test_what_others_say_of_it_brings_it_up(name: str, cause: Cause) -> None:
    """A request that waits, a difficulty that was told, something that is waited for: of that measure alone."""
    named: dict[str, Any] = {name: ("1-1",)}
    found = items([measure("1-1", owners=("a", "b")), measure("1-2")], **named)
    assert [(item.measure, item.causes, item.reporter) for item in found] == [("1-1", (cause,), "a")]


def test_the_weightiest_comes_first_and_each_has_its_reporter() -> None:
    """By cause, then as they stand in the register; a leader reports where nobody owns it."""
    measures = [
        measure("1-1", departments=("办公室", "财务股"), leaders=("l",)),
        measure("1-2", key=FRESH),
        measure("1-3", key=FRESH, owners=("o",), leaders=("l",)),
    ]
    assert [(item.measure, item.reporter) for item in items(measures)] == [("1-2", ""), ("1-3", "o"), ("1-1", "l")]


def test_a_meeting_holds_an_item_once() -> None:
    """A new one stands at the head, one that is known in its own place; what was spoken of is kept once, in order."""
    one, two = Item(measure="1-1", causes=(Cause.LATE,)), Item(measure="1-2", causes=(Cause.KEY,))
    meeting = Meeting(
        id="m", unit="u1", title="党组会", day=TODAY, by="p", at=dt.datetime.combine(TODAY, dt.time(), dt.UTC)
    )
    held = meeting.holding(one).holding(two)
    assert held.agenda == (two, one)
    other = Item(measure="1-1", causes=(Cause.ADDED,))
    assert held.holding(other).agenda == (two, other)
    assert (held.item("1-2"), held.item("1-3")) == (two, None)
