"""Every step by which the store reaches the disk is made to fail, one after the other, until the run ends untouched.

After each failure the store is opened again on every disk that may be found, and compared with what was acknowledged.
"""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.domain.core.store_error import StoreError
from bot.domain.history.journal import Entry, breaks
from bot.domain.plan.measure import Measure
from bot.services.core import ledger as port
from bot.services.core.request import enter
from storage.blob_store import FileBlobStore
from storage.disk import Disk, write_all
from storage.errors import StoreDamaged
from storage.tinydb import append
from storage.tinydb.store import TinyDBStore
from storage.tinydb.write_ahead_log import WriteAheadLog
from tests.crash.simulated import BROKEN, FULL, Fault, NoFolderSync, NoFsync, PowerCut, SimulatedDisk
from tests.storage.said import raises_saying

pytestmark = pytest.mark.long

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MEASURE = Measure(
    id="u1/A/1-1",
    unit="u1",
    plan="u1/A",
    finding="u1/A/1",
    number="1-1",
    text="清点仓库物资，核对账目，建立台账，逐项登记。" * 5,
)


@dataclass
class Notified:
    """What people were told was kept, what they were told failed, and what nobody had an answer to yet."""

    kept: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    asked: int | None = None
    photos: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)  # refused, and the disk then refused to the end of the session

    def leave(self, store: TinyDBStore) -> None:
        """The session ends: a line that could not be cut away may yet be read by the next start."""
        if store._storage._wal._torn:
            self.doubtful |= {min(n for n in self.failed if n > max(self.kept, default=0))}


async def settled(store: TinyDBStore) -> None:
    """Wait for a checkpoint under way, so that steps come in one order."""
    if store._checkpoint is not None:
        await asyncio.wait({store._checkpoint})
        if isinstance(error := store._checkpoint.exception(), PowerCut):
            raise error


async def change(store: TinyDBStore, n: int, told: Notified) -> None:
    """One transaction as a reply makes it: a record changed, one added, one dropped, the chain one longer."""
    told.asked = n
    try:
        async with store.open() as ledger:
            await ledger.measures.put(replace(MEASURE, percent=n))
            await ledger.handled.add(port.Handled(str(n), "u1", NOON))
            await ledger.measures.put(replace(MEASURE, id=f"u1/A/2-{n}"))
            await ledger.measures.drop(f"u1/A/2-{n - 1}")
            await enter(
                ledger,
                Entry(unit="u1", at=NOON, by="u1/p1", verb="report", subject=MEASURE.id, words="x" * 80, update=n),
            )
        told.kept.append(n)
    except StoreError:
        told.failed.append(n)
        if n in await handled(store):
            told.faults.append(f"{n} failed but is in memory")
    told.asked = None
    await settled(store)


async def handled(store: TinyDBStore) -> set[int]:
    """The numbers of the transactions that the store shows."""
    async with store.open() as ledger:
        return {int(h.id) for h in await ledger.handled.find(port.HANDLED_AT)}


async def keep(blobs: FileBlobStore, content: bytes, told: Notified) -> None:
    """Keep a photo."""
    try:
        told.photos[blobs.put(content)] = content
    except StoreError:
        return


async def drop(blobs: FileBlobStore, content: bytes, told: Notified) -> None:
    """Let a photo go whose time is over: after that it is there or not, and nothing else is touched."""
    digest = hashlib.sha256(content).hexdigest()
    told.photos.pop(digest, None)
    with suppress(StoreError):
        await blobs.drop(digest)


async def work(path: Path, disk: Disk, told: Notified) -> None:
    """Three sessions of a bot with changes, photos, checkpoints under way and at the end."""
    n = 0
    for session in range(3):
        store = None
        while store is None:
            try:
                store = TinyDBStore(path, disk)
            except StoreDamaged as error:
                told.faults.append(str(error))
                return
            except StoreError:  # the service manager starts it again
                continue
        try:
            for _ in range(4):
                n += 1
                await change(store, n, told)
            blobs = FileBlobStore(path.parent / "evidence", disk)
            await keep(blobs, b"photo %d" % session, told)
            await drop(blobs, b"photo %d" % (session - 2), told)
            n += 1
            await change(store, n, told)
            if session != 1:
                await store.close()
            told.leave(store)
        finally:
            store._file_lock.release()


async def found_wrong(path: Path, disk: Disk, told: Notified) -> list[str]:
    """What a start finds that is not as people were told."""
    try:
        store = TinyDBStore(path, disk)
    except StoreError as error:
        return [str(error)]
    wrong = list(told.faults)
    seen = await handled(store)
    wrong += [f"{n} was acknowledged and is lost" for n in told.kept if n not in seen]
    possible = {*told.kept, *told.doubtful, told.asked}
    wrong += [f"{n} was never acknowledged and is there" for n in seen - possible]
    async with store.open() as ledger:
        entries = await ledger.journal.find(port.JOURNAL_OF_UNIT, "u1")
        wrong += [f"entry {n}: {what}" for n, what in breaks(entries, await ledger.heads.get("u1"))]
        if [e.update for e in entries] != sorted(seen):
            wrong.append("the journal does not tell what was done")
        last = await ledger.measures.get(MEASURE.id)
        if (last.percent if last else None) != max(seen, default=None):
            wrong.append("the measure is not as it was left")
        listed = [m.id for m in await ledger.measures.find(port.MEASURES_OF_UNIT, "u1")]
        if len(seen) == len(told.kept) == told.asked and len(listed) != 1 + bool(seen):
            wrong.append(f"dropped measures are there: {listed}")
    await store.close()
    blobs = FileBlobStore(path.parent / "evidence", disk)
    wrong += ["a photo is lost" for digest, photo in told.photos.items() if blobs._fetch(digest) != photo]
    return wrong


