"""A storage for TinyDB that appends: the file is a checkpoint, what changed since then is the log beside it."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec
import structlog
from tinydb.storages import Storage

from bot.domain.core.store_error import fault
from storage.disk import Disk, write_held, write_whole
from storage.errors import StoreDamaged, StoreInUse, StoreRolledBack, write_error
from storage.known_fields import known_fields
from storage.tinydb import checkpoint
from storage.tinydb.checkpoint import FORMAT, Checkpoint, Tables
from storage.tinydb.index import Indexes, KeyRange, ids_of
from storage.tinydb.lock import last_kept
from storage.tinydb.table import Documents, encoded
from storage.tinydb.write_ahead_log import Changes, WriteAheadLog

CHECKPOINT_FROM = 1 << 20  # bytes; a log up to this size is no reason to rewrite the file

Listener = Callable[[str, str, bytes | None], None]  # told table, id and document before it is replaced

log = structlog.get_logger(__name__)


class AppendStorage(Storage):
    """The live tables, encoded documents by id, with their indexes, and the two files under them.

    Every change is made between `begin` and `commit` or `undo`.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        super().__init__()
        self._path = path
        self._disk = disk
        self._open = False
        self._before: list[tuple[str, str, bytes | None]] = []  # what the open transaction changed, as it was
        self._listeners: list[Listener] = []
        self._checkpointing = threading.Lock()
        self._held = _held(disk, path)
        try:
            self._wal = WriteAheadLog(disk, path.with_suffix(".log"))
        except BaseException:
            self._release()
            raise
        try:
            content = disk.read(path)
            self._stamp = disk.stamp(path)
            found = Checkpoint({}, 0) if content is None else checkpoint.decode(content, path)
            self.tables, self._covered, self._size = found.tables, found.number, len(content or b"")
            self.number = replay(self.tables, self._covered, self._wal.replay(), self._wal.path)
            _demand_end(disk, path, self.number)
            self._wal.cut_torn_line()
            self.indexes = indexes_of(self.tables, path)
            if content is not None and (found.format, found.fields, found.canonical) != (
                FORMAT,
                known_fields(),
                True,
            ):
                self._renew(content, found)
            disk.sync_folder(path.parent)
        except BaseException:
            self.close()
            raise

    def _renew(self, content: bytes, found: Checkpoint) -> None:
        """Write a file of an older program, or one that somebody else wrote, as ours, after it was put aside."""
        if found.format < FORMAT or not found.canonical:
            aside = self._put_aside(content, f"format-{found.format}" if found.canonical else "rewritten")
            log.warning("ledger_renewed", file=str(self._path), older=str(aside), format=found.format)
        self._write_file(self.snapshot())

    def _put_aside(self, content: bytes, why: str) -> Path:
        aside = self._path.with_name(f"{self._path.stem}.{why}-{crc32(content):08x}{self._path.suffix}")
        if not self._disk.exists(aside):
            write_whole(self._disk, aside, content)
        return aside

    def _release(self) -> None:
        if self._held is not None:
            self._disk.close(self._held)
            self._held = None

    def read(self) -> dict[str, Any] | None:
        """All tables with their documents, decoded when they are asked for."""
        return {name: Documents(table) for name, table in self.tables.items()} or None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the tables what TinyDB says they are now; only what differs is written."""
        for name in [*self.tables]:
            kept = data.get(name, {})
            self.change(name, {id_: None for id_ in self.tables[name] if id_ not in kept})
        for name, documents in data.items():
            if not isinstance(documents, Documents):  # those are as they were read
                self.change(name, {id_: encoded(id_, fields) for id_, fields in documents.items()})

    def table(self, name: str) -> Mapping[str, bytes]:
        """The encoded documents of a table by their ids."""
        return self.tables.get(name, {})

    def ids(self, table: str, cond: KeyRange, *, latest: bool) -> Iterator[str]:  # noqa: ARG002 - the query knows it
        """The ids of the table's documents in the range, each once, in the order of their keys."""
        return ids_of(self.indexes[cond.query].within(cond, latest=latest))

    def attach(self, listener: Listener) -> None:
        """Tell the listener of every change, and now of those that are not committed."""
        for table, id_, before in self._before:
            listener(table, id_, before)
        self._listeners.append(listener)

    def detach(self, listener: Listener) -> None:
        """Tell the listener no more."""
        self._listeners.remove(listener)

    def begin(self) -> None:
        """Start a transaction."""
        self._open = True

    def change(self, table: str, documents: Mapping[str, bytes | None]) -> None:
        """Replace documents of a table, or with None remove them; raises RuntimeError outside a transaction."""
        if not self._open:
            raise RuntimeError(f"a write to {table} outside a transaction")
        for id_, after in documents.items():
            before = self.tables.get(table, {}).get(id_)
            if before != after:
                self._set(table, id_, before, after)
                self._before.append((table, id_, before))

    def _set(self, table: str, id_: str, before: bytes | None, after: bytes | None) -> None:
        """Replace a document, or raise and have replaced nothing of it."""
        self.indexes.replace(table, before, after)
        for listener in self._listeners:
            listener(table, id_, before)
        if after is None:
            del self.tables[table][id_]
        else:
            self.tables.setdefault(table, {})[id_] = after

    def written(self) -> dict[tuple[str, str], tuple[bytes | None, bytes | None]]:
        """The documents that the open transaction changed, before and after."""
        first: dict[tuple[str, str], bytes | None] = {}
        for table, id_, before in self._before:
            first.setdefault((table, id_), before)
        return {(table, id_): (before, self.tables.get(table, {}).get(id_)) for (table, id_), before in first.items()}

    def commit(self) -> bool:
        """Make the transaction durable, or raise StoreError and have nothing changed; False where nothing was to be."""
        try:
            changes = self._changes()
            if changes:
                self._restore_files(changes)
                self._wal.append(self.number + 1, changes)
                self.number += 1
        except OSError as error:
            self.undo()
            raise write_error(self._path, error) from error
        except BaseException:
            self.undo()
            raise
        self._before.clear()
        self._open = False
        return bool(changes)

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

    def _restore_files(self, changes: Changes) -> None:
        """Write the files anew from memory where somebody took them away while the program runs."""
        lost_checkpoint = self._covered and not self._disk.exists(self._path)
        if self._wal.is_in_place() and not lost_checkpoint:
            return
        log.error("store_file_vanished", file=str(self._path))
        self.undo()
        self.write_checkpoint(self.snapshot())
        if not self._wal.is_in_place():
            self._wal.reopen()
        self.begin()
        for table, documents in changes.items():
            self.change(table, documents)

    @property
    def is_checkpoint_due(self) -> bool:
        """True where the log has outgrown the checkpoint, so that rewriting costs no more than was appended."""
        return self._wal.size > max(CHECKPOINT_FROM, self._size)

    def snapshot(self) -> tuple[Tables, int]:
        """The tables as they are committed, for whoever goes through them while they may change."""
        tables = {name: dict(documents) for name, documents in self.tables.items()}
        for table, id_, before in reversed(self._before):
            if before is None:
                tables[table].pop(id_, None)
            else:
                tables[table][id_] = before
        return tables, self.number

    def write_checkpoint(self, snapshot: tuple[Tables, int]) -> None:
        """Write a snapshot as the checkpoint, unless a later one is there; may be called from another thread."""
        _, number = snapshot
        with self._checkpointing:
            if number >= self._covered:
                self._demand_own_file()
                self._write_file(snapshot)

    def _demand_own_file(self) -> None:
        """Before the file is replaced: were it changed by somebody else meanwhile, keep that aside."""
        self._wal.is_in_place()
        stamp = self._disk.stamp(self._path)
        if stamp not in {None, self._stamp} and (content := self._disk.read(self._path)) is not None:
            aside = self._put_aside(content, "foreign")
            log.error("ledger_changed_by_others", file=str(self._path), kept=str(aside))

    def _write_file(self, snapshot: tuple[Tables, int]) -> None:
        tables, number = snapshot
        content = checkpoint.encode(tables, number)
        held = write_held(self._disk, self._path, content)
        self._release()
        self._held, self._stamp = held, self._disk.stamp(self._path)
        self._covered, self._size = number, len(content)

    def truncate_log(self) -> None:
        """Forget the lines that the checkpoint covers."""
        if self._covered == self.number and self._wal.size:
            self._wal.truncate()

    def fold_log(self) -> None:
        """Checkpoint what the log holds, where it holds anything; without space the log simply stays."""
        if self._wal.size:
            try:
                self.write_checkpoint(self.snapshot())
                self.truncate_log()
            except OSError as error:
                log.warning("checkpoint_postponed", file=str(self._path), error=str(error))

    def close(self) -> None:
        """Let go of the files."""
        self._wal.close()
        self._release()


