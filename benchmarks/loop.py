"""How long each command of a large office holds the event loop at a stretch: everybody else waits for so long.

    python -m benchmarks.loop               # 5,000 measures, every command and kind of sentence
    python -m benchmarks.loop --stacks      # and where the loop stood in the longest stretch of each
    python -m benchmarks.loop /forecast     # only what begins so

The real bot stands before the sandbox in one process; a task that wakes every 10 ms records how long the loop's thread
worked meanwhile at most, in milliseconds of its processor time, until all is answered: other work on the machine does
not count. Ends with status 1 where that is longer than MOST.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import gc
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.logs import set_up_logs
from bot.services.core.ledger import MEASURES_OF_UNIT
from storage.codec import encode
from storage.opening import DocumentStore

START = dt.datetime(2025, 3, 20, 1, 0, tzinfo=dt.UTC)
OFFICE, OWNER, SECRETARY = "何清溪", "孟晓川", "陆景澄"
MEASURES = 5_000
EVERY = 0.01  # seconds
MOST = 200.0  # milliseconds
LONG = "请各科室认真核对台账并按月检查供水管网和财务票据，" * 76  # as long as a message may be
ASKED = (
    (OWNER, "2-3 完成80%"),
    (OWNER, "供水管网的台账已经核对完了"),
    (OWNER, LONG),
    *(
        (OFFICE, command)
        for command in (
            "/help",
            "/status",
            "/status 3-2",
            "/status 逾期",
            "/status 供水管理站",
            "/overdue",
            "/mine",
            "/due 两周内",
            "/find 台账",
            "/finding 2",
            "/stats",
            "/board",
            "/history 3-2",
            "/digest",
            "/report 周报",
            "/report 月报",
            "/export",
            "/chart",
            "/switch",
            "/why 3-2",
            "/forecast",
            "/people",
            "/away",
            "/policy",
            "/import",
            "/correct 3-2",
            "/nudge 3-2",
            "/letter 3-2",
            "/health",
            "/units",
            "/backup",
            "/handover 孟晓川 罗雨桐",
            "/undo_import",
        )
    ),
    (SECRETARY, "/instruct 3-2 请抓紧办理"),
    (OFFICE, "tick"),
)


class Gaps:
    """The longest work of the loop between two wakes of a task that wakes every 10 ms, and where it stood meanwhile."""

    def __init__(self) -> None:
        self.longest, self.stack = 0.0, ""
        self._woke = time.perf_counter()
        self._main = threading.main_thread().ident
        self._ended = threading.Event()

    async def _tick(self) -> None:
        while True:
            self._woke, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(EVERY)
            self.longest = max(self.longest, (time.thread_time() - worked) * 1000)

    def _watch(self) -> None:
        deepest = 0.0
        while not self._ended.wait(0.02):
            late = (time.perf_counter() - self._woke) * 1000
            if late > max(MOST, deepest):
                deepest = late
                frame = sys._current_frames().get(self._main or 0)  # noqa: SLF001 - the only way
                self.stack = "".join(traceback.format_stack(frame)[-14:]) if frame else ""

    @contextlib.asynccontextmanager
    async def measured(self) -> AsyncIterator[None]:
        """Measure while the block runs."""
        watching = threading.Thread(target=self._watch, daemon=True)
        ticking = asyncio.create_task(self._tick())
        watching.start()
        try:
            yield
            await asyncio.sleep(2 * EVERY)
        finally:
            ticking.cancel()
            self._ended.set()
            watching.join()


async def fill(stage: Stage, count: int) -> None:
    """Give the office so many measures, each like one of the example's."""
    async with stage.app.request.look() as ledger:
        like = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
    made = [
        replace(one, id=f"u1/A/{n}-{k}", number=f"{n}-{k}", text=f"{one.text}（第{n}批）")
        for n in range(100, 100 + count // len(like) + 1)
        for k, one in enumerate(like, 1)
    ][: count - len(like)]
    store = cast("DocumentStore", stage.app.request.store)
    await store.put_documents([("measures", one.id, encode(one)) for one in made])


async def main(asked: list[str], count: int, *, stacks: bool) -> int:
    """Print the longest stretch of each; 1 where one is too long."""
    worst = 0.0
    with TemporaryDirectory() as folder:
        async with open_stage(Path(folder), START) as stage:
            await stage.take_in(WORKBOOK)
            await stage.bind(OFFICE, OWNER, SECRETARY)
            await fill(stage, count)
            stage.phone(OWNER).say("2-4 完成10%")  # the first sentence loads the readers, 0.25 s once
            await stage.settle()
            gc.freeze()  # as the program does when it has opened the ledger
            for name, words in ASKED:
                if asked and not words.startswith(tuple(asked)):
                    continue
                gaps, began = Gaps(), time.perf_counter()
                async with gaps.measured():
                    if words == "tick":
                        await stage.tick()
                    else:
                        stage.phone(name).say(words)
                        await stage.settle(600)
                took = (time.perf_counter() - began) * 1000
                said = stage.phone(name).inbox[-1].text[:30].replace("\n", " ") if stage.phone(name).inbox else ""
                print(f"{gaps.longest:9.0f} ms of {took:9.0f}  {words[:20]:22} {said}", flush=True)
                if stacks and gaps.longest > MOST:
                    print(gaps.stack)
                worst = max(worst, gaps.longest)
    return int(worst > MOST)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("asked", nargs="*")
    parser.add_argument("--measures", type=int, default=MEASURES)
    parser.add_argument("--stacks", action="store_true")
    arguments = parser.parse_args()
    set_up_logs("ERROR")
    sys.exit(asyncio.run(main(arguments.asked, arguments.measures, stacks=arguments.stacks)))
