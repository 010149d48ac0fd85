"""The plan's own figures as targets: replies are shown beside them, what contradicts is asked, papers say it."""

from io import BytesIO

from docx import Document
from openpyxl import load_workbook

from bot.services.reporting.documents import make_documents
from tests.handlers.conftest import LEADER, OFFICE, OTHERS, OWN, OWNER, Chats

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


async def test_pages_and_papers_tell_what_the_plan_sets(chats: Chats) -> None:
    """The week's page in chat and in Word, the ledger's own sheet, and the public notice, where a person must look."""
    await planned(chats)
    await answers(chats, "查了5家")
    page = (await chats.say(OFFICE, "/digest")).text
    assert f"方案数据未达 2项 {OWN}冷库排查5/12家、{OWN}追缴租金未报（方案40万元）" in page
    request = chats.stage.app.request
    (_, weekly), _ = await make_documents(request, "weekly", "u1")
    cells = [cell.text for table in Document(BytesIO(weekly)).tables for row in table.rows for cell in row.cells]
    line = f"方案数据未达2项：{OWN}冷库排查5家（方案12家）、{OWN}追缴租金未报（方案40万元）"
    assert any(line in cell for cell in cells)
    ((_, book), *_) = await make_documents(request, "ledger", "u1")
    lines = list(load_workbook(BytesIO(book))["数据"].iter_rows(min_row=3, values_only=True))
    own = [line[4:10] for line in lines if line[2] == OWN]
    assert own == [("冷库排查", 12, 5, 7, "家", None), ("追缴租金", 40, None, 40, "万元", "还没有报数")]
    assert lines[0][10] == "2025年3月20日报5家"
    notice = next(content for name, content in await make_documents(request, "notice", "u1") if name.endswith("docx"))
    paper = Document(BytesIO(notice))
    text = "\n".join(one.text for one in paper.paragraphs)
    assert any("科室自报、还没有核验的数据1处，请核对" in comment.text for comment in paper.comments)
    assert "据责任科室报告冷库排查5家（计划12家）" in text


async def test_what_contradicts_the_plan_is_not_published(chats: Chats) -> None:
    """More than the plan knows of is to be looked into: inside it is told as such, outside it is not told."""
    await planned(chats)
    await answers(chats, "排查了15家")
    assert f"{OWN}冷库排查15/12家（超过方案，待核对）" in (await chats.say(OFFICE, "/digest")).text
    papers = await make_documents(chats.stage.app.request, "notice", "u1")
    notice = next(content for name, content in papers if name.endswith("docx"))
    assert "冷库排查15家" not in "\n".join(one.text for one in Document(BytesIO(notice)).paragraphs)


async def test_one_figure_of_several_measures_is_summed_once(chats: Chats) -> None:
    """What is said again in total is counted once, and each measure once."""
    await chats.say(OFFICE, f"/correct {OTHERS} 经办人 {OWNER} 理由 调整分工")
    await chats.say(OWNER, f"{OWN} 立案12起")
    await chats.say(OWNER, f"{OWN} 累计立案14起")
    await chats.say(OWNER, f"{OTHERS} 立案3起")
    ((_, book), *_) = await make_documents(chats.stage.app.request, "ledger", "u1")
    lines = list(load_workbook(BytesIO(book))["数据"].iter_rows(min_row=3, values_only=True))
    sums = [(line[3], line[4], line[6], line[8]) for line in lines if line[0] == "合计"]
    assert sums == [("2条措施", "立案", 17, "起")]
