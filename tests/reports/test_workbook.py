"""Workbooks: they read back, they hold no formula, they print as an office prints."""

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from bot.documents.workbook.paper import Column, lay_out, new_book, saved
from bot.domain.core.colour import Colour
from bot.domain.imports.revision import Revision, compare, measure_of
from bot.domain.plan.part import Part
from bot.domain.reminders.ladder import NEVER
from bot.messages.wording import official
from bot.readers.plan import read_plan
from bot.services.core.ledger import MEASURES_OF_PLAN, REMINDERS_OF
from bot.services.core.request import RequestContext
from bot.services.reporting.documents import make_documents
from bot.services.status.register import open_register
from tests.domain.holidays import CALENDAR
from tests.reports.round import PEOPLE, PLAN, TODAY, UNIT

NAUGHTY = (
    '=HYPERLINK("http://example.invalid","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\x00\x0b\x1f",
    "\ud800单",
    "\u202e倒\u202c",
    "\ufeff",
    "a" * 40_000,
)


def opened(content: bytes) -> Any:
    """The workbook as an office program opens it."""
    return openpyxl.load_workbook(io.BytesIO(content))


async def one(context: RequestContext, kind: str) -> bytes:
    """The only file of a kind."""
    ((_, content),) = await make_documents(context, kind, "u1")
    return content


async def test_ledger_reads_back_to_the_same_plan(context: RequestContext) -> None:
    """Export and import again: nothing new, nothing changed, nothing gone; round and people are read as they are."""
    read = read_plan(await one(context, "ledger"), "整改台账.xlsx", reference=TODAY)
    ids = {person.name: person.id for person in PEOPLE.values()}
    measures = [
        measure_of(m, unit="u1", plan="u1/A", finding=f"u1/A/{f.number}", people=ids)
        for f in read.findings
        for m in f.measures
    ]
    async with context.look() as ledger:
        kept = await ledger.measures.find(MEASURES_OF_PLAN, "u1/A")
    assert compare(kept, measures) == Revision(same=len(measures))
    assert (read.unit, read.team, read.title) == (UNIT.name, PLAN.team, PLAN.title)
    assert (read.feedback, read.concentrated_until) == (PLAN.feedback, PLAN.concentrated_until)
    assert [p.name for p in read.people] == [
        p.name for p in sorted(PEOPLE.values(), key=lambda p: (p.rank, p.department))
    ]


async def test_ledger_is_made_as_an_office_makes_it(context: RequestContext) -> None:
    """Title, merged cells of a finding, head that repeats in print and stays in sight, colours beside words."""
    sheet = opened(await one(context, "ledger"))["整改台账"]
    assert sheet["A1"].value == PLAN.title
    assert "A6:A9" in {str(cells) for cells in sheet.merged_cells.ranges}
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert sheet.auto_filter.ref is None  # over merged cells it would hide measures: the flat sheet has one
    assert (sheet["M3"].value, sheet["M6"].value) == ("计入", "逾期")
    late = sheet["L6"]
    assert late.value == "推进中\n红·逾期20天"
    assert late.fill.start_color.rgb == "00F8CBAD"
    heads = [cell.value for cell in sheet[3]]
    beside = dict(zip(heads, sheet[6], strict=True))
    assert (beside["逾期天数"].value, beside["完成率"].value, beside["完成率"].number_format) == (20, 0.7, "0%")
    assert beside["最近进展"].value == "2025年5月26日：已核定71条，余下15条跨界河流还在与邻县对接"
    closed = dict(zip(heads, sheet[8], strict=True))
    assert closed["销号编号和日期"].value == "销号〔2025〕1号\n2025年4月8日"
    assert sheet["N7"].value == "原时限2025年5月31日，累计延期18天"


@pytest.mark.parametrize("kind", ["ledger", "stats", "closings", "reminders", "letters", "instructions", "meetings"])
async def test_workbooks_say_whose_and_what_they_are(context: RequestContext, kind: str) -> None:
    """The unit is the author, the title that of the first sheet, in Chinese; no program's name stands in them."""
    book = opened(await one(context, kind))
    facts = book.properties
    assert (facts.creator, facts.lastModifiedBy, facts.language) == (UNIT.name, UNIT.name, "zh-CN")
    assert facts.title == book.worksheets[0]["A1"].value
    assert not any(sheet.merged_cells.ranges and _merged_below_filter(sheet) for sheet in book)
    for sheet in book:  # the page's number is printed whole: a line, and a little room above it
        assert sheet.page_margins.bottom - sheet.page_margins.footer >= 0.25, sheet.title


