"""Answers that cannot be delivered: whoever was to have one hears of it, in the next message and in /health."""

import datetime as dt

from bot.domain.outbox.message import MessageState
from bot.services.core.ledger import OUTBOX_BY_STATE
from bot.services.outbox.delivery import TRIES
from tests.handlers.conftest import OFFICE, OWN, OWNER, Chats

MINUTES = dt.timedelta(minutes=10)


async def given_up(chats: Chats) -> int:
    """How many answers were given up."""
    async with chats.stage.app.request.look() as ledger:
        return len(await ledger.outbox.find(OUTBOX_BY_STATE, "", MessageState.GIVEN_UP))


async def test_an_office_of_one_clerk_hears_of_its_own_lost_answers(chats: Chats) -> None:
    """Nobody else could tell: the next message says it, with its first words, and /health counts it."""
    chats.stage.sandbox.faults.next("sendMessage", "400", description="Bad Request: can't parse entities")
    said = await chats.after(OFFICE, lambda phone: phone.say(f"/status {OWN}"))
    assert await given_up(chats) == 1
    assert [message for message in said if "没有送到" in message.text and f"“{OWN}" in message.text]
    assert "未送达 1" in (await chats.say(OFFICE, "/health")).text


async def test_a_lost_answer_of_a_lost_answer_ends_there(chats: Chats) -> None:
    """It is tried once, and counted."""
    chats.stage.sandbox.faults.next("sendMessage", "400", times=2, description="Bad Request: can't parse entities")
    assert await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 完成60%")) == []
    assert await given_up(chats) == 2
    assert any(OWNER in message.text and "发送不成功" in message.text for message in chats.phone(OFFICE).inbox)


async def test_who_blocked_the_bot_hears_later_what_was_lost(chats: Chats) -> None:
    """With the first thing that is written again."""
    chats.phone(OWNER).say(f"{OWN} 完成60%")
    chats.stage.sandbox.faults.next("sendMessage", "403", chat=chats.phone(OWNER).user.id)
    await chats.stage.settle()
    assert (await chats.person(OWNER)).blocked
    said = await chats.after(OWNER, lambda phone: phone.say("我的"))
    assert [message for message in said if "没有送到" in message.text and f"“{OWN}" in message.text]
    assert await given_up(chats) == 0
    said = await chats.after(OWNER, lambda phone: phone.say("我的"))
    assert not [message for message in said if "没有送到" in message.text]


async def test_an_answer_waits_for_the_line_as_long_as_it_is_down(chats: Chats) -> None:
    """However often its sends are reset, it is neither given up nor left out."""
    chats.stage.sandbox.faults.next("sendMessage", "drop_before", times=5 * TRIES)
    chats.phone(OWNER).say(f"{OWN} 完成60%")
    await chats.stage.settle()
    for _ in range(5 * TRIES):
        await chats.stage.pass_time(MINUTES)
    assert any("已登记：完成 60%" in message.text for message in chats.phone(OWNER).inbox)
    assert await given_up(chats) == 0
