"""Recurring duties and stages: each period is asked for, a reply settles the one it names, what is missed stays so."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from bot.documents.workbook.ledger import limit
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.period_report import PeriodState
from bot.domain.plan.recurrence import Cycle, Recurrence
from bot.services.core.ledger import MEASURES_NUMBERED
from tests.handlers.conftest import DAY, OFFICE, OWN, OWNER, SECRETARY, START, Chats, labels

MONTHLY = Recurrence(unit=Cycle.MONTH, day=(25,))
COVERED = re.compile(r"应报(?P<asked>\d+)期，已报(?P<done>\d+)、漏报(?P<missed>\d+)(?P<excused>，另免报\d+)?")


async def become(chats: Chats, deadline: Deadline) -> Measure:
    """The owner's measure with another deadline, counted from today."""
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.open() as ledger:
        new = replace(measure, deadline=deadline, counted_from=START.date(), wake=START.date(), stage=Stage.UNDER_WAY)
        await ledger.measures.put(new)
        return new


async def monthly(chats: Chats) -> Measure:
    """每月25日前."""
    return await become(chats, Deadline(DeadlineKind.STANDING, "每月25日前报送", recurrence=MONTHLY))


async def states(chats: Chats) -> dict[str, PeriodState]:
    """What became of the periods of the owner's measure."""
    return {one.key: one.state for one in (await chats.measure(OWN)).periods}


async def test_reply_settles_the_period_that_is_open(chats: Chats) -> None:
    """On 20 March only the period of March is open: "done" is of that period, the measure goes on."""
    await monthly(chats)
    answer = await chats.say(OWNER, f"{OWN} 已完成")
    assert "记为 3月期 的报告" in answer.text
    assert await states(chats) == {"2025-03": PeriodState.REPORTED}
    assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY
    again = await chats.say(OWNER, f"{OWN} 3月期已报")
    assert "3月期 此前已报过" in again.text


async def test_reply_names_several_periods_that_were_missed(chats: Chats) -> None:
    """9、10月都报了: both are settled late; the reminder had said which are missing."""
    await monthly(chats)
    await chats.stage.pass_time(DAY * 40)
    reminders = [message.text for message in chats.phone(OWNER).inbox if "3月期报告应于" in message.text]
    assert reminders
    answer = await chats.say(OWNER, f"{OWN} 3、4月都报了")
    assert "记为 3月期、4月期 的报告（3月期、4月期 已过时限，记迟报）" in answer.text
    assert await states(chats) == {"2025-03": PeriodState.LATE, "2025-04": PeriodState.LATE}


async def test_reply_for_one_of_several_open_periods_is_asked(chats: Chats) -> None:
    """March and April are missing: what is reported is recorded, the period is asked, one tap settles it."""
    await monthly(chats)
    await chats.stage.pass_time(DAY * 40)
    answer = await chats.say(OWNER, f"{OWN} 已通报，简报印发各科室")
    assert "这次报的是哪一期" in answer.text
    assert await states(chats) == {}
    assert {"3月期", "4月期", "以上各期都报了"} <= set(labels(answer))
    await chats.press(OWNER, answer, "4月期")
    assert await states(chats) == {"2025-04": PeriodState.LATE}
    card = await chats.say(OFFICE, f"/status {OWN}")
    assert "缺3月期" in card.text


async def test_undo_takes_the_period_back(chats: Chats) -> None:
    """Whoever takes a report back has not reported."""
    await monthly(chats)
    answer = await chats.say(OWNER, f"{OWN} 3月期已报")
    await chats.press(OWNER, answer, "↩️ 撤回")
    assert await states(chats) == {}


