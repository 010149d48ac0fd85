"""Archives of wherever the ledger is kept, from the command line and back again."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.domain.history.journal import Entry
from bot.services.core.ledger import JOURNAL_OF_UNIT
from bot.services.core.request import enter
from storage.archive.archive import create_backup, restore_backup
from storage.archive.backup import verify_archive
from storage.errors import (
    BackupDamaged,
    MoveSourceDiffers,
    NothingKept,
    StoreNotEmpty,
    StoreUnreachable,
    StoreVanished,
)
from storage.opening import backup_folder, open_any
from storage.postgres.session import RawDocument
from storage.postgres.store import PostgresStore
from tests.storage.said import raises_saying
from tests.storage.server import Server

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


async def fill(address: str, entries: int = 3) -> None:
    """A ledger with a short history."""
    store = await open_any(address)
    async with store.open() as ledger:
        for number in range(entries):
            await enter(
                ledger, Entry(unit="u1", at=NOON, by="u1/p1", verb="note", subject="u1/A/1-1", words=f"第{number}次")
            )
    await store.close()


async def words_in(address: str) -> list[str]:
    """What stands in the history."""
    store = await open_any(address)
    async with store.open() as ledger:
        found = [entry.words for entry in await ledger.journal.find(JOURNAL_OF_UNIT, "u1")]
    await store.close()
    return found


def test_archives_lie_beside_the_ledger_unless_a_place_is_set() -> None:
    """A second installation on the machine never clears away the archives of the first."""
    evidence = Path("data/evidence")
    assert backup_folder("data/ledger.json", evidence, "") == Path("data/backups")
    assert backup_folder("tinydb:other/ledger.json", evidence, "") == Path("other/backups")
    assert backup_folder("postgresql://db/duban", evidence, "") == Path("data/backups")
    assert backup_folder("data/ledger.json", evidence, "/mnt/disk") == Path("/mnt/disk")


@pytest.mark.postgres
async def test_database_is_archived_and_brought_back(tmp_path: Path, postgres: Server) -> None:
    """The archive is the same kind as of files: it can be checked, and restored into an empty database or a file."""
    address, other = postgres.database(), postgres.database()
    await fill(address)
    holding = await open_any(address)  # the bot runs meanwhile
    made, _ = await create_backup(address, tmp_path / "evidence", tmp_path / "backups", 3, NOON)
    await holding.close()
    assert verify_archive(made).counts["journal"] == 3
    assert [*(tmp_path / "backups").iterdir()] == [made]
    for target in (other, str(tmp_path / "ledger.json")):
        await restore_backup(target, tmp_path / "evidence", made)
        assert await words_in(target) == ["第0次", "第1次", "第2次"]
    with pytest.raises(StoreNotEmpty):
        await restore_backup(other, tmp_path / "evidence", made)


@pytest.mark.postgres
async def test_no_archive_is_written_of_an_empty_database(tmp_path: Path, postgres: Server) -> None:
    """It would be one of nothing; where archives of a ledger lie already, that ledger is gone."""
    address, evidence, backups = postgres.database(), tmp_path / "evidence", tmp_path / "backups"
    with raises_saying(NothingKept, "还没有台账，没有可以备份的"):
        await create_backup(address, evidence, backups, 3, NOON)
    (backups / "duban-20260301-000000.zip").touch()
    with raises_saying(StoreVanished, "这里原来有台账"):
        await create_backup(address, evidence, backups, 3, NOON)
    assert [one.name for one in backups.iterdir()] == ["duban-20260301-000000.zip"]


@pytest.mark.postgres
async def test_damaged_archive_leaves_the_database_empty(tmp_path: Path, postgres: Server) -> None:
    """Nothing is written before all of it was proved."""
    await fill(str(tmp_path / "ledger.json"))
    made, _ = await create_backup(str(tmp_path / "ledger.json"), tmp_path / "evidence", tmp_path / "backups", 3, NOON)
    made.write_bytes(made.read_bytes()[:-40])
    address = postgres.database()
    with pytest.raises(BackupDamaged):
        await restore_backup(address, tmp_path / "evidence", made)
    assert await words_in(address) == []


@pytest.mark.postgres
async def test_interrupted_restore_into_a_database_goes_on(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same archive, unpacked anew, is the same source; another archive is not mixed with it."""
    archives = []
    for day in (0, 1):
        await fill(str(tmp_path / f"{day}.json"))
        at = NOON + dt.timedelta(days=day)
        made, _ = await create_backup(str(tmp_path / f"{day}.json"), tmp_path / "evidence", tmp_path / "backups", 3, at)
        archives.append(made)
    address, keep = postgres.database(), PostgresStore.put_documents

    async def broken(store: PostgresStore, documents: list[RawDocument]) -> None:
        if documents and documents[0][0] != "moving":
            raise StoreUnreachable(address=store.address, why="")
        await keep(store, documents)

    with monkeypatch.context() as patched:
        patched.setattr(PostgresStore, "put_documents", broken)
        with pytest.raises(StoreUnreachable):
            await restore_backup(address, tmp_path / "evidence", archives[0])
    with pytest.raises(MoveSourceDiffers, match=archives[0].name):
        await restore_backup(address, tmp_path / "evidence", archives[1])
    await restore_backup(address, tmp_path / "evidence", archives[0])
    assert await words_in(address) == ["第0次", "第1次", "第2次"]


async def test_archive_is_verified_offline(tmp_path: Path) -> None:
    """The command line checks an archive without any ledger; a changed one is refused with a sentence."""
    await fill(str(tmp_path / "ledger.json"))
    made, _ = await create_backup(str(tmp_path / "ledger.json"), tmp_path / "evidence", tmp_path / "backups", 3, NOON)
    environment = {"DUBAN_STORE_URL": str(tmp_path / "nowhere" / "ledger.json")}
    good = await _command("verify", str(made), environment=environment)
    assert (good[0], "3 条历史、佐证 0 份，逐项核对全部相符。" in good[1]) == (0, True)
    content = bytearray(made.read_bytes())
    content[60] ^= 1
    made.write_bytes(content)
    status, said = await _command("verify", str(made), environment=environment)
    assert status == 2
    assert "不完整或被改动" in said
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.hours
async def test_command_line_backs_up_by_the_configuration(tmp_path: Path) -> None:
    """Folder and number kept are the configuration's, unless they are said otherwise."""
    await fill(str(tmp_path / "ledger.json"))
    environment = {
        "DUBAN_STORE_URL": f"tinydb:{tmp_path / 'ledger.json'}",
        "DUBAN_STORE_EVIDENCE": str(tmp_path / "evidence"),
        "DUBAN_BACKUP_KEEP": "2",
    }
    folder = tmp_path / "backups"
    assert (await _command("backup", environment=environment))[0] == 0
    (made,) = folder.iterdir()
    content = made.read_bytes()
    made.unlink()
    for day in range(1, 4):
        (folder / f"duban-2025010{day}-000000.zip").write_bytes(content)
    status, said = await _command("backup", environment=environment)
    assert status == 0
    assert said.count("已删除旧备份") == 2
    assert len([*folder.iterdir()]) == 2


async def _command(*words: str, environment: dict[str, str]) -> tuple[int, str]:
    done = await asyncio.to_thread(CliRunner().invoke, main, words, env=environment)
    return done.exit_code, done.output
