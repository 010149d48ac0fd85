"""A backup: one archive with the ledger, the evidence, and a list that says what has to be in it.

The archive is an ordinary zip file, taken while the program runs. It holds `ledger.json`, a plain TinyDB file,
`evidence/<SHA-256>` for each file of the blobs, and at its end `manifest.json` with the size and hash of everything.
"""

import datetime as dt
import hashlib
import os
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import structlog

from bot.domain.core.store_error import fault
from storage.anchor_file import AnchorFile
from storage.archive.integrity import (
    anchors,
    chain_faults,
    document_counts,
    evidence_digests,
    holds_entry,
    journal_heads,
)
from storage.archive.manifest import FORMAT, LEDGER, MANIFEST, UNREADABLE, Item, Manifest, manifest_of
from storage.archive.signature import signature_of
from storage.blob_store import DIGEST, FileBlobStore
from storage.disk import PRIVATE_FILE, Disk, write_whole
from storage.errors import BAD_FILE, BackupDamaged, StoreDamaged, StoreNotEmpty, write_error
from storage.tinydb import checkpoint
from storage.tinydb.checkpoint import Tables
from storage.tinydb.snapshot_reader import read_snapshot

EVIDENCE = "evidence/"
SEAL = b"duban archive sha256 %b"  # the comment at the end of the archive
ABANDONED = 86400  # seconds after which a half-written archive is nobody's

log = structlog.get_logger(__name__)


def write_archive(ledger: Path, evidence: Path, folder: Path, now: dt.datetime) -> Path:
    """Write an archive named after the time into the folder; it is read back before it gets its name.

    Reads beside a running program, without its lock. Raises StoreError.
    """
    disk = Disk()
    target = folder / f"duban-{now:%Y%m%d-%H%M%S}.zip"
    temporary = target.with_suffix(".new")
    try:
        disk.make_folder(folder)
        tables, number = _snapshot(ledger, disk)
        _write(temporary, (tables, number), [*_evidence_files(evidence)], now)
        verify_archive(temporary)
        disk.replace(temporary, target)
        disk.sync_folder(folder)
    except OSError as error:
        raise write_error(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _snapshot(ledger: Path, disk: Disk) -> tuple[Tables, int]:
    """The ledger as it is now; where it was altered, the error names what of the journal does not hold."""
    try:
        return read_snapshot(ledger, disk)
    except StoreDamaged:
        tables, _ = read_snapshot(ledger, disk, altered=True)
        if faults := chain_faults(tables.get("journal", {}).values(), tables.get("heads", {}).values()):
            raise BackupDamaged(path=ledger, fault=faults[:3]) from None
        raise


def _evidence_files(evidence: Path) -> Iterator[Path]:
    found = (file for file in sorted(evidence.glob("??/??/*")) if DIGEST.fullmatch(file.name))
    return (file for file in found if not file.is_symlink())


def _write(path: Path, snapshot: tuple[Tables, int], files: Sequence[Path], now: dt.datetime) -> None:
    tables, number = snapshot
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)
    with open(file, "r+b") as whole:  # noqa: PTH123 - opened above, for its mode
        with zipfile.ZipFile(whole, "w") as archive:
            items = [_pack(archive, LEDGER, checkpoint.encode(tables, number), zipfile.ZIP_DEFLATED)]
            found = ((one.name, _content(one)) for one in files)
            items += [_pack(archive, EVIDENCE + name, content) for name, content in found if content is not None]
            manifest = Manifest(
                now,
                number,
                document_counts(tables),
                tuple(items),
                format=FORMAT,
                heads=journal_heads(tables),
                anchors=anchors(tables),
                missing=len(evidence_digests(tables) - {item.sha256 for item in items}),
            )
            archive.writestr(MANIFEST, msgspec.json.encode(manifest))
            archive.comment = SEAL % (b"0" * 64)
        whole.flush()
        whole.seek(-64, os.SEEK_END)
        whole.write(_whole_digest(path))
        whole.flush()
        os.fsync(whole.fileno())


def _content(file: Path) -> bytes | None:
    """A piece of evidence; None where its time was over meanwhile, or where it cannot be read: the list counts it."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno not in BAD_FILE:
            raise
        log.warning("file_unreadable", file=file.name, error=type(error).__name__)
        return None


def _pack(archive: zipfile.ZipFile, name: str, content: bytes, way: int = zipfile.ZIP_STORED) -> Item:
    archive.writestr(name, content, way)
    return Item(name, len(content), hashlib.sha256(content).hexdigest())


def verify_archive(path: Path) -> Manifest:
    """Read the whole archive and compare it with its list; raises BackupDamaged where anything is not as listed.

    One that is not there, or may not be read, is not damaged: FileNotFoundError, PermissionError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = manifest_of(archive, path)
            if manifest.format >= FORMAT and archive.comment != SEAL % _whole_digest(path):
                raise BackupDamaged(path=path, fault=fault("archive_checksum"))  # noqa: TRY301 - as all the others
            for item in manifest.items:
                _unpack(archive, item, path)
            found = checkpoint.decode(_unpack(archive, manifest.items[0], path), path)
    except (BackupDamaged, FileNotFoundError, PermissionError):
        raise
    except UNREADABLE as error:
        raise BackupDamaged(path=path, fault=fault("no_zip", why=error)) from error
    _check_contents(found.tables, found.number, manifest, path)
    return manifest


