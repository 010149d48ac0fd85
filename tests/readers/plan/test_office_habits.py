"""Habits of clerks: parts said behind a body, numbers in brackets, rows that head others, sheets that repeat a list."""

import datetime as dt

import pytest

from bot.readers.plan import read_plan
from bot.readers.plan.fields.bodies import bodies_of
from bot.readers.plan.fields.names import persons
from tests.readers.plan.test_field_layouts import READ_ON, Rows, document, listed, read

HEAD = ("序号", "反馈问题", "整改措施", "责任领导", "责任单位", "经办人", "完成时限")
THREE = "1.清点器材\n2.补齐标签\n3.抽查库房"


def row(number: object, finding: str, measure: str, *, bodies: str = "后勤股", owner: str = "祁川") -> list[object]:
    """A row of such a ledger."""
    return [number, finding, measure, "柏榆", bodies, owner, "2026-06-30"]


@pytest.mark.parametrize(
    ("words", "leading", "supporting"),
    [
        ("水利股牵头，财务股配合", ("水利股",), ("财务股",)),
        ("由水利股牵头，财务股、工程股协助", ("水利股",), ("财务股", "工程股")),
        ("请水利股负责落实", ("水利股",), ()),
        ("由水利股", ("水利股",), ()),
        ("水利股", ("水利股",), ()),
    ],
)
def test_what_a_body_does_is_no_part_of_its_name(
    words: str, leading: tuple[str, ...], supporting: tuple[str, ...]
) -> None:
    """牵头 and 配合 behind a body say its part."""
    found = bodies_of(words)
    assert (found.leading, found.supporting) == (leading, supporting)


def test_what_stands_before_a_label_of_a_cell_is_read_too() -> None:
    """牵头：…；配合：… in a cell of responsible bodies: both are read, nothing is left."""
    draft = read([HEAD, row(1, "器材管理粗放", "清点器材", bodies="牵头：水利股；配合：财务股、工程股")])
    assert (draft.measures[0].departments, draft.measures[0].support) == (("水利股",), ("财务股", "工程股"))
    assert not draft.left


def test_body_and_post_before_a_person_are_no_part_of_the_name() -> None:
    """水利局办公室主任祁小川 is 祁小川."""
    assert persons("水利局办公室主任祁小川") == ("祁小川",)


def test_numbers_in_brackets_say_whose_a_measure_is() -> None:
    """水利股（1、2）、工程股（3）: each measure has its own body and its own clerk."""
    draft = read(
        [HEAD, row(1, "器材管理粗放", THREE, bodies="水利股（1、2）、工程股（3）", owner="祁川（1）、周小满（2、3）")]
    )
    assert [m.departments for m in draft.measures] == [("水利股",), ("水利股",), ("工程股",)]
    assert [m.owners for m in draft.measures] == [("祁川",), ("周小满",), ("周小满",)]


def test_numbers_in_brackets_that_fit_no_measures_are_said() -> None:
    """Of three measures numbers for two give nobody the third one: it is said, and nobody is left out."""
    draft = read([HEAD, row(1, "器材管理粗放", THREE, owner="祁川（1、2）、周小满（4）")])
    assert [m.owners for m in draft.measures] == [("祁川", "周小满")] * 3
    assert "“祁川（1、2）、周小满（4）”里写的编号与这一格的措施对不上" in listed(draft)


@pytest.mark.parametrize(
    "counts", [["甲", "乙", "丙", "丁", "1", "2", "3"], [f"（{n}）" for n in range(1, 8)], list("ABCDEFG")]
)
def test_a_row_that_counts_the_columns_is_no_measure(counts: list[str]) -> None:
    """甲 乙 丙 1 2 3 below a head invent no finding."""
    draft = read([HEAD, counts, row(1, "器材管理粗放", "清点器材")])
    assert [(f.text, [m.text for m in f.measures]) for f in draft.findings] == [("器材管理粗放", ["清点器材"])]


@pytest.mark.parametrize("head", ["问题及整改措施", "工作任务"])
def test_rows_numbered_in_words_head_the_rows_below_them(head: str) -> None:
    """一 … above 1, 2 in one column: what the measures are for, and no measure without anybody."""
    rows: Rows = [
        ["序号", head, "责任领导", "经办人", "完成时限"],
        ["一", "器材管理粗放", "", "", ""],
        ["1", "清点器材", "柏榆", "祁川", "2026-06-30"],
        ["2", "补齐标签", "柏榆", "祁川", "2026-07-31"],
        ["二", "值守松散", "", "", ""],
        ["1", "重排值守表", "柏榆", "周小满", "2026-05-31"],
    ]
    draft = read(rows)
    assert [(f.text, [m.text for m in f.measures]) for f in draft.findings] == [
        ("器材管理粗放", ["清点器材", "补齐标签"]),
        ("值守松散", ["重排值守表"]),
    ]
    assert len({m.number for m in draft.measures}) == len(draft.measures) == 3


