"""群众监督意见: taken down without whoever spoke, answered by a day, late like all others, counted."""

from io import BytesIO

import openpyxl
import pytest
from docx import Document

from bot.domain.voices.voice import without_reached, without_speaker
from bot.services.core.ledger import ASSIGNMENTS_OF_UNIT
from bot.services.history.verification import verify
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OWNER, SECRETARY, Chats, labels

SAID = "反映人：钱守田，电话13800001234，说北岸路口渣土车夜里还在跑"


async def test_nobody_who_spoke_is_named_anywhere(chats: Chats) -> None:
    """Name and number are in no record, no journal and no message but the office's own."""
    told = await chats.say(OFFICE, f"群众意见 2 来电 {SAID}")
    assert "渣土车夜里还在跑" in told.text
    for name in (OFFICE, OWNER, MATE, SECRETARY):
        for message in chats.phone(name).inbox:
            assert "钱守田" not in message.text or message.sender.id == chats.phone(name).user.id
    for (shelf, _), document in (await chats.ledger(but=frozenset({"inbox"}))).items():
        assert "钱守田".encode() not in document, shelf
        assert b"13800001234" not in document, shelf


async def test_an_answer_by_a_day_from_whoever_is_named(chats: Chats) -> None:
    """The office names who and when; the answer is a tap and a sentence; the list and its counts tell it."""
    given = await chats.say(OFFICE, f"群众意见 2 来信 河边又有人倒垃圾，由{OWNER} 3月26日")
    assert f"由{OWNER}于2025-03-26（周三）前答复" in given.text
    assert "未答复1件，其中逾期0件" in (await chats.say(OFFICE, "群众意见")).text
    await chats.stage.pass_time(8 * DAY)
    assert "逾期" in (await chats.say(OWNER, "/todo")).text
    assert "未答复1件，其中逾期1件" in (await chats.say(OFFICE, "/voice")).text
    assert any("群众监督意见（2）已超过答复期限" in one.text for one in chats.phone(OFFICE).inbox)
    await chats.press(OWNER, await chats.say(OWNER, "/todo"), "2 答复")
    await chats.say(OWNER, "已清运，并装了监控")
    listed = await chats.say(SECRETARY, "/voice")
    assert "未答复0件，其中逾期0件" in listed.text
    assert "已清运，并装了监控" in listed.text
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_one_is_taken_down_by_thumb(chats: Chats) -> None:
    """The way, the finding, and what was said: three taps; who speaks is left out, who answers may be named."""
    listed = await chats.say(OFFICE, "群众意见")
    await chats.press(OFFICE, listed, "登记来访")
    picked = chats.phone(OFFICE).last
    assert len(labels(picked)) == 9
    await chats.press(OFFICE, picked, next(one for one in labels(picked) if one.startswith("2 ")))
    asked = chats.phone(OFFICE).last
    assert "问题2（来访）" in asked.text
    await chats.press(OFFICE, asked, "反映问题又出现了")
    assert "已登记群众监督意见（问题2）：反映问题又出现了" in chats.phone(OFFICE).last.text
    await chats.press(OFFICE, picked, labels(picked)[4])
    said = await chats.say(OFFICE, f"李女士13800001234反映罚款不公，由{OWNER} 3月26日")
    assert "（问题5）：（略）反映罚款不公" in said.text
    assert f"由{OWNER}于2025-03-26（周三）前答复" in said.text
    assert "共2件" in (await chats.say(OFFICE, "群众意见")).text


async def test_who_takes_none_down_reads_no_hint_of_it(chats: Chats) -> None:
    """Neither of this, nor of a key measure or a rule: what one may not do is not offered."""
    await chats.say(OFFICE, "/key 3-2 进度太慢")
    for words, ways in (("群众意见", ["总况", "‹ 首页"]), ("重点督查", []), ("举一反三", [])):
        shown = await chats.say(MATE, words)
        assert labels(shown) == ways  # of acts none
        assert not any(hint in shown.text for hint in ("登记", "列入", "解除"))


