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
from bot.services.core.ledger import MEASURES_OF_PLAN, PLANS_OF
from bot.services.history.verification import verify
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels

pytestmark = pytest.mark.usefixtures("unheld")

CONFIRM = "✅ 确认"
AGREE = "✅ 通过"
TAKE, CONFIRM_UNDO, REDO = "✅ 确认更新", "↩️ 确认撤销", "恢复这次导入"
NUMBER, FINDING, MEASURE_NUMBER, TEXT, LEADERS, OWNERS, DUE = 0, 2, 3, 4, 6, 9, 10
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


async def test_words_from_before_a_correction_make_no_second_measure(chats: Chats) -> None:
    """The office wrote the measure anew; the same file as ever is still of it, and both wordings are shown."""
    await chats.say(OFFICE, f"/correct {OWN} 内容 改为线上培训，逐人测试过关。 理由 表述有误")
    preview = await send(chats, newer(with_one_in_front))
    assert "➕ 新增 1 条：1-1" in preview.text
    assert "2-3→3-3 措施内容：台账里 改为线上培训，逐人测试过关。，文件里 执法人员全员培训重污染天气" in preview.text
    await chats.press(OFFICE, preview, TAKE)
    assert (await chats.measure("3-3")).text == "改为线上培训，逐人测试过关。"


async def test_every_change_is_shown_with_both_sides_and_all_of_them_on_demand(chats: Chats) -> None:
    """台账里 …，文件里 … for each field; beyond eight measures they are counted, and one tap lists them."""

    def other_leaders(rows: Rows) -> Rows:
        for row in rows:
            row[LEADERS] = "秦望舒"
        row_of(rows, OWN)[TEXT] = row_of(rows, OWN)[TEXT].replace("至少两期", "至少三期")
        return rows

    preview = await send(chats, newer(other_leaders))
    assert "1-1 责任领导：台账里 陆景澄，文件里 秦望舒" in preview.text
    assert "5-1 责任领导" not in preview.text
    whole = await chats.press(OFFICE, preview, "📄 全部列出")
    assert "5-1 责任领导：台账里 沈知行，文件里 秦望舒" in whole
    await chats.press(OFFICE, preview, "逐条说明（1）")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], f"就是 {OWN}")
    shown = chats.phone(OFFICE).inbox[-1]
    whole = await chats.press(OFFICE, shown, "📄 全部列出")
    assert (
        f"{OWN} 措施内容：台账里 …应，至少两期，并到重点企业指导。，文件里 …应，至少三期，并到重点企业指导。" in whole
    )


async def put_off(chats: Chats, change: Callable[[Rows], Rows]) -> str:
    """A file that puts a day off is taken in with a reason: what is answered."""
    preview = await send(chats, newer(change))
    await chats.press(OFFICE, preview, TAKE)
    return (await chats.say(OFFICE, "上级方案调整")).text


