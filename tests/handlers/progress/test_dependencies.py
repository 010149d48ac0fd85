"""等候: what a measure waits for is offered, registered by a tap, answered with a day, late like all else, and seen."""

import datetime as dt
from dataclasses import replace
from functools import partial
from io import BytesIO

import docx
import pytest
from PIL import Image

from bot.domain.dependencies.dependency import Dependency, End, Side
from bot.domain.units.unit import Unit
from bot.sandbox import Message, Phone
from bot.services.core.ledger import DEPENDENCIES_OF_UNIT, PEOPLE_OF
from bot.services.core.tenancy import scoped
from bot.services.history.verification import verify
from bot.services.people.binding import invite_to_office
from bot.services.units.administration import add_unit
from tests.handlers.conftest import DAY, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, data_of, labels

NEAR, THERE = "水务站", "梁知秋"


async def waits(chats: Chats, unit: str = "u1") -> list[Dependency]:
    """All that was ever registered in a unit."""
    async with scoped(chats.stage.app.request, unit).look() as ledger:
        return await ledger.dependencies.find(DEPENDENCIES_OF_UNIT, unit)


async def begun(chats: Chats, words: str, who: str = OWNER) -> Dependency:
    """The record that the first button of the offer to a sentence makes."""
    offer = (await chats.after(who, lambda phone: phone.say(words)))[-1]
    await chats.press(who, offer, labels(offer)[0])
    return (await waits(chats))[-1]


def card(chats: Chats, name: str, holding: str) -> Message:
    """The newest message of a person that has the words."""
    return next(one for one in reversed(chats.phone(name).inbox) if holding in one.text)


