"""Backups: taken beside the running program, proved before they count, restored whole or not at all."""

import asyncio
import datetime as dt
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.history.journal import Entry, breaks
from bot.domain.plan.measure import Measure
from bot.services.core import ledger as port
from bot.services.core.request import enter
from storage.archive.backup import delete_old_archives, restore_archive, verify_archive, write_archive
from storage.blob_store import FileBlobStore
from storage.errors import BackupDamaged, StoreDamaged, StoreNotEmpty
from storage.tinydb.store import TinyDBStore
from tests.storage.said import raises_saying

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MEASURE = Measure(id="u1/A/1-1", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="清点仓库物资")


class Office:
    """A ledger and its blobs in a folder."""

    def __init__(self, folder: Path) -> None:
        self.ledger = folder / "data" / "ledger.json"
        self.evidence = folder / "data" / "evidence"
        self.backups = folder / "backups"

    def backup(self, now: dt.datetime = NOON) -> Path:
        """Take a backup."""
        return write_archive(self.ledger, self.evidence, self.backups, now)


async def reply(store: TinyDBStore, n: int) -> None:
    """Record one reply."""
    async with store.open() as ledger:
        await ledger.measures.put(replace(MEASURE, percent=n))
        await enter(ledger, Entry(unit="u1", at=NOON, by="u1/p1", verb="report", subject=MEASURE.id, update=n))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An empty office."""
    return Office(tmp_path / "office")


async def test_backup_of_a_running_store_is_restored_whole(office: Office, tmp_path: Path) -> None:
    """Ledger, chain and evidence stand in an empty place as they stood when the backup was taken."""
    store = TinyDBStore(office.ledger)
    photo = await FileBlobStore(office.evidence).keep(b"photo")
    for n in range(1, 6):
        await reply(store, n)
    archive = office.backup()
    await reply(store, 6)
    await store.close()
    new = Office(tmp_path / "new")
    manifest = restore_archive(archive, new.ledger, new.evidence)
    assert (manifest.number, manifest.counts, manifest.evidence) == (5, {"heads": 1, "journal": 5, "measures": 1}, 1)
    restored = TinyDBStore(new.ledger)
    async with restored.open() as ledger:
        entries = await ledger.journal.find(port.JOURNAL_OF_UNIT, "u1")
        assert list(breaks(entries, await ledger.heads.get("u1"))) == []
        assert await ledger.measures.get(MEASURE.id) == replace(MEASURE, percent=5)
    await restored.close()
    assert await FileBlobStore(new.evidence).fetch(photo) == b"photo"


async def test_backups_taken_while_people_reply_are_all_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty backups beside a store that writes and checkpoints without a pause each hold an unbroken chain."""
    monkeypatch.setattr("storage.tinydb.append.CHECKPOINT_FROM", 3000)
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    seen = []
    done = asyncio.Event()

    async def work() -> None:
        n = 1
        while not done.is_set():
            n += 1
            await reply(store, n)
            await asyncio.sleep(0)

    working = asyncio.create_task(work())
    for minute in range(40):
        archive = await asyncio.to_thread(office.backup, NOON + dt.timedelta(minutes=minute))
        seen.append(verify_archive(archive).number)
    done.set()
    await working
    await store.close()
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


async def test_half_written_archive_is_refused_at_every_length(office: Office, tmp_path: Path) -> None:
    """An archive cut anywhere restores nothing."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    await FileBlobStore(office.evidence).keep(b"photo" * 100)
    whole = office.backup().read_bytes()
    await store.close()
    cut = tmp_path / "cut.zip"
    new = Office(tmp_path / "new")
    for size in range(0, len(whole) - 1, 41):
        cut.write_bytes(whole[:size])
        with raises_saying(BackupDamaged, "没有恢复任何内容"):
            restore_archive(cut, new.ledger, new.evidence)
    assert not new.ledger.parent.exists()


async def test_changed_archive_is_refused(office: Office) -> None:
    """A byte turned over anywhere is found, or it stands where no content is; nothing wrong is ever restored."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    await FileBlobStore(office.evidence).keep(b"photo" * 1000)
    archive = office.backup()
    await store.close()
    whole = bytearray(archive.read_bytes())
    right = verify_archive(archive)
    refused = set()
    for at in {*range(0, len(whole), 23), 100, whole.index(b"photophoto") + 50}:
        changed = whole.copy()
        changed[at] ^= 1
        archive.write_bytes(changed)
        try:
            assert verify_archive(archive) == right
        except BackupDamaged:
            refused.add(at)
    assert {100, whole.index(b"photophoto") + 50} <= refused


