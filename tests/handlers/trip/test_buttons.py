"""Buttons: pressed twice, borrowed, forged, old; each is answered and does nothing a second time."""

import datetime as dt
from functools import partial

import pytest

from bot.sandbox import Phone
from bot.services.core.callback_data import button_key, seal, seal_words
from bot.services.core.ledger import Secret
from tests.handlers.conftest import (
    DAY,
    MATE,
    OFFICE,
    OWN,
    OWNER,
    QUESTIONS,
    SECRETARY,
    STRANGER,
    Chats,
    data_of,
    labels,
)
from tests.services.core.test_callback_data import WRITTEN

STALE, UNDO = "按钮已失效", "↩️ 撤回"
FORGED = ("", "|", "undo|", "undo|u1/A/2-3/p1|1a2|AAAAAAAAAAAA", "take|x", "没有|甲|乙", "x" * 64, "nosuch|1|2")
MALFORMED = (
    "gone|1",
    "ok|u1/A/2-3",
    "ok|u1/A/2-3|review|one",
    "ok|u1/A/2-3|nowhere|1",
    "ok|u1/A/2-3|review|1|2",
    "xok|u1/A/2-3/e1|king",
    "day|ext|u1/A/2-3|20250230",
    "day|ext|u1/A/2-3|yesterday",
    "day|nothing|u1/A/2-3|20250630",
    "cal|ext|u1/A/2-3|202513",
    "cal|nothing|u1/A/2-3|",
    "kind|2-3|never",
    "page|over|last",
    "nil|1",
)


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_do_nothing(chats: Chats, data: str) -> None:
    """Data that we never sealed is refused, whatever it looks like."""
    answer = await chats.say(OWNER, f"{OWN} 完成80%")
    before = await chats.ledger()
    assert STALE in await chats.press_data(OWNER, answer, data)
    assert await chats.ledger() == before


async def test_a_button_in_the_wrong_hands_does_nothing(chats: Chats) -> None:
    """Copied callback data is worthless on another's phone, be it a colleague's or a stranger's."""
    answer = await chats.say(OWNER, f"{OWN} 完成80%")
    before = await chats.ledger()
    assert STALE in await chats.press_data(MATE, (await chats.say(MATE, "帮助")), data_of(answer, UNDO))
    assert await chats.ledger() == before
    greeted = await chats.say(STRANGER, "你好")
    await chats.stage.pass_time(dt.timedelta(minutes=1))  # a stranger is answered once in it
    before = await chats.ledger()
    refused = await chats.press_data(STRANGER, greeted, data_of(answer, UNDO))
    assert STALE in refused or "还没有绑定" in refused
    assert await chats.ledger() == before


async def test_a_button_pressed_twice_works_once(chats: Chats) -> None:
    """The second tap on 撤回 says that nothing was left to do."""
    answer = await chats.say(OWNER, f"{OWN} 完成80%")
    data = data_of(answer, UNDO)
    assert "已撤回" in await chats.press_data(OWNER, answer, data)
    once = await chats.ledger()
    assert "一切照旧" in await chats.press_data(OWNER, answer, data)
    assert await chats.ledger() == once
    assert (await chats.measure(OWN)).percent is None


async def test_a_button_ends_after_its_days(chats: Chats) -> None:
    """A month later a button does nothing any more: a fresh card is where to go on."""
    answer = await chats.say(OWNER, f"{OWN} 100")
    chats.stage.sandbox.clock.move(32 * DAY)
    await chats.stage.settle()
    before = await chats.ledger()
    assert "这个按钮太旧了" in await chats.press(OWNER, answer, labels(answer)[0])
    assert OWN in chats.phone(OWNER).last.text  # a fresh card of the measure
    assert await chats.ledger(but=QUESTIONS) == {key: was for key, was in before.items() if key[0] not in QUESTIONS}


@pytest.mark.parametrize("name", [OWNER, OFFICE])
async def test_a_card_is_spoken_of_only_where_one_came(chats: Chats, name: str) -> None:
    """Whatever button is too old, and whatever has become of what it was for: each press is answered, and truly."""
    async with chats.stage.app.request.store.open() as ledger:
        key = await button_key(ledger)
    made, account = chats.stage.app.request.now() - 40 * DAY, chats.phone(name).user.id
    found = []
    for _, tap in WRITTEN:
        press = partial(Phone.press_data, message=chats.phone(name).inbox[-1], data=seal(key, account, tap, made))
        fresh = await chats.after(name, press)
        said = list(chats.stage.sandbox.presses.values())[-1].text
        if ("新发了一张" in said) != bool(fresh) or not (said or fresh):
            found.append((tap, said, [one.text for one in fresh]))
    assert found == []


async def test_undo_ends_after_its_minutes(chats: Chats) -> None:
    """Ten minutes later the word stands."""
    answer = await chats.say(OWNER, f"{OWN} 完成80%")
    await chats.stage.pass_time(dt.timedelta(minutes=10, seconds=1))
    before = await chats.ledger()
    assert "超过可撤回的时间" in await chats.press(OWNER, answer, UNDO)
    assert await chats.ledger() == before


async def test_a_sealed_button_that_means_nothing_is_stale(chats: Chats) -> None:
    """A button of an older program, or one whose words make no sense, is refused even where its seal holds."""
    answer = await chats.say(OWNER, f"{OWN} 100")
    async with chats.stage.app.request.look() as ledger:
        key = await ledger.secrets.get("buttons")
    assert isinstance(key, Secret)
    now = chats.stage.app.request.now()
    for words in MALFORMED:
        data = seal_words(key.value.encode(), chats.phone(OWNER).user.id, words.split("|"), now)
        assert STALE in await chats.press_data(OWNER, answer, data), words


async def test_a_choice_made_twice_records_once(chats: Chats) -> None:
    """Choosing the measure again, on the card that asked, is refused: it was recorded already."""
    asked = await chats.say(OWNER, "完成80%")
    assert len(labels(asked)) == 3
    choice = data_of(asked, labels(asked)[0])
    assert "已登记：完成 80%" in await chats.press_data(OWNER, asked, choice)
    once = await chats.ledger(but=QUESTIONS)
    assert "没有找到" in await chats.press_data(OWNER, asked, choice)
    assert await chats.ledger(but=QUESTIONS) == once
    assert len(await chats.progress(OWN)) == 1


async def test_confirming_an_import_twice_takes_it_in_once(chats: Chats) -> None:
    """撤销导入 takes the plan out; the old card's 确认 does not bring it back by itself."""
    asked = await chats.say(OFFICE, "/undo_import")
    assert "将取消 23 条" in asked.text
    assert "须另一人确认" in await chats.press(OFFICE, asked, "↩️ 确认撤销")
    card = chats.phone(SECRETARY).last
    await chats.press(SECRETARY, card, "✅ 确认")
    assert "现已生效" in card.text
    once = await chats.ledger()
    again = await chats.say(OFFICE, "/undo_import")
    assert "没有找到" in again.text
    assert await chats.ledger() == once


async def test_a_tap_on_done_asks_first(chats: Chats) -> None:
    """A slip of the thumb hands nothing in."""
    asked = await chats.say(OWNER, f"{OWN} 100")
    before = await chats.ledger(but=QUESTIONS)
    await chats.press(OWNER, asked, "只是补充说明")
    assert (await chats.measure(OWN)).stage == "not_started"
    assert await chats.ledger(but=QUESTIONS) != before
