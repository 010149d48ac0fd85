"""Conversations are killed at every step of an update's trip: no answer and no question is lost, replaced or false.

`python -m benchmarks.crash` counts a thousand kills; here each answer is read word by word.
"""

import random
from pathlib import Path

import pytest

from tests.crash.programs.bot_dialogs import converse
from tests.crash.programs.bot_matrix import Kill
from tests.crash.programs.bot_program import STEPS

pytestmark = pytest.mark.long
TRIP = [step for step in STEPS if step not in {"during checkpoint", "before rename", "before the log is emptied"}]


@pytest.mark.timeout(600)
async def test_killed_conversations_are_those_of_the_control(tmp_path: Path) -> None:
    """Replies, ambiguous ones, questions, photos, albums, presses: everything said and recorded once, word by word.

    What was being sent at a kill may come once more, and then says so.
    """
    chance = random.Random(14)  # noqa: S311 - moments of a test
    kills = [Kill(step, chance.randint(1, STEPS[step].most)) for step in TRIP]
    verdict = await converse(tmp_path, kills)
    assert not verdict.faults, "\n".join(f"{name}: {found}" for name, found in verdict.faults.items())
    assert verdict.kills.total() == len(TRIP)
    assert verdict.answers > 10 * verdict.kills.total()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("mutation", "step", "found"),
    [
        ("answer-apart", "after the effect", "missing"),
        ("mark-first", "between claim and send", "missing"),
        ("confirm-first", "after fetch", "effects"),
    ],
)
async def test_these_conversations_notice_a_wrong_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutation: str, step: str, found: str
) -> None:
    """Answers beside the transaction, marks before the send, confirmations before the inbox: each is found."""
    monkeypatch.setattr("tests.crash.programs.bot_dialogs.PHONES", 3)
    monkeypatch.setattr("tests.crash.programs.bot_dialogs.WITHIN", 20.0)
    verdict = await converse(tmp_path, [Kill(step), Kill(step)], mutation)
    assert found in verdict.faults
