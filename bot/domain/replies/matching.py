"""Which of many texts a message speaks of: those that share the longest stretch of characters with it."""

from collections.abc import Iterable, Sequence


def sharing_most(words: str, texts: Sequence[str], shortest: int) -> tuple[int, ...]:
    """The places of the texts that share the longest stretch with the words, of at least `shortest` (≥ 1) characters.

    None where no stretch is so long. Costs (characters of all) × log(characters of the words): a text that shares a
    stretch shares all shorter ones, so that the longest length is found by halving, among those that are still left.
    """
    left = _sharing(words, texts, range(len(texts)), shortest)
    low, high = shortest, len(words)  # what is left shares `low`, nothing shares more than `high`
    while left and low < high:
        middle = min(2 * low, (low + high + 1) // 2)  # most share little: begin there
        if longer := _sharing(words, texts, left, middle):
            left, low = longer, middle
        else:
            high = middle - 1
    return left


def _sharing(words: str, texts: Sequence[str], places: Iterable[int], length: int) -> tuple[int, ...]:
    """Those of the places whose text shares a stretch of so many characters with the words."""
    stretches = set(_stretches(words, length))
    return tuple(place for place in places if not stretches.isdisjoint(_stretches(texts[place], length)))


def _stretches(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(len(text) - length + 1)]
