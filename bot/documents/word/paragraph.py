"""The words of a Word file: fonts, sizes, lines and indents of GB/T 9704-2012."""

import re
from typing import Any

from bot.documents.clean import clean
from bot.documents.word.block import Block, Kind

SONG, HEI, KAI, FANG, TITLE = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
NUMBER_DASH = re.compile(r"(?<=\d)-(?=\d)")
LINE = 28.95  # points: 22 lines a page
TITLE_LINE = 33
SQUEEZE = -0.25  # points between signs: 28 characters a line
FONTS = {Kind.TITLE: TITLE, Kind.MARK: KAI, Kind.ONE: HEI, Kind.TWO: KAI}
SIZES = {Kind.TITLE: 22}
BODY_SIZE, PAGE_SIZE, GRID_SIZE, GRID_LINE = 16, 14, 12, 20
INDENTED = {Kind.ONE, Kind.TWO, Kind.THREE, Kind.BODY}
OUTLINE = {Kind.ONE: "0", Kind.TWO: "1"}  # levels of headings in the navigation pane
CENTRED = {Kind.TITLE, Kind.MARK}
RIGHT = {Kind.SIGNATURE: 2, Kind.DATE: 4}  # characters from the right edge
AFTER_SPACE = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")


def put_paragraph(paragraph: Any, block: Block) -> None:
    """The block's words, set as its kind demands."""
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
        level.set(qualified("w:val"), OUTLINE[block.kind])
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
        off.set(qualified("w:val"), "0")
        paragraph._p.get_or_add_pPr().insert_element_before(off, *AFTER_SPACE)  # noqa: SLF001 - no word for it


def _indent(paragraph: Any, side: str, characters: int) -> None:
    """Indent by characters of the body's size."""
    from docx.oxml import OxmlElement

    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx knows no indents by characters
    indent = OxmlElement("w:ind")
    indent.set(qualified(f"w:{side}Chars"), str(characters * 100))
    indent.set(qualified(f"w:{side}"), str(characters * BODY_SIZE * 20))
    properties.insert_element_before(indent, "w:jc", "w:rPr")


def add_run(paragraph: Any, text: str, font: str, size: float) -> Any:
    """Text with its font named in the run itself, for every script: the one way by which words enter a Word file."""
    from docx.oxml import OxmlElement

    run = paragraph.add_run()
    for number, line in enumerate(clean(text).split("\n")):
        if number:
            run.add_break()
        for place, part in enumerate(NUMBER_DASH.split(line)):
            if place:
                run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001 - 3-2 stays on one line
            run.add_text(part)
    set_font(run, font, size)
    if size == BODY_SIZE:
        spacing = OxmlElement("w:spacing")
        spacing.set(qualified("w:val"), str(round(SQUEEZE * 20)))
        run._r.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz")  # noqa: SLF001 - likewise
    return run


def set_font(run: Any, font: str, size: float) -> None:
    """Name the run's font for every script, its size and its colour."""
    from docx.shared import Pt, RGBColor

    run.font.name, run.font.size = font, Pt(size)
    run.font.color.rgb = RGBColor(0, 0, 0)
    for script in ("w:eastAsia", "w:cs"):
        run._r.rPr.rFonts.set(qualified(script), font)  # noqa: SLF001 - python-docx names only the western font


def qualified(name: str) -> str:
    """A name like w:ind as XML spells it."""
    from docx.oxml.ns import qn

    return str(qn(name))
