"""Which texts a message speaks of: the same as comparing every stretch with every text, at the cost of reading them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.replies import matching
from bot.domain.replies.matching import sharing_most

FEW = st.text("水务台账", max_size=12)  # few characters, so that much is shared


def plainly(words: str, texts: list[str], shortest: int) -> tuple[int, ...]:
    """What is meant, by comparing everything with everything."""

    def shared(text: str) -> int:
        return max(
            (b - a for a in range(len(words)) for b in range(a, len(words) + 1) if words[a:b] in text), default=0
        )

    lengths = [shared(text) for text in texts]
    longest = max(lengths, default=0)
    return tuple(place for place, length in enumerate(lengths) if length == longest) if longest >= shortest else ()


@given(FEW, st.lists(FEW, max_size=6), st.integers(1, 4))
def test_it_is_what_comparing_everything_gives(words: str, texts: list[str], shortest: int) -> None:
    """Whatever is written."""
    assert sharing_most(words, texts, shortest) == plainly(words, texts, shortest)


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=6), st.integers(1, 4))
def test_any_characters_may_come(words: str, texts: list[str], shortest: int) -> None:
    """Signs beyond the first plane, halves of pairs and line breaks too."""
    assert sharing_most(words, texts, shortest) == plainly(words, texts, shortest)


def test_a_measure_is_found_by_its_words() -> None:
    """All of those that share the most; nothing where too little is shared."""
    texts = ["每季度核对一次库房账目", "供水管网改造", "核对库房"]
    assert sharing_most("库房账目核对完了", texts, 3) == (0,)
    assert sharing_most("说的是库房", texts, 2) == (0, 2)
    assert sharing_most("说的是库房", texts, 3) == ()
    assert sharing_most("", texts, 1) == sharing_most("水", [], 1) == ()


def test_the_cost_follows_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """2,000 characters against 500 texts that all share much: each is looked through a dozen times, not 2,000."""
    words, looked = "核对台账并按月检查" * 222, 0
    stretches = matching._stretches

    def counting(text: str, length: int) -> list[str]:
        nonlocal looked
        looked += len(text)
        return stretches(text, length)

    monkeypatch.setattr(matching, "_stretches", counting)
    assert len(sharing_most(words, [words[n : n + 60] for n in range(500)], 3)) == 500
    assert looked <= 12 * (500 * 60 + len(words))
