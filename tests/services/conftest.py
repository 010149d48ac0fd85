"""An office on a fresh ledger for every test of a service."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.scene import Scene, open_scene


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """A small office with one finding of three measures."""
    async with open_scene(tmp_path) as opened:
        yield opened