def test_rows_numbered_in_words_that_have_people_are_measures() -> None:
    """一 with a person and a day heads nothing."""
    draft = read(
        [
            ["序号", "工作任务", "责任领导", "经办人", "完成时限"],
            ["一", "清点器材", "柏榆", "祁川", "2026-06-30"],
            ["二", "补齐标签", "柏榆", "祁川", "2026-07-31"],
        ]
    )
    assert [m.text for m in draft.measures] == ["清点器材", "补齐标签"]


def test_sheets_of_single_bodies_behind_the_whole_list_add_no_measure() -> None:
    """汇总 and a sheet of each body, which counts from 1 again: each measure is read once, and it is said."""
    one, two = row(1, "器材管理粗放", "清点器材"), row(2, "值守松散", "重排值守表", bodies="值守股")
    draft = read([HEAD, one, two], [HEAD, one], [HEAD, [1, *two[1:]]], names=("汇总", "后勤股", "值守股"))
    assert [m.text for m in draft.measures] == ["清点器材", "重排值守表"]
    assert "前面的表里已经有同样的问题和措施" in listed(draft)


def test_sheets_that_say_something_of_their_own_follow_on() -> None:
    """The same finding with another measure is another body's own."""
    one, two = row(1, "器材管理粗放", "清点器材"), row(2, "值守松散", "重排值守表")
    own = row(1, "值守松散", "增设值守岗", bodies="值守股")
    draft = read([HEAD, one, two], [HEAD, own], names=("汇总", "值守股"))
    assert [m.text for m in draft.measures] == ["清点器材", "重排值守表", "增设值守岗"]


def test_several_findings_of_a_cell_are_said() -> None:
    """1.… 2.… in the cell of a finding: read as one with its words whole, and said."""
    draft = read([HEAD, row(1, "1.器材管理粗放\n2.值守松散", "1.清点器材\n2.重排值守表")])
    assert draft.findings[0].text == "1.器材管理粗放2.值守松散"
    assert "问题1的一格里写着2个问题" in listed(draft)


def test_a_limit_in_the_brackets_of_a_title_holds_for_the_list() -> None:
    """（以下任务须于9月底前完成） behind a title is read and said."""
    title = "2026年重点任务分解表（以下任务须于2026年9月底前完成）"
    tasks = (("序号", "重点任务", "责任单位", "责任人"), ("1", "修订巡查办法", "水利股", "李青禾"))
    draft = read_plan(document(title, tasks), "任务.docx", reference=READ_ON)
    assert [m.deadline.date for m in draft.measures] == [dt.date(2026, 9, 30)]
    assert "以下任务须于2026年9月底前完成" in listed(draft)


def test_a_limit_that_holds_now_goes_before_the_first_one() -> None:
    """原定时限 and 现定时限: the one that holds now counts, and both are said."""
    heads = [*HEAD[:-1], "原定时限", "现定时限"]
    first = [*row(1, "器材管理粗放", "清点器材")[:-1], "2026-04-30", "2026-06-30"]
    second = [*row(2, "值守松散", "重排值守表")[:-1], "2026-04-30", ""]
    draft = read([heads, first, second])
    assert [m.deadline.date for m in draft.measures] == [dt.date(2026, 6, 30), dt.date(2026, 4, 30)]
    assert draft.measures[0].deadline.first == dt.date(2026, 4, 30)
    assert "措施1-1已延期" in listed(draft)


def test_a_former_person_without_a_present_one_is_asked() -> None:
    """原责任人 alone: nobody says who it is now."""
    heads = ["序号", "反馈问题", "整改措施", "原责任人", "完成时限"]
    draft = read([heads, [1, "器材管理粗放", "清点器材", "祁川", "2026-06-30"]])
    assert [column.head for column in draft.columns if column.ask] == ["原责任人"]


TASKS = ("序号", "重点任务", "责任单位", "责任人", "完成时限")


