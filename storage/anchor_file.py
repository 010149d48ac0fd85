"""The ends of the chains as each day left them, in a file beside the ledger: what is cut from the ledger is missed.

One anchor a line, as it stands on pages, and a last line with the sum of the others. Were this file taken away too, or
is it not what was written, those of the latest archive take its place.
"""

import asyncio
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from bot.domain.history.anchor import Anchor, anchors_in
from storage.archive.manifest import UNREADABLE, anchors_of
from storage.disk import Disk, write_whole
from storage.errors import BackupDamaged
from storage.opening import backup_folder

SUM = "sha256 "


class AnchorFile:
    """The file, and the folder of the archives."""

    def __init__(self, path: Path, archives: Path) -> None:
        self._path = path
        self._archives = archives
        self._disk = Disk()

    async def read(self) -> Sequence[Anchor]:
        """All that were kept, the older first."""
        return await asyncio.to_thread(self.kept)

    async def add(self, anchors: Iterable[Anchor]) -> None:
        """Keep those that are not kept yet."""
        await asyncio.to_thread(self._add, [*anchors])

    async def is_damaged(self) -> bool:
        """True where the file is there, and is not what was written."""
        return await asyncio.to_thread(self.damaged)

    async def are_gone(self) -> bool:
        """True where there is neither the file nor an archive that holds any."""
        return await asyncio.to_thread(lambda: self._disk.read_own(self._path) is None and not self._archived())

    def kept(self) -> list[Anchor]:
        """The same as `read`, at once."""
        anchors = _written(self._disk.read_own(self._path))
        return self._archived() if anchors is None else anchors

    def damaged(self) -> bool:
        """The same as `is_damaged`, at once."""
        content = self._disk.read_own(self._path)
        return content is not None and _written(content) is None

    def _archived(self) -> list[Anchor]:
        for archive in sorted(self._archives.glob("duban-????????-??????.zip"), reverse=True):
            try:
                return [*anchors_in("\n".join(anchors_of(archive)))]
            except (BackupDamaged, *UNREADABLE):
                continue
        return []

    def _add(self, anchors: list[Anchor]) -> None:
        kept, damaged = self.kept(), self.damaged()
        fresh = [anchor for anchor in anchors if anchor not in kept]
        if damaged:
            self._put_aside()
        if fresh or damaged or not self._disk.exists(self._path):
            self._write([*kept, *fresh])

    def replace(self, anchors: Iterable[str]) -> None:
        """Begin anew with those of an archive that is restored; the former ones are put aside."""
        fresh = [*anchors_in("\n".join(anchors))]
        if self.damaged() or _written(self._disk.read_own(self._path)) != fresh:
            self._put_aside()
        self._write(fresh)

    def _put_aside(self) -> None:
        content = self._disk.read_own(self._path)
        if content is not None:
            write_whole(self._disk, self._path.with_name(f"{self._path.name}.before-{crc32(content):08x}"), content)

    def _write(self, anchors: Iterable[Anchor]) -> None:
        self._disk.make_folder(self._path.parent)
        write_whole(self._disk, self._path, _lines(anchors))


def _lines(anchors: Iterable[Anchor]) -> bytes:
    lines = "".join(f"{anchor}\n" for anchor in anchors).encode()
    return lines + f"{SUM}{sha256(lines).hexdigest()}\n".encode()


def _written(content: bytes | None) -> list[Anchor] | None:
    """The anchors of a file; None where it is away, or not what was written: one of an older program has no sum."""
    lines, summed, _ = (content or b"").rpartition(SUM.encode())
    anchors = [*anchors_in((lines if summed else content or b"").decode("utf-8", "replace"))]
    older = "".join(f"{anchor}\n" for anchor in anchors).encode()
    return anchors if content and content in {_lines(anchors), older} else None


def anchor_file(address: str, evidence: Path, folder: str = "") -> AnchorFile:
    """The file beside the evidence of an installation, whose archives go into a folder, "" where none is set."""
    return AnchorFile(evidence.parent / "anchors", backup_folder(address, evidence, folder))
