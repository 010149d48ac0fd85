"""The page's tools: faults on demand, on to the next event, a message as it really is, all chats as a text."""

import datetime as dt

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Sandbox
from tests.sandbox.conftest import MONDAY, bot_of


@pytest.fixture
def client(sandbox: Sandbox) -> httpx.AsyncClient:
    """The page."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=sandbox.app), base_url="http://sandbox")


async def test_a_fault_is_met_as_often_as_asked_and_taken_back(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    """What is to come is listed; afterwards everything goes right again."""
    sandbox.phone(1001, "宗砚秋").start_chat()
    asked = {"method": "sendMessage", "kind": "400", "times": 2}
    assert (await client.post("/sandbox/faults", json=asked)).status_code == 204
    async with bot_of(sandbox) as bot:
        with pytest.raises(BadRequest):
            await bot.send_message(1001, "在吗")
        listed = (await client.get("/sandbox/faults")).json()
        assert listed["coming"] == [{"method": "sendMessage", "kind": "400", "times": 1}]
        assert "sendMessage" in listed["methods"]
        assert (await client.delete("/sandbox/faults")).status_code == 204
        await bot.send_message(1001, "在吗")
    assert (await client.post("/sandbox/faults", json={"method": "*", "kind": "nothing"})).status_code == 400


async def test_time_goes_on_to_what_the_bot_says(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    """To the minute; where nobody knows of anything, nothing moves."""
    assert (await client.get("/sandbox/next")).json() == {"at": None}
    assert (await client.post("/sandbox/next")).status_code == 409
    at = MONDAY + dt.timedelta(days=3, minutes=7)

    async def coming() -> dt.datetime:
        return at

    sandbox.next_event = coming
    assert (await client.get("/sandbox/next")).json() == {"at": at.isoformat(timespec="minutes")}
    assert (await client.post("/sandbox/next")).status_code == 204
    await sandbox.until(lambda: sandbox.clock.now() >= at)


async def test_a_message_is_shown_as_the_bot_has_it(sandbox: Sandbox, client: httpx.AsyncClient) -> None:
    """With its entities and what its buttons answer; and in the transcript as people see it."""
    phone = sandbox.phone(1001, "宗砚秋", "经办人")
    phone.start_chat()
    async with bot_of(sandbox) as bot:
        await _ask(bot)
    shown = (await client.get("/sandbox/message", params={"phone": 1001, "message": phone.last.id})).json()
    assert shown["html"] == "<b>3-2</b> 办到哪了？"
    assert shown["message"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "done|3-2"
    assert (await client.get("/sandbox/message", params={"phone": 1001, "message": 999})).status_code == 404
    phone.say("还差一点")
    transcript = await client.get("/sandbox/transcript")
    assert "attachment" in transcript.headers["content-disposition"]
    assert "督办助手 → 宗砚秋\n3-2 办到哪了？\n[完成]" in transcript.text
    assert transcript.text.endswith("宗砚秋\n还差一点\n")


async def _ask(bot: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("完成", callback_data="done|3-2")]])
    await bot.send_message(1001, "<b>3-2</b> 办到哪了？", parse_mode="HTML", reply_markup=keyboard)
