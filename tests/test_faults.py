"""Telegram's faults before the whole bot: nothing is lost, nobody else is stopped, doubt is labelled."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.outbox.message import Message, MessageState, Priority
from bot.messages.wording import load_wording
from bot.services.core.ledger import ANSWERS_WAITING
from bot.services.core.message_content import facts_of
from bot.services.core.notify import notice
from tests.handlers.conftest import LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, open_chats

LABEL = "可能重复"
LABELLED = load_wording().say("outbox.doubtful")
WORDS = "正在推进"
MINUTE = dt.timedelta(minutes=1)
PLAIN = "status.board_calm"  # a sentence without facts
ARRIVED = "目前没有逾期措施。"


@pytest.fixture
async def chats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chats]:
    """An office whose bot does not wait long before it asks Telegram again."""
    monkeypatch.setattr("bot.transport.polling.LONGEST_PAUSE", 0.05)
    async with open_chats(tmp_path) as opened:
        yield opened


async def write(chats: Chats, id_: str, name: str) -> None:
    """Put a plain message to somebody into the outbox."""
    request, person = chats.stage.app.request, await chats.person(name)
    facts = facts_of(notice(PLAIN, {}))
    message = Message(
        id=id_,
        unit="u1",
        to=person.id,
        kind="notice",
        due=request.now(),
        facts=facts,
        priority=Priority.YELLOW,
        created=request.now(),
    )
    async with request.open() as ledger:
        await ledger.outbox.add(message)


async def state(chats: Chats, id_: str) -> Message:
    """A message of the outbox as it is."""
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.outbox.get(id_)
    assert found
    return found


def copies(chats: Chats, name: str) -> list[str]:
    """Every copy of the plain message that somebody got."""
    return [message.text for message in chats.phone(name).inbox if ARRIVED in message.text]


async def carry(chats: Chats, minutes: int = 30) -> None:
    """Let the sender go round for a while."""
    for _ in range(minutes):
        chats.stage.sandbox.clock.move(MINUTE)
        await chats.stage.app.first.sender.run_once()


@pytest.mark.parametrize("kind", [409, 401, 429, 500, 502, "timeout", "drop_before", "drop_after", "bad_json"])
async def test_replies_wait_until_updates_can_be_fetched(chats: Chats, kind: str | int) -> None:
    """Whatever Telegram answers to the question for updates: each reply is recorded once, in order, when it is over."""
    chats.stage.sandbox.faults.next("getUpdates", kind, times=4, retry_after=0)
    for percent in (10, 20, 30):
        chats.phone(OWNER).say(f"{OWN} 完成{percent}%")
    chats.phone(MATE).say(f"{OTHERS} {WORDS}")
    await chats.stage.settle()
    assert [one.percent for one in await chats.progress(OWN)] == [10, 20, 30]
    assert len(await chats.progress(OTHERS)) == 1


@pytest.mark.parametrize("kind", [429, 500, 502, "timeout", "drop_before", "drop_after", "bad_json", 403, 400])
async def test_lost_answers_lose_no_reply(chats: Chats, kind: str | int) -> None:
    """The answer fails, the reply stands once; somebody else is answered as if nothing were.

    Unless Telegram will not have it at all, it arrives afterwards, word for word; a copy that may be one says so.
    """
    chats.stage.sandbox.faults.next("sendMessage", kind, chat=chats.phone(OWNER).user.id)
    before = len(chats.phone(OWNER).inbox)
    chats.phone(OWNER).say(f"{OWN} {WORDS}")
    said = await chats.say(MATE, f"{OTHERS} {WORDS}")
    await chats.stage.settle()
    assert len(await chats.progress(OWN)) == 1
    assert OTHERS in said.text
    await carry(chats, 3)
    first, *more = [message.text for message in chats.phone(OWNER).inbox[before:]] or [""]
    assert ("已登记" in first) is (kind not in {403, 400})
    assert [text.removeprefix(f"{LABELLED}\n\n") for text in more] == [first] * len(more)
    assert all(LABEL in text for text in more)


@pytest.mark.parametrize(
    ("kind", "arrived", "labelled"),
    [
        (429, 1, False),
        (500, 1, True),
        (502, 1, True),
        ("drop_before", 1, True),
        ("drop_after", 2, True),
        ("timeout", 2, True),
        ("bad_json", 2, True),
        ("slow", 1, False),
    ],
)
async def test_message_of_the_outbox_survives_every_fault(
    chats: Chats, kind: str | int, arrived: int, *, labelled: bool
) -> None:
    """It arrives; where it may have arrived before, once more with a label; others get theirs at once."""
    faults, chat = chats.stage.sandbox.faults, chats.phone(OWNER).user.id
    faults.next("sendMessage", kind, chat=chat, retry_after=30, seconds=0.1)
    await write(chats, "a", OWNER)
    for name in (MATE, LEADER, SECRETARY):
        await write(chats, f"b:{name}", name)
    await chats.stage.app.first.sender.run_once()
    assert [len(copies(chats, name)) for name in (MATE, LEADER, SECRETARY)] == [1, 1, 1]
    await carry(chats)
    assert (await state(chats, "a")).state is MessageState.SENT
    got = copies(chats, OWNER)
    assert len(got) == arrived
    assert (LABEL in got[-1]) is labelled
    assert not any(LABEL in text for text in got[:-1])


async def test_storm_of_429_delays_and_loses_nothing(chats: Chats) -> None:
    """Forty refusals in a row are forty due times; then everybody has every message, once and without a label."""
    chats.stage.sandbox.faults.next("sendMessage", 429, times=40, retry_after=20)
    names = (OWNER, MATE, LEADER, SECRETARY, OFFICE)
    for n in range(4):
        for name in names:
            await write(chats, f"m{n}:{name}", name)
    await carry(chats, 60)
    assert [len(copies(chats, name)) for name in names] == [4] * 5
    assert not any(LABEL in text for name in names for text in copies(chats, name))


@pytest.mark.parametrize("kind", [403, "chat not found"])
async def test_blocked_person_stops_nobody(chats: Chats, kind: str | int) -> None:
    """The office hears of it and everybody else has the message."""
    chat = chats.phone(OWNER).user.id
    if kind == 403:
        chats.stage.sandbox.faults.next("sendMessage", 403, chat=chat)
    else:
        chats.stage.sandbox.faults.next("sendMessage", 400, chat=chat, description=f"Bad Request: {kind}")
    for name in (OWNER, MATE):
        await write(chats, f"a:{name}", name)
    await carry(chats, 3)
    assert len(copies(chats, MATE)) == 1
    assert (await chats.person(OWNER)).blocked
    assert OWNER in chats.phone(OFFICE).last.text


async def test_message_follows_a_chat_that_moved(chats: Chats) -> None:
    """The new number is kept, the message goes there."""
    moved = chats.stage.sandbox.phone(777_777, OWNER)
    moved.start_chat()
    chats.stage.sandbox.faults.next("sendMessage", "migrated", chat=chats.phone(OWNER).user.id, to=777_777)
    await write(chats, "a", OWNER)
    await carry(chats, 3)
    assert (await chats.person(OWNER)).chat == 777_777
    assert sum(ARRIVED in message.text for message in moved.inbox) == 1


async def test_redelivered_update_is_recorded_once(chats: Chats) -> None:
    """A confirmation that Telegram lost brings the same update again, even days later."""
    update = chats.phone(OWNER).say(f"{OWN} {WORDS}")
    await chats.stage.settle()
    for _ in range(3):
        chats.stage.sandbox.redeliver(update)
        await chats.stage.settle()
    assert len(await chats.progress(OWN)) == 1


async def test_press_and_text_may_come_in_either_order(chats: Chats) -> None:
    """Updates out of their order, as Telegram queues presses apart: every one has its effect, once."""
    phone = chats.phone(OWNER)
    first = phone.say(f"{OWN} {WORDS}")
    await chats.stage.settle()
    second = phone.say(f"{OWN} 完成40%")
    chats.stage.sandbox.redeliver(first)
    third = phone.say(f"{OWN} 完成50%")
    chats.stage.sandbox.redeliver(second)
    await chats.stage.settle()
    assert first < second < third
    assert [one.percent for one in await chats.progress(OWN)] == [None, 40, 50]


async def test_poisoned_update_is_set_aside(chats: Chats) -> None:
    """What the library cannot parse neither blocks the queue nor comes again for ever."""
    sandbox = chats.stage.sandbox
    poison: tuple[dict[str, Any], ...] = (
        {"message": {"message_id": 1, "date": "yesterday", "chat": {"id": chats.phone(OWNER).user.id}}},
        {"message": None},
        {"message": []},
        {"callback_query": {"id": 5}},
        {},
        {"message": {"chat": {"id": {"id": 1}}}},
    )
    for raw in poison:
        sandbox.poison(dict(raw))
        chats.phone(OWNER).say(f"{OWN} {WORDS}")
    await chats.stage.settle()
    assert len(await chats.progress(OWN)) == 6


async def test_slow_answer_keeps_nobody_else_waiting(chats: Chats) -> None:
    """One chat's answer takes its time; others are answered meanwhile, and order in the slow chat is kept."""
    chats.stage.sandbox.faults.next("sendMessage", "slow", chat=chats.phone(OWNER).user.id, seconds=2)
    for percent in (10, 20):
        chats.phone(OWNER).say(f"{OWN} 完成{percent}%")
    before = asyncio.get_running_loop().time()
    known = len(chats.phone(MATE).inbox)
    chats.phone(MATE).say(f"{OTHERS} {WORDS}")
    stop = asyncio.Event()
    sending = asyncio.create_task(chats.stage.app.first.sender.run(stop))
    await chats.stage.sandbox.until(lambda: len(chats.phone(MATE).inbox) > known)
    assert asyncio.get_running_loop().time() - before < 1.5
    stop.set()
    await sending
    await chats.stage.settle()
    assert [one.percent for one in await chats.progress(OWN)] == [10, 20]


