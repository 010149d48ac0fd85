"""Tables of others, further kinds: heads that nobody knows, limits for some, persons and bodies run together."""

import io

import docx
import pytest

from bot.domain.imports.draft import UnreadablePlan
from bot.domain.imports.namesakes import doubted
from bot.readers.plan import read_plan
from bot.readers.plan.layout.known import Known
from tests.readers.plan.test_field_layouts import HEAD, READ_ON, Rows, document, listed, read, shown

FOUR = "1.清点器材\n2.补齐标签\n3.培训保管员\n4.抽查库房"
UNKNOWN: Rows = [
    ["毛病", "怎么治", "谁来治", "治好的日子"],
    ["工棚漏雨", "加盖顶棚", "柏榆", "2026-04-30"],
    ["围墙开裂", "拆除重砌", "祁川", "2026-05-30"],
]


def limits(words: str, measures: str = FOUR) -> list[tuple[str, str]]:
    """Kind and day of each of the measures of a cell with one limit."""
    draft = read([HEAD, [1, "器材管理粗放", measures, "柏榆", "后勤股", words]])
    return [(kind, day) for _, _, kind, day in shown(draft)]


def test_a_table_of_which_no_head_is_known_is_asked_column_by_column() -> None:
    """Each column is a guess by what stands in it; what an office says of the heads counts from then on."""
    draft = read(UNKNOWN)
    assert all(column.ask for column in draft.columns)
    assert [m.text for m in draft.measures] == ["工棚漏雨", "围墙开裂"]
    known = Known(heads={"毛病": "finding", "怎么治": "measure", "谁来治": "owner", "治好的日子": "deadline"})
    draft = read(UNKNOWN, known=known)
    assert not any(column.ask for column in draft.columns)
    assert shown(draft) == [
        ("工棚漏雨", "加盖顶棚", "date", "2026-04-30"),
        ("围墙开裂", "拆除重砌", "date", "2026-05-30"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["品名", "单价", "数量"], ["钢笔", "3", "10"], ["稿纸", "20", "5"]],
        [["姓名", "工号", "电话"], ["柏榆", "1", "13800000000"], ["祁川", "2", "13800000001"]],
        [["甲", "乙", "丙"], ["12", "13", "14"], ["15", "16", "17"]],
    ],
)
def test_a_table_of_something_else_is_refused(rows: Rows) -> None:
    """Prices, telephone numbers and figures are no list of work."""
    with pytest.raises(UnreadablePlan):
        read(rows)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("前三项2026年4月底前，第四项长期坚持", ["2026-04-30"] * 3 + [""]),
        ("措施1、3：2026年4月底前。其余2026年12月底前", ["2026-04-30", "2026-12-31"] * 2),
        ("后两条立行立改，前两条2026年4月底", ["2026-04-30"] * 2 + [""] * 2),
    ],
)
def test_the_first_two_and_the_rest(words: str, days: list[str]) -> None:
    """前两项, 后两条, 其余 are those measures and no others."""
    assert [day for _, day in limits(words)] == days


@pytest.mark.parametrize(
    "words",
    [
        "2026年4月底前完成，其中第4项长期坚持",
        "除第4项长期坚持外，其余2026年6月底前完成",
        "2026年6月底前完成前两项，12月底前完成后两项",
    ],
)
def test_a_limit_of_some_that_is_not_clear_is_asked(words: str) -> None:
    """It is never taken for the limit of all."""
    assert {kind for kind, _ in limits(words)} == {"unclear"}
    draft = read([HEAD, [1, "器材管理粗放", FOUR, "柏榆", "后勤股", words]])
    assert words in listed(draft)


def test_lines_that_count_themselves_are_measures() -> None:
    """2.20盏 in the second line is the second measure, not a decimal; （2） needs no sign before it."""
    draft = read([HEAD, [1, "道路失修", "1.整修路基\n2.20盏路灯更换\n3.3个村排查", "柏榆", "工程股", "2026-04-30"]])
    assert [m.text for m in draft.measures] == ["整修路基", "20盏路灯更换", "3个村排查"]
    draft = read([HEAD, [1, "追责不力", "（1）处理责任人2名（2）修订制度3项", "柏榆", "人事股", "2026-04-30"]])
    assert [m.text for m in draft.measures] == ["处理责任人2名", "修订制度3项"]


