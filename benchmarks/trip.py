"""What the trip of an update costs beside the smallest bot of the same library: all promised figures, in one run.

    python -m benchmarks.trip            # every figure; about twenty minutes
    python -m benchmarks.trip --quick    # fewer rounds, and not the two years
    python -m benchmarks.trip cost start # only these

Our bot and an echo bot on python-telegram-bot are real processes before sandboxes in processes of their own, on
loopback. Both are asked in turn, a block of messages each, so that a busy machine is as busy for both. A figure is the
median of its blocks, a ratio the median of the ratios of neighbouring blocks, with the least and the greatest behind
it. Ends with status 1 where a figure is beyond its limit.
"""

import argparse
import asyncio
import statistics
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import fanout, reply, start, years
from benchmarks.harness.program import OURS, THEIRS, Program, running
from benchmarks.harness.telegram import Telegram, telegram
from bot.logs import set_up_logs

CPU, LATENCY, TAIL, GROWTH = 1.6, 1.15, 300.0, 1.2
WARMING, BLOCK, APART = 64, 100, 0.05  # messages, messages, seconds between two
DISTANCE = 0.05  # seconds there and back
NOTICES_APART = 0.15  # seconds between two notices, each to the next of the same people
LOADING = 3.0  # seconds until all is loaded
CALM = 0.3  # seconds after a block, for what is still written down


@dataclass(frozen=True)
class Figure:
    """A line of the table; `limit` is for the ratio where there is one, None for what is only told."""

    name: str
    ours: float
    theirs: float | None = None
    ratios: tuple[float, ...] = ()
    limit: float | None = None
    least: bool = False  # whether the limit is the least that is allowed

    @property
    def told(self) -> float:
        """What the limit is for."""
        return statistics.median(self.ratios) if self.ratios else self.ours

    @property
    def holds(self) -> bool:
        """Whether it is within its limit."""
        return self.limit is None or (self.told >= self.limit if self.least else self.told <= self.limit)

    def __str__(self) -> str:
        theirs = "" if self.theirs is None else f"{self.theirs:.2f}"
        ratio = f"{self.told:.2f} ({min(self.ratios):.2f}-{max(self.ratios):.2f})" if self.ratios else ""
        limit = "" if self.limit is None else f"{'>=' if self.least else '<='} {self.limit:g}"
        return f"{self.name:44} | {self.ours:9.2f} {theirs:>9} {ratio:>18} {limit:>8} {'' if self.holds else 'BEYOND'}"


def paired(name: str, pairs: Sequence[Sequence[float]], limit: float | None) -> Figure:
    """A figure of (ours, theirs) measured in turn."""
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Figure(name, ours, theirs, tuple(one / other for one, other in pairs), limit)


@asynccontextmanager
async def office(arguments: tuple[str, ...], delay: float, notices: int = 0) -> AsyncIterator[tuple[Telegram, Program]]:
    """A warm program before its own sandbox, with its own ledger of an office."""
    with TemporaryDirectory() as name:
        async with telegram(delay) as line:
            async with running(arguments, Path(name), line.url):  # which writes its bytecode
                await line.ask("polled")
                await asyncio.sleep(LOADING)
            await line.found(Path(name), notices=notices, apart=NOTICES_APART, ahead=WARMING * APART)
            async with running(arguments, Path(name), line.url) as program:
                await line.ask("polled")
                await line.ask("replies", WARMING, APART)
                yield line, program


async def cost(rounds: int) -> list[Figure]:
    """Processor and memory of a reply that is recorded and answered, beside one that is repeated."""
    cpu, time, memory = list[tuple[float, ...]](), list[tuple[float, ...]](), list[tuple[float, ...]]()
    async with office(OURS, 0) as ours, office(THEIRS, 0) as theirs:
        for _ in range(rounds):
            block = []
            for line, program in (ours, theirs):
                used = program.cpu
                taken = await line.ask("replies", BLOCK, APART)
                await asyncio.sleep(CALM)
                block.append(((program.cpu - used) / BLOCK * 1000, statistics.median(taken), program.resident))
            for kept, pair in zip((cpu, time, memory), zip(*block, strict=True), strict=True):
                kept.append(pair)
    return [
        paired("processor ms a reply", cpu, CPU),
        paired("answered after ms, without distance", time, None),
        paired("resident MB while people write", memory, start.MOST),
    ]


