"""Visits on the spot and key supervision through the chat: place, findings with photos, demands that are followed."""

import datetime as dt
from functools import partial
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.sandbox import Message, Phone
from bot.services.core.ledger import EVIDENCE_OF, INSTRUCTIONS_OPEN, VISITS_OF
from bot.services.history.verification import verify
from tests.handlers.conftest import BEIJING, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels

pytestmark = pytest.mark.usefixtures("unheld")

PNG = bytes.fromhex("89504e470d0a1a0a") + b"a picture of the site"


def word_of(message: Message) -> str:
    """What a Word document that was sent says."""
    assert message.document
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(message.document)).paragraphs)


async def test_a_visit_at_once_from_place_to_record(chats: Chats) -> None:
    """Location and photos go to it, its demand is echoed and followed, the record is a document, verify holds."""
    card = await chats.say(OFFICE, f"/visit {OWN} 地点 东岸闸口")
    assert "正在督办" in card.text
    await chats.after(OFFICE, lambda phone: phone.send_location(31.2, 121.4))
    assert "31.2" in chats.phone(OFFICE).last.text
    sent = await chats.after(OFFICE, lambda phone: phone.send_photo(PNG, "闸口堆着废料"))
    assert "已收入本次督办" in sent[-1].text
    await chats.press(OFFICE, card, "✍ 记发现")
    page = await chats.say(OFFICE, "值班表没有上墙")
    assert "照片和文件1份" in page.text
    await chats.press(OFFICE, page, "📌 提要求")
    echo = await chats.say(OFFICE, f"由{OWNER}3月28日前清完废料")
    assert "2025-03-28（周五）前" in echo.text
    assert "作为新措施" not in labels(echo)
    assert "3月20日现场督办要求" in await chats.press(OFFICE, echo, "✅ 登记")
    assert "回复批示" in labels(chats.phone(OWNER).last)
    await chats.press(OFFICE, page, "结束督办")
    assert "〔2025〕1号" in page.text
    await chats.press(OFFICE, page, "督办记录（Word）")
    said = word_of(chats.phone(OFFICE).last)
    assert "东岸闸口" in said
    assert "闸口堆着废料" in said
    assert f"由{OWNER}3月28日前清完废料" in said
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.look() as ledger:
        (visit,) = await ledger.visits.find(VISITS_OF, "u1")
        (demand,) = await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1")
        assert await ledger.evidence.find(EVIDENCE_OF, measure.id) == []  # it proves nothing for the closing
        assert len(await ledger.evidence.find(EVIDENCE_OF, visit.id)) == 1
    assert (visit.photos, demand.source, visit.resolutions) == (1, visit.id, (demand.id,))
    assert OWN in (await chats.say(OFFICE, "/find 堆着废料")).text
    assert OWN in (await chats.say(OFFICE, "/find 清完废料")).text
    chats.stage.sandbox.clock.set(dt.datetime(2025, 4, 1, 10, 0, tzinfo=BEIJING))
    assert "超期4天" in (await chats.say(OFFICE, "现场督办")).text or "超期4天" in await chats.press(
        OFFICE, chats.phone(OFFICE).last, labels(chats.phone(OFFICE).last)[0]
    )
    assert "督办要求未办结 1项" in (await chats.say(OFFICE, "周报")).text
    sent = await chats.after(OFFICE, lambda phone: phone.say("/report 公开稿"))
    assert "开展现场督办1次，提出整改要求1项。" in word_of(next(one for one in sent if one.document))
    sent = await chats.after(OFFICE, lambda phone: phone.say("/report 督办记录"))
    assert word_of(next(one for one in sent if one.document)) == said  # its day is that of the visit
    for found in await verify(chats.stage.app.request):
        assert found.holds, found.differences


