"""Tables of a Word file: a grid as wide as the page, and a form, rows of different cells over one grid of all edges."""

from io import BytesIO
from itertools import accumulate, pairwise
from math import ceil
from typing import Any

from bot.documents.word.block import Block, Cell, FormRow
from bot.documents.word.paragraph import FANG, GRID_LINE, GRID_SIZE, HEI, add_run, close_up

# Millimetres of a table's columns.
WIDTHS = {2: (28, 128), 4: (20, 66, 22, 48), 5: (36, 24, 34, 42, 20), 7: (48, 20, 24, 16, 16, 16, 16)}
CELL_MARGINS = '<w:tblCellMar {}><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
HEAD_SHADE = '<w:shd {} w:val="clear" w:color="auto" w:fill="D9E2F3"/>'
LINE = 16  # points
PADDING = 1.5  # points that a row takes beyond its lines
SIDES = 2.9  # millimetres of a cell that are no room for words
LATIN, GAP = 1.1, 0.5  # half-width signs: a letter or figure of a wide font, and between it and a Chinese sign
POINT = 25.4 / 72
PICTURE = 52  # points: the height that pictures are given
SHADE = '<w:shd {} w:val="clear" w:color="auto" w:fill="F2F2F2"/>'


def height_of(rows: tuple[FormRow, ...]) -> float:
    """How many points the form will take, by the signs in its cells."""
    return sum(max(row.height, *(_height(c, w) for c, w in zip(row.cells, row.widths, strict=True))) for row in rows)


def lines_in(text: str, width: int) -> int:
    """How many lines the text takes in a cell of so many millimetres."""
    room = max(1, int((width - SIDES) / (GRID_SIZE * POINT) * 2))  # half-width signs
    return sum(max(1, ceil(_signs(line) / room)) for line in text.split("\n"))


def _signs(line: str) -> float:
    """How many half-width signs a line takes, with the gaps that some programs leave between scripts."""
    wide = [sign > "\u2000" for sign in line]
    return sum(2 if one else LATIN for one in wide) + GAP * sum(one != other for one, other in pairwise(wide))


def _height(cell: Cell, width: int) -> float:
    lines = lines_in(cell.text, width)
    return (lines * LINE if cell.text or not cell.picture else 0) + PADDING + (PICTURE + 4 if cell.picture else 0)


def put_form(document: Any, block: Block) -> None:
    """Add the form's table to the document; its first row is the head."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm, Pt

    edges = sorted({edge for row in block.form for edge in accumulate(row.widths, initial=0)})
    columns = {edge: place for place, edge in enumerate(edges)}
    table = document.add_table(0, len(edges) - 1)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.append(parse_xml(CELL_MARGINS.format(nsdecls("w"))))  # noqa: SLF001 - python-docx has no word for it
    for column, (left, right) in zip(table.columns, pairwise(edges), strict=True):
        column.width = Mm(right - left)
    for number, row in enumerate(block.form):
        line = table.add_row()
        line._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001 - likewise
        if row.height:
            line.height, line.height_rule = Pt(row.height), WD_ROW_HEIGHT_RULE.AT_LEAST
        places = line.cells
        for cell, (left, right) in zip(row.cells, pairwise(accumulate(row.widths, initial=0)), strict=True):
            target = places[columns[left]].merge(places[columns[right] - 1])
            target.width = Mm(right - left)
            _put(target, cell, right - left, head=not number)
            target.paragraphs[0].paragraph_format.keep_with_next = number < len(block.form) - 1 or None  # on one page
            if cell.label or not number:
                shade = SHADE if number else HEAD_SHADE
                target._tc.get_or_add_tcPr().append(parse_xml(shade.format(nsdecls("w"))))  # noqa: SLF001 - likewise


def _put(target: Any, cell: Cell, width: int, *, head: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Mm, Pt

    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = target.paragraphs[0]
    middle = head or cell.label or cell.centred or bool(cell.picture)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.LEFT
    look = paragraph.paragraph_format
    look.space_before = look.space_after = Pt(0)
    close_up(paragraph)
    if cell.picture:
        picture = paragraph.add_run().add_picture(BytesIO(cell.picture), height=Pt(PICTURE))
        if picture.width > Mm(width - SIDES):
            picture.height = round(picture.height * Mm(width - SIDES) / picture.width)
            picture.width = Mm(width - SIDES)
        look.line_spacing = 1
    else:
        look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    if cell.text:
        words = f"\n{cell.text}" if cell.picture else cell.text
        add_run(paragraph, words, HEI if head else FANG, GRID_SIZE).font.bold = head or None


def put_grid(document: Any, block: Block) -> None:
    """A table as wide as the page; its first row is the head, which repeats on the next page."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm, Pt

    table = document.add_table(0, len(block.rows[0]))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    table._tbl.tblPr.append(parse_xml(CELL_MARGINS.format(nsdecls("w"))))  # noqa: SLF001 - python-docx has no word for it
    for column, width in zip(table.columns, WIDTHS[len(block.rows[0])], strict=True):
        column.width = Mm(width)
    for number, texts in enumerate(block.rows):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001 - likewise
        if not number:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))  # noqa: SLF001 - likewise
        for cell, text, width in zip(row.cells, texts, WIDTHS[len(texts)], strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if number else WD_ALIGN_PARAGRAPH.CENTER
            look = paragraph.paragraph_format
            look.space_before = look.space_after = Pt(0)
            look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(GRID_LINE)
            close_up(paragraph)
            run = add_run(paragraph, text, FANG if number else HEI, GRID_SIZE)
            if not number:
                run.font.bold = True
                cell._tc.get_or_add_tcPr().append(parse_xml(HEAD_SHADE.format(nsdecls("w"))))  # noqa: SLF001 - likewise
