"""Meetings through the chat: agenda by rule, facts confirmed, decisions by sentence, minutes, what became of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook

from bot.domain.plan.measure import Stage
from bot.sandbox import Message
from bot.services.core.ledger import INSTRUCTIONS_OPEN, MEASURES_OF_PLAN, MEETINGS_OF, PLANS_OF
from bot.services.history.verification import verify
from tests.handlers.conftest import BEIJING, LEADER, MATE, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

EVE = dt.datetime(2025, 5, 15, 9, 30, tzinfo=BEIJING)  # Thursday
DAY = dt.datetime(2025, 5, 16, 9, 0, tzinfo=BEIJING)


async def planned(chats: Chats) -> Message:
    """The party group's meeting on 16 May, planned by the office."""
    chats.stage.sandbox.clock.set(dt.datetime(2025, 5, 12, 10, 0, tzinfo=BEIJING))
    await chats.stage.settle()
    return await chats.say(OFFICE, "/meeting 5月16日9点 党组会")


def word_of(message: Message) -> str:
    """What a Word document that was sent says."""
    assert message.document
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(message.document)).paragraphs)


async def test_the_agenda_comes_by_rule(chats: Chats) -> None:
    """What is late, stuck, stalled or due; day, weekday and time are echoed; a measure is taken off by a tap."""
    await chats.say(OWNER, f"{OWN} 有困难，场地还没有落实")
    card = await planned(chats)
    assert "2025-05-16（周五）9:00" in card.text
    assert "有困难" in card.text
    assert "逾期" in card.text
    label = next(one for one in labels(card) if one.startswith("移出"))
    number = label.split()[1]
    await chats.press(OFFICE, card, label)
    assert f". {number} " not in card.text
    again = await chats.say(OFFICE, f"/meeting 议题 {number}")
    assert "临时加入" in again.text


async def test_reporters_confirm_three_facts_the_day_before(chats: Chats) -> None:
    """Asked once on the last working day; what is wrong is put right in a line; the office sees who has confirmed."""
    await chats.say(OWNER, f"{OWN} 完成30%，正在选址")
    await planned(chats)
    chats.stage.sandbox.clock.set(EVE)
    await chats.stage.tick()
    await chats.stage.tick()
    (card,) = [one for one in chats.phone(OWNER).inbox if "请核对您的议题" in one.text]
    assert "①进展" in card.text
    await chats.press(OWNER, card, "改困难")
    fixed = await chats.say(OWNER, "场地产权不清")
    assert "②困难：场地产权不清" in fixed.text
    number = fixed.text.split("\n")[1].split()[0]
    await chats.press(OWNER, fixed, "✅ 属实")
    async with chats.stage.app.request.look() as ledger:
        (meeting,) = await ledger.meetings.find(MEETINGS_OF, "u1")
    item = next(one for one in meeting.agenda if one.confirmed_at)
    assert item.difficulty == "场地产权不清"
    assert item.measure.endswith(number)
    assert "已核对1项" in (await chats.say(OFFICE, "/meeting 5月16日 党组会")).text


