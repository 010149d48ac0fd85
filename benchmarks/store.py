"""What one durable reply costs the store as the ledger grows, beside TinyDB's own file storage in the same run.

    python -m benchmarks.store            # every size
    python -m benchmarks.store --quick    # without the largest
    python -m benchmarks.store --postgres # the same on a PostgreSQL server started for it, with fsync

A reply is one transaction: read a measure, write it, add a progress, a journal entry with its chain, a message to the
outbox, and the update's number. Times are medians of wall-clock milliseconds, fsync included.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from tinydb import TinyDB
from tinydb.table import Document

from bot.domain.history.journal import Entry
from bot.domain.outbox.message import Message, MessageState
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure, Stage
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Intent
from bot.services.core.ledger import Handled, Store
from bot.services.core.request import difference, enter
from storage.codec import encode
from storage.opening import DocumentStore, open_any
from tests.storage.server import running_server

START = dt.datetime(2026, 3, 2, 0, 0, tzinfo=dt.UTC)
SIZES = ((23, 100), (1_000, 20_000), (10_000, 100_000))
REPLIES = 200
BATCH = 5000


def measures(count: int) -> Iterator[Measure]:
    """Measures of findings of four each, ten people among them."""
    for n in range(count):
        due = (START + dt.timedelta(days=n % 300)).date()
        yield Measure(
            id=f"u1/A/{n // 4}-{n % 4}",
            unit="u1",
            plan="u1/A",
            finding=f"u1/A/{n // 4}",
            number=f"{n // 4}-{n % 4}",
            text="对辖区内小型水库逐座排查，建立问题清单，明确责任人和完成时间，每月通报一次进展情况。",
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
            id=f"reminders:u1/p{n % 97}:{n}",
            unit="u1",
            to=f"u1/p{n % 97}",
            kind="reminders",
            due=at,
            facts=facts,
            state=MessageState.SENT,
        )


async def reply(store: Store, measure_id: str, n: int) -> None:
    """Record one reply as the request does."""
    at = START + dt.timedelta(days=200, seconds=n)
    async with store.open() as ledger:
        await ledger.handled.add(Handled(f"{n}", "u1", at))
        old = await ledger.measures.get(measure_id)
        if old is None:
            raise LookupError(measure_id)
        new = replace(old, stage=Stage.UNDER_WAY, percent=n % 100, reported=at)
        await ledger.measures.put(new)
        said = Progress(
            id=f"{measure_id}/{n}",
            unit="u1",
            measure=measure_id,
            by="u1/p1",
            at=at,
            words="完成六成",
            intent=Intent.PROGRESS,
            percent=n % 100,
        )
        await ledger.progress.add(said)
        before, after = difference(old, new)
        entry = Entry(
            unit="u1",
            at=at,
            by="u1/p1",
            verb="report",
            subject=measure_id,
            before=before,
            after=after,
            words="完成六成",
            update=n,
        )
        await enter(ledger, entry)
        await ledger.outbox.add(Message(id=f"reported:{n}", unit="u1", to="u1/p2", kind="notice", due=at))


async def filled(address: str, sizes: tuple[int, int]) -> tuple[DocumentStore, float]:
    """A ledger of a size, closed and opened again, and how many milliseconds the opening took."""
    store = await open_any(address)
    records = [("measures", m) for m in measures(sizes[0])] + [("outbox", m) for m in messages(sizes[1])]
    for start in range(0, len(records), BATCH):
        await store.put_documents(
            [(shelf, record.id, encode(record)) for shelf, record in records[start : start + BATCH]]
        )
    await store.close()
    started = time.perf_counter()
    store = await open_any(address)
    return store, (time.perf_counter() - started) * 1000


async def replies(addresses: list[str], sizes: list[tuple[int, int]]) -> list[tuple[float, float, float]]:
    """For each size the median and the slowest reply and the opening, in milliseconds.

    The ledgers take turns with one reply each, so that a busy machine is as busy for all of them.
    """
    stores = [await filled(address, size) for address, size in zip(addresses, sizes, strict=True)]
    taken: list[list[float]] = [[] for _ in sizes]
    for n in range(REPLIES):
        for (store, _), size, times in zip(stores, sizes, taken, strict=True):
            number = n % size[0]
            started = time.perf_counter()
            await reply(store, f"u1/A/{number // 4}-{number % 4}", n)
            times.append((time.perf_counter() - started) * 1000)
    for store, _ in stores:
        await store.close()
    return [(statistics.median(times), max(times), opening) for times, (_, opening) in zip(taken, stores, strict=True)]


def stock(folder: Path, sizes: tuple[int, int], replies: int) -> tuple[float, float]:
    """The same change in TinyDB's own file storage: one insert, where a reply makes six; median and opening."""
    path = folder / "stock.json"
    path.unlink(missing_ok=True)
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
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of TinyDB")
    arguments = parser.parse_args()
    sizes = list(SIZES[:2] if arguments.quick else SIZES)
    print(f"{'measures':>8} {'messages':>8} | {'reply ms':>8} {'ratio':>6} {'slowest':>8} {'open ms':>8}")
    with running_server(fsync="on") if arguments.postgres else nullcontext() as server, TemporaryDirectory() as folder:
        files = [Path(folder) / str(n) / "ledger.json" for n in range(len(sizes))]
        addresses = [server.database() if server else str(file) for file in files]
        measured = asyncio.run(replies(addresses, sizes))
        for size, (median, slowest, opening) in zip(sizes, measured, strict=True):
            figures = f"{median:8.3f} {median / measured[0][0]:6.2f} {slowest:8.2f} {opening:8.1f}"
            print(f"{size[0]:>8} {size[1]:>8} | {figures}")
        for size, (median, _, _) in () if server else zip(sizes, measured, strict=True):
            theirs, opening = stock(Path(folder), size, 50 if size[1] < SIZES[1][1] else 5)
            told = f"{theirs:8.3f} ms ({theirs / median:.0f} times ours), opens in {opening:.1f} ms"
            print(f"{size[0]:>8} {size[1]:>8} | stock TinyDB, one insert: {told}", flush=True)


if __name__ == "__main__":
    main()
