"""The write-ahead log: a line for each transaction since the checkpoint, appended and fsynced before any answer.

A line is the transaction's number, a CRC-32 of number and text, and the changed documents as JSON
({table: {id: document or null}}), ended by a newline.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import msgspec
import structlog

from bot.domain.core.store_error import fault
from storage.disk import Disk, write_all, write_whole
from storage.errors import StoreDamaged, StoreForeign, StoreInUse

Changes = dict[str, dict[str, bytes | None]]  # table, id, encoded document or None

log = structlog.get_logger(__name__)
_changes = msgspec.json.Decoder(dict[str, dict[str, msgspec.Raw]])
_NULL = b"null"
HOLE = b"\0" * 8  # a part of a line that never reached the disk


class WriteAheadLog:
    """The file of lines; `size` is how much of it is known to be good."""

    def __init__(self, disk: Disk, path: Path) -> None:
        self._disk = disk
        self.path = path
        self._file = self._opened()
        self.size = 0
        self._torn = False

    def _opened(self) -> int:
        file = self._disk.open(self.path)
        if not self._disk.lock(file):
            self._disk.close(file)
            raise StoreInUse(path=self.path, holder="")
        return file

    def replay(self) -> Iterator[tuple[int, Changes]]:
        """Every whole line as (number, changes); ends before a torn last line, any other broken line is an error."""
        content = self._disk.read(self.path) or b""
        for number, changes, end in lines(content, self.path):
            self.size = end
            yield number, changes

    def cut_torn_line(self) -> None:
        """After the replay cut off what is torn at the end, and keep it beside."""
        if cut := (self._disk.read(self.path) or b"")[self.size :]:
            log.warning("torn_line_cut", file=str(self.path), bytes=len(cut))
            self._set_aside(cut)
            self._torn = True
            self._cut_torn_line()

    def _set_aside(self, cut: bytes) -> None:
        """Keep beside the log what is cut off it, where there is space: nobody was told of it, but it may be of use."""
        with contextlib.suppress(OSError):
            aside = self.path.with_name(f"{self.path.name}.cut-{crc32(cut):08x}")
            if not self._disk.exists(aside):
                write_whole(self._disk, aside, cut)

    def append(self, number: int, changes: Changes) -> None:
        """Keep a transaction durably; after an error the file is, or before the next line will be, as it was."""
        line = _line(number, changes)
        try:
            self._cut_torn_line()
            self._torn = True
            write_all(self._disk, self._file, line)
            self._disk.fsync(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                self._cut_torn_line()
            raise
        self._torn = False
        self.size += len(line)

    def _cut_torn_line(self) -> None:
        """Cut away what a failed append left behind."""
        if self._torn:
            self._disk.truncate(self._file, self.size)
            self._disk.fsync(self._file)
            self._torn = False

    def truncate(self) -> None:
        """Forget all lines, which a checkpoint covers; were this undone by a crash, they would be skipped."""
        self._disk.truncate(self._file, 0)
        self.size = 0

    def is_in_place(self) -> bool:
        """True while the file is the one that a start would find, and holds what was written.

        Raises StoreForeign where another file stands in its place: somebody else may be writing there.
        """
        if self._disk.is_at(self._file, self.path):
            return self._torn or self._disk.size(self._file) == self.size
        if self._disk.exists(self.path):
            raise StoreForeign(path=self.path)
        return False

    def reopen(self) -> None:
        """Start anew where the file was taken away, or somebody wrote into it: what it holds then is kept aside."""
        if not self._disk.is_at(self._file, self.path):
            file = self._opened()
            self._disk.close(self._file)
            self._file = file
        if strange := self._disk.read(self.path):
            self._set_aside(strange)
        self.size, self._torn = 0, True
        self._cut_torn_line()
        self._disk.sync_folder(self.path.parent)

    def close(self) -> None:
        """Let go of the file, without what a failed append may have left in it."""
        with contextlib.suppress(OSError):
            self._cut_torn_line()
        self._disk.close(self._file)


def lines(content: bytes, path: Path) -> Iterator[tuple[int, Changes, int]]:
    """Every whole line of a log as (number, changes, where it ends); ends before a torn last line.

    Raises StoreDamaged where a broken line has others after it, or a number is missing.
    """
    start, last = 0, None
    while start < len(content):
        end = content.find(b"\n", start) + 1
        read = _read(content[start : end - 1]) if end else None
        if read is None:
            if not _is_torn(content[start:]):
                raise StoreDamaged(path=path, fault=fault("checksum" if end else "last_byte", byte=start))
            return
        number, changes = read
        if last is not None and number != last + 1:
            skipped = fault("number_skipped", last=last, wanted=last + 1, found=number)
            raise StoreDamaged(path=path, fault=skipped)
        yield number, changes, end
        start, last = end, number


def _is_torn(rest: bytes) -> bool:
    """True where the rest of a log is a line that a stop cut short: without its end, or with holes in it."""
    if rest.endswith(b"\n"):
        return rest.count(b"\n") == 1 and HOLE in rest
    return b"\n" not in rest and _read(rest[:-1]) is None


def _line(number: int, changes: Changes) -> bytes:
    figures = b"%d" % number
    text = msgspec.json.encode(
        {
            table: {id_: msgspec.Raw(_NULL if document is None else document) for id_, document in documents.items()}
            for table, documents in changes.items()
        }
    )
    return b"%s %08x %s\n" % (figures, crc32(text, crc32(figures)), text)


def _read(line: bytes) -> tuple[int, Changes] | None:
    try:
        figures, checksum, text = line.split(b" ", 2)
        if checksum != b"%08x" % crc32(text, crc32(figures)):
            return None
        tables = _changes.decode(text).items()
        return int(figures), {
            table: {id_: None if (document := bytes(raw)) == _NULL else document for id_, raw in documents.items()}
            for table, documents in tables
        }
    except ValueError:  # msgspec.DecodeError is one
        return None