async def test_archive_without_its_list_or_with_more_is_refused(office: Office, tmp_path: Path) -> None:
    """What is missing from the list, or not on it, counts as damage."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    archive = office.backup()
    await store.close()
    with zipfile.ZipFile(archive) as source:
        ledger, manifest = source.read("ledger.json"), source.read("manifest.json")
    for files in ({"ledger.json": ledger}, {"ledger.json": ledger, "manifest.json": manifest, "../x": b""}):
        with zipfile.ZipFile(archive, "w") as target:
            for name, content in files.items():
                target.writestr(name, content)
        with raises_saying(BackupDamaged, "清单"):
            restore_archive(archive, tmp_path / "new.json", tmp_path / "evidence")


async def test_backup_of_a_polished_journal_is_refused(office: Office) -> None:
    """A ledger whose journal somebody rewrote makes no backup, and the sentence names the entry."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    await reply(store, 2)
    await store.close()
    office.ledger.write_text(office.ledger.read_text().replace('"verb":"report"', '"verb":"praise"', 1))
    with raises_saying(BackupDamaged, "单位 u1 第 1 条日志内容被改动"):
        office.backup()
    assert list(office.backups.iterdir()) == []


async def test_restore_never_overwrites_a_ledger(office: Office) -> None:
    """A ledger, or the log of one, is left alone."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    archive = office.backup()
    for _ in range(2):
        with raises_saying(StoreNotEmpty, "已有台账"):
            restore_archive(archive, office.ledger, office.evidence)
        await store.close()


def test_backup_of_a_damaged_ledger_says_so(office: Office) -> None:
    """A ledger that cannot be read is not packed as an empty one."""
    office.ledger.parent.mkdir(parents=True)
    office.ledger.write_bytes(b"{")
    with pytest.raises(StoreDamaged):
        office.backup()


async def test_backups_are_the_owners_only_and_leave_nothing_half_done(office: Office) -> None:
    """The archive is 0600 and alone in its folder."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    archive = office.backup()
    await store.close()
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(office.backups.iterdir()) == [archive]
    assert archive.name == "duban-20260302-040000.zip"


async def test_one_proof_that_cannot_be_read_costs_no_backup(office: Office) -> None:
    """The ledger and every other file are kept."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    blobs = FileBlobStore(office.evidence)
    bad, good = [await blobs.keep(content) for content in (b"photo", b"paper")]
    blobs.path_of(bad).unlink()
    blobs.path_of(bad).mkdir()
    archive = office.backup()
    await store.close()
    assert [item.name for item in verify_archive(archive).items[1:]] == [f"evidence/{good}"]


async def test_rotation_keeps_the_latest(office: Office) -> None:
    """Old archives go, the latest and whatever else is in the folder stay."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    archives = [office.backup(NOON + dt.timedelta(days=n)) for n in range(5)]
    await store.close()
    other = office.backups / "notes.zip"
    other.write_bytes(b"")
    assert delete_old_archives(office.backups, 2) == archives[:3]
    assert sorted(office.backups.iterdir()) == [*archives[3:], other]
    assert delete_old_archives(office.backups, 2) == []


@pytest.mark.parametrize("harm", ["cut off", "ledger", "manifest", "empty"])
async def test_an_archive_that_cannot_be_read_pushes_no_good_one_out(office: Office, harm: str) -> None:
    """It stays, for nobody knows what it holds, and of those that can be read as many are kept as ever."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    archives = [office.backup(NOON + dt.timedelta(days=n)) for n in range(6)]
    await store.close()
    for archive in (archives[0], archives[4]):
        content = archive.read_bytes()
        match harm:
            case "cut off":
                archive.write_bytes(content[: len(content) // 2])
            case "empty":
                archive.write_bytes(b"")
            case "ledger" | "manifest" as name:
                archive.write_bytes(content.replace(name.encode(), b"x" * len(name)))
    assert delete_old_archives(office.backups, 2) == archives[1:3]
    assert sorted(office.backups.iterdir()) == [archives[0], *archives[3:]]


async def test_nothing_goes_where_the_ledger_of_the_latest_archive_cannot_be_read(office: Office) -> None:
    """Its list is whole, and what it lists is not."""
    store = TinyDBStore(office.ledger)
    await reply(store, 1)
    archives = [office.backup(NOON + dt.timedelta(days=n)) for n in range(3)]
    await store.close()
    content = archives[2].read_bytes()
    place = content.index(b"ledger.json") + len(b"ledger.json") + 40
    archives[2].write_bytes(
        content[:place] + bytes(one ^ 255 for one in content[place : place + 8]) + content[place + 8 :]
    )
    assert delete_old_archives(office.backups, 1) == []
    assert sorted(office.backups.iterdir()) == archives
