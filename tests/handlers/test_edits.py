"""Edited messages: a fresh one corrects its entry; an old, unknown or unreadable one changes nothing."""

import datetime as dt

import pytest

from bot.sandbox import Message
from tests.handlers.conftest import DAY, OTHERS, OWN, OWNER, STRANGER, Window, labels


async def reported(window: Window, words: str) -> Message:
    """A message of the owner that was recorded."""
    await window.say(OWNER, words)
    return next(message for message in reversed(window.phone(OWNER).messages) if not message.by_bot)


async def edited(window: Window, message: Message, words: str) -> str:
    """What the owner is answered after changing the message."""
    return (await window.after(OWNER, lambda phone: phone.edit(message, words)))[-1].text


async def test_an_edit_corrects_the_entry(window: Window) -> None:
    """80 becomes 60: one word stands, the journal keeps both."""
    message = await reported(window, f"{OWN} 完成80%")
    answer = await edited(window, message, f"{OWN} 完成60%")
    assert "已按修改后的内容更正" in answer
    assert (await window.measure(OWN)).percent == 60
    assert [one.percent for one in await window.progress(OWN)] == [60]


async def test_an_edit_may_be_edited_again(window: Window) -> None:
    """Each correction replaces the last."""
    message = await reported(window, f"{OWN} 完成80%")
    for percent in (60, 70):
        await edited(window, message, f"{OWN} 完成{percent}%")
    assert [one.percent for one in await window.progress(OWN)] == [70]


async def test_an_edit_after_the_time_for_undo_changes_nothing(window: Window) -> None:
    """What others may have relied on by now is corrected by a new message, not by a silent edit."""
    message = await reported(window, f"{OWN} 完成80%")
    await window.stage.pass_time(dt.timedelta(minutes=11))
    before = await window.ledger()
    assert "已过可以修改的时间" in await edited(window, message, f"{OWN} 完成10%")
    assert await window.ledger() == before


@pytest.mark.parametrize("words", ["你好", "/mine", "99-9 完成80%", f"{OTHERS} 完成80%", "完成80%"])
async def test_an_edit_of_what_was_never_recorded_changes_nothing(window: Window, words: str) -> None:
    """A greeting, a command or a refused word does not become a report by being edited."""
    message = await reported(window, words)
    before = await window.ledger()
    assert "没有登记过" in await edited(window, message, f"{OWN} 完成80%")
    assert await window.ledger() == before


async def test_an_edit_of_what_was_taken_back_changes_nothing(window: Window) -> None:
    """撤回 ends the message's life."""
    message = await reported(window, f"{OWN} 完成80%")
    await window.press(OWNER, window.phone(OWNER).inbox[-1], "↩️ 撤回")
    before = await window.ledger()
    assert "没有登记过" in await edited(window, message, f"{OWN} 完成60%")
    assert await window.ledger() == before


UNREADABLE = (
    ("nothing of the measure", "今天天气不错", "没有看懂"),
    ("an unknown measure", "99-9 完成50%", "没有找到"),
    ("more than 2,000 characters", f"{OWN} " + "字" * 2000, "太长"),
    ("somebody else's measure", f"{OTHERS} 完成50%", "权限"),
    ("a number that says nothing", f"{OWN} 100", "没有看懂"),
)


@pytest.mark.parametrize(("words", "expected"), [row[1:] for row in UNREADABLE], ids=[row[0] for row in UNREADABLE])
async def test_an_edit_that_cannot_be_read_leaves_the_old_word(window: Window, words: str, expected: str) -> None:
    """The old entry stands until there is a better one."""
    message = await reported(window, f"{OWN} 完成80%")
    kept = await window.progress(OWN)
    measures = {key: value for key, value in (await window.ledger()).items() if key[0] in {"measures", "progress"}}
    assert expected in await edited(window, message, words)
    assert await window.progress(OWN) == kept
    now = {key: value for key, value in (await window.ledger()).items() if key[0] in {"measures", "progress"}}
    assert now == measures


async def test_an_edit_after_days_is_refused_even_where_nobody_acted(window: Window) -> None:
    """Telegram lets people edit for two days; the ledger does not."""
    message = await reported(window, f"{OWN} 完成80%")
    await window.stage.pass_time(2 * DAY)
    before = await window.ledger()
    await edited(window, message, f"{OWN} 完成10%")
    assert await window.ledger() == before


async def test_a_strangers_edit_is_a_strangers_message(window: Window) -> None:
    """One polite sentence."""
    phone = window.phone(STRANGER)
    phone.say("你好")
    await window.stage.settle()
    (answer,) = await window.after(STRANGER, lambda phone: phone.edit(phone.messages[0], f"{OWN} 完成80%"))
    assert "还没有绑定" in answer.text
    assert labels(answer) == []
