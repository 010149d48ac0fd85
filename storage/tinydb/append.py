"""A storage for TinyDB that appends: the file is a checkpoint, what changed since then is the tail beside it."""

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import structlog
from tinydb.storages import Storage

from storage.disk import Disk, write_whole
from storage.errors import StoreDamaged, refused
from storage.tinydb import checkpoint
from storage.tinydb.checkpoint import Tables
from storage.tinydb.write_ahead_log import Changes, WriteAheadLog

SMALL = 1 << 20  # bytes; a tail up to this size is no reason to rewrite the file

log = structlog.get_logger(__name__)


class AppendStorage(Storage):
    """The live tables, encoded documents by id, with the two files under them.

    Changes are made between `begin` and `commit` or `undo`; outside of these each change is a transaction of its own.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        super().__init__()
        self._path = path
        self._disk = disk
        self._open = False
        self._before: list[tuple[str, str, bytes | None]] = []  # what the open transaction changed, as it was
        self.followers: list[Callable[[str, bytes | None, bytes | None], None]] = []
        self._writing = threading.Lock()
        self.tables, self._covered, self._size = _checkpoint(disk, path)
        self._tail = WriteAheadLog(disk, path.with_suffix(".log"))
        try:
            self.number = replay(self.tables, self._covered, self._tail.replay(), self._tail.path)
            disk.sync_folder(path.parent)
        except BaseException:
            self._tail.close()
            raise

    def read(self) -> dict[str, dict[str, Any]] | None:
        """All tables with their documents, decoded, as TinyDB asks for them."""
        return {name: _decoded(table) for name, table in self.tables.items()} or None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the tables what TinyDB says they are now; only what differs is written."""
        for name in [*self.tables]:
            kept = data.get(name, {})
            self.change(name, {id_: None for id_ in self.tables[name] if id_ not in kept})
        for name, documents in data.items():
            self.change(name, {id_: encoded(id_, fields) for id_, fields in documents.items()})

    def begin(self) -> None:
        """Start a transaction."""
        self._open = True

    def change(self, table: str, documents: Mapping[str, bytes | None]) -> None:
        """Replace documents of a table, or with None remove them."""
        alone = not self._open
        for id_, after in documents.items():
            before = self.tables.get(table, {}).get(id_)
            if before != after:
                self._before.append((table, id_, before))
                self._set(table, id_, before, after)
        if alone:
            self.commit()

    def _set(self, table: str, id_: str, before: bytes | None, after: bytes | None) -> None:
        for follow in self.followers:
            follow(table, before, after)
        if after is None:
            del self.tables[table][id_]
        else:
            self.tables.setdefault(table, {})[id_] = after

    def commit(self) -> None:
        """Make the transaction durable, or raise StoreError and have nothing changed."""
        try:
            changes = self._changes()
            if changes:
                self._heal(changes)
                self._tail.append(self.number + 1, changes)
                self.number += 1
        except OSError as error:
            self.undo()
            raise refused(self._path, error) from error
        except BaseException:
            self.undo()
            raise
        self._before.clear()
        self._open = False

    def undo(self) -> None:
        """Make the tables what they were before the transaction."""
        while self._before:
            table, id_, before = self._before.pop()
            self._set(table, id_, self.tables.get(table, {}).get(id_), before)
        self._open = False

    def _changes(self) -> Changes:
        changes: Changes = {}
        for table, id_, _ in self._before:
            changes.setdefault(table, {})[id_] = self.tables.get(table, {}).get(id_)
        return changes

    def _heal(self, changes: Changes) -> None:
        """Write the files anew from memory where somebody took them away while the program runs."""
        lost_checkpoint = self._covered and not self._disk.exists(self._path)
        if self._tail.is_in_place() and not lost_checkpoint:
            return
        log.error("store_file_vanished", file=str(self._path))
        self.undo()
        self.write_checkpoint(self.snapshot())
        if not self._tail.is_in_place():
            self._tail.reopen()
        self.begin()
        for table, documents in changes.items():
            self.change(table, documents)

    @property
    def is_due(self) -> bool:
        """True where the tail has outgrown the checkpoint, so that rewriting costs no more than was appended."""
        return self._tail.size > max(SMALL, self._size)

    def snapshot(self) -> tuple[Tables, int]:
        """The tables as they are now, for a checkpoint that is written while they may change."""
        return {name: dict(documents) for name, documents in self.tables.items()}, self.number

    def write_checkpoint(self, snapshot: tuple[Tables, int]) -> None:
        """Write a snapshot as the checkpoint, unless a later one is there; may be called from another thread."""
        tables, number = snapshot
        with self._writing:
            if number < self._covered:
                return
            content = checkpoint.drawn_up(tables, number)
            write_whole(self._disk, self._path, content)
            self._covered, self._size = number, len(content)

    def empty_tail(self) -> None:
        """Forget the lines that the checkpoint covers."""
        if self._covered == self.number and self._tail.size:
            self._tail.empty()

    def settle(self) -> None:
        """Checkpoint what the tail holds, where it holds anything; without space the tail simply stays."""
        if self._tail.size:
            try:
                self.write_checkpoint(self.snapshot())
                self.empty_tail()
            except OSError as error:
                log.warning("checkpoint_postponed", file=str(self._path), error=str(error))

    def close(self) -> None:
        """Let go of the files."""
        self._tail.close()


def encoded(id_: str, fields: Mapping[str, Any]) -> bytes:
    """Fields as an encoded document that carries its id."""
    return msgspec.json.encode({**fields, "id": id_})


def _decoded(table: Mapping[str, bytes]) -> dict[str, Any]:
    return {id_: msgspec.json.decode(raw) for id_, raw in table.items()}


def _checkpoint(disk: Disk, path: Path) -> tuple[Tables, int, int]:
    """The tables of the file, the number that it covers, and its size; nothing where there is no file."""
    content = disk.read(path)
    if content is None:
        return {}, 0, 0
    return *checkpoint.read(content, path), len(content)


def replay(tables: Tables, covered: int, tail: Iterable[tuple[int, Changes]], path: Path) -> int:
    """Carry the tail's changes into the tables, skipping those that are covered; the last number."""
    last = covered
    for number, changes in tail:
        if number > last + 1:
            raise StoreDamaged(path, f"第 {last + 1} 笔至第 {number - 1} 笔不见了")
        if number == last + 1:
            _apply(tables, changes)
            last = number
    return last


def _apply(tables: Tables, changes: Changes) -> None:
    for table, documents in changes.items():
        live = tables.setdefault(table, {})
        for id_, document in documents.items():
            if document is None:
                live.pop(id_, None)
            else:
                live[id_] = document