async def test_what_is_said_to_be_missing_is_not_settled_beside_what_is_reported(chats: Chats) -> None:
    """上月的没报，这个月检查了6户: the last month stays missed, and nothing of the words is left aside."""
    await monthly(chats)
    await chats.stage.pass_time(DAY * 40)
    answer = await chats.say(OWNER, f"{OWN} 3月的还没报，4月检查了6户")
    assert "记为 4月期 的报告" in answer.text
    assert await states(chats) == {"2025-04": PeriodState.LATE}
    answer = await chats.say(OWNER, f"{OWN} 3月的没报")
    assert "记为" not in answer.text
    assert await states(chats) == {"2025-04": PeriodState.LATE}
    answer = await chats.say(OWNER, f"{OWN} 3、4月都报了")
    assert "没有计入" not in answer.text


async def test_what_a_period_counts_is_one_figure(chats: Chats) -> None:
    """11月期检查8户 and 检查3户 of the next are of one name, added."""
    await monthly(chats)
    await chats.say(OWNER, f"{OWN} 3月期检查8户")
    await chats.stage.pass_time(DAY * 30)
    await chats.say(OWNER, f"{OWN} 4月期检查3户")
    assert "检查 11户" in (await chats.say(OWNER, OWN)).text
    answers = await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 累计检查9户"))
    assert "反而少了" in answers[-1].text


async def test_office_excuses_a_period_in_a_sentence(chats: Chats) -> None:
    """The same as by the command; from an owner it is no excuse."""
    await monthly(chats)
    await chats.say(OWNER, f"{OWN} 3月期免报，放假停产")
    assert await states(chats) == {}
    answer = await chats.say(OFFICE, f"{OWN} 3月期免报，放假停产")
    assert "放假停产" in answer.text
    assert await states(chats) == {"2025-03": PeriodState.EXCUSED}


async def test_office_excuses_a_period_for_a_reason(chats: Chats) -> None:
    """免报 with a reason, by the office alone; the period is asked for no more."""
    await monthly(chats)
    assert "没有" in (await chats.say(OWNER, f"免报 {OWN} 3月 理由 停工")).text
    assert "请写明编号、期次和理由" in (await chats.say(OFFICE, f"免报 {OWN}")).text
    assert "还差理由" in (await chats.say(OFFICE, f"免报 {OWN} 3月")).text
    answer = await chats.say(OFFICE, f"免报 {OWN} 3月 理由 停工整顿")
    assert "3月期 免报，理由：停工整顿" in answer.text
    assert await states(chats) == {"2025-03": PeriodState.EXCUSED}
    assert "3月期 免报：“停工整顿”" in (await chats.say(OFFICE, f"/history {OWN}")).text


async def test_series_with_an_end_is_closed_through_the_chain(chats: Chats) -> None:
    """After the last period "done" is of the measure itself."""
    until = replace(MONTHLY, until=dt.date(2025, 3, 31))
    await become(chats, Deadline(DeadlineKind.STANDING, "每月25日前报送，直至3月底", recurrence=until))
    assert "记为 3月期" in (await chats.say(OWNER, f"{OWN} 3月期已报")).text
    await chats.say(OWNER, f"{OWN} 已完成")
    assert (await chats.measure(OWN)).stage in {Stage.REVIEW, Stage.UNDER_WAY}
    assert (await chats.measure(OWN)).percent == 100


