"""What a file says of a whole list, of parts without numbers, of columns without a head: read and said, or asked."""

import datetime as dt
import io
from collections.abc import Sequence

import docx
import pytest

from bot.readers.plan import Known, read_plan
from tests.readers.plan.test_field_layouts import HEAD, READ_ON, document, listed, read

DUE = dt.date(2026, 10, 31)
TASKS = (
    ("序号", "重点任务", "责任单位", "责任人"),
    ("1", "修订巡查办法", "水利股", "李青禾"),
    ("2", "更换闸门", "工程股", "周小满"),
)


@pytest.mark.parametrize(
    "said", ["以下任务均须于2026年10月底前完成。", "完成时限：2026年10月31日", "所有任务10月底前全部办结"]
)
@pytest.mark.parametrize("above", [True, False])
def test_a_time_limit_for_all_is_read_and_said(said: str, *, above: bool) -> None:
    """Above or below the table; the rows for which it was taken are named with the sentence."""
    parts = (said, TASKS) if above else (TASKS, said)
    draft = read_plan(document("2026年重点任务", *parts), "任务.docx", reference=READ_ON)
    assert [measure.deadline.date for measure in draft.measures] == [DUE, DUE]
    assert f"1-1、1-2 共2条没有单独写时限，按“{said.rstrip('。')}”这句话读取" in listed(draft)


def test_it_holds_for_its_own_sheet_and_for_rows_without_a_day_of_their_own() -> None:
    """A note below one list says nothing of another, and nothing of a row that has a day."""
    head = (*TASKS[0], "完成时限")
    first = [head, (*TASKS[1], "2026年6月30日"), (*TASKS[2], ""), ("注：以上任务须于2026年10月底前全部完成。",)]
    draft = read(first, [head, ("3", "清理河道", "水利股", "李青禾", "")])
    days = {measure.text: measure.deadline.date for measure in draft.measures}
    assert days == {"修订巡查办法": dt.date(2026, 6, 30), "更换闸门": DUE, "清理河道": None}
    assert "没有写完成时限" in listed(draft)


def test_a_day_within_a_measure_of_running_text_is_only_its_own() -> None:
    """全部闸门10月底前完成更换 is one measure among others, and no sentence over all of them."""
    lines = (
        "一、关于“闸门锈蚀”的问题",
        "整改措施：1.全部闸门2026年10月底前完成更换。2.建立养护台账。",
        "责任领导：沈远山",
    )
    draft = read_plan(document("水务局整改方案", *lines), "方案.docx", reference=READ_ON)
    assert [measure.deadline.date for measure in draft.measures] == [None, None]
    assert "这句话读取" not in listed(draft)


def test_what_is_told_of_one_finding_holds_for_no_other() -> None:
    """Between the findings of a notice only a sentence that names all of them together counts."""
    one = ("一、关于“账实不符”的问题", "整改措施：1.清查资产。", "责任领导：裴松", "将于2026年6月底前全部完成处置。")
    other = ("二、关于“采购超标”的问题", "整改措施：1.退回设备。", "责任领导：裴松")
    draft = read_plan(document("整改公示", *one, *other), "公示.docx", reference=READ_ON)
    assert [measure.deadline.date for measure in draft.measures] == [None, None]
    assert "将于2026年6月底前全部完成处置" in listed(draft)
    all_ = "以上措施均须于2026年10月底前完成。"
    draft = read_plan(document("整改公示", *one[:3], *other, all_), "公示.docx", reference=READ_ON)
    assert [measure.deadline.date for measure in draft.measures] == [DUE, DUE]


def test_two_sentences_that_differ_are_asked() -> None:
    """No day is taken, both stand among the words that are asked."""
    lines = ("以下任务均须于2026年12月底前完成。", "所有任务于2026年10月底前完成。")
    draft = read_plan(document(*lines, TASKS), "任务.docx", reference=READ_ON)
    assert {(m.deadline.date, m.deadline.words) for m in draft.measures} == {(None, "2026年12月底前；2026年10月底前")}


@pytest.mark.parametrize(
    "said", ["各单位于每月25日前报送进展", "上述任务已于2026年1月底前完成", "请各单位6月底前报送书面材料"]
)
def test_what_is_no_limit_for_all_is_left_and_listed(said: str) -> None:
    """When to report, and what is over."""
    draft = read_plan(document("2026年重点任务", said, TASKS), "任务.docx", reference=READ_ON)
    assert [measure.deadline.date for measure in draft.measures] == [None, None]
    assert said in listed(draft)


