"""The work of a day of each role, with buttons alone and with words alone; from a reminder in two taps."""

import datetime as dt

import pytest

from bot.domain.acceptance.acceptance import Verdict
from bot.domain.meetings.meeting import Fact
from bot.domain.plan.measure import Stage
from bot.domain.similar.cause import CauseKind
from bot.domain.supervision.assignment import AssignmentKind
from bot.messages.replies.keyboards import ready_answers
from bot.sandbox import Message
from bot.services.core.ledger import EXTENSIONS_OF, INSTRUCTIONS_OPEN, MEETINGS_OF
from bot.services.replies.question import KINDS
from tests.handlers.conftest import BEIJING, LEADER, OFFICE, OWN, OWNER, SECRETARY, WORDING, Chats, labels

OBSERVER, SUPPORT = "顾观澜", "柳映川"
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


async def test_what_was_done_is_taken_from_what_the_owner_said(chats: Chats) -> None:
    """核定情况 by two taps: the owner's own last words lie ready, those that are too long for a button as a whole."""
    await monday(chats)
    long = "已组织两期重污染天气分级响应培训，共112人次参加，并到8家重点企业现场指导"
    await chats.say(OWNER, f"{OWN} {long}")
    await chats.say(OWNER, f"{OWN} 已完成")
    leader = Thumb(chats, LEADER)
    await leader.press("待我审", f"{OWN} 办理", "写核定情况", home=True)
    asked = chats.phone(LEADER).last
    assert f"可以整句点用：“{long}”" in asked.text
    await leader.press(labels(asked)[0])
    assert (await chats.measure(OWN)).result == long
    await leader.press("改核定情况", "已完成：")
    assert (await chats.measure(OWN)).result.startswith("已完成：执法人员全员培训")


async def test_a_cause_is_said_by_thumb(chats: Chats) -> None:
    """Its kind, then one of the sentences of that kind."""
    office = Thumb(chats, OFFICE)
    await chats.say(OFFICE, "举一反三 3")
    await office.press("执行", "责任没有落实到人")
    assert "执行——责任没有落实到人" in chats.phone(OFFICE).last.text


async def test_a_meeting_is_held_by_thumb(chats: Chats) -> None:
    """Who attends as the last time or by office, what is decided by a day, and both are registered."""
    await monday(chats)
    await chats.say(OFFICE, "/meeting 6月16日9点 党组会")
    office = Thumb(chats, OFFICE)
    await office.press("开会", "记出席")
    assert labels(chats.phone(OFFICE).last) == ["陆景澄、沈知行、秦望舒"]
    await office.press("陆景澄、沈知行、秦望舒", "下一项", "议定", "6月23日前办结", "✅ 登记", "散会")
    async with chats.stage.app.request.look() as ledger:
        (met,) = await ledger.meetings.find(MEETINGS_OF, "u1")
        (decided,) = await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1")
    assert met.present == "陆景澄、沈知行、秦望舒"
    assert decided.answer_by == dt.date(2025, 6, 23)
    assert "6月23日前办结" in decided.words


async def test_a_visit_is_recorded_by_thumb(chats: Chats) -> None:
    """What was found and what is demanded; of several measures a sentence each, with its number."""
    await monday(chats)
    await chats.say(OFFICE, "/visit 3-2、5-1")
    office = Thumb(chats, OFFICE)
    await office.press("记发现", "还没有整改到位", "提要求")
    assert labels(chats.phone(OFFICE).last) == ["3-2 6月23日前整改到位", "5-1 6月23日前整改到位"]
    await office.press("5-1 6月23日前整改到位", "✅ 登记")
    assert "6月23日前整改到位" in chats.phone(OWNER).last.text


BY_OTHER_BUTTONS = {  # what lies ready below these comes from the ledger, or is no sentence
    "rep": "percents",
    "day": "days",
    "date": "days, or a month",
    "act": "confirm",
    "undo": "confirm",
    "res": "what the owner said, what the plan demands",
    "mdec": "days",
    "vdem": "days, of each measure",
    "mnum": "the measures of the visit",
    "mfile": "the meetings that are known",
    "mwhich": "a meeting of the days before",
    "mpre": "who attended last, who leads",
    "amov": "days",
}
VARIETIES = {
    "cause": CauseKind,
    "mfact": Fact,
    "aans": AssignmentKind,
    "averd": (Verdict.RETURNED, Verdict.FAULTED),
}


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - BY_OTHER_BUTTONS.keys()))
def test_every_question_has_an_answer_that_lies_ready(kind: str) -> None:
    """Also each variety of it: nobody has to type where a sentence does."""
    kinds = [f"{kind}_{one}" for one in VARIETIES[kind]] if kind in VARIETIES else [kind]
    assert all(ready_answers(WORDING, one) for one in kinds)


