"""Presses and their answers."""

import datetime as dt

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, CommandHandler, ContextTypes

from bot.sandbox import Phone, Sandbox
from tests.sandbox.conftest import polling

MARKUP = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("收到", callback_data="ack:7")],
        [InlineKeyboardButton("绑定", url="https://t.me/duban_bot?start=code7")],
    ]
)


async def test_a_press_carries_data_message_and_person(bot: Bot, phone: Phone) -> None:
    """All that a handler needs, and chat_instance, which the library asks for."""
    await bot.send_message(1001, "请看", reply_markup=MARKUP)
    phone.press(phone.last, "收到")
    [update] = await bot.get_updates()
    query = update.callback_query
    assert query
    assert query.message
    assert (query.data, query.from_user.id, query.message.message_id) == ("ack:7", 1001, phone.last.id)
    assert query.chat_instance


async def test_a_button_is_found_by_its_word_or_its_data(bot: Bot, phone: Phone) -> None:
    """A label that is not there is an error that names those that are."""
    await bot.send_message(1001, "请看", reply_markup=MARKUP)
    assert phone.press(phone.last, "ack:7") == phone.press(phone.last, "收到") - 1
    with pytest.raises(LookupError, match="收到"):
        phone.press(phone.last, "没有")


async def test_a_link_button_to_the_bot_opens_start(bot: Bot, phone: Phone) -> None:
    """A deep link is /start with its code."""
    await bot.send_message(1001, "请看", reply_markup=MARKUP)
    phone.press(phone.last, "绑定")
    [update] = await bot.get_updates()
    assert update.message
    assert update.message.text == "/start code7"


async def test_an_answer_is_seen_on_the_phone(bot: Bot, phone: Phone) -> None:
    """A passing line or an alert; only the first answer counts."""
    await bot.send_message(1001, "请看", reply_markup=MARKUP)
    phone.press(phone.last, "收到")
    [update] = await bot.get_updates()
    assert update.callback_query
    await update.callback_query.answer("已登记", show_alert=True)
    await update.callback_query.answer("再来")
    assert [(answer.text, answer.alert) for answer in phone.answers] == [("已登记", True)]


async def test_a_press_cannot_be_answered_after_150_seconds(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Nor can one that never was."""
    phone.say("x")
    phone.press_data(phone.last, "x")
    [update] = (await bot.get_updates())[1:]
    assert update.callback_query
    sandbox.clock.move(dt.timedelta(seconds=151))
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer("晚了")
    with pytest.raises(BadRequest, match="query id is invalid"):
        await bot.answer_callback_query("none")
    assert phone.answers == []


async def test_start_links_and_presses_go_through_the_library_s_handlers(sandbox: Sandbox) -> None:
    """/start with a code, a button under the answer, an edit after the press."""
    phone = sandbox.phone(3003, "卓不凡")

    async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text(f"码：{context.args}", reply_markup=MARKUP)

    async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("已收到")

    async with polling(sandbox, CommandHandler("start", start), CallbackQueryHandler(press)):
        phone.open_link("code7")
        await sandbox.until(lambda: phone.inbox)
        assert phone.last.text == "码：['code7']"
        phone.press(phone.last, "收到")
        await sandbox.until(lambda: phone.last.edited)
    assert phone.last.text == "已收到"
