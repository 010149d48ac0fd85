"""What a cell, a line or a head says in words of its own: who leads and who helps, from when to when, whose rows."""

import datetime as dt
import io

import openpyxl
import pytest

from bot.domain.imports.draft import PlanDraft, UnreadablePlan
from bot.domain.plan.deadline import DeadlineKind
from bot.messages.imports.problems import problem_words
from bot.readers.plan import read_plan
from tests.readers.plan.test_field_layouts import WORDING, read

HEAD = ("序号", "问题", "整改措施", "责任领导", "责任单位", "经办人", "完成时限")


def one(cell: str, column: str, due: str = "2026-06-30") -> PlanDraft:
    """A ledger of one row whose people stand in a cell of their own head."""
    return read([("序号", "问题", "整改措施", column, "完成时限"), (1, "围挡不严", "逐户摸排", cell, due)])


def said(draft: PlanDraft) -> str:
    """All that the preview says must be looked at, and what is not read."""
    return "\n".join(problem_words(WORDING, found) for found in (*draft.problems, *draft.left))


@pytest.mark.parametrize(
    ("cell", "column", "leaders", "owners"),
    [
        ("分管领导：沈知行 / 经办：孟晓川", "责任人", ("沈知行",), ("孟晓川",)),
        ("沈知行（分管）、孟晓川（经办）", "责任人", ("沈知行",), ("孟晓川",)),
        ("（分管领导）沈知行、（经办）孟晓川", "责任人", ("沈知行",), ("孟晓川",)),
        ("沈知行\n孟晓川", "分管领导及经办人", ("沈知行",), ("孟晓川",)),
        ("沈知行/孟晓川", "分管领导/经办人", ("沈知行",), ("孟晓川",)),
        ("孟晓川（牵头）、罗雨桐（协助）", "经办人", (), ("孟晓川",)),
        ("牵头：孟晓川 配合：罗雨桐", "经办人", (), ("孟晓川",)),
        ("主办：孟晓川；协办：罗雨桐、林一苇", "经办人", (), ("孟晓川",)),
        ("孟晓川；罗雨桐配合", "经办人", (), ("孟晓川",)),
        ("沈知行（配合：陆景澄）", "责任领导", ("沈知行",), ()),
    ],
)
def test_people_of_a_cell_are_what_it_says_of_them(
    cell: str, column: str, leaders: tuple[str, ...], owners: tuple[str, ...]
) -> None:
    """A leader and a clerk in one cell are told apart, who helps is neither, and the reader is told of it."""
    draft = one(cell, column)
    (measure,) = draft.measures
    assert (measure.leaders, measure.owners, measure.departments, measure.support) == (leaders, owners, (), ())
    assert measure.owner_departments == ()
    helping = [name for name in ("罗雨桐", "林一苇", "陆景澄") if name in cell]
    assert all(name in said(draft) for name in helping)
    assert bool(helping) == ("没有登记为经办人" in said(draft))


@pytest.mark.parametrize(
    ("cell", "day", "first"),
    [
        ("原定2026年5月底，调整为2026年8月底", "2026-08-31", "2026-05-31"),
        ("原定2026年5月底，调整为8月底", "2026-08-31", "2026-05-31"),
        ("2026-05-31，现调整至2026-07-31", "2026-07-31", "2026-05-31"),
        ("2026年6月底（经批准延期至2026年10月底）", "2026-10-31", "2026-06-30"),
        ("2026年8月底（原定2026年5月底）", "2026-08-31", "2026-05-31"),
    ],
)
def test_a_day_put_off_in_its_cell_is_the_later_one(cell: str, day: str, first: str) -> None:
    """The later day counts, the first one is kept, and the preview shows both."""
    draft = read([HEAD, (1, "围挡不严", "逐户摸排", "沈知行", "执法大队", "孟晓川", cell)])
    (measure,) = draft.measures
    assert (str(measure.deadline.date), str(measure.deadline.first)) == (day, first)
    assert measure.deadline.words == cell
    assert "措施1-1已延期" in said(draft)


