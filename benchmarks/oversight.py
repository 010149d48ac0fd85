"""How long a province's figures take: 136 units of 40 measures and 147 people each, one short transaction a unit.

Run as `python -m benchmarks.oversight`, or with a postgresql:// address of an empty database. Prints the whole pass,
its longest single transaction beside the whole, how long somebody else's question waits meanwhile, and what the screen
and the workbook take.
"""

import asyncio
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.documents.workbook.oversight import oversight_book
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding, Plan
from bot.domain.units.unit import Unit
from bot.messages.units.view import oversight_body
from bot.messages.wording import load_wording
from bot.services.core.ledger import Ledger, Store
from bot.services.core.request import RequestContext
from bot.services.units.oversight import oversight_of_all
from storage.blob_store import FileBlobStore
from storage.opening import open_store

NOW = dt.datetime(2025, 6, 9, 0, 0, tzinfo=dt.UTC)
UNITS, MEASURES, PEOPLE = 136, 40, 147
STAGES = tuple(Stage)
CLERK = Person(id="sz/p1", unit="sz", name="某人", roles=(Role.OFFICE,))
RUNS = 5
PAUSE = 0.005  # seconds between two questions
LIMIT = 10.0  # seconds for the whole pass


async def fill(ledger: Ledger, unit: str) -> None:
    """A unit with its plan and people, part of it late."""
    await ledger.units.put(Unit(id=unit, name=f"第{unit[1:]}个单位", above="sz"))
    await ledger.plans.put(
        Plan(id=f"{unit}/A", unit=unit, letter="A", title="整改方案", feedback=NOW.date(), imported_at=NOW)
    )
    for n in range(PEOPLE):
        await ledger.people.put(
            Person(id=f"{unit}/p{n}", unit=unit, name=f"某{n}", roles=(Role.OWNER,), chat=n or None)
        )
    for n in range(MEASURES):
        finding, day = f"{unit}/A/{n // 3 + 1}", NOW.date() + dt.timedelta(n - 10)
        await ledger.findings.put(
            Finding(id=finding, unit=unit, plan=f"{unit}/A", number=str(n // 3 + 1), text="责任没有压实")
        )
        number = f"{n // 3 + 1}-{n % 3 + 1}"
        deadline, stage = Deadline(DeadlineKind.BY_DATE, "", day, day), STAGES[n % len(STAGES)]
        measure = Measure(
            id=f"{finding}-{n % 3 + 1}",
            unit=unit,
            plan=f"{unit}/A",
            finding=finding,
            number=number,
            text="逐条核对并拍照留存",
        )
        await ledger.measures.put(replace(measure, deadline=deadline, stage=stage, since=NOW.date()))


class Timed:
    """A store that notes how long each transaction lasted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lasted: list[float] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ledger]:
        """One transaction."""
        start = time.perf_counter()
        async with self._store.open() as ledger:
            yield ledger
        self.lasted.append(time.perf_counter() - start)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Ledger]:
        """A look, which is timed as well."""
        start = time.perf_counter()
        async with self._store.read() as ledger:
            yield ledger
        self.lasted.append(time.perf_counter() - start)

    async def close(self) -> None:
        """Let go of the store."""
        await self._store.close()


async def ask_meanwhile(request: RequestContext, waited: list[float]) -> None:
    """Somebody else's short question, again and again."""
    while True:
        start = time.perf_counter()
        await asyncio.sleep(PAUSE)
        async with request.look() as ledger:
            await ledger.people.get(CLERK.id)
        waited.append(time.perf_counter() - start - PAUSE)


async def main() -> None:
    """Fill a ledger, count it all a few times, and print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        store = await open_store(sys.argv[1] if len(sys.argv) > 1 else str(folder / "ledger.json"))
        timed = Timed(store)
        request = RequestContext(
            store=timed,
            clock=lambda: NOW,
            calendar=WorkCalendar(),
            wording=load_wording(),
            blobs=FileBlobStore(folder / "evidence"),
        )
        async with store.open() as ledger:
            await ledger.units.put(Unit(id="sz", name="某省"))
            await ledger.people.put(CLERK)
        for number in range(1, UNITS + 1):
            async with store.open() as ledger:
                await fill(ledger, f"x{number}")
        await oversight_of_all(request, CLERK)
        timed.lasted.clear()
        waited: list[float] = []
        asking = asyncio.create_task(ask_meanwhile(replace(request, store=store), waited))
        took = []
        for _ in range(RUNS):
            start = time.perf_counter()
            seen = await oversight_of_all(request, CLERK)
            took.append(time.perf_counter() - start)
        asking.cancel()
        start = time.perf_counter()
        oversight_body(load_wording(), seen)
        drawn = time.perf_counter()
        oversight_book(seen)
        booked = time.perf_counter()
        await store.close()
    whole, longest = statistics.median(took), max(timed.lasted)
    print(
        f"{len(seen.units)} units, {seen.total.measures} measures, {seen.total.people} people: {whole:.2f} s", end=" "
    )
    print(f"({'ok' if whole < LIMIT else 'TOO SLOW'}), {whole / UNITS * 1000:.1f} ms a unit")
    print(f"longest transaction {longest * 1000:.1f} ms, {longest / whole:.1%} of the whole")
    waits = f"median {statistics.median(waited) * 1000:.1f} ms, worst {max(waited) * 1000:.1f} ms"
    print(f"others' questions meanwhile wait: {waits}")
    print(f"screen {(drawn - start) * 1000:.1f} ms, workbook {(booked - drawn) * 1000:.0f} ms")


if __name__ == "__main__":
    asyncio.run(main())
