"""From the start to the first poll, and memory at idle, beside the smallest program of the same library.

    python -m benchmarks.start            # 10 starts of each, in turn
    python -m benchmarks.start --quick    # 4 of each

Both are real processes before a sandbox on loopback. Ours opens a ledger with the example's 23 measures. Figures are
medians of the milliseconds from the start of the process to its first getUpdates, with the bytecode of a former start
and without any, and of the memory that is resident some seconds later. Ends with status 1 where a ratio with bytecode
is above 1.25.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.program import LABELS, OURS, THEIRS, running
from bot.demo.stage import TOKEN, WORKBOOK, open_stage
from bot.sandbox import Sandbox, serve

MOST = 1.25
IDLE_SECONDS = 3.0
Taken = dict[tuple[str, ...], list[tuple[float, float]]]  # by program: milliseconds and megabytes of each start


async def started(arguments: tuple[str, ...], folder: Path, *, cached: bool = True) -> tuple[float, float]:
    """Milliseconds until a fresh process polls, and its resident megabytes at idle."""
    sandbox = Sandbox(token=TOKEN)
    server = await serve(sandbox)
    with TemporaryDirectory() as empty:
        without = {} if cached else {"PYTHONPYCACHEPREFIX": empty, "PYTHONDONTWRITEBYTECODE": "1"}
        begun = time.perf_counter()
        async with running(arguments, folder, server.url, without) as program:
            await sandbox.until(lambda: sandbox.queue._poll)  # noqa: SLF001 - counted as it comes, not as it ends
            taken = (time.perf_counter() - begun) * 1000
            await asyncio.sleep(IDLE_SECONDS)
            resident = program.resident
    await server.stop()
    return taken, resident


async def measured(times: int, *, cached: bool = True) -> Taken:
    """Both programs in turn, so that a busy machine is as busy for both."""
    taken: Taken = {OURS: [], THEIRS: []}
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with open_stage(folder, dt.datetime.now(dt.UTC)) as stage:
            await stage.take_in(WORKBOOK)
        for n in range(times + cached):
            for arguments, found in taken.items():
                one = await started(arguments, folder, cached=cached)
                if n or not cached:  # the first start writes the bytecode
                    found.append(one)
    return taken


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer starts")
    times, ratios = 4 if parser.parse_args().quick else 10, list[list[float]]()
    for cached in (True, False):
        taken = asyncio.run(measured(times if cached else times // 2, cached=cached))
        figures = {name: [statistics.median(row) for row in zip(*found, strict=True)] for name, found in taken.items()}
        ratios.append([ours / theirs for ours, theirs in zip(figures[OURS], figures[THEIRS], strict=True)])
        print(f"{'with bytecode' if cached else 'without bytecode':24} | {'first poll ms':>13} {'resident MB':>12}")
        for name, label in LABELS.items():
            print(f"{label:24} | {figures[name][0]:13.0f} {figures[name][1]:12.1f}")
        limit = f"(at most {MOST})" if cached else ""
        print(f"{'ratio':24} | {ratios[-1][0]:13.2f} {ratios[-1][1]:12.2f}   {limit}")
    sys.exit(max(ratios[0]) > MOST)


if __name__ == "__main__":
    main()