async def test_others_take_nothing_down_and_answer_nothing(chats: Chats) -> None:
    """An owner cannot enter one; who was not named cannot answer."""
    await chats.say(MATE, "群众意见 2 来电 有人说不好")
    async with chats.stage.app.request.look() as ledger:
        assert await ledger.assignments.find(ASSIGNMENTS_OF_UNIT, "u1", "voice") == []
    await chats.say(OFFICE, f"群众意见 2 来访 路口积水，由{OWNER} 3月26日")
    asked = next(one for one in reversed(chats.phone(OWNER).inbox) if "群众监督意见" in one.text)
    data = asked.button("答复").data or ""
    await chats.press_data(MATE, asked, data)
    async with chats.stage.app.request.look() as ledger:
        (voice,) = await ledger.assignments.find(ASSIGNMENTS_OF_UNIT, "u1", "voice")
    assert voice.is_open


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("来电人是王大力，反映扬尘大", "（略），反映扬尘大"),
        ("我叫赵铁柱，住北岸路88号3单元，微信zhao_tz，反映渣土车多", "我叫（略），（略），（略），反映渣土车多"),
        ("村民老王说塘边又倒垃圾", "村民（略）说塘边又倒垃圾"),
        ("村民王大力说河里有垃圾", "村民（略）说河里有垃圾"),
        ("自称刘强的群众反映工地扰民", "自称（略）的群众反映工地扰民"),
        ("本人张伟，住在河口村5组，反映路不平", "本人（略），（略），反映路不平"),
        ("工人住在工棚里，12号楼污水外溢", "工人住在工棚里，12号楼污水外溢"),
        ("居民说居住环境差，方案没有公示", "居民说居住环境差，方案没有公示"),
        ("我是陈家村村民，反映扬尘大", "我是陈家村村民，反映扬尘大"),
        ("李女士反映油烟呛人", "（略）反映油烟呛人"),
        ("张三（电话13812345678）反映河边倒垃圾", "（略）（电话（略））反映河边倒垃圾"),
        ("村民李四来电，再次反映噪声", "村民（略）来电，再次反映噪声"),
        ("村民王秀英和她丈夫赵大勇反映垃圾没人清", "村民（略）反映垃圾没人清"),
        ("村民李四、王五来电，再次反映噪声", "村民（略）来电，再次反映噪声"),
        ("实名，欧阳春晓投诉夜间施工", "实名，（略）投诉夜间施工"),
        ("方案投诉渠道没有公开，江边居民反映异味", "方案投诉渠道没有公开，江边居民反映异味"),
        ("夏天反映异味的多，周边反映也多", "夏天反映异味的多，周边反映也多"),
        ("邮箱a.b@c.cn，1月3日夜里有噪声", "邮箱（略），1月3日夜里有噪声"),
        ("身份证号：110101199001011234 说2024年12月的补贴没到", "（略） 说2024年12月的补贴没到"),
        ("罚款20000元太多，3-2没有动静", "罚款20000元太多，3-2没有动静"),
    ],
)
def test_who_spoke_is_left_out(words: str, kept: str) -> None:
    """What names somebody goes; what is said stays."""
    assert without_speaker(words) == kept


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("已与王大力联系（13800001234），其住河口村5组12号，已清运", "已与（略）联系（略），其（略），已清运"),
        ("已电话联系村民王大力，本人表示满意", "已电话联系村民（略），本人表示满意"),
        (f"由{OWNER}电话答复王秀英，王秀英表示认可", f"由{OWNER}电话答复（略），（略）表示认可"),
        ("走访了李四家、王五家，情况属实", "走访了（略），情况属实"),
        ("联系王大力和他妻子李梅，已说明", "联系（略），已说明"),
        ("反映人王大力对处理结果表示满意", "反映人（略）对处理结果表示满意"),
        ("李女士很满意，已签字", "（略）很满意，已签字"),
        ("经与信访人张某某联系，其表示满意", "经与信访人（略）联系，其表示满意"),
        (f"经{OWNER}上门核实，情况属实", f"经{OWNER}上门核实，情况属实"),
        ("与大气环境股联系后，已向群众公开方案", "与大气环境股联系后，已向群众公开方案"),
        ("对马路进行冲洗，对方表示同意", "对马路进行冲洗，对方表示同意"),
        ("和高新区沟通、与石料厂联系，已整改", "和高新区沟通、与石料厂联系，已整改"),
        ("给周边居民发了通知，向于家湾居民作了解释", "给周边居民发了通知，向于家湾居民作了解释"),
    ],
)
def test_who_was_answered_is_left_out(words: str, kept: str) -> None:
    """As whoever spoke; those of the house stay named, and so do bodies and places."""
    assert without_reached(words, [OWNER, OFFICE]) == kept


