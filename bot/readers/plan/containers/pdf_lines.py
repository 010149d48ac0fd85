"""The signs of a PDF's page as lines, and each line as its words stand apart."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from bot.readers.plan.containers.pdf_columns import APART, Line, Stretch

Char = dict[str, Any]


def lines_of(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """The signs by line from top to bottom, each line from left to right; blanks at its ends are none of it."""
    ordered = sorted(chars, key=lambda char: (char["top"] + char["bottom"]) / 2)
    rank, ranks = 0, dict[int, int]()
    for before, char in pairwise([*ordered[:1], *ordered]):
        high = min(char["bottom"] - char["top"], before["bottom"] - before["top"])
        rank += (char["top"] + char["bottom"] - before["top"] - before["bottom"]) / 2 > high / 2
        ranks[id(char)] = rank
    for _, line in groupby(ordered, key=lambda char: ranks[id(char)]):
        found = sorted(line, key=lambda char: char["x0"])
        shown = [index for index, char in enumerate(found) if str(char["text"]).strip()]
        if shown:
            yield found[shown[0] : shown[-1] + 1]


def text_of(line: Sequence[Char]) -> str:
    """The words of a line."""
    return "".join(str(char["text"]) for char in line)


def stretched(line: Sequence[Char], page: int) -> Line:
    """A line as its words stand apart."""
    height = float(line[0]["bottom"] - line[0]["top"])
    parts: list[list[Char]] = []
    for char in line:
        if not str(char["text"]).strip():
            continue
        if parts and char["x0"] - parts[-1][-1]["x1"] <= APART * height:
            parts[-1].append(char)
        else:
            parts.append([char])
    stretches = tuple(Stretch(float(part[0]["x0"]), float(part[-1]["x1"]), text_of(part)) for part in parts)
    return Line(page, float(line[0]["top"] + line[0]["bottom"]) / 2, height, stretches)
