"""A newer file of the same plan: history follows the measure, decisions stay, everybody concerned is told."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from bot.demo.stage import WORKBOOK
from bot.domain.plan.measure import Stage
from bot.sandbox import Message
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels

TAKE, CONFIRM_UNDO, REDO = "✅ 确认更新", "↩️ 确认撤销", "恢复这次导入"
NUMBER, FINDING, MEASURE_NUMBER, TEXT, OWNERS, DUE = 0, 2, 3, 4, 9, 10
Rows = list[list[Any]]


def newer(change: Callable[[Rows], Rows]) -> bytes:
    """The example ledger with other rows."""
    book = openpyxl.load_workbook(WORKBOOK)
    sheet = book["整改台账"]
    head, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    sheet.delete_rows(1, sheet.max_row)
    for row in (head, *change(rows)):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_one_in_front(rows: Rows) -> Rows:
    """A finding is inserted before all others; every number moves on."""
    fresh = [list(rows[0])]
    fresh[0][NUMBER], fresh[0][FINDING], fresh[0][MEASURE_NUMBER] = 1, "公车管理不严。", "1-1"
    fresh[0][TEXT] = "逐车登记行驶里程。"
    for row in rows:
        first, _, last = str(row[MEASURE_NUMBER]).partition("-")
        row[NUMBER], row[MEASURE_NUMBER] = int(first) + 1, f"{int(first) + 1}-{last}"
    return fresh + rows


def row_of(rows: Rows, number: str) -> list[Any]:
    """The row of a measure."""
    return next(row for row in rows if row[MEASURE_NUMBER] == number)


def amended(number: str, column: int, value: object) -> Callable[[Rows], Rows]:
    """Another value in one row."""

    def change(rows: Rows) -> Rows:
        row_of(rows, number)[column] = value
        return rows

    return change


async def send(chats: Chats, content: bytes, name: str = "新台账.xlsx") -> Message:
    """The preview of a newer file."""
    return (await chats.after(OFFICE, lambda phone: phone.send_file(name, content)))[-1]


async def test_history_follows_the_measure_when_numbers_move(chats: Chats) -> None:
    """Who reported on 2-3 finds the words at 3-3, and 2-3 is somebody else's; each moved number is shown."""
    await chats.say(OWNER, f"{OWN} 完成60%")
    before = await chats.measure(OWN)
    preview = await send(chats, newer(with_one_in_front))
    assert "2-3→3-3" in preview.text
    assert "➕ 新增 1 条：1-1" in preview.text
    await chats.press(OFFICE, preview, TAKE)
    moved = await chats.measure("3-3")
    assert (moved.id, moved.percent, moved.text) == (before.id, 60, before.text)
    assert (await chats.measure("2-1")).percent is None
    assert [p.words for p in await chats.progress("3-3")] == [f"{OWN} 完成60%"]
    told = chats.phone(OWNER).inbox[-1].text
    assert "3-3" in told
    assert "2-3" in told


async def test_a_decision_of_the_ledger_stays_until_somebody_says_otherwise(chats: Chats) -> None:
    """A corrected owner is not put back by a newer file: both are shown, and the office chooses."""
    await chats.say(OFFICE, f"/correct {OWN} 经办人 {MATE} 理由 分工调整")
    corrected = (await chats.measure(OWN)).owners
    content = newer(lambda rows: rows)
    preview = await send(chats, content)
    assert f"经办人：台账里 {MATE}，文件里 {OWNER}" in preview.text
    assert "一切照旧" in await chats.press(OFFICE, preview, TAKE)
    assert (await chats.measure(OWN)).owners == corrected
    preview = await send(chats, content)
    await chats.press(OFFICE, preview, "逐条选（1）")
    card = chats.phone(OFFICE).inbox[-1]
    await chats.press(OFFICE, card, "按文件")
    card = chats.phone(OFFICE).inbox[-1]
    await chats.press(OFFICE, card, TAKE)
    assert "理由" in chats.phone(OFFICE).inbox[-1].text
    await chats.say(OFFICE, "班子会议定按原分工")
    assert (await chats.measure(OWN)).owners == ((await chats.person(OWNER)).id,)
    assert "班子会议定按原分工" in chats.phone(OWNER).inbox[-1].text
    assert "班子会议定按原分工" in chats.phone(MATE).inbox[-1].text


async def test_moved_deadlines_need_a_reason_and_are_told(chats: Chats) -> None:
    """The reason that was written stands in the journal and in what people read."""
    preview = await send(chats, newer(amended(OWN, DUE, "2025年7月31日")))
    assert "完成时限" in preview.text
    await chats.press(OFFICE, preview, TAKE)
    assert (await chats.measure(OWN)).due == dt.date(2025, 6, 20)
    answer = await chats.say(OFFICE, "上级方案调整")
    assert "已入库" in answer.text
    assert (await chats.measure(OWN)).due == dt.date(2025, 7, 31)
    for name in (OWNER, LEADER):
        assert "上级方案调整" in chats.phone(name).inbox[-1].text
    assert "上级方案调整" in (await chats.say(OFFICE, f"/history {OWN}")).text


async def test_reworded_measures_are_asked_first(chats: Chats) -> None:
    """There is no 确认 before it is said which is which; the answer keeps the history."""
    await chats.say(OWNER, f"{OWN} 完成60%")
    preview = await send(
        chats, newer(amended(OWN, TEXT, "对执法人员培训重污染天气分级响应两期以上，并到重点企业指导。"))
    )
    assert TAKE not in labels(preview)
    await chats.press(OFFICE, preview, "逐条说明（1）")
    card = chats.phone(OFFICE).inbox[-1]
    await chats.press(OFFICE, card, f"就是 {OWN}")
    card = chats.phone(OFFICE).inbox[-1]
    await chats.press(OFFICE, card, TAKE)
    assert (await chats.measure(OWN)).percent == 60
    assert "两期以上" in (await chats.measure(OWN)).text


