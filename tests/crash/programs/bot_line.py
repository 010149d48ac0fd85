"""A line over which sends fail or crawl while polls go on: everyone who writes meanwhile, and what they hear."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox import Phone, Sandbox, serve
from bot.services.outbox import answers
from storage.disk import Disk
from storage.tinydb.snapshot_reader import read_snapshot
from tests.crash.cable import Cable, to_port
from tests.crash.programs.bot_dialogs import defer
from tests.crash.programs.bot_matrix import LABEL, ROOT
from tests.crash.programs.bot_office import environment, found_office, telegram
from tests.crash.programs.bot_scripts import photo, say
from tests.support.moment import living

METHODS = ("sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "editMessageText", "answerCallbackQuery")
FOR_EVER = 1_000_000
LOST = "答复没有送到"  # what whoever was let down is told is no answer
PEOPLE = 12
PATIENCE = 240.0  # seconds after the outage; what is in doubt waits for up to 60 before it is sent once more
SLOW = 5.5  # seconds


class Line:
    """The line of the sends: whole, or broken in one of some ways."""

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self.port = 0
        self._sandbox = sandbox
        self._cable = Cable(to_port(port))
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Let connections through."""
        if self._server is None:
            self._server = await asyncio.start_server(self._cable, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]
        self._cable.mend()

    async def reset(self) -> None:
        """Break every connection, and each new one once it is there."""
        self._cable.cut()

    async def refuse(self) -> None:
        """Break every connection and let no new one come about."""
        self._cable.cut()
        if self._server:
            self._server.close()
            self._server = None

    async def fail(self) -> None:
        """Answer every send with 502."""
        self._weather("502")

    async def crawl(self) -> None:
        """Take every send, and answer it late."""
        self._weather("slow")

    def _weather(self, kind: str) -> None:
        for method in METHODS:
            self._sandbox.faults.next(method, kind, times=FOR_EVER, seconds=SLOW)

    async def mend(self) -> None:
        """Let everything through again."""
        self._sandbox.faults.clear()
        await self.open()


@dataclass
class Outcome:
    """Who wrote while the line was bad, and what they were answered; what must be nothing stands in `faults`."""

    people: int = 0
    early: int = 0  # answered while nothing could be sent, or sooner than a slow send allows: the line was not bad
    missing: int = 0
    twice: int = 0
    left: list[str] = field(default_factory=list)  # answers that still stand in the outbox
    labelled: int = 0  # answers that say that they may be there already: allowed where nobody can know
    longest: float = 0.0  # seconds from writing, or from the end of the outage if that was later, to the answer

    @property
    def faults(self) -> dict[str, object]:
        """What must be nothing, and is not."""
        found = {"early": self.early, "missing": self.missing, "twice": self.twice, "left": self.left}
        return {name: count for name, count in found.items() if count}


@dataclass
class Site:
    """An office at work before the sandbox, whose sends have a line of their own."""

    folder: Path
    sandbox: Sandbox
    phones: tuple[Phone, ...]
    line: Line
    errors: Path

    async def write(self, pause: float) -> list[float]:
        """Let everybody write once, so many seconds apart; when each did, by the monotonic clock."""
        wrote = []
        for n, phone in enumerate(self.phones):
            acts = [say(f"1-{n + 1} 完成40%"), say("材料已经交上去了"), photo(f"p{n}"), say(f"/status 1-{n + 1}")]
            acts[n % len(acts)](phone)
            wrote.append(time.monotonic())
            await asyncio.sleep(pause)
        return wrote

    async def answered(self, since: list[float]) -> float:
        """Wait until everybody has an answer; the longest of the waits, each counted from its moment."""

        async def one(phone: Phone, begin: float) -> float:
            await self.sandbox.until(lambda: phone.inbox, PATIENCE)
            return time.monotonic() - begin

        waits = await asyncio.gather(
            *(one(*pair) for pair in zip(self.phones, since, strict=True)), return_exceptions=True
        )
        return max((wait for wait in waits if isinstance(wait, float)), default=0.0)

    def waiting(self, shelf: str) -> list[str]:
        """The updates that stand in the inbox, or the answers in the outbox."""
        kind = f"{answers.KIND}:" if shelf == "outbox" else ""
        shelves, *_ = read_snapshot(self.folder / "ledger.json", Disk())
        return [id_ for id_ in shelves.get(shelf, {}) if id_.startswith(kind)]

    async def settled(self, shelf: str, within: float | None = None) -> None:
        """Wait until nothing waits on the shelf, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within or PATIENCE):
                while self.waiting(shelf):  # noqa: ASYNC110 - a file
                    await asyncio.sleep(0.5)

    def heard(self) -> int:
        """How many people have an answer."""
        return sum(bool(phone.inbox) for phone in self.phones)

    def outcome(self, longest: float, early: int) -> Outcome:
        """What everybody heard."""
        outcome = Outcome(len(self.phones), early, left=self.waiting("outbox"), longest=longest)
        for phone in self.phones:
            outcome.missing += all(LOST in message.text for message in phone.inbox)
            outcome.twice += max(0, len(phone.inbox) - 1)
            outcome.labelled += sum(LABEL in message.text for message in phone.inbox)
        return outcome


@asynccontextmanager
async def at_work(folder: Path, mutation: str = "-") -> AsyncIterator[Site]:
    """An office whose bot runs and has asked for updates."""
    folder.mkdir(parents=True, exist_ok=True)
    sandbox, file, errors = telegram(), str(folder / "ledger.json"), folder / "bot.err"
    office = await found_office(file, sandbox)
    await defer(file, sandbox.clock.now())
    server = await serve(sandbox)
    line = Line(sandbox, int(server.url.rpartition(":")[2]))
    await line.open()
    with errors.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *living(sandbox.clock.now, "tests.crash.programs.bot_two_lines", str(line.port), mutation, "run"),
            cwd=ROOT,
            env=os.environ | environment(folder, server.url),
            stderr=log,
        )
    try:
        await sandbox.until(lambda: sandbox.queue.polls, 60)
        yield Site(folder, sandbox, office.repliers[:PEOPLE], line, errors)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await line.refuse()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.stop(), 60)


WAYS: dict[str, Callable[[Line], Awaitable[None]]] = {"refused": Line.refuse, "reset": Line.reset, "502": Line.fail}


async def sends_down(folder: Path, way: str, seconds: float, mutation: str = "-") -> Outcome:
    """Everybody writes while all sends fail in a way for so many seconds, and until all that they wrote is handled."""
    async with at_work(folder, mutation) as site:
        await WAYS[way](site.line)
        await site.write(seconds / PEOPLE)
        await site.sandbox.idle(60)
        await site.settled("inbox", 60)
        early = site.heard()
        await site.line.mend()
        mended = time.monotonic()
        longest = await site.answered([mended] * PEOPLE)
        await site.settled("outbox")
        return site.outcome(longest, early)


async def sends_crawl(folder: Path, mutation: str = "-") -> Outcome:
    """Everybody writes while each send takes 5.5 seconds."""
    async with at_work(folder, mutation) as site:
        await site.line.crawl()
        wrote = await site.write(0.1)
        early = site.heard()
        longest = await site.answered(wrote)
        await site.settled("outbox")
        return site.outcome(longest, early)