Make = Callable[[Fault], SimulatedDisk]


async def all_points(path: Path, fault: Fault, make: Make = SimulatedDisk) -> tuple[int, list[str]]:
    """Fail at the first step, the second … until a run ends without failing; the points tried and what was wrong."""
    wrong: list[str] = []
    for at in range(1, 1000):
        disk, told = make(replace(fault, at=at)), Notified()
        try:
            await work(path, disk, told)
        except PowerCut:
            found = list(disk.survivors())
        else:
            found = [disk]
        untouched = disk.steps < at
        disk.fault = Fault()
        for n, survivor in enumerate(found):
            for again in ("", "again, ")[: 1 + (n == 0)]:
                wrong += [f"step {at}, disk {n}, {again}{what}" for what in await found_wrong(path, survivor, told)]
        if untouched:
            return at - 1, wrong
    raise AssertionError("the run never ends")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the ledger is; a log of a few lines is long enough for a checkpoint."""
    monkeypatch.setattr(append, "CHECKPOINT_FROM", 1500)
    return tmp_path / "ledger.json"


@pytest.mark.parametrize("short", [False, True], ids=["at a step", "within a write"])
async def test_power_cut_at_any_step_loses_nothing_acknowledged(path: Path, *, short: bool) -> None:
    """Whatever was not synced is there, gone or half there: the acknowledged is kept, the rest is whole or absent."""
    points, wrong = await all_points(path, Fault(short=short))
    assert points > 80
    assert wrong == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(error=BROKEN),
        Fault(error=FULL, short=True),
        Fault(error=BROKEN, lasting=2),
        Fault(error=FULL, short=True, lasting=3),
        Fault(error=BROKEN, lasting=7),
    ],
    ids=["once", "once within a write", "twice", "three times within a write", "seven times"],
)
async def test_error_at_any_step_is_told_and_leaves_no_trace(path: Path, fault: Fault) -> None:
    """A refused change is neither in memory nor on disk, and when the disk works again the store does.

    Only where the disk refused until the end of the session can the next start find the line that was refused first.
    """
    points, wrong = await all_points(path, fault)
    assert points > 80
    assert wrong == []


async def test_power_cut_during_recovery_is_recovered_from(path: Path) -> None:
    """A start after a crash may itself be cut at any step."""
    disk, told = SimulatedDisk(Fault(at=60)), Notified()
    with pytest.raises(PowerCut):
        await work(path, disk, told)
    points, wrong = 0, []
    for at in range(1, 100):
        for survivor in disk.survivors():
            survivor.fault = Fault(at=at)
            try:
                store = TinyDBStore(path, survivor)
            except PowerCut:
                points += 1
                for second in survivor.survivors():
                    wrong += await found_wrong(path, second, told)
            else:
                store._file_lock.release()
    assert points > 10
    assert wrong == []


async def test_full_disk_refuses_in_words_until_space_returns(path: Path) -> None:
    """The sentence names the full disk; a change after space has returned is kept."""
    disk, told = SimulatedDisk(), Notified()
    store = TinyDBStore(path, disk)
    await change(store, 1, told)
    disk.fault = Fault(at=disk.steps + 1, error=FULL, lasting=10**6)
    for n in (2, 3):
        with raises_saying(StoreError, "磁盘已满，刚才的内容没有记入台账"):
            async with store.open() as ledger:
                await ledger.handled.add(port.Handled(str(n), "u1", NOON))
    disk.fault = Fault()
    await change(store, 4, told)
    store._file_lock.release()
    assert told.kept == [1, 4]
    for survivor in disk.survivors():
        assert await found_wrong(path, survivor, told) == []


@pytest.mark.parametrize("mutant", [NoFsync, NoFolderSync])
async def test_these_tests_notice_a_forgotten_sync(path: Path, mutant: Make) -> None:
    """Without fsync, of files or of folders, the same run finds losses: the tests can fail."""
    _, wrong = await all_points(path, Fault(), mutant)
    assert any("lost" in what for what in wrong)


async def test_these_tests_notice_a_file_written_in_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint written over the old one, as TinyDB's own storage does, is found broken."""

    def in_place(disk: Disk, path: Path, content: bytes) -> int:
        file = disk.open(path)
        disk.truncate(file, 0)
        write_all(disk, file, content)
        disk.fsync(file)
        return file

    monkeypatch.setattr(append, "write_held", in_place)
    _, wrong = await all_points(path, Fault())
    assert any("damaged" in what for what in wrong)


async def test_these_tests_notice_a_log_truncated_too_early(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Truncating the log before the checkpoint is in place loses what it held."""

    def early(storage: append.AppendStorage) -> None:
        storage._wal.truncate()
        storage.write_checkpoint(storage.snapshot())

    monkeypatch.setattr(append.AppendStorage, "fold_log", early)
    _, wrong = await all_points(path, Fault())
    assert any("lost" in what for what in wrong)


async def test_these_tests_notice_a_torn_line_left_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a failed append were not cut away, the next line would be damaged or a refused change would come back."""
    monkeypatch.setattr(WriteAheadLog, "_cut_torn_line", lambda _: None)
    _, wrong = await all_points(path, Fault(error=FULL, short=True))
    assert any("damaged" in what or "never acknowledged" in what for what in wrong)
