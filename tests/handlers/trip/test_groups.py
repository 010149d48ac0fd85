"""Groups with strangers in them: nothing of the ledger is said there, whatever is written, sent or pressed."""

import pytest

from bot.sandbox import Chat, Message, Phone
from tests.handlers.conftest import DAY, LEADER, OFFICE, OWN, OWNER, SECRETARY, STRANGER, Chats, data_of, labels
from tests.sandbox.conftest import png

PEOPLE = (OFFICE, OWNER, LEADER, SECRETARY)
WORDS = (
    *("/board", "/home", "/todo", "/mine", "/overdue", "/digest", f"/status {OWN}", f"/history {OWN}", "/people"),
    *("/burden", "/export", "/report 台账", "/start", "/invite", "/help", "/health", "/stats", "/calendar"),
    *("看板", "首页", "待办", "逾期", "周报", f"{OWN} 完成80%", "@duban_bot 逾期", "@duban_bot 我的"),
)
ALLOWED = ("私聊",)  # that business is done in private


@pytest.fixture
def group(chats: Chats) -> Chat:
    """The office's group, into which somebody has brought a friend."""
    return chats.stage.sandbox.group(-100_700, "整改群", [chats.phone(name) for name in (*PEOPLE, STRANGER)])


def said(group: Chat) -> list[Message]:
    """What the bot said there."""
    return [one for one in group.messages if one.by_bot]


def check(group: Chat) -> None:
    """Nothing but the way to the private chat, without a button, a file or a pin."""
    for one in said(group):
        assert any(words in one.text for words in ALLOWED), one.text
        assert OWN not in one.text
        assert not one.buttons
        assert not one.attachment
    assert group.pinned == []


@pytest.mark.parametrize("name", PEOPLE)
async def test_no_words_bring_the_ledger_into_a_group(chats: Chats, group: Chat, name: str) -> None:
    """Commands, their words, reports, by everybody who may do them in private; nothing is recorded either."""
    before = await chats.ledger()
    phone = chats.phone(name).scoped(group)
    for words in WORDS:
        phone.say(words)
    phone.send_photo(png(), f"@duban_bot {OWN} 已完成")
    await chats.stage.settle()
    check(group)
    assert await chats.ledger() == before


async def test_nothing_of_time_s_goes_into_a_group(chats: Chats, group: Chat) -> None:
    """Reminders, lists, cards and boards stay in private chats, a week long."""
    for name in PEOPLE:
        chats.phone(name).scoped(group).say("/board")
    await chats.say(OWNER, f"{OWN} 已完成")
    for _ in range(7):
        await chats.stage.pass_time(DAY)
    check(group)


@pytest.mark.parametrize("label", ["我的", "待办", "更多"])
async def test_a_button_that_is_pressed_in_a_group_opens_nothing_there(chats: Chats, group: Chat, label: str) -> None:
    """A changed app presses a button of its own that is good in private, below a message of ours in the group."""
    card = await chats.say(OWNER, "首页")
    data = data_of(card, next(one for one in labels(card) if one.startswith(label)))
    phone = chats.phone(OWNER).scoped(group)
    phone.say("/home")
    await chats.stage.settle()
    (ours,) = said(group)
    before = await chats.ledger()
    phone.press_data(ours, data)
    await chats.stage.settle()
    check(group)
    assert len(said(group)) == 1
    assert "私聊" in list(chats.stage.sandbox.presses.values())[-1].text
    assert await chats.ledger() == before


async def test_who_adds_the_bot_to_a_group_hears_nothing_there(chats: Chats, group: Chat) -> None:
    """Nor does the group's change to a bigger one, or who leaves it, bring anything out."""
    stranger: Phone = chats.phone(STRANGER).scoped(group)
    stranger.say("/start")
    stranger.say("/start@duban_bot")
    await chats.stage.settle()
    assert said(group) == []
