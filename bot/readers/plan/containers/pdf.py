"""Tables of a PDF whose cells are drawn with lines; what is only a picture, or has no lines, is refused in words."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from io import BytesIO
from typing import TYPE_CHECKING

from bot.domain.imports.draft import Problem, UnreadablePlan
from bot.readers.plan.containers.document import Cell, Document, Merge, Paragraph, sheet_of
from bot.readers.plan.containers.pdf_columns import Line, columns_in
from bot.readers.plan.containers.pdf_lines import Char, lines_of, stretched, text_of

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

Box = tuple[float, float, float, float]  # left, top, right, bottom, in points
MOST_PAGES = 300
SAME = 3.0  # points between two edges that are one
THIN = 2.0  # points of height up to which a shape may be a line that strikes out
UNMAPPED = "(cid:"  # how a sign is given whose font does not say which one it is
MOST_UNMAPPED = 0.05
MOST_PADDING = 12.0  # points that a cell keeps free on its two sides together
ROUNDING = 0.5
GAP = 0.25  # of a sign's width, between a numeral and a Chinese sign
ENDS = "。;；：！!？"
NUMBERED = re.compile(
    r"\d{1,2}(?:[.．、](?!\d)|[)）])|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳]"
)
WORD = re.compile(r"[A-Za-z0-9.%\-/]+|.")
LETTER = re.compile(r"[A-Za-z]")
NEVER_FIRST = "，。、；：？！,.;:?!）)】》”’％%"


@dataclass(frozen=True)
class _Words:
    """Words in a cell, the width that their last line leaves free, and what the first needs to stand on a line."""

    text: str
    spare: float
    first: float


@dataclass(frozen=True)
class _Boxed:
    """A cell as it is drawn, over rows and columns that are counted from 0 and inclusive."""

    top: int
    left: int
    bottom: int
    right: int
    words: _Words | None = None
    struck: str = ""


@dataclass
class _Drawn:
    """A table as it goes on over the pages."""

    page: int
    edges: list[float]
    rows: int
    boxes: list[_Boxed]
    padding: float  # what the fullest line leaves of its cell
    joined: list[str] = field(default_factory=list)  # pages whose first row was read as the rest of the last one
    parted: list[str] = field(default_factory=list)  # pages whose first row may be that


def read_pdf(data: bytes, name: str) -> Document:
    """All tables with drawn lines, those that go on over pages as one; raises UnreadablePlan."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(BytesIO(data)) as file:
            return _document(file.pages, name)
    except PdfminerException as error:
        locked = "Password" in type(error.args[0] if error.args else error).__name__
        raise UnreadablePlan("password" if locked else "broken_pdf") from error
    except (UnreadablePlan, MemoryError, RecursionError):
        raise
    except Exception as error:  # whatever a hostile file can raise in a parser
        raise UnreadablePlan("broken_pdf") from error


def _document(pages: Sequence["Page"], name: str) -> Document:
    if len(pages) > MOST_PAGES:
        raise UnreadablePlan("many_pages", count=len(pages), most=MOST_PAGES)
    document = Document(name, problems=[Problem(name, "read_from_pdf")])
    drawn: list[_Drawn] = []
    written: list[Line] = []
    signs, unmapped = 0, 0
    for number, whole in enumerate(pages, 1):
        page = whole.dedupe_chars()
        signs += len(page.chars)
        unmapped += sum(str(char["text"]).startswith(UNMAPPED) for char in page.chars)
        tables = [table for table in page.find_tables() if _is_list(table) or _is_rest(table, drawn, number)]
        opening = not drawn
        for index, table in enumerate(tables):
            drawn = _with(drawn, _drawn(page, table, number), first=index == 0)
        _outside(document, page, [table.bbox for table in tables], before_all=opening)
        written += [] if drawn else [stretched(line, number) for line in lines_of(page.chars)]
        whole.close()
    if not signs:
        raise UnreadablePlan("scanned")
    if unmapped > signs * MOST_UNMAPPED:
        raise UnreadablePlan("unmapped")
    if not drawn:
        return _without_lines(name, written)
    for index, one in enumerate(drawn, 1):
        _add(document, f"表{index}", one)
    return document


def _without_lines(name: str, lines: Sequence[Line]) -> Document:
    """A table whose columns are parted by blanks alone, where that is certain; raises UnreadablePlan."""
    found = columns_in(lines)
    if found is None:
        raise UnreadablePlan("pdf_without_lines")
    document = Document(name, problems=[Problem(name, "read_from_pdf_columns")])
    document.blocks += [Paragraph(line.text, f"第{line.page}页") for line in found.above]
    cells = {(r, c): Cell(words, r, c) for r, row in enumerate(found.rows) for c, words in enumerate(row) if words}
    document.blocks.append(sheet_of("表1", cells))
    for line in found.outside:
        document.leave(f"第{line.page}页", "left_outside", line.text)
    return document


