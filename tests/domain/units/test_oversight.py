"""What an upper unit sees: sums, who is ranked and in which order, and the units of all levels below it."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.plan.part import Part
from bot.domain.units.oversight import WEEK, Figures, Oversight, below
from bot.domain.units.unit import Quota, Unit, above

DAY = dt.date(2026, 3, 2)
SUMMED = ("findings", "measures", "verify", "closed_lately", "heard_lately", "overdue_lately", "lent_late")


def figures(unit: str, late: int = 0, measures: int = 0, **facts: Any) -> Figures:
    """A unit with so many late measures of so many."""
    parts = {Part.OVERDUE: late, Part.UNDER_WAY: measures - late}
    usual: dict[str, Any] = {"unit": unit, "name": unit, "parts": parts, "measures": measures, "imported": DAY}
    return Figures(**usual | facts)


def seen(*units: Figures) -> Oversight:
    """These units on the day."""
    return Oversight("县委巡察办", DAY, units)


def names(units: tuple[Figures, ...]) -> str:
    """Which they are."""
    return " ".join(one.unit for one in units)


def test_a_unit_without_anything_counts_as_nothing() -> None:
    """Every figure is none until there is one, and what stands in no part is none."""
    bare = Figures(unit="x1", name="某局")
    assert bare == Figures(
        unit="x1",
        name="某局",
        upper="",
        parts=None,
        longest=0,
        imported=None,
        people=0,
        unbound=0,
        anchor="",
        **dict.fromkeys(SUMMED, 0),
    )
    assert [bare.count(part) for part in Part] == [0] * len(Part)
    assert WEEK.days == 7
    assert bare.rate == 0.0
    assert Figures(unit="x1", name="某局", parts={Part.OVERDUE: 3}).rate == 0.0


@pytest.mark.parametrize(("late", "measures", "rate"), [(0, 1, 0.0), (1, 1, 1.0), (1, 4, 0.25), (3, 12, 0.25)])
def test_the_rate_is_what_is_late_of_all(late: int, measures: int, rate: float) -> None:
    """A share, not a count."""
    assert figures("x1", late, measures).rate == rate


def test_all_units_together_are_the_sum_of_each_and_the_longest_of_all() -> None:
    """Each figure by itself, so that none stands for another."""
    one = figures("x1", 2, 5, longest=9, people=40, unbound=4, **{name: 10 + n for n, name in enumerate(SUMMED[2:])})
    two = figures("x2", 1, 7, longest=30, people=2, unbound=1, **{name: 100 * n for n, name in enumerate(SUMMED[2:])})
    total = seen(one, two, Figures(unit="x3", name="x3")).total
    assert (total.unit, total.name, total.upper, total.anchor, total.imported) == ("", "", "", "", None)
    assert [getattr(total, name) for name in SUMMED] == [0, 12, 10, 111, 212, 313, 414]
    assert (total.longest, total.people, total.unbound) == (30, 42, 5)
    assert total.parts == {part: {Part.OVERDUE: 3, Part.UNDER_WAY: 9}.get(part, 0) for part in Part}
    assert seen().total == Figures(unit="", name="", parts=dict.fromkeys(Part, 0))


def test_units_are_ranked_by_what_is_late_then_by_its_share() -> None:
    """From ten measures on; below, or with nothing late, a unit is in no ranking."""
    units = (
        figures("none", 0, 50),
        figures("small", 9, 9),
        figures("ten", 1, 10),
        figures("much", 3, 100),
        figures("more", 3, 20),
        figures("one", 1, 11),
        figures("tiny", 1, 1),
        figures("empty", 0, 0, imported=None),
    )
    assert names(seen(*units).wanting) == "more much ten one"
    assert names(seen(*units).unranked) == "small tiny"
    assert names(seen(*units).empty) == "empty"
    assert names(seen(*reversed(units)).wanting) == "more much ten one"
    assert names(seen(*reversed(units)).unranked) == "tiny small"


TREE = {"x10": "x1", "x2": "x1", "a": "x1", "x2b": "x2", "x2a10": "x2", "x2a9": "x2", "deep": "x2a9", "x1": "", "y": ""}


@pytest.mark.parametrize(
    ("upper", "found"),
    [
        ("x1", "a x2 x2a9 deep x2a10 x2b x10"),
        ("x2", "x2a9 deep x2a10 x2b"),
        ("x2a9", "deep"),
        ("x10", ""),
        ("", "x1 a x2 x2a9 deep x2a10 x2b x10 y"),
        ("other", ""),
    ],
)
def test_units_below_stand_under_their_own(upper: str, found: str) -> None:
    """Each is followed by those below it, x2 before x10, whatever the order in which they are kept."""
    units = [Unit(id=id_, name=id_, above=over) for id_, over in TREE.items()]
    for turn in range(len(units)):
        mixed = [*units[turn:], *reversed(units[:turn])]
        assert " ".join(unit.id for unit in below(mixed, upper)) == found


def test_a_circle_of_units_comes_to_an_end() -> None:
    """A unit that is its own upper one, or the upper one of its upper one, is given once."""
    own = Unit(id="x1", name="x1", above="x1")
    assert below([own], "x1") == ()
    one, two = Unit(id="x1", name="x1", above="x2"), Unit(id="x2", name="x2", above="x1")
    assert [unit.id for unit in below([one, two], "x1")] == ["x2", "x1"]
    known = {"x1": one, "x2": two}
    assert [unit.id for unit in above(one, known)] == ["x2", "x1"]
    assert [unit.id for unit in above(own, {"x1": own})] == ["x1"]
    assert list(above(Unit(id="x3", name="x3", above="gone"), known)) == []
    assert list(above(Unit(id="x3", name="x3"), known)) == []
    assert [unit.id for unit in above(Unit(id="x3", name="x3", above="x1"), known)] == ["x1", "x2"]


@pytest.mark.parametrize(
    ("quota", "limits"),
    [
        (Quota(), False),
        (Quota(people=1), True),
        (Quota(measures=1), True),
        (Quota(evidence_mb=1), True),
        (Quota(0, 0, 0), False),
    ],
)
def test_a_quota_of_nothing_is_no_limit(quota: Quota, limits: bool) -> None:  # noqa: FBT001 - a table
    """Each of the three limits by itself."""
    assert bool(quota) is limits