async def test_stages_are_reminded_and_settled_one_by_one(chats: Chats) -> None:
    """第1节点/共3: a plain "done" before the last stage asks which step is meant."""
    nodes = tuple(Node(dt.date(2025, month, day), words) for month, day, words in ((3, 25, "摸排"), (4, 25, "整治")))
    last = Node(dt.date(2025, 6, 30), "销号")
    await become(chats, Deadline(DeadlineKind.BY_DATE, "分三步", last.date, last.date, nodes=(*nodes, last)))
    answer = await chats.say(OWNER, f"{OWN} 已完成")
    assert "完成的是哪一步" in answer.text
    assert {"第1节点", "第2节点", "整项已完成"} <= set(labels(answer))
    assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY
    await chats.press(OWNER, answer, "第1节点")
    assert await states(chats) == {"node-1": PeriodState.REPORTED}
    card = (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "节点（共3）：第1节点 摸排 2025-03-25（周二） 已完成；第2节点 整治 2025-04-25（周五） 未完成；" in card
    assert "第3节点 销号 2025-06-30（周一）（即完成时限）" in card
    await chats.stage.pass_time(DAY * 37)
    assert "共3 整治，应于 2025-04-25" in "".join(one.text for one in chats.phone(OWNER).inbox)
    assert "节点逾期1天" in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "记为 第2节点" in (await chats.say(OWNER, f"{OWN} 第二节点已完成")).text


async def test_a_stage_is_settled_by_its_own_words_and_never_by_what_is_not_done(chats: Chats) -> None:
    """摸排已完成 settles the first step, 排查 with a count is asked, 第1节点还没完成 settles nothing."""
    nodes = (Node(dt.date(2025, 3, 25), "完成摸排"), Node(dt.date(2025, 4, 25), "完成整治"))
    last = Node(dt.date(2025, 6, 30), "销号")
    await become(chats, Deadline(DeadlineKind.BY_DATE, "分三步", last.date, last.date, nodes=(*nodes, last)))
    for words in ("第1节点还没完成", "第1节点预计下周完成", "正在摸排"):
        assert "记为" not in (await chats.say(OWNER, f"{OWN} {words}")).text
    assert await states(chats) == {}
    assert "记为 第1节点" in (await chats.say(OWNER, f"{OWN} 摸排已完成，整治正在推进")).text
    asked = await chats.say(OWNER, f"{OWN} 整治36家已完成")
    assert "完成的是哪一步" in asked.text
    assert await states(chats) == {"node-1": PeriodState.REPORTED}
    await chats.press(OWNER, asked, "第2节点")
    assert await states(chats) == {"node-1": PeriodState.REPORTED, "node-2": PeriodState.REPORTED}


@pytest.mark.parametrize("words", ["验收已完成", "第3节点已完成", "已验收", "验收已完成36家", "最后一步做完了"])
async def test_the_last_stage_by_its_words_is_asked_whether_the_whole_is_done(chats: Chats, words: str) -> None:
    """验收已完成 is neither kept in silence nor taken for the whole: one tap hands the measure in."""
    nodes = (Node(dt.date(2025, 3, 25), "完成摸排"), Node(dt.date(2025, 6, 30), "验收"))
    await become(chats, Deadline(DeadlineKind.BY_DATE, "分两步", nodes[-1].date, nodes[-1].date, nodes=nodes))
    three = (nodes[0], Node(dt.date(2025, 4, 25), "完成整治"), nodes[1])
    if "3" in words:
        await become(chats, Deadline(DeadlineKind.BY_DATE, "分三步", nodes[-1].date, nodes[-1].date, nodes=three))
    asked = await chats.say(OWNER, f"{OWN} {words}")
    assert "整项都完成了吗" in asked.text
    assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY
    assert await states(chats) == {}
    assert "📨 已报完成" in await chats.press(OWNER, asked, "整项已完成")
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    assert "整项都完成了吗" not in (await chats.say(OWNER, f"{OWN} {words}")).text  # it is handed in


async def test_a_stage_and_the_last_one_in_one_sentence_are_settled_and_asked(chats: Chats) -> None:
    """The first is counted, of the whole the sender is asked; where a deadline has no stages nothing is asked."""
    nodes = (Node(dt.date(2025, 3, 25), "完成摸排"), Node(dt.date(2025, 6, 30), "验收"))
    await become(chats, Deadline(DeadlineKind.BY_DATE, "分两步", nodes[-1].date, nodes[-1].date, nodes=nodes))
    said = await chats.say(OWNER, f"{OWN} 摸排已完成，验收已完成")
    assert "记为 第1节点" in said.text
    assert "整项已完成" in labels(said)
    await become(chats, Deadline(DeadlineKind.BY_DATE, "6月30日前", nodes[-1].date, nodes[-1].date))
    assert "整项已完成" not in labels(await chats.say(OWNER, f"{OWN} 第1节点已完成"))


@pytest.mark.parametrize("command", ["/overdue", "/nudge 逾期", "/digest"])
async def test_missed_period_is_overdue_everywhere(chats: Chats, command: str) -> None:
    """A period that was not reported is late in every list; nobody is told that nothing is."""
    await monthly(chats)
    await chats.stage.pass_time(DAY * 6)
    assert OWN in (await chats.say(OFFICE, command)).text


async def test_why_names_the_period_and_its_true_reason(chats: Chats) -> None:
    """Three days before 25 March is a Saturday: the reminder of Friday says so, and speaks of March by name."""
    await monthly(chats)
    await chats.stage.pass_time(DAY * 2)
    said = await chats.say(OWNER, f"/why {OWN}")
    assert "3月期报告时限 2025-03-25（周二）" in said.text
    assert "3月22日是休息日，提前到前一个工作日" in said.text
    assert "长期坚持" not in said.text


async def test_why_speaks_of_every_duty_and_not_of_rest_where_there_was_none(chats: Chats) -> None:
    """The stage that is late and the deadline are both named; what repeats says so, and speaks of no rest."""
    nodes = (Node(dt.date(2025, 3, 24), "摸底"), Node(dt.date(2025, 4, 10), "补齐"))
    await become(chats, Deadline(DeadlineKind.BY_DATE, "分两步", dt.date(2025, 4, 10), nodes=nodes))
    await chats.stage.pass_time(DAY * 12)
    said = (await chats.say(OWNER, f"/why {OWN}")).text
    assert "第1节点时限 2025-03-24（周一），逾期8天" in said
    assert "完成时限 2025-04-10（周四）" in said
    assert "仍未办，" in said
    assert "3月25日是休息日" not in said


async def test_lists_and_the_exported_ledger_say_how_often(chats: Chats) -> None:
    """Where a duty comes back, 长期坚持 says too little; the export keeps the words, so that it reads back the same."""
    measure = await monthly(chats)
    assert (
        "时限 每月25日" in (await chats.say(OFFICE, "/overdue")).text
        or "每月25日" in (await chats.say(OFFICE, f"/status {OWN}")).text
    )
    assert limit(measure) == "每月25日前报送"


async def test_whole_measure_of_stages_is_handed_in_where_that_is_said(chats: Chats) -> None:
    """整项已完成 is of the whole: it is not asked once more which stage is meant."""
    first, last = Node(dt.date(2025, 3, 25), "摸排"), Node(dt.date(2025, 6, 30), "销号")
    await become(chats, Deadline(DeadlineKind.BY_DATE, "分两步", last.date, last.date, nodes=(first, last)))
    answer = await chats.say(OWNER, f"{OWN} 已完成")
    said = await chats.press(OWNER, answer, "整项已完成")
    assert "完成的是哪一步" not in said
    assert (await chats.measure(OWN)).percent == 100


async def test_period_that_the_series_does_not_have_hands_nothing_in(chats: Chats) -> None:
    """March is reported; 八月 is not there yet: it is asked, and the measure is not done."""
    await monthly(chats)
    await chats.say(OWNER, f"{OWN} 3月期已报")
    answer = await chats.say(OWNER, f"{OWN} 8月期已完成")
    assert "这次报的是哪一期" in answer.text
    assert labels(answer)[:1] == ["4月期"]
    assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY
    assert await states(chats) == {"2025-03": PeriodState.REPORTED}
    await chats.press(OWNER, answer, "4月期")
    assert await states(chats) == {"2025-03": PeriodState.REPORTED, "2025-04": PeriodState.REPORTED}


async def test_period_missed_long_ago_is_not_asked_about_for_ever(chats: Chats) -> None:
    """March stays missing; once April is reported, a plain word in May is May's."""
    await monthly(chats)
    await chats.stage.pass_time(DAY * 40)
    await chats.say(OWNER, f"{OWN} 4月期已报")
    await chats.stage.pass_time(DAY * 20)
    answer = await chats.say(OWNER, f"{OWN} 已完成")
    assert "记为 5月期 的报告" in answer.text
    assert "缺3月期" in (await chats.say(OFFICE, f"/status {OWN}")).text


async def test_late_report_taken_back_is_missed_again(chats: Chats) -> None:
    """Undone, the period is as missing as before."""
    await monthly(chats)
    await chats.stage.pass_time(DAY * 10)
    answer = await chats.say(OWNER, f"{OWN} 3月期已报")
    await chats.press(OWNER, answer, "↩️ 撤回")
    assert "缺3月期" in (await chats.say(OFFICE, f"/status {OWN}")).text


async def test_office_says_what_becomes_of_a_due_day_on_a_day_of_rest(chats: Chats) -> None:
    """29 March is a Saturday: 顺延 moves the day of the period to Monday; what cannot be is refused."""
    monthly_29 = Recurrence(unit=Cycle.MONTH, day=(29,))
    await become(chats, Deadline(DeadlineKind.STANDING, "每月29日前报送", recurrence=monthly_29))
    assert "下一期：3月期，2025-03-29（周六）前" in (await chats.say(OFFICE, f"/status {OWN}")).text
    await chats.say(OFFICE, "/policy 按期遇休息日 往后")
    assert "2025-03-29" in (await chats.say(OFFICE, f"/status {OWN}")).text
    assert "由 不动 改为 顺延" in (await chats.say(OFFICE, "/policy 按期遇休息日 顺延")).text
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, "✅ 确认")
    assert "下一期：3月期，2025-03-31（周一）前" in (await chats.say(OFFICE, f"/status {OWN}")).text