def test_tasks_below_a_whole_ledger_are_work_of_their_own() -> None:
    """Both lists count from 1: the task keeps its words, its people and its day, and is under no other finding."""
    own = [1, "编制规划", "工程股", "周小满", "2026-09-30"]
    draft = read([HEAD, row(1, "器材管理粗放", "清点器材"), [], ["二、重点任务"], TASKS, own])
    assert [(f.number, f.text, [m.text for m in f.measures]) for f in draft.findings] == [
        ("1", "器材管理粗放", ["清点器材"]),
        ("2", "重点任务", ["编制规划"]),
    ]
    first, second = draft.measures
    assert (first.owners, first.departments, first.deadline.date) == (("祁川",), ("后勤股",), dt.date(2026, 6, 30))
    assert (second.departments, second.deadline.date) == (("工程股",), dt.date(2026, 9, 30))
    assert {*second.owners, *second.leaders} == {"周小满"}
    assert "这张表的1项任务各有责任人和时限" in listed(draft)


def test_tasks_that_name_their_finding_still_add_to_it() -> None:
    """对应问题 says what the task is for."""
    head = ("对应问题序号", *TASKS[1:])
    own = [1, "编制规划", "后勤股", "祁川", "2026-06-30"]
    draft = read([HEAD, row(1, "器材管理粗放", "清点器材")], [head, own], names=("问题清单", "任务清单"))
    assert [(f.text, f.task, [m.text for m in f.measures]) for f in draft.findings] == [
        ("器材管理粗放", "编制规划", ["清点器材"])
    ]


def test_a_break_within_a_cell_of_markdown_parts_measures() -> None:
    """1.…<br>2.… are two measures, as in two lines."""
    lines = (
        "|序号|反馈问题|整改措施|责任领导|经办人|完成时限|",
        "|---|---|---|---|---|---|",
        "|1|器材管理粗放|1.清点器材<br>2.补齐标签|柏榆|祁川|2026-06-30|",
    )
    draft = read_plan("\n".join(lines).encode(), "台账.md", reference=READ_ON)
    assert [m.text for m in draft.measures] == ["清点器材", "补齐标签"]


def test_marks_and_parts_before_a_person_are_no_part_of_the_name() -> None:
    """★祁小川, A岗：祁小川 B岗：周小满."""
    assert persons("★祁小川") == ("祁小川",)
    assert persons("A岗：祁小川\nB岗：周小满") == ("祁小川", "周小满")


def test_a_number_of_merged_rows_is_no_question() -> None:
    """序号 that counts broader findings than those that are read is known for a number."""
    heads = ["序号", "反馈问题", "具体表现", *HEAD[2:]]
    first, second = row(1, "器材管理粗放", "清点器材"), row(1, "器材管理粗放", "补齐标签")
    draft = read([heads, [*first[:2], "账实不符", *first[2:]], [*second[:2], "标签缺失", *second[2:]]])
    assert [f.text for f in draft.findings] == ["账实不符", "标签缺失"]
    assert not any(column.ask for column in draft.columns)


def test_a_row_of_signatures_is_no_measure() -> None:
    """分管领导：… 填表人：… 联系电话：… below a ledger invent nothing."""
    signed = ["分管领导：柏榆", "", "填表人：周小满", "", "联系电话：0000-1234567"]
    draft = read([HEAD, row(1, "器材管理粗放", "清点器材"), signed])
    assert [(f.text, [m.text for m in f.measures]) for f in draft.findings] == [("器材管理粗放", ["清点器材"])]


def test_what_a_merged_task_holds_are_measures() -> None:
    """工作任务 over two rows of 具体内容, each with its body and its day."""
    rows: Rows = [
        ["序号", "工作任务", "具体内容", "牵头单位", "时间节点"],
        [1, "基层治理", "建立网格台账", "水利股", "2026-06-30"],
        ["", "", "选聘网格员", "工程股", "2026-09-30"],
    ]
    draft = read(rows)
    assert [(m.text, m.departments, str(m.deadline.date)) for m in draft.measures] == [
        ("建立网格台账", ("水利股",), "2026-06-30"),
        ("选聘网格员", ("工程股",), "2026-09-30"),
    ]
    assert [column.head for column in draft.columns if column.ask] == ["具体内容"]


def test_findings_and_measures_told_by_their_numbers_in_one_column() -> None:
    """问题1 above 措施1, 措施2."""
    rows: Rows = [
        ["序号", "问题及整改措施", "责任领导", "经办人", "完成时限"],
        ["问题1", "器材管理粗放", "", "", ""],
        ["措施1", "清点器材", "柏榆", "祁川", "2026-06-30"],
        ["措施2", "补齐标签", "柏榆", "祁川", "2026-07-31"],
        ["问题2", "值守松散", "", "", ""],
        ["措施1", "重排值守表", "柏榆", "周小满", "2026-05-31"],
    ]
    draft = read(rows)
    assert [(f.text, [m.text for m in f.measures]) for f in draft.findings] == [
        ("器材管理粗放", ["清点器材", "补齐标签"]),
        ("值守松散", ["重排值守表"]),
    ]


