"""Random updates, valid and invalid, through the real receiver and application: nothing breaks, nothing grows."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.handlers.conftest import OWN, OWNER, open_chats
from tests.hostile.updates import MEGABYTE, broken, fuzz

pytestmark = pytest.mark.long

COUNT = 3_000  # python -m benchmarks.fuzz_updates takes 50,000
SET_ASIDE = "update set aside"  # what the library cannot read


async def test_random_updates_break_nothing(tmp_path: Path) -> None:
    """No error beside updates that cannot be read at all; afterwards a good one is answered, and memory is flat."""
    async with open_chats(tmp_path) as chats:
        counts, (_, half, whole) = await fuzz(chats, COUNT, 2026)
        assert broken(counts) == {}
        assert sum(count for event, count in counts.items() if event.startswith(SET_ASIDE)) > COUNT / 20
        assert whole.memory - half.memory < 16 * MEGABYTE
        assert whole.objects < 1.1 * half.objects
        before = len(await chats.progress(OWN))
        assert OWN in (await chats.say(OWNER, f"{OWN} 正在推进")).text
        assert len(await chats.progress(OWN)) in {before, before + 1}


async def test_unhandled_errors_would_be_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that breaks on what is not shaped as it should be is found by the same run."""
    counts: Counter[str] = Counter()
    with suppress(AssertionError):  # a person may have been told of it
        async with open_chats(tmp_path) as chats:
            monkeypatch.setattr("handlers.core.context.Context.words", property(lambda _: None))
            counts, _ = await fuzz(chats, 1_000, 2026)
    assert broken(counts)
