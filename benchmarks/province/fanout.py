"""The Monday's messages through one bot and through several: every one at Telegram's ceiling, and never refused.

Telegram is the sandbox with its limits, in a process of its own; each bot has its sender, all of them in this process.
"""

import asyncio
import contextlib
import datetime as dt
import logging
import multiprocessing
import time
from collections.abc import Iterable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from telegram import Bot
from telegram.request import HTTPXRequest

from benchmarks.province.round import MONDAY, UNITS, Body, bodies, context_at, settled
from benchmarks.province.tick import AT_ONCE, tick
from bot.sandbox import Sandbox, SandboxClock, serve
from bot.transport.outbox_sender import OutboxSender
from storage.opening import open_store
from tests.storage.server import Server

CEILING = 30.0  # messages a second for one token
LEAST = 0.97  # of it
SECONDS = 40.0
TOKENS = (1, 2)


def token(n: int) -> str:
    """The token of a bot of the benchmark."""
    return f"{42 + n}:SANDBOX"


def stand_in_for_telegram(pipe: Connection, chats: Iterable[range]) -> None:
    """A sandbox for each bot; sends their addresses, then on a word what each of them saw."""
    logging.disable()  # what the senders do not wait for at the end

    async def main() -> None:
        sandboxes = []
        for n, own in enumerate(chats):
            sandboxes.append(Sandbox(token=token(n), clock=SandboxClock(MONDAY, running=True)))
            for chat in own:
                sandboxes[-1].phone(chat).start_chat()
        servers = [await serve(sandbox) for sandbox in sandboxes]
        pipe.send([server.url for server in servers])
        await asyncio.to_thread(pipe.recv)
        for sandbox in sandboxes:
            sent = [call for call in sandbox.calls if call.method == "sendMessage"]
            took = [call.at.timestamp() for call in sent if not call.refused]
            refused = sum("Too Many" in call.refused for call in sent)
            pipe.send((len(took), took[-1] - took[0] if took else 0.0, refused))
        for server in servers:
            await server.stop()

    asyncio.run(main())


async def run(server: Server, units: int = UNITS) -> bool:
    """Print the figures; True where every bot came to its ceiling and none was refused."""
    return all([await _with(server, units, tokens) for tokens in TOKENS])


async def _with(server: Server, units: int, tokens: int) -> bool:
    province = [_served(body, n % tokens) for n, body in enumerate(bodies(units))]
    store = await open_store(await settled(server, province))
    here, there = multiprocessing.Pipe()
    chats = [
        [person.chat for body in province if body.unit.bot == _name(n) for person in body.people] for n in range(tokens)
    ]
    telegram = multiprocessing.get_context("spawn").Process(target=stand_in_for_telegram, args=(there, chats))
    telegram.start()
    with TemporaryDirectory() as folder:
        request = context_at(store, MONDAY, Path(folder))
        written = await tick(request, units, AT_ONCE)
        started = time.monotonic()
        running = replace(request, clock=lambda: MONDAY + dt.timedelta(seconds=time.monotonic() - started))
        urls = await asyncio.to_thread(here.recv)
        async with contextlib.AsyncExitStack() as stack:
            used = time.process_time()
            couriers = []
            for n, url in enumerate(urls):
                bot = Bot(token(n), base_url=f"{url}/bot", request=HTTPXRequest(32))
                couriers.append(OutboxSender(await stack.enter_async_context(bot), replace(running, bot=_name(n))))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SECONDS):
                    await asyncio.gather(*(sender.run_once() for sender in couriers))
            used = time.process_time() - used
    here.send("")
    seen = [await asyncio.to_thread(here.recv) for _ in range(tokens)]
    await asyncio.to_thread(telegram.join)
    await store.close()
    rates = [(count - 1) / seconds if seconds else 0.0 for count, seconds, _ in seen]
    refused = sum(refused for *_, refused in seen)
    sent = sum(count for count, *_ in seen)
    print(
        f"{tokens} tokens: {written.messages} messages wait, {sent} sent in {SECONDS:.0f} s, {refused} refused; "
        f"{', '.join(f'{rate:.1f}' for rate in rates)} a second; {1000 * used / max(sent, 1):.1f} ms of our CPU each"
    )
    return refused == 0 and min(rates) >= LEAST * CEILING


def _name(n: int) -> str:
    return f"b{n}" if n else ""


def _served(body: Body, n: int) -> Body:
    return replace(body, unit=replace(body.unit, bot=_name(n)))