@pytest.mark.parametrize(
    "cell",
    [
        "由2026年5月底提前至2026年4月底",
        "原定2026年10月底，调整为2月底",
        "先延期至2026年5月底，再延期至2026年8月底",
        "2026年6月底前（延期1个月）",
        "5月底（已申请延期）",
    ],
)
def test_a_day_moved_in_doubt_is_asked(cell: str) -> None:
    """Moved twice, moved forward, or not said until when: nobody guesses."""
    draft = read([HEAD, (1, "围挡不严", "逐户摸排", "沈知行", "执法大队", "孟晓川", cell)])
    assert draft.measures[0].deadline.kind is DeadlineKind.UNCLEAR
    assert cell in said(draft)


def test_figures_with_a_stroke_alone_in_a_deadline_cell_are_a_day() -> None:
    """12/23 is no share where a time limit stands; 23/12 and 4/31 are asked."""
    cells = ("12/23", "23/12", "4/31")
    rows = [(n, f"问题{n}项", "逐户摸排", "沈知行", "办公室", "孟晓川", cell) for n, cell in enumerate(cells, 1)]
    draft = read([HEAD, *rows])
    assert [measure.deadline.date and measure.deadline.date.month for measure in draft.measures] == [12, None, None]
    assert all(f"“{cell}”" in said(draft) for cell in cells)


def test_a_line_says_whose_the_rows_below_it_are() -> None:
    """以下由水政股负责 holds until the next such line; a row that says it itself goes before it."""
    head = ("序号", "问题", "整改措施", "责任单位", "经办人", "完成时限")
    draft = read(
        [
            head,
            ("以下由水政股负责",),
            (1, "围挡不严", "逐户摸排", None, "孟晓川", "2026-06-30"),
            (2, "台账缺页", "补齐台账", "法规股", "孟晓川", "2026-06-30"),
            ("以下事项统一由办公室牵头落实：",),
            (3, "档案散乱", "归档整理", None, "罗雨桐", "2026-06-30"),
        ]
    )
    assert [measure.departments for measure in draft.measures] == [("水政股",), ("法规股",), ("办公室",)]
    assert {finding.category for finding in draft.findings} == {""}
    assert said(draft).count("请核对") >= 2


def test_a_line_about_the_rows_above_is_listed() -> None:
    """以上由水政股负责 does not say of how many rows: it is neither a category of those below nor taken for anybody."""
    head = ("序号", "问题", "整改措施", "经办人", "完成时限")
    row = (1, "围挡不严", "逐户摸排", "孟晓川", "2026-06-30")
    draft = read([head, row, ("以上由水政股负责",), (2, "档案散乱", "归档整理", "罗雨桐", "2026-06-30")])
    assert [(finding.category, finding.measures[0].departments) for finding in draft.findings] == [("", ()), ("", ())]
    assert "以上由水政股负责" in said(draft)
    assert len(draft.left) == 1


def test_heads_in_english_are_read() -> None:
    """A supplier's list: what is sure is read, one column of people alone is asked about."""
    draft = read(
        [
            ("No.", "Problem found", "Corrective actions", "Responsible person", "Department", "Due date"),
            (1, "围挡不严", "逐户摸排", "孟晓川", "执法大队", "2026-06-30"),
        ]
    )
    (measure,) = draft.measures
    assert (draft.findings[0].text, measure.text, measure.departments) == ("围挡不严", "逐户摸排", ("执法大队",))
    assert str(measure.deadline.date) == "2026-06-30"
    assert [column.head for column in draft.columns if column.ask] == ["Responsible person"]


def test_a_refusal_names_the_heads_that_it_saw() -> None:
    """A table of which nothing can be made is not said to have no heads: they are named, and what to do."""
    book = openpyxl.Workbook()
    for row in (("甲栏", "乙栏", "丙栏"), (3, 5, 7), (4, 6, 8)):
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(UnreadablePlan, match="heads_unknown") as refused:
        read_plan(file.getvalue(), "表.xlsx", reference=dt.date(2026, 3, 1))
    assert refused.value.facts == {"heads": "甲栏、乙栏、丙栏"}
