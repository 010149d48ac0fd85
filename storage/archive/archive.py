"""Safekeeping: an archive of wherever the ledger is kept, the oldest ones gone, and the room that it all takes."""

import asyncio
import datetime as dt
import shutil
import tempfile
from pathlib import Path

from storage.archive.backup import Manifest, backup, examine, restore, rotate
from storage.archive.move import move
from storage.blob_store import DIGEST
from storage.disk import Disk
from storage.opening import DATABASES


def path_of(address: str) -> Path | None:
    """The ledger's file; None where a database keeps it."""
    return None if address.startswith(DATABASES) else Path(address.removeprefix("tinydb:"))


def place(address: str, evidence: Path, folder: str) -> Path:
    """Where archives go: the folder that is set, else one beside the ledger, for a database beside the evidence."""
    return Path(folder) if folder else (path_of(address) or evidence).parent / "backups"


async def put_away(address: str, evidence: Path, folder: Path, keep: int, now: dt.datetime) -> tuple[Path, list[Path]]:
    """Write an archive into the folder while the program runs; the archive, and the older ones that went.

    All are kept where `keep` is 0. A ledger in a database is first copied into a file, as of one moment.
    Raises StoreError or OSError.
    """
    file = path_of(address)
    if file is not None:
        return await asyncio.to_thread(_put_away, file, evidence, folder, keep, now)
    Disk().make_folder(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".copy-") as held:
        copy = Path(held) / "ledger.json"
        await move(address, str(copy))
        return await asyncio.to_thread(_put_away, copy, evidence, folder, keep, now)


def _put_away(ledger: Path, evidence: Path, folder: Path, keep: int, now: dt.datetime) -> tuple[Path, list[Path]]:
    made = backup(ledger, evidence, folder, now)
    return made, rotate(folder, keep) if keep else []


async def bring_back(address: str, evidence: Path, archive: Path) -> Manifest:
    """Put an archive where there is no ledger yet, after all of it was proved; raises StoreError."""
    file = path_of(address)
    if file is not None:
        return restore(archive, file, evidence)
    examine(archive)
    with tempfile.TemporaryDirectory() as held:
        copy = Path(held) / "ledger.json"
        manifest = restore(archive, copy, evidence)
        await move(str(copy), address, called=archive.name)
        return manifest


def room(address: str, evidence: Path) -> tuple[int | None, int, int]:
    """Bytes of the ledger's files (None for a database), of the evidence, and bytes that are free beside it."""
    file = path_of(address)
    ledger = sum(_bytes(one) for one in (file, file.with_suffix(".log"))) if file else None
    kept = sum(_bytes(place) for place in evidence.glob("??/??/*") if DIGEST.fullmatch(place.name))
    there = next(folder for folder in (evidence.absolute(), *evidence.absolute().parents) if folder.exists())
    return ledger, kept, shutil.disk_usage(there).free


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
