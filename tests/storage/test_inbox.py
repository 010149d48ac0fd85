"""The inbox and the leader locks on a real server: what several processes rely on."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.messages.operations.view import ProcessRecord
from bot.services.core.shared_store import ReceivedUpdate
from storage.archive.move import require_empty_inbox
from storage.errors import InboxNotEmpty
from storage.postgres import inbox
from storage.postgres.store import PostgresStore
from tests.storage.said import raises_saying
from tests.storage.server import Server
from tests.support.moment import now

pytestmark = pytest.mark.postgres

SOME_DAY = dt.datetime(2900, 1, 1, tzinfo=dt.UTC)  # after all that the server, whose clock is its own, writes down


def incoming(number: int, chat: int = 7, bot: str = "") -> ReceivedUpdate:
    """An update of a chat."""
    return ReceivedUpdate(bot=bot, number=number, chat=chat, update=b'{"update_id": %d}' % number)


@pytest.fixture
def address(postgres: Server) -> str:
    """Where the ledger is kept."""
    return postgres.database()


@pytest.fixture
async def stores(address: str) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """One ledger, as two processes have it open."""
    first, second = await PostgresStore.connect(address), await PostgresStore.connect(address)
    yield first, second
    await first.close()
    await second.close()


async def numbers(store: PostgresStore, limit: int = 10) -> list[int]:
    """What a worker gets."""
    return [one.number for one in await store.inbox.claim(limit)]


async def test_an_update_is_kept_once_for_each_bot(stores: tuple[PostgresStore, PostgresStore]) -> None:
    """Telegram may push it to two receivers; another bot counts by itself."""
    first, second = stores
    assert await first.inbox.put([incoming(1)])
    assert not await second.inbox.put([incoming(1)])
    assert await second.inbox.put([incoming(1, bot="east")])
    assert (await first.inbox.status()).waiting == 2


async def test_the_oldest_of_each_chat_is_taken_and_the_next_waits_for_it(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    """Two chats go on side by side; within a chat order is kept, whichever worker comes."""
    first, second = stores
    for number, chat in ((1, 7), (2, 7), (3, 8), (4, 7)):
        await first.inbox.put([incoming(number, chat)])
    taken = await first.inbox.claim(10)
    assert [one.number for one in taken] == [1, 3]
    assert await numbers(second) == []
    await first.inbox.done(taken[0])
    assert await numbers(second) == [2]
    assert await numbers(second) == []


async def test_what_a_worker_holds_is_lent_and_another_takes_it_when_the_worker_ends(
    stores: tuple[PostgresStore, PostgresStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as it says that it is at it, nobody else gets the update."""
    monkeypatch.setattr(inbox, "LEASE", 0.4)
    first, second = stores
    await first.inbox.put([incoming(1)])
    taken = await first.inbox.claim(1)
    monkeypatch.setattr(inbox, "LEASE", 60)
    await first.inbox.renew(taken)
    await asyncio.sleep(0.5)
    assert await numbers(second) == []
    monkeypatch.setattr(inbox, "LEASE", 0.2)
    await first.inbox.renew(taken)
    await asyncio.sleep(0.3)
    assert [(one.number, one.tries) for one in await second.inbox.claim(1)] == [(1, 2)]


async def test_workers_that_ask_at_the_same_time_share_nothing(stores: tuple[PostgresStore, PostgresStore]) -> None:
    """A hundred chats, two workers: every update is handed out once."""
    first, second = stores
    for number in range(100):
        await first.inbox.put([incoming(number, chat=number)])
    found = await asyncio.gather(*(numbers(store, 10) for store in (first, second) * 6))
    assert sorted(number for some in found for number in some) == [*range(100)]


