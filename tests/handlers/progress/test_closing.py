"""Closing by buttons: the whole way, and the taps of those who have no business there."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from bot.domain.plan.measure import Stage
from bot.domain.progress.progress import Report
from bot.domain.replies.reply import Intent
from bot.domain.settings.policy import Policy
from bot.messages.text import day as day_words
from bot.sandbox import Message
from bot.services.closing.steps import agree
from bot.services.core.ledger import CLOSINGS_OF, INSTRUCTIONS_OPEN
from bot.services.history.verification import verify
from bot.services.imports.plan_import import accept, preview
from bot.services.imports.undo import undo_import
from bot.services.progress.report import report_progress
from tests.handlers.conftest import (
    DAY,
    LEADER,
    MATE,
    OFFICE,
    OWN,
    OWNER,
    SECRETARY,
    Chats,
    data_of,
    example,
    labels,
    open_chats,
)

AGREE, RETURN, HISTORY, PROOFS = "✅ 通过", "↩️ 退回", "📖 看历史", "📎 看佐证"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


async def hand_in(chats: Chats) -> None:
    """The owner says that it is done, and confirms it where he is asked."""
    await chats.say(OWNER, f"{OWN} 已完成")


def card(chats: Chats, name: str, words: str = AGREE) -> Message:
    """The newest card on a person's phone that bears a button."""
    return next(message for message in reversed(chats.phone(name).inbox) if words in labels(message))


async def look_back(chats: Chats) -> Message:
    """The card of the look back that stands in the office's message of the day, opened from the list."""
    assert any(f"回头看1条：{OWN}" in message.text for message in chats.phone(OFFICE).inbox)
    listed = await chats.say(OFFICE, "待办")
    while f"{OWN} 办理" not in labels(listed):
        await chats.press(OFFICE, listed, next(label for label in labels(listed) if "下一页" in label))
    await chats.press(OFFICE, listed, f"{OWN} 办理")
    return chats.phone(OFFICE).inbox[-1]


async def test_story_from_report_to_reopening_by_thumb(tmp_path: Path) -> None:
    """Report → returned → better proof → verified → closed → slip → look back → reopened → closed anew, on phones."""
    async with open_chats(tmp_path, Policy(photos=1, recheck_days=(30,), recheck_sample=0)) as chats:
        refused = await chats.say(OWNER, f"{OWN} 已完成")
        assert "还没有报上去" in refused.text
        await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"1", f"{OWN} 第一期培训"))
        await hand_in(chats)
        assert (await chats.measure(OWN)).stage is Stage.REVIEW
        review = card(chats, LEADER)
        assert "等您审核销号" in review.text
        assert labels(review) == [AGREE, RETURN, "✏️ 写核定情况", HISTORY, PROOFS]
        await chats.press(LEADER, review, RETURN)
        answer = await chats.say(LEADER, "只有一期，缺第二期的照片")
        assert "已退回" in answer.text
        assert any("只有一期，缺第二期的照片" in message.text for message in chats.phone(OWNER).inbox)
        await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"2", f"{OWN} 第二期培训"))
        await hand_in(chats)
        for name in (LEADER, OFFICE, SECRETARY):
            said = await chats.press(name, card(chats, name), AGREE)
        assert "已销号，编号 销号〔2025〕1号" in said
        (slip,) = [one for one in await chats.after(OFFICE, lambda p: p.say(f"出文 销号单 {OWN}")) if one.attachment]
        written = "\n".join(
            cell.text for table in docx.Document(io.BytesIO(slip.document or b"")).tables for cell in table._cells
        )
        for words in (LEADER, OFFICE, SECRETARY, "报告完成", "同意销号", "第一期培训", "第二期培训"):
            assert words in written
        await chats.stage.pass_time(40 * DAY)
        await chats.press(OFFICE, await look_back(chats), "⚠️ 有反弹")
        reopened = await chats.say(OFFICE, "第二季度没有再培训")
        assert "已重新打开" in reopened.text
        assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY
        story = await chats.say(OWNER, f"历史 {OWN}")
        for words in ("退回", "销号通过，已销号", "有反弹", "重新打开"):
            assert words in story.text
        await hand_in(chats)
        assert "还没有报上去" in chats.phone(OWNER).inbox[-1].text  # the old photos prove nothing new
        await chats.stage.pass_time(DAY)
        await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"3", f"{OWN} 第三期培训"))
        await hand_in(chats)
        for name in (LEADER, OFFICE, SECRETARY):
            said = await chats.press(name, card(chats, name), AGREE)
        assert "已销号，编号 销号〔2025〕2号" in said
        rows = await register(chats, "销号登记")
        assert [(row[0], row[1], row[6], row[7] is not None) for row in rows] == [
            ("销号〔2025〕1号", OWN, 2, True),
            ("销号〔2025〕2号", OWN, 1, False),
        ]
        assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_second_thumb_is_told_and_borrowed_card_does_nothing(chats: Chats) -> None:
    """The same card pressed twice decides once; pressed from another account it decides nothing."""
    await hand_in(chats)
    review = card(chats, LEADER)
    data = data_of(review, AGREE)
    for name in (OWNER, MATE, OFFICE, SECRETARY):
        before = await chats.ledger()
        await chats.press_data(name, review, data)
        assert await chats.ledger() == before
    await chats.press_data(LEADER, review, data)
    assert (await chats.measure(OWN)).stage is Stage.VERIFY
    before = await chats.ledger()
    said = await chats.press_data(LEADER, review, data)
    assert f"这一步 {LEADER} 已经办过了" in said
    assert await chats.ledger() == before


