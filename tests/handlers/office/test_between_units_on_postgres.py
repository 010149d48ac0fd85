"""What units ask of each other, on a real PostgreSQL: both sides in one transaction, as on the file."""

from pathlib import Path

import pytest

from bot.services.history.verification import verify
from tests.handlers.conftest import DAY, OFFICE, open_chats
from tests.handlers.progress import test_acceptance, test_dependencies
from tests.storage.server import Server

pytestmark = pytest.mark.postgres


async def test_waits_cross_the_border_there_too(postgres: Server, tmp_path: Path) -> None:
    """Asked, answered and done, with the clock's round behind."""
    async with open_chats(tmp_path, ledger=postgres.database()) as chats:
        await test_dependencies.with_neighbour(chats)
        await test_dependencies.test_another_unit_sees_its_share_and_nothing_else(chats)
        await chats.stage.pass_time(2 * DAY)
        assert all(one.holds for one in await verify(chats.stage.app.request))


async def test_waits_within_a_unit_hold_there_too(postgres: Server, tmp_path: Path) -> None:
    """Late ones are asked for again, loops are said, and they end with their measures."""
    async with open_chats(tmp_path, ledger=postgres.database()) as chats:
        await test_dependencies.test_late_ones_are_asked_for_again_and_told(chats)
        assert "谁在等谁" in (await chats.say(OFFICE, "/wait")).text


async def test_acceptance_crosses_the_border_there_too(postgres: Server, tmp_path: Path) -> None:
    """Handed in with its dossier, graded on both sides, accepted."""
    async with open_chats(tmp_path, ledger=postgres.database()) as chats:
        await test_acceptance.with_upper(chats)
        await test_acceptance.test_what_is_closed_goes_up_and_is_accepted(chats)
        assert all(one.holds for one in await verify(chats.stage.app.request))
