"""Telegram's limits on sending."""

import asyncio
import time

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.sandbox import Phone, Sandbox, SandboxClock
from bot.sandbox.limits import Limits
from tests.sandbox.conftest import MONDAY, bot_of


class Watch:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    """A watch at zero."""
    return Watch()


@pytest.fixture
def sandbox(watch: Watch) -> Sandbox:
    """A sandbox whose limits follow the watch."""
    return Sandbox(clock=SandboxClock(MONDAY), limits=Limits(watch))


async def accepted(bot: Bot, chats: list[int]) -> int:
    """How many of a row of messages are accepted."""
    count = 0
    for chat in chats:
        try:
            await bot.send_message(chat, "x")
            count += 1
        except RetryAfter:
            pass
    return count


async def test_a_short_burst_then_one_a_second_to_a_person(bot: Bot, phone: Phone, watch: Watch) -> None:
    """Three quick messages go, seven of ten are refused; three seconds later three more go."""
    assert await accepted(bot, [1001] * 10) == 3
    watch.seconds = 2.99
    assert await accepted(bot, [1001]) == 0
    watch.seconds = 3.0
    assert await accepted(bot, [1001]) == 1
    assert len(phone.messages) == 4


async def test_thirty_messages_a_second_in_all(bot: Bot, sandbox: Sandbox, watch: Watch) -> None:
    """The thirty-first is refused, whoever it is for."""
    for number in range(40):
        sandbox.phone(5000 + number).start_chat()
    assert await accepted(bot, list(range(5000, 5040))) == 30
    watch.seconds = 1
    assert await accepted(bot, list(range(5030, 5040))) == 10


async def test_twenty_messages_a_minute_to_a_group(bot: Bot, phone: Phone, sandbox: Sandbox, watch: Watch) -> None:
    """The answer says how long to wait."""
    sandbox.group(-55, "群", [phone])
    assert await accepted(bot, [-55] * 25) == 20
    watch.seconds = 10
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(-55, "x")
    assert int(refused.value.retry_after.total_seconds()) == 50  # type: ignore[union-attr]


async def test_edits_are_not_counted(bot: Bot, phone: Phone) -> None:
    """Only new messages are."""
    sent = await bot.send_message(1001, "一")
    await bot.edit_message_text("二", 1001, sent.message_id)
    assert phone.last.text == "二"


async def test_limits_follow_real_time_by_default() -> None:
    """Whatever the sandbox's clock says."""
    sandbox = Sandbox(clock=SandboxClock(MONDAY))
    sandbox.phone(1001).start_chat()
    async with bot_of(sandbox) as bot:
        begin = time.monotonic()
        assert await accepted(bot, [1001] * 4) == 3
        await asyncio.sleep(begin + 3.1 - time.monotonic())
        await bot.send_message(1001, "三")
