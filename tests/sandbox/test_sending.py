"""Sending: what Telegram accepts, and how it refuses the rest."""

import datetime as dt

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.sandbox import Phone, Sandbox, SandboxClock
from bot.sandbox.methods import METHODS
from tests.sandbox.conftest import MONDAY, png

NAMES = [
    "chat_id",
    "from_chat_id",
    "message_id",
    "text",
    "caption",
    "parse_mode",
    "photo",
    "media",
    "commands",
    "scope",
    "reply_markup",
    "reply_parameters",
    "reaction",
    "action",
    "offset",
    "limit",
    "allowed_updates",
    "user_id",
    "file_id",
    "keyboard",
    "inline_keyboard",
    "type",
    "emoji",
    "command",
    "callback_data",
]
SCALARS = (
    st.none() | st.booleans() | st.integers(-5, 1002) | st.sampled_from(["", "1001", "<b>", "HTML", "²", "{", "[]"])
)
ODD = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
)


async def test_a_text_reaches_the_phone(bot: Bot, phone: Phone) -> None:
    """Text, markup, buttons and date are to be seen."""
    buttons = [[InlineKeyboardButton("报进展", callback_data="p:1"), InlineKeyboardButton("网页", url="https://x.cn")]]
    sent = await bot.send_message(
        1001, "<b>3-2</b> 到期", parse_mode="HTML", reply_markup=InlineKeyboardMarkup(buttons)
    )
    assert (phone.last.text, phone.last.html, phone.last.id) == ("3-2 到期", "<b>3-2</b> 到期", sent.message_id)
    assert [[b.text for b in row] for row in phone.last.buttons] == [["报进展", "网页"]]
    assert phone.last.by_bot
    assert sent.date == phone.last.date == dt.datetime(2026, 3, 9, 0, 30, tzinfo=dt.UTC)


async def test_a_reply_names_what_it_answers(bot: Bot, phone: Phone) -> None:
    """reply_parameters point to a message of the chat; a missing one is refused unless that is allowed."""
    phone.say("问")
    question = phone.last
    sent = await bot.send_message(1001, "答", reply_parameters=ReplyParameters(question.id))
    assert phone.last.reply_to is question
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "问"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(1001, "答", reply_parameters=ReplyParameters(999))
    await bot.send_message(1001, "也行", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))
    assert phone.last.reply_to is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "Message text is empty"), (" \n ", "Message text is empty"), ("长" * 4097, "Message is too long")],
)
async def test_a_text_has_a_length(bot: Bot, phone: Phone, text: str, reason: str) -> None:
    """Nothing, white space and more than 4096 characters are refused."""
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(1001, text)
    assert phone.messages == []


async def test_lengths_count_after_the_markup_is_read(bot: Bot, phone: Phone) -> None:
    """4096 characters in bold are not too many, 1025 under a picture are."""
    await bot.send_message(1001, f"<b>{'长' * 4096}</b>", parse_mode="HTML")
    assert len(phone.last.text) == 4096
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(1001, png(), caption="长" * 1025)