def _is_list(table: "Table") -> bool:
    """True for more than one row of more than one column."""
    return len(table.rows) > 1 and len(table.cells) > len(table.rows)


def _is_rest(table: "Table", drawn: list[_Drawn], page: int) -> bool:
    """True for the one row that is left of a table on the next page: it has the same columns."""
    edges = _edges(edge for box in table.cells for edge in (box[0], box[2]))
    return bool(drawn) and drawn[-1].page + 1 == page and len(table.cells) > 1 and _same_edges(drawn[-1].edges, edges)


def _same_edges(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= SAME for a, b in zip(one, other, strict=True))


def _add(document: Document, name: str, one: _Drawn) -> None:
    cells = {(box.top, box.left): Cell(box.words.text, box.top, box.left) for box in one.boxes if box.words}
    merges = [Merge(box.top, box.left, box.bottom, box.right) for box in one.boxes]
    struck = {(box.top, box.left): box.struck for box in one.boxes if box.struck}
    document.blocks.append(sheet_of(name, cells, merges, deleted=struck.keys() - cells.keys()))
    document.leave_rows(name, cells, struck=struck)
    document.report(name, "struck", [f"第{row + 1}行" for row in sorted({row for row, _ in struck})])
    document.report(name, "joined_rows", one.joined)
    document.report(name, "parted_rows", one.parted)


def _outside(document: Document, page: "Page", tables: list[Box], *, before_all: bool) -> None:
    """The lines of running text: those above the first table of all are its title, the others are not read."""
    if not page.chars:
        document.leave(f"第{page.page_number}页", "left_picture", "图片" if page.images else "")
        return
    free = [char for char in page.chars if not any(_inside(char, box) for box in tables)]
    top = min((box[1] for box in tables), default=0.0)
    for line in lines_of(free):
        where, words = f"第{page.page_number}页", text_of(line)
        if before_all and tables and line[0]["top"] < top:
            document.blocks.append(Paragraph(words, where))
        else:
            document.leave(where, "left_outside", words)


def _with(drawn: list[_Drawn], new: _Drawn, *, first: bool) -> list[_Drawn]:
    """The tables with one more, which goes on from the last where it opens the next page with the same columns."""
    last = drawn[-1] if drawn else None
    if last is None or not first or last.page + 1 != new.page or not _same_edges(last.edges, new.edges):
        return [*drawn, new]
    _go_on(last, new, _repeated_head(last, new))
    return drawn


def _repeated_head(last: _Drawn, new: _Drawn) -> int:
    """How many rows at the top repeat those of the first page."""
    skip = 0
    while skip < new.rows - 1 and (here := _row(new, skip)) and here == _row(last, skip):
        skip += 1
    return skip


def _row(one: _Drawn, row: int) -> list[tuple[int, str]]:
    return sorted((box.left, box.words.text) for box in one.boxes if box.top == row and box.words)


def _go_on(last: _Drawn, new: _Drawn, skip: int) -> None:
    """Set the rows of the next page below; a row that was cut by the end of the page is one again.

    It is the rest of the row above where something above is finished and nothing here begins anew.
    """
    above = {box.left: box for box in last.boxes if box.bottom == last.rows - 1}
    padding = min(last.padding, new.padding)
    pairs = [
        (above[box.left], box)
        for box in new.boxes
        if box.top <= skip <= box.bottom and box.left in above and above[box.left].right == box.right
    ]
    written = [(up, down) for up, down in pairs if down.words and up.top == up.bottom]
    runs_on = [_runs_on(up.words, down.words, padding) for up, down in written if up.words and down.words]
    finished = any(up.words and not down.words for up, down in pairs)
    rest = finished and bool(runs_on) and all(runs_on) and len(runs_on) == len(written)
    if rest or (finished and any(runs_on)):
        (last.joined if rest else last.parted).append(f"第{new.page}页")
    shift = last.rows - skip - rest
    one_cell = {down: up for up, down in pairs if rest or _is_one(up, down, padding)}
    for box in new.boxes:
        moved = replace(box, top=box.top + shift, bottom=box.bottom + shift)
        if up := one_cell.get(box):
            last.boxes.remove(up)
            words = _joined(up.words, box.words, padding) if up.words and box.words else up.words or box.words
            moved = replace(up, bottom=moved.bottom, words=words, struck=up.struck + box.struck)
        if box.bottom >= skip:
            last.boxes.append(moved)
    last.rows, last.page, last.padding = new.rows + shift, new.page, padding


