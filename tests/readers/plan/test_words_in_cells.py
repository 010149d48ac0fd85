"""What a cell, a line or a head says in words of its own: who leads and who helps, from when to when, whose rows."""

import datetime as dt
import io

import docx
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
        ("2026.5.31→2026.8.31", "2026-08-31", "2026-05-31"),
        ("2026.05.31→08.31", "2026-08-31", "2026-05-31"),
        ("2026-05-31 ↦ 2026-08-31", "2026-08-31", "2026-05-31"),
        ("2026-05-31->2026-08-31", "2026-08-31", "2026-05-31"),
        ("2026.8.31←2026.5.31", "2026-08-31", "2026-05-31"),
        ("2026年5月31日延至8月31日", "2026-08-31", "2026-05-31"),
        ("2026-05-31推至2026-08-31", "2026-08-31", "2026-05-31"),
        ("原2026年5月31日，现2026年8月31日", "2026-08-31", "2026-05-31"),
        ("原：2026年5月底 现：2026年8月底", "2026-08-31", "2026-05-31"),
        ("由2026年5月底调整到2026年8月底", "2026-08-31", "2026-05-31"),
        ("2026-05-31\n延期：2026-08-31", "2026-08-31", "2026-05-31"),
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
        "2026-05-31→2026-07-31→2026-08-31",
        "2026-08-31→2026-05-31",
        "立行立改→2026-08-31",
        "2026-08-31（延）",
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


PEOPLE_IN_BRACKETS = (
    ("办公室（秦望舒配合）", ("办公室",), ("秦望舒",), ()),
    ("办公室〔秦望舒协办〕", ("办公室",), ("秦望舒",), ()),
    ("办公室(配合:秦望舒)", ("办公室",), ("秦望舒",), ()),
    ("办公室，秦望舒配合", ("办公室",), ("秦望舒",), ()),
    ("办公室（财务股、秦望舒配合）", ("办公室",), ("财务股", "秦望舒"), ()),
    ("水政股（孟晓川牵头，罗雨桐配合）", ("水政股",), ("罗雨桐",), ("孟晓川",)),
    ("水政股（由孟晓川负责）", ("水政股",), (), ("孟晓川",)),
    ("水政股（联络员孟晓川）", ("水政股",), (), ("孟晓川",)),
    ("水利局（节水办）", ("水利局（节水办）",), (), ()),
    ("水政股、法规股（均为牵头）", ("水政股", "法规股"), (), ()),
)


@pytest.mark.parametrize("column", ["牵头单位", "责任科室"])
@pytest.mark.parametrize(("cell", "departments", "support", "owners"), PEOPLE_IN_BRACKETS)
def test_people_in_the_brackets_of_a_body_are_no_part_of_its_name(
    cell: str, departments: tuple[str, ...], support: tuple[str, ...], owners: tuple[str, ...], column: str
) -> None:
    """Who does the work is the owner, who helps is said to help; the body is called as it is called."""
    draft = one(cell, column)
    (measure,) = draft.measures
    assert (measure.departments, measure.support, measure.owners) == (departments, support, owners)
    people = [name for name in support if not name.endswith("股") and "配合:" not in cell]  # whose part has a label
    assert ("是配合的人" in said(draft)) == bool(people)
    assert "不像一个单位" not in said(draft)


@pytest.mark.parametrize(
    "cell",
    [
        "孟晓川",
        "办公室、孟晓川",
        "办公室-孟晓川",
        "办公室（秦主任）",
        "办公室（财务股秦望舒配合）",
        "办公室（秦望舒负责收集，罗雨桐负责汇总）",
        "水利局（河道股牵头）",
    ],
)
def test_what_is_no_name_of_a_body_is_asked(cell: str) -> None:
    """A person, or a bracket that speaks of one, stands in a column of bodies: it is kept as written and asked."""
    draft = one(cell, "责任科室")
    assert "不像一个单位或科室" in said(draft)


@pytest.mark.parametrize("column", ["责任领导", "责任人"])
def test_who_helps_in_a_bracket_is_not_lost_beside_a_body(column: str) -> None:
    """办公室（秦望舒配合） where a person should stand: both are named to the reader."""
    draft = one("办公室（秦望舒配合）", column)
    assert "秦望舒" in said(draft)
    assert "“办公室”不像一个人" in said(draft)


