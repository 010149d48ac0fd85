"""The door: strangers, one-time links, and who may issue them."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from bot.domain.people.person import Person, Role
from bot.services.people.binding import TRIES
from tests.handlers.conftest import DAY, MATE, OFFICE, OWNER, STRANGER, Window

LINK = re.compile(r"https://t\.me/duban_bot\?start=(\S+)")
UNBOUND = "曹砚青"
USED = "无效、已用过或已过期"


async def invited(window: Window, name: str) -> str:
    """The code of a fresh invitation, as the office gets it."""
    answer = await window.say(OFFICE, f"/invite {name}")
    (code,) = LINK.findall(answer.text)
    return str(code)


async def test_strangers_hear_one_polite_sentence(window: Window) -> None:
    """Whatever a stranger sends, the answer names no measure, no person and no command, and nothing changes."""
    before = await window.ledger()
    phone = window.phone(STRANGER)
    acts: tuple[Callable[[], object], ...] = (
        lambda: phone.say("你好"),
        lambda: phone.say("/status"),
        lambda: phone.say("3-2 完成80%"),
        lambda: phone.say("/start"),
        lambda: phone.send_photo(b"picture"),
        lambda: phone.send_file("台账.xlsx", b"no workbook"),
        phone.send_sticker,
        lambda: phone.edit(phone.messages[0], "改一改"),
        lambda: phone.press_data(phone.inbox[0], "take|x"),
    )
    for act in acts:
        act()
        await window.stage.settle()
    sentences = {message.text for message in phone.inbox}
    assert len(sentences) == 1
    assert "还没有绑定" in sentences.pop()
    assert await window.ledger() == before


async def test_a_link_binds_once(window: Window) -> None:
    """Who opens it first is bound; for everybody after, the same link is worthless."""
    code = await invited(window, UNBOUND)
    (welcome,) = await window.after(UNBOUND, lambda phone: phone.open_link(code))
    assert f"{UNBOUND}，您好" in welcome.text
    bound = await window.person(UNBOUND)
    assert bound.chat == window.phone(UNBOUND).user.id
    (answer,) = await window.after(STRANGER, lambda phone: phone.open_link(code))
    assert USED in answer.text
    assert await window.person(UNBOUND) == bound


async def test_a_picture_of_the_link_comes_with_it(window: Window) -> None:
    """A named invitation brings a QR picture under the person's name."""
    answer = await window.say(OFFICE, f"/invite {UNBOUND}")
    assert answer.photo
    assert answer.photo.startswith(b"\x89PNG")


async def test_a_list_parts_its_links(window: Window) -> None:
    """Each link of the list for everybody ends before the next name begins."""
    answer = await window.say(OFFICE, "/invite")
    lines = answer.text.splitlines()
    assert len(LINK.findall(answer.text)) == sum(line.startswith("https://") for line in lines) == 8
    assert all(len(code) == 22 for code in LINK.findall(answer.text))


async def test_a_link_ends_after_its_hours(window: Window) -> None:
    """Three days later it opens nothing."""
    code = await invited(window, UNBOUND)
    await window.stage.pass_time(3 * DAY + dt.timedelta(minutes=1))
    answers = await window.after(UNBOUND, lambda phone: phone.open_link(code))
    assert USED in answers[0].text
    assert (await window.person(UNBOUND)).chat is None


async def test_a_newer_link_ends_the_older(window: Window) -> None:
    """Of two links for one person only the last binds."""
    old, new = await invited(window, UNBOUND), await invited(window, UNBOUND)
    (refused,) = await window.after(UNBOUND, lambda phone: phone.open_link(old))
    assert USED in refused.text
    (welcome,) = await window.after(UNBOUND, lambda phone: phone.open_link(new))
    assert "绑定成功" in welcome.text


async def test_guessing_is_slowed_and_keeps_nobody_out(window: Window) -> None:
    """After a few wrong codes further ones wait for an hour; a right one binds, whoever guessed before."""
    code = await invited(window, UNBOUND)
    before = await window.ledger()
    for guess in range(TRIES):
        assert USED in (await window.say(STRANGER, f"/start guess{guess}")).text
    assert "尝试次数过多" in (await window.say(STRANGER, "/start guess")).text
    assert await window.ledger() == before
    assert await window.after(STRANGER, lambda phone: phone.say("/start guess")) == []
    (welcome,) = await window.after(STRANGER, lambda phone: phone.open_link(code))
    assert "绑定成功" in welcome.text


