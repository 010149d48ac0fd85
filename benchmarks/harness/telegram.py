"""A sandbox in a process of its own, in which people write and wait for answers, so that only the bot is measured."""

import asyncio
import datetime as dt
import multiprocessing
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.harness.delay import delaying
from benchmarks.harness.office import FIRST_CHAT, PEOPLE, found
from bot.demo.stage import TOKEN
from bot.sandbox import Phone, Sandbox, SandboxClock, serve

LONGEST = 180.0  # seconds in which an answer must come, on a machine where a start alone may take a minute


@dataclass
class People:
    """Everybody of the office, who write in turn; each sentence is another one."""

    sandbox: Sandbox
    phones: Sequence[Phone]
    turn: "count[int]" = field(default_factory=count)

    async def found(self, address: str, notices: int, apart: float, ahead: float) -> None:
        """Write the office's ledger; so many notices become due `apart` seconds one after another, in `ahead`."""
        await found(address, notices=notices, apart=dt.timedelta(seconds=apart), ahead=dt.timedelta(seconds=ahead))

    async def polled(self) -> None:
        """Wait until somebody asks for updates."""
        await self.sandbox.until(lambda: self.sandbox.queue._poll, LONGEST)  # noqa: SLF001 - counted as it comes

    async def replies(self, number: int, apart: float) -> list[float]:
        """Milliseconds until each of so many messages is answered, one written after the other and `apart` seconds."""
        taken = []
        for _ in range(number):
            began = time.perf_counter()
            taken.append(await self._reply(next(self.turn)) * 1000)
            await asyncio.sleep(max(0, began + apart - time.perf_counter()))
        await self.sandbox.idle(LONGEST)
        return taken

    async def _reply(self, turn: int) -> float:
        n = turn % len(self.phones)
        phone = self.phones[n]
        known = {message.id for message in phone.inbox}
        began = time.perf_counter()
        phone.say(f"1-{n + 1} 完成{turn // len(self.phones) % 99 + 1}%")

        def is_answered() -> bool:
            return any(message.id not in known and "1-" in message.text for message in phone.inbox)

        await self.sandbox.until(is_answered, LONGEST)
        return time.perf_counter() - began

    async def counted(self) -> tuple[int, int]:
        """How many messages arrived since the last time, and how many were refused with 429; all is forgotten."""
        sent = [call for call in self.sandbox.calls if call.method.lower() == "sendmessage"]
        refused = sum("Too Many" in call.refused for call in sent)
        self.sandbox.calls.clear()
        return sum(not call.refused for call in sent), refused


def _serve(pipe: Connection, delay: float) -> None:
    """Serve, and do what the pipe asks for, until it asks for nothing."""

    async def main() -> None:
        sandbox = Sandbox(token=TOKEN, clock=SandboxClock(dt.datetime.now(dt.UTC), running=True))
        people = People(sandbox, [sandbox.phone(FIRST_CHAT + n, f"经办{n}") for n in range(PEOPLE)])
        for phone in people.phones:
            phone.start_chat()
        server = await serve(sandbox)
        async with delaying(server.url, delay) as url:
            pipe.send(url)
            while asked := await asyncio.to_thread(pipe.recv):
                name, *facts = asked
                work: Callable[..., Awaitable[Any]] = getattr(people, name)
                pipe.send(await work(*facts))
        await server.stop()

    asyncio.run(main())


@dataclass
class Telegram:
    """The sandbox as it is asked from without; `ask` takes the name of a method of People and its arguments."""

    url: str
    pipe: Connection

    async def ask(self, name: str, *facts: object) -> Any:
        """What the people answer; raises EOFError where something went wrong there."""
        self.pipe.send((name, *facts))
        return await asyncio.to_thread(self.pipe.recv)

    async def found(self, folder: Path, *, notices: int = 0, apart: float = 1.0, ahead: float = 0.0) -> None:
        """Write the office's ledger into the folder."""
        await self.ask("found", str(folder / "ledger.json"), notices, apart, ahead)


@asynccontextmanager
async def telegram(delay: float = 0.0) -> AsyncIterator[Telegram]:
    """A sandbox in a process of its own; what is carried there and back takes `delay` seconds, half of it each way."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there, delay), daemon=True)
    process.start()
    there.close()
    try:
        yield Telegram(await asyncio.to_thread(here.recv), here)
        here.send(())
    finally:
        process.join(5)
        process.kill()
