"""Text files: tables with any delimiter (.csv, .tsv), and running text."""

import codecs
import csv
import io
import re

from bot.domain.imports.draft import UnreadablePlan
from bot.readers.plan.containers.document import MOST_ROWS, Cell, Document, Paragraph, sheet_of

GAP = "  "  # columns set apart by blanks
DELIMITERS = (",", "\t", ";", "|", "，", "；", "^", "~", "#", GAP)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
PLAIN = (",", "\t", ";", "|")  # those that cut a table of which no head is known
FEWEST_COLUMNS, LONGEST_HEAD = 3, 16
SAMPLE = 65536
FEWEST_PAIRS = 3
BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)  # within a cell of a Markdown table
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
MOST_CONTROL = 0.02


def read_text(data: bytes, name: str) -> Document:
    """A table where the lines are cut by one delimiter under a header, otherwise lines of running text."""
    text = decoded(data)
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", name) or "表1"
    document = Document(name)
    rows = table_rows(text)
    if rows:
        cells = {(r, c): Cell(words, r, c) for r, row in enumerate(rows) for c, words in enumerate(row) if words}
        document.blocks.append(sheet_of(stem, cells))
        return document
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        raise UnreadablePlan("many_lines", count=len(lines), most=MOST_ROWS)
    document.blocks += [Paragraph(line.strip(), f"{stem}!第{n}行") for n, line in enumerate(lines, 1) if line.strip()]
    return document


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or GB 18030; raises UnreadablePlan for bytes that are no text."""
    text = _decoded(data)
    strange = len(CONTROL.findall(text))
    if strange > MOST_CONTROL * len(text) + 2:
        raise UnreadablePlan("no_text")
    return CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    for mark, coding in MARKS:
        if data.startswith(mark):
            return data.decode(coding, "replace")
    for coding in ("utf-8", "gb18030"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:SAMPLE]).best()
    if best is None:
        raise UnreadablePlan("encoding")
    return data.decode(best.encoding, "replace")


def table_rows(text: str) -> list[list[str]]:
    """The rows of a delimited text, [] where it is running text."""
    best, most = "", 0
    for delimiter in DELIMITERS:
        sample = _rows(text[:SAMPLE], delimiter)
        score = _columns_known(sample) or _is_form(sample)
        if score > most:
            best, most = delimiter, score
    best = best or next((one for one in PLAIN if _is_regular(_rows(text[:SAMPLE], one))), "")
    rows = _rows(text, best) if best else []
    if len(rows) > MOST_ROWS:
        raise UnreadablePlan("many_rows", count=len(rows), most=MOST_ROWS)
    return rows


def _is_regular(rows: list[list[str]]) -> bool:
    """True for rows of as many cells each, below one of short words that are all different."""
    filled = [row for row in rows if any(row)]
    head = filled[0] if len(filled) > 1 else []
    words = {cell for cell in head if cell and len(cell) <= LONGEST_HEAD and not any(map(str.isdecimal, cell))}
    return len(head) >= FEWEST_COLUMNS and len(words) == len(head) and all(len(row) == len(head) for row in filled)


def _is_form(rows: list[list[str]]) -> bool:
    """True for lines of a label and its value."""
    from bot.readers.plan.layout.headings import label

    filled = [row for row in rows if any(row)]
    pairs = [row for row in filled if len(row) > 1 and row[1] and label(row[0])[0] and not label(row[1])[0]]
    return len(pairs) >= FEWEST_PAIRS and len(pairs) * 2 >= len(filled)


def _columns_known(rows: list[list[str]]) -> int:
    """How many columns a header among the rows names, 0 where there is no header or the rows below do not follow it."""
    from bot.readers.plan.layout.header import find_header

    sheet = sheet_of(
        "", {(r, c): Cell(words, r, c) for r, row in enumerate(rows) for c, words in enumerate(row) if words}
    )
    for row, place in enumerate(sheet.row_ids):
        header = find_header(sheet, row)
        if header:
            below = [len(line) for line in rows[place + header.height :] if any(line)]
            regular = sum(width in {len(rows[place]), 1} for width in below[:-1])
            return len(header.columns) if regular * 2 >= len(below) - 1 else 0
    return 0


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    if delimiter == GAP:
        return [re.split(r"[ \u3000]{2,}|\u3000", line.strip()) for line in text.splitlines()]
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            cells = [cell.strip() for cell in row]
            if delimiter == "|":
                cells = [BREAK.sub("\n", cell) for cell in cells]
                cells = cells[1:-1] if len(cells) > 2 and not cells[0] and not cells[-1] else cells  # noqa: PLR2004 - the outer bars of a Markdown table
                if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                    continue
            rows.append(cells)
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        return []
    return rows
