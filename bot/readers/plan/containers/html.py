"""Tables of HTML, as many systems save them under the name .xls."""

import re
from typing import TYPE_CHECKING

from bot.domain.imports.draft import UnreadablePlan
from bot.readers.plan.containers.delimited import CONTROL, decoded
from bot.readers.plan.containers.document import MOST_COLUMNS, MOST_ROWS, Cell, Document, Merge, Paragraph, sheet_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
UNSEEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
TEXTLESS = frozenset({"script", "style", "title", "header", "xml"})


def read_html(data: bytes, name: str) -> Document:
    """All tables and paragraphs that can be seen; what is struck out or hidden is left out and reported."""
    import lxml.html

    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False)
    try:
        root = lxml.html.document_fromstring(_text(data), parser=parser)
    except (ValueError, lxml.etree.LxmlError) as error:
        raise UnreadablePlan("broken_page") from error
    reader = _Reader(Document(name))
    reader.walk(root)
    return reader.document


def _text(data: bytes) -> str:
    stated = CHARSET.search(data[:4096])
    if stated:
        coding = stated[1].decode("ascii").lower()
        try:
            text = data.decode({"gb2312": "gb18030", "gbk": "gb18030"}.get(coding, coding))
        except (LookupError, UnicodeDecodeError):
            text = decoded(data)
    else:
        text = decoded(data)
    return re.sub(r"<\?xml[^>]*\?>", "", CONTROL.sub("", text))


class _Reader:
    """Walks over the page and counts its tables."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tables = 0
        self.paragraphs = 0

    def walk(self, node: "HtmlElement") -> None:
        for child in node:
            if not isinstance(child.tag, str) or child.tag in TEXTLESS or UNSEEN.search(child.get("style", "")):
                continue
            if child.tag == "table":
                self._table(child)
            elif child.tag in BLOCKS and child.find(".//table") is None:
                self._paragraph(seen_text(child)[0])
            else:
                self.walk(child)

    def _paragraph(self, text: str) -> None:
        for line in filter(None, (line.strip() for line in text.splitlines())):
            self.paragraphs += 1
            self.document.blocks.append(Paragraph(line, f"第{self.paragraphs}段"))

    def _table(self, table: "HtmlElement") -> None:
        self.tables += 1
        name = f"表{self.tables}"
        cells: dict[tuple[int, int], Cell] = {}
        merges: list[Merge] = []
        taken: set[tuple[int, int]] = set()
        struck: list[str] = []
        deleted: list[tuple[int, int]] = []
        hidden: set[int] = set()
        out: dict[tuple[int, int], str] = {}
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        for r, row in enumerate(rows[:MOST_ROWS]):
            if UNSEEN.search(row.get("style", "")):
                hidden.add(r)
            column = 0
            for cell in row.iterchildren("td", "th"):
                while (r, column) in taken:
                    column += 1
                high, wide = _span(cell, "rowspan", len(rows) - r), _span(cell, "colspan", MOST_COLUMNS)
                taken.update((r + i, column + j) for i in range(high) for j in range(wide))
                text, lost = seen_text(cell)
                if lost:
                    out[r, column] = " ".join(cell.text_content().split())
                    struck.append(f"第{r + 1}行")
                    deleted += [] if text else [(r, column)]
                if text:
                    cells[r, column] = Cell(text, r, column)
                if high > 1 or wide > 1:
                    merges.append(Merge(r, column, r + high - 1, column + wide - 1))
                column += wide
        self.document.blocks.append(sheet_of(name, cells, merges, hidden_rows=hidden, deleted=deleted))
        self.document.leave_rows(name, cells, hidden=hidden, struck=out)
        self.document.report(name, "hidden_rows", [row + 1 for row in sorted(hidden)])
        self.document.report(name, "struck", list(dict.fromkeys(struck)))


def _span(cell: "HtmlElement", name: str, most: int) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), most)) if value.isdecimal() else 1


def seen_text(node: "HtmlElement") -> tuple[str, bool]:
    """The text of an element with its line breaks, and whether something in it was struck out."""
    parts: list[str] = []
    struck = False

    def visit(element: "HtmlElement") -> None:
        nonlocal struck
        style = element.get("style", "")
        if not isinstance(element.tag, str) or element.tag in TEXTLESS or UNSEEN.search(style):
            return
        if element.tag in {"s", "del", "strike"} or STRUCK.search(style):
            struck = struck or bool(element.text_content().strip())
            return
        if element.tag == "br" or (element.tag in BLOCKS and parts):
            parts.append("\n")
        parts.append(re.sub(r"\s+", " ", element.text or ""))
        for child in element:
            visit(child)
            parts.append(re.sub(r"\s+", " ", child.tail or ""))

    visit(node)
    lines = (line.strip() for line in "".join(parts).replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line), struck