def _held(disk: Disk, path: Path) -> int | None:
    """The open file, locked; None where there is none. Raises StoreInUse where another process holds it."""
    while disk.exists(path):
        file = disk.open(path)
        if not disk.lock(file):
            disk.close(file)
            raise StoreInUse(path=path, holder="")
        if disk.is_at(file, path):
            return file
        disk.close(file)
    return None


def _demand_end(disk: Disk, path: Path, number: int) -> None:
    """Raise StoreRolledBack where the ledger went further, as the lock says, than its files do now."""
    lock = path.with_suffix(".lock")
    if (last := last_kept(disk.read(lock) or b"")) > number:
        raise StoreRolledBack(path=path, lock=lock, last=last, number=number)


def indexes_of(tables: Tables, path: Path) -> Indexes:
    """The indexes of the tables of a file; raises StoreDamaged where a record of them cannot be read."""
    try:
        return Indexes(tables)
    except msgspec.DecodeError as error:
        raise StoreDamaged(path=path, fault=fault("unreadable_record", why=error)) from error


def replay(tables: Tables, covered: int, transactions: Iterable[tuple[int, Changes]], path: Path) -> int:
    """Apply the log's transactions to the tables, skipping those that are covered; the last number."""
    last = covered
    for number, changes in transactions:
        if number > last + 1:
            missing = fault("transactions_missing", first=last + 1, last=number - 1)
            raise StoreDamaged(path=path, fault=missing)
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
