"""The ledger kept by TinyDB: for one office and one process."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import msgspec
import structlog

from bot.services.core.ledger import SHELVES, Key, Ledger, Query, ReceivedUpdate
from storage.codec import decode, encode
from storage.disk import Disk
from storage.errors import StoreDamaged, refused
from storage.tinydb.append import AppendStorage
from storage.tinydb.inbox import TinyInbox
from storage.tinydb.index import Indexes
from storage.tinydb.lock import Lock
from storage.tinydb.table import LedgerDB, LedgerTable

T = TypeVar("T")

log = structlog.get_logger(__name__)


class TinyShelf(Generic[T]):
    """A shelf as seen inside one transaction."""

    def __init__(self, kind: type[T], table: LedgerTable, indexes: Indexes) -> None:
        self._kind = kind
        self._table = table
        self._indexes = indexes

    async def get(self, id: str) -> T | None:  # noqa: A002 - the port's word
        """The record, None where there is none."""
        return self._read(id)

    async def get_many(self, ids: Iterable[str]) -> list[T]:
        """The records that are there, in the order of the ids, each once."""
        return self._there(dict.fromkeys(ids))

    def _there(self, ids: Iterable[str]) -> list[T]:
        return [record for record in map(self._read, ids) if record is not None]

    def _read(self, id_: str) -> T | None:
        document = self._table.kept(id_)
        return None if document is None else decode(self._kind, document)

    async def add(self, record: T) -> bool:
        """Keep a new record; False, and nothing changed, where its id is there already."""
        if self._table.kept(record.id) is not None:  # type: ignore[attr-defined]  # every record has an id
            return False
        await self.put(record)
        return True

    async def put(self, record: T) -> None:
        """Keep the record, replacing the one of the same id."""
        if not isinstance(record, self._kind):
            raise TypeError(f"a {type(record).__name__} on the shelf of {self._kind.__name__}")
        self._table.put(record.id, encode(record))  # type: ignore[attr-defined]  # every record has an id

    async def drop(self, id: str) -> None:  # noqa: A002 - the port's word
        """Forget a record."""
        self._table.put(id, None)

    async def find(
        self,
        query: Query[T],
        *prefix: str,
        since: str = "",
        until: str | None = None,
        limit: int | None = None,
        latest: bool = False,
    ) -> list[T]:
        """Records under the query's keys; see the port."""
        ids = self._indexes[query].ids(prefix, since, until, latest=latest)
        return self._there(itertools.islice(ids, limit))

    async def find_each(
        self, query: Query[T], prefixes: Sequence[Key], *, limit: int | None = None, latest: bool = False
    ) -> list[list[T]]:
        """What `find` gives for each of the prefixes."""
        return [await self.find(query, *prefix, limit=limit, latest=latest) for prefix in prefixes]


class TinyLedger:
    """The ledger inside one transaction; of no use after it."""

    def __init__(self, db: LedgerDB, indexes: Indexes) -> None:
        for name, kind in SHELVES.items():
            setattr(self, name, TinyShelf(kind, cast("LedgerTable", db.table(name)), indexes))

    def end(self) -> None:
        """Take the shelves away, so that a late write cannot slip into another's transaction."""
        vars(self).clear()


class TinyStore:
    """A ledger in one TinyDB file, with its tail and its lock beside it."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        disk = disk or Disk()
        try:
            disk.make_folder(path.parent)
            self._hold = Lock(path)
        except OSError as error:
            raise refused(path, error) from error
        try:
            self._db = LedgerDB(path, disk, storage=AppendStorage)
            self._storage = cast("AppendStorage", self._db.storage)
            self._indexes = _indexed(self._storage, path)
            self._storage.settle()
        except BaseException as error:
            self._hold.release()
            if isinstance(error, OSError):
                raise refused(path, error) from error
            raise
        self._storage.followers.append(self._indexes.move)
        self._turn = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None
        self._checkpoint: asyncio.Task[None] | None = None
        self._closed = False
        kept = self._storage.tables.get("inbox", {}).values()
        self.inbox = TinyInbox(self, [decode(ReceivedUpdate, document) for document in kept])

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ledger]:
        """One transaction at a time: a clean exit keeps all of it durably, an exception nothing."""
        if self._holder is not None and self._holder is asyncio.current_task():
            raise RuntimeError("a transaction inside a transaction of the same task would wait for itself")
        async with self._turn:
            if self._closed:
                raise RuntimeError("the store is closed")
            self._holder = asyncio.current_task()
            ledger = TinyLedger(self._db, self._indexes)
            self._storage.begin()
            try:
                yield cast("Ledger", ledger)
            except BaseException:
                self._storage.undo()
                raise
            else:
                self._storage.commit()
            finally:
                ledger.end()
                self._holder = None
        if self._storage.is_due and (self._checkpoint is None or self._checkpoint.done()):
            self._checkpoint = asyncio.create_task(self._rewrite())

    def read(self) -> AbstractAsyncContextManager[Ledger]:
        """The ledger to look at."""
        return self.open()

    async def _rewrite(self) -> None:
        """Write the checkpoint in a thread while nobody changes the ledger."""
        async with self._turn:
            try:
                await asyncio.to_thread(self._storage.write_checkpoint, self._storage.snapshot())
                self._storage.empty_tail()
            except OSError as error:
                log.warning("checkpoint_postponed", error=str(error))

    async def close(self) -> None:
        """Checkpoint, and let go of the files; a second time does nothing."""
        if self._checkpoint is not None:
            await asyncio.wait({self._checkpoint})
        async with self._turn:
            if not self._closed:
                self._closed = True
                self._storage.settle()
                self._db.close()
                self._hold.release()

    async def documents(self) -> AsyncGenerator[tuple[str, str, bytes]]:
        """Every document as (shelf, id, document), as of one moment."""
        tables, _ = self._storage.snapshot()
        for shelf in sorted(tables):
            for id_ in sorted(tables[shelf]):
                yield shelf, id_, tables[shelf][id_]

    async def keep(self, documents: list[tuple[str, str, bytes | None]]) -> None:
        """Keep documents as they are, whatever their shelves, in one transaction; None forgets one."""
        async with self.open():
            for shelf, id_, document in documents:
                self._storage.change(shelf, {id_: document})

    async def fetch(self, shelf: str, id_: str) -> bytes | None:
        """A document as it is kept, None where there is none."""
        return self._storage.tables.get(shelf, {}).get(id_)


def _indexed(storage: AppendStorage, path: Path) -> Indexes:
    try:
        return Indexes(storage.tables)
    except msgspec.DecodeError as error:
        storage.close()
        raise StoreDamaged(path, f"有记录无法读取（{error}）") from error
