"""Layouts as other offices make them: every row is read right, asked about, or listed as not read."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from bot.cli.read_plan import kind_of
from bot.domain.imports.draft import PlanDraft, PlanKind
from bot.messages.imports.problems import problem_words
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan
from bot.readers.plan.layout.known import Known

READ_ON = dt.date(2026, 3, 2)
WORDING = load_wording()
Rows = Sequence[Sequence[Any]]
HEAD = ("序号", "反馈问题", "整改措施", "责任领导", "责任科室", "完成时限")


def workbook(*sheets: Rows, names: Sequence[str] = ()) -> openpyxl.Workbook:
    """A workbook of plain sheets."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(names[number] if names else f"表{number + 1}")
        for row in rows:
            sheet.append(list(row))
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    """Its bytes."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(*sheets: Rows, names: Sequence[str] = (), known: Known | None = None) -> PlanDraft:
    """What is read of such a workbook."""
    data = saved(workbook(*sheets, names=names))
    return read_plan(data, "台账.xlsx", reference=READ_ON, known=known or Known())


def document(*parts: str | Rows) -> bytes:
    """A Word document of lines and tables."""
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(len(part), len(part[0]))
        for r, row in enumerate(part):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def shown(draft: PlanDraft) -> list[tuple[str, str, str, str]]:
    """Finding, measure, kind and day of every measure."""
    return [
        (f.text, m.text, kind_of(m), m.deadline.date.isoformat() if m.deadline.date else "")
        for f in draft.findings
        for m in f.measures
    ]


def listed(draft: PlanDraft) -> str:
    """Everything that is said of what was not read or is unclear."""
    return "\n".join(f"{p.where} {problem_words(WORDING, p)}" for p in (*draft.problems, *draft.left))


def test_a_list_of_tasks_is_a_plan_of_its_own() -> None:
    """Tasks without findings are read with their people and days, under their categories; the kind is named."""
    rows = (
        ("年度重点工作任务分解表",),
        ("序号", "类别", "工作任务", "牵头领导", "责任单位", "完成时限"),
        (1, "城建", "新修步道3公里", "柏榆", "园林股", "2026年6月底前"),
        (2, "城建", "改造公厕8座", "柏榆", "环卫股", "2026年9月底前"),
        (3, "民生", "增设站点12处", "祁川", "运管股", "长期坚持"),
    )
    draft = read(rows)
    assert draft.kind is PlanKind.TASKS
    assert shown(draft) == [
        ("城建", "新修步道3公里", "date", "2026-06-30"),
        ("城建", "改造公厕8座", "date", "2026-09-30"),
        ("民生", "增设站点12处", "ongoing", ""),
    ]
    assert [m.leaders for m in draft.measures] == [("柏榆",), ("柏榆",), ("祁川",)]


@pytest.mark.parametrize(
    ("title", "head", "kind"),
    [
        ("督办事项清单", "督办事项", PlanKind.SUPERVISION),
        ("专题会议议定事项落实表", "议定事项", PlanKind.MEETING),
        ("人大审议意见办理清单", "审议意见内容", PlanKind.DELIBERATION),
    ],
)
def test_kinds_of_lists_are_named(title: str, head: str, kind: PlanKind) -> None:
    """What the office handles besides ledgers has its own name."""
    rows = ((title,), ("序号", head, "责任单位", "办结时限"), (1, "修缮文庙东墙", "文物股", "2026年5月底前"))
    draft = read(rows)
    assert draft.kind is kind
    assert draft.measures[0].departments == ("文物股",)
    assert draft.measures[0].deadline.date == dt.date(2026, 5, 31)


def test_a_sample_row_is_listed_and_not_read() -> None:
    """示例 shows how to fill in; it is nobody's measure."""
    draft = read(
        (
            HEAD,
            ("示例", "示例：问题", "示例：措施", "某某", "某股", "2026年1月"),
            (1, "账目不清", "清账", "柏榆", "财务股", "2026年5月底前"),
        )
    )
    assert [m.text for m in draft.measures] == ["清账"]
    assert "示例：措施" in listed(draft)
    assert (draft.rows.rows, draft.rows.read) == (2, 1)


def test_unknown_heads_are_named_and_asked() -> None:
    """A head that nobody knows is guessed by what stands under it, and asked; without a guess it is asked too."""
    rows = (
        ("序号", "短板弱项", "整改措施", "责任领导", "责任科室", "要在啥时候弄好", "红绿灯"),
        (1, "培训走过场", "重新组织培训2期", "柏榆", "人事股", "2026年4月底前", "黄"),
        (2, "考勤不严格", "安装考勤机6台", "祁川", "办公室", "2026年5月底前", "绿"),
    )
    draft = read(rows)
    assert shown(draft)[0] == ("培训走过场", "重新组织培训2期", "date", "2026-04-30")
    asked = {column.head: column.field for column in draft.columns if column.ask}
    assert asked == {"短板弱项": "finding", "要在啥时候弄好": "deadline", "红绿灯": ""}


