"""One reply handed to the service: its cost in the province's ledger, beside that of one unit with 23 measures.

The two ledgers take turns, so that a busy machine is as busy for both. A reply is one transaction of
`bot/services/progress/progress`, from the update's number to the durable commit.
"""

import asyncio
import itertools
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.province.round import EACH, MONDAY, UNITS, Body, bodies, context_at, settled
from benchmarks.province.statements import counted
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Report
from bot.domain.replies.reply import Intent
from bot.services.core.request import RequestContext
from bot.services.progress.report import report_progress
from storage.opening import open_store
from tests.storage.server import Server

FEW = 23
REPLIES, WARM = 600, 60
MOST = 1.3
AT_ONCE = 16


@dataclass
class Office:
    """A ledger whose owners reply one after another."""

    request: RequestContext
    province: Sequence[Body]
    taken: list[float] = field(default_factory=list)  # milliseconds
    updates: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def reply(self) -> None:
        """Somebody tells how far a measure of theirs has come."""
        update = next(self.updates)
        body = self.province[update % len(self.province)]
        measure: Measure = body.measures[update // len(self.province) % len(body.measures)]
        said = Report(measure=measure.id, words="完成六成", intent=Intent.PROGRESS, percent=update % 99 + 1)
        started = time.perf_counter()
        await report_progress(
            replace(self.request, update=update), body.person(measure.owners[0]), [said], f"1:{update}"
        )
        self.taken.append((time.perf_counter() - started) * 1000)


async def run(server: Server, units: int = UNITS) -> bool:
    """Print the figures; True where a reply costs little more in the large ledger."""
    provinces = [tuple(bodies(1, FEW)), tuple(bodies(units))]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        offices = []
        for province in provinces:
            store = await open_store(await settled(server, province))
            stack.push_async_callback(store.close)
            offices.append(Office(context_at(store, MONDAY, folder), province))
        for _ in range(WARM):
            for office in offices:
                await office.reply()
        for office in offices:
            office.taken.clear()
        with counted() as statements:
            for _ in range(REPLIES):
                for office in offices:
                    await office.reply()
        small, large = (statistics.median(office.taken) for office in offices)
        each = statements.count / REPLIES / len(offices)
        print(f"{FEW:>6} measures: {small:6.2f} ms a reply")
        print(f"{units * EACH:>6} measures: {large:6.2f} ms a reply, {each:.1f} statements")
        print(f"{'ratio':>15}: {large / small:6.2f}   (at most {MOST})")
        await together(offices[1])
        return large / small <= MOST


async def together(office: Office) -> None:
    """Print how many replies a second one process takes, sixteen at the same time."""
    office.taken.clear()
    left = iter(range(REPLIES * 2))

    async def people() -> None:
        for _ in left:
            await office.reply()

    started, spent = time.perf_counter(), time.process_time()
    await asyncio.gather(*(people() for _ in range(AT_ONCE)))
    seconds, cost = time.perf_counter() - started, (time.process_time() - spent) * 1000
    slowest = statistics.quantiles(office.taken, n=100)[-1]
    each = cost / len(office.taken)
    rate = len(office.taken) / seconds
    print(f"{f'{AT_ONCE} at once':>15}: {rate:6.0f} a second, p99 {slowest:.0f} ms, {each:.1f} ms of this process each")
