"""The crash matrix in short: the real bot as a process, killed at random moments and at every named step.

`python -m benchmarks.crash 1000` is the full run; without fsync only a loss of power loses anything, which
tests/crash/test_points.py shows on a simulated disk.
"""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import pytest

from bot.cli.imports import take_in
from bot.config import Config, StoreSettings
from bot.demo.stage import WORKBOOK
from bot.domain.history.journal import breaks
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_OF_UNIT
from storage.archive.move import Contents
from storage.errors import MoveUnfinished
from storage.opening import open_store
from storage.tinydb.store import TinyDBStore
from tests.crash.programs.bot_matrix import ROOT, Kill, Tally, any_kills, play
from tests.crash.programs.bot_program import REACHED, STEPS
from tests.crash.programs.bot_stock_round import play_stock
from tests.support.moment import living, now

pytestmark = pytest.mark.long

SHORT = 4  # kills at random moments in each half of the short run
KILLED = -9
EVERY = 6  # every so many steps of an import or a move


@pytest.mark.timeout(480)
async def test_bot_killed_at_every_step_loses_nothing(tmp_path: Path) -> None:
    """No reply and no message is lost, none is recorded twice, second copies are labelled and were in flight."""
    named = [Kill(step) for step in STEPS]
    halves = (
        [*named[::2], *(kill for kill in any_kills(2 * SHORT, 1, REACHED) if kill.after)],
        [*named[1::2], *(kill for kill in any_kills(2 * SHORT, 2, REACHED) if kill.after)],
    )
    rounds = [play(tmp_path / str(seed), kills, seed) for seed, kills in enumerate(halves)]
    tally = sum(await asyncio.gather(*rounds), Tally())
    assert tally.faults == {}
    assert tally.killed == len(STEPS) + 2 * SHORT
    assert tally.replies > 20 * tally.killed
    assert tally.messages > tally.replies // 2


async def test_matrix_notices_a_program_in_the_wrong_order(tmp_path: Path) -> None:
    """Confirming before handling is found by two kills; marking before sending finds tests/crash/test_dialogs.py."""
    kill = Kill("after fetch")
    tally = await play(tmp_path, [kill, kill], 1, "confirm-first")
    assert "replies lost" in tally.faults


async def test_matrix_notices_what_a_stock_bot_loses(tmp_path: Path) -> None:
    """The same kills, the same phones: the comparison is able to fail."""
    tally = await play_stock(tmp_path, [Kill("any moment", after=0.01) for _ in range(4)], 3)
    assert tally.faults


async def killed(step: str, at: int, *arguments: str, **environment: str) -> int:
    """Run a command of the command line that kills itself there; how it ended."""
    program = living(now, "tests.crash.programs.bot_program", step, str(at), "-", *arguments)
    process = await asyncio.create_subprocess_exec(
        *program, cwd=ROOT, env=os.environ | environment, stdout=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


async def measures_in(file: Path) -> int:
    """How many measures the ledger has; its chain holds."""
    store = TinyDBStore(file)
    async with store.open() as ledger:
        measures = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, "u1")
        assert not list(breaks(entries, await ledger.heads.get("u1")))
    await store.close()
    return len(measures)


@pytest.mark.parametrize("step", ["within the line", "before fsync", "before rename"])
async def test_import_killed_is_there_or_not_and_goes_on(tmp_path: Path, step: str) -> None:
    """After a kill the plan is in the ledger whole or not at all, and importing again ends with it whole."""
    file = tmp_path / "ledger.json"
    seen = set()
    for at in range(1, 40, EVERY):
        status = await killed(step, at, "import", str(WORKBOOK), "--yes", DUBAN_STORE_URL=str(file))
        seen.add(await measures_in(file))
        if status != KILLED:
            assert status == 0
            break
    assert len(seen - {0}) == 1
    assert await measures_in(file) == max(seen)


async def contents(file: Path) -> str:
    """One hash over all of a ledger."""
    tally, store = Contents(), TinyDBStore(file)
    async for document in store.documents():
        tally.add(*document)
    await store.close()
    return tally.digest


@pytest.mark.parametrize("step", ["before fsync", "before rename"])
async def test_move_killed_leaves_the_source_and_goes_on(tmp_path: Path, step: str) -> None:
    """The source stays what it was; a target half written cannot be taken for a ledger; moving again ends well."""
    source, target = tmp_path / "old" / "ledger.json", tmp_path / "new" / "ledger.json"
    assert await take_in(Config(store=StoreSettings(str(source))), "", WORKBOOK, yes=True) == 0
    before, nothing = await contents(source), Contents().digest
    for at in range(1, 40, EVERY):
        status = await killed(step, at, "move", str(source), str(target))
        assert await contents(source) == before
        with suppress(MoveUnfinished):
            await (await open_store(target)).close()
            assert await contents(target) in {before, nothing}
        if status != KILLED:
            break
    assert await contents(target) == before
