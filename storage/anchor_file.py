"""The ends of the chains as each day left them, in a file beside the ledger: what is cut from the ledger is missed.

One anchor a line, as it stands on pages. Were this file taken away too, those of the latest archive take its place.
"""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from zlib import crc32

from bot.domain.history.anchor import Anchor, anchors_in
from storage.archive.manifest import UNREADABLE, anchors_of
from storage.disk import Disk, write_whole
from storage.errors import BackupDamaged
from storage.opening import backup_folder


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

    def kept(self) -> list[Anchor]:
        """The same as `read`, at once."""
        content = self._disk.read_own(self._path)
        return [*anchors_in(content.decode("utf-8", "replace"))] if content is not None else self._archived()

    def _archived(self) -> list[Anchor]:
        for archive in sorted(self._archives.glob("duban-????????-??????.zip"), reverse=True):
            try:
                return [*anchors_in("\n".join(anchors_of(archive)))]
            except (BackupDamaged, *UNREADABLE):
                continue
        return []

    def _add(self, anchors: list[Anchor]) -> None:
        kept = self.kept()
        fresh = [anchor for anchor in anchors if anchor not in kept]
        if fresh or not self._disk.exists(self._path):
            self._write([*kept, *fresh])

    def replace(self, anchors: Iterable[str]) -> None:
        """Begin anew with those of an archive that is restored; the former ones are put aside."""
        content, fresh = self._disk.read_own(self._path), [*anchors_in("\n".join(anchors))]
        if content is not None and content != _lines(fresh):
            write_whole(self._disk, self._path.with_name(f"{self._path.name}.before-{crc32(content):08x}"), content)
        self._write(fresh)

    def _write(self, anchors: Iterable[Anchor]) -> None:
        self._disk.make_folder(self._path.parent)
        write_whole(self._disk, self._path, _lines(anchors))


def _lines(anchors: Iterable[Anchor]) -> bytes:
    return "".join(f"{anchor}\n" for anchor in anchors).encode()


def anchor_file(address: str, evidence: Path, folder: str = "") -> AnchorFile:
    """The file beside the evidence of an installation, whose archives go into a folder, "" where none is set."""
    return AnchorFile(evidence.parent / "anchors", backup_folder(address, evidence, folder))