async def test_moved_deadlines_need_a_reason_and_a_second_person_and_are_told(chats: Chats) -> None:
    """Until the secretary confirms it the day stays; the reason stands in the journal and in what people read."""
    preview = await send(chats, newer(amended(OWN, DUE, "2025年7月31日")))
    assert "完成时限" in preview.text
    assert f"推后时限的 1 条须另一人确认后才生效：{OWN}" in preview.text
    await chats.press(OFFICE, preview, TAKE)
    assert (await chats.measure(OWN)).due == dt.date(2025, 6, 20)
    answer = await chats.say(OFFICE, "上级方案调整")
    assert f"推后时限的 1 条没有马上改，已提请，须另一人确认后生效（{SECRETARY}）" in answer.text
    assert (await chats.measure(OWN)).due == dt.date(2025, 6, 20)
    asked = chats.phone(SECRETARY).inbox[-1]
    assert f"{OWN} 2025-06-20（周五）→2025-07-31（周四）" in asked.text
    assert "上级方案调整" in asked.text
    await chats.press(SECRETARY, asked, CONFIRM)
    assert (await chats.measure(OWN)).due == dt.date(2025, 7, 31)
    assert (await chats.measure(OWN)).deadline.first == dt.date(2025, 6, 20)
    for name in (OWNER, LEADER):
        assert "上级方案调整" in chats.phone(name).inbox[-1].text
    assert "上级方案调整" in (await chats.say(OFFICE, f"/history {OWN}")).text
    assert f"时限改动1（{OWN} 6月20日→7月31日" in (await chats.say(SECRETARY, "/digest")).text
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_a_day_that_a_file_puts_off_is_refused_and_never_overrides_another(chats: Chats) -> None:
    """Refused it stays; and where the day was moved otherwise meanwhile, that is said and stays."""
    await put_off(chats, amended(OWN, DUE, "2025年7月31日"))
    await chats.press(SECRETARY, chats.phone(SECRETARY).inbox[-1], "↩️ 不同意")
    assert (await chats.measure(OWN)).due == dt.date(2025, 6, 20)
    assert "已提请" in await put_off(chats, amended(OWN, DUE, "2025年7月31日"))
    await chats.say(OFFICE, f"/correct {OWN} 时限 2025年7月10日 理由 会议议定")
    moved = next(one for one in reversed(chats.phone(SECRETARY).inbox) if CONFIRM in labels(one))
    await chats.press(SECRETARY, moved, CONFIRM)
    assert (await chats.measure(OWN)).due == dt.date(2025, 7, 10)
    asked = next(one for one in reversed(chats.phone(SECRETARY).inbox) if CONFIRM in labels(one))
    await chats.press(SECRETARY, asked, CONFIRM)
    assert (await chats.measure(OWN)).due == dt.date(2025, 7, 10)
    assert any(f"{OWN} 的时限在提请以后另行改过" in one.text for one in chats.phone(OFFICE).inbox)


async def test_a_day_that_comes_earlier_and_the_rest_of_a_file_wait_for_nobody(chats: Chats) -> None:
    """Only what puts a day off is held back."""

    def both(rows: Rows) -> Rows:
        row_of(rows, OWN)[DUE] = "2025年7月31日"
        row_of(rows, OTHERS)[DUE] = "2025年4月1日"
        return with_one_more(rows)

    await put_off(chats, both)
    assert (await chats.measure(OWN)).due == dt.date(2025, 6, 20)
    assert (await chats.measure(OTHERS)).due == dt.date(2025, 4, 1)
    assert (await chats.measure("9-9")).text == "逐车登记行驶里程。"


def with_one_more(rows: Rows) -> Rows:
    """A measure of its own at the end."""
    fresh = list(rows[-1])
    fresh[NUMBER], fresh[FINDING], fresh[MEASURE_NUMBER], fresh[TEXT] = (
        9,
        rows[-1][FINDING],
        "9-9",
        "逐车登记行驶里程。",
    )
    return [*rows, fresh]


async def test_a_closing_that_waits_goes_to_whoever_a_newer_file_makes_leader(chats: Chats) -> None:
    """The new leader has a card of his own and decides by it; the card of the one before decides nothing."""
    await chats.say(OWNER, f"{OWN} 已完成")
    before = next(one for one in reversed(chats.phone(LEADER).inbox) if AGREE in labels(one))
    preview = await send(chats, newer(amended(OWN, LEADERS, MATE)))
    await chats.press(OFFICE, preview, TAKE)
    await chats.say(OFFICE, "班子分工调整")
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, CONFIRM)  # he led nothing so far
    assert "没有作任何更改" in await chats.press(LEADER, before, AGREE)
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    card = next(one for one in reversed(chats.phone(MATE).inbox) if AGREE in labels(one))
    assert f"等您审核销号：{OWN}" in card.text
    assert "班子分工调整" in card.text
    await chats.press(MATE, card, AGREE)
    assert (await chats.measure(OWN)).stage is Stage.DECIDE  # the office changed who checks, and verifies it no more


async def test_a_card_sent_before_its_number_moved_decides_the_same_measure(chats: Chats) -> None:
    """What was 2-3 on the card is 3-3 in the answer; whoever has the number 2-4 now is not touched."""
    await chats.say(OWNER, f"{OWN} 已完成")
    card = next(one for one in reversed(chats.phone(LEADER).inbox) if AGREE in labels(one))
    before = await chats.measure(OWN)
    await chats.press(OFFICE, await send(chats, newer(with_one_in_front)), TAKE)
    assert "3-3 已通过" in await chats.press(LEADER, card, AGREE)
    moved = await chats.measure("3-3")
    assert (moved.id, moved.stage) == (before.id, Stage.VERIFY)
    assert (await chats.measure("3-4")).stage is Stage.NOT_STARTED


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