async def test_extension_by_thumb_keeps_the_first_deadline(chats: Chats) -> None:
    """申请延期 with a day, confirmed; the leader and the office agree; the status shows both days."""
    asked = await chats.say(OWNER, f"{OWN} 讲师档期冲突，申请延到2025年7月31日")
    confirm = next(message for message in reversed(chats.phone(OWNER).inbox) if message.buttons)
    label = next(one for one in labels(confirm) if "7月31" in one or "07-31" in one or "确认" in one or "是" in one)
    await chats.press(OWNER, confirm, label)
    assert asked
    for name in (LEADER, OFFICE):
        await chats.press(name, card(chats, name, "✅ 同意延期"), "✅ 同意延期")
    deadline = (await chats.measure(OWN)).deadline
    assert (deadline.date, deadline.first) == (dt.date(2025, 7, 31), dt.date(2025, 6, 20))
    assert any("延期已由" in message.text for message in chats.phone(OWNER).inbox)


@pytest.mark.parametrize("day", ["7月15日", "7.15", "到7月15日"])
async def test_the_day_of_an_extension_may_come_in_a_message_of_its_own(chats: Chats, day: str) -> None:
    """Asked until when, a plain day is the answer; the leader reads the reason with it, and the question is over."""
    asked = await chats.say(OWNER, f"{OWN} 讲师档期冲突，申请延期")
    assert "没能从" in asked.text
    again = await chats.say(OWNER, "还没定下来")
    assert "没能从" in again.text
    confirm = await chats.say(OWNER, day)
    await chats.press(OWNER, confirm, "✅ 2025-07-15（周二）")
    wish = card(chats, LEADER, "✅ 同意延期").text
    assert "讲师档期冲突" in wish
    assert day in wish
    await chats.say(OWNER, "讲师已经联系上了")
    assert "没能从" not in chats.phone(OWNER).last.text


async def test_instruction_is_given_and_answered_in_chat(chats: Chats) -> None:
    """批示 reaches the owner as a card with a button; the answer reaches the secretary."""
    await chats.say(SECRETARY, f"批示 {OWN} 本月内办结，不得走过场")
    given = card(chats, OWNER, "回复批示")
    await chats.press(OWNER, given, "回复批示")
    await chats.say(OWNER, "已排定两期，月底前完成")
    assert any("已排定两期" in message.text for message in chats.phone(SECRETARY).inbox)


async def test_letter_is_drafted_issued_and_signed_for(chats: Chats) -> None:
    """督办单: the office drafts and issues it under number 1, the owner signs, the Word file can be had."""
    draft = await chats.say(OFFICE, f"督办单 {OWN} 请说明进度滞后的原因")
    assert "督办单拟稿" in draft.text
    said = await chats.press(OFFICE, draft, "✅ 签发")
    assert "督办〔2025〕1号" in said
    letter = card(chats, OWNER, "签收")
    files = await chats.after(OWNER, lambda phone: phone.press(letter, "Word 文件"))
    assert any(message.attachment for message in files)
    assert "签收 督办〔2025〕1号" in await chats.press(OWNER, letter, "签收")
    await chats.press(OWNER, letter, "✍️ 反馈")
    answered = await chats.say(OWNER, "已排出两期培训，月底前完成")
    assert "反馈 督办〔2025〕1号" in answered.text
    assert any("月底前完成" in message.text for message in chats.phone(OFFICE).inbox)


