"""Which fields of which records this program knows: a ledger that holds more was written by a newer one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from bot.services.core.ledger import SHELVES


@cache
def known_fields() -> dict[str, list[str]]:
    """The names of all fields by shelf; those of a record within a record follow a point."""
    return {shelf: sorted({*_names(kind)}) for shelf, kind in SHELVES.items()}


def _names(kind: type[Any]) -> Iterator[str]:
    types = get_type_hints(kind)
    for field in fields(kind):
        yield field.name
        for inner in _records_in(types[field.name]):
            yield from (f"{field.name}.{name}" for name in _names(inner))


def _records_in(type_: Any) -> Iterator[type[Any]]:
    if is_dataclass(type_):
        yield type_  # type: ignore[misc]  # a class, as it stands in an annotation
    for part in get_args(type_):
        yield from _records_in(part)


def unknown_fields(kept: Mapping[str, Sequence[str]]) -> list[str]:
    """What the writer of a ledger knew of and this program does not."""
    known = known_fields()
    return [f"{shelf}.{name}" for shelf, names in kept.items() for name in names if name not in known.get(shelf, ())]