@pytest.mark.parametrize(("data", "fits"), [("督" * 21, True), ("督" * 22, False), ("x" * 64, True), ("x" * 65, False)])
async def test_callback_data_holds_64_bytes(bot: Bot, phone: Phone, data: str, fits: bool) -> None:  # noqa: FBT001 - a table
    """Twenty-one Chinese characters fit, twenty-two do not."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("按", callback_data=data)]])
    if fits:
        await bot.send_message(1001, "x", reply_markup=markup)
        assert phone.last.button("按").data == data
    else:
        with pytest.raises(BadRequest, match="Button_data_invalid"):
            await bot.send_message(1001, "x", reply_markup=markup)


async def test_a_button_needs_a_word_and_one_purpose(sandbox: Sandbox, phone: Phone) -> None:
    """Buttons without text, without an action, or with a broken link are refused."""
    broken: list[dict[str, str]] = [{"text": "", "callback_data": "x"}, {"text": "x"}, {"text": "x", "url": "nowhere"}]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=sandbox.app), base_url="http://t") as client:
        for button in broken:
            body = {"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}
            assert (await client.post("/bot42:SANDBOX/sendMessage", json=body)).status_code == 400
    assert phone.messages == []


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, phone: Phone) -> None:
    """Its words are said when pressed."""
    await bot.send_message(1001, "选", reply_markup=ReplyKeyboardMarkup([["我的", "逾期"]]))
    phone.press(phone.last, "逾期")
    assert phone.last.text == "逾期"
    assert [[b.text for b in row] for row in phone.chat.reply_keyboard] == [["我的", "逾期"]]
    await bot.send_message(1001, "好", reply_markup=ReplyKeyboardRemove())
    assert phone.chat.reply_keyboard == []


async def test_the_bot_cannot_write_first(bot: Bot, sandbox: Sandbox) -> None:
    """An unknown id is no chat; a known person must have opened the chat."""
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(777, "在吗")
    stranger = sandbox.phone(2002, "褚明")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(2002, "在吗")
    stranger.open_link("abc")
    await bot.send_message(2002, "在")
    assert stranger.inbox[0].text == "在"


async def test_a_blocked_bot_is_refused_until_unblocked(bot: Bot, phone: Phone) -> None:
    """Blocking is told to the bot and stops its messages."""
    phone.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "在吗")
    phone.unblock()
    await bot.send_message(1001, "在")
    changes = [u.my_chat_member for u in await bot.get_updates()]
    assert [change and change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_an_album_arrives_as_messages_of_one_group(bot: Bot, phone: Phone) -> None:
    """Two to ten pictures or files, uploaded with the request."""
    sent = await bot.send_media_group(1001, [InputMediaPhoto(png(), caption="图"), InputMediaPhoto(png(3, 3))])
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.photo for message in phone.inbox] == [png(), png(3, 3)]
    with pytest.raises(BadRequest, match="2-10 items"):
        await bot.send_media_group(1001, [InputMediaDocument(b"x", filename="a.txt")])


async def test_copies_lose_their_origin_and_forwards_keep_it(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """A copy is answered by a number, a forward by a message with forward_origin."""
    office = sandbox.phone(1002, "闵知行")
    office.start_chat()
    phone.send_file("佐证.pdf", b"%PDF", caption="请收")
    copied = await bot.copy_message(1002, 1001, phone.last.id)
    assert (office.last.id, office.last.origin, office.last.document) == (copied.message_id, None, b"%PDF")
    await bot.copy_message(1002, 1001, phone.last.id, caption="另附")
    assert office.last.text == "另附"
    forwarded = await bot.forward_message(1002, 1001, phone.last.id)
    assert forwarded.forward_origin
    assert forwarded.forward_origin.type == "user"
    assert office.last.document == b"%PDF"


async def test_a_sign_of_life_and_a_reaction_are_seen(bot: Bot, phone: Phone) -> None:
    """Typing ends with the message; a reaction hangs on what was said."""
    phone.say("在吗")
    await bot.send_chat_action(1001, "typing")
    await bot.set_message_reaction(1001, phone.last.id, "👌")
    assert (phone.typing, phone.last.reaction) == (True, "👌")
    await bot.send_message(1001, "在")
    assert not phone.typing


async def test_telegram_s_own_words_for_wrong_tokens_and_methods(sandbox: Sandbox, bot: Bot) -> None:
    """401 and 404 come in the usual envelope."""
    wrong = Bot("1:WRONG", base_url="http://telegram.test/bot", request=bot.request)
    with pytest.raises(InvalidToken):
        await wrong.get_me()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=sandbox.app), base_url="http://t") as client:
        answer = await client.get("/bot42:SANDBOX/getNothing")
        assert (answer.status_code, answer.json()) == (
            404,
            {"ok": False, "error_code": 404, "description": "Not Found"},
        )
        loud = await client.get("/bot42:SANDBOX/GETME")
        assert loud.json()["result"]["id"] == 42
        broken = await client.post(
            "/bot42:SANDBOX/sendMessage", content="{", headers={"content-type": "application/json"}
        )
        assert broken.status_code == 400
        fine = await client.post("/bot42:SANDBOX/getUpdates", json={"limit": 1, "timeout": 0})
        assert fine.json() == {"ok": True, "result": []}


async def test_every_call_is_on_record(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Method, parameters, time, and why it was refused."""
    await bot.send_message(1001, "好")
    with pytest.raises(BadRequest):
        await bot.send_message(5, "好")
    good, bad = sandbox.calls[-2:]
    assert (good.method, good.parameters["text"], good.at, good.refused) == ("sendMessage", "好", phone.last.date, "")
    assert bad.refused == "Bad Request: chat not found"


@settings(deadline=None)
@given(st.sampled_from(sorted(METHODS)), st.dictionaries(st.sampled_from(NAMES), ODD, max_size=5))
async def test_odd_parameters_are_refused_in_telegram_s_envelope(method: str, parameters: dict[str, object]) -> None:
    """Whatever comes in, the answer is Telegram's, never a server error."""
    sandbox = Sandbox(clock=SandboxClock(MONDAY))
    sandbox.phone(1001).say("x")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=sandbox.app), base_url="http://t") as client:
        answer = await client.post(f"/bot42:SANDBOX/{method}", json={"timeout": 0, **parameters})
    await sandbox.webhook.delete()
    assert answer.json()["ok"] is (answer.status_code == 200)
    assert answer.status_code < 500
