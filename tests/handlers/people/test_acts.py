"""Acts that are not done in one tap: what is shown is what happens, it is done once, and for a day it is taken back."""

import datetime as dt

import pytest

from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.sandbox import Message
from bot.services.history.verification import verify
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels

BACK, LEAVE = "↩️ 撤回刚才的办理", "不办了"
MINUTE = dt.timedelta(minutes=1)


def here(chats: Chats, name: str, message: Message) -> Message:
    """A message as it reads now."""
    return next(one for one in chats.phone(name).inbox if one.id == message.id)


async def holds(chats: Chats) -> bool:
    """True where every record can be derived from the journal's changes."""
    return all(proof.holds for proof in await verify(chats.stage.app.request))


@pytest.mark.parametrize(
    ("words", "label", "told"),
    [
        (f"/cancel {OWN} 理由 重复", "确认取消", "取消"),
        (f"转长期 {OWN} 理由 要常抓", "确认转长期", "转入长期坚持"),
        (f"合并 {OTHERS} 并入 {OWN} 理由 同一件事", "确认合并", "并入"),
        (f"拆分 {OWN} 办两期培训｜到企业指导 理由 两件事", "确认拆分", "拆分"),
        (f"/handover {OWNER} {MATE}", "确认移交", "已移交"),
        (f"/unbind {OWNER}", "确认解绑", "解除绑定"),
    ],
)
async def test_an_act_is_shown_done_told_and_taken_back(chats: Chats, words: str, label: str, told: str) -> None:
    """The preview changes nothing; confirmed it is done and told; taken back all is as before, and that is told."""
    before = (await chats.measure(OWN), await chats.measure(OTHERS), await chats.person(OWNER))
    shown = await chats.say(OFFICE, words)
    assert labels(shown) == [label, LEAVE]
    assert "还没有办" in shown.text
    assert OWNER in shown.text
    assert (await chats.measure(OWN), await chats.measure(OTHERS), await chats.person(OWNER)) == before
    await chats.press(OFFICE, shown, label)
    done = here(chats, OFFICE, shown)
    assert (await chats.measure(OWN), await chats.measure(OTHERS), await chats.person(OWNER)) != before
    assert labels(done)[-1] == BACK
    assert "前撤回" in done.text
    await chats.stage.tick()
    assert any(told in message.text for message in chats.phone(OWNER).inbox), told
    assert "恢复原样" in await chats.press(OFFICE, done, BACK)
    now = (await chats.measure(OWN), await chats.measure(OTHERS), await chats.person(OWNER))
    for one, was in zip(now[:2], before[:2], strict=True):
        assert (one.stage, one.text, one.owners, one.leaders, one.deadline) == (
            was.stage,
            was.text,
            was.owners,
            was.leaders,
            was.deadline,
        )
    assert now[2] == before[2]
    await chats.stage.tick()
    assert any("撤回了" in message.text for message in chats.phone(OWNER).inbox)
    assert await holds(chats)


async def test_no_line_of_a_preview_is_empty_or_says_what_is_not_so(chats: Chats) -> None:
    """A part that keeps its words is said to; a standing one has no day; two sentences are joined as one reads."""
    measure = await chats.measure(OWN)
    split = (await chats.say(OFFICE, f"拆分 {OWN} {measure.text}｜建立台账 理由 两件事")).text
    assert f"· {OWN}：内容不变\n" in split
    assert "：\n" not in split
    standing = (await chats.say(OFFICE, f"转长期 {OWN} 理由 要常抓")).text
    assert "时限由“2025-06-20（周五）”改为“长期坚持”" in standing
    merged = (await chats.say(OFFICE, f"合并 {OTHERS} 并入 {OWN} 理由 同一件事")).text
    assert "并到重点企业指导；" in merged
    assert "。；" not in merged
    await chats.say(OFFICE, "/policy 保密简化 开")
    hidden = (await chats.say(OFFICE, f"拆分 {OWN} 办两期培训｜建立台账 理由 两件事")).text
    assert f"· {OWN}：文字有更改，请到整改办阅看" in hidden
    assert "培训" not in hidden


async def test_a_double_press_does_it_once_and_a_left_act_is_left(chats: Chats) -> None:
    """Two presses are one act; what was left is not done by its old button, nor by another's."""
    shown = await chats.say(OFFICE, f"/cancel {OWN} 理由 重复")
    yes = shown.buttons[0][0].data or ""
    assert "失效" in await chats.press_data(OWNER, shown, yes)
    assert "一切照旧" in await chats.press(OFFICE, shown, LEAVE)
    assert "没有作任何更改" in await chats.press_data(OFFICE, shown, yes)
    assert (await chats.measure(OWN)).is_open
    shown = await chats.say(OFFICE, f"/cancel {OWN} 理由 重复")
    yes = shown.buttons[0][0].data or ""
    await chats.press_data(OFFICE, shown, yes)
    assert "已经办过" in await chats.press_data(OFFICE, shown, yes)
    assert (await chats.measure(OWN)).stage is Stage.CANCELLED