async def test_a_sentence_is_offered_and_a_tap_registers_it(chats: Chats) -> None:
    """Nothing is kept before the tap; whoever owns the other measure is asked for a day with days to tap."""
    offer = (await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 卡在{OTHERS}没完")))[-1]
    assert "这条措施在等" in offer.text
    assert await waits(chats) == []
    assert await chats.progress(OTHERS) == []  # nothing is said of the other one
    yes = data_of(offer, f"是，在等 {OTHERS}")
    told = await chats.press_data(OWNER, offer, yes)
    assert "时限照常计算" in told
    assert MATE in told
    (one,) = await waits(chats)
    assert (one.side, one.name, one.words) == (Side.MEASURE, OTHERS, "没完")
    asked = card(chats, MATE, "在等您这一方")
    assert "3月28日（周五）" in labels(asked)
    assert "没有找到这件在等的事" in await chats.press_data(OWNER, offer, yes)  # a second press
    assert len(await waits(chats)) == 1


async def test_the_command_offers_too(chats: Chats) -> None:
    """等待 with a number and words, of the office too; who may not is refused, and words that name nobody are."""
    assert "这条措施在等 供水公司" in (await chats.say(OWNER, f"/wait {OWN} 供水公司停水检修")).text
    assert "这条措施在等 供水公司" in (await chats.say(OFFICE, f"等待 {OWN} 等供水公司停水检修")).text
    assert "没有看出" in (await chats.say(OWNER, f"/wait {OWN} 天气好转")).text
    assert "权限" in (await chats.say(MATE, f"/wait {OWN} 等财政局拨款")).text
    assert "现在没有登记" in (await chats.say(OWNER, "谁在等谁")).text
    assert await waits(chats) == []


async def test_a_number_that_cannot_be_waited_for_is_said(chats: Chats) -> None:
    """Whatever measure waits or is waited for: none of that number, itself, or one that is over."""
    for words in ("/wait 9-9 等住建局修管网", "等待 9-9 等住建局修管网", "/wait 9-9"):
        assert "没有找到“9-9”" in (await chats.say(OFFICE, words)).text
    for words in (f"/wait {OWN} 卡在9-9没完", f"{OWN} 要等9-9先办"):
        assert "没有登记在等 9-9：没有找到这个编号" in (await chats.say(OWNER, words)).text
    said = await chats.after(OFFICE, lambda phone: phone.say(f"/wait {OWN} 等{OTHERS}、9-9先办"))
    assert "没有找到这个编号" in said[0].text
    assert f"是，在等 {OTHERS}" in labels(said[1])
    assert "不能等自己" in (await chats.say(OFFICE, f"/wait {OWN} 卡在{OWN}没完")).text
    await chats.act(OFFICE, f"/cancel {OTHERS} 理由 与其他措施重复")
    assert "已经办结" in (await chats.say(OFFICE, f"/wait {OWN} 卡在{OTHERS}没完")).text
    assert await waits(chats) == []


async def test_nobody_is_said_to_be_asked_whom_nothing_reaches(chats: Chats) -> None:
    """It is said to who registers and to the office that nobody can answer, and what to do."""
    async with chats.stage.app.request.look() as ledger:
        people = await ledger.people.find(PEOPLE_OF, "u1")
    lost = next(one for one in people if one.chat is None and one.active)
    offer = (await chats.after(OWNER, lambda phone: phone.say(f"/wait {OWN} 等{lost.name}先交名单")))[-1]
    said = await chats.press(OWNER, offer, labels(offer)[0])
    assert "没有人收得到消息" in said
    assert "已请对方" not in said
    assert f"收不到消息的：{lost.name}" in said
    assert "没有人收得到消息" in card(chats, OFFICE, f"在等 {lost.name}").text
    offer = (await chats.after(OFFICE, lambda phone: phone.say(f"/wait {OWN} 供水公司停水检修")))[-1]
    assert "没有人可以代问" in await chats.press(OFFICE, offer, labels(offer)[0])
    done = await chats.press(OFFICE, card(chats, OFFICE, "没有人可以代问"), "✅ 办好了")
    assert "已告知：\n" not in done + "\n"


async def test_papers_say_what_is_waited_for(chats: Chats) -> None:
    """The week's brief and the report upwards name the other side and its day; people of the house they do not."""
    await begun(chats, f"{OWN} 要等财政局拨款")
    await begun(chats, f"/wait {OWN} 等{MATE}先交名单")
    for kind in ("周报", "月报"):
        await chats.say(OFFICE, f"/report {kind}")
        files = [m for m in chats.phone(OFFICE).inbox if m.document and (m.file_name or "").endswith(".docx")]
        paper = docx.Document(BytesIO(files[-1].document or b""))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(part.text for part in paper.paragraphs), *cells])
        assert f"措施{OWN}等财政局先办，还没有答复日子" in text
        assert f"措施{OWN}等本单位有关人员先办" in text
        assert MATE not in text


