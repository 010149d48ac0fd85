"""A handing in: until when it waits, what is drawn by its seal, and how its seal and its grades are named."""

import datetime as dt
from typing import Any

import pytest

from bot.domain.acceptance.acceptance import Acceptance, Acceptor, Kind, Verdict, lot, named_by, short_seal

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


def handed(**facts: Any) -> Acceptance:
    """A finding before the unit above."""
    usual: dict[str, Any] = {"acceptor": Acceptor.ABOVE, "count": 3, "seal": "s", "core": "c", "answer_by": AT.date()}
    return Acceptance(
        id="1", unit="u1", kind=Kind.FINDING, name="某局", number="2", text="账目", year=2026, at=AT, **(usual | facts)
    )


@pytest.mark.parametrize(
    ("verdict", "done", "is_open", "waits"),
    [
        (Verdict.OPEN, False, True, False),
        (Verdict.ACCEPTED, False, False, False),
        (Verdict.RETURNED, False, False, True),
        (Verdict.RETURNED, True, False, False),
        (Verdict.FAULTED, False, False, True),
        (Verdict.FAULTED, True, False, False),
        (Verdict.WITHDRAWN, False, False, False),
    ],
)
def test_what_came_back_waits_until_it_is_handed_in_anew(
    verdict: Verdict,
    done: bool,  # noqa: FBT001 - a table
    is_open: bool,  # noqa: FBT001
    waits: bool,  # noqa: FBT001
) -> None:
    """Returned papers and what was not put right; nothing else."""
    found = handed(verdict=verdict, done=done)
    assert (found.is_open, found.waits) == (is_open, waits)


def test_a_fresh_one_is_the_first_and_has_no_word_of_the_acceptor() -> None:
    """Its name is its year and number; only the archive of its core is kept for it."""
    found = handed()
    assert (found.title, found.files, found.times) == ("报验〔2026〕3号", ("c",), 1)
    assert (found.verdict, found.words, found.given, found.own, found.marks, found.done) == ("", "", "", "", "", False)
    assert (found.proofs, found.measures, found.drawn, found.indicators) == ((), (), (), ())


NUMBERS = [f"1-{n}" for n in range(1, 11)]


def test_a_lot_is_the_same_for_everybody_and_another_for_another_seal() -> None:
    """As many as are asked for, in their order, none twice, whatever the order in which they are named."""
    assert lot("a", NUMBERS, 0) == ()
    assert lot("a", NUMBERS, 10) == lot("a", NUMBERS, 99) == tuple(NUMBERS)
    assert lot("a", [*NUMBERS, *NUMBERS], 10) == tuple(NUMBERS)
    three = lot("a", NUMBERS, 3)
    assert len(three) == 3
    assert list(three) == [number for number in NUMBERS if number in three]
    assert set(lot("a", NUMBERS[::-1], 3)) == set(three)
    assert set(three) <= set(lot("a", NUMBERS, 4))
    assert len({lot(seal, NUMBERS, 3) for seal in "abcdefgh"}) > 1


def test_a_lot_is_drawn_as_it_was_drawn_before() -> None:
    """A draw can be repeated by hand: the smallest SHA-256 of seal, bar and number."""
    assert lot("seal", NUMBERS, 3) == ("1-2", "1-9", "1-10")


def test_a_seal_is_compared_by_its_beginning() -> None:
    """Four times four signs; indicators have a sign of four, by all of them in their order."""
    assert short_seal("0123456789abcdef0123") == "0123-4567-89ab-cdef"
    assert named_by(["成效", "群众满意"]) == named_by(("成效", "群众满意"))
    assert len(named_by(["成效"])) == 4
    assert len({named_by(one) for one in (["成效"], ["成效", "材料"], ["材料", "成效"], [])}) == 4
