"""A sealed dossier read without the ledger: its files, its slice of the journal, and what of it does not hold."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bot.domain.acceptance.acceptance import JOURNAL, PROOFS, SUMS
from bot.domain.history.journal import FIRST, Entry, rewritten
from bot.domain.history.verb import Verb
from bot.readers.journal import read_journal

CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class ReadDossier:
    """What a dossier's archive holds: `elsewhere` are files of its list that are not in this archive."""

    seal: str
    files: int
    entries: int
    altered: tuple[str, ...]  # files that are not what the list says
    unlisted: tuple[str, ...]
    elsewhere: tuple[str, ...]
    breaks: tuple[tuple[int, str], ...]  # entries that do not prove themselves, or do not follow the one before
    unproven: tuple[str, ...]  # proofs of which the journal says nothing

    @property
    def holds(self) -> bool:
        """True where nothing was altered, added, or stands without an entry."""
        return not (self.altered or self.unlisted or self.breaks or self.unproven)


def is_dossier(file: Path) -> bool:
    """True for an archive that bears the list of its files."""
    with zipfile.ZipFile(file) as archive:
        return SUMS in archive.namelist()


def read_dossier(file: Path) -> ReadDossier:
    """Compare every file of the archive with the list, and the journal with itself."""
    with zipfile.ZipFile(file) as archive:
        listed = archive.read(SUMS)
        lines = [line.partition("  ") for line in listed.decode("utf-8").splitlines()]
        wanted = {name: digest for digest, _, name in lines if name}
        names = [name for name in archive.namelist() if name != SUMS]
        found = {name: _digest(archive, name) for name in names}
        journal = archive.read(JOURNAL) if JOURNAL in names else None
    read = read_journal(journal) if journal is not None else None
    entries = read.entries if read else ()
    unreadable = [(line, "unreadable") for line in read.unreadable] if read else []
    kept = {str(entry.after.get("digest", "")) for entry in entries if entry.verb == Verb.KEEP_EVIDENCE}
    proofs = [name for name in wanted if name.startswith(PROOFS)] if read else []
    return ReadDossier(
        seal=hashlib.sha256(listed).hexdigest(),
        files=len(found),
        entries=len(entries),
        altered=tuple(name for name in names if name in wanted and wanted[name] != found[name]),
        unlisted=tuple(name for name in names if name not in wanted),
        elsewhere=tuple(name for name in wanted if name not in found),
        breaks=(*unreadable, *_breaks(entries)),
        unproven=tuple(name for name in proofs if wanted[name] not in kept),
    )


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    told = hashlib.sha256()
    with archive.open(name) as content:
        while part := content.read(CHUNK):
            told.update(part)
    return told.hexdigest()


def _breaks(entries: tuple[Entry, ...]) -> tuple[tuple[int, str], ...]:
    """Entries that are not what their digest says, or, where the one before is there too, do not follow it."""
    made = rewritten(entries, "entries")
    found, before = [], {0: FIRST}
    for entry in entries:
        if entry.computed() != made.get(entry.number, entry.digest):
            found.append((entry.number, "altered"))
        if before.get(entry.number - 1, entry.previous) != entry.previous:
            found.append((entry.number, "relinked"))
        before[entry.number] = entry.digest
    return tuple(found)