@pytest.mark.parametrize(
    ("cell", "texts", "said"),
    [
        ("一是补齐记录。二是建立交接簿；三是每月抽查。", ["补齐记录。", "建立交接簿", "每月抽查。"], "按3条措施读取"),
        ("第一，补齐记录；第二，每月抽查", ["补齐记录", "每月抽查"], "按2条措施读取"),
        ("加强管理。一是补齐记录。二是抽查。", ["加强管理。一是补齐记录。二是抽查。"], "按一条措施读取"),
        ("补齐第一、第二季度记录", ["补齐第一、第二季度记录"], ""),
    ],
)
def test_parts_in_words_are_split_and_said_or_kept_and_said(cell: str, texts: list[str], said: str) -> None:
    """一是…二是… alone are measures; with words before them they are one, and either is said."""
    draft = read([HEAD, ("1", "记录有缺页", cell, "沈远山", "水利股", "2026-06-30")])
    assert [measure.text for measure in draft.measures] == texts
    assert {measure.deadline.date for measure in draft.measures} == {dt.date(2026, 6, 30)}
    assert (said in listed(draft)) if said else ("一是" not in listed(draft))
    assert "没有读入" not in listed(draft)


def test_a_column_without_a_head_is_asked_and_remembered() -> None:
    """Its place names it; what an office says of it counts the next time; numbers of rows are taken as such."""
    rows = [
        ("", "反馈问题", "整改措施", "责任领导", "", "完成时限"),
        ("1", "记录有缺页", "补齐记录", "沈远山", "水利股", "2026-06-30"),
        ("2", "闸门锈蚀", "更换闸门", "沈远山", "工程股", "2026-07-31"),
    ]
    draft = read(rows)
    asked = [(column.head, column.field) for column in draft.columns if column.ask]
    assert asked == [("无表头（反馈问题左边）", "finding_number"), ("无表头（责任领导右边第1栏）", "department")]
    known = Known(heads={head: field for (head, _), field in zip(asked, ("number", "support"), strict=True)})
    again = read(rows, known=known)
    assert [measure.support for measure in again.measures] == [("水利股",), ("工程股",)]
    assert [column.head for column in again.columns if column.ask] == []


def test_codes_are_numbers_by_the_figures_at_their_end() -> None:
    """YH-01, YH-02 differ in nothing else; it is said."""
    draft = read(
        [
            HEAD,
            ("YH-01", "记录缺页", "补齐", "沈远山", "水利股", "2026-06-30"),
            ("YH-02", "闸门锈", "更换", "沈远山", "工程股", "2026-07-31"),
        ]
    )
    assert [measure.number for measure in draft.measures] == ["1-1", "2-1"]
    assert "编号“YH-01”这一列按末尾的数字编号" in listed(draft)


def test_a_form_of_one_task_has_its_parts_and_what_stands_before_it() -> None:
    """承办单位 and 办结时限 above 督办事项 are those of each of its numbered tasks."""
    rows: Sequence[Sequence[str]] = (
        ("督办编号", "县督〔2026〕8号", "签发", "某"),
        ("承办单位", "农业农村局", "办结时限", "2026年4月25日"),
        ("督办事项", "1.储备物资；2.核查种子。", "", ""),
    )
    draft = read_plan(document("督办单", rows), "督办单.docx", reference=READ_ON)
    assert [(m.text, m.departments, m.deadline.date) for m in draft.measures] == [
        ("储备物资", ("农业农村局",), dt.date(2026, 4, 25)),
        ("核查种子。", ("农业农村局",), dt.date(2026, 4, 25)),
    ]
    assert "县督〔2026〕8号" in listed(draft)


def test_a_row_that_lacks_cells_and_does_not_say_which_is_listed() -> None:
    """As programs write that drop merged cells: nothing is moved into another column."""
    made = docx.Document()
    table = made.add_table(3, len(HEAD))
    rows = (
        HEAD,
        ("1", "记录缺页", "补齐", "沈远山", "水利股", "2026-06-30"),
        ("", "", "更换闸门", "沈远山", "工程股", "2026-07-31"),
    )
    for line, words in enumerate(rows):
        for column, text in enumerate(words):
            table.cell(line, column).text = text
    for cell in table.rows[2]._tr.tc_lst[:2]:
        table.rows[2]._tr.remove(cell)
    stream = io.BytesIO()
    made.save(stream)
    draft = read_plan(stream.getvalue(), "台账.docx", reference=READ_ON)
    assert [measure.text for measure in draft.measures] == ["补齐"]
    assert (
        "表1!第3行 这一行只有4格，表有6列，看不出各格属于哪一栏，没有读入：更换闸门 沈远山 工程股 2026-07-31"
        in listed(draft)
    )
    assert (draft.rows.rows, draft.rows.left) == (2, ("表1!第3行",))


def test_comments_and_errors_of_formulas_are_listed_with_their_words() -> None:
    """Of a comment what it says, of a formula which error."""
    from openpyxl.comments import Comment

    from tests.readers.plan.test_field_layouts import saved, workbook

    made = workbook([HEAD, ("1", "记录缺页", "补齐", "沈远山", "水利股", "#REF!")])
    sheet = made.worksheets[0]
    sheet["C2"].comment = Comment("口头同意延到五月", "某")
    sheet["F2"].data_type = "e"
    draft = read_plan(saved(made), "台账.xlsx", reference=READ_ON)
    assert "表1!C2 批注没有读入：口头同意延到五月" in listed(draft)
    assert "表1!F2 公式出错，没有读入：#REF!" in listed(draft)
