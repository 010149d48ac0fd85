"""A card whose matter has a newer one, or is decided, has no button that leads nowhere."""

import datetime as dt

import pytest

from bot.sandbox import Message
from bot.services.core.ledger import CARDS_LIVE
from tests.handlers.conftest import LEADER, MATE, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

NEWER, OVER = "🔁 已有新卡片，点开办理", "☑️ 不再等您办，点开看现在"
AGREE, CONFIRM = "✅ 通过", "✅ 确认"


async def handed_in(chats: Chats) -> Message:
    """The card that the leader gets when the owner says that it is done."""
    await chats.say(OWNER, f"{OWN} 已完成，材料齐了")
    return next(one for one in reversed(chats.phone(LEADER).inbox) if AGREE in labels(one))


async def test_a_newer_card_of_the_same_matter_takes_the_buttons(chats: Chats) -> None:
    """The old one says so and leads to a live one; so however often."""
    first = await handed_in(chats)
    on_screen = first.button(AGREE).data or ""
    listed = await chats.say(LEADER, "待我审")
    await chats.press(LEADER, listed, f"{OWN} 办理")
    second = chats.phone(LEADER).last
    assert labels(first) == [NEWER]
    assert AGREE in labels(second)
    await chats.press(LEADER, first, NEWER)
    assert labels(second) == [NEWER]
    assert AGREE in labels(chats.phone(LEADER).last)
    await chats.press_data(LEADER, first, on_screen)  # of a phone that was slow: it decides as before, once
    assert "等您核验销号" in (await chats.say(OFFICE, "待办")).text


async def test_a_card_of_what_was_decided_elsewhere_says_so(chats: Chats) -> None:
    """In the round after the decision it has one button, which shows how things are now."""
    card = await handed_in(chats)
    listed = await chats.say(LEADER, "待我审")
    await chats.press(LEADER, listed, f"{OWN} {AGREE}")
    await chats.stage.tick()
    assert labels(card) == [OVER]
    assert OWN in await chats.press(LEADER, card, OVER)
    async with chats.stage.app.request.look() as ledger:
        live = await ledger.cards.find(CARDS_LIVE, "u1")
    leader = str((await chats.person(LEADER)).chat)
    assert not [one for one in live if leader in one.id]


async def test_an_edit_that_failed_is_tried_again(chats: Chats) -> None:
    """Telegram is out of order when the card is to say so: the next round says it."""
    card = await handed_in(chats)
    await chats.press(LEADER, await chats.say(LEADER, "待我审"), f"{OWN} {AGREE}")
    chats.stage.sandbox.faults.next("editMessageReplyMarkup", 502)
    await chats.stage.tick()
    assert AGREE in labels(card)
    await chats.stage.tick()
    assert labels(card) == [OVER]


async def test_a_card_that_may_not_be_shown_any_more_stops_no_other(chats: Chats) -> None:
    """The letter drafted by somebody who is no longer of the office; the cards of all others are seen to as well."""
    for words in (f"/people 任 {MATE} 整改办", f"/people 免 {MATE} 整改办"):
        await chats.say(OFFICE, words)
        asked = next(one for one in reversed(chats.phone(SECRETARY).inbox) if CONFIRM in labels(one))
        await chats.press(SECRETARY, asked, CONFIRM)
        if "任" in words:
            await chats.say(MATE, f"/letter 提示函 {OWN} 请说明进度")
            await chats.press(MATE, await chats.say(MATE, "待办"), f"{OWN} 办理")
            draft = chats.phone(MATE).last
            assert "✅ 签发" in labels(draft)
    card = await handed_in(chats)
    await chats.press(LEADER, await chats.say(LEADER, "待我审"), f"{OWN} {AGREE}")
    await chats.stage.tick()
    assert labels(draft) == labels(card) == [OVER]
    assert chats.stage.app.request.runtime.failed == []


def shown(chats: Chats, message: Message) -> list[str]:
    """What hangs below a message of the owner's now."""
    return labels(next(one for one in chats.phone(OWNER).inbox if one.id == message.id))


async def asked(chats: Chats, label: str) -> Message:
    """The message by which the owner is asked something after a button of his measure's card."""
    card = await chats.say(OWNER, OWN)
    return (await chats.after(OWNER, lambda phone: phone.press(card, label)))[-1]


@pytest.mark.parametrize(("label", "words"), [("有困难", "资金没有到位"), ("报进展", "完成60%")])
async def test_an_answered_question_loses_its_ready_answers(chats: Chats, label: str, words: str) -> None:
    """They hang there while it waits; once it is answered nothing is left to press."""
    question = await asked(chats, label)
    ready = labels(question)
    await chats.stage.tick()
    assert shown(chats, question) == ready != []
    await chats.say(OWNER, words)
    await chats.stage.tick()
    assert shown(chats, question) == []


async def test_a_late_question_keeps_its_ready_answers_until_one_is_pressed(chats: Chats) -> None:
    """Nothing expires without offering the act anew."""
    question = await asked(chats, "有困难")
    await chats.stage.pass_time(dt.timedelta(hours=5))
    await chats.say(OWNER, f"{OWN} 完成60%")
    await chats.stage.tick()
    ready = shown(chats, question)
    assert ready
    assert "已登记困难" in await chats.press(OWNER, question, ready[0])
    await chats.stage.tick()
    assert shown(chats, question) == []


async def test_what_stands_in_the_place_of_a_question_keeps_its_buttons(chats: Chats) -> None:
    """The percentage that was tapped can be taken back, whatever is asked and answered after it."""
    question = await asked(chats, "报进展")
    await chats.press(OWNER, question, "70%")
    other = await asked(chats, "有困难")
    await chats.press(OWNER, other, labels(other)[0])
    await chats.stage.tick()
    assert shown(chats, question) == ["↩️ 撤回"]
    assert shown(chats, other) == []