async def test_later_keeps_the_chat_waiting_and_aside_lets_it_go_on(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    """What could not be kept comes again first; what nobody can read holds nobody up, and stays to be looked at."""
    store, _ = stores
    await store.inbox.put([incoming(1)])
    await store.inbox.put([incoming(2)])
    (one,) = await store.inbox.claim(10)
    await store.inbox.postpone(one, 60)
    assert await numbers(store) == []
    await store.inbox.postpone(one, 0.1)
    await asyncio.sleep(0.2)
    (one,) = await store.inbox.claim(10)
    assert one.number == 1
    await store.inbox.done(one, aside="ValueError")
    (two,) = await store.inbox.claim(10)
    await store.inbox.done(two)
    assert await store.inbox.forget(SOME_DAY) == 1
    assert not await store.inbox.put([incoming(1)])


async def test_of_what_is_handled_only_its_number_stays(stores: tuple[PostgresStore, PostgresStore]) -> None:
    """By which it is recognised; what somebody wrote stands where its effect is, and a flood leaves no bytes."""
    store, _ = stores
    await store.inbox.put([incoming(1), incoming(2, chat=8)])
    for one, aside in zip(await store.inbox.claim(10), ("", "ValueError"), strict=True):
        await store.inbox.done(one, aside=aside)
    async with store.connection() as connection:
        rows = await (await connection.execute("select number, update from inbox order by number")).fetchall()
    assert rows == [(1, b""), (2, incoming(2).update)]
    assert not await store.inbox.put([incoming(1)])


async def test_when_it_came_is_told_by_who_received_it(stores: tuple[PostgresStore, PostgresStore]) -> None:
    """The server's clock may be another machine's: a question would seem to be over that was asked a minute ago."""
    store, _ = stores
    came = dt.datetime(2025, 4, 28, 9, 0, tzinfo=dt.UTC)
    await store.inbox.put([replace(incoming(1), came=came)])
    (one,) = await store.inbox.claim(10)
    assert one.came == came


async def test_the_tray_says_how_much_waits_and_since_when(stores: tuple[PostgresStore, PostgresStore]) -> None:
    """Nothing yet; then one that waits, then none."""
    store, _ = stores
    assert (await store.inbox.status()).came is None
    await store.inbox.put([incoming(1)])
    tray = await store.inbox.status()
    assert (tray.waiting, tray.oldest is not None and tray.oldest < dt.timedelta(seconds=30)) == (1, True)
    await store.inbox.done((await store.inbox.claim(1))[0])
    tray = await store.inbox.status()
    assert (tray.waiting, tray.oldest) == (0, None)
    assert tray.came is not None


async def test_a_seat_is_one_process_s_until_it_ends(
    stores: tuple[PostgresStore, PostgresStore], postgres: Server
) -> None:
    """Asking again keeps it; leaving, closing, or a restart of the database frees it."""
    first, second = stores
    assert await asyncio.gather(*(first.leader_lock("sender").acquire() for _ in range(3))) == [True] * 3
    assert await first.leader_lock("sender").acquire()
    assert not await second.leader_lock("sender").acquire()
    assert await second.leader_lock("sender east").acquire()
    assert (first.locks_held, second.locks_held) == (["sender"], ["sender east"])
    await first.leader_lock("sender").release()
    assert await second.leader_lock("sender").acquire()
    await asyncio.to_thread(postgres.stop)
    await asyncio.to_thread(postgres.start)
    assert not await second.leader_lock("sender").acquire()
    assert await first.leader_lock("sender").acquire()
    assert not await second.leader_lock("sender").acquire()


@pytest.mark.hours
async def test_who_is_at_work_is_known(stores: tuple[PostgresStore, PostgresStore]) -> None:
    """The last word of each process counts."""
    first, second = stores
    at = now()
    await first.record_process(ProcessRecord("a:1", ("worker",), (), at))
    await second.record_process(ProcessRecord("b:2", ("sender",), (), at))
    await second.record_process(ProcessRecord("b:2", ("sender",), ("sender",), at))
    assert [(one.id, one.roles, one.seats) for one in await first.process_records()] == [
        ("a:1", ("worker",), ()),
        ("b:2", ("sender",), ("sender",)),
    ]


async def test_a_ledger_is_not_moved_away_from_updates_that_wait(
    stores: tuple[PostgresStore, PostgresStore], address: str
) -> None:
    """Telegram was told that they are kept: whoever moves hears how many there are, and where to look."""
    await stores[0].inbox.put([incoming(1)])
    with raises_saying(InboxNotEmpty, "还有 1 条来信没有办完"):
        await require_empty_inbox(address)
    await stores[0].inbox.done((await stores[0].inbox.claim(1))[0])
    await require_empty_inbox(address)