async def test_an_answer_names_nobody_who_spoke(chats: Chats) -> None:
    """Neither the ledger, nor the list, nor the search, nor the register holds who it was; what is kept is shown."""
    await chats.say(OFFICE, f"群众意见 2 来电 村民王大力（13800001234）反映河边倒垃圾，由{OWNER} 3月26日")
    await chats.press(OWNER, await chats.say(OWNER, "/todo"), "2 答复")
    said = await chats.say(OWNER, "已与王大力联系（13800001234），垃圾已清运")
    assert "“已与（略）联系（略），垃圾已清运”" in said.text
    assert "已经略去" in said.text
    await chats.say(OFFICE, "/report 群众意见")
    book = openpyxl.load_workbook(
        BytesIO(next(m.document for m in reversed(chats.phone(OFFICE).inbox) if m.document) or b"")
    )
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    assert "垃圾已清运" in cells
    found = await chats.say(OFFICE, "/find 垃圾已清运")
    assert f"”——{OWNER}" in found.text  # the answer is his who gave it
    for (shelf, _), document in (await chats.ledger(but=frozenset({"inbox"}))).items():
        assert not any(one.encode() in document for one in ("王大力", "13800001234")), shelf
    for name in (OFFICE, OWNER, LEADER, SECRETARY):
        own = chats.phone(name).user.id
        told = [message.text for message in chats.phone(name).inbox if message.sender.id != own]
        assert not any("王大力" in text or "1380" in text for text in (cells, *told))


async def test_a_late_one_stands_where_what_is_late_stands(chats: Chats) -> None:
    """In the list of what is late, of the office, of whoever is to answer and of nobody else; and on the home card."""
    await chats.say(OFFICE, f"群众意见 2 来信 河边又有人倒垃圾，由{OWNER} 3月26日")
    assert "没有符合的措施" in (await chats.say(OFFICE, "/overdue")).text
    assert "逾期没答复" not in (await chats.say(OFFICE, "首页")).text
    await chats.stage.pass_time(8 * DAY)
    for name, words in ((OFFICE, "/overdue"), (SECRETARY, "逾期的有哪些"), (OWNER, "我逾期了什么")):
        listed = (await chats.say(name, words)).text
        assert "另有逾期没有答复的1件" in listed
        assert f"问题2 群众监督意见逾期2天：河边又有人倒垃圾\n应于2025-03-26（周三）前答复 · {OWNER}" in listed
    assert "群众监督意见" not in (await chats.say(OFFICE, f"/overdue {MATE}")).text
    for words in ("哪些群众意见逾期了", "群众反映的问题答复了吗"):
        assert "未答复1件，其中逾期1件" in (await chats.say(OFFICE, words)).text
    for name in (OFFICE, OWNER, SECRETARY):
        assert "逾期没答复 1" in (await chats.say(name, "首页")).text
    await chats.press(OWNER, await chats.say(OWNER, "/todo"), "2 答复")
    await chats.say(OWNER, "已清运")
    assert "没有符合的措施" in (await chats.say(OFFICE, "/overdue")).text


