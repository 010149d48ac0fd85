"""The work of a day of each role, with buttons alone and with words alone; from a reminder in two taps."""

import datetime as dt

import pytest

from bot.domain.plan.measure import Stage
from bot.sandbox import Message
from bot.services.core.ledger import EXTENSIONS_OF, INSTRUCTIONS_OPEN
from tests.handlers.conftest import BEIJING, LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

JUNE = dt.datetime(2025, 6, 16, 8, 30, tzinfo=BEIJING)  # Monday; OWN and OTHERS are due at the end of the month


class Thumb:
    """Somebody who only presses, from the card at the top of the chat; nothing is ever typed."""

    def __init__(self, chats: Chats, name: str) -> None:
        self.chats, self.name, self.taps = chats, name, 0

    @property
    def home(self) -> Message:
        """The first page, pinned."""
        return next(one for one in self.chats.phone(self.name).chat.pinned if "更多" in labels(one))

    def bearing(self, label: str) -> Message:
        """The newest message with such a button."""
        inbox = reversed(self.chats.phone(self.name).inbox)
        return next(one for one in inbox if any(label in text for text in labels(one)))

    async def press(self, *path: str, home: bool = False) -> str:
        """Press one button after another, each on the newest message that has it; what was said at last."""
        said = ""
        for step, label in enumerate(path):
            message = self.home if home and not step else self.bearing(label)
            found = next(text for text in labels(message) if label in text)
            said = await self.chats.press(self.name, message, found)
            self.taps += 1
        return said


async def monday(chats: Chats) -> None:
    """The morning on which everybody is reminded."""
    chats.stage.sandbox.clock.set(JUNE)
    await chats.stage.tick()


async def test_an_owner_s_day_is_done_by_thumb(chats: Chats) -> None:
    """Reports, says what is in the way, asks for time, hands in, answers an instruction, takes a slip back."""
    await chats.say(SECRETARY, "/instruct 5-1 本周内说明原因")
    await monday(chats)
    owner = Thumb(chats, OWNER)
    await owner.press("5-1 报进展", "70%")
    assert (await chats.measure("5-1")).percent == 70
    await owner.press("撤回")
    assert (await chats.measure("5-1")).percent is None
    await owner.press("我的", OWN, "有困难", "审批手续", home=True)
    assert "审批手续还没有办下来" in chats.phone(LEADER).last.text
    await owner.press("我的", OWN, "申请延期", "天气原因", "✅", home=True)
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.look() as ledger:
        (asked,) = await ledger.extensions.find(EXTENSIONS_OF, measure.id)
    assert "天气原因" in asked.words
    assert measure.due
    assert asked.asked > measure.due
    await owner.press("待办", "回复批示", "正在按要求", home=True)
    async with chats.stage.app.request.look() as ledger:
        assert await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1") == []
    await owner.press("今天要办", "5-1", "已完成", "是，已完成", home=True)
    assert (await chats.measure("5-1")).stage is Stage.REVIEW
    assert "没有等您决定的" in await owner.press("待办", home=True)


async def test_what_was_handed_in_goes_its_way_by_thumbs_alone(chats: Chats) -> None:
    """The leader sends it back, the owner hands it in again, and all three agree, each from the first page."""
    await monday(chats)
    await Thumb(chats, OWNER).press("5-1 报进展", "已完成", "是，已完成")
    leader, office, secretary = (Thumb(chats, name) for name in (LEADER, OFFICE, SECRETARY))
    assert "已退回" in await leader.press("待我审", "5-1 ↩️ 退回", "佐证材料不全", home=True)
    assert "佐证材料不全，请补齐后再报" in chats.phone(OWNER).last.text
    await Thumb(chats, OWNER).press("我的", "5-1", "已完成", "是，已完成", home=True)
    for thumb, tile in ((leader, "待我审"), (office, "待办"), (secretary, "待我定")):
        said = await thumb.press(tile, "5-1 ✅ 通过", home=True)
        assert "‹ 待办" in labels(thumb.bearing("‹ 待办"))
    assert "已销号" in said
    assert (await chats.measure("5-1")).stage is Stage.CLOSED


async def test_a_leader_s_and_a_secretary_s_day_is_done_by_thumb(chats: Chats) -> None:
    """A difficulty is answered, more time refused, an instruction given from the first and from the weekly page."""
    await monday(chats)
    await Thumb(chats, OWNER).press("5-1 报进展", "有困难", "配套资金")
    leader, secretary = Thumb(chats, LEADER), Thumb(chats, SECRETARY)
    await leader.press("💬 回复", "我来协调")
    assert "收到，我来协调" in chats.phone(OWNER).last.text
    await Thumb(chats, OWNER).press("我的", OWN, "申请延期", "资金到位晚", "✅", home=True)
    await leader.press("待我审", f"{OWN} 不同意", "请按原定时限办结", home=True)
    assert "请按原定时限办结" in chats.phone(OWNER).last.text
    await leader.press("我分管的", "5-1", home=True)
    await leader.press("本周", "5-1 办理", home=True)
    await secretary.press("批示", "批示 5-1", "请说明没有办结的原因", home=True)
    assert "请说明没有办结的原因" in chats.phone(OWNER).last.text
    await secretary.press("本周", "批示 2-5", "请抓紧办理", home=True)
    await secretary.press("逾期", "8-1", "‹ 回到清单", home=True)


