"""The inbox of one process: nothing that was confirmed to Telegram is lost, and no chat holds up another."""

import asyncio
import contextlib
import errno
from pathlib import Path

import pytest

from bot.services.core.ledger import Handled, InboxEntry
from bot.services.core.shared_store import ReceivedUpdate
from storage.archive.move import require_empty_inbox
from storage.codec import decode
from storage.disk import Disk
from storage.errors import InboxNotEmpty, StoreFull
from storage.tinydb import inbox
from storage.tinydb.store import TinyDBStore
from tests.storage.said import raises_saying
from tests.support.moment import now


def incoming(number: int, chat: int = 7, bot: str = "") -> ReceivedUpdate:
    """An update of a chat."""
    return ReceivedUpdate(bot=bot, number=number, chat=chat, update=b'{"update_id": %d}' % number)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is kept."""
    return tmp_path / "ledger.json"


async def numbers(store: TinyDBStore, limit: int = 10) -> list[int]:
    """What a worker gets."""
    return [one.number for one in await store.inbox.claim(limit)]


async def test_what_was_received_is_there_after_a_start(path: Path) -> None:
    """It was confirmed to Telegram, so that nobody else has it."""
    store = TinyDBStore(path)
    assert await store.inbox.put([incoming(2), incoming(1, chat=8), incoming(1, chat=8)]) == 2
    await store.close()
    store = TinyDBStore(path)
    assert sorted(await numbers(store)) == [1, 2]
    assert await store.inbox.put([incoming(2)]) == 0
    await store.close()


async def test_an_update_and_its_effect_are_one_transaction(path: Path) -> None:
    """Where the transaction fails the update is still there after a start; where it is kept it is not."""
    store = TinyDBStore(path)
    await store.inbox.put([incoming(1), incoming(2, chat=8)])
    first, second = await store.inbox.claim(2)
    with contextlib.suppress(ZeroDivisionError):
        async with store.open() as ledger:
            await store.inbox.settle(ledger, first)
            raise ZeroDivisionError
    async with store.open() as ledger:
        await store.inbox.settle(ledger, second)
    await store.close()
    store = TinyDBStore(path)
    assert await numbers(store) == [1]
    await store.close()


async def handle(store: TinyDBStore, one: ReceivedUpdate) -> None:
    """Keep the effect of an update, as a worker does."""
    async with store.open() as ledger:
        await ledger.handled.add(Handled(one.id, "", now()))
        await store.inbox.settle(ledger, one)
    await store.inbox.done(one)


async def shelf(store: TinyDBStore) -> list[tuple[str, str]]:
    """What is written down of updates: which, and why they are set aside."""
    return [(id_, decode(InboxEntry, kept).aside) async for name, id_, kept in store.documents() if name == "inbox"]


async def test_what_is_handled_in_a_moment_is_kept_by_its_effect_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is confirmed when that is durable, is written once, and is recognised when it comes again."""
    monkeypatch.setattr(inbox, "MOMENT", 60)
    store = TinyDBStore(path)
    receiving = asyncio.create_task(store.inbox.put([incoming(1), incoming(2, chat=8)]))
    await store.inbox.wait(60)
    first, second = await store.inbox.claim(2)
    await handle(store, first)
    assert not receiving.done()
    assert await shelf(store) == []
    await handle(store, second)
    assert await receiving == 2
    await store.close()
    store = TinyDBStore(path)
    assert await store.inbox.put([incoming(1), incoming(2, chat=8)]) == 0
    assert await numbers(store) == []
    await store.close()


@pytest.mark.parametrize("aside", ["", "ValueError"])
async def test_what_ends_while_it_is_being_written_down_is_no_second_time_there(path: Path, aside: str) -> None:
    """Whoever writes down waits for the ledger, and looks then what has become of each."""
    store = TinyDBStore(path)
    async with store.open() as held:
        receiving = asyncio.create_task(store.inbox.put([incoming(1)]))
        await store.inbox.wait(60)
        (one,) = await store.inbox.claim(1)
        ending = asyncio.create_task(store.inbox.done(one, aside=aside) if aside else handle(store, one))
        await asyncio.sleep(2 * inbox.MOMENT)
        assert not receiving.done()
        assert not await held.inbox.get("1")
    await asyncio.gather(receiving, ending)
    assert await shelf(store) == [("1", aside)] * bool(aside)
    await store.close()


class Full(Disk):
    """A disk that takes nothing for as long as it is said to be full."""

    full = False

    def write(self, file: int, content: bytes | memoryview) -> int:
        """Write, where there is room."""
        if self.full:
            raise OSError(errno.ENOSPC, "full")
        return super().write(file, content)


