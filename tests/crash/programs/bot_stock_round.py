"""The same office, the same phones and the same kills before a stock bot."""

import asyncio
import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.crash.programs.bot_matrix import (
    ANY_MOMENT,
    MARK,
    ROOT,
    WHILE_STARTING,
    Kill,
    Round,
    Tally,
    brief,
    open_round,
)
from tests.support.moment import living

AFTERWARDS = 3.0  # seconds that the jobs of the last life have


class StockRound(Round):
    """One installation of the stock bot; a file that cannot be read is taken away, as somebody would have to."""

    @property
    def file(self) -> Path:
        """TinyDB's file."""
        return self.folder / "stock.json"

    async def start(self, _kill: Kill) -> asyncio.subprocess.Process:
        """Start the stock program."""
        leaders = list(dict.fromkeys(leader.user.id for leader, _ in self.office.told))
        accounts = [self.office.told[0][1].user.id, *leaders]
        command = living(self.sandbox.clock.now, "tests.crash.programs.bot_stock", str(self.file), *map(str, accounts))
        with (self.folder / "bot.err").open("wb") as errors:
            return await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=os.environ | self.environment, stderr=errors
            )

    async def look(self) -> None:
        """Read the file; where it is broken, all that it held is gone."""
        try:
            recorded = self._recorded()
        except (ValueError, AttributeError):
            self.tally.unreadable += 1
            self.file.unlink()
            recorded = Counter()
        waiting = {raw["update_id"] for raw in self.sandbox.queue}
        self.lose({mark for mark, update in self.updates.items() if update not in waiting} - set(recorded))

    def _recorded(self) -> Counter[int]:
        text = self.file.read_text("utf-8") if self.file.exists() else ""
        tables: dict[str, dict[str, dict[str, Any]]] = json.loads(text) if text else {}
        rows = tables.get("_default", {}).values()
        return Counter(int(mark) for row in rows for mark in MARK.findall(row["words"]))

    async def settle(self) -> None:
        """Let it run undisturbed, then count what everybody has."""
        process = await self.start(Kill(ANY_MOMENT))
        await self.sandbox.idle(60)
        await asyncio.sleep(AFTERWARDS)
        process.terminate()
        await process.wait()
        self.count_replies(self._recorded())
        self.count_notices()


async def play_stock(folder: Path, kills: Sequence[Kill], seed: int) -> Tally:
    """A round of the stock bot with these kills, the named steps replaced by random moments."""
    async with open_round(folder, seed) as real:
        round_ = StockRound(folder, real.sandbox, real.office, real.environment, real.chance)
        for kill in kills:
            moment = kill if kill.step == WHILE_STARTING else Kill(ANY_MOMENT, after=brief(round_.chance))
            await round_.live(moment)
        await round_.settle()
        return round_.tally