@pytest.mark.parametrize(
    ("words", "leading", "supporting"),
    [
        ("水利局（牵头）、财政局", ("水利局",), ("财政局",)),
        ("财政局、水利局（牵头）", ("水利局",), ("财政局",)),
        ("（牵头）水利局、财政局", ("水利局",), ("财政局",)),
        ("水利局（牵头单位），城管局、财政局（配合单位）", ("水利局",), ("城管局", "财政局")),
        ("水利局 牵头 财政局", ("水利局",), ("财政局",)),
        ("牵头 水利局 配合 财政局", ("水利局",), ("财政局",)),
        ("水利局为牵头单位，财政局为配合单位", ("水利局",), ("财政局",)),
        ("水利局、财政局（排第一的为牵头单位）", ("水利局",), ("财政局",)),
        ("牵头单位：水利局、财政局", ("水利局", "财政局"), ()),
        ("水利局（牵头）、城管局（主办）、财政局", ("水利局", "城管局"), ("财政局",)),
        ("水利局会同财政局、住建局", ("水利局",), ("财政局", "住建局")),
        ("由水利局会同财政局负责", ("水利局",), ("财政局",)),
        ("水利局会同财政局，审计局配合", ("水利局",), ("财政局", "审计局")),
        ("县水利局联合县财政局", ("县水利局", "县财政局"), ()),
        ("各级机关单位、镇村部门", ("各级机关单位", "镇村部门"), ()),
        ("区商务局、镇联合执法队", ("区商务局", "镇联合执法队"), ()),
        ("水利局、财政局按职责分工负责", ("水利局", "财政局"), ()),
        ("水利局（10月底前提供清单等）、财政局", ("水利局（10月底前提供清单等）", "财政局"), ()),
        ("财政局（由审计局会同住建局核对）", ("财政局（由审计局会同住建局核对）",), ()),
        ("水利局、财政局分别负责", ("水利局", "财政局"), ()),
        ("水利局牵头，财政局等部门配合", ("水利局",), ("财政局",)),
        ("水利局、财政局", ("水利局", "财政局"), ()),
    ],
)
def test_beside_one_that_leads_the_others_help(
    words: str, leading: tuple[str, ...], supporting: tuple[str, ...]
) -> None:
    """Who is said to lead leads alone; where nobody is, all are responsible."""
    found = bodies_of(words)
    assert (found.leading, found.supporting) == (leading, supporting)


def test_a_head_may_say_that_the_first_body_leads() -> None:
    """责任单位（列第一位的为牵头单位）: the others help."""
    head = [*HEAD[:4], "责任单位（列第一位的为牵头单位）", *HEAD[5:]]
    draft = read([head, row(1, "器材管理粗放", "清点器材", bodies="水利股、财务股"), row(2, "账实不符", "盘点")])
    assert [(m.departments, m.support) for m in draft.measures] == [(("水利股",), ("财务股",)), (("后勤股",), ())]


def test_bodies_with_people_keep_the_part_they_play() -> None:
    """水利股（牵头）：…；财务股（配合）：… in a column of both."""
    head = [*HEAD[:4], "责任单位及责任人", "完成时限"]
    cells = [1, "器材管理粗放", "清点器材", "柏榆", "水利股（牵头）：祁川；财务股（配合）：周小满", "2026-06-30"]
    (measure,) = read([head, cells]).measures
    assert (measure.departments, measure.support) == (("水利股",), ("财务股",))
    assert measure.owners == ("祁川", "周小满")


@pytest.mark.parametrize(
    ("cell", "owners", "deputies"),
    [
        ("A岗：祁川；B岗：周小满", ("祁川",), "周小满"),
        ("祁川（A岗）、周小满（B岗）", ("祁川",), "周小满"),
        ("主岗 祁川 副岗 周小满", ("祁川",), "周小满"),
        ("祁川、柏榆、周小满（B角）", ("祁川", "柏榆"), "周小满"),
        ("A岗：祁川\nB岗：周小满、柏榆", ("祁川",), "周小满、柏榆"),
        ("AB岗：祁川/周小满", ("祁川",), "周小满"),
    ],
)
def test_who_only_stands_in_is_no_owner_and_is_named(cell: str, owners: tuple[str, ...], deputies: str) -> None:
    """A B岗 acts while the A岗 is away; the preview says that he was not taken for an owner."""
    draft = read([HEAD, row(1, "器材管理粗放", "清点器材", owner=cell)])
    assert draft.measures[0].owners == owners
    assert f"措施1-1写的{deputies}是B岗（替岗），没有登记为经办人" in listed(draft)
    assert not draft.left


