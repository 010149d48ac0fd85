"""A document's blocks as a Word file in the measures of GB/T 9704-2012."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

from bot.documents.clean import clean
from bot.documents.word.block import Block, Kind, Paper
from bot.messages.wording import official

SONG, HEI, KAI, FANG, TITLE = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
NUMBER_DASH = re.compile(r"(?<=\d)-(?=\d)")
CHECKED = "待人工核对"
PROPERTY = 255  # signs
MARKED = "duban-paper:"  # among the properties, which office programs keep
DRAFT = "草稿，未经审定不得印发"
LINE = 28.95  # points: 22 lines a page
TITLE_LINE = 33
SQUEEZE = -0.25  # points between signs: 28 characters a line
FONTS = {Kind.TITLE: TITLE, Kind.MARK: KAI, Kind.ONE: HEI, Kind.TWO: KAI}
SIZES = {Kind.TITLE: 22}
BODY_SIZE, PAGE_SIZE, GRID_SIZE, GRID_LINE = 16, 14, 12, 20
INDENTED = {Kind.ONE, Kind.TWO, Kind.THREE, Kind.BODY}
OUTLINE = {Kind.ONE: "0", Kind.TWO: "1"}  # levels of headings in the navigation pane
CHINESE = "zh-CN"
WESTERN = "en-US"  # of figures and letters: as Chinese ones a line may end within 2025
CENTRED = {Kind.TITLE, Kind.MARK}
RIGHT = {Kind.SIGNATURE: 2, Kind.DATE: 4}  # characters from the right edge
# Millimetres of a table's columns.
WIDTHS = {2: (28, 128), 4: (20, 66, 22, 48), 5: (36, 24, 34, 42, 20), 7: (48, 20, 24, 16, 16, 16, 16)}
AFTER_SPACE = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
HEAD_SHADE = '<w:shd {} w:val="clear" w:color="auto" w:fill="D9E2F3"/>'
CELL_MARGINS = '<w:tblCellMar {}><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}  # millimetres


def word_file(paper: Paper, at: dt.datetime) -> bytes:
    """The document as a .docx file, made at that moment."""
    from docx import Document

    from bot.documents.word.form import put_form

    document = Document()
    _page(document)
    if paper.draft:
        _mark(document.sections[0])
    _normal(document)
    held, signed = _held_together(paper.blocks), _signed_tables(paper.blocks)
    for place, block in enumerate((*paper.blocks, *paper.below)):
        if block.kind is Kind.GRID:
            _grid(document, block)
        elif block.kind is Kind.FORM:
            put_form(document, block)
        if place in signed:
            _keep_last_row(document.tables[-1])
        if block.kind not in {Kind.GRID, Kind.FORM}:
            paragraph = document.add_paragraph()
            _paragraph(paragraph, block)
            paragraph.paragraph_format.keep_with_next = place in held or None
            if block.doubts:
                document.add_comment(paragraph.runs, doubts_in(block), author=CHECKED, initials=CHECKED[0])
    _properties(document, paper, at)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _held_together(blocks: Sequence[Block]) -> set[int]:
    """Places of what may not end a page: headings, what leads to a paragraph, and the last one with its signature."""
    held = {place for place, block in enumerate(blocks) if block.kind in {Kind.ONE, Kind.TWO}}
    for place, (block, following) in enumerate(pairwise(blocks)):
        if block.kind is Kind.THREE and following.kind is Kind.BODY:
            held.add(place)
        if following.kind is Kind.DATE:
            held |= {place - 2, place - 1, place}
    return held


def _signed_tables(blocks: Sequence[Block]) -> set[int]:
    """Places of tables that are signed right below: what follows takes their last row along to its page."""
    return {
        place
        for place, (block, following) in enumerate(pairwise(blocks))
        if block.kind in {Kind.GRID, Kind.FORM} and following.kind in {Kind.BLANK, Kind.SIGNATURE}
    }


def _keep_last_row(table: Any) -> None:
    for cell in table.rows[-1].cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _properties(document: Any, paper: Paper, at: dt.datetime) -> None:
    """Who made it, what it is, when, and that it is Chinese: what office programs show of a file."""
    facts = document.core_properties
    signed = [block.text for block in paper.blocks if block.kind is Kind.SIGNATURE]
    name_file(document, paper.name, signed[-1] if signed else "")
    facts.language, facts.comments, facts.revision = CHINESE, "", 1
    facts.keywords = clean(f"{MARKED}{paper.mark}") if paper.mark else ""
    facts.created = facts.modified = at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    defaults = document.styles.element.find(f".//{_name('w:rPrDefault')}/{_name('w:rPr')}/{_name('w:lang')}")
    if defaults is not None:
        defaults.set(_name("w:eastAsia"), CHINESE)
        defaults.set(_name("w:val"), WESTERN)


def name_file(document: Any, title: str, author: str) -> None:
    """Write what the file is and whose among its properties, each of which holds so many signs."""
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = clean(title)[:PROPERTY], clean(author)[:PROPERTY], ""


def doubts_in(block: Block) -> str:
    """What a person must look at, by kinds: what was hidden stands in the annex alone."""
    kinds = Counter(doubt.kind for doubt in block.doubts)
    told = [official(f"reporting.privacy.{kind}", count=count) for kind, count in kinds.items()]
    return f"{CHECKED}：{'；'.join(told)}。"


def _page(document: Any) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, width in MARGINS.items():
        setattr(section, name, Mm(width))
    section.footer_distance = Mm(23)
    section.header_distance = Mm(18)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side)
    grid = section._sectPr.find(_name("w:docGrid"))  # noqa: SLF001 - python-docx has no word for it
    if grid is not None:
        section._sectPr.remove(grid)  # noqa: SLF001 - the grid breaks the fixed line spacing


def _mark(section: Any) -> None:
    """The word that it is a draft, at the head of every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        add_run(header.paragraphs[0], DRAFT, KAI, PAGE_SIZE)


