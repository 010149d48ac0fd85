"""The store's process is killed again and again; what it had acknowledged is there each time.

`DUBAN_KILLS=1000 pytest tests/crash/test_kill.py` is the full run; without it the run is short.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.domain.history.journal import breaks
from bot.services.core import ledger as port
from storage.disk import Disk
from storage.tinydb import append
from storage.tinydb.store import TinyDBStore
from storage.tinydb.write_ahead_log import WriteAheadLog
from tests.support.moment import living, now

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("DUBAN_KILLS", "12"))
ROOT = Path(__file__).parents[2]


def killed(path: Path, after: float) -> int:
    """Run a replier, kill it that long after its first reply; the last number that it said was durable."""
    command = living(now, "tests.crash.replier", str(path))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own interpreter
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after)
        process.kill()
        said = (first + process.stdout.read()).rpartition(b"\n")[0].split()
    return int(said[-1]) if said else 0


async def found(path: Path) -> tuple[int, list[tuple[int, str]]]:
    """The number of replies that a start finds, and where the chain does not hold."""
    store = TinyDBStore(path)
    async with store.open() as ledger:
        entries = await ledger.journal.find(port.JOURNAL_OF_UNIT, "u1")
        wrong = list(breaks(entries, await ledger.heads.get("u1")))
        last = await ledger.measures.get("u1/A/1-1")
        done = await ledger.handled.find(port.HANDLED_AT)
    assert last is not None
    assert last.percent == len(entries) == len(done)
    store._storage.close()
    store._file_lock.release()
    return len(entries), wrong


@pytest.mark.timeout(60 + 3 * KILLS)
async def test_killed_process_loses_no_acknowledged_reply(tmp_path: Path) -> None:
    """At most the one reply in flight is there without having been acknowledged, and the chain holds."""
    chance = random.Random(2026)  # noqa: S311 - moments of a test
    path = tmp_path / "ledger.json"
    for _ in range(KILLS):
        acknowledged = killed(path, chance.uniform(0, 0.15))
        count, wrong = await found(path)
        assert acknowledged <= count <= acknowledged + 1
        assert wrong == []
    assert path.exists()


@pytest.mark.parametrize("step", ["before fsync", "after fsync", "within the line", "before rename", "before emptying"])
def test_process_stopped_at_a_named_step(tmp_path: Path, step: str) -> None:
    """A process that dies at that very step, by the kernel's own kill, loses nothing that it had said."""
    path = tmp_path / "ledger.json"
    code = f"import tests.crash.test_kill as t; t.die_at({step!r}, {str(path)!r})"
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=False)  # noqa: S603
    assert process.returncode == -9
    said = [int(n) for n in process.stdout.split()]
    store = TinyDBStore(path)
    assert {str(n) for n in said} <= set(store._storage.tables["handled"]) <= {str(n) for n in range(1, len(said) + 2)}
    store._storage.close()
    store._file_lock.release()


class Dying(Disk):
    """A disk whose machine is killed at a step of the twentieth reply or the first checkpoint after it."""

    def __init__(self, step: str) -> None:
        self.step = step
        self.writes = 0

    def _die(self, step: str) -> None:
        if self.writes >= 20 and step == self.step:
            os.kill(os.getpid(), 9)

    def write(self, file: int, content: bytes | memoryview) -> int:
        """Write, or a part of it."""
        self.writes += 1
        if self.writes >= 20 and self.step == "within the line":
            super().write(file, content[: len(content) // 2])
            self._die("within the line")
        return super().write(file, content)

    def fsync(self, file: int) -> None:
        """Sync, or not any more."""
        self._die("before fsync")
        super().fsync(file)
        self._die("after fsync")

    def replace(self, source: Path, target: Path) -> None:
        """Rename, or not any more."""
        self._die("before rename")
        super().replace(source, target)


def die_at(step: str, address: str) -> None:
    """Reply until the step is reached; runs in a process of its own."""
    import asyncio

    from tests.crash.replier import reply

    append.CHECKPOINT_FROM = 5_000
    disk = Dying(step)
    setattr(WriteAheadLog, "truncate", lambda _: disk._die("before emptying"))  # noqa: B010 - this process ends there

    async def work() -> None:
        store = TinyDBStore(Path(address), disk)
        while True:
            os.write(1, b"%d\n" % await reply(store))
            await asyncio.sleep(0)

    asyncio.run(work())