@pytest.mark.parametrize(
    "heads",
    [("责任人（A岗）", "责任人（B岗）"), ("责任人A岗", "责任人B岗"), ("A岗", "B岗"), ("主岗责任人", "副岗责任人")],
)
def test_a_column_of_those_who_stand_in_makes_no_owners(heads: tuple[str, str]) -> None:
    """责任人（A岗） and 责任人（B岗） side by side."""
    head = ("序号", "反馈问题", "整改措施", "责任领导", "责任单位", *heads, "完成时限")
    draft = read([head, (1, "器材管理粗放", "清点器材", "柏榆", "后勤股", "祁川", "周小满", "2026-06-30")])
    assert draft.measures[0].owners == ("祁川",)
    assert "措施1-1写的周小满是B岗" in listed(draft)


def test_a_blank_of_helpers_beside_a_body_of_its_own_stays_blank() -> None:
    """Another measure of a finding names its own body and no helper: it has none."""
    head = ("序号", "审议意见", "办理措施", "主办单位", "协办单位", "办理时限")
    first = (1, "加大保护力度", "设立界桩", "水务股", "生态股", "2026-06-30")
    draft = read([head, first, ("", "", "开展巡查", "生态股", "", "2026-07-30")])
    assert [m.support for m in draft.measures] == [("生态股",), ()]


def test_a_day_in_the_words_of_a_measure_is_named_where_no_column_has_days() -> None:
    """整改措施及时限 is a column of measures; the day that it holds is shown, and asked."""
    draft = read([("序号", "反馈问题", "整改措施及时限", "责任人"), (1, "通道堵塞", "2026年6月9日前清除杂物", "祁川")])
    assert [m.text for m in draft.measures] == ["2026年6月9日前清除杂物"]
    assert "措施1-1没有单独写完成时限，措施里写有“2026年6月9日前”，需要确定。" in listed(draft)


def test_a_line_under_a_head_of_markdown_may_be_short() -> None:
    """:-: under a head is no finding."""
    text = "| 序号 | 反馈问题 | 整改措施 | 责任人 |\n|:-:|-|---|:-|\n| 1 | 通道堵塞 | 清除杂物 | 祁川 |\n"
    draft = read_plan(text.encode(), "台账.md", reference=READ_ON)
    assert [(f.number, f.text) for f in draft.findings] == [("1", "通道堵塞")]


def test_bodies_that_are_not_named_are_said() -> None:
    """等单位 behind a body: only who is named is registered."""
    draft = read([HEAD, row(1, "器材管理粗放", "清点器材", bodies="水利股、财务股等单位")])
    assert draft.measures[0].departments == ("水利股", "财务股")
    assert "措施1-1的单位后面写有“等单位”，没有写明还有谁，只登记了写出的单位。" in listed(draft)


def test_cells_that_name_what_they_hold_are_read_by_it() -> None:
    """整改情况 with 措施：…；责任人：…；时限：… is asked as a column of measures, and read as one."""
    cell = "措施：清点器材；责任人：祁川；时限：2026年6月5日"
    draft = read([("序号", "反馈问题", "整改情况"), (1, "器材管理粗放", cell)])
    assert [column.head for column in draft.columns if column.ask] == ["整改情况"]
    (measure,) = draft.measures
    assert (measure.text, measure.deadline.date) == ("清点器材", dt.date(2026, 6, 5))
    assert (*measure.leaders, *measure.owners) == ("祁川",)


def test_a_column_of_labelled_people_is_read_by_its_labels() -> None:
    """整改责任 with 领导：…、部门：…、经办人：…: asked, and each in its place."""
    cell = "领导：柏榆\n部门：后勤股\n经办人：祁川"
    draft = read(
        [("序号", "反馈问题", "整改措施", "整改责任", "时限"), (1, "器材粗放", "清点器材", cell, "2026-06-30")]
    )
    (measure,) = draft.measures
    assert (measure.leaders, measure.departments, measure.owners) == (("柏榆",), ("后勤股",), ("祁川",))


def test_tasks_by_their_levels_are_tasks() -> None:
    """一级任务 · 二级任务 · 三级任务: the finest is what is to be done."""
    head = ("一级任务", "二级任务", "三级任务", "责任人", "时限")
    rows = [("党建", "学习", "读书班", "祁川", "2026-06-01"), ("党建", "纪律", "谈话", "柏榆", "2026-06-02")]
    draft = read([head, *rows])
    assert [m.text for m in draft.measures] == ["读书班", "谈话"]
