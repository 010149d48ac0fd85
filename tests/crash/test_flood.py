"""A bound person and a stranger write without end: every word of the one is recorded, and nobody waits for them.

Counted in messages that are overtaken; `python -m benchmarks.crash` prints the times.
"""

from pathlib import Path
from statistics import median

import pytest

from tests.crash.programs.bot_flood import OWN, STRANGERS, flood
from tests.crash.programs.bot_line import PEOPLE

pytestmark = pytest.mark.long
OTHERS = PEOPLE - 1


@pytest.mark.timeout(400)
async def test_a_flood_is_recorded_whole_and_holds_up_nobody(tmp_path: Path) -> None:
    """300 messages stand in the ledger in their order; most who write behind them overtake a tenth of them at least.

    Behind two thousand messages of a stranger everybody is answered, and the stranger once a minute at most.
    """
    result = await flood(tmp_path / "own", OWN, 0, over=0, rounds=2)
    assert result.faults == {}
    assert median(result.overtaken[:OTHERS]) > OWN / 10
    result = await flood(tmp_path / "both", OWN, STRANGERS, over=10, rounds=2)
    assert result.faults == {}


async def test_a_program_with_one_queue_is_noticed(tmp_path: Path) -> None:
    """Where everything is handled in the order in which it comes, nobody overtakes anything."""
    assert not any((await flood(tmp_path, 100, 0, over=0, rounds=1, mutation="one-queue")).overtaken)
