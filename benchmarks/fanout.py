"""1,000 messages to 1,000 chats over the sandbox with Telegram's limits: our sender beside the usual rate limiter.

    python -m benchmarks.fanout [messages] [milliseconds]

Both run over loopback HTTP against a sandbox in a process of its own, which takes so many milliseconds to answer.
Counted are the messages that arrived, the refusals with 429, and messages a second from the first call to the last
answer. The sender also writes its ledger.
The rate limiter needs the package aiolimiter; without it the sender runs alone, and says so.
"""

import asyncio
import datetime as dt
import logging
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path

os.environ["PTB_TIMEDELTA"] = "1"

from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.app import build_bot
from bot.config import Config, TelegramSettings
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.messages.wording import load_wording
from bot.sandbox import Sandbox, SandboxClock, serve
from bot.services.core.ledger import OUTBOX_BY_STATE
from bot.services.core.request import RequestContext
from bot.transport.outbox_sender import OutboxSender
from storage.blob_store import FileBlobStore
from storage.opening import open_store

TOKEN = "42:SANDBOX"  # noqa: S105 - opens nothing but the sandbox
NOW = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)
FIRST_CHAT = 10_000
LEAST = 29.4  # messages a second, where the answers take no time


@dataclass(frozen=True)
class Run:
    """What one way of sending did."""

    name: str
    arrived: int
    refused: int
    seconds: float

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.arrived / self.seconds


def stand_in_for_telegram(pipe: Connection, chats: int, latency: float) -> None:
    """The sandbox in its own process; sends its address, then on every word the counts since the last."""

    async def main() -> None:
        sandbox = Sandbox(token=TOKEN, clock=SandboxClock(NOW, running=True))
        for n in range(chats):
            sandbox.phone(FIRST_CHAT + n).start_chat()
        if latency:
            sandbox.faults.next("sendMessage", "slow", times=sys.maxsize, seconds=latency)
        server = await serve(sandbox)
        pipe.send(server.url)
        while await asyncio.to_thread(pipe.recv):
            sent = [call for call in sandbox.calls if call.method.lower() == "sendmessage"]
            refused = sum("Too Many" in call.refused for call in sent)
            pipe.send((sum(not call.refused for call in sent), refused))
            sandbox.calls.clear()
        await server.stop()

    asyncio.run(main())


def bot_at(url: str) -> Bot:
    """The product's own bot."""
    return build_bot(Config(telegram=TelegramSettings(token=TOKEN, base_url=f"{url}/bot")))


async def by_outbox_sender(url: str, messages: int, folder: Path) -> float:
    """Seconds for the outbox of so many people to be empty."""
    store = await open_store(folder / "ledger.json")
    started = time.time()
    try:
        async with store.open() as ledger:
            await ledger.units.put(Unit(id="u1", name="青梁县水务局"))
            for n in range(messages):
                person = Person(id=f"u1/p{n}", unit="u1", name=f"甲{n}", roles=(Role.OWNER,), chat=FIRST_CHAT + n)
                facts = {"key": "status.board_calm"}
                message = Message(
                    id=f"m{n}",
                    unit="u1",
                    to=person.id,
                    kind="notice",
                    due=NOW,
                    facts=facts,
                    priority=Priority.GREEN,
                    created=NOW,
                )
                await ledger.people.put(person)
                await ledger.outbox.put(message)

        def clock() -> dt.datetime:
            return NOW + dt.timedelta(seconds=time.time() - started)

        request = RequestContext(
            store=store,
            clock=clock,
            calendar=WorkCalendar(),
            wording=load_wording(),
            blobs=FileBlobStore(folder / "evidence"),
        )
        async with bot_at(url) as bot:
            sender = OutboxSender(bot, request)
            start = time.perf_counter()
            await sender.run_once()
            seconds = time.perf_counter() - start
        async with store.open() as ledger:
            kept = await ledger.outbox.find(OUTBOX_BY_STATE, "u1")
        if unsent := [message for message in kept if message.state is not MessageState.SENT]:
            print(f"  in the ledger, not sent: {len(unsent)}")
        return seconds
    finally:
        await store.close()


async def by_rate_limiter(url: str, messages: int, retries: int) -> float:
    """Seconds for as many calls at once through the library's own limiter, as its documentation shows it."""
    limiter = AIORateLimiter(max_retries=retries)
    async with ExtBot(TOKEN, base_url=f"{url}/bot", request=HTTPXRequest(32), rate_limiter=limiter) as bot:

        async def send(chat: int) -> None:
            try:
                await bot.send_message(chat, "目前没有逾期措施。")
            except TelegramError:
                return

        start = time.perf_counter()
        gate = asyncio.Semaphore(32)

        async def gated(chat: int) -> None:
            async with gate:
                await send(chat)

        await asyncio.gather(*(gated(FIRST_CHAT + n) for n in range(messages)))
        return time.perf_counter() - start


PEERS = (("AIORateLimiter()", 0), ("AIORateLimiter(max_retries=5)", 5))


@asynccontextmanager
async def sandbox_for(messages: int, milliseconds: int) -> AsyncIterator[tuple[str, Connection]]:
    """The sandbox in its process: its address, and the pipe by which it is asked for its counts."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=stand_in_for_telegram, args=(there, messages, milliseconds / 1000), daemon=True
    )
    process.start()
    there.close()
    yield await asyncio.to_thread(here.recv), here
    here.send("")
    process.join(10)


async def one_run(name: str, sending: Awaitable[float], pipe: Connection) -> Run:
    """One way of sending, and what arrived by it."""
    seconds = await sending
    pipe.send("count")
    arrived, refused = pipe.recv()
    return Run(name, arrived, refused, seconds)


async def measured(messages: int, milliseconds: int = 0) -> Run:
    """Our sender alone."""
    with tempfile.TemporaryDirectory() as folder:
        async with sandbox_for(messages, milliseconds) as (url, pipe):
            return await one_run("sender", by_outbox_sender(url, messages, Path(folder)), pipe)


async def main(messages: int = 1_000, milliseconds: int = 0) -> None:
    """Run all ways one after another against one sandbox."""
    logging.disable()  # the rate limiter writes a page for every refusal
    peers = PEERS if find_spec("aiolimiter") else ()
    if not peers:
        print("aiolimiter is not installed: no AIORateLimiter to compare with")
    with tempfile.TemporaryDirectory() as folder:
        async with sandbox_for(messages, milliseconds) as (url, pipe):
            ways = [(name, by_rate_limiter(url, messages, retries)) for name, retries in peers]
            for name, sending in (*ways, ("sender", by_outbox_sender(url, messages, Path(folder)))):
                run = await one_run(name, sending, pipe)
                counts = f"{run.arrived:5} arrived  {run.refused:5} refused with 429"
                print(f"{name:32} {counts}  {run.seconds:6.1f} s  {run.rate:5.1f}/s")
                await asyncio.sleep(2)
    least = LEAST if not milliseconds else 0
    raise SystemExit(run.refused > 0 or run.arrived < messages or run.rate < least)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