async def test_a_stranger_is_answered_once_a_minute(window: Window) -> None:
    """Whoever writes on and on hears one sentence, and nobody else waits for it."""
    told = [await window.after(STRANGER, lambda phone: phone.say("在吗")) for _ in range(5)]
    assert [len(messages) for messages in told] == [1, 0, 0, 0, 0]
    await window.stage.pass_time(dt.timedelta(minutes=1, seconds=1))
    assert len(await window.after(STRANGER, lambda phone: phone.say("在吗"))) == 1


async def test_a_bound_account_cannot_become_somebody_else(window: Window) -> None:
    """Another person's link in the hands of one who is bound binds nobody and stays good."""
    code = await invited(window, UNBOUND)
    before = await window.ledger()
    (answer,) = await window.after(OWNER, lambda phone: phone.open_link(code))
    assert "没有作任何更改" in answer.text
    assert await window.ledger() == before


async def test_the_own_link_twice_is_no_mistake(window: Window) -> None:
    """Who taps the link again is told that nothing needed to change."""
    code = await invited(window, UNBOUND)
    await window.after(UNBOUND, lambda phone: phone.open_link(code))
    before = await window.ledger()
    (again,) = await window.after(UNBOUND, lambda phone: phone.open_link(code))
    assert "一切照旧" in again.text
    assert await window.ledger() == before


async def test_only_a_hash_of_the_code_is_kept(window: Window) -> None:
    """Who reads the ledger cannot bind with it."""
    code = await invited(window, UNBOUND)
    assert all(code.encode() not in document for document in (await window.ledger()).values())


async def test_two_people_of_one_name_are_not_mixed_up(window: Window) -> None:
    """The name alone decides nothing: no link is issued for either."""
    async with window.stage.app.request.store.open() as ledger:
        await ledger.people.put(
            Person(id="u1/p90", unit="u1", name=UNBOUND, post="科员", department="人事股", roles=(Role.OWNER,))
        )
    before = await window.ledger()
    answer = await window.say(OFFICE, f"/invite {UNBOUND}")
    assert "没有作任何更改" in answer.text
    assert "两人以上" in answer.text
    assert await window.ledger() == before


async def test_unbound_people_are_strangers_again(window: Window) -> None:
    """After /unbind the old telephone hears nothing more of the ledger."""
    await window.say(OFFICE, f"/unbind {MATE}")
    answer = await window.say(MATE, "我的")
    assert "还没有绑定" in answer.text


async def test_groups_are_no_place_for_business(window: Window) -> None:
    """A bound person who asks in a group is sent to the private chat; strangers and talk are met with silence."""
    group = window.stage.sandbox.group(-100_200_300, "整改群", [window.phone(OWNER), window.phone(STRANGER)])
    before = await window.ledger()
    for name, words in ((STRANGER, "/status"), (STRANGER, "@duban_bot 在吗"), (OWNER, "大家好")):
        window.phone(name).scoped(group).say(words)
        await window.stage.settle()
    assert [message for message in group.messages if message.by_bot] == []
    for words in ("/status 2-3", "@duban_bot 2-3 完成80%"):
        window.phone(OWNER).scoped(group).say(words)
        await window.stage.settle()
        assert "私聊" in group.messages[-1].text
    assert await window.ledger() == before


async def test_who_lets_the_bot_write_again_is_reached_again(window: Window) -> None:
    """A person marked as having blocked the bot is reachable as soon as Telegram says so."""
    phone, person = window.phone(OWNER), await window.person(OWNER)
    phone.block()
    async with window.stage.app.request.store.open() as ledger:
        await ledger.people.put(replace(person, blocked=True))
    phone.unblock()
    await window.stage.settle()
    assert (await window.person(OWNER)).reachable


async def test_strangers_may_block_and_unblock_unheard(window: Window) -> None:
    """What a stranger does with the chat itself is not answered."""
    window.phone(STRANGER).block()
    await window.stage.settle()
    window.phone(STRANGER).unblock()
    await window.stage.settle()
    assert window.phone(STRANGER).inbox == []
