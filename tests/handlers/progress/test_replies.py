"""Replies after a question of ours and to a card find their measure; a fresh edit corrects its entry, no other does."""

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.plan.measure import Stage
from bot.domain.replies.matching import sharing_most
from bot.sandbox import Message
from bot.services.replies import understanding
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, QUESTIONS, STRANGER, Chats, labels


async def reminder_of(chats: Chats, name: str) -> str:
    """The text of the newest reminder on a phone, a day later."""
    await chats.stage.pass_time(DAY)
    return next(message.text for message in reversed(chats.phone(name).inbox) if "整改提醒" in message.text)


async def test_a_bare_number_after_the_question_is_not_guessed(chats: Chats) -> None:
    """“80” may be a percentage or anything else: the measure is known, the meaning is asked."""
    await reminder_of(chats, OWNER)
    await chats.press(OWNER, chats.phone(OWNER).inbox[-1], "报进展")
    before = await chats.ledger(but=QUESTIONS)
    answer = await chats.say(OWNER, "80")
    assert answer.text.startswith("5-1")
    assert "没有登记" in answer.text
    assert await chats.ledger(but=QUESTIONS) == before


async def test_a_percentage_after_the_question_is_recorded(chats: Chats) -> None:
    """“80%” leaves no doubt, neither of the measure nor of the meaning."""
    await reminder_of(chats, OWNER)
    await chats.press(OWNER, chats.phone(OWNER).inbox[-1], "报进展")
    assert "已登记：完成 80%" in (await chats.say(OWNER, "80%")).text
    assert (await chats.measure("5-1")).percent == 80


@pytest.mark.parametrize("words", ["正在推进，记号K26Z", "有困难：缺人手，记号K3Z"])
async def test_a_number_like_a_day_is_the_measures_where_there_is_one(chats: Chats, words: str) -> None:
    """1-13 may be the thirteenth of January; a measure of that number is no number left over, nor is K26Z."""
    measure = replace(await chats.measure(OWN), number="1-13")
    async with chats.stage.app.request.open() as ledger:
        await ledger.measures.put(measure)
    answer = await chats.say(OWNER, f"1-13 {words}")
    assert "已登记" in answer.text
    assert "没有计入" not in answer.text
    assert len(await chats.progress("1-13")) == 1


@pytest.mark.parametrize("words", ["{0}完成40%", "{0} 完成了40%", "昨天查了3家。{0}完成40%"])
async def test_a_number_written_like_a_day_is_asked_and_is_never_a_day(chats: Chats, words: str) -> None:
    """2.3 may be a measure: offered with what was read; no day is taken from it, and one tap records it."""
    before = await chats.ledger(but=QUESTIONS)
    asked = await chats.say(OWNER, words.format(OWN.replace("-", ".")))
    assert OWN in asked.text
    assert await chats.ledger(but=QUESTIONS) == before
    assert "已登记：完成 40%" in await chats.press(OWNER, asked, "有进展，正在推进")
    assert (await chats.measure(OWN)).percent == 40
    assert (await chats.progress(OWN))[-1].eta is None


