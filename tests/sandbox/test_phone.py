"""What a person does with a phone."""

import pytest
from telegram import Bot

from bot.sandbox import Phone, Sandbox
from tests.sandbox.conftest import png


def test_the_same_person_has_the_same_phone(sandbox: Sandbox, phone: Phone) -> None:
    """Asked for again, a phone is the same object."""
    assert sandbox.phone(1001) is phone
    assert [each.role for each in sandbox.people] == ["经办人"]


async def test_an_edit_arrives_as_an_edit(bot: Bot, phone: Phone) -> None:
    """With the same number and an edit date; another's message cannot be edited."""
    phone.say("完成80%")
    phone.edit(phone.last, "完成60%")
    update = (await bot.get_updates())[-1]
    assert update.message is None
    assert update.edited_message
    assert (update.edited_message.text, update.edited_message.message_id) == ("完成60%", phone.last.id)
    assert update.edited_message.edit_date
    await bot.send_message(1001, "好")
    with pytest.raises(ValueError, match="own messages"):
        phone.edit(phone.last, "不好")


async def test_a_reply_carries_what_it_answers(bot: Bot, phone: Phone) -> None:
    """The answered message comes with it, one level deep."""
    await bot.send_message(1001, "3-2 还有十天")
    phone.say("完成80%", reply_to=phone.last)
    [update] = await bot.get_updates()
    assert update.message
    assert update.message.reply_to_message
    assert update.message.reply_to_message.text == "3-2 还有十天"


async def test_a_text_that_is_too_long_goes_as_several(bot: Bot, phone: Phone) -> None:
    """As an app does; an empty one does not go at all."""
    phone.say("长" * 5000)
    assert [len(u.message.text) for u in await bot.get_updates() if u.message and u.message.text] == [4096, 904]
    with pytest.raises(ValueError, match="empty"):
        phone.say("  ")


async def test_an_album_is_several_updates_with_one_caption(bot: Bot, phone: Phone) -> None:
    """The caption comes with the first only."""
    phone.send_album([png(), png(3, 3), png(4, 4)], caption="现场照片")
    messages = [u.message for u in await bot.get_updates()]
    assert [message and message.caption for message in messages] == ["现场照片", None, None]
    assert len({message and message.media_group_id for message in messages}) == 1


async def test_other_kinds_of_messages_are_real(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Sticker, contact, place and forward are what the library takes them for."""
    other = sandbox.phone(1002, "闵知行")
    other.say("转我")
    phone.send_sticker("👍")
    phone.send_contact("13800000000", "闵知行")
    phone.send_location(30.5, 114.3)
    phone.forward(other.last)
    sticker, contact, place, forward = [u.message for u in (await bot.get_updates())[1:]]
    assert sticker
    assert sticker.sticker
    assert sticker.sticker.emoji == "👍"
    assert contact
    assert contact.contact
    assert contact.contact.first_name == "闵知行"
    assert place
    assert place.location
    assert place.location.latitude == 30.5
    assert forward
    assert forward.forward_origin
    assert forward.text == "转我"


async def test_unread_counts_until_the_person_looks_or_writes(bot: Bot, phone: Phone) -> None:
    """Only the bot's messages count."""
    await bot.send_message(1001, "一")
    await bot.send_message(1001, "二")
    assert phone.unread == 2
    phone.look()
    assert phone.unread == 0
    await bot.send_message(1001, "三")
    phone.say("好")
    assert (phone.unread, [message.text for message in phone.inbox]) == (0, ["一", "二", "三"])
