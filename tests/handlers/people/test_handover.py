"""Handover: a list that three sign, a briefing for the newcomer, and the offices of secretary and clerk by two keys."""

import io

import pytest
from docx import Document

from bot.domain.people.person import Role
from bot.sandbox import Message
from bot.services.core.transaction import open_transaction
from bot.services.history.verification import verify
from bot.services.supervision.instruction import Demand, demand
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, data_of, labels

pytestmark = pytest.mark.usefixtures("unheld")

PAPER = "✍ 已在纸上签"
SIGN, LIST, CONFIRM, DO = "✍ 已核对，签字", "📄 移交清单", "✅ 确认", "确认移交"


def card(chats: Chats, name: str, label: str) -> Message:
    """The newest message on a phone that bears a button."""
    return next(message for message in reversed(chats.phone(name).inbox) if label in labels(message))


async def handed_over(chats: Chats, words: str, by: str = OFFICE) -> str:
    """A handover as it is asked for and confirmed by whoever asked."""
    return await chats.press(by, await chats.say(by, f"/handover {words}"), DO)


async def paper(chats: Chats, name: str) -> str:
    """The list as Word."""
    found = card(chats, name, LIST)
    (message,) = await chats.after(name, lambda phone: phone.press(found, LIST))
    assert message.document
    page = Document(io.BytesIO(message.document))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in page.paragraphs), *cells])


async def test_a_leader_s_handover_is_listed_and_signed_by_three(chats: Chats) -> None:
    """The waiting closing stands among what is unfinished; the newcomer is briefed; each signs once by a tap."""
    await chats.say(OWNER, f"{OWN} 已完成")
    await handed_over(chats, f"{LEADER} {MATE}")
    await chats.press(SECRETARY, card(chats, SECRETARY, CONFIRM), CONFIRM)
    briefing = card(chats, MATE, SIGN)
    assert "接手说明" in briefing.text
    assert f"· {OWN} 待" in briefing.text
    said = await paper(chats, MATE)
    assert f"移交人\n尚未在督办助手中签字\n{LEADER}" in said
    assert OWN.replace("-", "") in said.replace("-", "").replace("\u2011", "")
    assert "的清单等您签字" in (await chats.say(OFFICE, "待办")).text
    for name, part in ((LEADER, "移交人"), (MATE, "接收人"), (OFFICE, "监交人")):
        message = card(chats, name, SIGN)
        assert f"作为{part}签字" in await chats.press(name, message, SIGN)
        assert "已经签过字" in await chats.press(name, message, SIGN)
        assert "的清单等您签字" not in (await chats.say(name, "待办")).text
    assert "清单完备" in "".join(message.text for message in chats.phone(OFFICE).inbox)
    said = await paper(chats, OFFICE)
    assert said.count("已于2025年3月20日在督办助手中签字确认") == 3
    assert f"监交人\n已于2025年3月20日在督办助手中签字确认\n{OFFICE}" in said
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_others_neither_sign_nor_read_a_list(chats: Chats) -> None:
    """A borrowed button is worthless, and nobody else is offered one."""
    await handed_over(chats, f"{OWNER} {MATE}")
    found = card(chats, MATE, SIGN)
    for label in (SIGN, LIST):
        assert "已失效" in await chats.press_data(LEADER, found, data_of(found, label))
    assert not [one for one in chats.phone(LEADER).inbox if SIGN in labels(one)]
    assert "移交人" in await chats.press(OWNER, card(chats, OWNER, SIGN), SIGN)


async def test_the_office_is_handed_over_with_its_measures(chats: Chats) -> None:
    """By two keys; the newcomer holds the role, the giver no more, and the last one is never lost."""
    assert "/handover 移交人 接手人" in (await chats.say(OFFICE, f"/handover {OFFICE} {MATE} 院长")).text
    preview = await chats.say(OFFICE, f"/handover {OFFICE} {MATE} 整改办")
    assert "连同整改办职责" in preview.text
    assert "须另一人确认" in await chats.press(OFFICE, preview, DO)
    assert (await chats.person(OFFICE)).holds(Role.OFFICE)
    await chats.press(SECRETARY, card(chats, SECRETARY, CONFIRM), CONFIRM)
    assert (await chats.person(MATE)).holds(Role.OFFICE)
    assert not (await chats.person(OFFICE)).holds(Role.OFFICE)
    assert "担任整改办" in card(chats, MATE, SIGN).text
    assert "作为监交人签字" in await chats.press(SECRETARY, card(chats, SECRETARY, SIGN), SIGN)