def test_what_an_office_said_of_a_head_is_remembered() -> None:
    """A head that was explained is read so and asked no more; one that is not wanted is named and left."""
    rows = (
        ("序号", "反馈问题", "落地动作", "点长", "责任科室", "完成时限", "红绿灯"),
        (1, "培训走过场", "重新组织培训2期", "柏榆", "人事股", "2026年4月底前", "黄"),
    )
    draft = read(rows, known=Known(heads={"落地动作": "measure", "点长": "leader", "红绿灯": "ignored"}))
    assert draft.measures[0].text == "重新组织培训2期"
    assert draft.measures[0].leaders == ("柏榆",)
    assert not any(column.ask for column in draft.columns)


def test_more_unknown_heads_than_known_ones_are_no_refusal() -> None:
    """Twelve month columns beside the usual ones are named; the rest is read."""
    months = tuple(f"{n}月" for n in range(1, 13))
    draft = read(((*HEAD, *months), (1, "账目不清", "清账", "柏榆", "财务股", "2026年5月底前", "", "查账", *[""] * 10)))
    assert shown(draft) == [("账目不清", "清账", "date", "2026-05-31")]
    assert {column.head for column in draft.columns} >= set(months)


def test_three_lists_with_several_tasks_a_finding() -> None:
    """Tasks stand under their findings, and people at their tasks, whatever the order of the lists."""
    findings = (("问题清单",), ("问题编号", "问题表现"), (1, "库存不清"), (2, "采购不规范"))
    tasks = (
        ("任务编号", "问题编号", "整改任务", "完成时限"),
        ("1-1", 1, "盘点仓库", "2026年5月底前"),
        ("1-2", 1, "建立库存台账", "2026年6月底前"),
        ("2-1", 2, "修订采购办法", "立行立改"),
    )
    duties = (
        ("任务编号", "责任领导", "牵头股室", "经办人"),
        ("2-1", "祁川", "采购股", "翁苇"),
        ("1-1", "柏榆", "后勤股", "苏荷"),
        ("1-2", "柏榆", "后勤股", "苏荷"),
    )
    draft = read(findings, tasks, duties, names=("问题清单", "任务清单", "责任清单"))
    assert [(m.number, m.text, m.leaders, m.owners) for m in draft.measures] == [
        ("1-1", "盘点仓库", ("柏榆",), ("苏荷",)),
        ("1-2", "建立库存台账", ("柏榆",), ("苏荷",)),
        ("2-1", "修订采购办法", ("祁川",), ("翁苇",)),
    ]


def test_lists_in_one_sheet_and_lists_joined_by_words() -> None:
    """Lists below one another are lists of their own; where numbers mean nothing the words join them."""
    rows = (
        ("问题清单",),
        ("序号", "问题"),
        (1, "库存不清"),
        (2, "采购不规范"),
        ("措施清单",),
        ("序号", "对应问题", "整改任务", "整改措施"),
        (1, "问题1", "理清库存", "盘点全部仓库"),
        (2, "问题2", "规范采购", "修订采购办法"),
        (3, "问题2", "规范采购", "开展采购培训"),
        ("责任清单",),
        ("序号", "整改措施", "责任领导", "完成时限"),
        (1, "开展采购培训", "祁川", "2026年7月底前"),
        (2, "盘点全部仓库", "柏榆", "2026年5月底前"),
        (3, "修订采购办法", "祁川", "2026年6月底前"),
    )
    draft = read(rows)
    assert shown(draft) == [
        ("库存不清", "盘点全部仓库", "date", "2026-05-31"),
        ("采购不规范", "修订采购办法", "date", "2026-06-30"),
        ("采购不规范", "开展采购培训", "date", "2026-07-31"),
    ]


