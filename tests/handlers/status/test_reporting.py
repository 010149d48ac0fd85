"""Regular messages, switched off and on again by the person who gets them."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.plan.measure import Stage
from bot.services.core.ledger import MEASURES_NUMBERED, PLANS_OF
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

pytestmark = pytest.mark.usefixtures("unheld")

STANDING = "2-5"
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


async def test_a_paper_is_asked_for_without_a_command(chats: Chats) -> None:
    """By its name, with the month before it or behind; of a month to come, or before the ledger, that is said."""
    for asked in ("月报", "月报 3月", "3月的月报", "公开稿 本月"):
        got = await chats.after(OFFICE, lambda phone, asked=asked: phone.say(asked))  # type: ignore[misc]
        assert any((one.file_name or "").endswith(".docx") for one in got), asked
    for asked in ("月报 11月", "/report 月报 11月", "/digest 11月", "/digest 下周"):
        answer = await told(chats, asked)
        assert f"“{asked.rpartition(' ')[2]}”还没有到" in answer, asked
        assert "没有看懂" not in answer
    assert "“2月”在台账开始（2025年3月20日）以前" in await told(chats, "月报 2月")
    assert "没有看懂“不是一周”" in (await chats.say(OFFICE, "/digest 不是一周")).text
    before = len(await chats.progress(OWN))
    assert not (await chats.say(OWNER, "月报 3月")).attachment  # an owner gets no paper, and reports nothing by that
    assert len(await chats.progress(OWN)) == before


async def told(chats: Chats, asked: str) -> str:
    """All that the office is told."""
    return "\n".join(one.text for one in await chats.after(OFFICE, lambda phone: phone.say(asked)))


async def test_instructions_on_one_measure_have_a_sheet_each(chats: Chats) -> None:
    """Two on the same day are two files, and the week counts two."""
    for words in ("本周内报结果", "举一反三，全面排查"):
        await chats.say(SECRETARY, f"/instruct {OWN} {words}")
    sheets = [
        one.file_name for one in await chats.after(OFFICE, lambda phone: phone.say("/report 批示单")) if one.document
    ]
    assert len(set(sheets)) == len(sheets) == 2
    page = (await chats.say(SECRETARY, "/digest")).text
    assert "批示2" in page
    assert "批示未回复 2件" in page


async def test_a_long_term_duty_that_gets_a_day_is_said_to_have_it(chats: Chats) -> None:
    """It is not called 长期坚持 any more by the page that tells what was eased."""
    asked = await chats.say(MATE, f"{STANDING} 申请延期到2025年9月20日，设备没到货")
    await chats.press(MATE, asked, labels(asked)[0])
    await chats.stage.bind("秦望舒")  # who leads it
    for name in ("秦望舒", OFFICE):
        todo = await chats.say(name, "/todo")
        await chats.press(name, todo, next(label for label in labels(todo) if "✅ 同意" in label))
    assert (await chats.measure(STANDING)).due == dt.date(2025, 9, 20)
    page = (await chats.say(SECRETARY, "/digest")).text
    assert f"{STANDING} 由“长期坚持”改为9月20日前完成（{OFFICE}）" in page
    assert "放宽" not in page
