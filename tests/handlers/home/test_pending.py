"""待办: what waits for one is found and decided by thumb, by whatever way and at whatever age of the button."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.sandbox import Message
from bot.services.core.ledger import LETTERS_ON
from bot.services.core.transaction import open_transaction
from bot.services.supervision.instruction import Demand, demand
from bot.services.supervision.letter import letter_body_for
from tests.handlers.conftest import (
    DAY,
    LEADER,
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    SECRETARY,
    Chats,
    data_of,
    labels,
    open_chats,
)

AGREE, RETURN = "✅ 通过", "↩️ 退回"


async def hand_in(chats: Chats) -> None:
    """The owner says that it is done."""
    await chats.say(OWNER, f"{OWN} 已完成")


def card(chats: Chats, name: str, label: str) -> Message:
    """The newest message on a phone that bears a button."""
    return next(message for message in reversed(chats.phone(name).inbox) if label in labels(message))


@pytest.mark.parametrize("words", ["/todo", "待办", "待审批", "待我审", "我要办的"])
async def test_one_list_decides_by_a_tap(chats: Chats, words: str) -> None:
    """The list names what waits for whoever asks, and its buttons decide it at once."""
    await hand_in(chats)
    assert "没有等您决定的" in (await chats.say(OFFICE, words)).text
    listed = await chats.say(LEADER, words)
    assert "等您办理的共1件" in listed.text
    assert "等您审核销号" in listed.text
    await chats.press(LEADER, listed, f"{OWN} {AGREE}")
    assert (await chats.measure(OWN)).stage is Stage.VERIFY
    assert "没有等您决定的" in (await chats.say(LEADER, words)).text
    assert "等您核验销号" in (await chats.say(OFFICE, words)).text


async def test_every_way_to_a_measure_bears_the_decision(chats: Chats) -> None:
    """The status card, and 办理 in a reminder, bear ✅ and ↩️ for whoever may decide now, and for nobody else."""
    await hand_in(chats)
    asked = await chats.say(LEADER, f"/status {OWN}")
    assert {AGREE, RETURN} <= set(labels(asked))
    for name in (OWNER, OFFICE, SECRETARY):
        assert not {AGREE, RETURN} & set(labels(await chats.say(name, f"/status {OWN}")))
    await chats.stage.pass_time(5 * DAY)
    reminder = card(chats, LEADER, f"{OWN} 办理")
    await chats.press(LEADER, reminder, f"{OWN} 办理")
    await chats.press(LEADER, card(chats, LEADER, AGREE), AGREE)
    assert (await chats.measure(OWN)).stage is Stage.VERIFY


async def test_a_button_that_is_too_old_offers_the_act_again(chats: Chats) -> None:
    """After more than thirty days the first card decides nothing, and shows a live one: no closing dies."""
    await hand_in(chats)
    first = card(chats, LEADER, AGREE)
    on_screen = data_of(first, RETURN)
    await chats.stage.pass_time(35 * DAY)
    said = await chats.press(LEADER, first, AGREE)
    assert "这个按钮太旧了" in said
    assert "等您审核销号" in chats.phone(LEADER).last.text
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    await chats.press(LEADER, chats.phone(LEADER).last, AGREE)
    assert (await chats.measure(OWN)).stage is Stage.VERIFY
    await chats.press_data(LEADER, first, on_screen)  # of a phone that has not heard of the newer card yet
    assert OWN in chats.phone(LEADER).last.text
    assert not {AGREE, RETURN} & set(labels(chats.phone(LEADER).last))


async def test_a_deputy_named_later_finds_what_waits(chats: Chats) -> None:
    """Whoever stands in from tomorrow on finds it in the list then, and decides."""
    await hand_in(chats)
    assert "没有等您决定的" in (await chats.say(MATE, "待办")).text
    asked = await chats.say(OFFICE, f"/away {LEADER} 今天-3月28日 由{MATE}代")
    assert "须另一人确认" in asked.text
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, "✅ 确认")
    listed = await chats.say(MATE, "待办")
    await chats.press(MATE, listed, f"{OWN} {AGREE}")
    assert (await chats.measure(OWN)).stage is Stage.VERIFY


async def test_a_closing_whose_checker_cannot_be_reached_waits_for_the_office(tmp_path: Path) -> None:
    """Where the leader is not bound the office finds it, with the way back, and whom to bind."""
    async with open_chats(tmp_path) as chats:
        await chats.act(OFFICE, f"/unbind {LEADER}")
        await chats.press(SECRETARY, chats.phone(SECRETARY).last, "✅ 确认")
        await hand_in(chats)
        listed = await chats.say(OFFICE, "待办")
        assert f"等{LEADER}审核销号，但收不到消息" in listed.text
        await chats.press(OFFICE, listed, f"{OWN} {RETURN}")
        assert "已退回" in (await chats.say(OFFICE, "缺第二期的照片")).text
        assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY


async def test_a_request_for_time_is_among_what_waits(chats: Chats) -> None:
    """同意延期 stands in the list as well."""
    await chats.say(OWNER, f"{OWN} 讲师档期冲突，申请延到2025年7月31日")
    confirm = next(message for message in reversed(chats.phone(OWNER).inbox) if message.buttons)
    await chats.press(OWNER, confirm, next(one for one in labels(confirm) if "07-31" in one))
    for name in (LEADER, OFFICE):
        listed = await chats.say(name, "待办")
        assert "申请延期到2025-07-31" in listed.text
        await chats.press(name, listed, f"{OWN} ✅ 同意延期")
    assert (await chats.measure(OWN)).due == dt.date(2025, 7, 31)


async def test_agreement_and_return_by_a_sentence(chats: Chats) -> None:
    """同意 and 退回 with the number, or as a reply to the card; from whoever may not decide it is a word like any."""
    await hand_in(chats)
    assert "已退回" in (await chats.say(LEADER, f"{OWN} 退回 还差第二期没有培训")).text
    assert any("还差第二期没有培训" in message.text for message in chats.phone(OWNER).inbox)
    await chats.stage.pass_time(DAY)
    await hand_in(chats)
    assert "已通过" in (await chats.say(LEADER, "同意", card(chats, LEADER, AGREE))).text
    before = (await chats.measure(OWN)).stage
    await chats.say(OWNER, f"{OWN} 通过")
    assert (await chats.measure(OWN)).stage is before is Stage.VERIFY
    assert "为什么退回" in (await chats.say(OFFICE, f"{OWN} 退回")).text
    assert "已退回" in (await chats.say(OFFICE, "照片不清楚")).text
    await chats.stage.pass_time(DAY)
    await hand_in(chats)
    for name in (LEADER, OFFICE, SECRETARY):
        said = await chats.say(name, f"{OWN} 同意，材料齐全")
    assert "已销号" in said.text


async def test_a_borrowed_button_that_is_too_old_opens_nothing(chats: Chats) -> None:
    """The seal is another's: neither the act nor the card."""
    await hand_in(chats)
    first = card(chats, LEADER, AGREE)
    data = data_of(first, AGREE)
    await chats.stage.pass_time(35 * DAY)
    assert "已失效" in await chats.press_data(MATE, first, data)


