"""Word documents (.docx): tables and running text in their order, with the numbers that Word adds by itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from bot.domain.imports.draft import Fact, Problem, UnreadablePlan
from bot.readers.plan.containers.document import Cell, Document, Merge, Paragraph, sheet_of
from bot.readers.plan.containers.docx_numbering import Numbering
from bot.readers.plan.containers.repair import transitional

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from lxml.etree import _Element

BESIDE = {
    "header": "left_page",
    "footer": "left_page",
    "footnotes": "left_note",
    "endnotes": "left_note",
    "comments": "left_comment",
}
PAGE = re.compile(r"[\s第共页/\d—–\-·]*")  # of a page's head or foot nothing but its number
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AUXILIARY = "{http://schemas.microsoft.com/office/word/2003/auxHint}"  # sections of Word 2003
UNWRAPPED = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"})
OFF = frozenset({"0", "false", "off", "none"})
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText"})


def read_word(data: bytes, name: str) -> Document:
    """The paragraphs and tables of the body; deletions, hidden text and comments are left out and reported."""
    import docx

    try:
        word = docx.Document(BytesIO(transitional(data)))
        body = word.element.body
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadablePlan("broken_document") from error
    document = _Reader(Document(name), Numbering(word)).read(body)
    _leave_beside(word, document)
    return document


def _leave_beside(word: "WordDocument", document: Document) -> None:
    """List what stands beside the body: heads and feet of pages, footnotes."""
    import lxml.etree

    for relation in word.part.rels.values():
        what = BESIDE.get(relation.reltype.rpartition("/")[2])
        if what is None or relation.is_external:
            continue
        try:
            part = lxml.etree.fromstring(relation.target_part.blob, lxml.etree.XMLParser(resolve_entities=False))
        except lxml.etree.LxmlError:
            continue
        for paragraph in part.iter(f"{W}p"):
            words = _all_text(paragraph)
            if not PAGE.fullmatch(words):
                document.leave(document.name, what, words)


class _Reader:
    """Walks over a body and counts its tables and paragraphs."""

    def __init__(self, document: Document, numbering: Numbering) -> None:
        self.document, self.numbering = document, numbering
        self.tables = self.paragraphs = 0
        self.struck: list[str] = []
        self.lost: list[tuple[str, str]] = []  # place and words of what was struck out or hidden
        self.place = ""

    def read(self, body: "_Element") -> Document:
        for child in _unwrapped(body):
            if child.tag == f"{W}p":
                self.paragraphs += 1
                self.place = f"第{self.paragraphs}段"
                for line in self._text(child).splitlines():
                    if line.strip():
                        self.document.blocks.append(Paragraph(line.strip(), self.place))
            elif child.tag == f"{W}tbl":
                self._table(child)
        self._leave(body)
        if self.struck:
            passages = tuple(dict.fromkeys(self.struck))
            self.document.problems.append(Problem(self.document.name, "struck_or_hidden", {"passages": passages}))
        if any(True for _ in body.iter(f"{W}del")):
            self.document.problems.append(Problem(self.document.name, "tracked_changes"))
        if any(True for _ in body.iter(f"{W}commentReference")):
            self.document.problems.append(Problem(self.document.name, "comments_somewhere"))
        return self.document

    def _leave(self, body: "_Element") -> None:
        """List what is struck out, in text boxes, or deleted by a tracked change."""
        for place, words in self.lost:
            self.document.leave(
                place.replace("第", "!第", 1) if place.startswith("表") else place, "left_struck", words
            )
        for box in body.iter(f"{W}txbxContent"):
            if next(box.iterancestors(f"{W}txbxContent", FALLBACK), None) is None:
                self.document.leave(self.document.name, "left_text_box", _all_text(box))
        for gone in body.iter(f"{W}del", f"{W}moveFrom"):
            if (
                next((row for row in gone.iterancestors(f"{W}tr") if row.find(f"{W}trPr/{W}del") is not None), None)
                is None
            ):
                self.document.leave(self.document.name, "left_deleted", _all_text(gone))

    def _table(self, table: "_Element", within: str = "") -> None:
        self.tables += 1
        name = f"表{self.tables}"
        cells: dict[tuple[int, int], Cell] = {}
        merges: list[Merge] = []
        open_merges: dict[int, tuple[int, int]] = {}
        row_number = 0
        deleted: list[tuple[int, int]] = []
        inner: list[tuple[_Element, str]] = []
        for row_number, row in self._whole(list(self._rows(table, name)), name):
            column = int(_value(row, "trPr/gridBefore") or 0)
            for cell in _children(row, "tc"):
                wide = max(1, int(_value(cell, "tcPr/gridSpan") or 1))
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                if goes_on and column in open_merges:
                    column += wide
                    continue
                for covered in range(column, column + wide):
                    _close(open_merges, covered, row_number, merges)
                self.place = f"{name}第{row_number + 1}行"
                text, all_struck = self._cell(cell)
                holder = f"{name}!第{row_number + 1}行"
                inner += [(table, holder) for table in _children(cell, "tbl") if not _is_plain(table)]
                deleted += [(row_number, column)] if all_struck else []
                if text:
                    cells[row_number, column] = Cell(text, row_number, column)
                if merge is not None:
                    open_merges[column] = (row_number, wide)
                elif wide > 1:
                    merges.append(Merge(row_number, column, row_number, column + wide - 1))
                column += wide
        for column in list(open_merges):
            _close(open_merges, column, row_number + 1, merges)
        self.document.blocks.append(replace(sheet_of(name, cells, merges, deleted=deleted), within=within))
        for nested, holder in inner:
            self._table(nested, holder)

    def _rows(self, table: "_Element", name: str) -> Iterator[tuple[int, "_Element"]]:
        """The rows of a table by their places, without those that a tracked change deletes."""
        for number, row in enumerate(_children(table, "tr")):
            if row.find(f"{W}trPr/{W}del") is None:
                yield number, row
            else:
                self.document.leave(f"{name}!第{number + 1}行", "left_deleted", " ".join(map(_all_text, row)))

    def _whole(self, rows: list[tuple[int, "_Element"]], name: str) -> Iterator[tuple[int, "_Element"]]:
        """The rows without those below the first whole one that lack cells and do not say which: no cell is moved."""
        wide = max((_width(row) for _, row in rows), default=0)
        begun = False
        for number, row in rows:
            cells = len(_children(row, "tc"))
            if begun and cells > 1 and _width(row) < wide:
                words = "".join(_all_text(part) + " " for part in _children(row, "tc"))
                facts: dict[str, Fact] = {"cells": cells, "columns": wide, "words": " ".join(words.split())}
                self.document.left.append(Problem(f"{name}!第{number + 1}行", "left_ragged", facts))
                continue
            begun = begun or _width(row) == wide
            yield number, row

    def _cell(self, cell: "_Element") -> tuple[str, bool]:
        """The text of a cell, and whether there is none only because all of it was struck out."""
        before = len(self.struck)
        text = "\n".join(filter(None, (self._text(paragraph) for paragraph in _paragraphs(cell)))).strip()
        return text, not text and len(self.struck) > before

    def _text(self, paragraph: "_Element") -> str:
        """A paragraph as it is printed, with its automatic number; Word counts empty ones too."""
        text = "".join(self._pieces(paragraph)).strip()
        number = self.numbering.next(paragraph)
        return f"{number}{text}"

    def _pieces(self, element: "_Element") -> Iterator[str]:
        for child in element:
            if child.tag in SKIPPED:
                continue
            if child.tag == f"{W}r":
                if _is_on(child, "strike") or _is_on(child, "dstrike") or _is_on(child, "vanish"):
                    if any(text.text for text in child.iter(f"{W}t")):
                        self.struck.append(self.place)
                        self.lost.append((self.place, "".join(text.text or "" for text in child.iter(f"{W}t"))))
                    continue
                yield from _run(child)
            elif child.tag in {
                f"{W}hyperlink",
                f"{W}ins",
                f"{W}smartTag",
                f"{W}sdt",
                f"{W}sdtContent",
                f"{W}moveTo",
                f"{W}fldSimple",
            }:
                yield from self._pieces(child)


def _run(run: "_Element") -> Iterator[str]:
    for child in run:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag in {f"{W}br", f"{W}cr"}:
            yield "\n"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"


def _is_on(run: "_Element", name: str) -> bool:
    found = run.find(f"{W}rPr/{W}{name}")
    return found is not None and found.get(f"{W}val", "true").lower() not in OFF


def _unwrapped(body: "_Element") -> Iterator["_Element"]:
    for child in body:
        if child.tag in UNWRAPPED or str(child.tag).startswith(AUXILIARY):
            yield from _unwrapped(child)
        else:
            yield child


def _children(element: "_Element", tag: str) -> list["_Element"]:
    return [child for child in _unwrapped(element) if child.tag == f"{W}{tag}"]


def _is_plain(table: "_Element") -> bool:
    """True for a table inside a cell that only arranges its lines: one column, or one row."""
    rows = _children(table, "tr")
    return len(rows) < 2 or all(len(_children(row, "tc")) < 2 for row in rows)  # noqa: PLR2004 - one is no table


def _paragraphs(cell: "_Element") -> Iterator["_Element"]:
    """The paragraphs of a cell, and those of a table inside it that only arranges its lines."""
    for child in _unwrapped(cell):
        if child.tag == f"{W}p":
            yield child
        elif child.tag == f"{W}tbl" and _is_plain(child):
            for row in _children(child, "tr"):
                for inner in _children(row, "tc"):
                    yield from _paragraphs(inner)


def _width(row: "_Element") -> int:
    """The columns of a table that a row says it has."""
    beside = sum(int(_value(row, f"trPr/{name}") or 0) for name in ("gridBefore", "gridAfter"))
    return beside + sum(max(1, int(_value(cell, "tcPr/gridSpan") or 1)) for cell in _children(row, "tc"))


def _all_text(element: "_Element") -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t", f"{W}delText"))


def _value(element: "_Element", path: str) -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    value = found.get(f"{W}val") if found is not None else None
    return value if value is None or value.isdecimal() else None


def _close(open_merges: dict[int, tuple[int, int]], column: int, row: int, merges: list[Merge]) -> None:
    if column in open_merges:
        top, wide = open_merges.pop(column)
        merges.append(Merge(top, column, row - 1, column + wide - 1))