async def test_what_can_neither_be_handled_nor_written_down_is_not_confirmed(path: Path) -> None:
    """Telegram hands it out again; it is taken once, and confirmed when it is kept."""
    disk = Full()
    store = TinyDBStore(path, disk)
    disk.full = True
    with pytest.raises(StoreFull):
        await store.inbox.put([incoming(1)])
    (one,) = await store.inbox.claim(10)
    with pytest.raises(StoreFull):
        await store.inbox.done(one, aside="ValueError")
    with pytest.raises(StoreFull):
        await store.inbox.put([incoming(1)])
    assert await numbers(store) == []
    disk.full = False
    assert await store.inbox.put([incoming(1)]) == 0
    assert await shelf(store) == [("1", "")]
    await handle(store, one)
    assert await shelf(store) == []
    await store.close()


async def test_chats_take_turns(path: Path) -> None:
    """Three hundred messages of one chat hold nobody up: each chat has one at a time, the longest waiting first."""
    store = TinyDBStore(path)
    await store.inbox.put([*(incoming(number) for number in range(300)), incoming(300, chat=8), incoming(301, chat=9)])
    taken = await store.inbox.claim(10)
    assert [one.number for one in taken] == [0, 300, 301]
    assert await numbers(store) == []
    await store.inbox.done(taken[0])
    assert await numbers(store) == [1]
    await store.close()


async def test_in_a_rush_each_chat_has_one_turn(path: Path) -> None:
    """While more waits at Telegram, who floods goes on when all is in; who wrote behind the flood has a turn before."""
    store = TinyDBStore(path)
    await store.inbox.put([incoming(number) for number in range(3)], more=True)
    (first,) = await store.inbox.claim(10)
    await store.inbox.done(first)
    assert await numbers(store) == []
    await store.inbox.put([incoming(3), incoming(4, chat=8), incoming(5, chat=8)], more=True)
    (other,) = await store.inbox.claim(10)
    assert other.number == 4
    assert len(await shelf(store)) == 6, "nobody is waited for: what more would be handed out waits for it"
    await store.inbox.put([incoming(6, chat=9)])
    assert await numbers(store) == [1, 6], "all is in: who wrote much goes on"
    await store.inbox.done(other)
    assert await numbers(store) == [5]
    await store.close()


async def test_a_rush_ends_by_itself(path: Path) -> None:
    """Where nothing more comes, or more and more without end, further turns are held back for a moment alone."""
    store = TinyDBStore(path)
    await store.inbox.put([incoming(1), incoming(2)], more=True)
    (first,) = await store.inbox.claim(10)
    await store.inbox.done(first)
    await asyncio.wait_for(store.inbox.wait(60), 60)
    (second,) = await store.inbox.claim(10)
    assert second.number == 2
    await store.inbox.done(second)
    await store.inbox.put([incoming(3), incoming(4)], more=True)
    (third,) = await store.inbox.claim(10)
    await store.inbox.done(third)
    assert (third.number, await numbers(store)) == (3, []), "what comes after the line was broken is held back again"
    await store.close()


async def test_later_keeps_its_chat_waiting_and_aside_lets_it_go_on(path: Path) -> None:
    """What could not be kept comes again first; what nobody can read holds nobody up, and stays to be looked at."""
    store = TinyDBStore(path)
    await store.inbox.put([incoming(1), incoming(2)])
    (one,) = await store.inbox.claim(10)
    await store.inbox.postpone(one, 1.0)
    assert await numbers(store) == []
    await asyncio.wait_for(store.inbox.wait(60), 60)
    (again,) = await store.inbox.claim(10)
    assert (one.tries, again.number, again.tries) == (1, 1, 2)
    await store.inbox.done(again, aside="ValueError")
    assert await numbers(store) == [2]
    await store.close()
    store = TinyDBStore(path)
    assert await numbers(store) == [2]
    async with store.open() as ledger:
        aside = await ledger.inbox.get("1")
    assert aside is not None
    assert aside.aside == "ValueError"
    await store.close()


async def test_a_ledger_is_not_moved_away_from_updates_that_wait(path: Path) -> None:
    """They stand in the ledger's own file, and are no less a part of the inbox: they must be handled first."""
    store = TinyDBStore(path)
    await store.inbox.put([incoming(1), incoming(2)])
    await store.close()
    with raises_saying(InboxNotEmpty, "还有 2 条来信没有办完"):
        await require_empty_inbox(str(path))
    store = TinyDBStore(path)
    for _ in range(2):
        (one,) = await store.inbox.claim(1)
        async with store.open() as ledger:
            await store.inbox.settle(ledger, one)
        await store.inbox.done(one)
    await store.close()
    await require_empty_inbox(str(path))