def test_a_form_with_a_head_inside() -> None:
    """举措一 names the row; the words stand beside it, with their own support and day."""
    form = (
        ("整改任务书",),
        ("编号", "1"),
        ("反馈问题", "仓库漏雨"),
        ("责任领导", "柏榆", "责任股室", "后勤股"),
        ("整改举措", "举措内容", "配合单位", "办结时限"),
        ("举措一", "翻修屋面600平方米", "工程股", "2026年5月底前"),
        ("举措二", "雨前逐仓巡查", "安保股", "长期坚持"),
    )
    draft = read(form)
    assert shown(draft) == [
        ("仓库漏雨", "翻修屋面600平方米", "date", "2026-05-31"),
        ("仓库漏雨", "雨前逐仓巡查", "ongoing", ""),
    ]
    assert [(m.leaders, m.support) for m in draft.measures] == [(("柏榆",), ("工程股",)), (("柏榆",), ("安保股",))]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("1、2项2026年4月底前，3项2026年6月底前", ["2026-04-30", "2026-04-30", "2026-06-30"]),
        ("（1）2026年4月底前；（2）（3）2026年6月底前", ["2026-04-30", "2026-06-30", "2026-06-30"]),
        ("第1至2项2026年4月底前，第3项2026年6月底前", ["2026-04-30", "2026-04-30", "2026-06-30"]),
        ("①2026年4月底\n②③2026年6月底", ["2026-04-30", "2026-06-30", "2026-06-30"]),
    ],
)
def test_one_limit_for_a_group_of_measures(words: str, days: list[str]) -> None:
    """The words say which measures they mean."""
    draft = read((HEAD, (1, "账目不清", "1.清账\n2.对账\n3.公示", "柏榆", "财务股", words)))
    assert [m.deadline.date.isoformat() if m.deadline.date else "" for m in draft.measures] == days


def test_an_extension_in_a_column_of_its_own() -> None:
    """The later day is in force, the first one is kept; a row without one keeps its own."""
    rows = (
        (*HEAD[:5], "原定完成时限", "延期后完成时限"),
        (1, "账目不清", "清账", "柏榆", "财务股", "2026年4月底前", "2026年8月底前"),
        (2, "门卫松懈", "换岗", "祁川", "办公室", "2026年5月底前", ""),
    )
    first, second = read(rows).measures
    assert (first.deadline.date, first.deadline.first) == (dt.date(2026, 8, 31), dt.date(2026, 4, 30))
    assert second.deadline.date == dt.date(2026, 5, 31)


def test_a_blank_day_in_a_filled_row_is_blank() -> None:
    """Leaders may go on from above where that is listed; a day does not."""
    rows = (HEAD, (1, "账目不清", "清账", "柏榆", "财务股", "2026年4月底前"), ("", "", "对账", "柏榆", "财务股", ""))
    draft = read(rows)
    assert shown(draft)[1] == ("账目不清", "对账", "none", "")


def test_rows_struck_out_and_hidden_are_listed() -> None:
    """They vanish from the sheet, not from what is said of it."""
    made = workbook(
        (
            HEAD,
            (1, "账目不清", "清账", "柏榆", "财务股", "2026年4月底前"),
            (1, "账目不清", "对账", "柏榆", "财务股", "2026年5月底前"),
        )
    )
    sheet = made.worksheets[0]
    for cell in sheet[2]:
        cell.font = Font(strike=True)
    sheet.row_dimensions[2].hidden = True
    draft = read_plan(saved(made), "台账.xlsx", reference=READ_ON)
    assert [m.text for m in draft.measures] == ["对账"]
    assert "清账" in listed(draft)
    assert draft.rows.left == ("表1!第2行",)


def test_a_number_before_a_figure_is_no_decimal() -> None:
    """2.3家 is the second item with three firms; what may be a decimal is asked."""
    rows = (HEAD, (1, "扰民", "1.约谈6家店铺\n2.3家店铺停业\n3.4户居民补偿", "柏榆", "城管股", "2026年4月底前"))
    assert [m.text for m in read(rows).measures] == ["约谈6家店铺", "3家店铺停业", "4户居民补偿"]
    doubtful = read((HEAD, (1, "路窄", "2.5公里道路拓宽", "柏榆", "建设股", "2026年4月底前")))
    assert [m.text for m in doubtful.measures] == ["2.5公里道路拓宽"]
    assert "2.5公里" in listed(doubtful)


def test_people_and_days_that_stand_at_the_findings() -> None:
    """A finding without measures is followed by its own people and day; another day of the table is named."""
    rows = (
        ("编号", "问题描述", "佐证", "回复期限", "整改完成时限", "责任部门"),
        ("NC-1", "量具未检定", "照片", "2026-03-20", "2026-05-15", "质检室"),
        ("NC-2", "图纸未签", "照片", "2026-03-21", "2026-06-15", "设计室"),
    )
    draft = read(rows)
    assert [(f.text, f.measures[0].departments, f.measures[0].deadline.date) for f in draft.findings] == [
        ("量具未检定", ("质检室",), dt.date(2026, 5, 15)),
        ("图纸未签", ("设计室",), dt.date(2026, 6, 15)),
    ]