def test_a_line_above_a_table_of_word_says_whose_its_rows_are() -> None:
    """以下由水政股负责 as a paragraph holds for the table below it, not for one behind other words."""
    head = ("序号", "问题", "整改措施", "完成时限")
    document = docx.Document()
    for block in (
        "以下由水政股负责：",
        (head, ("1", "围挡不严", "逐户摸排", "2026-06-30")),
        "以下由财务股牵头落实",
        (head, ("2", "往来款挂账", "清理往来款", "2026-06-30")),
        "其他事项",
        (head, ("3", "档案散乱", "归档整理", "2026-06-30")),
    ):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(head))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    draft = read_plan(file.getvalue(), "清单.docx", reference=dt.date(2026, 3, 1))
    assert [measure.departments for measure in draft.measures] == [("水政股",), ("财务股",), ()]
    assert said(draft).count("这一行，按下面各行归") == 2


def test_a_line_in_running_text_says_whose_what_follows_is() -> None:
    """The same line between numbered paragraphs, until the chapter ends; who says it himself goes before it."""
    text = """一、水政方面
以下由水政股负责：
（一）采砂巡查不到位
整改措施：增加夜间巡查
完成时限：2026年6月底
（二）执法文书不规范
整改措施：组织文书评查
责任科室：法规股
完成时限：2026年7月底
二、财务方面
（一）往来款挂账
整改措施：清理往来款
完成时限：2026年8月底
"""
    draft = read_plan(text.encode(), "清单.md", reference=dt.date(2026, 3, 1))
    assert [measure.departments for measure in draft.measures] == [("水政股",), ("法规股",), ()]
    assert "归水政股读取" in said(draft)


@pytest.mark.parametrize("finding", ["特种设备检查不到位", "监督检查流于形式", "问题整改不彻底"])
def test_a_heading_about_a_problem_is_that_problem(finding: str) -> None:
    """关于特种设备检查不到位的问题 is a finding and no label 检查…问题."""
    text = f"一、关于{finding}的问题\n1.检查电梯300台（责任领导：沈知行；责任科室：特设股；完成时限：2026年6月底）\n"
    draft = read_plan(text.encode(), "清单.md", reference=dt.date(2026, 3, 1))
    assert [one.text for one in draft.findings] == [finding]


@pytest.mark.parametrize("head", ["交办领导", "批示领导", "签批领导"])
def test_who_gave_the_order_is_not_who_answers_for_it(head: str) -> None:
    """交办领导 is asked, not read as the responsible leader."""
    draft = read(
        [("序号", "督办事项", head, "承办单位", "办结时限"), (1, "配齐保安", "沈知行", "基教科", "2026-06-30")]
    )
    assert draft.measures[0].leaders == ()
    assert [column.head for column in draft.columns if column.ask] == [head]


@pytest.mark.parametrize("line", ["以下1至2项由水政股负责", "以下两项由水政股负责", "（以上由骆闻笙同志总牵头）"])
def test_a_line_about_some_rows_is_listed(line: str) -> None:
    """It charges neither all rows below it nor becomes their category."""
    head = ("序号", "问题", "整改措施", "经办人", "完成时限")
    draft = read([head, (line,), (1, "围挡不严", "逐户摸排", "孟晓川", "2026-06-30")])
    assert (draft.findings[0].category, draft.measures[0].departments, draft.measures[0].leaders) == ("", (), ())
    assert line in said(draft)


@pytest.mark.parametrize(
    ("cells", "ask"),
    [
        (("牵头：医政股\n配合：疾控中心", "药政股（牵头）、疾控中心", "基卫股"), False),
        (("医政股牵头，疾控中心配合", "药政股、疾控中心", "基卫股"), True),
    ],
)
def test_a_column_of_who_leads_and_who_helps_tells_them_apart(cells: tuple[str, ...], ask: bool) -> None:  # noqa: FBT001 - a case
    """牵头和配合单位 is no column of helpers; where a cell does not tell, the column is asked about."""
    head = ("序号", "问题", "整改措施", "责任领导", "牵头和配合单位", "完成时限")
    rows = [(n, f"围挡不严{n}处", "逐户摸排", "沈知行", cell, "2026-06-30") for n, cell in enumerate(cells, 1)]
    draft = read([head, *rows])
    assert [measure.departments[:1] for measure in draft.measures] == [("医政股",), ("药政股",), ("基卫股",)]
    assert draft.measures[0].support == ("疾控中心",)
    assert any(column.head == "牵头和配合单位" and column.ask for column in draft.columns) == ask


