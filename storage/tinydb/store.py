"""The ledger kept by TinyDB: for one office and one process."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

import structlog
from tinydb.table import Document

from bot.domain.core.store_error import fault
from bot.services.core.ledger import SHELVES, InboxEntry, Ledger
from bot.services.core.pacing import TimeSlice
from bot.services.core.shelf import Key, Query
from storage import recorder
from storage.codec import decode, recall, to_fields
from storage.disk import Disk
from storage.errors import StoreVanished, write_error
from storage.tinydb.append import AppendStorage
from storage.tinydb.inbox import TinyDBInbox
from storage.tinydb.index import KeyRange
from storage.tinydb.lock import MARK, FileLock
from storage.tinydb.read_view import ReadView
from storage.tinydb.table import LedgerDB, LedgerDocument, StoredDocument

T = TypeVar("T")

CHAINS = frozenset({"journal", "changes"})  # whose links are written once
FLEETING = b'"fleeting":true'  # in a message that is not kept once it is sent

log = structlog.get_logger(__name__)


class DocumentTable(Protocol):
    """TinyDB's table as it is called here: it types ids of documents as numbers, ours are text."""

    def get(self, *, doc_id: str) -> StoredDocument | None:
        """The document, None where there is none."""

    def contains(self, *, doc_id: str) -> bool:
        """True where the document is there."""

    def insert(self, document: Document) -> object:
        """Keep a new document."""

    def upsert(self, document: Document) -> object:
        """Keep the document, or its fields in the one of the same id."""

    def remove(self, *, doc_ids: list[str]) -> object:
        """Remove those of the documents that are there."""

    def search_pages(self, cond: KeyRange, *, limit: int | None, latest: bool) -> Iterator[list[StoredDocument]]:
        """The documents for which the condition holds, some at a time."""


class TinyDBShelf(Generic[T]):
    """A shelf as seen inside one transaction."""

    def __init__(self, kind: type[T], table: DocumentTable, time_slice: TimeSlice) -> None:
        self._kind = kind
        self._table = table
        self._time_slice = time_slice

    async def get(self, id: str) -> T | None:  # noqa: A002 - the port's word
        """The record, None where there is none."""
        await self._time_slice.share()
        document = self._table.get(doc_id=id)
        return None if document is None else recall(self._kind, document.encoded)

    async def get_many(self, ids: Iterable[str]) -> list[T]:
        """The records that are there, in the order of the ids, each once."""
        found = [await self.get(id_) for id_ in dict.fromkeys(ids)]
        return [record for record in found if record is not None]

    async def add(self, record: T) -> bool:
        """Keep a new record; False, and nothing changed, where its id is there already."""
        await self._time_slice.share()
        document = self._document(record)
        if self._table.contains(doc_id=document["id"]):
            return False
        self._table.insert(document)
        return True

    async def put(self, record: T) -> None:
        """Keep the record, replacing the one of the same id."""
        await self._time_slice.share()
        self._table.upsert(self._document(record))

    def _document(self, record: T) -> Document:
        if not isinstance(record, self._kind):
            raise TypeError(f"a {type(record).__name__} on the shelf of {self._kind.__name__}")
        fields = to_fields(record)
        return LedgerDocument(fields, fields["id"])

    async def drop(self, id: str) -> None:  # noqa: A002 - the port's word
        """Forget a record."""
        self._table.remove(doc_ids=[id])

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
        await self._time_slice.share()
        found: list[T] = []
        for page in self._table.search_pages(KeyRange(query, prefix, since, until), limit=limit, latest=latest):
            found += [recall(self._kind, document.encoded) for document in page]
            await self._time_slice.share()
        return found

    async def find_each(
        self, query: Query[T], prefixes: Sequence[Key], *, limit: int | None = None, latest: bool = False
    ) -> list[list[T]]:
        """What `find` gives for each of the prefixes."""
        return [await self.find(query, *prefix, limit=limit, latest=latest) for prefix in prefixes]