async def test_who_told_of_it_that_day_is_not_asked(chats: Chats) -> None:
    """What stands in the ledger is taken from there: before the asking, and where it is told after it."""
    await planned(chats)
    chats.stage.sandbox.clock.set(EVE.replace(hour=8))
    own = (await chats.person(OWNER)).id
    async with chats.stage.app.request.look() as ledger:
        (meeting,) = await ledger.meetings.find(MEETINGS_OF, "u1")
        numbers = [one.measure.rpartition("/")[2] for one in meeting.agenda if one.reporter == own]
    for number in numbers[1:]:
        await chats.say(OWNER, f"{number} 有困难，场地产权不清")
    chats.stage.sandbox.clock.set(EVE)
    await chats.stage.tick()
    (card,) = [one for one in chats.phone(OWNER).inbox if "请核对您的议题" in one.text]
    assert numbers[0] in card.text
    assert not any(f"<b>{number}</b>" in card.text for number in numbers[1:])
    shown = (await chats.say(OFFICE, "/meeting 5月16日 党组会")).text
    assert f"另有{len(numbers) - 1}项经办人会前刚报过" in shown
    assert "✓已核对" not in shown
    await chats.say(OWNER, f"{numbers[0]} 有困难，没有经费")
    assert f"另有{len(numbers)}项经办人会前刚报过" in (await chats.say(OFFICE, "/meeting 5月16日 党组会")).text
    todo = await chats.say(OWNER, "/todo")
    assert "核对" not in todo.text
    chats.stage.sandbox.clock.set(DAY)
    page = await chats.say(OFFICE, "/meeting 5月16日 党组会")
    await chats.press(OFFICE, page, "开会")
    begun = chats.phone(OFFICE).last
    for _ in range(20):
        await chats.press(OFFICE, begun, "下一项 ▶")
        if f"{numbers[0]} " in begun.text:
            break
    assert "②困难：" in begun.text
    assert "没有经费" in begun.text
    assert f"取自{OWNER} 2025-05-15" in begun.text


async def test_a_meeting_is_held_a_card_at_a_time_and_its_decisions_are_followed(chats: Chats) -> None:
    """Decided by sentence, echoed, registered by a tap, answered, settled; minutes; the next one opens with it."""
    card = await planned(chats)
    chats.stage.sandbox.clock.set(DAY)
    opening = await chats.after(SECRETARY, lambda phone: phone.say("会议"))
    assert "党组会" in opening[-1].text
    await chats.press(OFFICE, card, "开会")
    page = chats.phone(OFFICE).last
    assert "第一次会" in page.text
    await chats.press(OFFICE, page, "下一项 ▶")
    assert "第1项" in page.text
    await chats.press(OFFICE, page, "✍ 议定")
    echo = await chats.say(OFFICE, f"{OWN} 由{OWNER}5月30日前完成选址并报方案")
    assert "2025-05-30（周五）前" in echo.text
    assert OWNER in echo.text
    assert "已登记" in await chats.press(OFFICE, echo, "✅ 登记")
    assert chats.phone(OWNER).last.text.startswith("5月16日党组会议定")
    assert "✅ 登记" not in labels(echo)
    fresh = await chats.say(OFFICE, f"议定：问题2 新增措施：每月公示一次进展，由{MATE}6月20日前开始")
    assert f"内容：每月公示一次进展，由{MATE}6月20日前开始\n措施内容写作：每月公示一次进展\n" in fresh.text
    told = await chats.press(OFFICE, fresh, "✅ 登记")
    assert "“每月公示一次进展”，" in told
    await chats.press(OFFICE, page, "散会")
    over = chats.phone(OFFICE).last
    assert "〔2025〕1号" in over.text
    answer = chats.phone(OWNER).inbox
    given = next(one for one in reversed(answer) if "回复批示" in labels(one))
    await chats.press(OWNER, given, "回复批示")
    await chats.say(OWNER, "选址方案已报")
    ask = next(one for one in reversed(chats.phone(OFFICE).inbox) if "✅ 办结" in labels(one))
    await chats.press(OFFICE, ask, "退回")
    await chats.say(OFFICE, "还差图纸")
    assert "还差图纸" in chats.phone(OWNER).last.text
    await chats.press(OWNER, given, "回复批示")
    await chats.say(OWNER, "图纸已补")
    ask = next(one for one in reversed(chats.phone(OFFICE).inbox) if "✅ 办结" in labels(one))
    assert "已登记办结" in await chats.press(OFFICE, ask, "✅ 办结")
    await chats.press(OFFICE, over, "会议纪要（Word）")
    said = word_of(chats.phone(OFFICE).last)
    assert "会议纪要" in said
    assert "研究事项2项，议定事项2项" in said  # one card was shown, another matter was decided on
    assert f"关于措施{OWN}，由{OWNER}5月30日前完成选址并报方案。\n" in said  # by whom and when is said once
    assert "新增措施" in said
    chats.stage.sandbox.clock.set(DAY + dt.timedelta(days=27))
    await printed_again(chats, said)
    second = await chats.say(OFFICE, "/meeting 今天 党组会")
    await chats.press(OFFICE, second, "开会")
    first_page = chats.phone(OFFICE).last.text
    assert "议定的2项：已办结1项" in first_page
    for found in await verify(chats.stage.app.request):
        assert found.holds, found.differences