async def test_no_is_no(chats: Chats) -> None:
    """不是 keeps nothing, and the yes of the same question finds nothing any more."""
    offer = (await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 要等财政局拨款")))[-1]
    yes = data_of(offer, labels(offer)[0])
    assert "没有登记" in await chats.press(OWNER, offer, "不是")
    assert "没有找到这件在等的事" in await chats.press_data(OWNER, offer, yes)
    assert await waits(chats) == []


async def test_a_day_by_thumb_is_said_wherever_the_measure_is(chats: Chats) -> None:
    """Card, /why, weekly page, agenda and list say for whom it waits, until when, and since when."""
    await begun(chats, f"{OWN} 卡在{OTHERS}没完")
    await chats.press(MATE, card(chats, MATE, "在等您这一方"), "3月28日（周五）")
    said = f"{OTHERS}（答应3月28日，周五）"
    assert f"{OTHERS}答应3月28日（周五）办好" in card(chats, OWNER, "答应").text
    assert f"在等 {said}，3月20日起" in (await chats.say(OFFICE, f"状态 {OWN}")).text
    assert f"在等 {said}" in (await chats.say(OWNER, f"/why {OWN}")).text
    assert f"{OWN}在等{said}" in (await chats.say(SECRETARY, "/digest")).text
    assert f"在等{said}" in (await chats.say(OFFICE, "/meeting 3月24日9点 调度会")).text
    measure = await chats.measure(OWN)
    assert (measure.due, measure.deadline.first) == (measure.deadline.date, measure.deadline.date)  # the clock goes on


async def test_a_sentence_answers_too(chats: Chats) -> None:
    """A day in words is echoed and confirmed by a tap, quoting the message or behind its button; 办好了 is plain."""
    await begun(chats, f"{OWN} 卡在{OTHERS}没完")
    asked = card(chats, MATE, "在等您这一方")
    echo = await chats.say(MATE, "4月10日前能弄完", reply_to=asked)
    assert "2025-04-10（周四）" in echo.text
    await chats.press(MATE, echo, labels(echo)[0])
    await chats.press(MATE, asked, "✍ 写一句话")
    echo = await chats.say(MATE, "推到4月16日")
    await chats.press(MATE, echo, labels(echo)[0])
    (one,) = await waits(chats)
    assert (one.promised, one.first) == (dt.date(2025, 4, 16), dt.date(2025, 4, 10))
    await chats.press(MATE, asked, "✍ 写一句话")
    assert "看准" in (await chats.say(MATE, "再说吧")).text
    assert "已办好" in (await chats.say(MATE, "已经办好了")).text
    assert (await waits(chats))[0].end is End.FULFILLED
    assert "可以接着办了" in card(chats, OWNER, "已办好").text


async def test_not_ours_and_lifted_need_a_reason_and_are_told(chats: Chats) -> None:
    """不归我 ends it for the other side, 不等了 for the waiting one; an old button says that it is over."""
    await begun(chats, f"{OWN} 卡在{OTHERS}没完")
    asked = card(chats, MATE, "在等您这一方")
    await chats.press(MATE, asked, "不归我")
    await chats.say(MATE, "是园林站管的管段")
    assert "园林站" in card(chats, OWNER, "不归其办").text
    assert "已经了结" in await chats.press(MATE, asked, "✅ 办好了")
    shown = await begun(chats, f"{OWN} 等执法大队先交名单")
    assert shown.side is Side.DEPARTMENT
    mine = card(chats, OWNER, "已登记")
    await chats.press(OWNER, mine, f"{OWN} 不等了")
    assert "不再等" in (await chats.say(OWNER, "名单自己查到了")).text
    assert [one.end for one in await waits(chats)] == [End.DECLINED, End.LIFTED]


async def test_late_ones_are_asked_for_again_and_told(chats: Chats) -> None:
    """Past its day it stands in the message of the day of who is asked; the waiting side and the office hear."""
    await begun(chats, f"{OWN} 卡在{OTHERS}没完")
    await chats.stage.pass_time(7 * DAY)
    assert "别人在等您这一方" in card(chats, MATE, "整改提醒").text
    for name in (OWNER, OFFICE):
        assert f"{OWN} 在等 {OTHERS}（没完）" in card(chats, name, "还没有答复哪天办好，已逾期").text
    shown = await chats.say(MATE, "/todo")
    assert f"{OWN} 答复日子" in labels(shown)
    assert f"{OWN} ✅ 办好了" in labels(shown)


async def test_the_office_chases_the_other_side(chats: Chats) -> None:
    """催办 of the waiting measure reaches whoever is waited for from the promised day on, and before it says so."""
    await begun(chats, f"{OWN} 卡在{OTHERS}没完")
    await chats.press(MATE, card(chats, MATE, "在等您这一方"), "3月28日（周五）")
    before = len(chats.phone(MATE).inbox)
    told = await chats.say(OFFICE, f"催办 {OWN}")
    assert MATE not in told.text
    assert f"在等的一方没到日子，没有催：{OTHERS}（3月28日（周五））" in told.text
    assert len(chats.phone(MATE).inbox) == before
    await chats.stage.pass_time(8 * DAY)
    before = len(chats.phone(MATE).inbox)
    told = await chats.say(OFFICE, f"催办 {OWN}")
    assert MATE in told.text
    assert "没有催" not in told.text
    assert any("在等您这一方" in one.text for one in chats.phone(MATE).inbox[before:])


async def test_a_loop_is_said(chats: Chats) -> None:
    """Who closes it hears at once, and the office; the list says it above all, and the picture ends."""
    await begun(chats, f"{OWN} 卡在{OTHERS}没完")
    offer = await chats.say(MATE, f"等待 {OTHERS} 等{OWN}完成")
    told = await chats.press(MATE, offer, f"是，在等 {OWN}")
    assert f"{OTHERS} → {OWN} → {OTHERS}" in told
    assert f"{OTHERS} → {OWN} → {OTHERS}" in card(chats, OFFICE, "互相等").text
    listed = await chats.after(OFFICE, lambda phone: phone.say("谁在等谁"))
    assert any("互相等" in one.text for one in listed)
    picture = next(one.photo for one in listed if one.photo)
    assert Image.open(BytesIO(picture)).width == 1081


async def test_a_name_outside_is_a_name(chats: Chats) -> None:
    """Nobody is asked; the waiting side writes down what it was promised."""
    await begun(chats, f"{OWN} 等供水公司停水检修")
    mine = card(chats, OWNER, "不在台账里")
    await chats.press(OWNER, mine, "3月28日（周五）")
    (one,) = await waits(chats)
    assert (one.side, one.other, one.promised) == (Side.OUTSIDE, "", dt.date(2025, 3, 28))


async def test_what_is_confidential_names_nobody_in_the_list(chats: Chats) -> None:
    """The list has number and day alone, and there is no picture of it."""
    await begun(chats, f"{OWN} 等供水公司停水检修")
    assert "保密简化" in (await chats.say(OFFICE, f"/policy {OWN} 保密简化 开")).text
    for message in await chats.after(MATE, lambda phone: phone.say("谁在等谁")):
        assert "供水公司" not in f"{message.text}{labels(message)}"
        assert message.photo is None


async def test_it_ends_with_the_measures(chats: Chats) -> None:
    """Closing what is waited for fulfils it, ending what waits lifts it, and both are told."""
    await begun(chats, f"{OWN} 卡在{OTHERS}没完")
    await chats.act(OFFICE, f"/cancel {OWN} 理由 并入别的措施")
    await chats.stage.pass_time(DAY)
    (one,) = await waits(chats)
    assert one.end is End.LIFTED
    assert "不再等" in card(chats, MATE, "不再等").text


async def test_only_those_whom_it_concerns(chats: Chats) -> None:
    """Another clerk registers nothing on it, answers nothing, and calls nothing off."""
    await chats.after(MATE, lambda phone: phone.say(f"等待 {OWN} 等财政局拨款"))
    assert await waits(chats) == []
    one = await begun(chats, f"{OWN} 等执法大队先交名单")
    shown = card(chats, OWNER, "已登记")
    await chats.press_data(MATE, shown, shown.button(f"{OWN} 不等了").data or "")
    assert await waits(chats) == [one]


async def test_search_story_and_history_hold(chats: Chats) -> None:
    """/find has it, the story tells it, and the ledger can be derived from its changes."""
    await begun(chats, f"{OWN} 等供水公司停水检修")
    assert OWN in (await chats.say(OFFICE, "/find 停水检修")).text
    assert "登记在等供水公司" in (await chats.say(OFFICE, f"/history {OWN}")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def with_neighbour(chats: Chats) -> Chats:
    """The office beside another unit of the installation, with one in that one's office."""
    request = chats.stage.app.request
    await add_unit(request, Unit(id="u9", name=NEAR), bots=())
    invited = await invite_to_office(scoped(request, "u9"), "u9", THERE, by=await chats.person(OFFICE))
    chats.stage.phone(THERE).open_link(invited.code)
    await chats.stage.settle()
    return chats


@pytest.fixture
async def beside(chats: Chats) -> Chats:
    """Another unit of the installation, with one in its office."""
    return await with_neighbour(chats)


async def test_another_unit_sees_its_share_and_nothing_else(beside: Chats) -> None:
    """The thing asked, by whom, and the day; its answer comes back; both ledgers hold."""
    chats = beside
    offer = (await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 等{NEAR}先接通水源")))[-1]
    await chats.press(OWNER, offer, f"是，请 {NEAR} 答复")
    asked = card(chats, THERE, "在等您单位")
    assert "接通水源" in asked.text
    assert OWNER in asked.text
    measure = await chats.measure(OWN)
    for message in chats.phone(THERE).inbox:
        assert measure.text[:8] not in message.text
        assert measure.id not in message.text
    (share,) = await waits(chats, "u9")
    assert share == replace(share, unit="u9", measure="", side=Side.ASKED)
    await chats.press(THERE, asked, "3月28日（周五）")
    assert f"{NEAR}（答应3月28日，周五）" in (await chats.say(OFFICE, f"状态 {OWN}")).text
    assert f"{NEAR}答应3月28日（周五）办好" in card(chats, OWNER, "答应").text
    heard = chats.phone(THERE).inbox[-1].text
    assert MATE not in heard
    assert OFFICE not in heard
    await chats.say(OFFICE, f"催办 {OWN}")
    await chats.press(THERE, card(chats, THERE, "在等您单位"), "✅ 办好了")
    assert [one.end for unit in ("u1", "u9") for one in await waits(chats, unit)] == [End.FULFILLED] * 2
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_what_is_called_off_ends_there_too(beside: Chats) -> None:
    """Without the reason, which is the asking unit's own."""
    chats = beside
    offer = (await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 等{NEAR}先接通水源")))[-1]
    await chats.press(OWNER, offer, f"是，请 {NEAR} 答复")
    await chats.press(OWNER, card(chats, OWNER, "已登记"), f"{OWN} 不等了")
    await chats.say(OWNER, "改用备用井")
    (share,) = await waits(chats, "u9")
    assert share.end is End.LIFTED
    assert "不再等您单位" in chats.phone(THERE).inbox[-1].text
    assert "备用井" not in "".join(one.text for one in chats.phone(THERE).inbox)


async def test_a_finding_can_be_waited_for(chats: Chats) -> None:
    """By a sentence or the command; its owners are asked for a day, and it ends once all of its measures have."""
    one = await begun(chats, f"{OWN} 要等问题9先整改完")
    assert (one.side, one.name, one.other.rpartition("/")[2]) == (Side.FINDING, "问题9", "9")
    assert await chats.ledger_holds("progress") == 1  # the difficulty, and no figure of a 9
    asked = card(chats, MATE, "在等您这一方（问题9）")  # who owns 9-1
    await chats.press(MATE, asked, "3月28日（周五）")
    assert "问题9答应3月28日" in card(chats, OWNER, "答应").text
    assert "问题9" in (await chats.say(OFFICE, "谁在等谁")).text
    for number in ("9-1", "9-2", "9-3"):
        await chats.act(OFFICE, f"/cancel {number} 理由 并入别的工作")
    await chats.stage.pass_time(DAY)
    (ended,) = await waits(chats)
    assert (ended.end, ended.reason) == (End.FULFILLED, "这个问题的措施都已办结")
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_a_loop_through_a_finding_is_said(chats: Chats) -> None:
    """A measure of the finding that waits for who waits for it: nobody can go on."""
    await begun(chats, f"{OWN} 等问题9先整改完")
    offer = await chats.say(OFFICE, f"等待 9-1 等{OWN}完成")
    assert f"9-1 → {OWN} → 9-1" in await chats.press(OFFICE, offer, f"是，在等 {OWN}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"等待 {OWN} 等问题99", "没有找到这个编号"),
        (f"等待 {OWN} 等问题2", f"{OWN} 就是这个问题的措施"),
        ("等待 问题5 等住建局先修管网", "问题5有几条措施：5-1、5-2。请写明是哪一条在等"),
    ],
)
async def test_which_finding_waits_or_is_waited_for_is_said(chats: Chats, words: str, said: str) -> None:
    """None of that number, the measure's own, and one that cannot wait as a whole."""
    assert said in (await chats.say(OFFICE, words)).text
    assert await waits(chats) == []


async def test_the_word_of_waiting_may_be_said_twice(chats: Chats) -> None:
    """等待 2-3 等 罗雨桐修好: whoever is waited for is asked, with a space behind the word as well."""
    offered = await chats.say(OWNER, f"等待 {OWN} 等 {MATE} 4月10日前修好管网")
    assert f"{OWN} 这条措施在等 {MATE} 吗" in offered.text


async def test_what_waits_is_spoken_of_by_the_number_of_whoever_waits(chats: Chats) -> None:
    """The other side answers without a card, whose measure it is calls it off, and tells what somebody outside said."""
    asked = await chats.say(OWNER, f"{OWN} 等水环境股先把雨污分流做完")
    await chats.press(OWNER, asked, labels(asked)[0])
    day = await chats.say(MATE, f"{OWN}那边等我们的，4月10日前能办好")
    assert "读作 2025-04-10" in day.text
    await chats.press(MATE, day, "✅ 2025-04-10（周四）")
    assert "水环境股（答应4月10日，周四）" in (await chats.say(OWNER, "谁在等谁")).text
    assert "不归其办" in (await chats.say(MATE, f"{OWN} 不归我们管，该找住建局")).text
    offered = await chats.say(OWNER, f"{OWN} 等住建局先修管网")
    await chats.press(OWNER, offered, labels(offered)[0])
    waits = (await chats.say(OFFICE, "待办")).text
    assert f"{OWN} 在等住建局（修管网），对方不在台账里，没有人可以代问" in waits
    told = await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 住建局答应4月20日修好"))
    assert ["已登记进展" in told[0].text, f"{OWN} 在等 住建局" in told[-1].text] == [True, True]
    assert "为什么不再等 住建局" in (await chats.say(OWNER, f"{OWN}不用等住建局了")).text
    assert "不再等 住建局" in (await chats.say(OWNER, "管网已经通了")).text
    assert "没有登记在等谁" in (await chats.say(OWNER, "谁在等谁")).text
    assert "已登记进展" in (await chats.say(MATE, f"{OTHERS} 4月10日前办好")).text  # of one's own it is a report


@pytest.mark.parametrize(
    ("words", "waited"),
    [
        (f"{OWN} 等{MATE}给参数", MATE),
        (f"{OWN} {MATE}还没给参数，办不了", MATE),
        (f"{OWN} 需要{OTHERS}先完工才能办", OTHERS),
        (f"{OWN} 前提是{OTHERS}完成", OTHERS),
        (f"{OTHERS}不完工{OWN}没法开工", OTHERS),
        (f"{OTHERS}没修好，{OWN}就没法动工", OTHERS),
    ],
)
async def test_a_wait_is_a_difficulty_and_is_offered_at_once(chats: Chats, words: str, waited: str) -> None:
    """Nothing is said of what is waited for, and no tap stands between; who is called so is known from the ledger."""
    sent = await chats.after(OWNER, lambda phone: phone.say(words))
    assert len(sent) == 2
    assert f"已登记困难：“{words}”" in sent[0].text
    assert f"这条措施在等 {waited} 吗" in sent[1].text
    assert await chats.progress(OTHERS) == []


async def test_what_is_needed_but_not_first_is_no_wait(chats: Chats) -> None:
    """需要 alone, and who gave nothing of the kind, is not waited for."""
    for words in (f"{OWN} 需要{OTHERS}配合", f"{OWN} 等路灯给电后完工"):
        sent = await chats.after(OWNER, partial(Phone.say, text=words))
        assert not [one for one in sent if "这条措施在等" in one.text]
