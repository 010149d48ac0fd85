"""Every way of writing fails at its first step, at its second …: backup, restore, import, move, evidence.

After each failure the old is as it was, nothing half done passes for done, and doing it again ends well.
tests/crash/test_points.py does the same with losses of power for the ledger itself, and tests/crash/test_matrix.py
kills the command line in the middle of an import and of a move.
"""

import datetime as dt
import errno
import os
import zipfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from bot.cli.imports import take_in
from bot.config import Config, StoreSettings
from bot.demo.stage import WORKBOOK
from bot.domain.core.store_error import StoreError
from storage.archive.archive import create_backup, restore_backup
from storage.archive.backup import verify_archive
from storage.archive.move import Contents, move
from storage.blob_store import FileBlobStore
from storage.disk import Disk
from storage.errors import BackupDamaged
from storage.opening import open_store
from tests.crash.test_matrix import contents, measures_in

pytestmark = pytest.mark.long

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
STEPS: tuple[tuple[Any, str], ...] = (
    *((Disk, name) for name in ("make_folder", "open", "write", "fsync", "truncate", "replace", "sync_folder")),
    (zipfile.ZipFile, "writestr"),
    (os, "fsync"),
)
PHOTOS = (b"first photo", b"second photo")
NOTHING = Contents().digest


@dataclass
class Fault:
    """An error of the system at the k-th step."""

    at: int = 0
    error: int = errno.ENOSPC
    steps: int = 0

    def step(self) -> None:
        """Count a step, and fail where it is its turn."""
        self.steps += 1
        if self.steps == self.at:
            raise OSError(self.error, "simulated")


@dataclass
class Place:
    """An installation in a folder: an old ledger with evidence, and where something new is to come."""

    folder: Path
    tried: int = 0
    old: Path = field(init=False)
    evidence: Path = field(init=False)

    def __post_init__(self) -> None:
        self.old = self.folder / "old" / "ledger.json"
        self.evidence = self.folder / "old" / "evidence"

    def fresh(self) -> Path:
        """A folder that nobody has used."""
        self.tried += 1
        return self.folder / f"new{self.tried}"


@pytest.fixture
async def place(tmp_path: Path) -> Place:
    """A ledger taken in, with two photos."""
    place = Place(tmp_path)
    assert await take_in(Config(store=StoreSettings(str(place.old))), "", WORKBOOK, yes=True) == 0
    for photo in PHOTOS:
        await FileBlobStore(place.evidence).keep(photo)
    return place


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Fault:
    """A system whose steps are counted."""
    fault = Fault()

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def step(*args: Any, **facts: Any) -> Any:
            fault.step()
            return original(*args, **facts)

        return step

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    return fault


async def at_every_step(
    fault: Fault, act: Callable[[], Awaitable[Any]], check: Callable[[], Awaitable[None]], begin: Callable[[], None]
) -> int:
    """Fail at the first step, the second …, until the act ends untouched; after each failure look, and act again."""
    for at in range(1, 2000):
        begin()
        fault.at, fault.steps, fault.error = at, 0, (errno.ENOSPC, errno.EIO, errno.EROFS)[at % 3]
        with suppress(StoreError):
            await act()
        reached, fault.at = fault.steps >= at, 0
        await check()
        if not reached:
            return at - 1
        with suppress(StoreError):
            await act()
        await check()
    raise AssertionError("it never ends")


async def test_backup_that_fails_at_any_step_leaves_no_half(place: Place, fault: Fault) -> None:
    """Whatever bears an archive's name is whole, the ledger is as it was, and the next backup is made."""
    before, folders = await contents(place.old), [place.fresh()]

    async def check() -> None:
        assert await contents(place.old) == before
        for archive in folders[-1].glob("*.zip"):
            assert verify_archive(archive).evidence == len(PHOTOS)
        assert not list(folders[-1].glob("*.new"))

    async def act() -> None:
        await create_backup(str(place.old), place.evidence, folders[-1], 2, NOON)

    points = await at_every_step(fault, act, check, lambda: folders.append(place.fresh()))
    assert points > 8
    assert list(folders[-1].glob("*.zip"))