async def test_a_measure_that_was_split_says_of_which_it_was_a_part(chats: Chats) -> None:
    """One part goes on as the measure that it was, with its history; the other knows where it comes from."""
    whole = (await chats.measure(OWN)).text
    half = len(whole) // 2

    def parted(rows: Rows) -> Rows:
        row = row_of(rows, OWN)
        fresh = list(row)
        row[TEXT], fresh[TEXT], fresh[MEASURE_NUMBER] = whole[:half], whole[half:], f"{OWN.partition('-')[0]}-19"
        return [*rows[: rows.index(row) + 1], fresh, *rows[rows.index(row) + 1 :]]

    await chats.say(OWNER, f"{OWN} 完成60%")
    preview = await send(chats, newer(parted))
    await chats.press(OFFICE, preview, "逐条说明（2）")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], f"就是 {OWN}")
    preview = chats.phone(OFFICE).inbox[-1]
    assert f"{OWN}→" in preview.text.partition("拆分出 1 条")[2]
    await chats.press(OFFICE, preview, TAKE)
    assert (await chats.measure(OWN)).percent == 60
    fresh = f"{OWN.partition('-')[0]}-19"
    await chats.say(OFFICE, f"/history {fresh}")
    assert f"从{OWN}拆分出来" in chats.phone(OFFICE).inbox[-1].text


async def test_cancelled_measures_are_offered_back(chats: Chats) -> None:
    """A cancelled one that stands in the file comes back only where the office says so."""
    await chats.act(OFFICE, f"/cancel {OTHERS} 理由 并入其他工作")
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
    assert not any(REDO in labels(one) for one in chats.phone(SECRETARY).inbox)
    assert "须另一人确认" in await chats.press(OFFICE, undone, REDO)
    assert (await chats.measure(OWN)).id == before[OWN].id
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, CONFIRM)
    assert (await chats.measure("3-3")).id == before[OWN].id
    assert (await chats.measure("1-1")).text == "逐车登记行驶里程。"


async def test_numbers_in_a_request_and_beside_a_decision_are_those_that_count(chats: Chats) -> None:
    """What is put off is asked under the number that the measure gets; a decision that stays shows both numbers."""

    def change(rows: Rows) -> Rows:
        rows = with_one_in_front(rows)
        row_of(rows, "5-1")[DUE] = "2025年12月31日"
        return rows

    await chats.say(OFFICE, f"/correct {OTHERS} 经办人 {OWNER} 理由 人员调整")
    preview = await send(chats, newer(change))
    assert "2-4→3-4 经办人：台账里 孟晓川，文件里 罗雨桐" in preview.text
    await chats.press(OFFICE, preview, TAKE)
    await chats.say(OFFICE, "按新方案调整")
    asked = chats.phone(SECRETARY).inbox
    assert any("（5-1 2025-05-30（周五）→2025-12-31（周三））" in one.text for one in asked)


async def test_what_an_undo_withdrew_is_asked_again_when_the_import_comes_back(chats: Chats) -> None:
    """A day that the file put off is not forgotten with the undo of the undo; the secretary hears that it came back."""
    await put_off(chats, amended(OWN, DUE, "2025年12月31日"))
    await chats.press(OFFICE, await chats.say(OFFICE, "/undo_import"), CONFIRM_UNDO)
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, CONFIRM)
    assert any("撤回了提请：按新文件" in one.text for one in chats.phone(SECRETARY).inbox)
    undone = next(one for one in reversed(chats.phone(OFFICE).inbox) if REDO in labels(one))
    known = len(chats.phone(SECRETARY).inbox)
    await chats.press(OFFICE, undone, REDO)
    redo = chats.phone(SECRETARY).last
    assert "恢复刚撤销的导入" in redo.text
    await chats.press(SECRETARY, redo, CONFIRM)
    heard = chats.phone(SECRETARY).inbox[known:]
    card = next(one for one in heard if CONFIRM in labels(one) and "推后1项措施的时限" in one.text)
    await chats.press(SECRETARY, card, CONFIRM)
    assert str((await chats.measure(OWN)).deadline.date) == "2025-12-31"


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


