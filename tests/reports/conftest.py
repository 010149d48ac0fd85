"""The round on a fresh ledger, and whole pages compared with what stands in tests/snapshots."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.services.core.request import RequestContext
from tests.reports.round import open_round

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"


@pytest.fixture
async def context(tmp_path: Path) -> AsyncIterator[RequestContext]:
    """A context before the round."""
    async with open_round(tmp_path) as opened:
        yield opened


@pytest.fixture
def same() -> Callable[[str, str], None]:
    """Compare a text with the snapshot of the name; a missing snapshot is written and fails once."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text + "\n", "utf-8")
            pytest.fail(f"written anew, look at it: {path}")
        assert path.read_text("utf-8") == text + "\n"

    return compare