async def test_office_corrects_in_chat_and_others_cannot(chats: Chats) -> None:
    """更正 with a reason changes the owner and tells both; others may not, and a missing reason is asked for."""
    before = await chats.ledger()
    await chats.say(OWNER, f"更正 {OWN} 经办人 {MATE} 理由 调岗")
    await chats.say(OFFICE, f"更正 {OWN} 时限 过几天 理由 录错")
    assert await chats.ledger() == before
    assert "还差理由" in (await chats.say(OFFICE, f"更正 {OWN} 经办人 {MATE}")).text
    after = await chats.ledger()
    assert {key for key in after if after[key] != before.get(key)} <= {
        key for key in after if key[0] in {"cards", "drafts"}
    }
    said = await chats.say(OFFICE, f"更正 {OWN} 经办人 {MATE} 理由 调岗")
    assert f"经办人由“{OWNER}”改为“{MATE}”" in said.text
    assert any("更正" in message.text for message in chats.phone(OWNER).inbox)
    assert "已更正" in (await chats.say(OFFICE, f"更正 {OWN} 时限 2025年6月10日 理由 录错")).text
    assert "已拆分，新增" in (await chats.act(OFFICE, f"拆分 {OWN} 培训两期｜到企业指导 理由 两件事")).text
    assert "已取消" in (await chats.act(OFFICE, f"取消措施 {OWN} 理由 重复")).text


async def test_proof_is_taken_back_by_button(chats: Chats) -> None:
    """Below each proof is the way back; once it is handed in only the office finds it, in the list of proofs."""
    first = (await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"1", OWN)))[-1]
    assert "已撤回" in await chats.press(OWNER, first, "↩️ 撤回这份佐证")
    await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"2", OWN))
    await chats.press(OWNER, card(chats, OWNER, "↩️ 撤回这份佐证"), "↩️ 撤回这份佐证")
    await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"3", OWN))
    await hand_in(chats)
    status = await chats.say(OWNER, f"/status {OWN}")
    await chats.press(OWNER, status, "看佐证")
    assert not any("撤回第" in label for label in labels(chats.phone(OWNER).inbox[-1]))
    await chats.press(OFFICE, await chats.say(OFFICE, f"/status {OWN}"), "看佐证")
    assert "佐证材料共1份" in chats.phone(OFFICE).inbox[-1].text
    assert "已撤回" in await chats.press(OFFICE, chats.phone(OFFICE).inbox[-1], "↩️ 撤回第1份")
    assert (await chats.say(OFFICE, f"历史 {OWN}")).text.count("撤回佐证：照片") == 3


async def test_look_back_is_shown_with_photos(tmp_path: Path) -> None:
    """A photo in reply to the card, or as the answer to 有什么反弹; the closing's own proofs stay as they were."""
    async with open_chats(tmp_path, Policy(recheck_days=(30, 60), recheck_sample=0)) as chats:
        await hand_in(chats)
        for name in (LEADER, OFFICE, SECRETARY):
            await chats.press(name, card(chats, name), AGREE)
        await chats.stage.pass_time(40 * DAY)
        look = await look_back(chats)
        (kept,) = await chats.after(OFFICE, lambda phone: phone.send_photo(PNG + b"1", "现场整洁", look))
        assert f"已收存为 {OWN} 的佐证" in kept.text
        assert "无反弹，已登记" in await chats.press(OFFICE, look, "✅ 无反弹")
        await chats.stage.pass_time(30 * DAY)
        await chats.press(OFFICE, await look_back(chats), "⚠️ 有反弹")
        answers = await chats.after(OFFICE, lambda phone: phone.send_photo(PNG + b"2", "第二季度没有培训"))
        assert "有反弹，已重新打开" in answers[-1].text
        story = (await chats.say(OWNER, f"历史 {OWN}")).text
        assert "回头看：无反弹（佐证1份）" in story
        assert "回头看：有反弹（佐证1份）：“第二季度没有培训”" in story
        assert (await chats.measure(OWN)).stage is Stage.UNDER_WAY


