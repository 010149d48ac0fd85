"""The page to print: for each person who is not bound a card with a QR code, to be cut out and handed over."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from bot.documents.word.paper import name_file
from bot.documents.word.paragraph import FANG, HEI, add_run
from bot.messages.invitations.view import InvitationLink
from bot.messages.text import time_in

COLUMNS = 2  # cards beside each other
PICTURE = 2  # its place among the lines of a card
WIDTH, HEIGHT, CODE = 90, 64, 34  # millimetres of a card, and of its code
NAME, SMALL = 16, 10  # points
HOW = "在 Telegram 里扫码或用手机相机扫码，再按“开始”（Start）即可绑定。"
OWN = "只供本人使用，只能用一次。"


def invitation_sheet(unit: str, zone: str, links: Sequence[InvitationLink]) -> bytes:
    """The cards as a .docx file, eight a page."""
    from docx import Document
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(15)
    table = document.add_table(0, COLUMNS)
    table.style, table.autofit = "Table Grid", False
    for start in range(0, len(links), COLUMNS):
        row = table.add_row()
        _whole(row)
        for cell, one in zip(row.cells, links[start : start + COLUMNS], strict=False):
            cell.width = Mm(WIDTH)
            _card(cell, one, unit, time_in(zone, one.until))
    name_file(document, "绑定二维码", unit)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _card(cell: Any, one: InvitationLink, unit: str, until: str) -> None:
    """Whose it is, the code, what to do with it, and until when it holds."""
    from docx.shared import Mm

    person = one.person
    lines: tuple[tuple[str, str, int], ...] = (
        (person.name, HEI, NAME),
        (" ".join(filter(None, (person.department, person.post))), FANG, SMALL),
        ("", FANG, SMALL),
        (HOW, FANG, SMALL),
        (f"{unit}整改督办助手。{OWN}{until} 前有效。", FANG, SMALL),
    )
    for number, (text, font, size) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _centred(paragraph)
        if text:
            add_run(paragraph, text, font, size)
        elif number == PICTURE:
            paragraph.add_run().add_picture(BytesIO(one.picture), width=Mm(CODE))


def _centred(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)


def _whole(row: Any) -> None:
    """A row as high as a card, which no page's end parts."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    row.height, row.height_rule = Mm(HEIGHT), WD_ROW_HEIGHT_RULE.EXACTLY
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001 - no word for it
