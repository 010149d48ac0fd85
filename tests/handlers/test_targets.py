"""The plan's own figures as targets: replies are shown beside them, what contradicts is asked, papers say it."""

from io import BytesIO

from docx import Document

from bot.services.reporting.documents import make_documents
from tests.handlers.conftest import LEADER, OFFICE, OWN, OWNER, Chats

PLAN = "完成12家冷库排查，追缴租金40万元"


async def planned(chats: Chats) -> None:
    """The measure's words promise two figures."""
    await chats.say(OFFICE, f"/correct {OWN} 内容 {PLAN} 理由 方案原文")


async def answers(chats: Chats, words: str) -> list[str]:
    """All that the owner is told."""
    return [one.text for one in await chats.after(OWNER, lambda phone: phone.say(f"{OWN} {words}"))]


async def test_a_reply_is_shown_beside_the_plan(chats: Chats) -> None:
    """查了5家 is 5 of 12; another name or unit stays a figure of its own; both sum under one name."""
    await planned(chats)
    (first,) = await answers(chats, "查了5家")
    assert "对照方案：冷库排查 5/12家" in first
    (second,) = await answers(chats, "累计排查冷库7家，追缴15.5万元，罚款2万元")
    assert "对照方案：冷库排查 7/12家；追缴租金 15.5/40万元" in second
    (other,) = await answers(chats, "走访农户9家")
    assert "对照方案" not in other
    card = (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "冷库排查 7/12家（3月20日5家、3月20日7家）" in card.replace(" 5家", "5家").replace(" 7家", "7家")
    assert "罚款 2万元" in card
    ((_, paper), *_) = await make_documents(chats.stage.app.request, "monthly", "u1")
    text = "\n".join(one.text for one in Document(BytesIO(paper)).paragraphs)
    assert "冷库排查已报7家（方案12家）、追缴租金已报15.5万元（方案40万元）" in text


async def test_more_than_the_plan_and_another_whole_are_asked(chats: Chats) -> None:
    """Recorded as said, never quietly: a slip is taken back by one tap."""
    await planned(chats)
    recorded, asked = await answers(chats, "排查了15家")
    assert "超过方案的12家，待核对" in recorded
    assert "方案里是12家，这次报的是15家" in asked
    asked_by = chats.phone(OWNER).inbox[-1]
    await chats.press(OWNER, asked_by, "↩️ 撤回")
    assert "冷库排查" not in (await chats.say(OFFICE, f"/status {OWN}")).text.partition("数据")[2]
    _, other = await answers(chats, "8家查了5家")
    assert "方案里是12家，您说的总数是8家" in other
    (same,) = await answers(chats, "12家查了6家")
    assert "对照方案：冷库排查 6/12家" in same


async def test_the_checker_sees_what_is_short(chats: Chats) -> None:
    """Done, with 5 of 12: the card of the review says so."""
    await planned(chats)
    await answers(chats, "查了5家")
    await chats.say(OWNER, f"{OWN} 已完成")
    assert any("对照方案：冷库排查 5/12家" in one.text for one in chats.phone(LEADER).inbox)


async def test_a_changed_plan_changes_what_stands_beside(chats: Chats) -> None:
    """The target is read from the words as they are now."""
    await planned(chats)
    await answers(chats, "查了5家")
    await chats.say(OFFICE, f"/correct {OWN} 内容 完成9家冷库排查 理由 三家已拆")
    assert "冷库排查 5/9家" in (await chats.say(OFFICE, f"/status {OWN}")).text