async def test_letters_of_three_colours_are_numbered_and_registered(chats: Chats) -> None:
    """提示函, 预警函 and 督办单 have their own numbers; the register says when each arrived and was signed for."""
    for words, title in (
        ("提示函", "提示〔2025〕1号"),
        ("发函 预警函", "预警〔2025〕1号"),
        ("督办单", "督办〔2025〕1号"),
    ):
        draft = await chats.say(OFFICE, f"{words} {OWN} 请抓紧")
        assert f"{title[:2]}函" in draft.text or "督办单" in draft.text
        assert title in await chats.press(OFFICE, draft, "✅ 签发")
        await chats.press(OWNER, card(chats, OWNER, "签收"), "签收")
    assert "就 5-1、7-2 拟发督办单" in (await chats.say(SECRETARY, "/letter 5-1、7-2 请说明原因")).text
    assert "请说明原因" in card(chats, OFFICE, "✅ 签发").text
    rows = await register(chats, "函件登记")
    assert sorted(row[0] for row in rows) == sorted(["提示〔2025〕1号", "预警〔2025〕1号", "督办〔2025〕1号"] * 2)
    assert {row[3] for row in rows} == {OWNER, LEADER}
    for row in rows:
        assert f"{row[7]:%Y-%m-%d %H:}" == "2025-03-20 09:"
        assert bool(row[8]) is (row[3] == OWNER)


async def register(chats: Chats, name: str) -> list[tuple[Any, ...]]:
    """The rows of a register as the office gets it."""
    (sent,) = [one for one in await chats.after(OFFICE, lambda phone: phone.say(f"出文 {name}")) if one.attachment]
    assert sent.document
    body = openpyxl.load_workbook(io.BytesIO(sent.document)).active
    assert body
    return list(body.iter_rows(min_row=4, values_only=True))


async def test_secretary_instructs_on_a_finding_by_its_name(chats: Chats) -> None:
    """问题2 is the finding, as people write it; everybody who answers for its measures hears of it."""
    said = await chats.say(SECRETARY, "/instruct 问题2 全面排查，月底报结果")
    assert "已转达批示" in said.text
    assert OWNER in said.text
    async with chats.stage.app.request.look() as ledger:
        (found,) = await ledger.instructions.find(INSTRUCTIONS_OPEN, "u1")
    assert (found.subject, found.words) == ("u1/A/2", "全面排查，月底报结果")


async def test_secretary_instructs_by_button_and_by_quoting_a_line(chats: Chats) -> None:
    """On the card of a measure, on a finding, and in reply to a line of the week's page; all stand in the register."""
    await chats.press(SECRETARY, await chats.say(SECRETARY, f"/status {OWN}"), "批示")
    assert "已转达批示" in (await chats.say(SECRETARY, "按月报进度")).text
    await chats.press(SECRETARY, await chats.say(SECRETARY, "/finding 7"), "批示")
    assert "已转达批示" in (await chats.say(SECRETARY, "举一反三")).text
    page = await chats.say(SECRETARY, "周报")
    answers = await chats.after(SECRETARY, lambda phone: phone.say("批示 本周去现场", page, quote="2-4 剩12天"))
    assert "已转达批示" in answers[-1].text
    assert "批示" not in labels(await chats.say(OFFICE, f"/status {OWN}"))
    await chats.press(OWNER, card(chats, OWNER, "回复批示"), "回复批示")
    await chats.say(OWNER, "已安排")
    rows = await register(chats, "批示登记")
    assert {(row[1], row[2]) for row in rows} == {(OWN, "按月报进度"), ("7", "举一反三"), ("2-4", "本周去现场")}
    assert sorted(filter(None, (row[7] for row in rows))) == ["已安排"]


async def test_confidential_unit_carries_an_instruction_out_without_its_words(tmp_path: Path) -> None:
    """No phone but the secretary's own shows the words; the owner is told where to read them, and answers by button."""
    async with open_chats(tmp_path, Policy(confidential=True)) as chats:
        await chats.say(SECRETARY, f"批示 {OWN} 调整某人的分工")
        given = card(chats, OWNER, "回复批示")
        assert "请到整改办阅看" in given.text
        await chats.press(OWNER, given, "回复批示")
        await chats.say(OWNER, "已按要求办")
        await chats.say(OFFICE, "周报")
        await chats.say(OFFICE, f"历史 {OWN}")
        await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"1", f"{OWN} 某人已调离，完成90%"))
        await hand_in(chats)
        await chats.press(LEADER, card(chats, LEADER), RETURN)
        await chats.say(LEADER, "某人的手续不全")
        assert "原文请到整改办阅看" in chats.phone(OWNER).inbox[-1].text
        await chats.stage.pass_time(5 * DAY)
        for name in (OFFICE, OWNER, MATE, LEADER, SECRETARY):
            assert not any("某人" in message.text for message in chats.phone(name).inbox)
        assert not any("已按要求办" in message.text for message in chats.phone(SECRETARY).inbox)
        await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"2"))
        reminder = await chats.say(OWNER, f"/status {OWN}")
        for label in ("报进展", "已完成", "有困难", "申请延期"):
            await chats.press(OWNER, reminder, label)
        await chats.say(OWNER, f"{OWN} 嗯嗯哦")
        text = (await chats.measure(OWN)).text[:6]
        assert not any(text in message.text or text in "".join(labels(message)) for message in chats.phone(OWNER).inbox)