async def latency(rounds: int) -> list[Figure]:
    """How long people wait where Telegram is some way off, and while other messages go to the same people."""
    pairs: list[list[float]] = []
    async with office(OURS, DISTANCE) as ours, office(THEIRS, DISTANCE) as theirs:
        for _ in range(rounds):
            pair = [statistics.median(await line.ask("replies", BLOCK // 2, APART)) for line, _ in (ours, theirs)]
            pairs.append(pair)
    notices = round(rounds * BLOCK * 2 * (DISTANCE + APART) / NOTICES_APART)
    async with office(OURS, DISTANCE, notices) as (line, _):
        await line.ask("counted")
        taken = sorted(await line.ask("replies", rounds * BLOCK, 2 * APART))
        arrived, refused = await line.ask("counted")
    others = arrived - len(taken)
    return [
        paired(f"answered after ms, {DISTANCE * 1000:.0f} ms there and back", pairs, LATENCY),
        Figure(f"the same, 99 of 100, {others} others to them", taken[len(taken) * 99 // 100], limit=TAIL),
        Figure("refused with 429 meanwhile", refused, limit=0),
    ]


async def starting(rounds: int) -> list[Figure]:
    """From the start to the first poll, and memory at idle."""
    figures = []
    for cached in (True, False):
        taken = await start.measured(rounds if cached else max(2, rounds // 3), cached=cached)
        both = list(zip(taken[OURS], taken[THEIRS], strict=True))
        times, memories = ([[one[column] for one in pair] for pair in both] for column in (0, 1))
        said = "" if cached else ", no bytecode"
        figures.append(paired(f"first poll after ms{said}", times, start.MOST if cached else None))
        if cached:
            figures.append(paired("resident MB at idle", memories, start.MOST))
    return figures


async def growth(rounds: int) -> list[Figure]:
    """The same reply to a small and to a large ledger."""
    small, large = await reply.measured(rounds * 30)
    return [Figure("reply at 1,000 measures, beside one at 23", large, small, (large / small,), GROWTH)]


async def age(rounds: int) -> list[Figure]:
    """Memory of a process that loaded the ledger of two years."""
    del rounds
    loaded = await years.measured(2)
    return [Figure(f"resident MB, two years ({loaded.ledger:.1f} MB)", loaded.resident, limit=years.MOST)]


async def fan(rounds: int) -> list[Figure]:
    """A thousand messages to a thousand people."""
    run = await fanout.measured(max(200, 100 * rounds))
    return [
        Figure("messages a second", run.rate, limit=fanout.LEAST, least=True),
        Figure("refused with 429", run.refused, limit=0),
    ]


PARTS: dict[str, Callable[[int], Awaitable[list[Figure]]]] = {
    "cost": cost,
    "latency": latency,
    "start": starting,
    "growth": growth,
    "years": age,
    "fanout": fan,
}


async def measured(parts: Sequence[str], rounds: int) -> bool:
    """Print the table as it grows; whether every figure is within its limit."""
    print(f"{'':44} | {'ours':>9} {'echo':>9} {'ratio':>18} {'limit':>8}")
    good = True
    for part in parts:
        for figure in await PARTS[part](rounds):
            print(figure, flush=True)
            good &= figure.holds
    return good


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which figures; all of them where none is named")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and not the two years")
    asked = parser.parse_args()
    set_up_logs("ERROR")
    parts = asked.parts or [part for part in PARTS if part != "years" or not asked.quick]
    sys.exit(not asyncio.run(measured(parts, 3 if asked.quick else 10)))


if __name__ == "__main__":
    main()