def test_public_notices_name_their_findings_in_quotation_marks() -> None:
    """关于“…”的问题 is the finding; what the secretary did is none."""
    lines = (
        "（一）党组书记组织整改情况",
        "1.扛起责任。召开会议3次。",
        "2.逐条过堂。明确责任领导、完成时限。",
        "（二）反馈问题整改情况",
        "1.关于“理论学习不深入”的问题。",
        "整改情况：开展读书班2期。",
        "2.关于“档案保管混乱”的问题。",
        "补建档案柜9组，逐卷清点。",
    )
    draft = read_plan(document(*lines), "通报.docx", reference=READ_ON)
    assert [f.text for f in draft.findings] == ["理论学习不深入", "档案保管混乱"]
    assert draft.findings[1].statement == "补建档案柜9组，逐卷清点。"


def test_markdown_headings_are_no_findings() -> None:
    """The table is read, chapters are not."""
    lines = (
        "# 报告",
        "## 三、发现的问题",
        "",
        "| # | 事项 | 责任部门 | 整改期限 |",
        "| --- | --- | --- | --- |",
        "| 1 | 合同未经审批 | 采购部 | 2026-06-30 |",
        "",
        "## 四、结语",
        "总体可控。",
    )
    text = "\n".join(lines)
    draft = read_plan(text.encode(), "发现.md", reference=READ_ON)
    assert [(f.text, f.measures[0].departments) for f in draft.findings] == [("合同未经审批", ("采购部",))]
    assert "总体可控" in listed(draft)


def test_the_year_is_that_of_the_document() -> None:
    """A day without a year is read from the day under the document, whenever it is imported."""
    table = (("序号", "任务内容", "责任单位", "完成时限"), ("1", "整理卷宗", "档案室", "4月底前"))
    data = document("重点任务表", table, "某县档案局", "2025年2月20日")
    draft = read_plan(data, "任务.docx", reference=READ_ON)
    assert draft.measures[0].deadline.date == dt.date(2025, 4, 30)


def test_where_owners_belong_is_kept() -> None:
    """Each of several owners with the department that stands beside the name."""
    rows = (
        (*HEAD[:5], "经办人", "完成时限"),
        (1, "账目不清", "清账", "柏榆", "财务股、审计股", "苏荷（财务股）、翁苇（审计股）", "2026年4月底前"),
        (2, "门卫松懈", "换岗", "祁川", "办公室、保卫股", "办公室 苏荷；保卫股 翁苇", "2026年4月底前"),
    )
    draft = read(rows)
    assert [m.owner_departments for m in draft.measures] == [("财务股", "审计股"), ("办公室", "保卫股")]


def test_every_cell_ends_somewhere() -> None:
    """Words beside a name, a second column about progress, a note under the table: all are listed."""
    rows = (
        (*HEAD, "整改状态", "本周进展"),
        (1, "账目不清", "清账", "柏榆（统筹协调全面工作）", "财务股", "2026年4月底前", "推进中", "已清三年旧账"),
        ("注：本表由办公室汇总",),
    )
    draft = read(rows)
    assert "已清三年旧账" in listed(draft)
    assert "本表由办公室汇总" in listed(draft)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("信访问题", "finding"),
        ("风险短板", "finding"),
        ("治理措施", "measure"),
        ("防范对策", "measure"),
        ("市级领导", "leader"),
        ("办理单位", "department"),
        ("责任单位（配合）", "support"),
        ("跟踪人", "owner"),
        ("最后期限", "deadline"),
        ("顺延至", "extended"),
        ("办理结果", "status"),
    ],
)
def test_heads_that_end_in_a_plain_word(head: str, field: str) -> None:
    """What offices call their columns is endless; the last word says what it is."""
    others = {
        "finding": "反馈问题",
        "measure": "整改措施",
        "leader": "责任领导",
        "department": "责任科室",
        "deadline": "完成时限",
    }
    heads = ["序号", *(head if name == field else other for name, other in others.items())]
    row = [1, "账目不清", "清账", "柏榆", "财务股", "2026年4月底前"]
    if head not in heads:
        heads, row = [*heads, head], [*row, "2026年6月底前" if field == "extended" else "苏荷"]
    draft = read((heads, row))
    assert {column.head: (column.field, column.ask) for column in draft.columns}[head] == (field, False)


