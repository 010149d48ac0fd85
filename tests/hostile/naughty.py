"""Strings that break programs, by class: from the file, and those too long for one."""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "naughty.json"
MESSAGE = 4096
LINES = 10_000


@cache
def naughty() -> dict[str, tuple[str, ...]]:
    """Every class with its strings; the long ones fill a message, or ten thousand lines."""
    listed = json.loads(FILE.read_text("ascii"))
    long = (
        "进" * MESSAGE,
        "👍" * (MESSAGE // 2),
        "<b>" * 1300,
        "\n" * MESSAGE,
        "行\n" * 2000,
        "3-2 " * 1000,
        "行\n" * 10_000,
    )
    return {name: tuple(strings) for name, strings in listed.items()} | {"很长的": long}


def strings() -> list[str]:
    """All of them in one list."""
    return [text for texts in naughty().values() for text in texts]
