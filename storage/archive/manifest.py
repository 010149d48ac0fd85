"""The list at the end of an archive, which says what has to be in it."""

import datetime as dt
import struct
import zipfile
import zlib
from pathlib import Path

import msgspec

from bot.domain.core.store_error import fault
from storage.errors import BackupDamaged

LEDGER = "ledger.json"
MANIFEST = "manifest.json"
FORMAT = 2
LONGEST_MANIFEST = 64 << 20  # bytes; 250,000 files of evidence

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    ValueError,
    OSError,
    struct.error,
    RuntimeError,  # flags that say encrypted
)


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
    format: int = 1  # from 2 on the archive ends with its own checksum
    heads: dict[str, tuple[int, str]] = {}  # the last entry of each unit's journal
    anchors: tuple[str, ...] = ()  # the ends of the units' chains, as they stand on pages
    missing: int = 0  # files of evidence that the ledger has and the folder had not

    @property
    def evidence(self) -> int:
        """How many files of evidence there are."""
        return len(self.items) - 1


def manifest_of(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """The list of an open archive; raises BackupDamaged where it is none of ours, or names other files."""
    try:
        if archive.getinfo(MANIFEST).file_size > LONGEST_MANIFEST:
            raise BackupDamaged(path=path, fault=fault("manifest_too_large"))
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.DecodeError) as error:
        raise BackupDamaged(path=path, fault=fault("no_manifest")) from error
    if sorted(archive.namelist()) != sorted([*(item.name for item in manifest.items), MANIFEST]):
        raise BackupDamaged(path=path, fault=fault("manifest_differs"))
    if manifest.items[0].name != LEDGER:
        raise BackupDamaged(path=path, fault=fault("no_ledger"))
    return manifest


def read_manifest(path: Path) -> Manifest:
    """The list of an archive."""
    with zipfile.ZipFile(path) as archive:
        return manifest_of(archive, path)


def anchors_of(path: Path) -> tuple[str, ...]:
    """The ends of the units' chains in an archive."""
    return read_manifest(path).anchors


def is_archive(path: Path) -> bool:
    """True where a zip file has the list of an archive of ours."""
    with zipfile.ZipFile(path) as archive:
        return MANIFEST in archive.namelist()