async def test_closed_finding_that_gets_a_new_measure_is_open_again(chats: Chats) -> None:
    """A newer plan with one more measure opens the finding; taking the import back closes it under a new number."""
    request = chats.stage.app.request
    (alone,) = (finding for finding in example().findings if len(finding.measures) == 1)
    owner = await chats.person(alone.measures[0].owners[0])
    await report_progress(
        request, owner, [Report(measure=f"u1/A/{alone.measures[0].number}", words="已完成", intent=Intent.DONE)]
    )
    assert alone.measures[0].leaders == (SECRETARY,)  # who decides at the end, and takes that one step alone
    for name in (OFFICE, SECRETARY):
        await agree(request, await chats.person(name), f"u1/A/{alone.measures[0].number}")
    assert await live_closings(chats, alone.number) == [2]
    added = replace(alone.measures[0], number=f"{alone.number}-9", text="再建一本台账")
    findings = [replace(f, measures=(*f.measures, added)) if f is alone else f for f in example().findings]
    await preview(request, "u1", replace(example(), findings=tuple(findings)), "新台账.xlsx", by=None)
    await accept(request, by=None)
    assert await live_closings(chats, alone.number) == []
    await undo_import(request, by=None)
    assert await live_closings(chats, alone.number) == [3]


async def live_closings(chats: Chats, finding: str) -> list[int]:
    """Numbers of the closings of a finding that hold."""
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.closings.find(CLOSINGS_OF, f"u1/A/{finding}")
    return [closing.number for closing in found if closing.reopened is None]


async def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told_who(chats: Chats) -> None:
    """Two people of the office press 通过 and 退回 in the same moment: one counts, the other hears a name."""
    await chats.stage.appoint(MATE)
    await hand_in(chats)
    await chats.press(LEADER, card(chats, LEADER), AGREE)
    for name, label in ((OFFICE, AGREE), (MATE, AGREE)):
        chats.phone(name).press(card(chats, name), label)
    await chats.stage.settle()
    assert (await chats.measure(OWN)).stage is Stage.DECIDE
    said = [press.text for press in list(chats.stage.sandbox.presses.values())[-2:]]
    assert sorted(said) in (
        ["", f"这一步 {OFFICE} 已经办过了，没有作任何更改。发送 /status {OWN} 可看进度。"],
        ["", f"这一步 {MATE} 已经办过了，没有作任何更改。发送 /status {OWN} 可看进度。"],
    )
    assert (await chats.say(OFFICE, f"历史 {OWN}")).text.count("核验销号通过") == 1


async def test_photo_changed_for_another_replaces_the_proof(chats: Chats) -> None:
    """The new one counts, the old one stays in the history; a changed caption alone corrects the words."""
    await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"1", f"{OWN} 完成40%"))
    message = next(message for message in reversed(chats.phone(OWNER).messages) if not message.by_bot)
    (answer,) = await chats.after(OWNER, lambda phone: phone.exchange(message, PNG + b"2"))
    assert f"已按修改后的文件收存：照片.jpg（{OWN}）" in answer.text
    (answer,) = await chats.after(OWNER, lambda phone: phone.edit(message, f"{OWN} 完成50%"))
    assert "已按修改后的内容更正" in answer.text
    await chats.press(OWNER, await chats.say(OWNER, f"/status {OWN}"), "看佐证")
    assert "佐证材料共1份" in chats.phone(OWNER).inbox[-1].text
    await hand_in(chats)
    before = await chats.ledger()
    (answer,) = await chats.after(OWNER, lambda phone: phone.exchange(message, PNG + b"3"))
    assert "没有作任何更改" in answer.text
    assert await chats.ledger() == before
    story = (await chats.say(OFFICE, f"历史 {OWN}")).text
    assert (story.count("交来佐证"), story.count("撤回佐证")) == (2, 1)