async def test_cancelled_measures_are_offered_back(chats: Chats) -> None:
    """A cancelled one that stands in the file comes back only where the office says so."""
    await chats.say(OFFICE, f"/cancel {OTHERS} 理由 并入其他工作")
    preview = await send(chats, newer(lambda rows: rows))
    assert TAKE not in labels(preview)
    await chats.press(OFFICE, preview, "恢复它们")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], TAKE)
    assert (await chats.measure(OTHERS)).stage is Stage.NOT_STARTED


async def test_an_import_is_taken_back_and_brought_back(chats: Chats) -> None:
    """It is shown first; all is as before; one tap brings it back."""
    before = {number: await chats.measure(number) for number in (OWN, OTHERS, "1-1")}
    await chats.press(OFFICE, await send(chats, newer(with_one_in_front)), TAKE)
    asked = await chats.say(OFFICE, "/undo_import")
    assert "将取消 1 条，恢复原样 23 条" in asked.text
    assert (await chats.measure("3-3")).id == before[OWN].id
    await chats.press(OFFICE, asked, CONFIRM_UNDO)
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, "✅ 确认")
    for number, measure in before.items():
        assert (await chats.measure(number)).text == measure.text
    undone = chats.phone(OFFICE).inbox[-1]
    await chats.press(OFFICE, undone, REDO)
    assert (await chats.measure("3-3")).id == before[OWN].id
    assert (await chats.measure("1-1")).text == "逐车登记行驶里程。"


@pytest.mark.parametrize("how", ["reported", "a day later"])
async def test_an_import_on_which_people_acted_stays(chats: Chats, how: str) -> None:
    """Nothing that somebody built upon is pulled away."""
    await chats.press(OFFICE, await send(chats, newer(with_one_in_front)), TAKE)
    if how == "reported":
        await chats.say(OWNER, "3-3 完成60%")
    else:
        await chats.stage.pass_time(2 * DAY)
    answer = await chats.say(OFFICE, "/undo_import")
    assert "不能整批撤销" in answer.text
    assert (await chats.measure("3-3")).number == "3-3"


async def test_the_same_file_after_an_undo_offers_all_of_it_back(chats: Chats) -> None:
    """It does not say that nothing changed while everything stays cancelled."""
    asked = await chats.say(OFFICE, "/undo_import")
    await chats.press(OFFICE, asked, CONFIRM_UNDO)
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, "✅ 确认")
    preview = await send(chats, WORKBOOK.read_bytes(), WORKBOOK.name)
    assert "已取消、文件里又有 23 条" in preview.text
    await chats.press(OFFICE, preview, "恢复它们")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], TAKE)
    assert (await chats.measure(OWN)).stage is Stage.NOT_STARTED


async def test_an_unknown_column_is_asked_and_remembered(chats: Chats) -> None:
    """The office says once what 落地动作 is; the next file is read without a question."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("序号", "反馈问题", "落地动作", "责任领导", "责任科室", "完成时限", "红绿灯"),
        (1, "台账不全", "补建台账4本", "沈知行", "办公室", "2025年6月底前", "黄"),
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    preview = await send(chats, stream.getvalue(), "自查.xlsx")
    assert "待确认的栏目" in preview.text
    await chats.press(OFFICE, preview, "逐个确认栏目（2）")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "措施")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "不用")
    answered = chats.phone(OFFICE).inbox[-1]
    assert "待确认的栏目" not in answered.text
    assert "落地动作＝措施" in answered.text
    again = await send(chats, stream.getvalue(), "自查.xlsx")
    assert "待确认的栏目" not in again.text


async def test_a_table_of_which_no_head_is_known_is_asked_before_it_is_taken(chats: Chats) -> None:
    """All columns are guesses: the office says once what they are, and until then nothing can be taken in."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("毛病", "怎么治", "谁来治", "治好的日子"), ("工棚漏雨", "加盖顶棚", "沈知行", "2025-12-30")):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    preview = await send(chats, stream.getvalue(), "自查.xlsx")
    assert "表头都不认识" in preview.text
    assert not {TAKE, "✅ 确认入库"} & set(labels(preview))
    await chats.press(OFFICE, preview, "逐个确认栏目（4）")
    for meaning in ("问题", "措施", "经办人", "完成时限"):
        assert "例如：" in chats.phone(OFFICE).inbox[-1].text
        await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], meaning)
    answered = chats.phone(OFFICE).inbox[-1]
    assert "读到 1个问题 1条措施" in answered.text
    again = await send(chats, stream.getvalue(), "自查.xlsx")
    assert "待确认的栏目" not in again.text


async def test_days_that_are_over_are_counted(chats: Chats) -> None:
    """今天导入，其中1条已过期."""

    def late(rows: Rows) -> Rows:
        return [*rows, [9, "", rows[-1][FINDING], "9-9", "补办手续3件。", *rows[-1][5:10], "2025年1月31日"]]

    preview = await send(chats, newer(late))
    assert "其中1条已过期" in preview.text


async def test_the_template_is_handed_out(chats: Chats) -> None:
    """/import 模板 brings a workbook."""
    answers = await chats.after(OFFICE, lambda phone: phone.say("/import 模板"))
    assert "空白的整改台账" in "".join(answer.text for answer in answers)
    assert any(answer.attachment is not None for answer in answers)