async def test_the_secretary_is_handed_over_and_nobody_confirms_his_own(chats: Chats) -> None:
    """The one who goes confirms, never the one who comes; an unbound newcomer is refused."""
    assert "还没有绑定手机" in (await chats.say(OFFICE, f"/handover {SECRETARY} 曹砚青 书记")).text
    await handed_over(chats, f"{SECRETARY} {LEADER} 书记")
    assert not [one for one in chats.phone(LEADER).inbox if CONFIRM in labels(one)]
    await chats.press(SECRETARY, card(chats, SECRETARY, CONFIRM), CONFIRM)
    assert (await chats.person(LEADER)).holds(Role.SECRETARY)
    assert not (await chats.person(SECRETARY)).holds(Role.SECRETARY)
    assert "任" in (await chats.say(LEADER, "/digest")).text


async def test_what_waits_for_an_office_goes_with_it_though_no_measure_does(chats: Chats) -> None:
    """The preview of a handover of the secretary's office names the closings that wait for its word, and no other."""
    for name, words in ((OWNER, "已完成"), (LEADER, "同意"), (OFFICE, "同意")):
        await chats.say(name, f"{OWN} {words}")
    confirm = await chats.say(MATE, f"{OTHERS} 讲师档期冲突，申请延到2026年3月31日")
    await chats.press(MATE, confirm, next(one for one in labels(confirm) if "03-31" in one))
    waits = f"{OWN} 待审定"
    shown = (await chats.say(OFFICE, f"/handover {SECRETARY} {LEADER} 书记")).text
    assert f"随之移交的未了事项：{waits}" in shown
    assert f"{OTHERS} 申请延期" not in shown  # that is a leader's to decide
    assert waits not in (await chats.say(OFFICE, f"/handover {OFFICE} {LEADER} 整改办")).text


async def test_look_backs_and_open_requests_stand_on_the_list(chats: Chats) -> None:
    """A request for time, an act that was asked for, and the look-backs of what is closed go over in writing."""
    for name, words in ((OWNER, "已完成"), (LEADER, "同意"), (OFFICE, "同意"), (SECRETARY, "同意")):
        await chats.say(name, f"{OWN} {words}")
    confirm = await chats.say(MATE, f"{OTHERS} 讲师档期冲突，申请延到2026年3月31日")
    await chats.press(MATE, confirm, next(one for one in labels(confirm) if "03-31" in one))
    await chats.say(OFFICE, f"/people 任 {MATE} 整改办")
    await handed_over(chats, f"{MATE} {OWNER}")
    assert f"{OTHERS} 申请延期到2026年3月31日，未答复" in await paper(chats, OWNER)
    await handed_over(chats, f"{OFFICE} {LEADER} 整改办")
    await chats.press(SECRETARY, card(chats, SECRETARY, CONFIRM), CONFIRM)
    listed = await paper(chats, LEADER)
    assert f"已提请、等别人确认：任命{MATE}为整改办" in listed
    assert f"{OWN} 回头看，2025年4月21日" in listed


