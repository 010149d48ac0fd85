"""Tables of a PDF without lines: words in columns under a head, a row from one running number to the next.

Read only where nothing has to be guessed: blank gutters part the columns, numbers without a gap part the rows, and
every further line of a cell goes on from a full one, or begins with a number of its own. Else there is no table here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

FEWEST = 3  # columns, and heads that are known
GUTTER = 4.0  # points that stay blank between two columns
APART = 0.6  # of a sign's height between two stretches of a line
FAR = 1.9  # of the usual distance of lines, from which on a line stands apart
WIDER = 2.0  # of a sign's height that a line may go beyond those of the rows' first lines
FULL = 1.3  # of a sign's height that a full line may leave free
PAGE = re.compile(r"[\s第共页/\d—–\-·]*")
NUMBERED = re.compile(r"\d{1,2}[.．、)）](?!\d)|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]、|[①-⑳]")


@dataclass(frozen=True)
class Stretch:
    """Words side by side: where they begin and end, and their text."""

    left: float
    right: float
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a page: its stretches, its middle from the top, the height of its signs."""

    page: int
    middle: float
    height: float
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(one.text for one in self.stretches)


@dataclass
class Columns:
    """A table that was found: its rows with the head, what stands above it, and what stands beside and below."""

    rows: list[list[str]]
    above: list[Line] = field(default_factory=list)
    outside: list[Line] = field(default_factory=list)


def columns_in(lines: Sequence[Line]) -> Columns | None:
    """The one table in the lines of all pages, None where it is not certain."""
    start = next((place for place, line in enumerate(lines) if _is_head(line)), -1)
    if start < 0:
        return None
    head = lines[start]
    again = _on_every_page(lines)
    body = [
        line
        for line in lines[start + 1 :]
        if not PAGE.fullmatch(line.text) and _words(line) != _words(head) and _place(line) not in again
    ]
    edges = _edges([head, *(line for line in body if len(line.stretches) > 1)])
    if len(edges) != len(head.stretches) or len(_at(head, edges)) != len(edges):
        return None
    found = Columns(rows=[_row(head, edges)], above=list(lines[:start]))
    inside, found.outside = _parted(body, edges)
    rows = _rows(inside, edges)
    if rows is None:
        return None
    found.rows += rows
    told = {_place(line) for line in found.above}
    found.outside += [line for place, line in again.items() if place not in told]
    return found


def _place(line: Line) -> tuple[str, int]:
    return line.text, round(line.middle)


def _on_every_page(lines: Sequence[Line]) -> dict[tuple[str, int], Line]:
    """What stands at one place on several pages, as head and foot of a page do: the first of each."""
    pages: dict[tuple[str, int], list[Line]] = {}
    for line in lines:
        if len(line.stretches) == 1:
            pages.setdefault(_place(line), []).append(line)
    return {place: same[0] for place, same in pages.items() if len({line.page for line in same}) > 1}


def _words(line: Line) -> tuple[str, ...]:
    return tuple(one.text for one in line.stretches)


def _is_head(line: Line) -> bool:
    """True for a line of heads of which the first counts the rows and some others are known."""
    from bot.readers.plan.layout.headings import Field, classify

    kinds = [classify(one.text) for one in line.stretches]
    known = {kind for kind in kinds if kind}
    return len(kinds) >= FEWEST and kinds[0] is Field.NUMBER and len(known) >= FEWEST


def _edges(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """What the columns cover from left to right: everything between two blank gutters."""
    covered: list[tuple[float, float]] = []
    for one in sorted((one for line in lines for one in line.stretches), key=lambda one: one.left):
        if covered and one.left - covered[-1][1] < GUTTER:
            covered[-1] = (covered[-1][0], max(covered[-1][1], one.right))
        else:
            covered.append((one.left, one.right))
    return covered


def _at(line: Line, edges: Sequence[tuple[float, float]]) -> dict[int, Stretch]:
    """The stretches of a line by their columns; {} where one reaches over several."""
    found: dict[int, Stretch] = {}
    for one in line.stretches:
        touched = [column for column, (left, right) in enumerate(edges) if one.left < right and one.right > left]
        if len(touched) != 1 or one.right > edges[touched[0]][1] + WIDER * line.height:
            return {}
        before = found.get(touched[0])
        found[touched[0]] = Stretch(before.left, one.right, before.text + one.text) if before else one
    return found


def _row(line: Line, edges: Sequence[tuple[float, float]]) -> list[str]:
    found = _at(line, edges)
    return [found[column].text if column in found else "" for column in range(len(edges))]


def _parted(lines: Sequence[Line], edges: Sequence[tuple[float, float]]) -> tuple[list[Line], list[Line]]:
    """The lines of the table, and those below it: apart from it, or over several columns."""
    last = max((place for place, line in enumerate(lines) if 0 in _at(line, edges)), default=-1)
    steps = [below.middle - line.middle for line, below in pairwise(lines) if line.page == below.page]
    usual = min(steps, default=0.0)
    for place in range(last + 1, len(lines)):
        before, line = lines[place - 1], lines[place]
        far = line.page != before.page or line.middle - before.middle > FAR * usual
        if far or not _at(line, edges):
            return list(lines[:place]), list(lines[place:])
    return list(lines), []


def _rows(lines: Sequence[Line], edges: Sequence[tuple[float, float]]) -> list[list[str]] | None:
    """The rows, each from its number on; None where a line belongs to no row for certain."""
    rows: list[list[str]] = []
    ends: dict[int, Stretch] = {}
    for line in lines:
        found = _at(line, edges)
        if not found:
            return None
        if 0 in found:
            if found[0].text.strip(".、．") != str(len(rows) + 1) or len(found) < FEWEST:
                return None
            rows.append([""] * len(edges))
            ends = {}
        elif not rows:
            return None
        for column, one in found.items():
            before = ends.get(column)
            goes_on = before is not None and before.right > edges[column][1] - FULL * line.height
            if before is None and 0 not in found:
                return None  # words that begin below the first line of the row
            if before is not None and not goes_on and not NUMBERED.match(one.text):
                return None
            rows[-1][column] += one.text if goes_on or before is None else f"\n{one.text}"
            ends[column] = one
    return rows or None
