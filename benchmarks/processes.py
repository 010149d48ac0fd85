"""Several processes under failures: each failure several times while people talk, on a real PostgreSQL server.

    python -m benchmarks.processes [times]

Each role is a process of its own, with one more sender and one more scheduler standing by. Prints the table of
docs/reliability.md; exits 1 where anything was lost, done twice or out of order.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.crash import row
from bot.logs import set_up_logs
from tests.crash.programs.bot_stations import Site, open_site
from tests.storage.server import Server, running_server

TIMES = 5
HEADS = ("坏了什么", "次数", "回复", "丢失", "记两次", "次序乱", "应发消息", "漏发", "多发", "其中没标明", "接手最久")
Break = Callable[[Site, Server], Awaitable[float]]


def killing(name: str) -> Break:
    """Kill a process and start it anew."""

    async def break_it(site: Site, _: Server) -> float:
        await site.break_down(name)
        await site.talk(6)
        await site.employ(name, name)
        return 0.0

    return break_it


def taking_over(lock: str, name: str) -> Break:
    """Kill whoever holds a leader lock; the seconds until the other one has it."""

    async def break_it(site: Site, _: Server) -> float:
        other = f"{name}2"
        holder, standby = (other, name) if await site.has(lock, other) else (name, other)
        await site.break_down(holder)
        began = time.monotonic()
        await site.until_seated(lock, standby)
        seconds = time.monotonic() - began
        await site.employ(holder, name)
        return seconds

    return break_it


async def restarting(site: Site, server: Server) -> float:
    """Stop the database as by a crash and start it again."""
    await site.restart(server)
    return 0.0


async def cutting_database(site: Site, _: Server) -> float:
    """No way to the database for two seconds."""
    await site.cut(site.database, 2)
    return 0.0


async def cutting_telegram(site: Site, _: Server) -> float:
    """No way to Telegram for two seconds."""
    await site.cut(site.telegram, 2)
    return 0.0


async def slowing(site: Site, _: Server) -> float:
    """Every answer of the database fifty milliseconds late, for three seconds."""
    site.tally.kills["slow"] += 1
    site.database.delay = 0.05
    await asyncio.sleep(3)
    site.database.delay = 0.0
    return 0.0


FAILURES: dict[str, Break] = {
    "receiver 被杀": killing("receiver"),
    "worker 被杀": killing("worker"),
    "sender 被杀，候补接手": taking_over("sender", "sender"),
    "ticks 被杀，候补接手": taking_over("clock", "ticks"),
    "数据库崩溃重启": restarting,
    "数据库断线两秒": cutting_database,
    "数据库慢（每次 50 毫秒）": slowing,
    "Telegram 断线两秒": cutting_telegram,
}


async def suffered(name: str, server: Server, times: int) -> bool:
    """Let one kind of failure happen so often, and print its row."""
    with tempfile.TemporaryDirectory(prefix="duban-processes-") as folder:
        async with open_site(Path(folder), server) as site:
            await asyncio.gather(*(site.employ(role, role) for role in ("receiver", "worker", "sender", "ticks")))
            await asyncio.gather(*(site.employ(f"{role}2", role) for role in ("sender", "ticks")))
            longest = 0.0
            for _ in range(times):
                talking = asyncio.create_task(site.talk(15))
                await asyncio.sleep(0.15)
                longest = max(longest, await FAILURES[name](site, server))
                await talking
            await site.until_quiet()
            faults, tally = await site.count(), site.tally
    cells = (tally.replies, tally.replies_lost, tally.replies_twice, faults.get("chats out of order", 0))
    messages = (tally.messages, tally.messages_lost, tally.sent_twice, tally.unlabelled)
    print(row(name, times, *cells, *messages, f"{longest:.1f} 秒" if longest else "—"), flush=True)
    return not faults


async def main(times: int) -> int:
    """Print the table, as it goes."""
    set_up_logs("CRITICAL")
    print(row(*HEADS), row(*["---"] * len(HEADS)), sep="\n", flush=True)
    with running_server(fsync="on") as server:
        good = [await suffered(name, server, times) for name in FAILURES]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)))
