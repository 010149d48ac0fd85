"""What goes wrong at Telegram, on demand."""

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.sandbox import Phone, Sandbox, serve
from tests.sandbox.conftest import socket_bot

FAULTS: list[tuple[str | int, type[TelegramError], bool]] = [
    (400, BadRequest, False),
    (401, InvalidToken, False),
    (403, Forbidden, False),
    (409, Conflict, False),
    (429, RetryAfter, False),
    (500, NetworkError, False),
    (502, NetworkError, False),
    ("migrated", ChatMigrated, False),
    ("drop_before", NetworkError, False),
    ("drop_after", NetworkError, True),
    ("timeout", TimedOut, True),
    ("bad_json", TelegramError, True),
]


@pytest.mark.parametrize(("kind", "error", "delivered"), FAULTS)
async def test_a_fault_in_process(  # noqa: PLR0917 - a table
    bot: Bot,
    phone: Phone,
    sandbox: Sandbox,
    kind: str | int,
    error: type[TelegramError],
    delivered: bool,  # noqa: FBT001 - a table
) -> None:
    """Each is the library's own error, tells whether the message went out, and is over after once."""
    sandbox.faults.next("sendMessage", kind)
    with pytest.raises(error):
        await bot.send_message(1001, "一")
    assert [message.text for message in phone.messages] == ["一"] * delivered
    await bot.send_message(1001, "二")
    assert phone.last.text == "二"


@pytest.mark.parametrize(("kind", "error", "delivered"), FAULTS)
async def test_a_fault_on_a_real_connection(
    phone: Phone,
    sandbox: Sandbox,
    kind: str | int,
    error: type[TelegramError],
    delivered: bool,  # noqa: FBT001 - a table
) -> None:
    """The same over a socket, where connections really break and answers really do not come."""
    server = await serve(sandbox)
    async with socket_bot(sandbox, server.url, read_timeout=0.3) as bot:
        sandbox.faults.next("sendMessage", kind)
        with pytest.raises(error):
            await bot.send_message(1001, "一")
        assert [message.text for message in phone.messages] == ["一"] * delivered
        await bot.send_message(1001, "二")
    await server.stop()
    assert phone.last.text == "二"


async def test_a_storm_lasts_as_long_as_it_is_told(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """retry_after and the number of times are given."""
    sandbox.faults.next("sendMessage", 429, times=3, retry_after=7)
    for _ in range(3):
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(1001, "x")
        assert refused.value.retry_after.total_seconds() == 7  # type: ignore[union-attr]
    await bot.send_message(1001, "x")
    assert len(phone.messages) == 1


async def test_a_fault_of_one_chat_leaves_the_others(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """A failing recipient does not stop the next."""
    other = sandbox.phone(1002, "闵知行")
    other.start_chat()
    sandbox.faults.next("*", 403, chat=1001, times=99)
    with pytest.raises(Forbidden):
        await bot.send_message(1001, "x")
    await bot.send_message(1002, "x")
    assert (len(phone.messages), len(other.messages)) == (0, 1)
    sandbox.faults.clear()
    await bot.send_message(1001, "x")


async def test_a_slow_server_answers_in_the_end(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Slow is not lost."""
    sandbox.faults.next("sendMessage", "slow", seconds=0.05)
    await bot.send_message(1001, "慢")
    assert phone.last.text == "慢"


async def test_a_refusal_can_have_its_own_words(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Any description of Telegram's can be played."""
    sandbox.faults.next("editMessageText", 400, description="Bad Request: MESSAGE_ID_INVALID")
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        await bot.edit_message_text("x", 1001, 1)


def test_a_fault_that_does_not_exist_is_a_mistake(sandbox: Sandbox) -> None:
    """A misspelt fault would make a test that cannot fail."""
    with pytest.raises(ValueError, match="no fault"):
        sandbox.faults.next("sendMessage", "429s")
