"""首页: one card a person, by role, pinned, edited in place; help and menu show what this person may do."""

import datetime as dt

import pytest

from bot.messages.inert import JOINER
from tests.handlers.conftest import BEIJING, LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

MORNING = dt.datetime(2025, 6, 16, 9, 0, tzinfo=BEIJING)
SATURDAY = dt.datetime(2025, 3, 22, 10, 0, tzinfo=BEIJING)
SUNDAY = dt.datetime(2025, 3, 23, 15, 0, tzinfo=BEIJING)
NIGHT = dt.datetime(2025, 3, 24, 0, 5, tzinfo=BEIJING)
TILES = {
    OWNER: ("我的", "今天要办", "待办", "逾期", "更多"),
    LEADER: ("待我审", "我分管的", "逾期", "本周", "现场督办", "更多"),
    SECRETARY: ("本周", "待我定", "逾期", "批示", "开会", "更多"),
    OFFICE: ("待办", "逾期", "邀请", "我的", "出文", "更多"),
}


@pytest.mark.parametrize("name", TILES)
async def test_each_role_has_its_tiles_and_each_tile_leads_somewhere(chats: Chats, name: str) -> None:
    """At most six; a tap answers below, and the card stays."""
    card = await chats.say(name, "首页")
    assert [label.partition(" ")[0] for label in labels(card)] == list(TILES[name])
    text = card.text
    for label in labels(card):
        assert await chats.press(name, card, label)
        assert card.text == text
    assert not chats.failures()


async def test_card_is_pinned_once_and_edited_in_place(chats: Chats) -> None:
    """Bound people have it without asking; when something is handed in the leader's card counts it, in silence."""
    await chats.stage.tick()
    phone = chats.phone(LEADER)
    (card,) = phone.chat.pinned
    assert "待我审" in labels(card)
    chats.stage.sandbox.clock.set(MORNING)
    await chats.say(OWNER, f"{OWN} 已完成，材料齐了")
    await chats.stage.tick()
    assert "待我审 1" in labels(card)
    await chats.say(LEADER, "首页")
    await chats.stage.tick()
    assert phone.chat.pinned == [card]


async def test_a_card_that_was_deleted_is_hung_anew_on_a_working_day(chats: Chats) -> None:
    """Not on a day of rest and not at night, whatever changes; the others are edited meanwhile."""
    await chats.stage.tick()
    phone, other = chats.phone(LEADER), chats.phone(OWNER)
    (card,) = phone.chat.pinned
    card.deleted = True
    before = {message.id for message in phone.inbox}
    for when in (SATURDAY, SUNDAY, NIGHT):
        chats.stage.sandbox.clock.set(when)
        await chats.stage.tick()
        assert {message.id for message in phone.inbox} == before
        assert f"{when:%m-%d}" in other.chat.pinned[0].text
    chats.stage.sandbox.clock.set(NIGHT + dt.timedelta(hours=9))
    await chats.stage.tick()
    assert len([one for one in phone.chat.pinned if not one.deleted]) == 1
    assert len([one for one in other.chat.pinned if not one.deleted]) == 1


async def test_every_line_of_a_list_opens_its_card(chats: Chats) -> None:
    """With what this person may do now, and the way to report below it."""
    listed = await chats.say(OWNER, "我的")
    assert OWN in labels(listed)
    opened = await chats.press(OWNER, listed, OWN)
    assert OWN in opened
    assert "报进展" in labels(chats.phone(OWNER).last)


async def test_help_is_by_task_and_only_what_one_may_do(chats: Chats) -> None:
    """An owner reads nothing of imports; nobody of units below where there are none; the menu changes nothing."""
    owner, office = await chats.say(OWNER, "帮助"), await chats.say(OFFICE, "帮助")
    assert "▎看进度" in owner.text
    assert "/undo_import" not in owner.text
    assert "/units" not in office.text
    assert "撤销导入" in office.text
    assert JOINER not in office.text  # its examples are there to be copied
    for name in TILES:
        menu = {command["command"] for command in chats.phone(name).commands}
        assert menu >= {"home", "todo", "help"}
        assert not menu & {"undo_import", "cancel", "merge", "unbind", "units"}
