"""How long the week's page takes: 23 measures under 60 ms, 10,000 under 1 s, without the chart.

Run as `python -m benchmarks.digest`. A fresh TinyDB ledger is filled on a temporary folder; medians of ten pages.
"""

import asyncio
import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path

from bot.domain.core.colour import Colour
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.history.journal import Entry
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding, Plan
from bot.domain.progress.progress import Progress
from bot.domain.reminders.reminder import Reminder
from bot.domain.replies.reply import Intent
from bot.domain.units.unit import Unit
from bot.messages.reporting.digest import digest_body
from bot.messages.wording import load_wording
from bot.services.core.ledger import Ledger
from bot.services.core.request import enter
from bot.services.reporting.digest_data import compile_digest
from bot.services.status.register import open_register
from storage.tinydb.store import TinyDBStore

NOW = dt.datetime(2025, 6, 9, 0, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
STAGES = tuple(Stage)
OWNERS = 40
RUNS = 10
LIMITS = {23: 60.0, 10_000: 1000.0}  # milliseconds


async def fill(ledger: Ledger, size: int) -> None:
    """A ledger of so many measures, a third of them late, with replies, reminders and a week of changes."""
    await ledger.units.put(Unit(id="u1", name="某局党组"))
    await ledger.plans.put(
        Plan(id="u1/A", unit="u1", letter="A", title="整改方案", feedback=dt.date(2025, 1, 6), imported_at=NOW)
    )
    for n in range(OWNERS):
        await ledger.people.put(Person(id=f"u1/p{n}", unit="u1", name=f"某{n}", roles=(Role.OWNER,), chat=n + 1))
    for n in range(size):
        finding = f"u1/A/{n // 3 + 1}"
        if n % 3 == 0:
            await ledger.findings.put(
                Finding(id=finding, unit="u1", plan="u1/A", number=str(n // 3 + 1), text="责任没有压实")
            )
        await _measure(ledger, n, finding)


async def _measure(ledger: Ledger, n: int, finding: str) -> None:
    id_, day = f"{finding}-{n % 3 + 1}", TODAY + dt.timedelta(n % 90 - 45)
    owner, at = f"u1/p{n % OWNERS}", NOW - dt.timedelta(days=n % 30, minutes=n)
    deadline, number = Deadline(DeadlineKind.BY_DATE, "", day, day), id_.rpartition("/")[2]
    stage = Stage.UNDER_WAY if n % 2 else STAGES[n % len(STAGES)]
    await ledger.measures.put(
        Measure(
            id=id_,
            unit="u1",
            plan="u1/A",
            finding=finding,
            number=number,
            text="逐条核对并拍照留存",
            leaders=("u1/p0",),
            departments=("甲股",),
            owners=(owner,),
            deadline=deadline,
            stage=stage,
            reported=at,
        )
    )
    await ledger.progress.put(
        Progress(id=f"g{n}", unit="u1", measure=id_, by=owner, at=at, words="正在推进", intent=Intent.PROGRESS)
    )
    sent = at + dt.timedelta(days=1)
    await ledger.reminders.put(
        Reminder(
            id=f"r{n}",
            unit="u1",
            measure=id_,
            person=owner,
            colour=Colour.RED,
            mark=-3,
            due=day,
            day=TODAY,
            at=at,
            message="m",
            sent=sent,
        )
    )
    if n % 5 == 0:
        moment = NOW - dt.timedelta(days=n % 7)
        await enter(
            ledger,
            Entry(
                unit="u1",
                at=moment,
                by=owner,
                verb="report",
                subject=id_,
                before={"stage": "not_started"},
                after={"stage": "under_way"},
            ),
        )


async def page(store: TinyDBStore) -> float:
    """Milliseconds from asking to the text."""
    start = time.perf_counter()
    async with store.open() as ledger:
        register = await open_register(ledger, "u1", TODAY, WorkCalendar())
        compiled = await compile_digest(ledger, register, NOW - dt.timedelta(7), WorkCalendar(), NOW)
    digest_body(load_wording(), compiled, decides=True)
    return (time.perf_counter() - start) * 1000


async def measured(size: int) -> float:
    """The median over ten pages of a ledger of the size, after one to warm up."""
    with tempfile.TemporaryDirectory() as folder:
        store = TinyDBStore(Path(folder) / "ledger.json")
        async with store.open() as ledger:
            await fill(ledger, size)
        await page(store)
        median = statistics.median([await page(store) for _ in range(RUNS)])
        await store.close()
    return median


async def main() -> None:
    """Print a line a size, and whether the limit holds."""
    for size, limit in LIMITS.items():
        median = await measured(size)
        print(f"{size:>6} measures: {median:8.1f} ms (limit {limit:.0f} ms) {'ok' if median < limit else 'TOO SLOW'}")


if __name__ == "__main__":
    asyncio.run(main())