async def test_what_waits_for_people_whom_nothing_reaches_is_before_the_office(chats: Chats) -> None:
    """A request for time whose leader is unbound is refused by the office, a share is given to another one."""
    read = await chats.say(OWNER, f"{OWN} 申请延期到2025年9月30日，连日下雨")
    await chats.press(OWNER, read, "✅ 2025-09-30（周二）")
    await chats.say(OFFICE, "/people 新增 闻人歌 财务股 科员")
    await chats.act(OFFICE, f"/correct {OTHERS} 配合 财务股（4月20日前提供清单） 理由 方案原文")
    refuse = f"{OWN} 不同意"
    assert refuse in labels(await chats.say(LEADER, "/todo"))
    assert refuse not in labels(await chats.say(OFFICE, "/todo"))
    asked = await chats.say(OFFICE, f"/unbind {LEADER}")
    await chats.press(OFFICE, asked, "确认解绑")
    confirm = next(one for one in reversed(chats.phone(SECRETARY).inbox) if "✅ 确认" in labels(one))
    await chats.press(SECRETARY, confirm, "✅ 确认")
    shown = await chats.say(OFFICE, "/todo")
    assert f"等{LEADER}决定，但收不到消息" in shown.text
    assert "“4月20日前提供清单”等闻人歌答复，但收不到消息" in shown.text
    assert not any("同意延期" in label for label in labels(shown))
    await chats.press(OFFICE, shown, refuse)
    await chats.say(OFFICE, "等责任领导到位再报")
    assert any("等责任领导到位再报" in message.text for message in chats.phone(OWNER).inbox)
    await chats.press(OFFICE, shown, f"{OTHERS} 改人、改日")
    assert f"由{MATE}于2025-04-20（周日）前答复" in (await chats.say(OFFICE, MATE)).text
    assert "收不到消息" not in (await chats.say(OFFICE, "/todo")).text


