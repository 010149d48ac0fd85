"""The table of what is kept how long: every shelf is in it, and the documents hold it."""

from pathlib import Path

from bot.config import BackupSettings
from bot.messages.wording import load_wording
from bot.services.core.ledger import SHELVES
from bot.services.operations.kept import KEPT, kept_rows
from tests.handlers.conftest import OFFICE, OWNER, open_chats

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_every_shelf_is_in_one_row() -> None:
    """A new kind of record needs a word on how long it is kept."""
    shelves = [shelf for row in KEPT.values() for shelf in row]
    assert sorted(shelves) == sorted(SHELVES)
    (backup,) = [row for row in kept_rows(load_wording()) if row.what.startswith("备份")]
    assert f"{BackupSettings().keep}份" in backup.long


def test_the_documents_hold_the_table() -> None:
    """Line by line, in its order."""
    rows = [f"| {row.what} | {row.why} | {row.long} | {row.after} |" for row in kept_rows(load_wording())]
    assert "\n".join(rows) in DOCS.read_text("utf-8")


async def test_anybody_reads_it_in_chat(tmp_path: Path) -> None:
    """Every row, to whoever is bound."""
    async with open_chats(tmp_path) as chats:
        for name in (OFFICE, OWNER):
            said = (await chats.say(name, "/people 保存期限")).text
            assert all(row.what in said and row.after in said for row in kept_rows(load_wording()))