async def printed_again(chats: Chats, said: str) -> None:
    """The minutes say the same weeks later; the sheet of a decision calls it no word of the secretary."""
    (again,) = [m for m in await chats.after(OFFICE, lambda p: p.say("/report 会议纪要")) if m.document]
    assert "上会原因：逾期" in said
    assert word_of(again).partition("二、")[0] == said.partition("二、")[0]  # as late as on that day
    assert word_of(again).splitlines()[-1] == said.splitlines()[-1] == "2025年5月16日"  # and of that day
    sheets = [word_of(m) for m in await chats.after(OFFICE, lambda p: p.say("/report 批示单")) if m.document]
    (sheet,) = sheets
    assert sheet.startswith("交办事项办理单")  # the meeting's, and no word of the secretary


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (f"3月18日党组会议定：{OWN} 月底前落实到位", "2025-03-31"),
        (f"昨天的专题会决定，{OWN}下周五前办结", "2025-03-28"),
        (f"党组会议研究决定：{OWN}由{OWNER}4月10日前拿出方案", "2025-04-10"),
    ],
)
async def test_a_decision_is_registered_afterwards(chats: Chats, said: str, due: str) -> None:
    """A meeting that nobody planned is recorded with its first decision, its days counted from its own."""
    echo = await chats.say(OFFICE, said)
    if "党组会议研究决定" in said:
        assert "没有写是哪次会" in echo.text
        return
    assert due in echo.text
    await chats.press(OFFICE, echo, "✅ 登记")
    async with chats.stage.app.request.look() as ledger:
        (meeting,) = await ledger.meetings.find(MEETINGS_OF, "u1")
        (given,) = await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1")
    assert (given.source, str(given.answer_by)) == (meeting.id, due)
    assert meeting.resolutions == (given.id,)
    assert meeting.number == 1
    sent = await chats.after(OFFICE, lambda phone: phone.say("/report 公开稿"))
    assert "次，研究部署整改工作，议定事项1项。" in word_of(next(one for one in sent if one.document))


async def test_nothing_is_guessed(chats: Chats) -> None:
    """A day that is over, or none, is asked; a number that is not there is told; others may register nothing."""
    late = await chats.say(OFFICE, f"1月13日党组会议定：{OWN} 月底前拨付到位")
    assert "没有看准" in late.text
    assert "✅ 登记" not in labels(late)
    assert "9-9" in (await chats.say(OFFICE, "3月18日党组会议定：9-9 月底前拨付")).text
    bare = await chats.say(OFFICE, "3月18日党组会议定：尽快把场地定下来")
    assert "编号" in bare.text
    named = await chats.say(OFFICE, OWN)
    assert OWN in named.text
    assert "✅ 登记" not in labels(named)
    card = await planned(chats)
    await chats.press(OFFICE, card, "开会")
    page = chats.phone(OFFICE).last
    await chats.press(OFFICE, page, "下一项 ▶")
    await chats.press(OFFICE, page, "✍ 议定")
    other = await chats.say(OFFICE, "4-1 5月30日前办结")  # another measure than that of the card
    assert "4-1 " in other.text
    before = await chats.ledger_holds("instructions")
    refused = await chats.say(OWNER, f"3月18日党组会议定：{OWN} 月底前拨付到位")
    assert "没有办理这一项的权限" in refused.text
    assert (await chats.say(LEADER, "/meeting 5月16日9点 党组会")).text
    assert await chats.ledger_holds("instructions") == before
    assert "没有看准" in (await chats.say(OFFICE, "/meeting 2月30日9点 党组会")).text
    assert await chats.ledger_holds("meetings") == 1