async def test_what_the_ledger_knows_is_not_asked(chats: Chats) -> None:
    """Who reported today is not urged, unless for something else; his report lies ready as answer to an instruction."""
    await monday(chats)
    await chats.say(SECRETARY, "/instruct 5-1 本周内说明原因")
    await chats.say(OWNER, "5-1 集中学习已经办完，闭卷测试定在周四")
    phone = chats.phone(OWNER)
    before = len(phone.inbox)
    for words in ("催办 5-1", "催办 执法大队"):
        said = (await chats.say(OFFICE, words)).text
        assert "今天已经报过，没有再催：" in said
        assert "5-1" in said.partition("没有再催：")[2]
    assert len(phone.inbox) == before + 1  # of 2-3, on which nothing was said today
    await chats.stage.pass_time(dt.timedelta(minutes=5))
    assert "已催办1项：5-1" in (await chats.say(OFFICE, "催办 5-1 请补签到表")).text
    assert "请补签到表" in phone.last.text
    owner = Thumb(chats, OWNER)
    await owner.press("待办", "回复批示", "集中学习已经办完", home=True)
    assert "集中学习已经办完，闭卷测试定在周四" in chats.phone(SECRETARY).last.text


async def with_onlookers(chats: Chats) -> None:
    """One who only looks, and one of another unit whose help is asked."""
    for name, unit, role in ((OBSERVER, "派驻纪检组", "观察员"), (SUPPORT, "财政局", "配合单位")):
        await chats.say(OFFICE, f"/people 新增 {name} {unit} 干部")
        await chats.say(OFFICE, f"/people 任 {name} {role}")
    await chats.stage.bind(OBSERVER, SUPPORT)
    await monday(chats)


async def test_who_only_looks_sees_everything_by_thumb_and_is_asked_nothing(chats: Chats) -> None:
    """Welcome, keyboard, tiles, help and empty lists speak of looking; each tile leads somewhere."""
    await with_onlookers(chats)
    phone, observer = chats.phone(OBSERVER), Thumb(chats, OBSERVER)
    welcome = next(one for one in phone.inbox if "绑定成功" in one.text)
    assert "不用报任何东西" in welcome.text
    assert "报进展" not in welcome.text
    assert [tile.partition(" ")[0] for tile in labels(observer.home)] == ["总况", "逾期", "本周", "更多"]
    assert "逾期" in await observer.press("逾期", "1-2", home=True)
    assert {"看历史", "看佐证"} <= {*labels(phone.last)}
    assert "报进展" not in labels(phone.last)
    assert "系统导入台账" in await observer.press("看历史")
    assert "9个问题23条措施" in await observer.press("本周", home=True)
    assert "9个问题23条措施" in await observer.press("总况", home=True)
    assert "不用报任何东西" not in (help_ := await chats.say(OBSERVER, "帮助")).text
    assert "报进展直接写" not in help_.text
    assert "/handover" not in help_.text
    for empty in ("待办", "我的"):
        await chats.say(OBSERVER, empty)
        assert "9个问题23条措施" in await observer.press("总况")
    before = len(phone.inbox)
    await chats.stage.pass_time(dt.timedelta(days=7))
    assert len(phone.inbox) == before
    assert "收到消息 0 条" in (await chats.say(OBSERVER, "减负账")).text


async def test_a_supporter_s_day_is_done_by_thumb(chats: Chats) -> None:
    """Answers its share, says by when others may count on it, and that it is done."""
    await with_onlookers(chats)
    await chats.act(OFFICE, "更正 2-3 配合 财政局（6月30日前拨付设备款） 理由 方案写明")
    support = Thumb(chats, SUPPORT)
    assert "已登记答复" in await support.press("答复", "已经配合办好")
    waits = await chats.say(OWNER, "2-3 等财政局拨款")
    await chats.press(OWNER, waits, labels(waits)[0])
    await support.press("待办", "2-3 办理", "写一句话", "6月19日前办好", home=True)
    assert "6月19日" in chats.phone(OWNER).last.text
    await support.press("待办", "✅ 办好了", home=True)
    assert "没有等您决定的" in await support.press("待办", home=True)
    assert "9个问题23条措施" in await support.press("本周", home=True)


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
    (OBSERVER, "状态", "9个问题23条措施"),
    (OBSERVER, "逾期的有哪些", "逾期"),
    (OBSERVER, "5-1到哪一步了", "已销号"),
    (OBSERVER, "周报", "整改周报"),
    (OBSERVER, "统计", "按责任科室"),
    (OBSERVER, "历史 5-1", "销号"),
    (OBSERVER, "待办", "没有等您决定的"),
    (OFFICE, "更正 2-3 配合 财政局（6月30日前拨付设备款） 理由 方案写明", "请核对后再办"),
    (OFFICE, "确认", "已办理"),
    (SUPPORT, "待办", "配合事项等您答复"),
    (SUPPORT, "2-3 设备款已经拨付", "已记下留言"),
    (SUPPORT, "2-3", "2-3"),
    (SUPPORT, "首页", "配合单位"),
    (SUPPORT, "帮助", "要您配合的事"),
)


async def test_a_day_of_everybody_is_done_in_words(chats: Chats) -> None:
    """Each sentence does what it says; nothing is met by the list of commands."""
    await with_onlookers(chats)
    for name, words, expected in WORDS:
        answers = await chats.after(name, lambda phone, words=words: phone.say(words))  # type: ignore[misc]
        said = "\n".join(one.text for one in answers)
        assert answers, words
        assert expected in said, (words, said)
        assert "没看明白" not in said, (words, said)
    assert (await chats.measure("5-1")).stage is Stage.CLOSED
