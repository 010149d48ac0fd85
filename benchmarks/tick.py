"""A tick over 100,000 measures of which 500 are due, beside the same tick over 1,000: it costs what is due."""

import asyncio
import datetime as dt
import gc
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.units.unit import Unit
from bot.messages.wording import load_wording
from bot.services.core.ledger import Store
from bot.services.core.request import RequestContext
from bot.services.reminders.remind import remind
from storage.blob_store import FileBlobStore
from storage.opening import open_store

NOW = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)
DUE = 500
SIZES = (1_000, 100_000)
ROUNDS = 7
PEOPLE = 20
MOST = 3.0  # times


def measure(number: int) -> Measure:
    """One of the first 500 is ten days from its deadline, the others have years."""
    day = dt.date(2026, 3, 19) if number < DUE else dt.date(2030, 1, 1)
    wake = None if number < DUE else dt.date(2029, 12, 12)
    deadline = Deadline(DeadlineKind.BY_DATE, "", day, day)
    people = (f"u1/p{number % PEOPLE}",), (f"u1/p{number % PEOPLE + PEOPLE}",)
    id_ = f"u1/A/{number // 10}-{number % 10}"
    text = "逐项核对并建立台账，按月检查"
    return Measure(
        id=id_,
        unit="u1",
        plan="u1/A",
        finding="u1/A/1",
        number=id_[5:],
        text=text,
        leaders=people[1],
        departments=("办公室",),
        owners=people[0],
        deadline=deadline,
        wake=wake,
    )


def context_at(store: Store, at: dt.datetime, folder: Path) -> RequestContext:
    """A request context whose clock stands still."""
    return RequestContext(
        store=store,
        clock=lambda: at,
        calendar=WorkCalendar(),
        wording=load_wording(),
        blobs=FileBlobStore(folder / "evidence"),
    )


async def seconds(size: int, folder: Path) -> float:
    """The median of ticks over a ledger of so many measures, 500 of them due each time; memory is warm."""
    store = await open_store(folder / "ledger.json")
    found = []
    try:
        async with store.open() as ledger:
            await ledger.units.put(Unit(id="u1", name="青梁县水务局"))
            await ledger.plans.put(
                Plan(id="u1/A", unit="u1", letter="A", title="巡察整改", feedback=dt.date(2026, 1, 5))
            )
            for n in range(2 * PEOPLE):
                role = Role.OWNER if n < PEOPLE else Role.LEADER
                await ledger.people.put(
                    Person(
                        id=f"u1/p{n}",
                        unit="u1",
                        name=f"甲{n}",
                        post="",
                        department="办公室",
                        roles=(role,),
                        chat=1000 + n,
                    )
                )
            for n in range(size):
                await ledger.measures.put(measure(n))
        gc.collect()
        gc.freeze()
        for day in range(ROUNDS):
            at = NOW + dt.timedelta(days=day if day < 5 else day + 2)
            request = context_at(store, at, folder)
            async with store.open() as ledger:
                for n in range(DUE):
                    await ledger.measures.put(replace(measure(n), wake=None))
            start = time.perf_counter()
            await remind(request, "u1")
            found.append(time.perf_counter() - start)
    finally:
        gc.unfreeze()
        await store.close()
    return statistics.median(found)


async def main() -> None:
    """Measure both and compare."""
    took = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            took[size] = await seconds(size, Path(folder))
        print(f"{size:>7} measures, {DUE} due: {took[size] * 1000:8.1f} ms a tick")
    ratio = took[SIZES[1]] / took[SIZES[0]]
    print(f"ratio {ratio:.2f} (at most {MOST})")
    raise SystemExit(ratio > MOST)


if __name__ == "__main__":
    asyncio.run(main())
