"""What two years of an office weigh: the ledger on disk, and a fresh process that has loaded it.

    python -m benchmarks.years      # two years; about five minutes
    python -m benchmarks.years 1    # so many

Each day the clock comes round twice and two people reply, as in tests/test_year.py. Ends with status 1 where the
process is above 200 MB.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.program import OURS
from benchmarks.start import started
from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.logs import set_up_logs
from tests.handlers.conftest import START
from tests.test_year import YEAR, live, owners

MOST = 200.0
MONTH = 30
KEEP = 40  # messages that a phone of the sandbox remembers


@dataclass(frozen=True)
class Loaded:
    """Megabytes: the ledger on disk, the process after it loaded it and is idle."""

    ledger: float
    resident: float


def forget(stage: Stage) -> None:
    """The sandbox forgets what is long past."""
    stage.sandbox.calls.clear()
    stage.sandbox.queue._past.clear()  # noqa: SLF001 - as tests/test_year.py does
    stage.sandbox.presses.clear()
    for chat in stage.sandbox.chats.values():
        for number in [*chat._messages][:-KEEP]:  # noqa: SLF001
            del chat._messages[number]  # noqa: SLF001


async def measured(number: int) -> Loaded:
    """Live so many years, then start a process with what they left."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with open_stage(folder, START) as stage:
            await stage.take_in(WORKBOOK)
            await stage.bind(*await stage.people())
            staff = await owners(stage)
            for day in range(1, number * YEAR + 1):
                await live(stage, day, staff)
                if day % MONTH == 0:
                    forget(stage)
        ledger = (folder / "ledger.json").stat().st_size / 2**20
        _, resident = await started(OURS, folder)
    return Loaded(ledger, resident)


def main(number: int) -> int:
    """Print what it weighs; 1 where that is too much."""
    set_up_logs("ERROR")
    loaded = asyncio.run(measured(number))
    print(f"{number} years: ledger {loaded.ledger:.1f} MB, resident {loaded.resident:.1f} MB (at most {MOST:.0f})")
    return int(loaded.resident > MOST)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))
