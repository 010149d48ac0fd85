"""Backups of a ledger, wherever it is kept, and the space on disk that it all takes."""

import asyncio
import datetime as dt
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from storage.anchor_file import anchor_file
from storage.archive.backup import delete_old_archives, restore_archive, verify_archive, write_archive
from storage.archive.encrypted_copy import write_copy
from storage.archive.manifest import Manifest
from storage.archive.move import move
from storage.archive.signature import sign
from storage.blob_store import DIGEST
from storage.disk import Disk
from storage.errors import NothingKept, write_error
from storage.opening import demand_ledger, demand_no_traces, ledger_file, public_address


async def create_backup(
    address: str, evidence: Path, folder: Path, keep: int, now: dt.datetime
) -> tuple[Path, list[Path]]:
    """Write an archive into the folder while the program runs; the archive, and the older ones that went.

    All are kept where `keep` is 0. A ledger in a database is first copied into a file, as of one moment.
    Raises StoreError, NothingKept or StoreVanished where there is no ledger, or OSError.
    """
    file = ledger_file(address)
    if file is not None:
        demand_ledger(file, evidence, folder)
        return await asyncio.to_thread(_write_archive, file, evidence, folder, keep, now)
    Disk().make_folder(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".copy-") as held:
        copy = Path(held) / "ledger.json"
        if not sum((await move(address, str(copy))).values()):
            demand_no_traces(address, evidence, folder)
            raise NothingKept(path=public_address(address))
        return await asyncio.to_thread(_write_archive, copy, evidence, folder, keep, now)


def _write_archive(ledger: Path, evidence: Path, folder: Path, keep: int, now: dt.datetime) -> tuple[Path, list[Path]]:
    made = write_archive(ledger, evidence, folder, now)
    return made, delete_old_archives(folder, keep) if keep else []


def seal(archive: Path, removed: Sequence[Path], *, sign_key: str, copy_folder: str, copy_key: str) -> None:
    """Sign an archive and write its encrypted copy, each where it is wanted; the copies of `removed` ones go.

    Raises NotSigned or NotEncrypted; the archive itself is there in any case.
    """
    key = Path(sign_key) if sign_key else None
    if key:
        sign(archive, key)
    if copy_key:
        write_copy(archive, Path(copy_folder), Path(copy_key), sign_key=key, removed=removed)


async def restore_backup(address: str, evidence: Path, archive: Path) -> Manifest:
    """Put an archive where there is no ledger yet, after all of it was proved; raises StoreError."""
    file, anchors = ledger_file(address), anchor_file(address, evidence)
    if file is not None:
        return restore_archive(archive, file, evidence, anchors)
    verify_archive(archive)
    with tempfile.TemporaryDirectory() as held:
        copy = Path(held) / "ledger.json"
        manifest = restore_archive(archive, copy, evidence)
        await move(str(copy), address, called=archive.name)
    try:
        anchors.replace(manifest.anchors)
    except OSError as error:
        raise write_error(evidence.parent, error) from error
    return manifest


def disk_usage(address: str, evidence: Path) -> tuple[int | None, int, int]:
    """Bytes of the ledger's files (None for a database), of the evidence, and bytes that are free beside it."""
    file = ledger_file(address)
    ledger = sum(_bytes(one) for one in (file, file.with_suffix(".log"))) if file else None
    kept = sum(_bytes(file) for file in evidence.glob("??/??/*") if DIGEST.fullmatch(file.name))
    nearest = next(folder for folder in (evidence.absolute(), *evidence.absolute().parents) if folder.exists())
    return ledger, kept, shutil.disk_usage(nearest).free


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
