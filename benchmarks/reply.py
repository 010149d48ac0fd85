"""What one durable reply costs the whole bot as the ledger grows: received, recorded, synced, answered.

    python -m benchmarks.reply            # 300 replies to each ledger, in turn
    python -m benchmarks.reply --quick    # 100

Two bots stand before two sandboxes in one process, one with the example's 23 measures, one with 1,000 measures and
20,000 messages and journal entries. Somebody writes `2-3 完成80%`; the time runs until the answer is on the phone and
all is written down, by HTTP within the process. Figures are medians. Ends with status 1 where the larger costs more
than 1.2 times the smaller.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.history.journal import FIRST, Entry, Head
from bot.domain.outbox.message import Message, MessageState
from bot.domain.plan.measure import Measure
from bot.logs import set_up_logs
from bot.sandbox import Phone
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_NUMBERED
from storage.codec import encode
from storage.opening import DocumentStore

START = dt.datetime(2025, 3, 20, 1, 0, tzinfo=dt.UTC)
OWNER, NUMBER = "孟晓川", "2-3"
MEASURES, MESSAGES = 1_000, 20_000
MOST = 1.2
BATCH = 5_000


@dataclass
class Office:
    """A bot with a ledger of some size, and how long its replies took."""

    stage: Stage
    taken: list[float] = field(default_factory=list)  # milliseconds

    @property
    def phone(self) -> Phone:
        """The telephone of somebody who replies."""
        return self.stage.phone(OWNER)

    async def reply(self, percent: int) -> None:
        """One reply and its answer."""
        answered = len(self.phone.inbox)
        started = time.perf_counter()
        self.phone.say(f"{NUMBER} 完成{percent}%")
        await self.stage.settle()
        if len(self.phone.inbox) <= answered:
            raise LookupError("no answer")
        self.taken.append((time.perf_counter() - started) * 1000)


async def grow(stage: Stage) -> None:
    """Add measures, sent messages and journal entries, as some years leave them."""
    store = cast("DocumentStore", stage.app.request.store)
    async with store.open() as ledger:
        (pattern,) = await ledger.measures.find(MEASURES_NUMBERED, "u1", NUMBER)
        head = await ledger.heads.get("u1") or Head("u1")
        first = await ledger.journal.find(JOURNAL_OF_UNIT, "u1", limit=1)
    records: list[tuple[str, Any]] = [("measures", another(pattern, n)) for n in range(MEASURES)]
    records += [("outbox", message(pattern, n)) for n in range(MESSAGES)]
    previous = head
    for n in range(MESSAGES):
        entry = Entry(
            unit="u1",
            at=first[0].at,
            by=f"u1/p{n % 13 + 1}",
            verb="report",
            subject=another(pattern, n % MEASURES).id,
            words="在办",
        )
        linked = entry.after_entry(previous)
        previous = Head("u1", linked.number, linked.digest or FIRST)
        records.append(("journal", linked))
    records.append(("heads", previous))
    for begin in range(0, len(records), BATCH):
        await store.put_documents(
            [(shelf, record.id, encode(record)) for shelf, record in records[begin : begin + BATCH]]
        )


def another(pattern: Measure, n: int) -> Measure:
    """One of many measures, each finding with four."""
    finding, number = f"u1/A/{10 + n // 4}", f"{10 + n // 4}-{n % 4 + 1}"
    return replace(pattern, id=f"u1/A/{number}", finding=finding, number=number, owners=(f"u1/p{n % 13 + 1}",))


def message(pattern: Measure, n: int) -> Message:
    """One of many messages that were sent."""
    at, to = START - dt.timedelta(minutes=n), f"u1/p{n % 13 + 1}"
    facts = {"reminders": [f"reminder:{pattern.id}:{n}"]}
    waiting = Message(id=f"reminders:{to}:{n}", unit="u1", to=to, kind="reminders", due=at, facts=facts, created=at)
    return replace(waiting, state=MessageState.SENT, sent=at)


async def measured(replies: int) -> tuple[float, float]:
    """Median milliseconds of a reply to the small and to the large ledger, which take turns."""
    async with AsyncExitStack() as stack:
        offices = []
        for _ in range(2):
            folder = Path(stack.enter_context(TemporaryDirectory()))
            stage = await stack.enter_async_context(open_stage(folder, START))
            await stage.take_in(WORKBOOK)
            await stage.bind(OWNER)
            offices.append(Office(stage))
        await grow(offices[1].stage)
        for n in range(replies):
            for office in offices:
                await office.reply(n % 99 + 1)
        small, large = (statistics.median(office.taken[replies // 10 :]) for office in offices)
        return small, large


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer replies")
    set_up_logs("ERROR")
    small, large = asyncio.run(measured(100 if parser.parse_args().quick else 300))
    print(f"{'measures':>8} {'messages and entries':>20} | {'reply ms':>8}")
    print(f"{23:>8} {'few':>20} | {small:8.2f}")
    print(f"{MEASURES + 23:>8} {f'{MESSAGES} each':>20} | {large:8.2f}")
    print(f"{'ratio':>29} | {large / small:8.2f}   (at most {MOST})")
    sys.exit(large / small > MOST)


if __name__ == "__main__":
    main()