class TinyDBLedger:
    """The ledger inside one transaction; of no use after it."""

    def __init__(self, db: LedgerDB) -> None:
        self._db: LedgerDB | None = db
        self._time_slice = TimeSlice()

    def __getattr__(self, name: str) -> TinyDBShelf[Any]:
        if name not in SHELVES:
            raise AttributeError(name)
        if self._db is None:
            raise RuntimeError("the transaction has ended")
        table: Any = self._db.table(name)
        shelf: TinyDBShelf[Any] = TinyDBShelf(SHELVES[name], table, self._time_slice)
        setattr(self, name, shelf)
        return shelf

    def end(self) -> None:
        """Take the shelves away, so that a late write cannot slip into another's transaction."""
        vars(self).clear()
        self._db = None


class TinyDBStore:
    """A ledger in one TinyDB file, with its log and its lock beside it."""

    def __init__(self, path: Path, disk: Disk | None = None, *, recording: bool = False) -> None:
        disk = disk or Disk()
        self._recording = recording  # beside whatever is written, what that changes of the records
        try:
            disk.make_folder(path.parent)
            self._file_lock = FileLock(path)
        except OSError as error:
            raise write_error(path, error) from error
        try:
            _demand_files(path, disk)
            self._db = LedgerDB(path, disk, storage=AppendStorage)
            self._storage = cast("AppendStorage", self._db.storage)
            self._storage.fold_log()
        except BaseException as error:
            self._file_lock.release()
            if isinstance(error, OSError):
                raise write_error(path, error) from error
            raise
        if self._storage.number:
            self._file_lock.mark(self._storage.number)
        self._write_lock = asyncio.Lock()
        self._inside: set[asyncio.Task[Any] | None] = set()
        self._checkpoint: asyncio.Task[None] | None = None
        self._views: list[LedgerDB] = []  # of which nobody reads now
        self._closed = False
        kept = self._storage.tables.get("inbox", {}).values()
        self.inbox = TinyDBInbox(self, [decode(InboxEntry, document) for document in kept])

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ledger]:
        """One transaction at a time: a clean exit keeps all of it durably, an exception nothing."""
        with self._entered():
            async with self._write_lock:
                self._demand_open()
                ledger = TinyDBLedger(self._db)
                self._storage.begin()
                try:
                    yield cast("Ledger", ledger)
                except BaseException:
                    self._storage.undo()
                    raise
                else:
                    self._record(written := self._storage.written())
                    if self._storage.commit():
                        self._file_lock.mark(self._storage.number)
                    rewrote = any(_leaves_trace(shelf, *one) for (shelf, _), one in written.items())
                finally:
                    ledger.end()
        if rewrote:
            await self._rewrite()
        elif self._storage.is_checkpoint_due and (self._checkpoint is None or self._checkpoint.done()):
            self._checkpoint = asyncio.create_task(self._rewrite())

    def _record(self, written: recorder.Written) -> None:
        """Write down beside it what the open transaction changed."""
        if self._recording:
            kept = {(shelf, id_): self._storage.table(shelf).get(id_) for shelf, id_ in recorder.needed(written)}
            for (shelf, id_), document in recorder.additions(written, kept).items():
                self._storage.change(shelf, {id_: document})

    async def begin_record(self) -> None:
        """Record all that is kept, in a ledger that has no record of changes yet."""
        if self._storage.table("changes"):
            return
        documents = [document async for document in self.documents()]
        if written := recorder.everything(documents):
            self._storage.begin()
            self._record(written)
            self._storage.commit()

    def read(self) -> AbstractAsyncContextManager[Ledger]:
        """The ledger as it is committed now, whatever others write meanwhile; a write raises RuntimeError."""
        return _Reading(self._view, self._views, self._entered)

    def _view(self) -> LedgerDB:
        """A look at the ledger as it is committed now: one that is over, begun again, or a new one."""
        self._demand_open()
        if not self._views:
            return LedgerDB(self._storage, storage=ReadView)
        view = self._views.pop()
        cast("ReadView", view.storage).begin()
        return view

    @contextmanager
    def _entered(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task in self._inside:
            raise RuntimeError("a transaction inside a transaction of the same task would wait for itself")
        self._inside.add(task)
        try:
            yield
        finally:
            self._inside.discard(task)

    def _demand_open(self) -> None:
        if self._closed:
            raise RuntimeError("the store is closed")

    async def _rewrite(self) -> None:
        """Write the checkpoint in a thread while nobody changes the ledger."""
        async with self._write_lock:
            try:
                await asyncio.to_thread(self._storage.write_checkpoint, self._storage.snapshot())
                self._storage.truncate_log()
            except OSError as error:
                log.warning("checkpoint_postponed", error=str(error))

    async def close(self) -> None:
        """Checkpoint, and let go of the files; a second time does nothing."""
        if self._checkpoint is not None:
            await asyncio.wait({self._checkpoint})
        async with self._write_lock:
            if not self._closed:
                self._closed = True
                self._storage.fold_log()
                self._db.close()
                self._file_lock.release()

    async def documents(self) -> AsyncGenerator[tuple[str, str, bytes]]:
        """Every document as (shelf, id, document), as of one moment."""
        tables, _ = self._storage.snapshot()
        for shelf in sorted(tables):
            for id_ in sorted(tables[shelf]):
                yield shelf, id_, tables[shelf][id_]

    async def misplaced(self) -> list[tuple[str, str, str]]:
        """None: what queries go by is made anew from the records at each start."""
        return []

    async def put_documents(self, documents: list[tuple[str, str, bytes | None]]) -> None:
        """Keep documents byte for byte, whatever their shelves, in one transaction; None removes one."""
        async with self._write_lock:
            self._demand_open()
            self._storage.begin()
            try:
                for shelf, id_, document in documents:
                    self._storage.change(shelf, {id_: document})
            except BaseException:
                self._storage.undo()
                raise
            self._storage.commit()

    async def get_document(self, shelf: str, id_: str) -> bytes | None:
        """A document as it is kept, None where there is none."""
        return self._storage.table(shelf).get(id_)


class _Reading(AbstractAsyncContextManager[Ledger]):
    """A look at the ledger; a reply takes a dozen, so that entering one costs neither a generator nor tables."""

    def __init__(
        self, view: Callable[[], LedgerDB], over: list[LedgerDB], entered: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._view = view
        self._over = over
        self._entered = entered

    async def __aenter__(self) -> Ledger:
        self._stack = self._entered()
        self._stack.__enter__()
        try:
            self._db = self._view()
            self._ledger = TinyDBLedger(self._db)
        except BaseException:
            self._stack.__exit__(None, None, None)
            raise
        return cast("Ledger", self._ledger)

    async def __aexit__(self, *raised: object) -> None:
        try:
            self._ledger.end()
            cast("ReadView", self._db.storage).end()
            self._over.append(self._db)
        finally:
            self._stack.__exit__(None, None, None)


def _leaves_trace(shelf: str, before: bytes | None, after: bytes | None) -> bool:
    """True where something was taken out that the log may not keep: by an erasure, or the code of a link."""
    if shelf == "outbox":
        return FLEETING in (before or b"") and FLEETING not in (after or b"")
    return shelf in CHAINS and before is not None


def _demand_files(path: Path, disk: Disk) -> None:
    """Raise StoreVanished where a ledger was kept, as the lock says, and its files are not all there."""
    log, lock = path.with_suffix(".log"), path.with_suffix(".lock")
    lost = path if disk.exists(log) else log
    if MARK in (disk.read(lock) or b"") and not (disk.exists(log) and (disk.exists(path) or disk.read(log))):
        raise StoreVanished(path=lost, trace=fault("lock_beside", path=lock))