@pytest.mark.parametrize(("open_", "close"), ["“”", "「」", "『』"])
def test_what_was_done_stands_behind_the_finding_of_a_notice(open_: str, close: str) -> None:
    """（一）关于“…”问题的整改情况。修订制度…: the finding and what is said of it in one line."""
    text = f"（一）关于{open_}落实‘三重一大’制度不到位{close}问题的整改情况。修订议事规则，召开党组会12次。\n"
    draft = read_plan(text.encode(), "通报.md", reference=dt.date(2026, 3, 1))
    (finding,) = draft.findings
    assert (finding.text, finding.statement) == ("落实‘三重一大’制度不到位", "修订议事规则，召开党组会12次。")
    assert draft.left == ()


def test_a_bracket_behind_a_measure_says_who_and_by_when() -> None:
    """公示菜单（程曦负责，5月底前）: both are taken where the list says neither, and shown to be checked."""
    draft = read([("序号", "问题", "整改措施", "责任单位"), (1, "食堂浪费", "公示菜单（程曦负责，5月底前）", "后勤股")])
    (measure,) = draft.measures
    assert (measure.owners, str(measure.deadline.date)) == (("程曦",), "2026-05-31")
    assert "程曦按经办人读取" in said(draft)
    assert "没有写明年份" in said(draft)


def test_what_a_visit_found_is_the_finding_not_the_remark() -> None:
    """督查发现情况 and 整改要求 are asked about as finding and measure; a remark with 批示 in its head is no task."""
    draft = read(
        [
            ("督查发现情况", "整改要求", "落实单位", "落实人", "备注（领导批示）"),
            ("工程进度滞后", "倒排工期，抢抓进度", "建管股", "程曦", "请沈局盯办"),
            ("资料缺失", "补齐资料", "档案室", "柯蓝", None),
        ]
    )
    assert [(one.text, one.measures[0].text) for one in draft.findings] == [
        ("工程进度滞后", "倒排工期，抢抓进度"),
        ("资料缺失", "补齐资料"),
    ]
    assert [column.head for column in draft.columns if column.ask] == ["督查发现情况", "整改要求"]


def test_a_line_names_those_who_help_too() -> None:
    """以下由就业股、培训中心共同负责，财务股配合 charges three bodies, each with its part, and is no matter itself."""
    head = ("序号", "问题", "整改措施", "经办人", "完成时限")
    line = "以下事项由就业股、培训中心共同负责，财务股配合："
    draft = read([head, (line,), (1, "围挡不严", "逐户摸排", "孟晓川", "2026-06-30")])
    (measure,) = draft.measures
    assert (measure.departments, measure.support) == (("就业股", "培训中心"), ("财务股",))


@pytest.mark.parametrize(
    ("cell", "body"),
    [("养老股股长程曦", "养老股"), ("水利局局长程曦", "水利局"), ("县住建局办公室主任程曦", "县住建局办公室")],
)
def test_the_body_before_a_post_and_a_name_is_kept(cell: str, body: str) -> None:
    """养老股股长程曦 under 责任单位和责任人 is a person and a body."""
    (measure,) = one(cell, "责任单位和责任人").measures
    assert (measure.departments, measure.leaders) == ((body,), ("程曦",))


def test_a_note_is_not_hidden_among_what_is_only_counted() -> None:
    """Below a list many small cells are counted together; a note that says something is listed in its own words."""
    head = ("序号", "问题", "整改措施", "责任领导", "责任单位", "完成时限")
    rows = [(n, f"围挡{n}处不严", "逐户摸排", "沈知行", "执法大队", "2026-06-30") for n in (1, 2)]
    small = [(f"附栏{sign}乙",) for sign in "甲丙丁戊己庚"]
    draft = read([head, *rows, *small, ("注：第2项另见附件，须于每年1月报县委",)])
    assert "须于每年1月报县委" in said(draft)


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