def _is_one(up: _Boxed, down: _Boxed, padding: float) -> bool:
    """True where a merged cell goes on below the end of the page."""
    merged = up.top < up.bottom or down.top < down.bottom
    if not down.words:
        return merged and up.words is not None and down.top < down.bottom
    return merged and up.words is not None and _runs_on(up.words, down.words, padding)


def _runs_on(before: _Words | None, more: _Words | None, padding: float) -> bool:
    """True where a line ends only because the cell does, in the midst of what it says."""
    return bool(before and more and before.text[-1] not in ENDS and _is_full(before, more, padding))


def _is_full(before: _Words, more: _Words, padding: float) -> bool:
    return before.spare - more.first < min(padding, MOST_PADDING) - ROUNDING


def _joined(before: _Words, more: _Words, padding: float) -> _Words:
    """Two lines of a cell; the break stays where it was written, and is none where the cell only ended."""
    between = ""
    if not _is_full(before, more, padding) or (before.text[-1] in ENDS and NUMBERED.match(more.text)):
        between = "\n"
    elif LETTER.match(before.text[-1]) and LETTER.match(more.text):
        between = " "
    return _Words(f"{before.text}{between}{more.text}", more.spare, before.first)


def _drawn(page: "Page", table: "Table", number: int) -> _Drawn:
    """One page's table."""
    columns = _edges(edge for box in table.cells for edge in (box[0], box[2]))
    rows = _edges(edge for box in table.cells for edge in (box[1], box[3]))
    strokes = [shape for shape in (*page.lines, *page.rects) if shape["height"] <= THIN < shape["width"]]
    inside = _inside_of(table.cells, columns, rows, page.chars)
    crossed = {id(char) for chars in inside.values() for char in chars if any(_strikes(one, char) for one in strokes)}
    lines = {box: list(lines_of(char for char in chars if id(char) not in crossed)) for box, chars in inside.items()}
    words = {box: [_words(line, box) for line in some] for box, some in lines.items()}
    padding = min((one.spare for some in words.values() for one in some), default=0.0)
    drawn = _Drawn(number, columns, len(rows) - 1, [], padding)
    for box, chars in inside.items():
        left, right = _nearest(columns, box[0]), _nearest(columns, box[2]) - 1
        top, bottom = _nearest(rows, box[1]), _nearest(rows, box[3]) - 1
        said = reduce(lambda one, more: _joined(one, more, padding), words[box]) if words[box] else None
        gone = "".join(text_of(line) for line in lines_of(char for char in chars if id(char) in crossed))
        drawn.boxes.append(_Boxed(top, left, bottom, right, said, gone))
    return drawn


def _words(line: list[Char], box: Box) -> _Words:
    """A line with the width it leaves, and that of its first word with the stop that may not stand on the next line."""
    text = text_of(line)
    found = WORD.match(text)
    end = found.end() if found else 1
    while end < len(text) and text[end] in NEVER_FIRST:
        end += 1
    first = line[min(end, len(line)) - 1]["x1"] - line[0]["x0"]
    gap = GAP * (line[0]["bottom"] - line[0]["top"])
    return _Words(text, float(box[2] - box[0] - (line[-1]["x1"] - line[0]["x0"])), float(first + gap))


def _edges(values: Iterable[float]) -> list[float]:
    """The distinct positions in order; those that are nearer than SAME are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SAME:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _inside(char: Char, box: Box) -> bool:
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= across < box[2] and box[1] <= down < box[3])


def _inside_of(
    boxes: Iterable[Box], columns: Sequence[float], rows: Sequence[float], chars: Iterable[Char]
) -> dict[Box, list[Char]]:
    """The signs of each cell."""
    at: dict[tuple[int, int], Box] = {}
    inside = dict[Box, list[Char]]()
    for box in boxes:
        inside[box] = []
        for column in range(_nearest(columns, box[0]), _nearest(columns, box[2])):
            at |= {(row, column): box for row in range(_nearest(rows, box[1]), _nearest(rows, box[3]))}
    for char in chars:
        across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if box_there := at.get((bisect_right(rows, down) - 1, bisect_right(columns, across) - 1)):
            inside[box_there].append(char)
    return inside


def _strikes(stroke: Char, char: Char) -> bool:
    """True where a line runs through the middle of a sign, neither above nor below it."""
    middle, across = (stroke["top"] + stroke["bottom"]) / 2, (char["x0"] + char["x1"]) / 2
    high = char["bottom"] - char["top"]
    within = char["top"] + high * 0.3 < middle < char["bottom"] - high * 0.25
    return bool(within and stroke["x0"] <= across <= stroke["x1"])