async def test_words_are_matched_with_a_large_ledger_beside_the_loop(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a thread, so that everybody else is answered meanwhile; the measure is found as before."""
    threads = []

    def matching(words: str, texts: Sequence[str], shortest: int) -> tuple[int, ...]:
        threads.append(threading.current_thread())
        return sharing_most(words, texts, shortest)

    monkeypatch.setattr(understanding, "sharing_most", matching)
    monkeypatch.setattr(understanding, "AT_ONCE", 0)
    text = (await chats.measure(OWN)).text
    assert "已登记：完成 80%" in (await chats.say(OWNER, f"{text[:12]}完成80%")).text
    assert (await chats.measure(OWN)).percent == 80
    assert threads
    assert threading.main_thread() not in threads


async def test_a_percentage_without_a_measure_is_asked_about(chats: Chats) -> None:
    """With three measures of one's own the sentence alone decides nothing; the choice does."""
    before = await chats.ledger(but=QUESTIONS)
    asked = await chats.say(OWNER, "完成80%")
    assert [label.split()[0] for label in labels(asked)] == ["2-3", "5-1", "7-2"]
    assert await chats.ledger(but=QUESTIONS) == before
    assert "已登记：完成 80%" in await chats.press(OWNER, asked, labels(asked)[1])
    assert (await chats.measure("5-1")).percent == 80


@pytest.mark.parametrize(
    "words",
    [
        f"{before} {OWN}完成80%"
        for before in (
            "进度",
            "情况",
            "说明",
            "问题 都在推进，",
            "统计 数据已上报",
            "会议 已开，",
            "批示 已落实，",
            "督查 已整改，",
            "查找 原因，",
            "搜索 资料，",
        )
    ],
)
async def test_a_report_that_begins_with_the_word_of_a_command_is_a_report(chats: Chats, words: str) -> None:
    """进度 2-3完成80% asks for no list, and what only others may do is no command in a clerk's mouth."""
    assert "已登记：完成 80%" in (await chats.say(OWNER, words)).text
    assert [one.words for one in await chats.progress(OWN)] == [words]


@pytest.mark.parametrize(
    ("words", "head"),
    [
        ("进度 逾期", "逾期"),
        (f"历史 {OWN}", OWN),
        (f"状态 {OWN}", OWN),
        (f"等待 {OWN} 等财政局先拨款", "财政局"),
        ("问题 2", "问题2"),
        ("查找 培训", OWN),
        (f"举一反三 {OWN}", "问题2"),
    ],
)
async def test_a_command_by_its_word_is_still_one(chats: Chats, words: str, head: str) -> None:
    """What it takes may follow its word; nothing is recorded."""
    assert head in (await chats.say(OWNER, words)).text
    assert await chats.progress(OWN) == []


async def test_done_hands_in_and_does_not_close(chats: Chats) -> None:
    """The owner's 已完成 goes to the responsible leader; the measure is closed by nobody's own word."""
    answer = await chats.say(OWNER, f"{OWN} 已全部完成")
    assert "还没有销号" in answer.text
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    assert any(OWN in message.text for message in chats.phone(LEADER).inbox)


@pytest.mark.parametrize("words", [f"{OWN} 基本完成", f"{OWN} 下周完成", f"{OWN} 还没完成"])
async def test_hedged_words_hand_nothing_in(chats: Chats, words: str) -> None:
    """What is nearly, soon or not yet done is not done."""
    await chats.say(OWNER, words)
    assert (await chats.measure(OWN)).stage in {Stage.NOT_STARTED, Stage.UNDER_WAY}


async def test_the_office_hears_of_who_blocked_the_bot(chats: Chats) -> None:
    """A reminder that cannot be delivered is not silently lost, and the person's name is in the message."""
    chats.phone(OWNER).block()
    await chats.stage.pass_time(DAY)
    assert any(OWNER in message.text for message in chats.phone(OFFICE).inbox if "整改提醒" not in message.text)
    assert (await chats.person(OWNER)).blocked
    chats.phone(OWNER).unblock()
    await chats.stage.settle()
    assert "已登记：完成 80%" in (await chats.say(OWNER, f"{OWN} 完成80%")).text
    assert (await chats.person(OWNER)).reachable


async def reported(chats: Chats, words: str) -> Message:
    """A message of the owner that was recorded."""
    await chats.say(OWNER, words)
    return next(message for message in reversed(chats.phone(OWNER).messages) if not message.by_bot)


async def edited(chats: Chats, message: Message, words: str) -> str:
    """What the owner is answered after changing the message."""
    return (await chats.after(OWNER, lambda phone: phone.edit(message, words)))[-1].text


async def test_an_edit_corrects_the_entry(chats: Chats) -> None:
    """80 becomes 60: one word stands, the journal keeps both."""
    message = await reported(chats, f"{OWN} 完成80%")
    answer = await edited(chats, message, f"{OWN} 完成60%")
    assert "已按修改后的内容更正" in answer
    assert (await chats.measure(OWN)).percent == 60
    assert [one.percent for one in await chats.progress(OWN)] == [60]


@pytest.mark.parametrize(
    "words",
    [
        "刚才那条改成完成50%",
        "刚才报错了，应该是50%",
        "不对，是50%",
        "改成50%",
        f"{OWN}刚才那条报错了，应该是50%",
        f"{OWN}改成50%",
        f"{OWN} 进度调整为五成",
        f"{OWN}应该是50%",
    ],
)
async def test_a_word_about_the_last_one_puts_it_right(chats: Chats, words: str) -> None:
    """The last report is replaced as by an edit: it does not stand beside the figure that it gave way to."""
    await chats.say(OWNER, f"{OWN} 完成80%")
    assert "已按修改后的内容更正" in (await chats.say(OWNER, words)).text
    assert (await chats.measure(OWN)).percent == 50
    assert [one.percent for one in await chats.progress(OWN)] == [50]


async def test_a_word_about_the_last_one_puts_nothing_right_that_it_may_not_mean(chats: Chats) -> None:
    """Of two measures in one message, or where the last words still wait for their measure, it is asked."""
    await chats.say(OWNER, f"{OWN} 完成80%，5-1完成20%")
    assert "说的是哪一项" in (await chats.say(OWNER, "刚才那条改成完成50%")).text
    await chats.say(OWNER, f"{OWN} 完成70%")
    await chats.say(OWNER, "完成30%")
    assert "说的是哪一项" in (await chats.say(OWNER, "不对，是50%")).text
    assert [one.percent for one in await chats.progress(OWN)] == [80, 70]


async def test_another_figure_takes_nothing_else_with_it(chats: Chats) -> None:
    """The amounts that were told stay told; a difficulty, and what named no figure, is not replaced by 改成50%."""
    await chats.say(OWNER, f"{OWN} 完成80%，立案12起")
    assert "已按修改后的内容更正" in (await chats.say(OWNER, f"{OWN}改成50%")).text
    (kept,) = await chats.progress(OWN)
    assert (kept.percent, [(one.value, one.unit) for one in kept.figures]) == (50, [(12, "起")])
    for words in ("完成60%，卡在资金没到位", "合同已经签了"):
        await chats.say(OWNER, f"{OWN} {words}")
        assert "已按修改后的内容更正" not in (await chats.say(OWNER, f"{OWN}改成70%")).text
        assert words in [one.words.removeprefix(f"{OWN} ") for one in await chats.progress(OWN)]


async def test_an_edit_may_be_edited_again(chats: Chats) -> None:
    """Each correction replaces the last."""
    message = await reported(chats, f"{OWN} 完成80%")
    for percent in (60, 70):
        await edited(chats, message, f"{OWN} 完成{percent}%")
    assert [one.percent for one in await chats.progress(OWN)] == [70]


async def test_an_edit_after_the_time_for_undo_changes_nothing(chats: Chats) -> None:
    """What others may have relied on by now is corrected by a new message, not by a silent edit."""
    message = await reported(chats, f"{OWN} 完成80%")
    await chats.stage.pass_time(dt.timedelta(minutes=11))
    before = await chats.ledger()
    assert "已过可以修改的时间" in await edited(chats, message, f"{OWN} 完成10%")
    assert await chats.ledger() == before


@pytest.mark.parametrize("words", ["你好", "/mine", "99-9 完成80%", f"{OTHERS} 完成80%", "完成80%"])
async def test_an_edit_of_what_was_never_recorded_changes_nothing(chats: Chats, words: str) -> None:
    """A greeting, a command or a refused word does not become a report by being edited."""
    message = await reported(chats, words)
    before = await chats.ledger()
    assert "没有登记过" in await edited(chats, message, f"{OWN} 完成80%")
    assert await chats.ledger() == before


async def test_an_edit_of_what_was_taken_back_changes_nothing(chats: Chats) -> None:
    """撤回 ends the message's life."""
    message = await reported(chats, f"{OWN} 完成80%")
    await chats.press(OWNER, chats.phone(OWNER).inbox[-1], "↩️ 撤回")
    before = await chats.ledger()
    assert "没有登记过" in await edited(chats, message, f"{OWN} 完成60%")
    assert await chats.ledger() == before


UNREADABLE = (
    ("nothing of the measure", "今天天气不错", "没有看懂"),
    ("an unknown measure", "99-9 完成50%", "没有找到"),
    ("more than 2,000 characters", f"{OWN} " + "字" * 2000, "太长"),
    ("somebody else's measure", f"{OTHERS} 完成50%", "权限"),
    ("a number that says nothing", f"{OWN} 100", "没有看懂"),
)


@pytest.mark.parametrize(("words", "expected"), [row[1:] for row in UNREADABLE], ids=[row[0] for row in UNREADABLE])
async def test_an_edit_that_cannot_be_read_leaves_the_old_word(chats: Chats, words: str, expected: str) -> None:
    """The old entry stands until there is a better one."""
    message = await reported(chats, f"{OWN} 完成80%")
    kept = await chats.progress(OWN)
    measures = {key: value for key, value in (await chats.ledger()).items() if key[0] in {"measures", "progress"}}
    assert expected in await edited(chats, message, words)
    assert await chats.progress(OWN) == kept
    now = {key: value for key, value in (await chats.ledger()).items() if key[0] in {"measures", "progress"}}
    assert now == measures


async def test_an_edit_after_days_is_refused_even_where_nobody_acted(chats: Chats) -> None:
    """Telegram lets people edit for two days; the ledger does not."""
    message = await reported(chats, f"{OWN} 完成80%")
    await chats.stage.pass_time(2 * DAY)
    before = await chats.ledger()
    await edited(chats, message, f"{OWN} 完成10%")
    assert await chats.ledger() == before


async def test_a_strangers_edit_is_a_strangers_message(chats: Chats) -> None:
    """One polite sentence."""
    phone = chats.phone(STRANGER)
    phone.say("你好")
    await chats.stage.settle()
    await chats.stage.pass_time(dt.timedelta(minutes=2))
    (answer,) = await chats.after(STRANGER, lambda phone: phone.edit(phone.messages[0], f"{OWN} 完成80%"))
    assert "还没有绑定" in answer.text
    assert labels(answer) == ["申请绑定"]  # the only button of a stranger


@pytest.mark.parametrize("words", ["预计11月31号完成", "年前能完", "预计3月1日完成"])
async def test_a_day_that_is_none_or_past_is_said_not_to_be_kept(chats: Chats, words: str) -> None:
    """The report is kept; of the day is said that it is no expected end, and how to write one."""
    answer = await chats.say(OWNER, f"{OWN} {words}")
    assert "已登记进展" in answer.text
    assert "没有算作预计完成日" in answer.text
    assert (await chats.progress(OWN))[-1].eta is None


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (f"我下周出差，{OWN}让{MATE}先跟", "提醒仍发给您：出差、请假要登记才会转给代办人"),
        (f"明天给我再提醒一下{OWN}", "提醒按时限自动发，没有改动"),
    ],
)
async def test_words_that_would_move_the_reminders_say_what_does(chats: Chats, words: str, hint: str) -> None:
    """已记下 alone would be taken for done."""
    assert hint in (await chats.say(OWNER, words)).text
