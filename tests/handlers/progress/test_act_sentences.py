"""Meetings, visits, voices and the like by plain sentences, as somebody writes who knows no command."""

from functools import partial
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.sandbox import Message, Phone
from tests.handlers.conftest import LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels


@pytest.mark.parametrize(
    ("name", "words", "shown"),
    [
        (OFFICE, "党组会开了几次", "会议（已开0次）"),
        (SECRETARY, "议定的事项落实了没有", "会议（已开0次）"),
        (SECRETARY, "群众意见还有几件没答复", "未答复0件"),
        (OWNER, "举一反三怎么弄", "举一反三和建章立制"),
        (OFFICE, "怎么登记群众意见", "群众意见 3 来电"),
        (OWNER, "我在等谁", "没有登记在等谁"),
        (OWNER, "党组会开了几次", "没有办理这一项的权限"),
    ],
)
async def test_a_question_of_acts_is_answered_and_registers_nothing(
    chats: Chats, name: str, words: str, shown: str
) -> None:
    """It is no progress, though a measure speaks of the same."""
    before = await chats.ledger_holds("progress"), await chats.ledger_holds("drafts")
    assert shown in (await chats.say(name, words)).text
    assert (await chats.ledger_holds("progress"), await chats.ledger_holds("drafts")) == before


async def test_a_meeting_and_a_visit_are_planned_by_a_sentence(chats: Chats) -> None:
    """The same as by the command; a day that is over plans none."""
    assert "2025-04-02（周三）9:00" in (await chats.say(OFFICE, "4月2日9点召开党组会")).text
    assert "2025-03-21（周五）9:00（已安排）" in (await chats.say(SECRETARY, f"明天上午9点去{OWN}现场看看")).text
    assert (await chats.ledger_holds("meetings"), await chats.ledger_holds("visits")) == (1, 1)
    await chats.say(OFFICE, "3月2日9点召开党组会")
    assert await chats.ledger_holds("meetings") == 1


async def test_what_the_public_said_is_known_and_waits_for_its_finding(chats: Chats) -> None:
    """Nothing is registered; the sentence that registers it is given, without whoever spoke."""
    heard = await chats.say(OFFICE, "接到群众电话，李先生13800001234反映公务接待超标")
    assert "还没有登记" in heard.text
    assert "群众意见 问题编号 来电" in heard.text
    assert "李先生" not in heard.text
    assert await chats.ledger_holds("assignments") == 0
    given = await chats.say(OFFICE, "群众意见 2 来电 李先生13800001234反映夜里扬尘")
    assert "李先生" not in given.text
    assert "夜里扬尘" in given.text


async def test_who_led_a_visit_gets_its_record(chats: Chats) -> None:
    """The button below a visit that is over is for whoever sees it, a leader too; nobody else gets the paper."""
    card = await chats.say(LEADER, f"/visit {OWN} 地点 东岸闸口")
    await chats.press(LEADER, card, "结束督办")
    over = next(one for one in reversed(chats.phone(LEADER).inbox) if "督办记录（Word）" in labels(one))
    await chats.press(LEADER, over, "督办记录（Word）")
    assert (chats.phone(LEADER).last.file_name or "").endswith(".docx")
    await chats.press_data(OWNER, over, over.button("督办记录（Word）").data or "")
    assert not any(one.document for one in chats.phone(OWNER).inbox)


def said_in(message: Message) -> str:
    """All that stands in a workbook."""
    assert message.document
    book = load_workbook(BytesIO(message.document))
    return "|".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    )


async def test_registers_of_checks_and_voices(chats: Chats) -> None:
    """A row for each with whose it is, its day and what came of it; causes and rules have sheets of their own."""
    await chats.say(OFFICE, f"举一反三 2 全部洗砂厂 {OWNER} 3月25日")
    await chats.say(OFFICE, "建章立制 2 《公务接待管理办法》 某办〔2025〕6号 3月18日")
    await chats.press(OFFICE, await chats.say(OFFICE, "举一反三 2"), "制度")
    await chats.say(OFFICE, "没有章程可依")
    await chats.say(OFFICE, f"群众意见 2 来电 王女士反映渣土车夜里跑，由{OWNER} 3月26日")
    files = {}
    for kind in ("举一反三", "群众意见"):
        sent = await chats.after(OFFICE, partial(Phone.say, text=f"/report {kind}"))
        files[kind] = said_in(next(one for one in sent if one.document))
    for words in ("全部洗砂厂", OWNER, "2025-03-25", "未答复", "公务接待管理办法", "某办〔2025〕6号", "没有章程可依"):
        assert words in files["举一反三"]
    assert "渣土车夜里跑" in files["群众意见"]
    assert "王女士" not in files["群众意见"]