async def test_what_is_asked_of_somebody_beside_measures_goes_along(chats: Chats) -> None:
    """Shares of a supporting body and what others wait for: nobody leaves before, the successor answers them."""
    await chats.say(OFFICE, "/people 新增 闻人歌 财务股 科员")
    await chats.stage.bind("闻人歌")
    await chats.act(OFFICE, f"/correct {OWN} 配合 财务股（4月10日前提供清单） 理由 方案原文")
    offer = (await chats.after(OWNER, lambda phone: phone.say(f"/wait {OWN} 闻人歌 核对数据")))[-1]
    await chats.press(OWNER, offer, "是，在等 闻人歌")
    before = await chats.ledger()
    refused = await chats.say(OFFICE, "/people 调离 闻人歌")
    assert "名下还有没答复的：交办未答复，2025-04-10（周四）前：4月10日前提供清单；别人在等" in refused.text
    assert "/handover 闻人歌 接手人" in refused.text
    assert await chats.ledger() == before
    await handed_over(chats, f"闻人歌 {MATE}")
    briefing = card(chats, MATE, SIGN)
    assert "· 交办未答复，2025-04-10（周四）前：4月10日前提供清单" in briefing.text
    assert "· 别人在等" in briefing.text
    assert "4月10日前提供清单" in await paper(chats, MATE)
    assert f"{OWN} 答复日子" in labels(await chats.say(MATE, "/todo"))
    await chats.press(MATE, chats.phone(MATE).last, f"{OWN} 答复")
    await chats.say(MATE, "清单已送")
    assert any("清单已送" in message.text for message in chats.phone(OFFICE).inbox)
    assert "闻人歌 已调离" in (await chats.say(OFFICE, "/people 调离 闻人歌")).text
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_whoever_has_no_measures_hands_over_what_is_asked_of_them(chats: Chats) -> None:
    """What others wait for, an instruction and a letter are named before, and go over with an entry each."""
    await chats.say(OFFICE, "/people 新增 蔺望舒 河道股 科员")
    waits = await chats.say(OFFICE, f"/wait {OWN} 等蔺望舒 提供清单")
    await chats.press(OFFICE, waits, "是，在等 蔺望舒")
    preview = await chats.say(OFFICE, f"/handover 蔺望舒 {MATE}")
    assert "把 蔺望舒 待答复的1件事移交" in preview.text
    assert "随之移交的未了事项：别人在等" in preview.text
    assert "提供清单" in preview.text
    await chats.press(OFFICE, preview, DO)
    assert "别人在等您这一方" in (await chats.say(MATE, "待办")).text
    assert "名下没有未办结的措施，待答复的1件事已移交" in card(chats, OFFICE, SIGN).text


async def test_a_demand_alone_is_handed_over(chats: Chats) -> None:
    """Somebody of whom nothing but a visit's demand is asked hands it over: that it went is in the story."""
    await chats.say(OFFICE, "/people 新增 蔺望舒 河道股 科员")
    one, measure = await chats.person("蔺望舒"), await chats.measure(OWN)
    async with open_transaction(chats.stage.app.request, await chats.person(OFFICE)) as tx:
        due = tx.today + DAY * 5
        wanted = Demand(words="补上台账", to=(one.id,), due=due, source="u1/m1", origin="3月20日督办")
        await demand(tx, measure.id, wanted)
    preview = await chats.say(OFFICE, f"/handover 蔺望舒 {MATE}")
    assert "3月20日督办的事项未答复：补上台账" in preview.text
    assert "批示" not in preview.text
    await chats.press(OFFICE, preview, DO)
    listed = await paper(chats, OFFICE)
    assert f"蔺望舒于2025年3月20日将名下1件未了事项移交{MATE}，办理情况以" in listed
    assert "0项" not in listed
    assert "3月20日督办的事项等您办理回复" in (await chats.say(MATE, "待办")).text
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_whom_nothing_reaches_signs_on_paper_and_somebody_notes_it(chats: Chats) -> None:
    """The list of one who is not bound stays on a list with a tap, and the paper says how it was signed and by whom."""
    await handed_over(chats, f"{OWNER} 曹砚青")
    await chats.press(OWNER, card(chats, OWNER, SIGN), SIGN)
    await chats.press(OFFICE, card(chats, OFFICE, SIGN), SIGN)
    listed = await chats.say(OFFICE, "待办")
    assert f"{OWNER} 移交 曹砚青 的清单等曹砚青签字，但收不到消息" in listed.text
    noted = await chats.press(OFFICE, listed, f"移交 {PAPER}")
    assert "曹砚青在纸上签了移交清单" in noted
    assert "曹砚青" not in (await chats.say(OFFICE, "待办")).text
    assert f"在纸上签字，{OFFICE}2025年3月20日登记\n曹砚青" in await paper(chats, OFFICE)
    assert all(proof.holds for proof in await verify(chats.stage.app.request))