async def test_a_planned_visit_reminds_those_who_go(chats: Chats) -> None:
    """On its day, once; begun by a tap; what is sent on it by one who goes along belongs to it."""
    card = await chats.say(OFFICE, f"/visit {OWN}、{OTHERS} 3月24日9点 {LEADER} 地点 北站")
    assert "2025-03-24（周一）9:00" in card.text
    assert "安排您参加" in chats.phone(LEADER).last.text
    chats.stage.sandbox.clock.set(dt.datetime(2025, 3, 24, 8, 35, tzinfo=BEIJING))
    await chats.stage.tick()
    await chats.stage.tick()
    (reminder,) = [one for one in chats.phone(LEADER).inbox if "开始督办" in labels(one)]
    begun = await chats.press(LEADER, reminder, "开始督办")
    assert "正在督办" in begun
    page = chats.phone(LEADER).last
    await chats.press(LEADER, page, "📌 提要求")
    bare = await chats.say(LEADER, "4月10日前整改到位")
    assert "没有写是哪项措施" in bare.text
    named = await chats.say(LEADER, OTHERS)
    assert "✅ 登记" in labels(named)
    await chats.press(LEADER, named, "✅ 登记")
    assert f"{OTHERS}" in chats.phone(MATE).last.text


async def test_key_supervision_lasts_until_it_is_lifted(chats: Chats) -> None:
    """With a reason both times; its people hear of it; it stands on the card, in the week and on the agenda."""
    assert "理由" in (await chats.say(OFFICE, f"/key {OWN}")).text
    assert "列为重点督查" in (await chats.say(SECRETARY, f"重点督查 {OWN} 两个月没有动静")).text
    assert "两个月没有动静" in chats.phone(OWNER).last.text
    assert "重点督查" in (await chats.say(OWNER, f"/status {OWN}")).text
    assert "重点督查" in (await chats.say(SECRETARY, "周报")).text
    assert "重点督查" in (await chats.say(OFFICE, "/meeting 4月3日9点 调度会")).text
    listed = await chats.say(OFFICE, "重点督查")
    await chats.press(OFFICE, listed, f"解除 {OWN}")
    assert "已解除" in (await chats.say(OFFICE, "已经见底")).text
    assert (await chats.measure(OWN)).key is None
    before = await chats.ledger()
    assert "权限" in (await chats.say(OWNER, f"/key {OWN} 我要试试")).text
    assert "权限" in (await chats.say(OWNER, f"/visit {OWN}")).text
    after = await chats.ledger()
    assert {key: one for key, one in after.items() if key[0] in {"measures", "visits"}} == {
        key: one for key, one in before.items() if key[0] in {"measures", "visits"}
    }


async def test_no_day_of_a_visit_is_made_up(chats: Chats) -> None:
    """A day that is none is asked, one that is over refused."""
    assert "没有看准" in (await chats.say(OFFICE, f"/visit {OWN} 2月30日")).text
    assert "没有登记" in (await chats.say(OFFICE, f"/visit {OWN} 2025年3月1日")).text
    assert await chats.ledger_holds("visits") == 0


async def test_registers_of_meetings_and_visits(chats: Chats) -> None:
    """A row for what a visit demands and a meeting decides, with whose it is, its day and how it stands."""
    begun = await chats.say(OFFICE, f"/visit {OWN} 地点 柳叶渡")
    await chats.press(OFFICE, begun, "✍ 记发现")
    shown = await chats.say(OFFICE, "岸边又堆了渣土")
    await chats.press(OFFICE, shown, "📌 提要求")
    echo = await chats.say(OFFICE, f"由{OWNER}4月3日前清走")
    await chats.press(OFFICE, echo, "✅ 登记")
    await chats.press(OFFICE, shown, "结束督办")
    echo = await chats.say(OFFICE, f"3月18日调度会议定：{OTHERS} 由{MATE}4月10日前通水")
    await chats.press(OFFICE, echo, "✅ 登记")
    for kind, wanted in (
        ("督办登记", ("岸边又堆了渣土", "柳叶渡", "清走", OWNER)),
        ("会议登记", ("调度会", "通水", MATE)),
    ):
        sent = await chats.after(OFFICE, partial(Phone.say, text=f"/report {kind}"))
        sheet = load_workbook(BytesIO(next(one.document for one in sent if one.document))).active
        assert sheet is not None
        said = " ".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value)
        assert all(word in said for word in wanted), said


