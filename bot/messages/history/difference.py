"""What people read where the ledger is not what its history says."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from bot.domain.history.change import Difference
from bot.messages.wording import Wording

LONGEST = 60  # characters of a value


def difference_lines(
    wording: Wording, differences: Iterable[Difference], called: Mapping[tuple[str, str], str]
) -> list[str]:
    """A sentence for each, with the records as they are called."""
    return [difference_line(wording, one, called.get((one.shelf, one.record), one.record)) for one in differences]


def difference_line(wording: Wording, difference: Difference, called: str) -> str:
    """One difference in a sentence: which record, what is wrong with it, and the last entry that speaks of it."""
    facts: dict[str, Any] = {
        "record": f"{_word(wording, 'record', difference.shelf)} {called}",
        "name": _word(wording, "field", difference.name),
        "recorded": _value(wording, difference.recorded),
        "found": _value(wording, difference.found),
        "entry": difference.entry,
    }
    sentence = wording.word(f"history.difference.{difference.what}", **facts)
    if not difference.shelf or not difference.entry:
        return sentence
    return sentence + wording.word("history.difference.entry", entry=difference.entry)


def _word(wording: Wording, table: str, name: str) -> str:
    """The word for a shelf or a field; one that has none is called as it is kept."""
    key = f"history.{table}.{name}"
    return wording.word(key) if name and key in wording else name


def _value(wording: Wording, value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return wording.word("history.difference.nothing")
        case str() | int():
            text = str(value)
        case {"words": str() as words, "date": date}:
            text = f"{date or ''} {words}".strip()
        case Mapping() | list():
            text = msgspec.json.encode(value).decode()
        case _:
            text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
