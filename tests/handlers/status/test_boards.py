"""看板: one in the chat of each who asks, renewed in place, tried again, made anew, gone with the right to it."""

import datetime as dt

import pytest

from bot.sandbox import Message
from bot.services.core.draft_content import PinnedBoard, new_draft
from tests.handlers.conftest import BEIJING, LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

JUNE = dt.datetime(2025, 6, 16, 9, 0, tzinfo=BEIJING)


async def hang(chats: Chats, *names: str) -> list[Message]:
    """Each asks for a board; as they hang."""
    for name in names:
        assert "看板" in (await chats.say(name, "看板")).text
    await chats.stage.tick()
    return [board(chats, name) for name in names]


def boards(chats: Chats, name: str) -> list[Message]:
    """The boards at the top of somebody's chat."""
    return [one for one in chats.phone(name).chat.pinned if "整改看板" in one.text]


def board(chats: Chats, name: str) -> Message:
    """The only one."""
    (found,) = boards(chats, name)
    return found


async def test_several_hang_at_once_and_each_is_renewed_in_place(chats: Chats) -> None:
    """The office's, the secretary's and a leader's; who asks twice has one."""
    hanging = await hang(chats, OFFICE, SECRETARY, LEADER)
    await hang(chats, OFFICE)
    texts = [one.text for one in hanging]
    chats.stage.sandbox.clock.set(JUNE)
    await chats.say(OWNER, f"{OWN} 完成30%")
    await chats.stage.tick()
    for name, message, was in zip((OFFICE, SECRETARY, LEADER), hanging, texts, strict=True):
        assert board(chats, name) is message
        assert message.text != was
        assert "更新于2025-06-16（周一） 09:00" in message.text


async def test_a_leader_s_board_is_of_what_he_leads(chats: Chats) -> None:
    """Its lists too; the whole of the unit stays with office and secretary, an owner has none."""
    chats.stage.sandbox.clock.set(JUNE)
    whole, led = await hang(chats, OFFICE, LEADER)
    assert f"{LEADER}分管" in led.text
    assert "23条措施" in whole.text
    assert "23条措施" not in led.text
    listed = await chats.press(LEADER, led, next(one for one in labels(led) if one.startswith("逾期")))
    shown = await chats.press(LEADER, led, labels(led)[0])
    assert LEADER in shown
    assert LEADER in listed
    assert len(labels(whole)) >= len(labels(led))
    assert "权限" in (await chats.say(OWNER, "看板")).text


async def test_each_red_item_opens_its_card_below(chats: Chats) -> None:
    """The board stays as it is, and the card leads back to the list of what is late."""
    chats.stage.sandbox.clock.set(JUNE)
    (whole,) = await hang(chats, OFFICE)
    was, number = whole.text, labels(whole)[0]
    assert number in await chats.press(OFFICE, whole, number)
    assert "‹ 回到清单" in labels(chats.phone(OFFICE).last)
    assert whole.text == was


@pytest.mark.parametrize("fault", [502, 429, "drop_before", "timeout"])
async def test_an_edit_that_failed_is_tried_again(chats: Chats, fault: int | str) -> None:
    """Telegram out of order, asking to wait, or silent: the next round renews it, in the same place."""
    (whole,) = await hang(chats, OFFICE)
    was = whole.text
    await chats.say(OWNER, f"{OWN} 完成30%")
    chats.stage.sandbox.faults.next("editMessageText", fault)
    await chats.stage.tick()
    await chats.stage.tick()
    assert whole.text != was
    assert board(chats, OFFICE) is whole


@pytest.mark.parametrize("asked", [False, True])
async def test_one_that_was_deleted_is_made_anew(chats: Chats, *, asked: bool) -> None:
    """With the next change, or at once when it is asked for."""
    (first,) = await hang(chats, OFFICE)
    phone = chats.phone(OFFICE)
    phone.chat.pinned.remove(first)
    chats.stage.sandbox.faults.next("editMessageText", 400, description="Bad Request: message to edit not found")
    await chats.say(OFFICE, "看板") if asked else await chats.say(OWNER, f"{OWN} 完成30%")
    await chats.stage.tick()
    second = board(chats, OFFICE)
    assert second is not first
    await chats.say(OWNER, f"{OWN} 已完成")
    await chats.stage.tick()
    assert board(chats, OFFICE) is second


async def test_one_that_telegram_does_not_take_is_made_anew_with_the_next_change(chats: Chats) -> None:
    """It is not forgotten for ever because of one page that could not be shown."""
    (first,) = await hang(chats, OFFICE)
    for method in ("editMessageText", "sendMessage"):
        chats.stage.sandbox.faults.next(method, 400, chat=chats.phone(OFFICE).chat.id)
    await chats.say(OWNER, f"{OWN} 完成30%")
    await chats.stage.tick()
    await chats.say(OWNER, f"{OWN} 已完成")
    await chats.stage.tick()
    assert boards(chats, OFFICE)[-1] is not first


async def test_whoever_may_not_have_it_any_more_sees_nothing_new(chats: Chats) -> None:
    """A phone that was let go keeps no figures: the board says that it ended, and hangs no longer."""
    (message,) = await hang(chats, LEADER)
    await chats.act(OFFICE, f"/unbind {LEADER}")
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, "✅ 确认")
    await chats.stage.tick()
    assert boards(chats, LEADER) == []
    assert "不再更新" in message.text
    assert [one for one in chats.phone(LEADER).chat.pinned if "条" in one.text] == []
    was = message.text
    await chats.say(OWNER, f"{OWN} 完成30%")
    await chats.stage.tick()
    assert message.text == was


async def test_the_one_board_of_an_older_version_goes_on(chats: Chats) -> None:
    """It was kept for the unit; who hung it has it still, and whoever asks anew has one."""
    office = await chats.person(OFFICE)
    async with chats.stage.app.request.store.open() as ledger:
        old = PinnedBoard(chat=office.chat or 0, message=0, shown="")
        await ledger.drafts.put(new_draft(old, "u1", "u1", chats.stage.app.request.now()))
    await chats.stage.tick()
    first = board(chats, OFFICE)
    assert "整改看板" in first.text
    await hang(chats, OFFICE)
    assert "不再更新" in first.text
