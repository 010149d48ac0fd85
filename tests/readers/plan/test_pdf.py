"""PDF tables: drawn here by hand, cell by cell, so that what stands where, and how a line was broken, is known."""

import asyncio
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.imports.draft import PlanDraft, UnreadablePlan
from bot.messages.imports.problems import unreadable
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan_safely
from bot.readers.plan.containers.document import Sheet
from bot.readers.plan.containers.pdf import read_pdf
from tests.readers.plan.test_field_layouts import READ_ON
from tests.readers.plan.test_office_program import needs_office, turned

SIZE, PADDING, HIGH = 10, 5, 14  # points: a sign, what a cell keeps free on each side, a line
PAGE = (842, 595)
NO_LINES = "没有画了框线的表格"
HEAD = ("序号", "反馈问题", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
WIDE = (40, 110, 150, 60, 70, 60, 120)
LINED: dict[str, Any] = {"linewidth": 0.5, "color": "black"}


@dataclass(frozen=True)
class Drawn:
    """A cell: its lines, over how many rows it goes, and whether it is struck out."""

    lines: tuple[str, ...]
    rows: int = 1
    struck: bool = False


def broken(text: str, width: float) -> tuple[str, ...]:
    """The lines in which a program sets a text of Chinese signs."""
    most = int((width - 2 * PADDING) // SIZE)
    return tuple(line[start : start + most] for line in text.split("\n") for start in range(0, max(1, len(line)), most))


def cell(text: str, column: int, rows: int = 1, *, struck: bool = False) -> Drawn:
    """A cell of a column."""
    return Drawn(broken(text, WIDE[column]), rows, struck)


@cache
def font() -> Any:
    """That of the papers."""
    from matplotlib.font_manager import FontProperties
    from pylopdf_fonts_zh_cn import sans_path

    return FontProperties(fname=str(sans_path()), size=SIZE)


def write(axes: Any, left: float, base: float, words: str) -> None:
    """Each sign in its place."""
    for index, sign in enumerate(words):
        axes.text(left + index * SIZE, base, sign, fontproperties=font())


def pdf(
    pages: Sequence[Sequence[Sequence[Drawn | None]]],
    *,
    title: str = "",
    foot: str = "",
    ruled: bool = True,
    wide: Sequence[int] = WIDE,
) -> bytes:
    """A file of these pages; None where a cell from above goes on."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    stream = io.BytesIO()
    with rc_context({"pdf.fonttype": 42}), PdfPages(stream) as file:  # TrueType, as office programs write it
        for rows in pages:
            figure = Figure(figsize=(PAGE[0] / 72, PAGE[1] / 72), dpi=72)
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set(xlim=(0, PAGE[0]), ylim=(PAGE[1], 0))
            axes.axis("off")
            write(axes, 200, 40, title)
            write(axes, 200, 580, foot)
            high = [max([len(one.lines) for one in row if one and one.rows == 1] or [1]) * HIGH + 4 for row in rows]
            top = [60 + sum(high[:index]) for index in range(len(rows) + 1)]
            for index, row in enumerate(rows):
                for column, one in enumerate(row):
                    if one is None:
                        continue
                    left, right = 30 + sum(wide[:column]), 30 + sum(wide[: column + 1])
                    above, below = top[index], top[min(index + one.rows, len(rows))]
                    if ruled:
                        axes.plot(*zip(*box(left, above, right, below), strict=True), **LINED)
                    for number, line in enumerate(one.lines):
                        write(axes, left + PADDING, above + HIGH * (number + 0.8), line)
                        if one.struck and line:
                            middle = above + HIGH * (number + 0.8) - SIZE * 0.36
                            axes.plot([left + PADDING, left + PADDING + len(line) * SIZE], [middle] * 2, **LINED)
            file.savefig(figure)
    return stream.getvalue()


def box(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    """The corners of a rectangle, round it."""
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]


def head() -> list[Drawn | None]:
    """The first row."""
    return [cell(words, column) for column, words in enumerate(HEAD)]


def row(*words: str | None, rows: int = 1, merged: int = 0, struck: bool = False) -> list[Drawn | None]:
    """A row; the first `merged` cells go over `rows` rows."""
    return [
        None if text is None else cell(text, column, rows if column < merged else 1, struck=struck)
        for column, text in enumerate(words)
    ]


async def read(data: bytes) -> PlanDraft:
    """As the chat reads it."""
    return await read_plan_safely(data, "台账.pdf", reference=READ_ON)


LONG = "逐一排查各片区水闸并建立管护台账，安排专人按周巡查，发现漏损随时报修，月底汇总上报局务会研究"
FINDING = "管护责任没有落实，巡查流于形式"


async def test_a_ledger_with_drawn_lines_is_read_as_it_was_written() -> None:
    """Lines that only the cell broke are one, two names stay two; what stands outside the table is listed."""
    rows = [
        head(),
        row("1", FINDING, LONG, "沈远山", "水利股", "李青禾\n周小满", "2026年12月15日", rows=2, merged=2),
        row(None, None, "1.完善制度。\n2.公开结果。", "沈远山", "水利股", "周小满", "2026年11月底"),
    ]
    draft = await read(pdf([rows], title="云溪县水务局整改台账", foot="联系人在办公室"))
    assert [(found.text, found.number) for found in draft.findings] == [(FINDING, "1")]
    first, second, third = draft.measures
    assert (first.text, first.owners, first.deadline.date) == (LONG, ("李青禾", "周小满"), dt.date(2026, 12, 15))
    assert (second.text, third.text, third.owners) == ("完善制度。", "公开结果。", ("周小满",))
    assert draft.problems[0].what == "read_from_pdf"
    assert [(one.what, one.facts["words"]) for one in draft.left] == [("left_outside", "联系人在办公室")]


async def test_a_table_goes_on_over_pages_and_a_row_that_was_cut_is_one_again() -> None:
    """The head is repeated, the finding goes on below, and of the row that was put together is said so."""
    cut = broken(LONG, WIDE[2])
    up = [*row("1", FINDING, "甲片区排查完毕。", "沈远山", "水利股", "李青禾", "2026年12月15日", rows=2, merged=2)]
    upper = [None, None, Drawn(cut[:2]), *row("", "", "", "沈远山", "水利股", "周小满", "2026年11月底")[3:]]
    lower = [cell("", 0, 2), cell("", 1, 2), Drawn(cut[2:]), *(cell("", column) for column in range(3, 7))]
    after = [None, None, *row("", "", "乙片区排查完毕。", "沈远山", "水利股", "李青禾", "2026年10月底")[2:]]
    draft = await read(pdf([[head(), up, upper], [head(), lower, after]]))
    assert [measure.text for measure in draft.measures] == ["甲片区排查完毕。", LONG, "乙片区排查完毕。"]
    assert [measure.owners for measure in draft.measures] == [("李青禾",), ("周小满",), ("李青禾",)]
    assert [found.text for found in draft.findings] == [FINDING]
    assert ("joined_rows", ("第2页",)) in [(one.what, one.facts.get("places")) for one in draft.problems]


async def test_a_last_row_of_which_only_the_end_stands_on_the_next_page_is_whole() -> None:
    """One row, without a head, is a table's rest where the columns are the same."""
    cut = broken(LONG, WIDE[2])
    up = [*row("1", FINDING, "", "沈远山", "水利股", "周小满", "2026年11月底")]
    up[2] = Drawn(cut[:2])
    down = [cell("", 0), cell("", 1), Drawn(cut[2:]), *(cell("", column) for column in range(3, 7))]
    draft = await read(pdf([[head(), up], [down]]))
    assert [(measure.text, measure.owners) for measure in draft.measures] == [(LONG, ("周小满",))]
    assert draft.left == ()


async def test_a_row_that_begins_anew_on_the_next_page_stays_one_of_its_own() -> None:
    """Its words begin anew, whatever is blank beside them."""
    up = row("1", FINDING, "甲片区排查完毕。", "沈远山", "水利股", "李青禾", "2026年12月15日")
    down = row("", "", "乙片区排查完毕。", "沈远山", "水利股", "李青禾", "2026年10月底")
    draft = await read(pdf([[head(), up], [head(), down]]))
    assert [measure.text for measure in draft.measures] == ["甲片区排查完毕。", "乙片区排查完毕。"]
    assert "joined_rows" not in [one.what for one in draft.problems]


async def test_what_is_struck_out_is_left_out_and_listed() -> None:
    """As in every other file."""
    kept = row("1", FINDING, "甲片区排查完毕。", "沈远山", "水利股", "李青禾", "2026年12月15日")
    gone = row("2", "不再整改", "这条取消。", "沈远山", "水利股", "李青禾", "2026年12月15日", struck=True)
    draft = await read(pdf([[head(), kept, gone]]))
    assert [measure.text for measure in draft.measures] == ["甲片区排查完毕。"]
    assert [one.facts["words"] for one in draft.left if one.what == "left_struck"] == [
        "2 不再整改 这条取消。 沈远山 水利股 李青禾 2026年12月15日"
    ]


async def test_words_in_columns_without_lines_are_read_row_by_row() -> None:
    """Numbers part the rows, full lines go on; that nothing was drawn is said, what stands below is listed."""
    first = row("1", FINDING, LONG, "沈远山", "水利股", "李青禾", "2026年12月15日")
    second = row("2", "闸门锈蚀", "1.更换闸门。\n2.定期养护。", "沈远山", "工程股", "周小满", "2026年11月底")
    third = row("3", "渠道淤积", "清淤", "沈远山", "水利股", "李青禾", "2026年10月底")
    pages = [[head(), first, second], [head(), third]]
    draft = await read(pdf(pages, title="云溪县水务局整改台账", foot="联系人在办公室", ruled=False))
    assert [(measure.text, measure.owners, measure.deadline.date) for measure in draft.measures] == [
        (LONG, ("李青禾",), dt.date(2026, 12, 15)),
        ("更换闸门。", ("周小满",), dt.date(2026, 11, 30)),
        ("定期养护。", ("周小满",), dt.date(2026, 11, 30)),
        ("清淤", ("李青禾",), dt.date(2026, 10, 31)),
    ]
    assert [found.text for found in draft.findings] == [FINDING, "闸门锈蚀", "渠道淤积"]
    assert draft.problems[0].what == "read_from_pdf_columns"
    assert "联系人在办公室" in [one.facts["words"] for one in draft.left]


def in_the_middle(*words: str) -> list[Drawn | None]:
    """A row whose number and names stand at half the height of its words."""
    high = [cell(text, column) for column, text in enumerate(words)]
    high[2] = Drawn(broken(LONG[:20], WIDE[2]))
    return [one if column == 2 else Drawn(("", *one.lines)) for column, one in enumerate(high)]


def picture() -> bytes:
    """A page that is only a picture."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(stream, "PDF")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: pdf([[head(), row("1", *"甲乙丙丁戊己"), row("", *"甲乙丙丁戊己")]], ruled=False), NO_LINES),
        (lambda: pdf([[head(), row("1", *"甲乙丙丁戊己"), row("3", *"甲乙丙丁戊己")]], ruled=False), NO_LINES),
        (lambda: pdf([[head(), in_the_middle("1", *"甲乙丙丁戊己")]], ruled=False), NO_LINES),
        (lambda: pdf([[row("甲", *"甲乙丙丁戊己"), row("1", *"甲乙丙丁戊己")]], ruled=False), NO_LINES),
        (picture, "扫描件"),
        (lambda: b"%PDF-1.7\n" + b"\0" * 300, "已损坏"),
    ],
)
async def test_what_cannot_be_read_surely_is_refused_in_words(data: object, said: str) -> None:
    """Columns without lines, a scan, a file that is none."""
    assert callable(data)
    with pytest.raises(UnreadablePlan) as refused:
        await read(data())
    sentence = unreadable(load_wording(), refused.value)
    assert said in sentence
    assert "请" in sentence


def test_a_broken_file_is_refused_and_never_a_traceback() -> None:
    """Cut at every tenth of its bytes, and with bytes turned."""
    whole = pdf([[head(), row("1", FINDING, "甲。", "沈远山", "水利股", "李青禾", "2026年12月15日")]])
    pieces = [whole[: len(whole) * part // 10] for part in range(1, 10)]
    turned_over = [bytes([*whole[:at], whole[at] ^ 0xFF, *whole[at + 1 :]]) for at in range(5, len(whole), 997)]
    codes = set()
    for data in (*pieces, *turned_over):
        try:
            read_pdf(data, "台账.pdf")
        except UnreadablePlan as refused:
            codes.add(refused.code)
    assert "broken_pdf" in codes
    assert codes <= {"broken_pdf", "scanned", "pdf_without_lines", "unmapped"}


WORDS = st.text("渠闸库堤坝泵站巡查报修。，", min_size=1, max_size=30).filter(
    lambda words: words.strip("。，") == words
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_random_tables_come_back_as_they_were_drawn(table: list[list[str]]) -> None:
    """Every cell whole and in its place, wherever its lines were broken."""
    wide = (90, 160, 120)
    rows = [[Drawn(broken(words, wide[column])) for column, words in enumerate(line)] for line in table]
    (sheet,) = [one for one in read_pdf(pdf([rows], wide=wide), "表.pdf").blocks if isinstance(one, Sheet)]
    assert [[cell.text for cell in line] for line in sheet.rows] == table


@needs_office
async def test_a_pdf_that_an_office_program_made_is_read(tmp_path: Path) -> None:
    """A Word table with lines, sent through the program that most would use."""
    stream, made = io.BytesIO(), docx.Document()
    table = made.add_table(2, len(HEAD), "Table Grid")
    for line, words in enumerate((HEAD, ("1", FINDING, LONG, "沈远山", "水利股", "李青禾", "2026年12月15日"))):
        for column, text in enumerate(words):
            table.cell(line, column).text = text
    made.save(stream)
    data = await asyncio.to_thread(turned, tmp_path, stream.getvalue(), "docx", "pdf")
    draft = await read(data)
    assert [(measure.text, measure.owners) for measure in draft.measures] == [(LONG, ("李青禾",))]


def locked() -> bytes:
    """A file that opens only with a password."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] >>"
    key = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>"
    parts = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, key)
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>] >>\nstartxref\n%d\n%%%%EOF\n"
    return made + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer % len(made)


@pytest.mark.parametrize(("data", "code"), [(locked(), "password"), (locked()[:40], "broken_pdf")])
def test_a_file_with_a_password_is_told_from_a_broken_one(data: bytes, code: str) -> None:
    """Whoever sent it can take the password away; of a broken one he needs another copy."""
    with pytest.raises(UnreadablePlan) as refused:
        read_pdf(data, "表.pdf")
    assert refused.value.code == code
