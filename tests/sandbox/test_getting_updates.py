"""Updates: long polling, confirming, conflicts, redelivery, expiry."""

import asyncio
import datetime as dt

import pytest
from telegram import Bot, Update
from telegram.error import Conflict
from telegram.ext import ContextTypes, MessageHandler, filters

from bot.sandbox import Phone, Sandbox
from tests.sandbox.conftest import bot_of, polling


async def test_the_bot_knows_itself(bot: Bot) -> None:
    """The account is that of the token."""
    me = await bot.get_me()
    assert (me.id, me.username, me.first_name, me.is_bot) == (42, "duban_bot", "督办助手", True)


async def test_a_text_arrives_with_its_facts(bot: Bot, phone: Phone) -> None:
    """Sender, chat, date in whole seconds and text are Telegram's."""
    update_id = phone.say("3-2 完成80%")
    [update] = await bot.get_updates()
    assert update.message
    assert update.message.from_user
    assert (update.update_id, update.message.text, update.message.from_user.id) == (update_id, "3-2 完成80%", 1001)
    assert update.message.chat.type == "private"
    assert update.message.date == dt.datetime(2026, 3, 9, 0, 30, tzinfo=dt.UTC)


async def test_an_update_stays_until_a_later_offset_confirms_it(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """The same update comes at every poll until the next offset is asked for."""
    number = phone.say("一")
    assert [u.update_id for u in await bot.get_updates()] == [number]
    assert [u.update_id for u in await bot.get_updates(offset=number)] == [number]
    assert len(sandbox.queue) == 1
    assert await bot.get_updates(offset=number + 1, timeout=0) == ()
    assert len(sandbox.queue) == 0


async def test_a_limit_keeps_the_rest_for_later(bot: Bot, phone: Phone) -> None:
    """At most so many come, the oldest first."""
    numbers = [phone.say(str(n)) for n in range(5)]
    assert [u.update_id for u in await bot.get_updates(limit=2)] == numbers[:2]
    assert [u.update_id for u in await bot.get_updates(offset=-1)] == numbers[-1:]


async def test_a_long_poll_waits_for_the_next_text(bot: Bot, phone: Phone) -> None:
    """A poll that found nothing is answered the moment something is said."""
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await asyncio.sleep(0.05)
    assert not poll.done()
    phone.say("来了")
    [update] = await asyncio.wait_for(poll, 25)
    assert update.message
    assert update.message.text == "来了"


async def test_a_long_poll_ends_empty_after_its_seconds(bot: Bot) -> None:
    """The timeout counts real seconds."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    assert await bot.get_updates(timeout=1) == ()
    assert loop.time() - begin > 0.9


async def test_a_second_poller_ends_the_first_with_a_conflict(bot: Bot, sandbox: Sandbox, phone: Phone) -> None:
    """The older poll is told 409; the newer one goes on."""
    async with bot_of(sandbox) as other:
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(other.get_updates(timeout=10))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        phone.say("归谁")
        assert len(await second) == 1


async def test_kinds_that_are_not_asked_for_do_not_come(bot: Bot, phone: Phone) -> None:
    """allowed_updates holds until it is set again."""
    await bot.get_updates(allowed_updates=["edited_message"])
    phone.say("不要")
    assert await bot.get_updates() == ()
    phone.edit(phone.last, "要")
    assert [u.edited_message and u.edited_message.text for u in await bot.get_updates()] == ["要"]


async def test_a_redelivered_update_comes_again_to_a_bot_far_ahead(bot: Bot, phone: Phone, sandbox: Sandbox) -> None:
    """It comes with its old id, whatever offset the bot asks for, until it is confirmed anew."""
    first, second = phone.say("一"), phone.say("二")
    await bot.get_updates(offset=second + 1)
    sandbox.redeliver(first)
    assert [u.update_id for u in await bot.get_updates(offset=second + 1)] == [first]
    await bot.get_updates(offset=second + 1)
    assert len(sandbox.queue) == 0


async def test_the_library_s_own_loop_receives_and_confirms(sandbox: Sandbox, phone: Phone) -> None:
    """The stock loop, the handlers and `idle` work together."""
    heard: list[str] = []

    async def hear(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        heard.append(update.message.text or "")

    async with polling(sandbox, MessageHandler(filters.TEXT, hear)):
        for word in ("一", "二", "三"):
            phone.say(word)
        await sandbox.idle()
        await sandbox.until(lambda: len(heard) == 3)
    assert heard == ["一", "二", "三"]


async def test_a_poisoned_update_breaks_the_library(bot: Bot, sandbox: Sandbox) -> None:
    """What the library cannot read is handed out as it is."""
    number = sandbox.poison({"message": {"message_id": "x"}})
    with pytest.raises((TypeError, KeyError)):
        await bot.get_updates()
    assert list(sandbox.queue) == [{"update_id": number, "message": {"message_id": "x"}}]


async def test_texts_are_forgotten_after_a_day_and_presses_after_150_seconds(
    bot: Bot, phone: Phone, sandbox: Sandbox
) -> None:
    """Telegram does not keep what nobody fetches."""
    phone.say("先")
    phone.press_data(phone.last, "x")
    sandbox.clock.move(dt.timedelta(seconds=151))
    assert [u.callback_query for u in await bot.get_updates()] == [None]
    sandbox.clock.move(dt.timedelta(hours=24))
    assert await bot.get_updates() == ()


async def test_idle_gives_up_where_nobody_polls(phone: Phone, sandbox: Sandbox) -> None:
    """A queue that nobody empties is a failure, not an endless wait."""
    phone.say("有人吗")
    with pytest.raises(TimeoutError):
        await sandbox.idle(within=0.05)
