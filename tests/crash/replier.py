"""A process that records replies as fast as it can and says each number once it is durable, until it is killed.

python -m tests.crash.replier LEDGER
"""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from bot.domain.history.journal import Entry, Head
from bot.domain.plan.measure import Measure
from bot.services.core.ledger import Handled
from bot.services.core.request import enter
from storage.tinydb import append
from storage.tinydb.store import TinyDBStore
from tests.support.moment import now

MEASURE = Measure(id="u1/A/1-1", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="清点仓库物资")


async def reply(store: TinyDBStore) -> int:
    """Record the next reply: the journal's number is the update's."""
    async with store.open() as ledger:
        n = (await ledger.heads.get("u1") or Head("u1")).number + 1
        at = now()
        await ledger.handled.add(Handled(str(n), "u1", at))
        await ledger.measures.put(replace(MEASURE, percent=n))
        await enter(
            ledger, Entry(unit="u1", at=at, by="u1/p1", verb="report", subject=MEASURE.id, words="完成" * 30, update=n)
        )
    return n


async def main(path: Path) -> None:
    """Reply for ever, with checkpoints every few hundred lines."""
    append.CHECKPOINT_FROM = 20_000
    store = TinyDBStore(path)
    while True:
        os.write(1, b"%d\n" % await reply(store))
        await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
