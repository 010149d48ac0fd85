"""A document's blocks as a Word file in the measures of GB/T 9704-2012."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

from bot.documents.clean import clean
from bot.documents.word.block import Block, Kind, Paper
from bot.documents.word.paragraph import (
    BODY_SIZE,
    FANG,
    KAI,
    PAGE_SIZE,
    SONG,
    add_run,
    put_paragraph,
    qualified,
    set_font,
)
from bot.documents.word.table import put_form, put_grid
from bot.messages.wording import official

CHECKED = "待人工核对"
PROPERTY = 255  # signs
MARKED = "duban-paper:"  # among the properties, which office programs keep
DRAFT = "草稿，未经审定不得印发"
CHINESE = "zh-CN"
WESTERN = "en-US"  # of figures and letters: as Chinese ones a line may end within 2025
FEW_ROWS = 6
ONE_LINE, SHORTEST = 26, 3  # signs of a paragraph of one line; blocks of which the first has one before it
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}  # millimetres


def word_file(paper: Paper, at: dt.datetime) -> bytes:
    """The document as a .docx file, made at that moment."""
    from docx import Document

    document = Document()
    _page(document)
    if paper.draft:
        _mark(document.sections[0])
    _normal(document)
    held, signed = _held_together(paper.blocks), _signed_tables(paper.blocks)
    if paper.below and paper.below[0].kind is Kind.BODY:  # to whom it goes besides, on the page of the signature
        held.add(len(paper.blocks) - 1)
    for place, block in enumerate((*paper.blocks, *paper.below)):
        if block.kind is Kind.GRID:
            put_grid(document, block)
        elif block.kind is Kind.FORM:
            put_form(document, block)
        if place in signed:
            _keep_end(document.tables[-1])
        if block.kind not in {Kind.GRID, Kind.FORM}:
            paragraph = document.add_paragraph()
            put_paragraph(paragraph, block)
            paragraph.paragraph_format.keep_with_next = place in held or None
            if block.doubts:
                document.add_comment(paragraph.runs, doubts_in(block), author=CHECKED, initials=CHECKED[0])
                set_font(paragraph.runs[-1], FANG, BODY_SIZE)  # its mark is a run like any other
    _properties(document, paper, at)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _held_together(blocks: Sequence[Block]) -> set[int]:
    """Places of what may not end a page: headings, what leads to a paragraph, and the last one with its signature."""
    held = {place for place, block in enumerate(blocks) if block.kind in {Kind.ONE, Kind.TWO}}
    for place, (block, following) in enumerate(pairwise(blocks)):
        if (block.kind is Kind.THREE and following.kind is Kind.BODY) or following.kind is Kind.GRID:
            held.add(place)
        if following.kind is Kind.DATE:
            held |= {place - 2, place - 1, place}
            if place > SHORTEST and len(blocks[place - 2].text) <= ONE_LINE:  # 特此报告。 is no text of its own
                held.add(place - 3)
    return held


def _signed_tables(blocks: Sequence[Block]) -> set[int]:
    """Places of tables that are signed right below: what follows takes their last row along to its page."""
    return {
        place
        for place, (block, following) in enumerate(pairwise(blocks))
        if block.kind in {Kind.GRID, Kind.FORM} and following.kind in {Kind.BLANK, Kind.SIGNATURE}
    }


def _keep_end(table: Any) -> None:
    """The last row stays with what follows, and the whole of a table for a few to sign."""
    rows = table.rows if len(table.rows) <= FEW_ROWS else table.rows[-1:]
    for row in rows:
        for cell in row.cells:
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
    path = "/".join(map(qualified, ("w:rPrDefault", "w:rPr", "w:lang")))
    defaults = document.styles.element.find(f".//{path}")
    if defaults is not None:
        defaults.set(qualified("w:eastAsia"), CHINESE)
        defaults.set(qualified("w:val"), WESTERN)


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
    grid = section._sectPr.find(qualified("w:docGrid"))  # noqa: SLF001 - python-docx has no word for it
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
            mark.set(qualified("w:fldCharType"), kind)
        else:
            mark.text = words
            mark.set(qualified("xml:space"), "preserve")
        run._r.append(mark)  # noqa: SLF001 - python-docx has no word for fields
    add_run(paragraph, " —", SONG, PAGE_SIZE)


def _normal(document: Any) -> None:
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name, style.font.size = FANG, Pt(BODY_SIZE)
    style.element.rPr.rFonts.set(qualified("w:eastAsia"), FANG)
