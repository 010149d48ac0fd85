"""Replies after a question of ours, to a card, and by people who blocked the bot: each finds its measure."""

import pytest

from bot.domain.plan.measure import Stage
from tests.handlers.conftest import DAY, LEADER, OFFICE, OWN, OWNER, QUESTIONS, Window, labels


async def reminder_of(window: Window, name: str) -> str:
    """The text of the newest reminder on a phone, a day later."""
    await window.stage.pass_time(DAY)
    return next(message.text for message in reversed(window.phone(name).inbox) if "整改提醒" in message.text)


async def test_a_bare_number_after_the_question_is_not_guessed(window: Window) -> None:
    """“80” may be a percentage or anything else: the measure is known, the meaning is asked."""
    await reminder_of(window, OWNER)
    await window.press(OWNER, window.phone(OWNER).inbox[-1], "报进展")
    before = await window.ledger(but=QUESTIONS)
    answer = await window.say(OWNER, "80")
    assert answer.text.startswith("5-1")
    assert "没有登记" in answer.text
    assert await window.ledger(but=QUESTIONS) == before


async def test_a_percentage_after_the_question_is_recorded(window: Window) -> None:
    """“80%” leaves no doubt, neither of the measure nor of the meaning."""
    await reminder_of(window, OWNER)
    await window.press(OWNER, window.phone(OWNER).inbox[-1], "报进展")
    assert "已登记：完成 80%" in (await window.say(OWNER, "80%")).text
    assert (await window.measure("5-1")).percent == 80


async def test_a_percentage_without_a_measure_is_asked_about(window: Window) -> None:
    """With three measures of one's own the sentence alone decides nothing; the choice does."""
    before = await window.ledger(but=QUESTIONS)
    asked = await window.say(OWNER, "完成80%")
    assert [label.split()[0] for label in labels(asked)] == ["2-3", "5-1", "7-2"]
    assert await window.ledger(but=QUESTIONS) == before
    assert "已登记：完成 80%" in await window.press(OWNER, asked, labels(asked)[1])
    assert (await window.measure("5-1")).percent == 80


async def test_done_hands_in_and_does_not_close(window: Window) -> None:
    """The owner's 已完成 goes to the responsible leader; the measure is closed by nobody's own word."""
    answer = await window.say(OWNER, f"{OWN} 已全部完成")
    assert "还没有销号" in answer.text
    assert (await window.measure(OWN)).stage is Stage.REVIEW
    assert any(OWN in message.text for message in window.phone(LEADER).inbox)


@pytest.mark.parametrize("words", [f"{OWN} 基本完成", f"{OWN} 下周完成", f"{OWN} 还没完成"])
async def test_hedged_words_hand_nothing_in(window: Window, words: str) -> None:
    """What is nearly, soon or not yet done is not done."""
    await window.say(OWNER, words)
    assert (await window.measure(OWN)).stage in {Stage.NOT_STARTED, Stage.UNDER_WAY}


async def test_the_office_hears_of_who_blocked_the_bot(window: Window) -> None:
    """A reminder that cannot be delivered is not silently lost, and the person's name is in the message."""
    window.phone(OWNER).block()
    await window.stage.pass_time(DAY)
    assert any(OWNER in message.text for message in window.phone(OFFICE).inbox if "整改提醒" not in message.text)
    assert (await window.person(OWNER)).blocked
    window.phone(OWNER).unblock()
    await window.stage.settle()
    assert "已登记：完成 80%" in (await window.say(OWNER, f"{OWN} 完成80%")).text
    assert (await window.person(OWNER)).reachable
