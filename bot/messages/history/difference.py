"""What people read where the ledger is not what its history says."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from bot.domain.history.change import Difference
from bot.messages.text import cut
from bot.messages.wording import Wording

LONGEST = 60  # characters of a value
Called = Mapping[tuple[str, str], str]  # by what name people know a record, by shelf and id


def difference_lines(wording: Wording, differences: Iterable[Difference], called: Called) -> list[str]:
    """A sentence for each: which record, what is wrong with it, and the last entry that speaks of it."""
    return [_line(wording, one, called) for one in differences]


def _line(wording: Wording, difference: Difference, called: Called) -> str:
    name = called.get((difference.shelf, difference.record), difference.record)
    facts: dict[str, Any] = {
        "record": f"{_word(wording, 'record', difference.shelf)} {name}",
        "name": _field(wording, difference.shelf, difference.name),
        "recorded": _value(wording, difference.name, difference.recorded, called),
        "found": _value(wording, difference.name, difference.found, called),
        "entry": difference.entry,
    }
    sentence = wording.word(f"history.difference.{difference.what}", **facts)
    if not difference.shelf or not difference.entry:
        return sentence
    return sentence + wording.word("history.difference.entry", entry=difference.entry)


def _field(wording: Wording, shelf: str, name: str) -> str:
    """The word for a field: its shelf's own, where it means something else there."""
    own = f"history.field_of.{shelf}.{name}"
    return wording.word(own) if own in wording else _word(wording, "field", name)


def _word(wording: Wording, table: str, name: str) -> str:
    """The word for a shelf or a field; one that has none is called as it is kept."""
    key = f"history.{table}.{name}"
    return wording.word(key) if name and key in wording else name


def _value(wording: Wording, name: str, value: Any, called: Called) -> str:
    match value:
        case None | "" | [] | {}:
            return wording.word("history.difference.nothing")
        case bool():
            return wording.word(f"history.difference.{'yes' if value else 'no'}")
        case str() | int():
            text = _words(wording, name, str(value), called)
        case [*words] if all(isinstance(word, str) for word in words):
            text = "、".join(_words(wording, name, word, called) for word in words)
        case {"words": str() as words, "date": date}:
            text = f"{date or ''} {words}".strip()
        case _:
            text = msgspec.json.encode(value).decode()
    return cut(text, LONGEST)


def _words(wording: Wording, name: str, value: str, called: Called) -> str:
    """A value as people say it: somebody's name for an id, the word of a stage and of a role."""
    table = {"stage": "status.stage", "roles": "people.role"}.get(name)
    if table and f"{table}.{value}" in wording:
        return wording.word(f"{table}.{value}")
    return called.get(("people", value), value)