async def test_an_old_card_names_who_decided_its_step(chats: Chats) -> None:
    """Whoever did something later, and however often it was handed in since, is not who decided it."""
    await hand_in(chats)
    old = {}
    for name in (LEADER, OFFICE, SECRETARY):
        old[name] = (shown := card(chats, name)), data_of(shown, AGREE)
        await chats.press(name, shown, AGREE)
    await chats.say(OFFICE, f"重新打开 {OWN} 群众反映反弹")
    for _ in range(2):
        await chats.say(OWNER, f"{OWN} 完成60%")
    await hand_in(chats)
    for name, (shown, data) in old.items():
        assert f"这一步 {name} 已经办过了" in await chats.press_data(name, shown, data)


async def test_a_card_of_what_was_taken_back_names_nobody(chats: Chats) -> None:
    """Its owner took it back: nobody decided anything."""
    await hand_in(chats)
    review, data = card(chats, LEADER), data_of(card(chats, LEADER), AGREE)
    mine = next(m for m in reversed(chats.phone(OWNER).inbox) if any("撤回" in label for label in labels(m)))
    await chats.press(OWNER, mine, next(label for label in labels(mine) if "撤回" in label))
    said = await chats.press_data(LEADER, review, data)
    assert "撤回或变动" in said
    assert OWNER not in said


async def test_who_reopens_names_another_day_and_everybody_sees_it(chats: Chats) -> None:
    """The answer to /reopen names the new day and offers others; owner, card, list and ledger show the day chosen."""
    await chats.act(OFFICE, f"取消措施 {OWN} 理由 重复")
    said = await chats.act(OFFICE, f"/reopen {OWN} 理由 并不重复")
    first = (await chats.measure(OWN)).report_by
    assert first
    assert f"请于{day_words(first)}前再报" in said.text
    assert f"于{day_words(first)}前再报" in chats.phone(OWNER).last.text
    await chats.press(OFFICE, said, "📅 另定再报日期")
    calendar = chats.phone(OFFICE).inbox[-1]
    chosen = dt.date(2025, 3, 28)
    data = next(b.data for row in calendar.buttons for b in row if b.text.strip("·[] ") == "28")
    assert data
    await chats.press_data(OFFICE, calendar, data)
    assert (await chats.measure(OWN)).report_by == chosen
    shown = day_words(chosen)
    assert f"改为{shown}前再报" in chats.phone(OWNER).last.text
    for name, asked in ((OWNER, f"/status {OWN}"), (OWNER, "/mine"), (OFFICE, f"/status {OWNER}")):
        assert f"2025-06-20（周五）（现须于{shown}前再报）" in (await chats.say(name, asked)).text
    (row,) = [row for row in await register(chats, "台账") if OWN in row]
    assert "时限2025年6月20日，退回或重新打开后须于2025年3月28日前再报" in str(row[-1])


async def test_more_time_than_is_usual_after_a_return_needs_two(chats: Chats) -> None:
    """Past the deadline the usual days are one person's to give; a later day waits for the secretary."""
    await chats.stage.pass_time(100 * dt.timedelta(days=1))
    await hand_in(chats)
    await chats.press(LEADER, card(chats, LEADER), RETURN)
    said = await chats.say(LEADER, "照片不清，请补拍")
    first = (await chats.measure(OWN)).report_by
    assert first
    await chats.press(LEADER, said, "📅 另定再报日期")
    calendar = chats.phone(LEADER).inbox[-1]
    await chats.press(LEADER, calendar, labels(calendar)[-1])
    data = next(b.data for row in calendar.buttons for b in row if b.text.strip("·[] ") == "28")
    assert data
    assert "须另一人确认后生效" in await chats.press_data(LEADER, calendar, data)
    assert (await chats.measure(OWN)).report_by == first
    await chats.press(SECRETARY, card(chats, SECRETARY, "✅ 确认"), "✅ 确认")
    later = (await chats.measure(OWN)).report_by
    assert later
    assert later > first + dt.timedelta(days=14)
    assert f"改为{day_words(later)}前再报" in chats.phone(OWNER).last.text
    assert all(proof.holds for proof in await verify(chats.stage.app.request))