def _merged_below_filter(sheet: Any) -> bool:
    """True where cells are merged in rows that a filter hides."""
    if not sheet.auto_filter.ref:
        return False
    first = int("".join(filter(str.isdigit, sheet.auto_filter.ref.partition(":")[0])))
    return any(cells.max_row >= first for cells in sheet.merged_cells.ranges)


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_value_starts_a_formula(text: str) -> None:
    """Whatever people typed stays text, also after somebody edits the cell; signs that a program refuses are gone."""
    book = new_book("某某局")
    lay_out(book, "表", (Column("甲", 10), Column("乙", 10)), [(text, text)], title=text, below=(text, text))
    sheet = opened(saved(book))["表"]
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
            assert cell.quotePrefix or not str(cell.value or "").startswith(("=", "+", "-", "@"))


async def test_flat_sheet_holds_true_dates_and_numbers(context: RequestContext) -> None:
    """A row a measure with every fact in a column of its own, no cell merged, nothing to be changed there."""
    sheet = opened(await one(context, "ledger"))["明细"]
    assert not sheet.merged_cells.ranges
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter  # stays allowed
    heads = [cell.value for cell in sheet[2]]
    rows = {
        row[heads.index("措施编号")].value: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=3)
    }
    assert sheet.auto_filter.ref == f"A2:AA{len(rows) + 2}"
    late, moved, closed = rows["2-1"], rows["2-2"], rows["2-3"]
    facts = ("计入", "完成率", "逾期天数", "整改进展")
    assert [late[name].value for name in facts] == ["逾期", 0.7, 20, "已核定71条，余下15条跨界河流还在与邻县对接"]
    assert late["完成率"].number_format == "0%"
    dates = [moved[name].value.date() for name in ("原时限", "完成时限")]
    assert (dates, moved["延期（天）"].value) == ([dt.date(2025, 5, 31), dt.date(2025, 6, 18)], 18)
    closing = [closed[name].value for name in ("销号编号", "佐证数", "逾期天数", "完成率")]
    assert (closing, closed["销号日期"].value.date()) == (["销号〔2025〕1号", 0, 0, 1], dt.date(2025, 4, 8))
    assert moved["完成时限"].is_date


async def test_ledger_prints_in_letters_that_can_be_read(context: RequestContext) -> None:
    """On A3 no sheet of it is made so small that its letters are less than nine points high."""
    book = opened(await one(context, "ledger"))
    for name in ("整改台账", "明细"):
        sheet = book[name]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
        wide = sum(dimension.width for dimension in sheet.column_dimensions.values()) * 7 / 96
        room = (420 / 25.4 - sheet.page_margins.left - sheet.page_margins.right) * sheet.page_setup.fitToWidth
        assert sheet["G5"].font.size * min(1, room / wide) >= 9


async def test_ledger_offers_who_and_until_when(context: RequestContext) -> None:
    """People and departments that are known are offered beside whatever else is written."""
    sheet = opened(await one(context, "ledger"))["整改台账"]
    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered["J4:J17"] == f"人员名单!$A$2:$A${len(PEOPLE) + 1}"
    assert "河湖管理股" in offered["H4:H17"]
    assert not any(rule.showErrorMessage for rule in sheet.data_validations.dataValidation)


async def test_reminders_without_a_day_have_none_and_distances_are_true(context: RequestContext) -> None:
    """Nobody reads of the year 9999; how far the day was is counted, whatever the rung was called; sums stand apart."""
    async with context.store.open() as ledger:
        (told,) = await ledger.reminders.find(REMINDERS_OF, "u1/A/3-2")
        await ledger.reminders.put(replace(told, id="reminder:2", due=NEVER, mark=0, at=told.at + dt.timedelta(1)))
        later = told.at + dt.timedelta(20)
        await ledger.reminders.put(replace(told, id="reminder:3", colour=Colour.RED, mark=-1, at=later, sent=None))
    book = opened(await one(context, "reminders"))
    rows = list(book["催办登记表"].iter_rows(min_row=4, values_only=True))
    assert [(row[3] and row[3].date(), row[4]) for row in rows] == [
        (told.due, "还有15天"),
        (None, "无时限"),
        (told.due, "逾期5天"),
    ]
    (summed,) = book["催办汇总"].iter_rows(min_row=4, values_only=True)
    assert summed[:6] == ("3-2", "贺兰舟", 3, 2, 0, "红·督办")
    assert (summed[6].date(), summed[7].date(), summed[9]) == (dt.date(2025, 5, 21), dt.date(2025, 6, 10), "逾期5天")


async def test_department_sums_agree_with_the_tally(context: RequestContext) -> None:
    """The sum line is the tally of the unit."""
    sheet = opened(await one(context, "stats"))["科室统计"]
    *_, last = sheet.iter_rows(values_only=True)
    async with context.look() as ledger:
        counted = (await open_register(ledger, "u1", TODAY, CALENDAR)).tally
    heads = [cell.value for cell in sheet[3]]
    assert last[:2] == ("合计", 14)
    assert last[heads.index("销号率")] == pytest.approx(2 / 13)
    assert {heads[n]: last[n] for n in range(2, 9)} == {
        official(f"status.part.{part}"): counted.count(part) for part in Part
    }


