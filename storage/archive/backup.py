"""A backup: one archive with the ledger, the evidence, and a list that says what has to be in it.

The archive is an ordinary zip file, taken while the program runs. It holds `ledger.json`, a plain TinyDB file,
`evidence/<SHA-256>` for each file of the blobs, and at its end `manifest.json` with the size and hash of everything.
"""

import contextlib
import datetime as dt
import hashlib
import os
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.domain.core.store_error import fault
from storage.archive.integrity import chain_faults, document_counts
from storage.blob_store import DIGEST, FileBlobStore
from storage.disk import PRIVATE_FILE, Disk, write_whole
from storage.errors import BackupDamaged, StoreNotEmpty, write_error
from storage.tinydb import checkpoint
from storage.tinydb.checkpoint import Tables
from storage.tinydb.snapshot_reader import read_snapshot

LEDGER = "ledger.json"
MANIFEST = "manifest.json"
EVIDENCE = "evidence/"
ABANDONED = 86400  # seconds after which a half-written archive is nobody's


class Item(msgspec.Struct, frozen=True):
    """A file of the archive."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What has to be in an archive: `counts` are documents by table, `number` the last transaction."""

    taken: dt.datetime
    number: int
    counts: dict[str, int]
    items: tuple[Item, ...]

    @property
    def evidence(self) -> int:
        """How many files of evidence there are."""
        return len(self.items) - 1


def write_archive(ledger: Path, evidence: Path, folder: Path, now: dt.datetime) -> Path:
    """Write an archive named after the time into the folder; it is read back before it gets its name.

    Reads beside a running program, without its lock. Raises StoreError.
    """
    disk = Disk()
    target = folder / f"duban-{now:%Y%m%d-%H%M%S}.zip"
    temporary = target.with_suffix(".new")
    tables, number = read_snapshot(ledger, disk)
    try:
        disk.make_folder(folder)
        _write(
            temporary,
            checkpoint.encode(tables, number),
            _evidence_files(evidence),
            (now, number, document_counts(tables)),
        )
        verify_archive(temporary)
        disk.replace(temporary, target)
        disk.sync_folder(folder)
    except OSError as error:
        raise write_error(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _evidence_files(evidence: Path) -> Iterator[Path]:
    return (file for file in sorted(evidence.glob("??/??/*")) if DIGEST.fullmatch(file.name))


def _write(path: Path, ledger: bytes, files: Iterator[Path], facts: tuple[dt.datetime, int, dict[str, int]]) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)
    with open(file, "wb") as whole:  # noqa: PTH123 - opened above, for its mode
        with zipfile.ZipFile(whole, "w") as archive:
            items = [_pack(archive, LEDGER, ledger, zipfile.ZIP_DEFLATED)]
            for one in files:
                with contextlib.suppress(FileNotFoundError):  # its time was over while the archive was made
                    items.append(_pack(archive, EVIDENCE + one.name, one.read_bytes()))
            archive.writestr(MANIFEST, msgspec.json.encode(Manifest(*facts, tuple(items))))
        whole.flush()
        os.fsync(whole.fileno())


def _pack(archive: zipfile.ZipFile, name: str, content: bytes, way: int = zipfile.ZIP_STORED) -> Item:
    archive.writestr(name, content, way)
    return Item(name, len(content), hashlib.sha256(content).hexdigest())


def verify_archive(path: Path) -> Manifest:
    """Read the whole archive and compare it with its list; raises BackupDamaged where anything is not as listed."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive, path)
            for item in manifest.items:
                _unpack(archive, item, path)
            tables, number = checkpoint.decode(_unpack(archive, manifest.items[0], path), path)
    except BackupDamaged:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, ValueError, OSError) as error:
        raise BackupDamaged(path=path, fault=fault("no_zip", why=error)) from error
    _check_contents(tables, number, manifest, path)
    return manifest


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.DecodeError) as error:
        raise BackupDamaged(path=path, fault=fault("no_manifest")) from error
    if sorted(archive.namelist()) != sorted([*(item.name for item in manifest.items), MANIFEST]):
        raise BackupDamaged(path=path, fault=fault("manifest_differs"))
    if manifest.items[0].name != LEDGER:
        raise BackupDamaged(path=path, fault=fault("no_ledger"))
    return manifest


def _unpack(archive: zipfile.ZipFile, item: Item, path: Path) -> bytes:
    if archive.getinfo(item.name).file_size != item.size:
        raise BackupDamaged(path=path, fault=fault("size_differs", name=item.name))
    content = archive.read(item.name)
    if hashlib.sha256(content).hexdigest() != item.sha256:
        raise BackupDamaged(path=path, fault=fault("content_differs", name=item.name))
    if item.name != LEDGER and item.name != EVIDENCE + item.sha256:
        raise BackupDamaged(path=path, fault=fault("name_differs", name=item.name))
    return content


def _check_contents(tables: Tables, number: int, manifest: Manifest, path: Path) -> None:
    if (document_counts(tables), number) != (manifest.counts, manifest.number):
        raise BackupDamaged(path=path, fault=fault("counts_differ"))
    faults = chain_faults(tables.get("journal", {}).values(), tables.get("heads", {}).values())
    if faults:
        raise BackupDamaged(path=path, fault=faults[:3])


def restore_archive(archive: Path, ledger: Path, evidence: Path) -> Manifest:
    """Put the archive's ledger and evidence in place, after the whole archive has been proved.

    Raises BackupDamaged, or StoreNotEmpty where a ledger is; nothing is written then. The ledger comes last, so that
    an interrupted restore is simply done again.
    """
    manifest = verify_archive(archive)
    disk = Disk()
    if disk.exists(ledger) or disk.read(ledger.with_suffix(".log")):
        raise StoreNotEmpty(address=ledger)
    blobs = FileBlobStore(evidence)
    try:
        disk.make_folder(ledger.parent)
        with zipfile.ZipFile(archive) as source:
            for item in manifest.items[1:]:
                blobs.put(_unpack(source, item, archive))
            write_whole(disk, ledger, _unpack(source, manifest.items[0], archive))
    except OSError as error:
        raise write_error(ledger, error) from error
    return manifest


def delete_old_archives(folder: Path, keep: int) -> list[Path]:
    """Delete all but the latest archives of a folder, and what an interrupted one left; those that were deleted."""
    for torn in folder.glob("duban-????????-??????.new"):
        if time.time() - torn.stat().st_mtime > ABANDONED:
            torn.unlink(missing_ok=True)
    old = sorted(folder.glob("duban-????????-??????.zip"))[: -keep or None]
    for archive in old:
        archive.unlink(missing_ok=True)
    return old
