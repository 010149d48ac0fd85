"""Several processes before one PostgreSQL ledger: any of them may die, and the database and Telegram may be cut off."""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import processes as stations
from bot.config import load_config
from tests.crash.programs.bot_stations import Site, open_site
from tests.storage.server import Server

pytestmark = [pytest.mark.postgres, pytest.mark.long]

TAKEN_OVER = 10.0  # seconds


@pytest.fixture
async def site(tmp_path: Path, postgres: Server) -> AsyncIterator[Site]:
    """An installation with a receiver, a worker, a sender and the clock, each a process of its own."""
    async with open_site(tmp_path, postgres) as opened:
        for name in ("receiver", "worker", "sender", "ticks"):
            await opened.employ(name, name)
        yield opened


async def settled(site: Site) -> dict[str, int]:
    """What must be nothing, and is not, when nothing is left to do."""
    await site.until_quiet()
    return await site.count()


async def test_what_is_said_goes_round_and_standbys_take_over(site: Site) -> None:
    """Recorded once and in order, answered, told to others; then the holders of the seats die, and one receiver of two.

    Another sender and another clock sit down within ten seconds.
    """
    await site.talk(40)
    assert await settled(site) == {}
    assert site.tally.sent_twice == 0
    assert all(site.answers()[phone.user.id] >= 1 for phone in site.office.repliers)
    clerk = site.office.told[0][1]
    clerk.say("/health")
    await site.until_quiet()
    assert "✅ 在岗的进程：receiver 1、worker 1、sender 1、ticks 1" in clerk.last.text
    assert "✅ 最近一次到期检查" in clerk.last.text
    await asyncio.gather(*(site.employ(f"{role}2", role) for role in ("sender", "ticks", "receiver")))
    assert {seat for one in await site.opened().process_records() for seat in one.seats} == {"sender", "clock"}
    for seat, name in (("sender", "sender"), ("clock", "ticks")):
        before = time.monotonic()
        await site.break_down(name)
        await site.until_seated(seat, f"{name}2")
        assert time.monotonic() - before < TAKEN_OVER
    await site.break_down("receiver")
    await site.talk(20)
    assert await settled(site) == {}
    assert {name: await site.retire(name) for name in [*site.processes]} == dict.fromkeys(
        ("worker", "sender2", "ticks2", "receiver2"), 0
    )


async def test_answers_cross_over_whole(site: Site) -> None:
    """Pictures, workbooks, buttons and changed cards reach the person although another process carries them."""
    clerk, replier = site.office.told[0][1], site.office.repliers[0]
    for words, name in (("/chart", ".png"), ("/export", ".xlsx")):
        clerk.say(words)
        await site.until_quiet()
        sent = [message.attachment.file for message in clerk.inbox if message.attachment and message.attachment.file]
        assert sent[-1].name.endswith(name)
        assert len(sent[-1].content) > 1_000
    replier.say("1-1 完成30%")
    await site.until_quiet()
    card = replier.last
    replier.press(card, "↩️ 撤回")
    await site.until_quiet()
    assert replier.last is card
    assert "撤回" in card.text


async def test_a_killed_process_loses_nothing(site: Site) -> None:
    """Each of the four is killed in the middle of the talk and started anew, twice."""
    for name in ("receiver", "worker", "sender", "ticks") * 2:
        await site.talk(12)
        await site.break_down(name)
        await site.talk(6)
        await site.employ(name, name)
    assert await settled(site) == {}


async def test_a_database_and_a_telegram_that_fail_lose_nothing(site: Site, postgres: Server) -> None:
    """The database stops as by a crash, is cut off for two seconds, is slow; then Telegram is cut off."""
    talking = asyncio.create_task(site.talk(100, 0.1))
    await asyncio.sleep(1)
    await site.restart(postgres)
    await asyncio.sleep(2)
    await site.cut(site.database, seconds=2)
    await asyncio.sleep(2)
    site.database.delay = 0.05
    await asyncio.sleep(2)
    site.database.delay = 0.0
    await site.cut(site.telegram, seconds=2)
    await talking
    assert await settled(site) == {}


async def test_receiver_that_waits_gives_signs_of_life(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has no round of its own; systemd must not take it for dead after a quiet quarter of an hour."""
    monkeypatch.setattr("bot.transport.systemd.HUNG", 1.0)
    monkeypatch.setattr(stations, "SIGN_IN", 0.2)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "n"))
        systemd.settimeout(0)
        watched = {"NOTIFY_SOCKET": str(tmp_path / "n"), "WATCHDOG_USEC": "2000000", "WATCHDOG_PID": str(os.getpid())}
        for name, value in watched.items():
            monkeypatch.setenv(name, value)
        async with open_site(tmp_path / "site", postgres) as site:
            stop = asyncio.Event()
            serving = asyncio.create_task(
                stations.run(load_config(None, site.environment), [stations.ProcessRole.RECEIVER], stop)
            )
            told: list[bytes] = []
            async with asyncio.timeout(60):
                while told.count(b"WATCHDOG=1") < 3:
                    with contextlib.suppress(BlockingIOError):
                        told.append(systemd.recv(100))
                    await asyncio.sleep(0.05)
            stop.set()
            await serving
