"""Regular messages, switched off and on again by the person who gets them."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import docx

from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.plan.measure import Stage
from bot.services.core.ledger import MEASURES_NUMBERED, PLANS_OF
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

START = dt.datetime(2025, 3, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


async def test_owners_propose_what_papers_say_is_done_so_far(chats: Chats) -> None:
    """The office or the leader agrees to it, nobody else is asked or told; before that no paper says it."""
    asked = await chats.say(OWNER, f"阶段进展 {OWN} 已核对名录312户")
    assert "须另一人确认后生效" in asked.text
    assert (await chats.measure(OWN)).publishable == ""
    assert "名录312户" not in "".join(one.text for one in chats.phone(SECRETARY).inbox)
    assert "权限" in (await chats.say(MATE, f"阶段进展 {OWN} 已核对名录500户")).text
    card = next(one for one in reversed(chats.phone(LEADER).inbox) if "✅ 确认" in labels(one))
    assert "已核对名录312户" in card.text
    await chats.press(LEADER, card, "✅ 确认")
    assert (await chats.measure(OWN)).publishable == "已核对名录312户"
    assert "已确认" in chats.phone(OWNER).last.text
    assert "名录312户" not in "".join(one.text for one in chats.phone(SECRETARY).inbox)
    assert "已核对名录312户" in (await chats.say(OFFICE, f"/history {OWN}")).text


async def test_a_switched_off_list_stays_away_until_it_is_switched_on(tmp_path: Path) -> None:
    """Whoever does not want the Monday list gets none."""
    async with open_stage(tmp_path, START) as stage:
        await stage.take_in(WORKBOOK)
        await stage.bind("罗雨桐")
        owner = stage.phone("罗雨桐")
        owner.say("/switch 清单")
        await stage.settle()
        assert "已关闭" in owner.last.text
        owner.say("/switch 清单")
        await stage.settle()
        assert "已打开" in owner.last.text
        owner.say("/switch 什么")
        await stage.settle()
        assert "没有找到" in owner.last.text


async def test_what_is_done_so_far_and_of_the_round_is_written_for_papers(chats: Chats) -> None:
    """The office writes 阶段进展 of a measure, and of a round when the team was there and who leads; both are kept."""
    answer = await chats.say(OFFICE, f"/correct {OWN} 阶段进展 已核对名录312户 理由 供月报使用")
    assert "阶段进展" in answer.text
    assert (await chats.measure(OWN)).publishable == "已核对名录312户"
    assert "已核对名录312户" in (await chats.say(OFFICE, f"/history {OWN}")).text
    assert "进驻" in (await chats.say(OFFICE, "/round A 进驻 2025年1月6日至2月14日")).text
    assert "由书记任组长" in (await chats.say(OFFICE, "/round A 领导小组 由书记任组长")).text
    async with chats.stage.app.request.look() as ledger:
        (plan,) = await ledger.plans.find(PLANS_OF, "u1")
    assert (plan.on_site, plan.group) == ("2025年1月6日至2月14日", "由书记任组长")
    notices = await chats.after(OFFICE, lambda phone: phone.say("/report 公开稿"))
    word = next(one for one in notices if one.attachment)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(word.document or b"")).paragraphs)
    assert "2025年1月6日至2月14日" in text
    assert "已核对名录312户" in text


async def test_a_short_name_is_put_right_and_stands_in_the_history(chats: Chats) -> None:
    """The office gives a measure the name by which pages call it; who did it is kept."""
    assert (await chats.measure(OWN)).called != "名录核对"
    answer = await chats.say(OFFICE, f"/correct {OWN} 简称 名录核对 理由 便于称呼")
    assert "简称" in answer.text
    assert (await chats.measure(OWN)).called == "名录核对"
    assert "名录核对" in (await chats.say(OFFICE, f"/history {OWN}")).text


async def test_the_week_says_for_how_long_it_has_been_in_whose_hands(chats: Chats) -> None:
    """From the day the plan came, whatever was begun since; from the handover on, of who took it over."""
    async with chats.stage.app.request.open() as ledger:
        for other in await ledger.measures.find(MEASURES_NUMBERED, "u1"):
            if other.number != OWN:
                await ledger.measures.put(replace(other, stage=Stage.CANCELLED))
    await chats.stage.pass_time(DAY * 74)
    await chats.say(OWNER, f"{OWN} 完成30%")
    await chats.stage.pass_time(DAY * 21)  # Monday 23 June, three days after its deadline
    assert f"在{OWNER}手上63个工作日" in await the_red_line(chats)
    asked = await chats.say(OWNER, f"/handover {OWNER} {MATE}")
    await chats.press(OWNER, asked, "确认移交")
    await chats.stage.pass_time(DAY * 3)
    assert f"在{MATE}手上3个工作日" in await the_red_line(chats)


async def the_red_line(chats: Chats) -> str:
    """What the secretary reads of the owner's late measure."""
    page = await chats.say(SECRETARY, "/digest")
    return next(line for line in page.text.splitlines() if f"🔴 {OWN}" in line)
