"""A meeting as it goes on: what is on its agenda, spoken of and decided, and when it counts as held."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.meetings.meeting import Cause, Fact, Item, Meeting, MeetingState

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


def item(measure: str, **facts: Any) -> Item:
    """A matter on the agenda."""
    return Item(measure=measure, causes=(Cause.LATE,), **facts)


def meeting(state: MeetingState = MeetingState.UNDER_WAY, *measures: str, **facts: Any) -> Meeting:
    """A meeting on these matters."""
    agenda = tuple(item(one) for one in measures)
    return Meeting(
        id="1", unit="u1", title="党组会", day=AT.date(), by="p1", at=AT, state=state, agenda=agenda, **facts
    )


def test_one_that_was_just_planned_holds_nothing() -> None:
    """Everything else comes with time."""
    fresh = Meeting(id="1", unit="u1", title="党组会", day=AT.date(), by="p1", at=AT)
    assert (fresh.state, fresh.agenda, fresh.left_out, fresh.spoken) == (MeetingState.PLANNED, (), (), ())
    assert (fresh.place, fresh.year, fresh.number, fresh.present, fresh.resolutions) == (0, 0, 0, "", ())
    assert (fresh.time, fresh.asked, fresh.opened, fresh.closed) == (None, None, None, None)


@pytest.mark.parametrize(
    ("state", "resolutions", "ahead", "held"),
    [
        (MeetingState.PLANNED, (), True, False),
        (MeetingState.PLANNED, ("r1",), True, True),
        (MeetingState.UNDER_WAY, (), True, False),
        (MeetingState.UNDER_WAY, ("r1",), True, False),
        (MeetingState.HELD, (), False, True),
        (MeetingState.HELD, ("r1",), False, True),
        (MeetingState.CANCELLED, (), False, False),
        (MeetingState.CANCELLED, ("r1",), False, False),
    ],
)
def test_a_meeting_is_ahead_until_it_ends_and_held_once_it_decided(
    state: MeetingState,
    resolutions: tuple[str, ...],
    ahead: bool,  # noqa: FBT001 - a table
    held: bool,  # noqa: FBT001
) -> None:
    """In each state, with a decision and without one."""
    found = meeting(state, resolutions=resolutions)
    assert (found.is_ahead, found.took_place) == (ahead, held)


@pytest.mark.parametrize(
    ("place", "spoken"), [(-1, ()), (0, ()), (1, ("a",)), (2, ("b",)), (3, ("c",)), (4, ()), (9, ())]
)
def test_a_matter_counts_as_spoken_of_once_it_is_turned_to(place: int, spoken: tuple[str, ...]) -> None:
    """By its place from 1 on; before the first and behind the last stands none."""
    turned = meeting(MeetingState.UNDER_WAY, "a", "b", "c").turned_to(place)
    assert (turned.place, turned.spoken) == (place, spoken)


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize(("measure", "spoken"), [("a", ("b", "a")), ("b", ("b",)), ("z", ("b",))])
def test_only_matters_of_its_agenda_are_spoken_of_and_only_under_way(
    state: MeetingState, measure: str, spoken: tuple[str, ...]
) -> None:
    """Each once, in the order in which they came up."""
    found = meeting(state, "a", "b", spoken=("b",)).speaking_of(measure)
    assert found.spoken == (spoken if state is MeetingState.UNDER_WAY else ("b",))


def test_a_decision_is_kept_behind_the_others_and_its_matter_was_spoken_of() -> None:
    """Also one on a matter that is not on the agenda."""
    first = meeting(MeetingState.UNDER_WAY, "a", "b").deciding("r1", "b")
    assert (first.resolutions, first.spoken) == (("r1",), ("b",))
    second = first.deciding("r2", "z")
    assert (second.resolutions, second.spoken) == (("r1", "r2"), ("b",))


def test_a_matter_is_found_by_its_measure() -> None:
    """None where it is not on the agenda."""
    found = meeting(MeetingState.PLANNED, "a", "b")
    assert found.item("b") is found.agenda[1]
    assert found.item("z") is None


def test_a_new_matter_heads_the_agenda_and_a_known_one_keeps_its_place() -> None:
    """Only the matter itself is another."""
    held = meeting(MeetingState.PLANNED, "a", "b", "c")
    changed = item("b", progress="已完成")
    assert held.holding(changed).agenda == (item("a"), changed, item("c"))
    assert [one.measure for one in held.holding(item("z")).agenda] == ["z", "a", "b", "c"]


FACTS = {Fact.PROGRESS: "progress", Fact.DIFFICULTY: "difficulty", Fact.REQUEST: "request"}


@pytest.mark.parametrize(("fact", "field"), FACTS.items())
def test_a_fact_put_right_is_to_be_confirmed_anew(fact: Fact, field: str) -> None:
    """Only that one is another, and nobody has confirmed or told the three."""
    told = item(
        "a",
        reporter="p1",
        progress="甲",
        difficulty="乙",
        request="丙",
        confirmed_by="p1",
        confirmed_at=AT,
        told_by="p2",
        told_at=AT,
    )
    fresh: dict[str, Any] = {"confirmed_by": "", "confirmed_at": None, "told_by": "", "told_at": None, field: "新"}
    expected = replace(told, **fresh)
    assert told.saying(fact, "新") == expected
    assert not told.amended
    assert expected.amended


@pytest.mark.parametrize("field", FACTS.values())
def test_each_fact_by_itself_waits_to_be_confirmed(field: str) -> None:
    """With none said there is nothing to confirm; once it is confirmed nothing waits."""
    assert not item("a").amended
    assert item("a", **{field: "新"}).amended
    assert not item("a", **{field: "新"}, confirmed_at=AT).amended