async def test_the_secretary_s_page_counts_how_the_periods_are_covered(chats: Chats) -> None:
    """应报 is 已报 and 漏报 together, with 免报 beside it; the brief says the same."""
    await become(chats, Deadline(DeadlineKind.STANDING, "每月25日前", recurrence=MONTHLY))
    await chats.stage.pass_time(DAY * 4)
    await chats.say(OWNER, f"{OWN} 3月期已报")
    await chats.stage.pass_time(DAY * 35)
    before = COVERED.search((await chats.say(SECRETARY, "/digest")).text)
    assert before
    assert int(before["asked"]) == int(before["done"]) + int(before["missed"])
    await chats.say(OFFICE, f"/excuse {OWN} 4月 理由 停工整顿")
    after = COVERED.search((await chats.say(SECRETARY, "/digest")).text)
    assert after
    assert int(after["missed"]) == int(before["missed"]) - 1
    assert after["done"] == before["done"]
    assert after["excused"] == "，另免报1"


async def test_the_week_counts_a_missed_period_from_its_own_first_day(chats: Chats) -> None:
    """March was reported in time and April missed: nobody is said to have held, or slept over, what March asked."""
    await monthly(chats)
    await chats.say(OWNER, f"{OWN} 3月期已报，简报印发各科室")
    async with chats.stage.app.request.open() as ledger:
        for other in await ledger.measures.find(MEASURES_NUMBERED, "u1"):
            if other.number != OWN:
                await ledger.measures.put(replace(other, stage=Stage.CANCELLED))
    await chats.stage.pass_time(DAY * 39)  # Monday 28 April; the period of April is the owner's since 26 March
    page = await chats.say(SECRETARY, "/digest")
    (line,) = [line for line in page.text.splitlines() if f"🔴 {OWN}" in line]
    assert f"在{OWNER}手上23个工作日" in line
    assert "第5周无进展" in line
