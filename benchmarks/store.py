"""What one durable reply costs the store as the ledger grows, beside TinyDB's own file storage in the same run.

    python -m benchmarks.store            # every size
    python -m benchmarks.store --quick    # without the largest

A reply is one transaction: read a measure, write it, add a progress, a journal entry with its chain, a message to the
outbox, and the update's number. Times are medians of wall-clock milliseconds, fsync included.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
from tinydb import TinyDB
from tinydb.table import Document

from bot.domain.deadline import Deadline, DeadlineKind
from bot.domain.journal import Entry
from bot.domain.measure import Measure, Stage
from bot.domain.outbox import Message, MessageState
from bot.domain.progress import Progress
from bot.domain.reply import Intent
from bot.services.desk import difference, enter
from bot.services.ledger import Handled, Store
from storage.opening import open_store
from storage.tiny import TinyStore

START = dt.datetime(2026, 3, 2, 0, 0, tzinfo=dt.UTC)
SIZES = ((23, 100), (1_000, 20_000), (10_000, 100_000))
REPLIES = 200


def measures(count: int) -> Iterator[Measure]:
    """Measures of findings of four each, ten people among them."""
    for n in range(count):
        due = (START + dt.timedelta(days=n % 300)).date()
        yield Measure(
            f"u1/A/{n // 4}-{n % 4}",
            "u1",
            "u1/A",
            f"u1/A/{n // 4}",
            f"{n // 4}-{n % 4}",
            "对辖区内小型水库逐座排查，建立问题清单，明确责任人和完成时间，每月通报一次进展情况。",
            leaders=(f"u1/p{n % 10}",),
            departments=("水保股",),
            owners=(f"u1/p{n % 97}",),
            deadline=Deadline(DeadlineKind.BY_DATE, "2026年底前", due, due),
        )


def messages(count: int) -> Iterator[Message]:
    """Messages that were sent, as an outbox holds after some months."""
    for n in range(count):
        at = START + dt.timedelta(minutes=n)
        facts = {"measures": [f"u1/A/{n % 5}-{n % 4}"], "colour": "yellow", "days": n % 20}
        yield Message(
            f"reminders:u1/p{n % 97}:{n}", "u1", f"u1/p{n % 97}", "reminders", at, facts, state=MessageState.SENT
        )


async def reply(store: Store, measure_id: str, n: int) -> None:
    """Record one reply as the desk does."""
    at = START + dt.timedelta(days=200, seconds=n)
    async with store.open() as ledger:
        await ledger.handled.add(Handled(f"{n}", "u1", at))
        old = await ledger.measures.get(measure_id)
        if old is None:
            raise LookupError(measure_id)
        new = replace(old, stage=Stage.UNDER_WAY, percent=n % 100, reported=at)
        await ledger.measures.put(new)
        said = Progress(f"{measure_id}/{n}", "u1", measure_id, "u1/p1", at, "完成六成", Intent.PROGRESS, n % 100)
        await ledger.progress.add(said)
        await enter(ledger, Entry("u1", at, "u1/p1", "report", measure_id, *difference(old, new), "完成六成", n))
        await ledger.outbox.add(Message(f"reported:{n}", "u1", "u1/p2", "notice", at))


async def ours(folder: Path, sizes: tuple[int, int]) -> tuple[float, float, float]:
    """Median milliseconds of a reply, the slowest one, and milliseconds to open the ledger again."""
    path = folder / "ledger.json"
    store = await open_store(path)
    async with store.open() as ledger:
        for measure in measures(sizes[0]):
            await ledger.measures.add(measure)
        for message in messages(sizes[1]):
            await ledger.outbox.add(message)
    await store.close()
    started = time.perf_counter()
    store = TinyStore(path)
    opening = (time.perf_counter() - started) * 1000
    ids = [measure.id for measure in measures(min(sizes[0], REPLIES))]
    taken = []
    for n in range(REPLIES):
        started = time.perf_counter()
        await reply(store, ids[n % len(ids)], n)
        taken.append((time.perf_counter() - started) * 1000)
    await store.close()
    return statistics.median(taken), max(taken), opening


def stock(folder: Path, sizes: tuple[int, int], replies: int) -> tuple[float, float]:
    """The same change in TinyDB's own file storage: one insert, where a reply makes six; median and opening."""
    path = folder / "stock.json"
    with TinyDB(path, ensure_ascii=False) as db:
        for table, records in (("measures", measures(sizes[0])), ("outbox", messages(sizes[1]))):
            documents = [Document(msgspec.to_builtins(record), n) for n, record in enumerate(records, 1)]
            db.table(table).insert_multiple(documents)
    started = time.perf_counter()
    db = TinyDB(path, ensure_ascii=False)
    len(db.table("measures"))
    opening = (time.perf_counter() - started) * 1000
    taken = []
    for n in range(replies):
        started = time.perf_counter()
        db.table("progress").insert({"measure": "u1/A/0-0", "words": "完成六成", "n": n})
        taken.append((time.perf_counter() - started) * 1000)
    db.close()
    return statistics.median(taken), opening


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the largest ledger")
    sizes = SIZES[:2] if parser.parse_args().quick else SIZES
    print(
        f"{'measures':>8} {'messages':>8} | {'reply ms':>8} {'ratio':>6} {'slowest':>8} {'open ms':>8}"
        " | stock insert ms, open ms"
    )
    first = 0.0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            median, slowest, opening = asyncio.run(ours(Path(folder), size))
            theirs, their_opening = stock(Path(folder), size, 50 if size[1] < SIZES[1][1] else 5)
        first = first or median
        print(
            f"{size[0]:>8} {size[1]:>8} | {median:8.3f} {median / first:6.2f} {slowest:8.2f} {opening:8.1f}"
            f" | {theirs:8.2f} ({theirs / median:.0f} times ours), {their_opening:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
