"""Random strings of the grammar's own alphabet and hostile strings: no exception, no absurd date."""

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reading_fuzz import ALPHABET, HOSTILE, expression
from bot.domain.plan.deadline import Flag, ReadingKind
from bot.readers.deadline import read_deadline
from bot.readers.reply import read_message, read_reply

NOW = dt.datetime.fromisoformat("2026-03-11T10:00:00")


def sane(text: str) -> None:
    """A reading has a date of this century or none."""
    reading = read_deadline(text, NOW, feedback=NOW.date(), current=NOW.date())
    if reading.kind is not ReadingKind.RECURRING:
        assert (reading.date is not None) == (reading.kind is ReadingKind.DATE), text
    assert (reading.period is not None) == (reading.kind is ReadingKind.RECURRING), text
    assert reading.period is None or reading.date is not None or Flag.PAST in reading.flags, text
    for day in (reading.date, reading.alt, reading.then_date):
        assert day is None or 2000 <= day.year <= 2100, text


@given(st.lists(st.sampled_from(ALPHABET), max_size=12).map("".join))
def test_words_of_the_grammar_in_any_order_do_no_harm(text: str) -> None:
    """Hypothesis looks for the shortest string that breaks the reader."""
    sane(text)


@given(st.text(max_size=60))
def test_any_text_does_no_harm(text: str) -> None:
    """Whatever Unicode holds."""
    sane(text)
    read_reply(text)
    assert read_message(text).parts


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_made_up_expressions_do_no_harm(seed: int) -> None:
    """The short form of the 100,000 of the benchmark."""
    source = random.Random(seed)  # noqa: S311  no secret
    for _ in range(1000):
        sane(expression(source))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_strings_do_no_harm(text: str) -> None:
    """Strings that have broken other readers."""
    sane(text)
    read_reply(text)
    read_message(text)