def _whole_digest(path: Path) -> bytes:
    """The SHA-256 of an archive but for its last 64 bytes, where it stands."""
    whole, left = hashlib.sha256(), path.stat().st_size - 64
    with path.open("rb") as file:
        while left > 0 and (part := file.read(min(left, 1 << 20))):
            whole.update(part)
            left -= len(part)
    return whole.hexdigest().encode()


def _unpack(archive: zipfile.ZipFile, item: Item, path: Path) -> bytes:
    if archive.getinfo(item.name).file_size != item.size:
        raise BackupDamaged(path=path, fault=fault("size_differs", name=item.name))
    content = archive.read(item.name)
    if hashlib.sha256(content).hexdigest() != item.sha256:
        raise BackupDamaged(path=path, fault=fault("content_differs", name=item.name))
    if item.name != LEDGER and item.name != EVIDENCE + item.sha256:
        raise BackupDamaged(path=path, fault=fault("name_differs", name=item.name))
    return content


def archived_documents(path: Path) -> list[tuple[str, str, bytes]]:
    """Every document of an archive's ledger, as (shelf, id, document)."""
    with zipfile.ZipFile(path) as archive:
        tables = checkpoint.decode(archive.read(LEDGER), path).tables
    return [(shelf, id_, one) for shelf, table in tables.items() for id_, one in table.items()]


def _check_contents(tables: Tables, number: int, manifest: Manifest, path: Path) -> None:
    if (document_counts(tables), number) != (manifest.counts, manifest.number):
        raise BackupDamaged(path=path, fault=fault("counts_differ"))
    faults = chain_faults(tables.get("journal", {}).values(), tables.get("heads", {}).values())
    if faults:
        raise BackupDamaged(path=path, fault=faults[:3])


def restore_archive(archive: Path, ledger: Path, evidence: Path, anchors: AnchorFile | None = None) -> Manifest:
    """Put the archive's ledger and evidence in place, after the whole archive has been proved.

    `anchors` begin anew with its own. Raises BackupDamaged, or StoreNotEmpty where a ledger is; nothing is written
    then. The ledger comes last, so that an interrupted restore is simply done again.
    """
    manifest = verify_archive(archive)
    disk = Disk()
    if disk.exists(ledger) or disk.read(ledger.with_suffix(".log")):
        raise StoreNotEmpty(address=ledger)
    log = ledger.with_suffix(".log")
    blobs = FileBlobStore(evidence)
    try:
        disk.make_folder(ledger.parent)
        with zipfile.ZipFile(archive) as source:
            for item in manifest.items[1:]:
                blobs.put(_unpack(source, item, archive))
            if anchors:
                anchors.replace(manifest.anchors)
            disk.remove(ledger.with_suffix(".lock"))  # which says how far another ledger went
            write_whole(disk, log, b"")  # a ledger without its log has lost something
            write_whole(disk, ledger, _unpack(source, manifest.items[0], archive))
    except OSError as error:
        raise write_error(ledger, error) from error
    return manifest


def delete_old_archives(folder: Path, keep: int) -> list[Path]:
    """Delete all but the latest archives of a folder, and what an interrupted one left; those that were deleted.

    An archive goes only where the latest one holds all that it holds: a worse one pushes no good one out. One that
    cannot be read is neither counted nor deleted: nobody knows what it holds.
    """
    for torn in folder.glob("duban-????????-??????.new"):
        if time.time() - torn.stat().st_mtime > ABANDONED:
            torn.unlink(missing_ok=True)
    read = [(path, manifest) for path, manifest in listed_archives(folder).items() if manifest]
    old = [path for path, manifest in read[: -keep or None] if _is_covered(manifest, read[-1][0])]
    for archive in old:
        archive.unlink(missing_ok=True)
        signature_of(archive).unlink(missing_ok=True)
    return old


def listed_archives(folder: Path) -> dict[Path, Manifest | None]:
    """What each archive of a folder says that it holds, the oldest first; None for one that cannot be read."""
    return {path: _listed(path) for path in sorted(folder.glob("duban-????????-??????.zip"))}


def _listed(path: Path) -> Manifest | None:
    """What an archive says that it holds; None where it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = manifest_of(archive, path)
            if manifest.heads:
                return manifest
            tables = checkpoint.decode(archive.read(LEDGER), path, altered=True).tables  # of an older program
            return msgspec.structs.replace(manifest, heads=journal_heads(tables))
    except (BackupDamaged, *UNREADABLE) as error:
        log.warning("archive cannot be read; it stays", archive=path.name, error=type(error).__name__)
        return None


def _is_covered(old: Manifest, latest: Path) -> bool:
    """True where the latest archive goes on from the old one, with its evidence."""
    try:
        with zipfile.ZipFile(latest) as archive:
            after = manifest_of(archive, latest)
            entries = checkpoint.decode(archive.read(LEDGER), latest, altered=True).tables.get("journal", {})
    except (BackupDamaged, *UNREADABLE):
        return False
    continued = all(holds_entry(entries, unit, *head) for unit, head in old.heads.items())
    return continued and after.missing <= old.missing
