"""A letter: its title, who has still to sign for it, and to whom each goes."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.core.colour import Colour
from bot.domain.status.support import shares_at
from bot.domain.supervision.assignment import Outcome
from bot.domain.supervision.followed import Count
from bot.domain.supervision.letter import Letter, LetterState, Signature, by_department
from tests.domain.records import measure, share

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def letter(**facts: Any) -> Letter:
    """A letter to two people."""
    usual: dict[str, Any] = {"colour": Colour.RED, "recipients": ("p1", "p2")}
    return Letter(
        id="1",
        unit="u1",
        measures=("m",),
        words="请办结",
        answer_by=AT.date(),
        drafted_by="p9",
        drafted_at=AT,
        **usual | facts,
    )


@pytest.mark.parametrize(
    ("colour", "number", "title"),
    [
        (Colour.GREEN, 0, "提示函（拟稿）"),
        (Colour.YELLOW, 0, "预警函（拟稿）"),
        (Colour.RED, 0, "督办单（拟稿）"),
        (Colour.GREEN, 1, "提示〔2026〕1号"),
        (Colour.YELLOW, 2, "预警〔2026〕2号"),
        (Colour.RED, 3, "督办〔2026〕3号"),
    ],
)
def test_a_letter_is_called_by_its_colour_and_number(colour: Colour, number: int, title: str) -> None:
    """Without a number it is a draft."""
    assert letter(colour=colour, number=number, year=2026).title == title


ONE, BOTH = (Signature("p1", AT),), (Signature("p1", AT), Signature("p2", AT))


@pytest.mark.parametrize(
    ("facts", "unsigned", "followed"),
    [
        ({}, ("p1", "p2"), True),
        ({"signed": ONE}, ("p2",), True),
        ({"signed": BOTH}, (), True),
        ({"signed": BOTH, "answered_at": AT}, (), False),
        ({"signed": ONE, "answered_at": AT}, ("p2",), True),
        ({"signed": ONE, "unreached": ("p2",), "answered_at": AT}, (), False),
        ({"unreached": ("p2",)}, ("p1",), True),
    ],
)
def test_it_is_followed_until_all_have_signed_and_somebody_answered(
    facts: dict[str, Any],
    unsigned: tuple[str, ...],
    followed: bool,  # noqa: FBT001 - a table
) -> None:
    """Only one that was issued."""
    assert letter(state=LetterState.ISSUED, **facts).unsigned == unsigned
    assert letter(state=LetterState.ISSUED, **facts).is_followed is followed
    assert not letter(state=LetterState.DRAFT, **facts).is_followed
    assert not letter(state=LetterState.DROPPED, **facts).is_followed


def test_each_department_in_charge_gets_a_letter_of_its_own() -> None:
    """Each measure once, in their order; those without a department together."""
    one, two = measure("1-1", departments=("办公室", "财务股")), measure("1-2", departments=("财务股",))
    three, four = measure("1-3", departments=("办公室",)), measure("1-4")
    groups = by_department([one, two, three, one, four])
    assert [[item.number for item in group] for group in groups] == [["1-1", "1-3"], ["1-2"], ["1-4"]]
    assert by_department([]) == ()


def test_what_was_assigned_is_answered_or_open() -> None:
    """In figures."""
    assert (Count(5, 2, 1).done, Count().done, Count().late) == (3, 0, 0)


@pytest.mark.parametrize(
    ("hours", "shares"),
    [(0, []), (1, [""]), (5, [""]), (6, ["answered"]), (None, ["answered"])],
)
def test_a_share_stands_as_it_stood_at_a_moment(hours: int | None, shares: list[str]) -> None:
    """Given at noon it stands behind it; answered at that very moment it was still open; one dropped is none."""
    given = share("s1", "m", 3, at=AT, answered_at=AT + HOUR * 5, outcome=Outcome.ANSWERED)
    dropped = share("s2", "m", 3, at=AT, answered_at=AT - HOUR, outcome=Outcome.UNCONCERNED)
    found = shares_at([given, dropped], None if hours is None else AT + HOUR * hours)
    assert [str(one.outcome) for one in found] == shares
    assert all((one.answered_at is None) is one.is_open for one in found)
