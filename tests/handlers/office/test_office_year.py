"""A year of the notice's own office: what was held, visited, heard, checked and accepted, counted by the ledger."""

import datetime as dt
from functools import partial
from io import BytesIO

import pytest
from docx import Document

from bot.sandbox import Message, Phone
from bot.services.history.verification import verify
from tests.handlers.conftest import BEIJING, LEADER, OFFICE, OWNER, SECRETARY, Chats, labels
from tests.handlers.progress.test_acceptance import PNG, REFEREE, grade, handed_in, with_upper

pytestmark = pytest.mark.usefixtures("unheld")

COUNTED = (
    "先后召开党组会2次、专题会1次、调度会1次，研究部署整改工作，议定事项4项，已办结2项。",
    "开展现场督办2次，提出整改要求2项，已办结1项。",
    "收到群众监督意见2件，已答复1件；举一反三开展同类检查2项，已有结果1项，发现同类问题1项；建章立制2项",
    "将1条整改措施列为重点督查",
)
ACCEPTED = ("报上级验收1项，已验收通过1项",)


def at(chats: Chats, month: int, day: int, hour: int = 10) -> None:
    """Go on to a moment of 2025, without the reminders on the way."""
    chats.stage.sandbox.clock.set(dt.datetime(2025, month, day, hour, 0, tzinfo=BEIJING))


def last_with(chats: Chats, name: str, label: str) -> Message:
    """The newest message on a phone that bears a button."""
    return next(one for one in reversed(chats.phone(name).inbox) if label in labels(one))


async def decided(chats: Chats, who: str, words: str) -> None:
    """What a meeting decided, echoed and registered."""
    echo = await chats.say(who, words)
    assert "已登记" in await chats.press(who, echo, "✅ 登记")


async def settled(chats: Chats, answer: str) -> None:
    """The owner answers the newest thing asked of him, and the office settles it."""
    await chats.press(OWNER, last_with(chats, OWNER, "回复批示"), "回复批示")
    await chats.say(OWNER, answer)
    assert "已登记办结" in await chats.press(OFFICE, last_with(chats, OFFICE, "✅ 办结"), "✅ 办结")


async def visited(chats: Chats, who: str, demand: str) -> None:
    """A visit at once with place, photo, finding and demand, to its end."""
    begun = await chats.say(who, "/visit 5-1 地点 东岸闸口")
    await chats.after(who, lambda phone: phone.send_location(31.2, 121.4))
    await chats.after(who, lambda phone: phone.send_photo(PNG, "闸口堆着废料"))
    await chats.press(who, begun, "✍ 记发现")
    page = await chats.say(who, "值班表没有上墙")
    await chats.press(who, page, "📌 提要求")
    await chats.press(who, await chats.say(who, demand), "✅ 登记")
    await chats.press(who, page, "结束督办")


async def paper(chats: Chats, kind: str) -> str:
    """What a paper says."""
    sent = await chats.after(OFFICE, partial(Phone.say, text=f"/report {kind}"))
    content = next(one.document for one in sent if one.document and (one.file_name or "").endswith(".docx"))
    return "\n".join(part.text for part in Document(BytesIO(content)).paragraphs)


async def test_a_year_stands_in_the_notice_without_a_hand(chats: Chats) -> None:
    """As office, secretary, leader, clerk and the unit above, by sentence and by thumb; each paper has the counts."""
    await with_upper(chats)  # of which a measure is closed
    at(chats, 3, 24)
    meeting = await chats.say(OFFICE, "4月2日9点召开党组会")
    at(chats, 4, 2, 9)
    await chats.press(OFFICE, meeting, "开会")
    page = chats.phone(OFFICE).last
    await chats.press(OFFICE, page, "下一项 ▶")
    await decided(chats, OFFICE, f"议定：5-1 由{OWNER}4月25日前考完试")
    await decided(chats, SECRETARY, f"今天的党组会议定：5-1 由{OWNER}4月30日前补齐名单")
    await chats.press(OFFICE, page, "散会")
    await settled(chats, "名单已补齐")
    at(chats, 4, 10)
    await visited(chats, LEADER, f"由{OWNER}4月18日前清完废料")
    await settled(chats, "废料已清")
    await visited(chats, OFFICE, f"由{OWNER}4月20日前上墙")
    await chats.say(OFFICE, "重点督查 5-1 进度太慢")
    for words in ("李女士反映河边扬尘", "路口积水"):
        await chats.say(OFFICE, f"群众意见 2 来电 {words}，由{OWNER} 4月16日")
    await chats.press(OWNER, last_with(chats, OWNER, "答复"), "答复")
    await chats.say(OWNER, "已疏通")
    for place in ("全部洗砂厂", "沿江砖厂"):
        await chats.say(OFFICE, f"举一反三 2 {place} {OWNER} 4月16日")
    await chats.press(OWNER, last_with(chats, OWNER, "⚠️ 有同类问题"), "⚠️ 有同类问题")
    await chats.say(OWNER, "两家也没有沉淀池")
    await chats.say(OFFICE, "建章立制 2 《扬尘管控办法》 某办〔2025〕6号 4月8日")
    await chats.say(OFFICE, "建章立制 5 《裁量基准》 某办〔2025〕7号 4月9日")
    at(chats, 5, 8)
    await decided(chats, OFFICE, f"5月7日调度会议定：5-1 由{OWNER}5月20日前复训")
    await settled(chats, "已经复训")
    await decided(chats, SECRETARY, f"5月6日专题会议定：7-2 由{OWNER}6月10日前完成采购")
    again = await chats.say(SECRETARY, "5月13日9点召开党组会")
    at(chats, 5, 13, 9)
    await chats.press(SECRETARY, again, "开会")
    first_page = chats.phone(SECRETARY).last
    assert "5-1" in first_page.text
    assert "<b>" not in first_page.text
    await chats.press(SECRETARY, first_page, "散会")
    card = await grade(chats, REFEREE, await handed_in(chats), "0000")
    await chats.press(REFEREE, card, "✅ 通过")
    at(chats, 9, 1)
    notice, report = await paper(chats, "公开稿"), await paper(chats, "月报")
    for said in (*COUNTED, *ACCEPTED):
        assert said in notice
    assert "超期1项" in report
    assert not any(name in notice for name in (OWNER, REFEREE, "李女士", "洗砂厂", "东岸闸口"))
    assert "会议（已开4次）" in (await chats.say(OFFICE, "今年开了几次会")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))
