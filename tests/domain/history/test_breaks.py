"""A chain of entries and every way in which it does not hold, each with the number at which it breaks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.history.journal import ERASE, FIRST, Entry, Head, breaks, rewritten

AT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


def chain(*words: str) -> list[Entry]:
    """Entries that follow one another."""
    found: list[Entry] = []
    for one in words:
        last = Head("u1", found[-1].number, found[-1].digest) if found else Head("u1")
        found.append(Entry(unit="u1", at=AT, by="p1", verb="note", subject="m", words=one).after_entry(last))
    return found


WHOLE = chain("a", "b", "c", "d")
END = Head("u1", 4, WHOLE[-1].digest)


def test_an_entry_stands_behind_the_one_before() -> None:
    """By its number and by the digest of that one; the first behind nothing."""
    assert [entry.number for entry in WHOLE] == [1, 2, 3, 4]
    assert [entry.previous for entry in WHOLE] == [FIRST, *(entry.digest for entry in WHOLE[:-1])]
    assert WHOLE[2].id == "u1/000000003"
    assert all(entry.digest == entry.computed() for entry in WHOLE)
    assert (Head("u1").number, Head("u1").digest, Head("u1").changes, Head("u1").change) == (0, FIRST, 0, FIRST)
    assert Head("u1").unit == "u1"


def test_every_fact_of_an_entry_is_in_its_digest() -> None:
    """But the digest itself; a moment counts by what it is, not by the zone in which it is written."""
    one = WHOLE[1]
    other: dict[str, Any] = {
        "unit": "u2",
        "at": AT + dt.timedelta(seconds=1),
        "by": "p2",
        "verb": "close",
        "subject": "n",
        "before": {"a": 1},
        "after": {"a": 1},
        "words": "z",
        "update": 1,
        "number": 7,
        "previous": FIRST,
    }
    changed = [replace(one, **{name: value}) for name, value in other.items()]
    assert len({entry.computed() for entry in changed} | {one.computed()}) == len(changed) + 1
    assert replace(one, digest="x").computed() == one.computed()
    assert replace(one, at=AT.astimezone(dt.timezone(dt.timedelta(hours=8)))).computed() == one.computed()


@pytest.mark.parametrize(
    ("entries", "head", "found"),
    [
        (WHOLE, END, []),
        (WHOLE, None, []),
        ([], None, []),
        ([], Head("u1"), []),
        ([], END, [(4, "cut off")]),
        (WHOLE[:3], None, []),
        (WHOLE[:3], END, [(4, "cut off")]),
        (WHOLE, replace(END, number=5), [(5, "cut off")]),
        (WHOLE, replace(END, digest=FIRST), [(4, "cut off")]),
        ([WHOLE[0], *WHOLE[2:]], END, [(3, "missing")]),
        (WHOLE[1:], END, [(2, "missing")]),
        ([WHOLE[0], WHOLE[0], *WHOLE[1:]], END, [(1, "inserted")]),
        ([WHOLE[0], replace(WHOLE[1], words="z"), *WHOLE[2:]], END, [(2, "altered")]),
    ],
)
def test_a_chain_breaks_where_it_was_touched(
    entries: Sequence[Entry], head: Head | None, found: list[tuple[int, str]]
) -> None:
    """What was taken out, put in, changed or cut off, at its number."""
    assert list(breaks(entries, head)) == found


def test_an_entry_that_was_written_anew_no_longer_carries_the_next() -> None:
    """Its own digest may be right; the one behind it stands on another."""
    other = replace(WHOLE[1], words="z")
    other = replace(other, digest=other.computed())
    assert list(breaks([WHOLE[0], other, *WHOLE[2:]], END)) == [(3, "relinked")]


def test_an_erasure_says_what_stands_now_where_a_name_stood() -> None:
    """By the hash of what is there; only a whole entry of an erasure says so, and only of its own chain."""
    written = replace(WHOLE[0], words="（已清除）")
    last = Head("u1", 4, WHOLE[-1].digest)
    told = {"entries": {"1": written.computed()}, "changes": {"7": "x"}}
    erasure = Entry(unit="u1", at=AT, by="p1", verb=ERASE, subject="p9", after=told).after_entry(last)
    entries = [written, *WHOLE[1:], erasure]
    assert rewritten(entries, "entries") == {1: written.computed()}
    assert rewritten(entries, "changes") == {7: "x"}
    assert rewritten(entries, "other") == {}
    assert list(breaks(entries)) == []
    assert list(breaks([replace(written, words="y"), *entries[1:]])) == [(1, "altered")]
    assert rewritten([*entries[:-1], replace(erasure, words="y")], "entries") == {}
    assert rewritten([replace(erasure, verb="note")], "entries") == {}