async def test_restore_that_fails_at_any_step_is_done_again(place: Place, fault: Fault) -> None:
    """The ledger is there whole or not at all; again, it is there with its photos."""
    before = await contents(place.old)
    archive, _ = await create_backup(str(place.old), place.evidence, place.fresh(), 2, NOON)
    targets = [place.fresh()]

    async def act() -> None:
        await restore_backup(str(targets[-1] / "ledger.json"), targets[-1] / "evidence", archive)

    async def check() -> None:
        ledger = targets[-1] / "ledger.json"
        if ledger.exists():
            assert await contents(ledger) == before
            for photo in PHOTOS:
                assert await FileBlobStore(targets[-1] / "evidence").keep(photo)

    points = await at_every_step(fault, act, check, lambda: targets.append(place.fresh()))
    assert points > 10
    assert (targets[-1] / "ledger.json").exists()


async def test_import_that_fails_at_any_step_is_there_or_not(place: Place, fault: Fault) -> None:
    """All measures or none, the chain whole; again, all of them are there."""
    targets, whole = [place.fresh()], await measures_in(place.old)

    async def act() -> None:
        with suppress(OSError):
            await take_in(Config(store=StoreSettings(str(targets[-1] / "ledger.json"))), "", WORKBOOK, yes=True)

    async def check() -> None:
        if (targets[-1] / "ledger.json").exists() or (targets[-1] / "ledger.log").exists():
            assert await measures_in(targets[-1] / "ledger.json") in {0, whole}

    points = await at_every_step(fault, act, check, lambda: targets.append(place.fresh()))
    assert points > 20
    assert await measures_in(targets[-1] / "ledger.json") == whole


async def test_move_that_fails_at_any_step_leaves_the_source(place: Place, fault: Fault) -> None:
    """The source is as it was; a target that opens is empty or whole; moving again ends well."""
    before, targets = await contents(place.old), [place.fresh()]

    async def act() -> None:
        await move(str(place.old), str(targets[-1] / "ledger.json"))

    async def check() -> None:
        assert await contents(place.old) == before
        with suppress(StoreError):
            store = await open_store(targets[-1] / "ledger.json")
            await store.close()
            assert await contents(targets[-1] / "ledger.json") in {before, NOTHING}

    points = await at_every_step(fault, act, check, lambda: targets.append(place.fresh()))
    assert points > 8
    assert await contents(targets[-1] / "ledger.json") == before


async def test_evidence_that_fails_at_any_step_is_not_said_to_be_kept(place: Place, fault: Fault) -> None:
    """What was given a number is there; what was refused is simply kept again."""
    said: list[tuple[FileBlobStore, str]] = []
    folders = [place.fresh()]

    async def act() -> None:
        blobs = FileBlobStore(folders[-1] / "evidence")
        said.append((blobs, await blobs.keep(b"third photo")))

    async def check() -> None:
        for blobs, digest in said[-2:]:
            assert await blobs.fetch(digest) == b"third photo"

    points = await at_every_step(fault, act, check, lambda: folders.append(place.fresh()))
    assert points > 8
    assert len(said) > points


async def test_these_tests_notice_an_archive_named_before_it_is_whole(
    place: Place, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written under its own name, a half that was left would pass for an archive."""
    other = Path.with_suffix
    monkeypatch.setattr(Path, "with_suffix", lambda path, to: path if to == ".new" else other(path, to))
    monkeypatch.setattr(Path, "unlink", lambda _, **__: None)
    fault.at, fault.steps, folder = 6, 0, place.fresh()
    with suppress(StoreError):
        await create_backup(str(place.old), place.evidence, folder, 2, NOON)
    fault.at = 0
    (half,) = folder.glob("*.zip")
    with pytest.raises(BackupDamaged):
        verify_archive(half)