async def test_the_office_answers_for_whom_no_message_reaches(chats: Chats) -> None:
    """An instruction, and a letter, whose people are all unbound stand on the office's list, and are answered there."""
    for name in (OWNER, LEADER):
        await chats.act(OFFICE, f"/unbind {name}")
    await chats.press(SECRETARY, card(chats, SECRETARY, "✅ 确认"), "✅ 确认")
    await chats.say(SECRETARY, f"/instruct {OWN} 抓紧办好")
    drafted = await chats.say(OFFICE, f"/letter 督办单 {OWN} 请一周内报整改情况")
    await chats.press(OFFICE, drafted, "✅ 签发")
    listed = await chats.say(OFFICE, "/todo")
    assert f"批示等{LEADER}、{OWNER}答复（3月25日前），但收不到消息" in listed.text
    assert "督办〔2025〕1号等" in listed.text
    assert "代为登记书面反馈" in listed.text
    assert "收不到消息" not in (await chats.say(MATE, "/todo")).text
    opened = await chats.press(OFFICE, listed, f"{OWN} 办理")
    assert "抓紧办好" in opened
    for label, words in (("回复批示", "已当面答复"), ("✍️ 反馈", "书面已报")):
        await chats.press(OFFICE, listed, f"{OWN} {label}")
        await chats.say(OFFICE, words)
    assert f"{OFFICE} 回复批示“抓紧办好”：“已当面答复”" in "".join(one.text for one in chats.phone(SECRETARY).inbox)
    assert "收不到消息" not in (await chats.say(OFFICE, "/todo")).text
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.look() as ledger:
        (letter,) = await ledger.letters.find(LETTERS_ON, measure.id)
    shown = await letter_body_for(chats.stage.app.request, await chats.person(OFFICE), letter.id)
    assert f"没有签收：{LEADER}、{OWNER}（当时联系不上，由整改办代为反馈）" in str(shown.text)
    assert "未签收" not in str(shown.text)
    assert not letter.is_followed
    await chats.stage.pass_time(DAY * 14)
    said = "".join(one.text for name in (OFFICE, SECRETARY) for one in chats.phone(name).inbox)
    assert "还没有签收" not in said


async def test_an_answer_that_nobody_else_can_settle_is_taken_back(chats: Chats) -> None:
    """Where who answered is the last one who is bound, the answer is not settled by them, but asked for again."""
    measure = await chats.measure(OWN)
    everybody = [await chats.person(one) for one in await chats.stage.people()]
    others = [one for one in everybody if one.name in {OWNER, LEADER} or one.holds(Role.OFFICE, Role.SECRETARY)]
    async with chats.stage.app.request.store.open() as ledger:
        for one in others:
            if one.name != OFFICE:
                await ledger.people.put(replace(one, chat=None))
    async with open_transaction(chats.stage.app.request, await chats.person(OFFICE)) as tx:
        wanted = Demand(words="补上台账", to=(), due=tx.today, source="u1/m1", origin="3月20日督办")
        await demand(tx, measure.id, wanted)
    await chats.press(OFFICE, await chats.say(OFFICE, "/todo"), f"{OWN} 回复批示")
    await chats.say(OFFICE, "已补上")
    listed = await chats.say(OFFICE, "/todo")
    assert "您已回复，等" in listed.text
    assert f"{OWN} 退回" in labels(listed)
    await chats.press(OFFICE, listed, f"{OWN} 退回")
    await chats.say(OFFICE, "请本人再报")
    assert "代为回复" in (await chats.say(OFFICE, "/todo")).text
