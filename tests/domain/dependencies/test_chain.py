"""Who waits for whom: where there is a loop the shortest is found, and nobody who waits is left out of the tree."""

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dependencies.chain import Node, loop_through, waiting_trees
from bot.domain.dependencies.dependency import Dependency, End, Side
from bot.domain.dependencies.wait import days_to_offer, wait_on
from tests.domain.holidays import CALENDAR

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 10)
MEASURES = "abcdef"


def waits(measure: str, other: str, side: Side = Side.MEASURE, end: End = End.OPEN, name: str = "") -> Dependency:
    """One measure waits for another, or for somebody."""
    return Dependency(
        id=f"{measure}/{side}/{other or name}",
        unit="u1",
        measure=measure,
        side=side,
        other=other,
        name=name or other,
        words="待批复",
        by="u1/p1",
        at=AT,
        answer_by=DAY,
        end=end,
    )


edges = st.lists(st.tuples(st.sampled_from(MEASURES), st.sampled_from(MEASURES), st.booleans()), max_size=12)


def made(drawn: Sequence[tuple[str, str, bool]]) -> list[Dependency]:
    """Each edge once; those that are no more waited for stand among them."""
    kept = {(one, other): open_ for one, other, open_ in drawn}
    return [waits(one, other, end=End.OPEN if open_ else End.LIFTED) for (one, other), open_ in kept.items()]


def shortest(start: str, found: Sequence[Dependency]) -> int:
    """How many measures a walk from one back to itself passes at least, by trying ever longer walks; 0 for none."""
    here = {start}
    for length in range(1, len(MEASURES) + 1):
        here = {one.other for one in found if one.is_open and one.measure in here}
        if start in here:
            return length
    return 0


def keys(tree: Node) -> Iterator[tuple[Side, str]]:
    """Whatever stands in a tree."""
    yield tree.key
    for one in tree.waiting:
        yield from keys(one)


@given(edges, st.sampled_from(MEASURES))
def test_the_shortest_loop_is_found_where_there_is_one(drawn: list[tuple[str, str, bool]], start: str) -> None:
    """It begins with the measure that is asked of, follows what is open, and comes back."""
    found = made(drawn)
    loop = loop_through(start, found)
    assert len(loop) == shortest(start, found)
    open_ = {(one.measure, one.other) for one in found if one.is_open}
    assert all(pair in open_ for pair in zip(loop, (*loop[1:], *loop[:1]), strict=True))


def test_who_waits_for_a_finding_waits_for_its_measures() -> None:
    """Through a finding a loop comes round as well; one whose measures are unknown leads nowhere."""
    found = [waits("a", "F", Side.FINDING), waits("c", "a")]
    assert loop_through("a", found, {"F": ("b", "c")}) == ("a", "c")
    assert loop_through("a", found, {"F": ("b",)}) == loop_through("a", found) == ()
    assert loop_through("a", [waits("a", "F", Side.FINDING, End.LIFTED), found[1]], {"F": ("c",)}) == ()
    assert loop_through("a", [waits("a", "a", Side.PERSON)]) == ()


@given(edges)
def test_nobody_who_waits_is_left_out(drawn: list[tuple[str, str, bool]]) -> None:
    """Every measure that waits stands in some tree, roots wait for nobody, and the most waited for stands first."""
    found = made(drawn)
    open_ = [one for one in found if one.is_open]
    trees = waiting_trees(found)
    waiting = {(Side.MEASURE, one.measure) for one in open_}
    assert {key for tree in trees for key in keys(tree)} == waiting | {(one.side, one.other) for one in open_}
    straight = [tree for tree in trees if tree.key not in waiting]
    assert trees[: len(straight)] == tuple(straight)
    assert [tree.count for tree in straight] == sorted((tree.count for tree in straight), reverse=True)
    assert all(tree.by is None for tree in trees)
    assert all(tree.count == sum(1 for _ in keys(tree)) - 1 for tree in trees)


def test_those_outside_are_one_by_their_name() -> None:
    """Two measures that wait for one office outside stand below it, with those behind; a loop is cut and said."""
    found = [
        waits("a", "", Side.OUTSIDE, name="市局"),
        waits("b", "", Side.OUTSIDE, name="市局"),
        waits("c", "b"),
        waits("d", "e"),
        waits("e", "d"),
    ]
    outside, loop = waiting_trees(found)
    assert (outside.key, outside.name, outside.count) == ((Side.OUTSIDE, "市局"), "市局", 3)
    assert [one.key[1] for one in outside.waiting] == ["a", "b"]
    assert [one.by for one in outside.waiting] == found[:2]
    assert [one.loops for one in (loop, loop.waiting[0], loop.waiting[0].waiting[0])] == [False, False, True]


@pytest.mark.parametrize(
    ("promised", "end", "late"),
    [
        (None, End.OPEN, 2),
        (dt.date(2026, 3, 11), End.OPEN, 1),
        (dt.date(2026, 3, 20), End.OPEN, 0),
        (None, End.LIFTED, 0),
    ],
)
def test_what_was_to_come_is_late_by_the_day_that_was_promised(promised: dt.date | None, end: End, late: int) -> None:
    """Before a day is named, by the day on which one was to be; what has ended is late no more."""
    one = Dependency(**{**vars(waits("a", "b", end=end)), "promised": promised})
    assert wait_on(one, DAY, dt.date(2026, 3, 12)).late == late


@given(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1)))
def test_days_to_tap_are_ahead_and_each_stands_once(today: dt.date) -> None:
    """The next working day, Fridays within three weeks, and the last of the month."""
    offered = days_to_offer(today, CALENDAR)
    assert list(offered) == sorted({*offered})
    assert all(day > today for day in offered)
    fridays = [today + dt.timedelta(n) for n in range(1, 20) if (today + dt.timedelta(n)).weekday() == 4]
    assert {*fridays[:2]} <= {*offered}
    last = next(day for n in range(40) if (day := today + dt.timedelta(n)) and (day + dt.timedelta(1)).day == 1)
    assert (last in offered) is (last > today)
    assert CALENDAR.plus(today, 1) in offered
    assert len(offered) <= 5