async def test_columns_that_are_explained_leave_settled_days_as_they_were(chats: Chats) -> None:
    """A day that was decided before the columns were asked about is not asked again."""
    book = openpyxl.Workbook()
    for row in (
        ("序号", "反馈问题", "整改措施", "责任领导", "责任科室", "完成时限", "红绿灯"),
        (1, "台账不全", "补建台账4本", "沈知行", "办公室", "尽快", "黄"),
    ):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    preview = await send(chats, stream.getvalue(), "自查.xlsx")
    await chats.press(OFFICE, preview, "逐条确定时限（1）")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "立行立改")
    settled = chats.phone(OFFICE).inbox[-1]
    assert "时限待确定" not in settled.text
    await chats.press(OFFICE, settled, "逐个确认栏目（1）")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "不用")
    explained = chats.phone(OFFICE).inbox[-1]
    assert "待确认的栏目" not in explained.text
    assert "时限待确定" not in explained.text
    assert "立行立改 1 条" in explained.text


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
    await chats.say(OFFICE, "/import 重认栏目")
    again = await send(chats, stream.getvalue(), "自查.xlsx")
    await chats.press(OFFICE, again, "逐个确认栏目（4）")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "其余都不用")
    again = await send(chats, stream.getvalue(), "自查.xlsx")
    assert "表头都不认识" in again.text


def another_round() -> bytes:
    """A list of which nothing stands in the ledger, under the same numbers."""
    book = openpyxl.Workbook()
    for row in (
        ("序号", "反馈问题", "整改措施", "责任领导", "责任科室", "经办人", "完成时限"),
        (1, "仓库漏雨", "翻修仓库顶棚2处", "沈知行", "办公室", "陆怀安", "2026年6月底前"),
        (2, "车棚占道", "迁移车棚1座", "沈知行", "办公室", "陆怀安", "2026年7月底前"),
    ):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


async def numbers(chats: Chats) -> dict[str, str]:
    """The numbers of all measures of the unit, by their ids."""
    async with chats.stage.app.request.look() as ledger:
        plans = await ledger.plans.find(PLANS_OF, "u1")
        return {m.id: m.number for plan in plans for m in await ledger.measures.find(MEASURES_OF_PLAN, plan.id)}


async def test_a_wholly_different_file_is_a_round_of_its_own(chats: Chats) -> None:
    """It is never taken for an update: no measure of the round that is there is renumbered or said to be gone."""
    before = await numbers(chats)
    preview = await send(chats, another_round(), "另一轮.xlsx")
    assert "作为新的一轮" in preview.text
    assert TAKE not in labels(preview)
    into = next(label for label in labels(preview) if label.startswith("归入"))
    await chats.press(OFFICE, preview, into)
    preview = chats.phone(OFFICE).inbox[-1]
    assert "没有一条相同的措施" in preview.text
    assert TAKE not in labels(preview)
    await chats.press(OFFICE, preview, "作为新的一轮")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "✅ 确认入库")
    after = await numbers(chats)
    assert {id_: number for id_, number in after.items() if id_ in before} == before
    assert len(after) == len(before) + 2


async def test_a_list_of_matters_stays_what_it_is(chats: Chats) -> None:
    """督办事项 are counted as such, kept as a round of that kind, and named so on the card of each."""
    book = openpyxl.Workbook()
    for row in (
        ("序号", "督办事项", "责任领导", "承办科室", "承办人", "办结时限"),
        (1, "修复东门岗亭", "沈知行", "办公室", "陆怀安", "2026年6月底前"),
        (2, "更换会议室投影", "沈知行", "办公室", "陆怀安", "2026年7月底前"),
    ):
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    preview = await send(chats, stream.getvalue(), "督办.xlsx")
    assert "读到 督办事项 2项" in preview.text
    await chats.press(OFFICE, preview, "✅ 确认入库")
    await chats.say(OFFICE, "/status B/1-2")
    card = chats.phone(OFFICE).inbox[-1].text
    assert "类型：督办事项" in card
    assert "问题1" not in card


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