@pytest.mark.parametrize(
    "description", ["message can't be edited", "message is not modified", "message to edit not found"]
)
async def test_card_that_cannot_be_edited_takes_the_press_all_the_same(chats: Chats, description: str) -> None:
    """Too old, unchanged or gone: what was pressed is done, once."""
    card = await chats.say(OWNER, f"{OWN} 完成40%")
    label = next(button.text for row in card.buttons for button in row if "撤" in button.text)
    chats.stage.sandbox.faults.next("editMessageText", 400, description=f"Bad Request: {description}")
    await chats.press(OWNER, card, label)
    assert await chats.progress(OWN) == []
    chats.unanswered.clear()  # what Telegram says of the card is all that anybody sees


async def test_everything_at_once(chats: Chats) -> None:
    """In every chat all kinds of faults, people replying meanwhile: all is recorded once, and everything arrives."""
    faults = chats.stage.sandbox.faults
    names = (OWNER, MATE, LEADER, SECRETARY, OFFICE)
    in_doubt: tuple[str | int, ...] = (
        "drop_after",
        "timeout",
        "drop_before",
        "bad_json",
        502,
    )  # after a second doubt a message is given up
    for name, lost in zip(names, in_doubt, strict=True):
        kinds: tuple[tuple[str | int, int], ...] = ((429, 2), (lost, 1), (500, 2))
        for kind, times in kinds:
            faults.next("sendMessage", kind, times=times, chat=chats.phone(name).user.id)
    for kind in (429, 500, "drop_before", "drop_after", "timeout", "bad_json", 502):
        faults.next("getUpdates", kind, times=3, retry_after=0)
    before = len(chats.phone(OWNER).inbox)
    for n in range(6):
        chats.phone(OWNER).say(f"{OWN} {WORDS}，第{n}稿")
        await write(chats, f"x{n}", names[n % len(names)])
    await chats.stage.settle()
    await carry(chats, 120)
    assert len(await chats.progress(OWN)) == 6
    assert {(await state(chats, f"x{n}")).state for n in range(6)} == {MessageState.SENT}
    arrived = {message.text.removeprefix(f"{LABELLED}\n\n") for message in chats.phone(OWNER).inbox[before:]}
    assert sum(text.count("已登记") for text in arrived) == 6
    async with chats.stage.app.request.look() as ledger:
        assert await ledger.outbox.find(ANSWERS_WAITING) == []
