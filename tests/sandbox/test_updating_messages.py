"""Editing and deleting."""

import datetime as dt

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

from bot.sandbox import Phone, Sandbox
from tests.sandbox.conftest import png

MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("撤回", callback_data="u:1")]])


async def test_an_edited_text_changes_in_place(bot: Bot, phone: Phone) -> None:
    """The same message shows the new text, marked as edited, and loses buttons that are not sent again."""
    sent = await bot.send_message(1001, "待登记", reply_markup=MARKUP)
    message = phone.last
    await bot.edit_message_text("<b>已登记</b>", 1001, sent.message_id, parse_mode="HTML")
    assert (message.html, bool(message.edited), message.buttons) == ("<b>已登记</b>", True, [])
    assert phone.messages == [message]


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, phone: Phone) -> None:
    """As after a double click."""
    sent = await bot.send_message(1001, "好", reply_markup=MARKUP)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("好", 1001, sent.message_id, reply_markup=MARKUP)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=MARKUP)
    assert phone.last.edited is None


async def test_buttons_change_without_an_edit_mark(bot: Bot, phone: Phone) -> None:
    """Taking the buttons away is no edit in a person's eyes."""
    sent = await bot.send_message(1001, "好", reply_markup=MARKUP)
    await bot.edit_message_reply_markup(1001, sent.message_id, reply_markup=None)
    assert (phone.last.buttons, phone.last.edited) == ([], None)


async def test_captions_and_pictures_change(bot: Bot, phone: Phone) -> None:
    """A caption is no text and a text no caption."""
    sent = await bot.send_photo(1001, png(), caption="一")
    await bot.edit_message_caption(1001, sent.message_id, caption="二")
    assert phone.last.text == "二"
    await bot.edit_message_media(InputMediaPhoto(png(4, 4), caption="三"), 1001, sent.message_id)
    assert (phone.last.text, phone.last.photo) == ("三", png(4, 4))
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("四", 1001, sent.message_id)
    text = await bot.send_message(1001, "字")
    with pytest.raises(BadRequest, match="There is no caption"):
        await bot.edit_message_caption(1001, text.message_id, caption="五")


async def test_only_own_messages_are_edited(bot: Bot, phone: Phone) -> None:
    """Another's message and a missing one are refused."""
    phone.say("我的")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("你的", 1001, phone.last.id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("谁的", 1001, 999)


async def test_a_message_is_deleted_within_two_days(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Afterwards it stays for ever."""
    first = await bot.send_message(1001, "一")
    second = await bot.send_message(1001, "二")
    await bot.delete_message(1001, first.message_id)
    assert [message.text for message in phone.messages] == ["二"]
    sandbox.clock.move(dt.timedelta(hours=49))
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(1001, second.message_id)
