"""A machine that starts in 1970, and whose clock is then put right: what the program costs, and when it answers."""

import asyncio
import contextlib
import datetime as dt
import os
import re
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import serve
from tests.crash.programs.bot_dialogs import defer
from tests.crash.programs.bot_matrix import ROOT
from tests.crash.programs.bot_office import environment, found_office, telegram
from tests.support.moment import living, now

LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
PATIENCE = 120.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")  # a second, as /proc counts


@dataclass(kw_only=True)
class Start:
    """What a start in 1970 was like."""

    answered: float  # seconds from the right clock to the answer
    waiting: float  # seconds of CPU for each second of waiting in 1970
    memory: float  # MB, the most that it ever had
    ended: tuple[int | None, int | None]  # exit status after SIGTERM: later on, and in 1970


@dataclass
class Machine:
    """A machine whose clock is set by us."""

    folder: Path
    environment: dict[str, str]

    @property
    def said(self) -> str:
        """What the program has written to standard error."""
        return (self.folder / "bot.err").read_text("utf-8")

    def set(self, to: dt.datetime) -> None:
        """Set its clock."""
        new = self.folder / "offset.new"
        new.write_text(str((to - now()).total_seconds()))
        new.replace(self.folder / "offset")

    @asynccontextmanager
    async def run(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The program in 1970, when it has seen where it is."""
        self.set(LONG_AGO)
        with (self.folder / "bot.err").open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                *living(now, "tests.support.machine", str(self.folder / "offset"), "run"),
                cwd=ROOT,
                env=os.environ | self.environment,
                stderr=errors,
            )
        try:
            async with asyncio.timeout(PATIENCE):
                while "waiting until it is set" not in self.said:  # noqa: ASYNC110 - it only writes
                    await asyncio.sleep(0.1)
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def used(process: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def most(process: int) -> float:
    """The most memory that a process ever had, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("ascii"))
    return int(found[1]) / 1024 if found else 0


async def end(process: asyncio.subprocess.Process) -> int | None:
    """Ask it to end; its exit status, None where it does not."""
    process.send_signal(signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        return await asyncio.wait_for(process.wait(), PATIENCE)
    return None


async def start_in_1970(folder: Path, waiting: float) -> Start:
    """Start in 1970, wait there for so many seconds, put the clock right, and be answered."""
    folder.mkdir(parents=True, exist_ok=True)
    sandbox, file = telegram(), str(folder / "ledger.json")
    office = await found_office(file, sandbox)
    await defer(file, sandbox.clock.now())
    server = await serve(sandbox)
    machine, phone = Machine(folder, environment(folder, server.url)), office.repliers[0]
    async with machine.run() as process:
        phone.say("1-1 完成40%")
        before, began = used(process.pid), time.monotonic()
        await asyncio.sleep(waiting)
        cost = (used(process.pid) - before) / (time.monotonic() - began)
        machine.set(sandbox.clock.now())
        began = time.monotonic()
        await sandbox.until(lambda: phone.inbox, PATIENCE)
        answered = time.monotonic() - began
        await asyncio.sleep(1)
        memory, later = most(process.pid), await end(process)
    async with machine.run() as process:
        early = await end(process)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(server.stop(), 60)
    return Start(answered=answered, waiting=cost, memory=memory, ended=(later, early))
