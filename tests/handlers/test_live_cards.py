"""A card whose matter has a newer one, or is decided, has no button that leads nowhere."""

from bot.sandbox import Message
from bot.services.core.ledger import CARDS_LIVE
from tests.handlers.conftest import LEADER, OFFICE, OWN, OWNER, Chats, labels

NEWER, OVER = "🔁 已有新卡片，点开办理", "✅ 已办，点开看现在"
AGREE = "✅ 通过"


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