async def test_papers_count_and_name_nobody(chats: Chats) -> None:
    """The notice says how many came in and were answered; nothing that was said stands in it."""
    await chats.say(OFFICE, f"群众意见 2 来电 {SAID}，由{OWNER} 3月26日")
    await chats.say(OFFICE, "举一反三 2 全部洗砂厂")
    await chats.say(OFFICE, "建章立制 2 《公务接待管理办法》 某办〔2025〕6号 3月18日")
    asked = next(one for one in reversed(chats.phone(OWNER).inbox) if "群众监督意见" in one.text)
    await chats.press(OWNER, asked, "答复")
    await chats.say(OWNER, "已加装抓拍")
    papers = {}
    for kind in ("公开稿", "月报"):
        await chats.say(OFFICE, f"/report {kind}")
        for message in chats.phone(OFFICE).inbox:
            if message.document and (message.file_name or "").endswith(".docx"):
                papers[kind] = "\n".join(p.text for p in Document(BytesIO(message.document)).paragraphs)
    for text in papers.values():
        assert "收到群众监督意见1件，已答复1件；举一反三开展同类检查1项；建章立制1项。" in text
        assert "渣土车夜里" not in text
    assert len(papers) == 2
    page = await chats.say(SECRETARY, "/digest")
    assert any("同类检查未报 1项" in one.text for one in (page, *chats.phone(SECRETARY).inbox[-3:]))


async def test_a_voice_goes_to_whom_it_is_given_also_where_name_and_day_are_written_as_one(chats: Chats) -> None:
    """由罗雨桐3月28日前答复 is hers; a name of two, or of nobody, is asked and nothing is given to somebody else."""
    given = await chats.say(OFFICE, f"群众意见 问题2 来电 扬尘大 由{MATE}3月28日前答复")
    assert f"由{MATE}于2025-03-28（周五）前答复" in given.text
    assert "群众监督意见等您答复" in (await chats.say(MATE, "/todo")).text
    assert "没有找到“张三”" in (await chats.say(OFFICE, "群众意见 问题2 来电 噪音大 由张三3月28日前答复")).text
    await chats.say(OFFICE, f"/people 新增 {OWNER} 财务股 科员")
    asked = await chats.say(OFFICE, f"群众意见 问题2 来电 路难走 由{OWNER}3月28日前答复")
    assert "分不清是哪一位" in asked.text
    assert await chats.ledger_holds("assignments") == 1


@pytest.mark.parametrize(
    "said",
    [
        "群众来电：李建国（电话13812345678）反映2-3工地扰民",
        "今天收到李建国来信说2-3工地扰民",
        "有群众打电话说2-3工地扰民，我叫李建国",
        "12345转来工单：村民李建国反映2-3工地扰民",
    ],
)
async def test_a_call_that_is_told_in_a_sentence_reaches_nobody_by_name(chats: Chats, said: str) -> None:
    """Neither is it a word on the measure nor is anybody told: how it is entered is said, without whoever called."""
    before = len(chats.phone(OWNER).inbox)
    answer = (await chats.say(OFFICE, said)).text
    assert "还没有登记" in answer
    assert "群众意见 2-3 来" in answer
    assert "李建国" not in answer
    assert await chats.progress("2-3") == []
    assert len(chats.phone(OWNER).inbox) == before


@pytest.mark.parametrize(
    ("end", "until"),
    [("4月3日前答复", "2025-04-03"), (f"4月3日前由{OWNER}答复", "2025-04-03"), ("4月3日前办结", "2025-04-03")],
)
async def test_the_day_that_is_said_is_the_day(chats: Chats, end: str, until: str) -> None:
    """Said with or without who is to answer, it is no part of what was said, and no other day is given."""
    given = (await chats.say(OFFICE, f"群众意见 2-3 来电 垃圾没人清，{end}")).text
    assert f"由{OWNER}于{until}（周四）前答复" in given
    assert "垃圾没人清\n" in given
