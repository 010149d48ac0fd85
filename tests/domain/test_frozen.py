"""What the rules and the readers hand on is a value: once made it stays as it is, so that nobody changes another's."""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator

import bot.domain
import bot.readers

AT_WORK = {  # what a reader fills while it reads, and a sum while it adds up
    "_Account",
    "Cell",
    "Columns",
    "DeadlineCells",
    "Document",
    "Found",
    "LedgerTable",
    "Outline",
    "RawFinding",
    "RawMeasure",
    "RunningText",
    "Section",
    "SentenceReading",
    "_Drawn",
    "_Parts",
}
MANY = 8  # fields: a caller that counts places counts wrong
COUNTED = {"Revision"}


def records() -> Iterator[type]:
    """Every dataclass of both rooms."""
    for room in (bot.domain, bot.readers):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not found.name.endswith(".__main__"):
                members = vars(importlib.import_module(found.name)).values()
                yield from (
                    one
                    for one in members
                    if isinstance(one, type) and one.__module__ == found.name and dataclasses.is_dataclass(one)
                )


def test_a_record_is_frozen() -> None:
    """But for what is at work, by its name."""
    assert {one.__name__ for one in records() if not getattr(one, "__dataclass_params__").frozen} == AT_WORK  # noqa: B009 - of the library's own


def test_a_record_of_many_fields_is_made_by_their_names() -> None:
    """Each that has no place of its own in the caller's eye."""
    wide = [one for one in records() if len(dataclasses.fields(one)) >= MANY]
    assert {one.__name__ for one in wide if not all(field.kw_only for field in dataclasses.fields(one))} == COUNTED