async def test_several_numbers_are_one_act_and_words_confirm_it(chats: Chats) -> None:
    """取消措施 2-3、2-4 shows both and is confirmed by a word; taken back both are there again."""
    shown = await chats.say(OFFICE, f"取消措施 {OWN}、{OTHERS} 理由 并入其他工作")
    assert OWN in shown.text
    assert OTHERS in shown.text
    said = await chats.say(OFFICE, "确认")
    assert "已取消" in said.text
    assert {(await chats.measure(one)).stage for one in (OWN, OTHERS)} == {Stage.CANCELLED}
    await chats.press(OFFICE, said, BACK)
    assert all([(await chats.measure(one)).is_open for one in (OWN, OTHERS)])
    assert "减少" not in (await chats.say(SECRETARY, "/digest")).text


async def test_one_that_cannot_be_refuses_all(chats: Chats) -> None:
    """Where one of several cannot be, nothing is shown to be done, and the number is named."""
    await chats.act(OFFICE, f"/cancel {OWN} 理由 重复")
    refused = await chats.say(OFFICE, f"/cancel {OTHERS}、{OWN} 理由 重复")
    assert f"/status {OWN}" in refused.text
    assert (await chats.measure(OTHERS)).is_open


async def test_what_somebody_acted_on_since_is_not_taken_back(chats: Chats) -> None:
    """A report after the act keeps it; and so does the day that is over."""
    done = await chats.act(OFFICE, f"/handover {OWNER} {MATE}")
    await chats.say(MATE, f"{OWN} 完成40%")
    assert f"{OWN} 又有人报过" in await chats.press(OFFICE, done, BACK)
    assert (await chats.measure(OWN)).owners == (await chats.measure(OTHERS)).owners
    done = await chats.act(OFFICE, f"/cancel {OTHERS} 理由 重复")
    await chats.stage.pass_time(DAY + MINUTE)
    assert "超过一天" in await chats.press(OFFICE, done, BACK)
    assert (await chats.measure(OTHERS)).stage is Stage.CANCELLED


async def test_a_second_key_sees_the_same_preview_and_may_take_it_back(chats: Chats) -> None:
    """The secretary's card says what would become of what; confirmed, both may take it back, and nobody else."""
    asked = await chats.act(OFFICE, f"/handover {LEADER} {MATE}")
    assert "须另一人确认" in asked.text
    await chats.stage.tick()
    card = next(one for one in reversed(chats.phone(SECRETARY).inbox) if "✅ 确认" in labels(one))
    led = next(one for one in await chats.stage.people() if one == LEADER)
    assert f"“{led}”" in card.text
    await chats.press(SECRETARY, card, "✅ 确认")
    assert (await chats.person(MATE)).holds(Role.OWNER)
    confirmed = here(chats, SECRETARY, card)
    assert BACK in labels(confirmed)
    assert "恢复原样" in await chats.press(SECRETARY, confirmed, BACK)
    assert (await chats.person(LEADER)).id in (await chats.measure(OWN)).leaders
    assert await holds(chats)


async def test_a_closed_measure_is_reopened_and_closed_again_by_taking_that_back(chats: Chats) -> None:
    """The looks back are planned again, and the closing counts again."""
    await chats.say(OWNER, f"{OWN} 已完成，办了两期培训，到场九十人")
    await chats.stage.tick()
    if (await chats.measure(OWN)).is_open:  # proofs are wanted
        chats.phone(OWNER).send_photo(b"\x89PNG\r\n\x1a\n" + b"7" * 17, f"{OWN} 现场")
        await chats.stage.settle()
        await chats.say(OWNER, f"{OWN} 已完成")
    for name in (LEADER, OFFICE, SECRETARY):
        listed = await chats.say(name, "待办")
        await chats.press(name, listed, f"{OWN} ✅ 通过")
    assert (await chats.measure(OWN)).stage is Stage.CLOSED
    shown = await chats.say(OFFICE, f"/reopen {OWN} 理由 群众反映反弹")
    assert "回头看不再进行" in shown.text
    await chats.press(OFFICE, shown, "确认重新打开")
    assert (await chats.measure(OWN)).is_open
    assert "恢复原样" in await chats.press(OFFICE, here(chats, OFFICE, shown), BACK)
    assert (await chats.measure(OWN)).stage is Stage.CLOSED
    assert await holds(chats)


async def test_an_old_preview_is_offered_anew(chats: Chats) -> None:
    """After a month its button shows the act as it would be now."""
    shown = await chats.say(OFFICE, f"/cancel {OWN} 理由 重复")
    chats.stage.sandbox.clock.move(40 * DAY)
    fresh = await chats.after(OFFICE, lambda phone: phone.press(shown, "确认取消"))
    assert any("确认取消" in labels(one) for one in fresh)
    assert (await chats.measure(OWN)).is_open


async def test_a_difficulty_opens_its_measure(chats: Chats) -> None:
    """What the leader and the office are told has the card of the measure behind one tap."""
    await chats.say(OWNER, f"{OWN} 有困难，设备还没有到货")
    await chats.stage.tick()
    for name in (LEADER, OFFICE):
        told = next(one for one in reversed(chats.phone(name).inbox) if "报告有困难" in one.text)
        assert OWN in await chats.press(name, told, "打开这条措施")
