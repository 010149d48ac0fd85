"""Further layouts of others: what is done about what in two columns, one cell, one line; who is to do which part."""

import pytest

from bot.domain.imports.draft import PlanDraft
from bot.readers.plan import read_plan
from tests.readers.plan.test_field_layouts import HEAD, READ_ON, Rows, document, read, shown

TASKS = ["重点任务", "责任单位", "完成时限"]


def from_lines(*lines: str) -> PlanDraft:
    """What is read of a Word document of paragraphs."""
    return read_plan(document(*lines), "方案.docx", reference=READ_ON)


def told(draft: PlanDraft) -> list[tuple[str, str]]:
    """The finding and the words of each measure."""
    return [(finding.text, measure.text) for finding in draft.findings for measure in finding.measures]


def words(draft: PlanDraft) -> str:
    """All that is said of a file, and left of it."""
    return "\n".join(f"{one.what} {one.facts}" for one in (*draft.problems, *draft.left))


@pytest.mark.parametrize(
    ("what", "how"),
    [("整治内容", "具体举措"), ("重点任务", "具体内容"), ("工作内容", "落实措施"), ("治理内容", "整治做法")],
)
def test_what_is_done_about_what_stands_in_two_columns(what: str, how: str) -> None:
    """One of each in every row: the head that names a way is the measure, whatever stands in front of it."""
    draft = read([[what, how, "责任单位", "完成时限"], ["食堂卫生", "检查食堂八家", "后勤股", "2026-04-30"]])
    assert told(draft) == [("食堂卫生", "检查食堂八家")]


def test_tasks_stay_under_their_own_category() -> None:
    """Without numbers the category alone tells them apart; none goes under the one before."""
    draft = read(
        [
            ["任务类别", *TASKS],
            ["城建", "修路3公里", "住建股", "2026-06-30"],
            ["城建", "建桥1座", "交通股", "2026-07-31"],
            ["民生", "建校1所", "教育股", "2026-08-31"],
        ]
    )
    assert told(draft) == [("城建", "修路3公里"), ("城建", "建桥1座"), ("民生", "建校1所")]
    assert not draft.left


def test_tasks_stay_under_the_heading_row_above_them() -> None:
    """1 and 2 head 1.1, 1.2 and 2.1 in the same column, also where one has a single task."""
    draft = read(
        [
            ["编号", *TASKS],
            ["1", "责任制不落实", "", ""],
            ["1.1", "修订责任清单", "党建股", "2026-04-30"],
            ["1.2", "年中述职", "党建股", "2026-07-31"],
            ["2", "执法不规范", "", ""],
            ["2.1", "评查案卷", "法规股", "2026-06-30"],
        ]
    )
    assert told(draft) == [("责任制不落实", "修订责任清单"), ("责任制不落实", "年中述职"), ("执法不规范", "评查案卷")]
    assert [measure.number for measure in draft.measures] == ["1-1", "1-2", "2-1"]


def test_a_cell_names_its_finding_and_what_is_done() -> None:
    """问题：…整改措施：… are not one measure without a finding."""
    cells = ["问题：采购程序不全\n整改措施：完善采购流程", "问题：账目不清\n整改措施：1.逐笔核对\n2.按月对账"]
    head = ["序号", "问题及整改措施", "责任科室", "完成时限"]
    rows: Rows = [head, *([place, cell, "后勤股", "2026-05-31"] for place, cell in enumerate(cells, 1))]
    assert told(read(rows)) == [
        ("采购程序不全", "完善采购流程"),
        ("账目不清", "逐笔核对"),
        ("账目不清", "按月对账"),
    ]


def test_a_line_names_its_finding_and_what_is_done() -> None:
    """All in one paragraph: the words before 整改措施 are the finding, those in brackets who and when."""
    draft = from_lines(
        "一、政治建设方面",
        "1. 谈话提醒不经常。整改措施：全年谈话80人次。（责任领导：柏榆；责任科室：纪检股；完成时限：2026年12月底前）",
    )
    assert told(draft) == [("谈话提醒不经常。", "全年谈话80人次。")]
    (measure,) = draft.measures
    assert (measure.leaders, measure.departments, str(measure.deadline.date)) == (("柏榆",), ("纪检股",), "2026-12-31")


def test_a_label_in_brackets_ends_with_them() -> None:
    """What follows is the sentence's, never part of a name."""
    draft = from_lines("局务会议定事项", "1.由规划股（责任人：柏榆）于2026年4月15日前完成规划初稿。")
    (measure,) = draft.measures
    assert "完成规划初稿" in measure.text
    assert (*measure.leaders, *measure.owners) == ("柏榆",)
    assert "2026年4月15日前" in words(draft)


@pytest.mark.parametrize("form", ["对“{}”问题的整改", "关于“{}”问题的整改情况", "针对“{}”问题整改情况"])
def test_a_notice_names_its_findings(form: str) -> None:
    """Each is a finding; what was done is no measure."""
    one, other = "项目谋划不深", "窗口服务不优"
    heads = (f"1.{form.format(one)}", f"2.{form.format(other)}")
    draft = from_lines("二、整改落实情况", heads[0], "（1）谋划项目86个。", heads[1], "（1）压减事项23项。")
    assert [finding.text for finding in draft.findings] == [one, other]
    assert not draft.measures


def test_who_does_which_part_is_read_and_said() -> None:
    """The bodies and the people are known; that each has a part of its own is said, as no measure holds it."""
    rows: Rows = [
        ["序号", "问题", "整改措施", "责任领导", "责任单位及责任人", "完成时限"],
        [1, "棚房反弹", "拆除棚房", "祁川", "资源股柏榆负责核查，执法队林一苇负责拆除", "2026-05-31"],
    ]
    draft = read(rows)
    (measure,) = draft.measures
    assert measure.departments == ("资源股", "执法队")
    assert measure.owners == ("柏榆", "林一苇")
    assert "执法队林一苇负责拆除" in words(draft)


def test_the_only_column_of_people_holds_their_bodies() -> None:
    """督查股 柏榆: body and person, and the column is asked as before."""
    head = ["序号", "问题", "整改措施", "责任人", "时限"]
    draft = read([head, [1, "作风不实", "明察暗访", "督查股 柏榆", "2026-05-31"]])
    (measure,) = draft.measures
    assert (measure.departments, (*measure.leaders, *measure.owners)) == (("督查股",), ("柏榆",))
    assert [column.head for column in draft.columns if column.ask] == ["责任人"]


@pytest.mark.parametrize("cell", ["宣传委员 柏 榆", "组织委员 柏榆", "武装部长 柏榆"])
def test_a_post_before_a_name_is_nobody(cell: str) -> None:
    """Whatever blanks stand in the name."""
    draft = read([HEAD, [1, "宣传乏力", "办专栏", cell, "宣传股", "2026-05-31"]])
    (measure,) = draft.measures
    assert (*measure.leaders, *measure.owners) == ("柏榆",)


@pytest.mark.parametrize("limit", ["60日内", "30个工作日内", "三个月内完成", "限2个月内", "半年内"])
def test_so_long_from_no_day_is_asked(limit: str) -> None:
    """The day on which somebody happens to send the file begins nothing."""
    draft = read([HEAD, [1, "验收滞后", "组织验收", "柏榆", "项目股", limit]])
    assert [(kind, day) for _, _, kind, day in shown(draft)] == [("unclear", "")]
    assert limit in words(draft)