def _page_number(paragraph: Any, side: str) -> None:
    """— 1 —, one character from the outer edge."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    setattr(paragraph.paragraph_format, f"{side}_indent", Pt(PAGE_SIZE))
    add_run(paragraph, "— ", SONG, PAGE_SIZE)
    for kind, words in (("begin", ""), ("", " PAGE "), ("separate", ""), (None, "1"), ("end", "")):
        run = add_run(paragraph, "" if kind is not None else words, SONG, PAGE_SIZE)
        if kind is None:
            continue
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(_name("w:fldCharType"), kind)
        else:
            mark.text = words
            mark.set(_name("xml:space"), "preserve")
        run._r.append(mark)  # noqa: SLF001 - python-docx has no word for fields
    add_run(paragraph, " —", SONG, PAGE_SIZE)


def _normal(document: Any) -> None:
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = FANG, Pt(BODY_SIZE)
    style.element.rPr.rFonts.set(_name("w:eastAsia"), FANG)


def _paragraph(paragraph: Any, block: Block) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    look = paragraph.paragraph_format
    size = SIZES.get(block.kind, BODY_SIZE)
    look.space_before = look.space_after = Pt(0)
    look.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    look.line_spacing = Pt(TITLE_LINE if block.kind is Kind.TITLE else LINE)
    look.widow_control = False
    close_up(paragraph)
    if block.kind in OUTLINE:
        level = OxmlElement("w:outlineLvl")
        level.set(_name("w:val"), OUTLINE[block.kind])
        paragraph._p.get_or_add_pPr().insert_element_before(level, "w:divId", "w:cnfStyle", "w:rPr")  # noqa: SLF001
    if block.kind in CENTRED:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif block.kind in RIGHT:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _indent(paragraph, "right", RIGHT[block.kind])
    else:
        plain = block.kind is Kind.ADDRESSEE
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if plain else WD_ALIGN_PARAGRAPH.JUSTIFY
    if block.kind in INDENTED:
        _indent(paragraph, "firstLine", 2)
    add_run(paragraph, block.text, FONTS.get(block.kind, FANG), size)


def close_up(paragraph: Any) -> None:
    """Leave no gap between Chinese words and figures: 28 characters a line, and as many in a cell as were reckoned."""
    from docx.oxml import OxmlElement

    for mark in ("w:autoSpaceDE", "w:autoSpaceDN"):
        off = OxmlElement(mark)
        off.set(_name("w:val"), "0")
        paragraph._p.get_or_add_pPr().insert_element_before(off, *AFTER_SPACE)  # noqa: SLF001 - no word for it


def _indent(paragraph: Any, side: str, characters: int) -> None:
    """Indent by characters of the body's size."""
    from docx.oxml import OxmlElement

    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx knows no indents by characters
    indent = OxmlElement("w:ind")
    indent.set(_name(f"w:{side}Chars"), str(characters * 100))
    indent.set(_name(f"w:{side}"), str(characters * BODY_SIZE * 20))
    properties.insert_element_before(indent, "w:jc", "w:rPr")


def add_run(paragraph: Any, text: str, font: str, size: float) -> Any:
    """Text with its font named in the run itself, for every script: the one way by which words enter a Word file."""
    from docx.oxml import OxmlElement
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run()
    for number, line in enumerate(clean(text).split("\n")):
        if number:
            run.add_break()
        for place, part in enumerate(NUMBER_DASH.split(line)):
            if place:
                run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001 - 3-2 stays on one line
            run.add_text(part)
    run.font.name, run.font.size = font, Pt(size)
    run.font.color.rgb = RGBColor(0, 0, 0)
    for script in ("w:eastAsia", "w:cs"):
        run._r.rPr.rFonts.set(_name(script), font)  # noqa: SLF001 - python-docx names only the western font
    if size == BODY_SIZE:
        spacing = OxmlElement("w:spacing")
        spacing.set(_name("w:val"), str(round(SQUEEZE * 20)))
        run._r.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz")  # noqa: SLF001 - likewise
    return run


def _grid(document: Any, block: Block) -> None:
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


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