async def test_an_office_s_day_is_done_by_thumb(chats: Chats) -> None:
    """A letter issued, one dropped, somebody urged (once by two quick thumbs), somebody invited, a paper drawn up."""
    await monday(chats)
    office = Thumb(chats, OFFICE)
    await office.press("待办", "2-1 ✅ 签发", home=True)
    await office.press("待办", "8-1 不发", home=True)
    known = len(chats.phone(OWNER).inbox)
    await office.press("逾期", "5-1", "📣 催办", home=True)
    assert "5-1" in chats.phone(OWNER).last.text
    assert "刚刚催办过" in await office.press("📣 催办")
    assert len(chats.phone(OWNER).inbox) == known + 1
    await office.press("邀请", "发链接：秦望舒", home=True)
    await office.press("出文", "台账", home=True)
    assert [one for one in chats.phone(OFFICE).inbox if (one.file_name or "").endswith(".xlsx")]


@pytest.mark.parametrize("number", ["5-1", OWN])
async def test_from_a_reminder_to_a_recorded_reply_are_two_taps(chats: Chats, number: str) -> None:
    """However many measures it speaks of."""
    await monday(chats)
    owner = Thumb(chats, OWNER)
    await owner.press(f"{number} 报进展", "50%")
    assert owner.taps == 2
    assert (await chats.measure(number)).percent == 50


async def test_from_a_weekly_page_to_a_decision_are_two_taps(chats: Chats) -> None:
    """What waits for the secretary has its button on the page that comes by itself."""
    await chats.say(OWNER, f"{OWN} 已完成，材料齐了")
    for name in (LEADER, OFFICE):
        await chats.press(name, await chats.say(name, "待办"), f"{OWN} ✅ 通过")
    await monday(chats)
    await chats.stage.pass_time(dt.timedelta(minutes=10))
    card = next(one for one in reversed(chats.phone(SECRETARY).inbox) if "✅ 通过" in labels(one))
    await chats.press(SECRETARY, card, "✅ 通过")  # it came with the page
    assert (await chats.measure(OWN)).stage is Stage.CLOSED


WORDS = (  # nobody presses anything, and no command with a slash is needed
    (OWNER, "我的", "未销号"),
    (OWNER, "5-1 完成70%", "已登记"),
    (OWNER, "撤回", "回复“是”"),
    (OWNER, "是", "已撤回"),
    (OWNER, f"{OWN} 有困难，审批手续还没有办下来", "已登记困难"),
    (LEADER, "待办", "没有等您决定的"),
    (LEADER, "我分管的还剩几条", ""),
    (SECRETARY, "批示 5-1 请说明没有办结的原因", "已转达批示"),
    (OWNER, "待办", "批示等您答复"),
    (OFFICE, "催办 5-1", "已催办"),
    (OFFICE, "逾期", "逾期"),
    (OWNER, "5-1 已完成，材料齐了", "已报完成"),
    (LEADER, "5-1 退回 佐证不全", "已退回"),
    (OWNER, "5-1 已完成", "已报完成"),
    (LEADER, "5-1 同意", "已通过"),
    (OFFICE, "5-1 同意", "已通过"),
    (SECRETARY, "5-1 同意", "已销号"),
    (SECRETARY, "周报", "整改周报"),
    (SECRETARY, "逾期", "逾期"),
    (OFFICE, "邀请", "未绑定"),
    (OFFICE, "出文 台账", ""),
    (OFFICE, "看板", "看板"),
    (OFFICE, "减负账", "消息"),
    (OWNER, "为什么提醒我", ""),
    (OWNER, f"历史 {OWN}", OWN),
)


async def test_a_day_of_everybody_is_done_in_words(chats: Chats) -> None:
    """Each sentence does what it says; nothing is met by the list of commands."""
    await monday(chats)
    for name, words, expected in WORDS:
        answers = await chats.after(name, lambda phone, words=words: phone.say(words))  # type: ignore[misc]
        said = "\n".join(one.text for one in answers)
        assert answers, words
        assert expected in said, (words, said)
        assert "没看明白" not in said, (words, said)
    assert (await chats.measure("5-1")).stage is Stage.CLOSED