def test_a_number_within_the_words_is_said() -> None:
    """摸底2.验收 may be two measures: it is kept as one, and somebody looks."""
    draft = read([HEAD, [1, "底数不清", "1.完成摸底2.组织验收", "柏榆", "工程股", "2026-04-30"]])
    assert len(draft.measures) == 1
    assert "第2项" in listed(draft)


def test_each_of_several_things_says_who_and_when() -> None:
    """In one cell or one line, each with brackets of its own."""
    words = "清点器材（责任人：柏榆；完成时限：2026年4月底前）；补齐标签（责任人：祁川；完成时限：2026年5月底前）"
    draft = read([["序号", "反馈问题", "整改措施"], [1, "器材管理粗放", words]])
    assert [(m.text, m.leaders, str(m.deadline.date)) for m in draft.measures] == [
        ("清点器材", ("柏榆",), "2026-04-30"),
        ("补齐标签", ("祁川",), "2026-05-31"),
    ]
    line = (
        "1.关于仓储混乱问题。一是分区堆放（责任单位：后勤股；完成时限：2026年6月底前）；"
        "二是安装货架（责任单位：工程股；完成时限：2026年9月底前）。"
    )
    draft = read_plan(document("一、近期任务", line), "方案.docx", reference=READ_ON)
    assert shown(draft) == [
        ("仓储混乱", "一是分区堆放", "date", "2026-06-30"),
        ("仓储混乱", "二是安装货架", "date", "2026-09-30"),
    ]


def test_notices_whose_headings_end_in_their_state() -> None:
    """关于“…”问题的整改情况 names a finding; the numbered lines below say what was done."""
    lines = (
        "一、关于“仓储混乱”问题的整改情况",
        "1.分区堆放。",
        "2.安装货架。",
        "二、关于“登记不全”问题的整改情况",
        "补登86件。",
    )
    draft = read_plan(document(*lines), "通报.docx", reference=READ_ON)
    assert [(f.text, f.statement) for f in draft.findings] == [
        ("仓储混乱", "1.分区堆放。\n2.安装货架。"),
        ("登记不全", "补登86件。"),
    ]


def test_a_blank_below_a_blank_is_blank() -> None:
    """同上 means the row above, never the row above that."""
    draft = read(
        [
            HEAD,
            [1, "器材管理粗放", "清点器材", "柏榆", "后勤股", "2026-03-31"],
            ["", "", "补齐标签", "祁川", "工程股", ""],
            ["", "", "培训保管员", "", "", ""],
        ]
    )
    assert [(m.leaders, str(m.deadline.date or "")) for m in draft.measures] == [
        (("柏榆",), "2026-03-31"),
        (("祁川",), ""),
        (("祁川",), ""),
    ]


