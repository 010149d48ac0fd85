"""Groups, pins, menus."""

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Phone, Sandbox


async def test_a_group_is_seen_by_its_members(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """What one says the bot hears, what the bot says all see."""
    other = sandbox.phone(1002, "闵知行")
    group = sandbox.group(-55, "整改工作群", [phone, other])
    phone.scoped(group).say("@duban_bot 状态")
    [update] = await bot.get_updates()
    assert update.message
    assert (update.message.chat.id, update.message.chat.type, update.message.chat.title) == (-55, "group", "整改工作群")
    await update.message.reply_text("请私聊")
    assert other.scoped(group).last.text == "请私聊"
    assert phone.messages == []


async def test_a_group_that_moved_tells_its_new_id(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """The old id is refused with the new one; both sides are told."""
    group = sandbox.group(-55, "整改工作群", [phone])
    sandbox.migrate(group, -100_55)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-55, "在吗")
    assert moved.value.new_chat_id == -100_55
    updates = await bot.get_updates()
    assert [u.message and u.message.migrate_to_chat_id for u in updates] == [-100_55, None]
    await bot.send_message(-100_55, "在")


async def test_a_bot_that_left_a_group_is_refused(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """leaveChat, and no way back."""
    sandbox.group(-55, "整改工作群", [phone])
    await bot.leave_chat(-55)
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(-55, "在吗")
    with pytest.raises(BadRequest):
        await bot.leave_chat(1001)


async def test_chats_and_members_are_told(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """A getChat and a getChatMember give what the library can read."""
    sandbox.group(-55, "整改工作群", [phone])
    assert (await bot.get_chat(1001)).first_name == "宗砚秋"
    assert (await bot.get_chat(-55)).title == "整改工作群"
    assert (await bot.get_chat_member(-55, 1001)).status == "member"
    sandbox.phone(1002, "闵知行")
    assert (await bot.get_chat_member(-55, 1002)).status == "left"
    with pytest.raises(BadRequest):
        await bot.get_chat_member(-55, 777)


async def test_a_message_is_pinned_and_unpinned(bot: Bot, phone: Phone) -> None:
    """By number, or the newest."""
    sent = await bot.send_message(1001, "本周调度")
    await bot.pin_chat_message(1001, sent.message_id)
    assert [message.id for message in phone.chat.pinned] == [sent.message_id]
    pinned = (await bot.get_chat(1001)).pinned_message
    assert pinned
    assert pinned.text == "本周调度"
    await bot.unpin_chat_message(1001)
    assert phone.chat.pinned == []
    with pytest.raises(BadRequest):
        await bot.unpin_chat_message(1001)


async def test_the_menu_of_a_chat_goes_before_the_general_one(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """Narrow scopes win until they are taken away."""
    office = sandbox.phone(1002, "闵知行")
    await bot.set_my_commands([BotCommand("help", "帮助")])
    await bot.set_my_commands([BotCommand("mine", "我的")], BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("invite", "邀请")], BotCommandScopeChat(1002))
    assert [command["command"] for command in office.commands] == ["invite"]
    assert [command["command"] for command in phone.commands] == ["mine"]
    assert [c.command for c in await bot.get_my_commands(BotCommandScopeChat(1002))] == ["invite"]
    await bot.delete_my_commands(BotCommandScopeChat(1002))
    assert [command["command"] for command in office.commands] == ["mine"]


@pytest.mark.parametrize("command", [BotCommand("状态", "x"), BotCommand("A", "x"), BotCommand("a", "")])
async def test_a_menu_speaks_ascii(bot: Bot, command: BotCommand) -> None:
    """Commands are lower-case letters, digits and underscores, with a description."""
    with pytest.raises(BadRequest, match=r"Bot_command_"):
        await bot.set_my_commands([command])