def test_a_form_about_one_task() -> None:
    """督办单: what is to be done, by whom, until when; the head of a form above a list is no finding."""
    form = (
        ("督办单",),
        ("督办事项", "修复北桥护栏"),
        ("责任单位", "公路站", "责任领导", "柏榆"),
        ("办结时限", "2026年5月20日"),
    )
    draft = read(form)
    assert [(m.text, m.leaders, m.departments, m.deadline.date) for m in draft.measures] == [
        ("修复北桥护栏", ("柏榆",), ("公路站",), dt.date(2026, 5, 20))
    ]
    above = (("任务名称", "核查", "设备类型", "水泵"), HEAD, (1, "账目不清", "清账", "柏榆", "财务股", "2026年4月底前"))
    assert [f.text for f in read(above).findings] == ["账目不清"]


@pytest.mark.parametrize(
    ("lines", "task"),
    [
        (("整改任务：建立长效机制", "并加强日常检查"), "建立长效机制并加强日常检查"),
        (("整改任务：", "建立长效机制", "并加强日常检查"), "建立长效机制并加强日常检查"),
        (("整改任务：建立长效机制", "整改任务：加强日常检查"), "建立长效机制；加强日常检查"),
        (("整改任务：建立长效机制", "整改任务：建立长效机制"), "建立长效机制"),
        (("整改任务：建立长效机制", "责任领导：柏榆", "另行通知"), "建立长效机制"),
    ],
)
def test_every_line_of_a_task_is_kept(lines: tuple[str, ...], task: str) -> None:
    """What follows a task on a line of its own, or is a second one, is no less a task; one said twice is one."""
    text = ("问题一：台账不全", *lines, "整改措施：补齐台账", "完成时限：2026年6月30日")
    (finding,) = read_plan(document(*text), "方案.docx", reference=READ_ON).findings
    assert (finding.text, finding.task, [m.text for m in finding.measures]) == ("台账不全", task, ["补齐台账"])


def test_a_task_without_a_finding_goes_on_in_its_next_line() -> None:
    """任务一：… and the line below it are one task, whose words a measure would have."""
    text = ("任务一：建立长效机制", "并加强日常检查", "措施：补齐台账", "完成时限：2026年6月30日")
    (finding,) = read_plan(document(*text), "方案.docx", reference=READ_ON).findings
    assert (finding.text, finding.task) == ("建立长效机制并加强日常检查", "")
    (finding,) = read_plan(document(*text[:2], text[3]), "方案.docx", reference=READ_ON).findings
    assert [m.text for m in finding.measures] == ["建立长效机制并加强日常检查"]


@pytest.mark.parametrize("merged", [(), ("A4:B4", "A5:B5")])
def test_a_value_that_stands_below_its_label_is_read(merged: tuple[str, ...]) -> None:
    """In a form a label may fill a row, merged or not, and its value the next one."""
    rows = (
        ("问题", "台账不全"),
        ("整改措施", "补齐台账"),
        ("完成时限", "2026年6月30日"),
        ("责任领导", None),
        ("柏榆", None),
    )
    made = workbook(rows)
    for area in merged:
        made.worksheets[0].merge_cells(area)
    draft = read_plan(saved(made), "表.xlsx", reference=READ_ON)
    assert [(m.text, m.leaders, m.deadline.words) for m in draft.measures] == [("补齐台账", ("柏榆",), "2026年6月30日")]


@pytest.mark.parametrize(
    ("above", "below", "merged"),
    [
        (("序号", "反馈问题", "整改措施", "责任", None, "完成时限"), (None, None, None, "领导", "科室", None), "D1:E1"),
        (("序号", "反馈问题", "整改措施", "责任", None, None), (None, None, None, "领导", "科室", "完成时限"), "D1:F1"),
        (("责任", None, "序号", "反馈问题", "整改措施", "完成时限"), ("领导", "科室", None, None, None, None), "A1:B1"),
    ],
)
def test_a_head_of_two_rows_is_read_to_the_last_column_of_its_group(
    above: tuple[str | None, ...], below: tuple[str | None, ...], merged: str
) -> None:
    """The first column of a group, those within and its last one have their second word below."""
    values = {
        "序号": 1,
        "反馈问题": "台账不全",
        "整改措施": "补齐台账",
        "领导": "柏榆",
        "科室": "财务股",
        "完成时限": "2026年6月30日",
    }
    made = workbook((above, below, [values[b or a or ""] for a, b in zip(above, below, strict=True)]))
    made.worksheets[0].merge_cells(merged)
    draft = read_plan(saved(made), "表.xlsx", reference=READ_ON)
    assert [(m.text, m.leaders, m.departments) for m in draft.measures] == [("补齐台账", ("柏榆",), ("财务股",))]
