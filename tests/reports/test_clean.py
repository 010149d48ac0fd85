"""Signs that XML forbids reach no file: by no run or property of Word, no cell or list of a workbook, no picture."""

import ast
import io
import sys
import unicodedata
import warnings
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from bot.documents.chart import Bars, draw_bars
from bot.documents.clean import clean
from bot.documents.waits import Row, WaitPicture, draw_waits
from bot.documents.word.block import Block, Cell, FormRow, Kind, Paper
from bot.documents.word.invitation_sheet import invitation_sheet
from bot.documents.word.paper import word_file
from bot.documents.workbook.paper import Column, choose, lay_out, listed, new_book, saved
from bot.documents.workbook.template import template_book
from bot.domain.people.person import Person
from bot.domain.plan.part import Part
from bot.messages.invitations.view import InvitationLink
from bot.services.core.ledger import FINDINGS_OF, MEASURES_OF_UNIT, PEOPLE_OF, PLANS_OF
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.reporting.documents import KINDS, make_documents
from tests.reports.round import NOW

FORBIDDEN = "".join(
    chr(n) for n in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
)
KEPT = "".join(sign for sign in FORBIDDEN if unicodedata.category(sign) != "Cs")  # no ledger holds half a sign
FREE = {
    *("name", "text", "words", "short", "category", "task", "title", "team", "post", "department", "departments"),
    *("support", "result", "approved_result", "after", "before", "difficulty", "answer"),
}
MADE = ("weekly", "monthly", "notice", "slip", "ledger", "stats", "closings", "reminders", "instructions", "burden")
DOORS = {  # by which words enter a file, and the one place where each stands
    "add_run": "word/paragraph.py",
    "add_text": "word/paragraph.py",
    "Workbook": "workbook/paper.py",
    "core_properties": "word/paper.py",
}


def soiled(words: str) -> str:
    """Words with every sign that XML forbids among them."""
    return f"前{FORBIDDEN}{words}"


def whole(name: str, content: bytes) -> None:
    """The file opens, and none of its parts holds a sign that it may not."""
    with ZipFile(io.BytesIO(content)) as parts:
        for part in parts.namelist():
            if part.endswith((".xml", ".rels")):
                text = "".join(map(str, etree.fromstring(parts.read(part)).itertext()))
                assert not {*FORBIDDEN} & {*text}, (name, part)


@given(st.lists(st.sampled_from(FORBIDDEN) | st.characters(), max_size=20).map("".join))
def test_nothing_forbidden_is_left(words: str) -> None:
    """Whatever stands around it; what office programs read stays, and once clean it is clean."""
    assert not {*FORBIDDEN} & {*clean(words)}
    assert clean(clean(words)) == clean(words)
    etree.Element("x").text = clean(words)
    assert clean(f"甲{words}乙").startswith("甲")


@settings(max_examples=30)
@given(st.lists(st.sampled_from(FORBIDDEN), min_size=1, max_size=8).map("".join))
def test_a_word_file_takes_every_sign_in_every_place(signs: str) -> None:
    """Each kind of paragraph, table, form, name, mark and signature."""
    words = f"一{signs}二"
    plain = [Block(kind, words) for kind in Kind if kind not in {Kind.GRID, Kind.FORM}]
    grid = Block(Kind.GRID, rows=((words, words), (words, words)))
    form = Block(Kind.FORM, form=(FormRow((Cell(words, label=True), Cell(words)), (36, 120)),))
    paper = Paper(words, (*plain, grid), below=(form,), mark=words)
    content = word_file(paper, NOW)
    whole("paper", content)
    assert signs not in paper.text


def test_every_forbidden_sign_is_taken_by_each_writer() -> None:
    """All two thousand at once, in a Word file, a sheet with its lists, a template and the sheet of codes."""
    words = soiled("石桥村")
    person = Person(id="u1/p1", unit="u1", name=words, post=words, department=words, roles=())
    whole("word", word_file(Paper(words, (Block(Kind.BODY, words),), mark=words), NOW))
    whole("template", template_book(words, [person]))
    book = new_book("某某局")
    sheet = lay_out(
        book, "表", [Column(words, 9)] * 2, [[words] * 2, [f"={words}", None]], title=words, below=(words, words)
    )
    choose(sheet, "A1:A9", listed([words, f"{words},"]), "几个人用顿号隔开")
    whole("sheet", saved(book))
    link = InvitationLink(person=person, link="https://t.me/x", picture=_picture(), hours=72, until=NOW)
    whole("codes", invitation_sheet(words, "Asia/Shanghai", [link]))


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("1", (9, 9)).save(out, "PNG")
    return out.getvalue()


def test_a_picture_draws_without_a_warning() -> None:
    """No sign that the font lacks, hides or turns round reaches it."""
    words = soiled("石桥村")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw_bars(Bars(words, (words,), (Part.CLOSED,), ((1,),)))
        assert draw_waits(WaitPicture(words, (Row(words, words, 0, late=False, loop=False, promised=True),)))


def dirty(record: Any) -> Any:
    """The record with every sign that a ledger can hold and XML cannot, in each of its fields for words."""
    changed = {}
    for one in fields(record):
        value = getattr(record, one.name)
        if is_dataclass(value):
            changed[one.name] = dirty(value)
        elif one.name in FREE:
            changed[one.name] = _dirtied(value)
    return replace(record, **changed)


def _dirtied(value: Any) -> Any:
    if isinstance(value, str) and value:
        return f"{value[0]}{KEPT}{value[1:]}"
    return tuple(map(_dirtied, value)) if isinstance(value, tuple) else value


@pytest.mark.parametrize("kind", MADE)
async def test_each_paper_is_made_from_a_ledger_full_of_them(context: RequestContext, kind: str) -> None:
    """Names, posts, departments, texts and words from below: the files open and say the same without the signs."""
    assert kind in KINDS
    clear = await make_documents(context, kind, "u1")
    async with context.store.open() as ledger:
        unit = await unit_of(ledger, "u1")
        await ledger.units.put(dirty(unit))
        every: tuple[tuple[Any, Any, str], ...] = (
            (ledger.plans, PLANS_OF, "u1"),
            (ledger.findings, FINDINGS_OF, "u1/A"),
            (ledger.measures, MEASURES_OF_UNIT, "u1"),
            (ledger.people, PEOPLE_OF, "u1"),
        )
        for shelf, query, whose in every:
            for record in await shelf.find(query, whose):
                await shelf.put(dirty(record))
    for (name, content), (was, before) in zip(await make_documents(context, kind, "u1"), clear, strict=True):
        assert name == was
        whole(name, content)
        if name.endswith(".xlsx"):
            assert _printed(content) == _printed(before)


def _printed(content: bytes) -> list[Any]:
    return [cell.value for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]


def test_words_have_one_door_into_each_kind_of_file() -> None:
    """Nobody else than the writer that cleans adds a run with words, opens a workbook or names a file."""
    root = Path(sys.modules["bot"].__path__[0])
    for path in [*(root / "documents").rglob("*.py"), *(root / "messages").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "core_properties":
                assert path.match(f"*/{DOORS[node.attr]}"), path
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            by_library = isinstance(node.func, ast.Attribute) and name in {"add_run", "add_text"} and node.args
            if by_library or name == "Workbook":
                assert path.match(f"*/{DOORS[name]}"), (path, node.lineno)
