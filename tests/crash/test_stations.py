"""Several processes before one PostgreSQL ledger: any of them may die, and the database and Telegram may be cut off."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.crash.bot_stations import Site, open_site
from tests.storage.server import Server

pytestmark = pytest.mark.postgres

TAKEN_OVER = 10.0  # seconds


@pytest.fixture
async def site(tmp_path: Path, postgres: Server) -> AsyncIterator[Site]:
    """An installation with a receiver, a worker, a sender and the clock, each a process of its own."""
    async with open_site(tmp_path, postgres) as opened:
        for name in ("receiver", "worker", "sender", "ticks"):
            await opened.employ(name, name)
        yield opened


async def test_replies_and_reminders_go_round_through_four_processes(site: Site) -> None:
    """Everything said is recorded once and in order, everybody is answered, every reminder and notice arrives."""
    await site.talk(60)
    await site.until_quiet()
    assert await site.count() == {}
    assert site.tally.sent_twice == 0
    assert all(site.answers()[phone.user.id] >= 1 for phone in site.office.repliers)


@pytest.mark.parametrize("name", ["receiver", "worker", "sender", "ticks"])
async def test_a_killed_process_loses_nothing(site: Site, name: str) -> None:
    """Killed in the middle of the talk and started anew, three times."""
    for _ in range(3):
        await site.talk(25)
        site.tally.in_flight += await site.in_flight_now()
        await site.dismiss(name)
        await site.talk(10)
        await site.employ(name, name)
    await site.until_quiet()
    assert await site.count() == {}


async def test_a_standby_takes_over_within_ten_seconds(site: Site) -> None:
    """Two senders and two clocks: when those that hold the seats are killed, the others sit down."""
    await site.employ("sender2", "sender")
    await site.employ("ticks2", "ticks")
    await site.talk(20)
    await site.until_quiet()
    stations = {one.id: one for one in await site.opened().stations()}
    holders = {seat: int(one.id.rpartition(":")[2]) for one in stations.values() for seat in one.seats}
    assert set(holders) == {"sender", "clock"}
    for seat, pid in holders.items():
        name = next(name for name, process in site.processes.items() if process.pid == pid)
        await site.dismiss(name)
        killed = time.monotonic()
        while seat not in {s for one in await site.opened().stations() for s in one.seats if str(pid) not in one.id}:
            assert time.monotonic() - killed < TAKEN_OVER
            await asyncio.sleep(0.1)
    await site.talk(20)
    await site.until_quiet()
    assert await site.count() == {}


async def test_a_database_that_restarts_in_the_middle_loses_nothing(site: Site, postgres: Server) -> None:
    """Stopped as by a crash and started again while people talk, twice."""
    for _ in range(2):
        talking = asyncio.create_task(site.talk(60))
        await asyncio.sleep(0.5)
        site.tally.in_flight += await site.in_flight_now() + 1
        await asyncio.to_thread(postgres.stop)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(postgres.start)
        await talking
    await site.until_quiet()
    assert await site.count() == {}


async def test_a_database_that_is_cut_off_or_slow_loses_nothing(site: Site) -> None:
    """No connection for two seconds, then every answer a tenth of a second late."""
    talking = asyncio.create_task(site.talk(60))
    await asyncio.sleep(0.5)
    site.tally.in_flight += await site.in_flight_now() + 1
    site.database.cut()
    await asyncio.sleep(2)
    site.database.mend()
    await talking
    site.database.delay = 0.1
    await site.talk(10)
    await asyncio.sleep(2)
    site.database.delay = 0.0
    await site.until_quiet()
    assert await site.count() == {}


async def test_telegram_cut_off_from_the_sender_loses_nothing(site: Site) -> None:
    """Messages wait; what was on its way when the cable was cut is sent once more, with its label."""
    talking = asyncio.create_task(site.talk(60))
    await asyncio.sleep(0.5)
    site.tally.in_flight += await site.in_flight_now() + 1
    site.telegram.cut()
    await asyncio.sleep(2)
    site.telegram.mend()
    await talking
    await site.until_quiet()
    assert await site.count() == {}


async def test_one_of_two_receivers_may_die(site: Site) -> None:
    """Telegram comes to the other."""
    await site.employ("receiver2", "receiver")
    await site.talk(20)
    await site.dismiss("receiver")
    await site.talk(20)
    await site.until_quiet()
    assert await site.count() == {}
