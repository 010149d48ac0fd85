"""Sends that fail for a minute, or crawl, while updates come: everyone who wrote is answered once.

`python -m benchmarks.crash` prints how long they waited.
"""

import asyncio
from pathlib import Path

import pytest

from tests.crash.programs.bot_line import PEOPLE, WAYS, Line, sends_crawl, sends_down

pytestmark = pytest.mark.long


@pytest.mark.timeout(500)
async def test_everyone_is_answered_once_after_a_minute_without_sends(tmp_path: Path) -> None:
    """Refused, reset or answered with 502: what people write meanwhile is answered afterwards, and only once."""
    outcomes = await asyncio.gather(*(sends_down(tmp_path / way, way, 60) for way in WAYS))
    for way, outcome in zip(WAYS, outcomes, strict=True):
        assert (way, outcome.people, outcome.faults) == (way, PEOPLE, {})
    assert [outcome.labelled > 0 for outcome in outcomes] == [
        False,
        True,
        True,
    ]  # nothing can have arrived over a connection that never came about


async def test_an_answer_that_takes_long_is_given_once(tmp_path: Path) -> None:
    """Each send is answered after 5.5 seconds: nobody hears anything twice, and nothing is called doubtful."""
    outcome = await sends_crawl(tmp_path)
    assert outcome.faults == {}
    assert outcome.labelled == 0


async def test_a_program_that_gives_up_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where answers are let go after two seconds, people are missing one."""
    monkeypatch.setattr("tests.crash.programs.bot_line.PATIENCE", 15.0)
    assert "missing" in (await sends_down(tmp_path, "refused", 25, "give-up")).faults


async def test_an_impatient_program_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a send is in doubt after a second, answers come several times."""
    monkeypatch.setattr("tests.crash.programs.bot_line.PATIENCE", 15.0)
    assert "twice" in (await sends_crawl(tmp_path, "impatient")).faults


async def test_an_outage_that_is_none_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sends go past the line that we break, nothing would be shown."""
    monkeypatch.setitem(WAYS, "refused", Line.open)
    assert "early" in (await sends_down(tmp_path, "refused", 3)).faults
