"""Two keys: what one of the office asks for is done when a second person of standing confirms it, and never before."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.people.person import Role
from bot.domain.plan.measure import Stage
from bot.domain.plan.plan import Plan
from bot.messages.text import short_day
from bot.sandbox import Message
from bot.services.closing.steps import move_report_day
from bot.services.core.ledger import MEASURES_OF_PERSON, PLANS_OF
from bot.services.core.proposals import Proposed
from bot.services.core.tenancy import scoped
from bot.services.history.verification import verify
from bot.services.imports.answers import choose_round
from bot.services.imports.plan_import import accept, preview
from tests.handlers.conftest import (
    DAY,
    LEADER,
    MATE,
    OFFICE,
    OTHERS,
    OWN,
    OWNER,
    SECRETARY,
    START,
    Chats,
    data_of,
    example,
    labels,
    open_chats,
)

CONFIRM, REFUSE, WITHDRAW = "✅ 确认", "↩️ 不同意", "撤回提请"


def card(chats: Chats, name: str, label: str = CONFIRM) -> Message:
    """The newest message on a phone that bears a button."""
    return next(message for message in reversed(chats.phone(name).inbox) if label in labels(message))


async def test_one_clerk_alone_shortens_no_way(chats: Chats) -> None:
    """A shorter route waits for the secretary; asked for twice it waits once; refused it changes nothing."""
    said = await chats.say(OFFICE, f"/policy {OWN} 销号环节 整改办")
    assert f"须另一人确认后生效，已请 {SECRETARY} 办理" in said.text
    assert "正等另一人确认" in (await chats.say(OFFICE, f"/policy {OWN} 销号环节 整改办")).text
    asked = card(chats, SECRETARY)
    yes = data_of(asked, CONFIRM)
    assert f"{OFFICE}" in asked.text
    assert f"把{OWN} 的“销号环节”由 责任领导、整改办、党组书记 改为 整改办" in asked.text
    await chats.say(OWNER, f"{OWN} 已完成")
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    await chats.press(SECRETARY, asked, REFUSE)
    assert (await chats.measure(OWN)).policy == {}
    assert any("不同意" in message.text for message in chats.phone(OFFICE).inbox)
    assert "已经办过了" in await chats.press_data(SECRETARY, asked, yes)


async def test_a_role_is_asked_for_confirmed_told_and_shown(chats: Chats) -> None:
    """任 in /people waits; confirmed by a tap it is told to the person, and shown with since when and by whom."""
    who = await chats.say(OFFICE, f"/people {MATE}")
    assert "账号尾号" in who.text
    said = await chats.press(OFFICE, who, "任 整改办")
    assert f"已提请任命 {MATE} 为整改办" in said
    assert not (await chats.person(MATE)).holds(Role.OFFICE)
    assert f"任命 {MATE} 为整改办，等您确认" in (await chats.say(SECRETARY, "待办")).text
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    assert (await chats.person(MATE)).holds(Role.OFFICE)
    assert "您已被任命为整改办" in chats.phone(MATE).last.text
    assert f"整改办：2025-03-20（周四）起，{OFFICE}任命" in (await chats.say(OFFICE, f"/people {MATE}")).text
    assert f"减少和任免：任 {MATE} 整改办（{OFFICE}）" in (await chats.say(SECRETARY, "/digest")).text
    assert f"已提请免去 {MATE} 的整改办" in (await chats.say(OFFICE, f"/people 免 {MATE} 整改办")).text
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    assert not (await chats.person(MATE)).holds(Role.OFFICE)
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_the_last_of_office_and_secretary_stay(chats: Chats) -> None:
    """Neither can be dismissed, retired or, the office, unbound."""
    before = await chats.ledger()
    assert "最后一位整改办人员" in (await chats.say(OFFICE, f"/people 免 {OFFICE} 整改办")).text
    assert "最后一位党组书记" in (await chats.say(OFFICE, f"/people 免 {SECRETARY} 书记")).text
    assert "最后一位整改办人员" in (await chats.say(OFFICE, f"/unbind {OFFICE}")).text
    assert "没有作任何更改" in (await chats.say(OFFICE, f"/people 调离 {SECRETARY}")).text
    assert await chats.ledger() == before


async def test_what_is_overdue_is_cancelled_by_two(chats: Chats) -> None:
    """Before its day a measure is cancelled by the office; past it the secretary must agree, for standing too."""
    await chats.stage.pass_time(100 * DAY)
    for words, stage in ((f"/cancel {OWN} 理由 重复", Stage.CANCELLED), ("/standing 2-4 理由 要常抓", Stage.STANDING)):
        number = words.split()[1]
        due = (await chats.measure(number)).due
        if due is None or due >= START.date() + 100 * DAY:
            continue
        assert "须另一人确认" in (await chats.act(OFFICE, words)).text
        assert (await chats.measure(number)).is_open
        await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
        assert (await chats.measure(number)).stage is stage


@pytest.mark.parametrize("words", ["/people 任 {0} 整改办", "/people 调离 {0}", "/people 新增 甲 乙股"])
async def test_others_ask_for_nothing(chats: Chats, words: str) -> None:
    """An owner or a leader appoints nobody."""
    before = await chats.ledger()
    for name in (OWNER, LEADER):
        assert "权限" in (await chats.say(name, words.format(MATE))).text
    assert await chats.ledger() == before


async def test_a_small_office_lowers_it_with_its_secretary(tmp_path: Path) -> None:
    """两人确认 关 needs the secretary itself; then one person is enough, and the secretary is told of each act."""
    async with open_chats(tmp_path) as chats:
        assert "须另一人确认" in (await chats.say(OFFICE, "/policy 两人确认 关")).text
        await chats.say(SECRETARY, "/switch 周报")
        await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
        await chats.say(OFFICE, f"/people 任 {MATE} 整改办")
        assert (await chats.person(MATE)).holds(Role.OFFICE)
        assert f"告知：{OFFICE} 已任命 {MATE} 为整改办" in chats.phone(SECRETARY).last.text


DOORS = (
    f"/correct {OWN} 时限 2025年12月1日 理由 再等等",
    f"/correct {OWN} 时限 每月25日前 理由 常抓",
    f"/correct {OWN} 责任领导 {MATE} 理由 分工",
    "/policy 立行立改天数 60",
    "/policy 长期报告月数 12",
    "/policy 按期遇休息日 顺延",
    f"/away {LEADER} 今天-3月28日 由{MATE}代",
    "/merge {early} {late} 理由 同一件事",
)
KEPT = {"measures", "units", "plans", "people"}


@pytest.mark.parametrize("words", DOORS)
async def test_whatever_gives_more_time_or_a_say_is_done_by_two(chats: Chats, words: str) -> None:
    """A day, a series, a setting of days, a leader, a stand-in, a merging: asked for, and done when it is confirmed."""
    early, late = sorted(
        [await chats.measure(number) for number in (OWN, OTHERS)], key=lambda one: one.due or START.date()
    )
    words = words.format(early=early.number, late=late.number)

    async def kept() -> dict[tuple[str, str], bytes]:
        return {key: one for key, one in (await chats.ledger()).items() if key[0] in KEPT}

    before = await kept()
    asks = chats.act if words.startswith("/merge") else chats.say
    assert "须另一人确认" in (await asks(OFFICE, words)).text
    assert await kept() == before
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    assert await kept() != before
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_a_setting_of_days_stands_on_the_secretary_s_page(chats: Chats) -> None:
    """It moves the day of many measures, and so is named with what it was and who asked."""
    await chats.say(OFFICE, "/policy 立行立改天数 60")
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    assert f"设置 立行立改天数 15→60（{OFFICE}）" in (await chats.say(SECRETARY, "/digest")).text


async def test_what_was_confirmed_is_what_is_done(chats: Chats) -> None:
    """Where the day was moved meanwhile an older request does nothing, and says why."""
    await chats.say(OFFICE, f"/correct {OWN} 时限 2025年12月1日 理由 再等等")
    asked = card(chats, SECRETARY)
    assert "更正 2-3（时限由“2025-06-20（周五）”改为“2025-12-01（周一）”）" in asked.text
    await chats.say(OFFICE, f"/correct {OWN} 时限 2025年5月30日 理由 提前")
    assert (await chats.measure(OWN)).due == dt.date(2025, 5, 30)
    assert "另行改过" in await chats.press(SECRETARY, asked, CONFIRM)
    assert (await chats.measure(OWN)).due == dt.date(2025, 5, 30)


@pytest.mark.parametrize(
    ("words", "told"),
    [(f"/unbind {LEADER}", "已由整改办解除绑定"), (f"/people 调离 {LEADER}", "您已调离")],
)
async def test_a_phone_that_is_let_go_hears_of_it(chats: Chats, words: str, told: str) -> None:
    """Whoever is unbound or leaves by two keys is told on the phone that was theirs."""
    leader = await chats.person(LEADER)
    async with chats.stage.app.request.open() as ledger:
        for measure in await ledger.measures.find(MEASURES_OF_PERSON, leader.id):
            await ledger.measures.put(replace(measure, leaders=()))
    await (chats.act if words.startswith("/unbind") else chats.say)(OFFICE, words)
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    assert told in chats.phone(LEADER).last.text


async def test_who_asked_withdraws(chats: Chats) -> None:
    """The asker finds it in the list, cannot confirm it, and may take it back."""
    await chats.say(OFFICE, f"/people 任 {MATE} 整改办")
    listed = await chats.say(OFFICE, "待办")
    assert f"提请 {CONFIRM}" not in labels(listed)
    assert "已撤回提请" in await chats.press(OFFICE, listed, f"提请 {WITHDRAW}")
    assert "没有等您决定的" in (await chats.say(SECRETARY, "待办")).text


async def test_people_are_added_renamed_moved_and_two_of_a_name_told_apart(chats: Chats) -> None:
    """A second one of a name needs another department, and both are shown with theirs from then on."""
    assert "已登记 秦放" in (await chats.say(OFFICE, "/people 新增 秦放 财务股 科员")).text
    assert "分不清" in (await chats.say(OFFICE, "/people 新增 秦放 财务股")).text
    assert "已登记 秦放（监测站）" in (await chats.say(OFFICE, "/people 新增 秦放 监测站")).text
    several = (await chats.say(OFFICE, "/people 秦放")).text
    assert "秦放（财务股）" in several
    assert "秦放（监测站）" in several
    assert "财务股" in (await chats.say(OFFICE, "/people 秦放(财务股)")).text
    assert "已改名为 秦访" in (await chats.say(OFFICE, "/people 改名 秦放（监测站） 秦访")).text
    assert "秦访 已转到办公室" in (await chats.say(OFFICE, "/people 调动 秦访 办公室")).text
    assert "秦访 已调离" in (await chats.say(OFFICE, "/people 调离 秦访")).text
    assert "还有" in (await chats.say(OFFICE, f"/people 调离 {OWNER}")).text


async def test_a_file_with_a_later_day_of_feedback_moves_nothing_alone(chats: Chats) -> None:
    """立行立改 is reckoned from that day: it is asked for, and moved when the secretary confirms it."""
    request, clerk = scoped(chats.stage.app.request, "u1"), await chats.person(OFFICE)
    before = await plan_of(chats)
    assert before.feedback
    later = before.feedback + dt.timedelta(45)
    shown = await preview(request, "u1", replace(example(), feedback=later), "新文件.xlsx", by=clerk)
    assert shown.plan is None
    await choose_round(request, "A", by=clerk)
    assert (await accept(request, by=clerk)).asked
    assert (await plan_of(chats)).feedback == before.feedback
    await chats.stage.settle()
    asked = card(chats, SECRETARY)
    assert "按新文件“新文件.xlsx”把反馈日期由" in asked.text
    await chats.press(SECRETARY, asked, CONFIRM)
    assert (await plan_of(chats)).feedback == later
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def plan_of(chats: Chats) -> Plan:
    """The round of the office."""
    async with chats.stage.app.request.look() as ledger:
        (plan,) = await ledger.plans.find(PLANS_OF, "u1")
    return plan


async def test_the_week_tells_what_was_put_off_and_what_was_let_down(chats: Chats) -> None:
    """A day to report anew that is later than it was, and two keys switched off, stand with who did it."""
    await chats.say(OWNER, f"{OWN} 已完成")
    await chats.say(LEADER, f"{OWN} 退回 缺照片")
    measure = await chats.measure(OWN)
    assert measure.report_by
    assert measure.due
    days = [max(measure.report_by, measure.due) + dt.timedelta(later) for later in (10, 30)]
    for day in days:
        clerk = await chats.person(OFFICE)
        assert isinstance(await move_report_day(chats.stage.app.request, clerk, measure.id, day), Proposed)
        await chats.stage.tick()
        await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    await chats.say(OFFICE, f"/correct {OTHERS} 时限 每季度末 理由 常态化")
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    await chats.say(OFFICE, "/policy 两人确认 关")
    await chats.press(SECRETARY, card(chats, SECRETARY), CONFIRM)
    page = (await chats.say(SECRETARY, "/digest")).text
    assert f"{OWN} 重报日 {short_day(measure.report_by)}→{short_day(days[-1])}（{OFFICE}）" in page
    assert f"设置 两人确认 开→关（{OFFICE}）" in page
    assert f"{OTHERS} 时限放宽为“每季度末”（{OFFICE}）" in page