async def test_quality_is_told_by_department_and_step_never_by_person(context: RequestContext) -> None:
    """What was reported, what came back, what was late; no sheet names a person."""
    book = opened(await one(context, "stats"))
    assert book.sheetnames == ["科室统计", "办理质量", "环节用时", "可能逾期"]
    rows = list(book["办理质量"].iter_rows(min_row=4, values_only=True))
    assert [row[4] for row in rows if row[0] in {"河湖管理股", "合计"}] == [1, 1]
    assert [row[0] for row in rows] == [row[0] for row in book["科室统计"].iter_rows(min_row=4, values_only=True)]
    words = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not words & set(PEOPLE)
    assert [row[0] for row in book["环节用时"].iter_rows(min_row=4, values_only=True)] == [
        "经办人",
        "责任领导",
        "整改办",
        "党组书记",
    ]


async def test_registers_hold_what_happened(context: RequestContext) -> None:
    """The closing and the reminder of the round stand in their registers."""
    closings = list(opened(await one(context, "closings"))["销号登记表"].iter_rows(min_row=4, values_only=True))
    assert [row[:3] for row in closings] == [("销号〔2025〕1号", "2-3", "立即拆除桥头村段违规围网。")]
    reminders = list(opened(await one(context, "reminders"))["催办登记表"].iter_rows(min_row=4, values_only=True))
    assert reminders[0][5:7] == (dt.datetime(2025, 5, 21, 8, 30), dt.datetime(2025, 5, 21, 8, 30))  # noqa: DTZ001 - as a sheet has it
    assert [row[:5] for row in reminders] == [("3-2", "贺兰舟", "绿·提示", reminders[0][3], "还有15天")]


async def test_two_plans_make_two_ledgers(context: RequestContext) -> None:
    """A unit with two rounds gets a file for each."""
    async with context.store.open() as ledger:
        await ledger.plans.put(replace(PLAN, id="u1/B", letter="B"))
    names = [name for name, _ in await make_documents(context, "ledger", "u1")]
    assert names == [f"{UNIT.name}整改台账（{one}）20250609.xlsx" for one in ("第一轮", "第二轮")]


async def test_no_sheet_prints_in_letters_too_small_to_read(context: RequestContext) -> None:
    """Whatever the book, its sheets go on A3 before their letters are less than nine points high."""
    small = {}
    for kind in (
        "stats",
        "closings",
        "reminders",
        "letters",
        "instructions",
        "meetings",
        "visits",
        "monthly",
        "notice",
    ):
        for name, content in await make_documents(context, kind, "u1", by=PEOPLE["方既明"]):
            if not name.endswith(".xlsx"):
                continue
            for sheet in opened(content).worksheets:
                wide = sum(dimension.width for dimension in sheet.column_dimensions.values()) * 7 / 96
                upright = sheet.page_setup.orientation == "portrait"
                paper = {8: 420, 9: 210 if upright else 297}[int(sheet.page_setup.paperSize)] / 25.4
                room = (paper - sheet.page_margins.left - sheet.page_margins.right) * sheet.page_setup.fitToWidth
                if (size := 10 * min(1, room / wide)) < 9:
                    small[kind, sheet.title] = size
    assert small == {}


async def test_long_registers_stand_upright_in_letters_that_can_be_read(context: RequestContext) -> None:
    """Two hundred reminders take the fewest pages: on upright sheets, of which both still have nine points."""
    async with context.store.open() as ledger:
        (told,) = await ledger.reminders.find(REMINDERS_OF, "u1/A/3-2")
        for n in range(200):
            await ledger.reminders.put(replace(told, id=f"reminder:m{n}", person=f"u1/p{n % 50}", mark=n))
    for sheet in opened(await one(context, "reminders")).worksheets:
        wide = sum(dimension.width for dimension in sheet.column_dimensions.values()) * 7 / 96
        room = 210 / 25.4 - sheet.page_margins.left - sheet.page_margins.right
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait"), sheet.title
        assert 10 * min(1, room / wide) >= 9, sheet.title


async def test_the_flat_sheet_repeats_no_piece_of_its_note(context: RequestContext) -> None:
    """The column that each sheet of paper repeats has nothing above it, and what stands before it ends before it."""
    sheet = opened(await one(context, "ledger"))["明细"]
    assert sheet.print_title_cols == "$E:$E"
    assert sheet["A1"].value == "本页由台账生成　截至2025年6月9日"
    assert sheet["F1"].value == "供筛选、排序、统计；要改请改“整改台账”页，导入时不读本页"
    before = sum(sheet.column_dimensions[column].width for column in "ABCD")
    assert 2 * len(sheet["A1"].value) * sheet["A1"].font.size / 11 < before
    assert not sheet["E1"].value