DECIDED = (
    ("补齐执法人员考试名单", "执法大队", OWNER, "2025年5月30日前"),
    ("修订设备采购管理办法", "办公室", MATE, "2025年6月20日前"),
)
LATER = ((*DECIDED[0][:3], "2025年5月30日前"), ("公开本年度采购目录", "办公室", MATE, "2025年7月31日前"))


def list_of_decisions(decided: Sequence[tuple[str, ...]] = DECIDED) -> bytes:
    """A workbook of what a meeting decided, with people and days."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["党组会会议议定事项落实表"])
    sheet.append(["序号", "议定事项", "责任单位", "经办人", "完成时限"])
    for place, row in enumerate(decided, 1):
        sheet.append([place, *row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


async def taken_in(chats: Chats) -> Message:
    """The list is sent and taken in; the question which meeting it is of."""
    sent = await chats.after(OFFICE, lambda phone: phone.send_file("党组会议定事项.xlsx", list_of_decisions()))
    return (await chats.after(OFFICE, lambda phone: phone.press(sent[-1], "✅ 确认入库")))[-1]


async def test_decisions_that_come_as_a_file_are_those_of_the_meeting_that_is_said(chats: Chats) -> None:
    """Asked once they are taken in; then the minutes, the list, the notice and the next meeting count them."""
    asked = await taken_in(chats)
    assert "2项议定事项是哪次会议定的" in asked.text
    said = await chats.say(OFFICE, "3月18日党组会")
    assert "已把2项议定事项归到2025-03-18（周二）的党组会" in said.text
    listed = (await chats.say(OFFICE, "/meeting")).text
    assert "会议（已开1次）" in listed
    assert "党组会：议定2项，未办结2项" in listed
    await chats.press(OFFICE, said, "看这次会")
    page = chats.phone(OFFICE).last
    assert "补齐执法人员考试名单" in page.text
    assert f"（{OWNER}，2025-05-30" in page.text
    (word,) = [
        one for one in await chats.after(OFFICE, lambda phone: phone.press(page, "会议纪要（Word）")) if one.document
    ]
    assert "修订设备采购管理办法" in word_of(word)
    planned_one = await chats.say(OFFICE, "/meeting 3月20日15点 党组会")
    await chats.press(OFFICE, planned_one, "开会")
    assert "先看上次（党组会，2025-03-18" in chats.phone(OFFICE).last.text
    assert "补齐执法人员考试名单" in chats.phone(OFFICE).last.text


async def test_the_meeting_of_a_file_is_put_right_by_thumb(chats: Chats) -> None:
    """It may be said later, by a tap on a meeting that is known, and moved to another; nothing is counted twice."""
    for day in ("3月11日", "3月18日"):
        echo = await chats.say(OFFICE, f"{day}党组会议定：{OWN} 由{OWNER}月底前完成")
        await chats.press(OFFICE, echo, "✅ 登记")
    await taken_in(chats)
    listed = await chats.say(OFFICE, "/meeting")
    await chats.press(OFFICE, listed, "2项导入的议定事项：归到哪次会")
    asked = chats.phone(OFFICE).last
    assert labels(asked) == ["党组会 2025-03-18（周二）", "党组会 2025-03-11（周二）"]
    await chats.press(OFFICE, asked, labels(asked)[0])
    assert "议定3项，未办结3项" in (await chats.say(OFFICE, "/meeting")).text
    await chats.press(OFFICE, asked, "改到别的会")
    again = chats.phone(OFFICE).last
    await chats.press(OFFICE, again, labels(again)[1])
    now = await chats.say(OFFICE, "/meeting")
    assert "2025-03-11（周二） 党组会：议定3项，未办结3项" in now.text
    assert "2025-03-18（周二） 党组会：议定1项，未办结1项" in now.text
    assert not any("归到哪次会" in label for label in labels(now))
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_a_meeting_of_a_file_is_not_guessed(chats: Chats) -> None:
    """Neither a day to come nor one that is no day; whoever may not meet is not asked."""
    await taken_in(chats)
    for words in ("4月30日党组会", "不知道哪天"):
        assert "没有看准会议是哪一天" in (await chats.say(OFFICE, words)).text
    assert "已开0次" in (await chats.say(OFFICE, "/meeting")).text


async def test_decisions_that_go_into_a_ledger_are_asked_for_their_meeting(chats: Chats) -> None:
    """A file that holds what the ledger knows is put to that round; what it adds there is of a meeting all the same."""
    known = await chats.measure(OWN)
    rows = ((known.text, known.departments[0], OWNER, known.deadline.words), DECIDED[1])
    sent = await chats.after(OFFICE, lambda phone: phone.send_file("议定事项.xlsx", list_of_decisions(rows)))
    await chats.press(OFFICE, sent[-1], "✅ 确认更新")
    assert "1项议定事项是哪次会议定的" in (await chats.say(OFFICE, "按党组会意见调整")).text
    await chats.press(OFFICE, await chats.say(OFFICE, "/meeting"), "1项导入的议定事项：归到哪次会")
    assert "已把1项议定事项归到2025-03-18（周二）的党组会" in (await chats.say(OFFICE, "3月18日党组会")).text
    assert "党组会：议定1项，未办结1项" in (await chats.say(OFFICE, "/meeting")).text


async def test_a_later_file_of_decisions_leaves_those_of_the_first_with_their_meeting(chats: Chats) -> None:
    """What is put to a meeting is what is of none yet; the wrong meeting is put right for the file that came last."""
    await taken_in(chats)
    await chats.say(OFFICE, "3月11日党组会")
    sent = await chats.after(OFFICE, lambda phone: phone.send_file("议定事项.xlsx", list_of_decisions(LATER)))
    asked = (await chats.after(OFFICE, lambda phone: phone.press(sent[-1], "✅ 确认更新")))[-1]
    assert "1项议定事项是哪次会议定的" in asked.text
    placed = await chats.say(OFFICE, "3月18日党组会")
    listed = (await chats.say(OFFICE, "/meeting")).text
    assert "2025-03-11（周二） 党组会：议定2项，未办结2项" in listed
    assert "2025-03-18（周二） 党组会：议定1项，未办结1项" in listed
    await chats.press(OFFICE, placed, "改到别的会")
    await chats.say(OFFICE, "3月12日专题会")
    listed = (await chats.say(OFFICE, "/meeting")).text
    assert "2025-03-11（周二） 党组会：议定2项，未办结2项" in listed
    assert "2025-03-12（周三） 专题会：议定1项，未办结1项" in listed


async def test_decisions_that_were_taken_back_are_asked_for_no_more(chats: Chats) -> None:
    """An import that was undone leaves nothing to put to a meeting, and an old button says so."""
    await taken_in(chats)
    listed = await chats.say(OFFICE, "/meeting")
    async with chats.stage.app.request.open() as ledger:
        for plan in await ledger.plans.find(PLANS_OF, "u1"):
            for one in await ledger.measures.find(MEASURES_OF_PLAN, plan.id) if plan.kind else ():
                await ledger.measures.put(replace(one, stage=Stage.CANCELLED))
    assert not any("归到哪次会" in label for label in labels(await chats.say(OFFICE, "/meeting")))
    assert "没有还可以归到会议的议定事项" in await chats.press(OFFICE, listed, "2项导入的议定事项：归到哪次会")


async def test_a_matter_that_was_decided_was_spoken_of(chats: Chats) -> None:
    """The minutes count what the meeting decided by a sentence, though nobody turned to its card."""
    card = await planned(chats)
    chats.stage.sandbox.clock.set(DAY)
    await chats.press(OFFICE, card, "开会")
    echo = await chats.say(OFFICE, f"党组会议定：{OWN} 由{OWNER}5月30日前完成选址")
    await chats.press(OFFICE, echo, "✅ 登记")
    await chats.press(OFFICE, chats.phone(OFFICE).inbox[-2], "散会")
    await chats.press(OFFICE, chats.phone(OFFICE).last, "会议纪要（Word）")
    assert "研究事项1项，议定事项1项" in word_of(chats.phone(OFFICE).last)


async def test_what_a_meeting_decided_waits_for_the_meeting(chats: Chats) -> None:
    """Where nothing tells which it was it is asked, today's and yesterday's by thumb; the decisions are not lost."""
    said = f"党组会定了：{OWN}由{OWNER}4月底前完成选址，2-4由{MATE}4月15日前报方案"
    asked = await chats.say(OFFICE, said)
    assert labels(asked) == ["3月20日党组会", "3月19日党组会"]
    echoed = await chats.after(OFFICE, lambda phone: phone.press(asked, "3月19日党组会"))
    one, other = [message for message in echoed if "✅ 登记" in labels(message)]
    assert "党组会（2025-03-19（周三））议定" in one.text
    assert "2025-04-30（周三）前" in one.text
    assert "2025-04-15（周二）前" in other.text
    for message in (one, other):
        await chats.press(OFFICE, message, "✅ 登记")
    listed = await chats.say(OFFICE, "/meeting")
    assert "2025-03-19（周三） 党组会：议定2项，未办结2项" in listed.text
    await chats.press(OFFICE, listed, "党组会 2025-03-19（周三）")
    await chats.press(OFFICE, chats.phone(OFFICE).last, "会议纪要（Word）")
    minutes = word_of(chats.phone(OFFICE).last)
    matter = "（执法人员全员培训重污染…）"  # nobody else says what 2-3 is
    assert f"关于措施{OWN}{matter}，由{OWNER}4月底前完成选址。\n" in minutes  # 4月底 is the day


async def test_a_list_of_decisions_that_names_one_of_the_ledger_leaves_the_ledger(chats: Chats) -> None:
    """One line of four is known: it is a round of its own, which says so, and moves no number of the ledger."""
    known = await chats.measure(OWN)
    rows = ((known.text, known.departments[0], OWNER, "2025年6月30日前"), *DECIDED, LATER[1])
    sent = await chats.after(OFFICE, lambda phone: phone.send_file("议定事项.xlsx", list_of_decisions(rows)))
    assert f"1条在台账里已有（{OWN}）" in sent[-1].text
    await chats.press(OFFICE, sent[-1], "✅ 确认入库")
    assert (await chats.measure(OWN)).text == known.text


async def test_the_word_of_a_command_is_no_day_of_a_meeting(chats: Chats) -> None:
    """Asked which meeting it was, 举一反三 is still the list that it always is; the question waits."""
    asked = await chats.say(OFFICE, f"议定：{OWN} 由{OWNER}5月30日前完成选址")
    assert "哪次会" in asked.text
    for word in ("举一反三", "建章立制", "群众意见", "重点督查"):
        assert "没有看准会议" not in (await chats.say(OFFICE, word)).text
    assert "党组会（2025-03-19（周三））议定，请核对" in (await chats.say(OFFICE, "3月19日党组会")).text


async def test_a_meeting_is_called_by_thumb(chats: Chats) -> None:
    """开会 → 定党组会 → a day, or a day and its hour in words; a bare day and title call one too."""
    await chats.press(OFFICE, await chats.say(OFFICE, "/home"), "更多")
    await chats.press(OFFICE, chats.phone(OFFICE).last, "开会")
    listed = chats.phone(OFFICE).last
    await chats.press(OFFICE, listed, "定党组会")
    assert "党组会 2025-03-24（周一）" in await chats.press(OFFICE, chats.phone(OFFICE).last, "✅ 2025-03-24（周一）")
    await chats.press(OFFICE, listed, "定调度会")
    assert "调度会 2025-03-28（周五）9:00" in (await chats.say(OFFICE, "3月28日上午9点")).text
    assert "专题会 2025-03-31（周一）15:00" in (await chats.say(OFFICE, "3月31日下午3点专题会")).text
    assert await chats.ledger_holds("meetings") == 3


async def test_a_meeting_is_put_off_and_called_off_by_a_sentence(chats: Chats) -> None:
    """It is no extension of whatever measure speaks of meetings; the secretary hears of it with the reason."""
    await chats.say(OFFICE, "3月28日9点召开党组会")
    reports = await chats.ledger_holds("progress")
    said = await chats.say(OFFICE, "党组会改到3月31日下午3点，书记出差")
    assert "2025-03-28（周五）9:00的党组会已改到2025-03-31（周一）15:00" in said.text
    assert "（“书记出差”）" in chats.phone(SECRETARY).last.text
    assert "没有登记" in (await chats.say(OFFICE, "党组会改到2025年3月1日")).text
    assert "没有看准“改天”" in (await chats.say(OFFICE, "会议改到改天")).text
    await chats.say(OFFICE, "4月2日9点召开调度会")
    assert "没有作任何更改" in (await chats.say(OFFICE, "会议取消了")).text
    assert "已取消2025-03-31（周一）15:00的党组会" in (await chats.say(SECRETARY, "3月31日的会不开了")).text
    assert "没有这样一次" in (await chats.say(OFFICE, "取消党组会")).text
    assert await chats.ledger_holds("progress") == reports
    assert "已改到" not in (await chats.say(OWNER, "调度会改到4月3日")).text
    assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_who_confirmed_facts_is_asked_anew_before_the_new_day(chats: Chats) -> None:
    """A meeting that is put off asks its reporters on the new eve."""
    await chats.say(OFFICE, "/meeting 3月21日9点 党组会")
    chats.stage.sandbox.clock.set(dt.datetime(2025, 3, 20, 16, 30, tzinfo=BEIJING))
    await chats.stage.tick()
    asked = [one for one in chats.phone(OWNER).inbox if "请核对您的议题" in one.text]
    assert len(asked) == 1
    await chats.say(OFFICE, "党组会推迟到3月28日")
    chats.stage.sandbox.clock.set(dt.datetime(2025, 3, 27, 16, 30, tzinfo=BEIJING))
    await chats.stage.tick()
    again = [one for one in chats.phone(OWNER).inbox if "2025-03-28（周五）9:00党组会，请核对" in one.text]
    assert again


async def test_the_agenda_is_changed_by_a_sentence(chats: Chats) -> None:
    """On the next meeting's and off it; without a meeting that is said, and nobody is told a note."""
    before = await chats.ledger_holds("progress")
    assert "会" in (await chats.say(OFFICE, f"{OWN}上会")).text
    await chats.say(OFFICE, "3月28日9点召开党组会")
    assert f"{OWN} " in (await chats.say(OFFICE, f"把{OWN}列入党组会议题")).text
    assert f"移出 {OWN}" not in labels(await chats.say(OFFICE, f"{OWN}不上会了"))
    assert await chats.ledger_holds("progress") == before


async def test_a_sentence_decides_while_a_meeting_goes_on(chats: Chats) -> None:
    """Each is echoed, though the one before waits for its number; before and after it is no decision."""
    await chats.press(OFFICE, await chats.say(OFFICE, "/meeting 3月20日9点 党组会"), "开会")
    asked = await chats.say(OFFICE, f"由{MATE}3月31日前拿出方案")
    assert "没有写是哪项措施" in asked.text
    echo = await chats.say(OFFICE, f"{OWN} 由{OWNER}4月10日前完成第一期")
    assert "期限：2025-04-10（周四）前" in echo.text
    await chats.press(OFFICE, echo, "✅ 登记")
    assert "议定1项" in (await chats.say(OFFICE, "散会")).text
    assert "请核对" not in (await chats.say(OFFICE, f"{OWN} 由{OWNER}4月10日前完成第一期")).text
