"""The Monday's reminders of every unit, one unit after another, then in a fresh copy four at once."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.province.round import EACH, MONDAY, REMINDERS, UNITS, bodies, context_at, settled
from benchmarks.province.statements import counted
from bot.scheduling.ledger_jobs import ledger_jobs, may_run
from bot.scheduling.scheduler import Scheduler
from bot.services.core.ledger import OUTBOX_READY, REMINDERS_OF, moment
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.reminders.remind import remind
from storage.opening import open_store
from tests.storage.server import Server

MOST = 20.0  # seconds for one tick of the whole province
AT_ONCE = 4


@dataclass(frozen=True)
class Ticked:
    """What one tick of the whole province did."""

    seconds: float
    statements: int
    messages: int


async def run(server: Server, units: int = UNITS) -> bool:
    """Print the figures; True where the tick wrote every reminder, once, in time."""
    started = time.perf_counter()
    province = await settled(server, bodies(units))
    print(f"{units} units, {units * EACH} measures: settled in {time.perf_counter() - started:.1f} s")
    passed = True
    for at_once in (1, AT_ONCE):
        store = await open_store(server.copy(province))
        with TemporaryDirectory() as folder:
            request = context_at(store, MONDAY, Path(folder))
            first = await tick(request, units, at_once)
            again = await tick(request, units, at_once)
            reminders, messages = await written(request, units)
            busy, quiet = [await whole_round(request) for _ in range(2)]
        await store.close()
        many = f"{at_once} at once" if at_once > 1 else "one by one"
        print(
            f"{many:>10}: {reminders} reminders in {messages} messages: {first.seconds:6.2f} s, "
            f"{first.statements / units:.0f} statements a unit; once more: {again.messages} in {again.seconds:.2f} s"
        )
        print(f"{'':>10}  every part of a round, four units at once: {busy:.2f} s; where nothing is due: {quiet:.2f} s")
        whole = units < UNITS or reminders == REMINDERS
        passed &= whole and first.messages == messages and not again.messages and first.seconds <= MOST
    print(f"{'':>10}  (at most {MOST:.0f} s)")
    return passed


async def tick(request: RequestContext, units: int, at_once: int) -> Ticked:
    """Write the reminders of every unit, so many of them at the same time."""
    waiting = iter(range(1, units + 1))

    async def ask() -> int:
        return sum([await remind(scoped(request, f"u{n}"), f"u{n}") for n in waiting])

    started = time.perf_counter()
    with counted() as statements:
        written = await asyncio.gather(*(ask() for _ in range(at_once)))
    return Ticked(time.perf_counter() - started, statements.count, sum(written))


async def whole_round(request: RequestContext) -> float:
    """Seconds for all jobs of the ledger, in every unit and for the installation."""
    started = time.perf_counter()
    await Scheduler(ledger_jobs(request), request.runtime, may_run(request)).run_all()
    return time.perf_counter() - started


async def written(request: RequestContext, units: int) -> tuple[int, int]:
    """How many reminders of this Monday are in the ledger, and how many messages wait."""
    reminders = 0
    async with request.look() as ledger:
        for body in bodies(units):
            for measure in body.measures:
                reminders += len(await ledger.reminders.find(REMINDERS_OF, measure.id, since=moment(MONDAY)))
        return reminders, len(await ledger.outbox.find(OUTBOX_READY))