async def test_a_key_measure_is_lifted_whichever_word_stands_first(chats: Chats) -> None:
    """解除 3-2 and 3-2 解除 are one; a reason that speaks of what was taken away marks all the same."""
    await chats.say(OFFICE, f"/key {OWN} 取消的会议费没有退回")
    assert "重点督查1项" in (await chats.say(OFFICE, "/key")).text
    assert "解除" in (await chats.say(OFFICE, f"重点督查 {OWN} 解除 进度已经赶上")).text
    assert "没有重点督查的措施" in (await chats.say(OFFICE, "/key")).text


async def test_key_supervision_by_a_sentence_asks_its_reason_once(chats: Chats) -> None:
    """One reason for all that are named; the next such sentence is no reason; lifted the same way."""
    assert f"{OWN} 为什么列为重点督查" in (await chats.say(OFFICE, f"把{OWN}列为重点督查")).text
    asked = await chats.say(OFFICE, f"将{OWN}、{OTHERS}列入重点督查")
    assert f"{OWN}、{OTHERS} 为什么列为重点督查" in asked.text
    await chats.say(OFFICE, "拖了两个月")
    assert "拖了两个月" in chats.phone(OWNER).last.text
    listed = (await chats.say(OFFICE, "/key")).text
    assert "重点督查2项" in listed
    sent = await chats.after(OFFICE, lambda phone: phone.say(f"{OWN}、{OTHERS}列为重点督查，太慢"))
    assert [one.text.split()[0] for one in sent] == [OWN, OTHERS]
    await chats.say(OFFICE, f"{OWN}解除重点督查，已经赶上来了")
    await chats.say(OFFICE, f"把{OTHERS}的重点督查撤了")
    assert "现在没有重点督查" not in (await chats.say(OFFICE, "/key")).text
    await chats.say(OFFICE, "也赶上来了")
    assert "现在没有重点督查" in (await chats.say(OFFICE, "/key")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_a_visit_by_a_sentence_knows_its_place(chats: Chats) -> None:
    """The place is no companion; without a day it begins at once."""
    planned = await chats.say(OFFICE, f"明天上午9点去城东工地督办{OWN}")
    assert "地点：城东工地" in planned.text
    assert "已安排" in planned.text
    begun = await chats.say(OFFICE, f"现场督查{OWN}，城东工地，{LEADER}参加")
    assert "正在督办" in begun.text
    assert f"督办人：{LEADER}" in begun.text


@pytest.mark.parametrize("label", ["✍ 记发现", "📌 提要求"])
async def test_the_next_visit_is_planned_while_one_asks_something(chats: Chats, label: str) -> None:
    """What was asked on a visit swallows no sentence that plans another, and still waits for its answer."""
    card = await chats.say(OFFICE, f"/visit {OWN} 地点 东岸闸口")
    await chats.press(OFFICE, card, label)
    planned = await chats.say(OFFICE, f"3月24日9点去北站现场督办{OTHERS}")
    assert "现场督办 2025-03-24（周一）9:00（已安排）" in planned.text
    assert "地点：北站" in planned.text
    said = await chats.say(OFFICE, "废料4月1日前清完")
    assert ("发现：“废料4月1日前清完”" in said.text) == (label == "✍ 记发现")
    assert ("要求，请核对" in said.text) == (label == "📌 提要求")
    assert "3月24日9点" not in said.text


async def test_what_somebody_is_to_visit_is_demanded_of_him(chats: Chats) -> None:
    """由某人去现场 is the demand that was asked for, and no visit of the office's own."""
    card = await chats.say(OFFICE, f"/visit {OWN} 地点 东岸闸口")
    await chats.press(OFFICE, card, "📌 提要求")
    said = await chats.say(OFFICE, f"由{OWNER}3月24日去现场督查{OWN}")
    assert "要求，请核对" in said.text
    assert await chats.ledger_holds("visits") == 1


async def test_a_visit_begins_when_it_is_said_that_one_goes_now(chats: Chats) -> None:
    """现在去城东工地现场督办: at once, with the place; what is asked of demands and waits shows the lists."""
    begun = await chats.say(OFFICE, f"现在去城东工地现场督办{OWN}")
    assert "地点：城东工地" in begun.text
    assert "结束督办" in labels(begun)
    assert "督办" in (await chats.say(SECRETARY, "现场督办要求落实了没有")).text
    assert "没有登记在等谁" in (await chats.say(SECRETARY, "哪些措施在等别的单位")).text


async def test_a_visit_is_begun_by_thumb_from_the_first_page(chats: Chats) -> None:
    """更多 → 现场督办 → the measure → at once, or a day, or a day with its hour and place in words."""
    more = await opened(chats, OFFICE, "更多")
    await chats.press(OFFICE, more, "现场督办")
    offered = chats.phone(OFFICE).last
    assert "📍 督办 1-2" in labels(offered)
    await chats.press(OFFICE, offered, "📍 督办 1-2")
    asked = chats.phone(OFFICE).last
    assert labels(asked)[:2] == ["现在就开始", "✅ 2025-03-21（周五）"]
    assert "（正在督办）" in await chats.press(OFFICE, asked, "现在就开始")
    await chats.press(OFFICE, offered, "📍 督办 2-5")
    planned = await chats.press(OFFICE, chats.phone(OFFICE).last, "✅ 2025-03-24（周一）")
    assert "2025-03-24（周一）（已安排）" in planned
    await chats.press(OFFICE, offered, "📍 督办 4-2")
    said = await chats.say(OFFICE, "3月25日上午9点 地点 柳河闸口")
    assert "2025-03-25（周二）9:00（已安排）" in said.text
    assert "地点：柳河闸口" in said.text


async def test_key_supervision_by_thumb_from_the_first_page(chats: Chats) -> None:
    """更多 → 重点督查 → the measure → a reason that lies ready; lifted by a tap on its card."""
    more = await opened(chats, SECRETARY, "更多")
    await chats.press(SECRETARY, more, "重点督查")
    offered = chats.phone(SECRETARY).last
    await chats.press(SECRETARY, offered, "列为重点 2-5")
    asked = chats.phone(SECRETARY).last
    assert "列为重点督查" in await chats.press(SECRETARY, asked, "进展偏慢，需要重点督查")
    await chats.press(SECRETARY, more, "重点督查")
    assert "列为重点 2-5" not in labels(chats.phone(SECRETARY).last)
    card = await chats.say(OFFICE, "/status 2-5")
    assert "列为重点督查" not in labels(card)
    await chats.press(OFFICE, card, "解除重点督查")
    await chats.say(OFFICE, "已经赶上来了")
    assert (await chats.measure("2-5")).key is None
    assert "📍 现场督办" not in labels(await chats.say(OWNER, f"/status {OWN}"))


async def opened(chats: Chats, who: str, label: str) -> Message:
    """What a button of the first page opens."""
    home = await chats.say(who, "/home")
    await chats.press(who, home, label)
    return chats.phone(who).last


@pytest.mark.parametrize(
    "words",
    ["取消督办", "取消3月24日的督办，领导有会", "周一的现场督办不去了", f"把{OWN}的督办取消", "北站的督办取消了"],
)
async def test_a_visit_is_called_off_by_a_sentence_and_its_people_hear_of_it(chats: Chats, words: str) -> None:
    """Whichever way the only one that is planned is named; with the reason where there is one."""
    await chats.say(OFFICE, f"/visit {OWN} 3月24日9点 {LEADER} 地点 北站")
    said = await chats.say(OFFICE, words)
    assert said.text == f"已取消2025-03-24（周一）9:00的现场督办。已告知：{LEADER}"
    told = chats.phone(LEADER).last.text
    assert f"{OFFICE} 取消了2025-03-24（周一）9:00的现场督办：{OWN} 北站" in told
    assert ("（“领导有会”）" in told) == ("有会" in words)
    chats.stage.sandbox.clock.set(dt.datetime(2025, 3, 24, 8, 35, tzinfo=BEIJING))
    await chats.stage.tick()
    assert not [one for one in chats.phone(LEADER).inbox if "开始督办" in labels(one)]
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_a_visit_is_put_to_another_day_by_a_sentence(chats: Chats) -> None:
    """Its people hear of it, the hour stays, and they are reminded on the new day, as they were on the old one."""
    await chats.say(OFFICE, f"/visit {OWN} 3月24日9点 {LEADER} 地点 北站")
    chats.stage.sandbox.clock.set(dt.datetime(2025, 3, 24, 8, 35, tzinfo=BEIJING))
    await chats.stage.tick()
    said = await chats.say(OFFICE, "今天的督办推迟到3月26日")
    assert said.text == f"2025-03-24（周一）9:00的现场督办已改到2025-03-26（周三）9:00。已告知：{LEADER}"
    assert "改到2025-03-26（周三）9:00" in chats.phone(LEADER).last.text
    assert "10:30" in (await chats.say(OFFICE, "督办改到3月26日上午10点半")).text
    assert "没有登记" in (await chats.say(OFFICE, "督办改到2025年3月1日")).text
    assert "没有看准“改天”" in (await chats.say(OFFICE, "督办改到改天")).text
    assert "没有需要更改" in (await chats.say(OFFICE, "督办改到3月26日")).text
    chats.stage.sandbox.clock.set(dt.datetime(2025, 3, 26, 8, 35, tzinfo=BEIJING))
    await chats.stage.tick()
    reminders = [one for one in chats.phone(LEADER).inbox if "开始督办" in labels(one)]
    assert len(reminders) == 2
    assert "已改到" not in (await chats.say(OWNER, "督办改到3月27日")).text
    assert "改到2025-03-26" in (await chats.say(OFFICE, f"/history {OWN}")).text


async def test_which_visit_is_meant_is_not_guessed(chats: Chats) -> None:
    """Of two they are shown, of none it is said; the end is of the one that goes on, though it asks something."""
    assert "没有正在进行的现场督办" in (await chats.say(OFFICE, "督办结束")).text
    assert "没有这样一次" in (await chats.say(OFFICE, "取消督办")).text
    await chats.say(OFFICE, f"/visit {OWN} 3月24日9点")
    await chats.say(OFFICE, f"/visit {OTHERS} 3月25日9点")
    asked = await chats.say(OFFICE, "督办取消")
    assert len(labels(asked)) == 2
    assert "没有作任何更改" in asked.text
    card = await chats.say(OFFICE, f"现场督办{OWN} 城东工地")
    await chats.press(OFFICE, card, "✍ 记发现")
    over = await chats.say(OFFICE, "督办结束了")
    assert "〔2025〕1号：发现0处" in over.text


@pytest.mark.parametrize(
    "words", [f"{OWN}不再重点督查了", f"{OWN} 不用再重点督查了，已经赶上来了", f"{OWN}可以不再列为重点督查了"]
)
async def test_key_supervision_is_no_more(chats: Chats, words: str) -> None:
    """By number with or without a reason; without a number the list is shown."""
    await chats.say(OFFICE, f"/key {OWN} 拖了两个月")
    for bare in ("不再重点督查了", "解除", "取消重点督查"):
        assert labels(await chats.say(OFFICE, bare))[:1] == [f"解除 {OWN}"]
    await chats.say(OFFICE, words)
    if "，" not in words:
        await chats.say(OFFICE, "已经赶上来了")
    assert (await chats.measure(OWN)).key is None
