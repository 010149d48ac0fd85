"""The ledger of a program that goes on writing it, for another that only shows it: no lock, and nothing is written."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from tinydb.storages import Storage

from bot.services.core.ledger import Ledger
from storage.disk import Disk
from storage.tinydb.append import indexes_of
from storage.tinydb.index import KeyRange, ids_of
from storage.tinydb.snapshot_reader import read_snapshot
from storage.tinydb.store import TinyDBLedger
from storage.tinydb.table import Documents, LedgerDB


class SnapshotStorage(Storage):
    """A storage for TinyDB that shows the tables as of one moment."""

    def __init__(self, path: Path, disk: Disk) -> None:
        super().__init__()
        self.tables, _ = read_snapshot(path, disk)
        self.indexes = indexes_of(self.tables, path)

    def read(self) -> dict[str, Any] | None:
        """All tables with their documents, decoded when they are asked for."""
        return {name: Documents(table) for name, table in self.tables.items()} or None

    def table(self, name: str) -> Mapping[str, bytes]:
        """The encoded documents of a table by their ids."""
        return self.tables.get(name, {})

    def ids(self, table: str, cond: KeyRange, *, latest: bool) -> Iterator[str]:  # noqa: ARG002 - the query knows it
        """The ids of the table's documents in the range, each once, in the order of their keys."""
        return ids_of(self.indexes[cond.query].within(cond, latest=latest))

    def change(self, table: str, documents: Mapping[str, bytes | None]) -> None:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError(f"a write to {table} ({len(documents)}) of a ledger that is only read")

    def write(self, data: Mapping[str, Any]) -> None:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError(f"a write of {len(data)} tables of a ledger that is only read")


class ReadOnlyStore:
    """The ledger at a path as it is on disk now; read anew where the files changed since."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self._path, self._disk = path, disk or Disk()
        self._stamp: object = None
        self._db: LedgerDB | None = None
        self._reading = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Ledger]:
        """The ledger as it was committed last; raises StoreError where it cannot be read."""
        async with self._reading:
            stamp = [self._disk.stamp(file) for file in (self._path, self._path.with_suffix(".log"))]
            if self._db is None or stamp != self._stamp:
                self._db = await asyncio.to_thread(LedgerDB, self._path, self._disk, storage=SnapshotStorage)
                self._stamp = stamp
            db = self._db
        ledger = TinyDBLedger(db)
        try:
            yield cast("Ledger", ledger)
        finally:
            ledger.end()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ledger]:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError("a transaction of a ledger that is only read")
        yield

    async def close(self) -> None:
        """Nothing is held."""