def test_bodies_and_persons_run_together() -> None:
    """后勤股柏榆, 后勤股及工程股, （工程股配合）, and what is no person's name is said."""
    head = ("序号", "反馈问题", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
    draft = read(
        [
            head,
            [1, "器材管理粗放", "清点器材", "翁苇", "后勤股柏榆", "祁川", "2026-04-30"],
            [2, "围墙开裂", "拆除重砌", "翁苇", "后勤股及工程股", "暂缺", "2026-04-30"],
            [3, "工棚漏雨", "加盖顶棚", "局党组", "后勤股（工程股配合）", "柏  榆", "2026-04-30"],
        ]
    )
    one, two, three = draft.measures
    assert (one.departments, one.owners) == (("后勤股",), ("祁川",))
    assert (two.departments, two.owners) == (("后勤股", "工程股"), ())
    assert (three.departments, three.support, three.owners) == (("后勤股",), ("工程股",), ("柏榆",))
    assert "“局党组”不像一个人的姓名" in listed(draft)
    assert "责任单位旁写有柏榆" in listed(draft)


def test_one_name_with_two_departments_is_said() -> None:
    """Whether they are one or two is asked, also where only the brackets behind the name tell them apart."""
    head = ("序号", "反馈问题", "整改措施", "责任科室", "经办人", "完成时限")
    rows: list[list[object]] = [
        [*head],
        [1, "围墙开裂", "拆除重砌", "后勤股、工程股", "柏榆（后勤股）", "2026-04-30"],
        [2, "工棚漏雨", "加盖顶棚", "后勤股、工程股", "柏榆（工程股）", "2026-04-30"],
    ]
    assert "柏榆 出现在后勤股、工程股" in listed(doubted(read(rows)))
    told = [head, [*rows[1][:4], "柏榆（大）", "2026-04-30"], [*rows[2][:4], "柏榆（小）", "2026-04-30"]]
    assert [m.owners for m in read(told).measures] == [("柏榆（大）",), ("柏榆（小）",)]


def test_a_remark_of_weight_is_listed_whatever_its_column() -> None:
    """备注 is not read; that a deadline was extended stands in it all the same."""
    draft = read([(*HEAD, "备注"), [1, "围墙开裂", "拆除重砌", "柏榆", "工程股", "2026-03-31", "已批准延期到6月30日"]])
    assert "已批准延期到6月30日" in listed(draft)


def test_heads_feet_and_notes_of_word_are_listed() -> None:
    """What stands beside the body is named, page numbers are not."""
    made = docx.Document(io.BytesIO(document([HEAD, ["1", "围墙开裂", "拆除重砌", "柏榆", "工程股", "2026-03-31"]])))
    made.sections[0].header.paragraphs[0].text = "第3项措施已取消"
    made.sections[0].footer.paragraphs[0].text = "第 1 页 共 2 页"
    stream = io.BytesIO()
    made.save(stream)
    said = listed(read_plan(stream.getvalue(), "台账.docx", reference=READ_ON))
    assert "第3项措施已取消" in said
    assert "共 2 页" not in said


EXTENSIONS = (
    (("延期后时限",), ("2026-06-30",), "2026-06-30"),
    (("第一次延期", "第二次延期"), ("2026-06-30", "2026-09-30"), "2026-09-30"),
    (("现完成时限",), ("2026-06-30",), "2026-06-30"),
)


@pytest.mark.parametrize(("heads", "days", "due"), EXTENSIONS)
def test_of_several_extensions_the_last_one_counts(heads: tuple[str, ...], days: tuple[str, ...], due: str) -> None:
    """And the first day of all is kept."""
    rows = [
        (*HEAD, *heads),
        [1, "围墙开裂", "拆除重砌", "柏榆", "工程股", "2026-03-31", *days],
        [2, "工棚漏雨", "加盖顶棚", "祁川", "后勤股", "2026-04-30", *("" for _ in days)],
    ]
    one, two = read(rows).measures
    assert (str(one.deadline.date), str(one.deadline.first)) == (due, "2026-03-31")
    assert str(two.deadline.date) == "2026-04-30"


def test_a_head_over_two_columns_of_days() -> None:
    """完成时限 over 原定 and 调整后: the second is the extension, whether the cells are merged or not."""
    head = [*HEAD, ""]
    below = ["", "", "", "", "", "原定", "调整后"]
    row = [1, "围墙开裂", "拆除重砌", "柏榆", "工程股", "2026-03-31", "2026-06-30"]
    (measure,) = read([head, below, row]).measures
    assert (str(measure.deadline.date), str(measure.deadline.first)) == ("2026-06-30", "2026-03-31")


def test_a_column_without_a_head_is_listed() -> None:
    """Its cells cannot be named by a head, so they are named one by one."""
    draft = read([[*HEAD, ""], [1, "围墙开裂", "拆除重砌", "柏榆", "工程股", "2026-03-31", "另由祁川协助"]])
    assert "G2 没有读入：另由祁川协助" in listed(draft)
