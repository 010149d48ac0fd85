"""One transaction on PostgreSQL: what it knows of the records, what it has still to write, and which units it locked.

Transactions of one unit wait for each other: the first record of a unit that a transaction touches gives it that unit's
lock until it ends. The journal is one chain a unit, so its writers would wait for each other in any case. Records that
were read before the lock was held, or that belong to no unit, are compared once more when they are written.

What was read is not read again, and what is put is written in one statement: before the next query of its shelf, or at
the end.

Each statement says whose it is, one unit's or ALL_UNITS', and the database shows and takes no row of another: what is
not there for one may be there for another, and what was read before all units is shown to its own.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from bot.services.core.ledger import QUERIES, SHELVES
from bot.services.core.shelf import Query
from bot.services.core.tenancy import CrossTenantWrite
from storage import recorder
from storage.codec import decode
from storage.errors import StoreConflict
from storage.postgres import schema
from storage.postgres.schema import ALL_UNITS, SET_UNIT

DocumentRow = tuple[str, str, str]  # id, unit, document
RecordKey = tuple[str, str]  # shelf, id
IndexEntry = tuple[str, str, str]  # query, key, id
RawDocument = tuple[str, str, bytes | None]  # shelf, id, document

LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
READ = "select id, unit, document::text from documents where shelf = %s and id = any(%b)"
ADD = """with
    added as (insert into documents values (%s, %s, %s, %s) on conflict do nothing returning id),
    placed as (insert into places
        select query, key, id, %s from added, unnest(%b::text[], %b::text[]) as place (query, key)
        on conflict do nothing)
    select id from added"""
COMPARE = """select shelf, id, document::text from documents
    join unnest(%b::text[], %b::text[]) as asked (shelf, id) using (shelf, id) for update of documents"""
SEND = """with
    kept as (insert into documents
        select shelf, id, unit, document::json
            from unnest(%b::text[], %b::text[], %b::text[], %b::text[]) as new (shelf, id, unit, document)
        on conflict (shelf, id) do update set unit = excluded.unit, document = excluded.document),
    left_out as (delete from places using unnest(%b::text[], %b::text[], %b::text[]) as old (query, key, id)
        where (places.query, places.key, places.id) = (old.query, old.key, old.id))
    insert into places select * from unnest(%b::text[], %b::text[], %b::text[], %b::text[]) on conflict do nothing"""
ALL = "select shelf, id, document::text from documents where shelf = any(%b)"
DROP = """delete from documents using unnest(%b::text[], %b::text[]) as old (shelf, id)
    where (documents.shelf, documents.id) = (old.shelf, old.id)"""

WRITTEN = 1 << 30  # more locks than any transaction takes
INCONSISTENT = -1

_queries: dict[str, list[Query[Any]]] = {
    shelf: [query for query in QUERIES if query.record is kind] for shelf, kind in SHELVES.items()
}


class Known(NamedTuple):
    """A document as the transaction knows it, None where there is none.

    `locks` is how many units it had locked when it read it: WRITTEN where it wrote it, INCONSISTENT where it read it
    twice and it differed. `looked` is who found none: another unit's may stand there all the same.
    """

    document: str | None
    unit: str = ""
    locks: int = WRITTEN
    looked: str = ALL_UNITS

    def is_told(self, unit: str) -> bool:
        """True where it says of the unit's rows what the database would say."""
        return self.document is not None or self.looked in {ALL_UNITS, unit}


class ReadSession:
    """A transaction that only reads, all of it as of one moment, and waits for nobody."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection: AsyncConnection[Any] | None = connection
        self._unit = ALL_UNITS  # whose the last statement was
        self._turn = asyncio.Lock()

    @property
    def connection(self) -> AsyncConnection[Any]:
        """The connection, as long as the transaction lasts."""
        if self._connection is None:
            raise RuntimeError("the transaction has ended")
        return self._connection

    def end(self) -> None:
        """From now on nothing can be read or written."""
        self._connection = None

    async def rows(self, statement: str, values: list[Any], unit: str = ALL_UNITS) -> list[tuple[Any, ...]]:
        """What a statement of the unit gives."""
        async with self._turn:
            if unit != self._unit:
                await self.connection.execute(SET_UNIT, [unit, True])
                self._unit = unit
            try:
                cursor = await self.connection.execute(statement, values)
            except InsufficientPrivilege as error:
                if unit == ALL_UNITS:
                    raise
                raise CrossTenantWrite(f"from within {unit}: {error}") from error
            return await cursor.fetchall() if cursor.description else []

    async def _read(self, shelf: str, ids: list[str], unit: str) -> list[DocumentRow]:
        return cast("list[DocumentRow]", await self.rows(READ, [shelf, ids], unit))

    def remember(self, shelf: str, row: DocumentRow) -> str:  # noqa: ARG002 - what a writer has to know
        """The document of a row that was read."""
        return row[2]

    async def read(self, shelf: str, ids: Iterable[str], unit: str = ALL_UNITS) -> list[str]:
        """The documents that are there for the unit, in the order of the ids, each once."""
        asked = list(dict.fromkeys(ids))
        found = {id_: document for id_, _, document in await self._read(shelf, asked, unit)}
        return [found[id_] for id_ in asked if id_ in found]

    async def flush(self, shelf: str = "") -> None:
        """Nothing was put."""

    async def add(self, shelf: str, record: Any, document: str, unit: str = ALL_UNITS) -> bool:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError(f"a write to {shelf} by {unit} while reading: {record.id} ({len(document)})")

    async def put(self, shelf: str, record: Any, document: str, unit: str = ALL_UNITS) -> None:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError(f"a write to {shelf} by {unit} while reading: {record.id} ({len(document)})")

    async def drop(self, shelf: str, id_: str, unit: str = ALL_UNITS) -> None:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError(f"a write to {shelf} by {unit} while reading: {id_}")


class PostgresSession(ReadSession):
    """A transaction that has not ended yet."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        super().__init__(connection)
        self._locks: dict[str, int] = {}  # the units it locked, and how many before each
        self._known: dict[RecordKey, Known] = {}
        self._pending: dict[
            RecordKey, tuple[Known | None, Any]
        ] = {}  # what was known before, and the record as it is now
        self._writers: dict[RecordKey, str] = {}  # which unit put what is pending
        self._first: dict[RecordKey, str | None] = {}  # the documents that were written, as they were before

    async def lock_unit(self, unit: str) -> None:
        """Wait for the unit's lock; records of no unit have none, so that they hold nobody up."""
        if unit and unit not in self._locks:
            await self.connection.execute(LOCK, [unit])
            self._locks[unit] = len(self._locks)

    def _is_stable(self, key: RecordKey, known: Known | None) -> bool:
        """True where nobody else can have changed the record since it was read."""
        return known is not None and known.locks > self._locks.get(_lock_name(key, known.unit), WRITTEN - 1)

    def remember(self, shelf: str, row: DocumentRow) -> str:
        """Remember a record as it was read."""
        id_, unit, document = row
        self._see((shelf, id_), document, unit)
        return document

    def _see(self, key: RecordKey, document: str | None, unit: str = "", looked: str = ALL_UNITS) -> None:
        known = self._known.get(key)
        if known is not None and document is not None and known.document is None and unit not in {"", known.looked}:
            known = known if known.looked == ALL_UNITS else None  # it was hidden then
        same = known is None or (known.document == document and known.locks != INCONSISTENT)
        locks = len(self._locks) if same or self._is_stable(key, known) else INCONSISTENT
        self._known[key] = Known(document, unit, locks, looked)

    async def read(self, shelf: str, ids: Iterable[str], unit: str = ALL_UNITS) -> list[str]:
        """The documents that are there for the unit, each once, as of when their units were locked."""
        keys = [(shelf, id_) for id_ in dict.fromkeys(ids)]
        await self._load(shelf, [id_ for _, id_ in keys if self._must_read(shelf, id_, unit)], unit)
        found = [self._known[key] for key in keys]
        return [one.document for one in found if one.document is not None and unit in {ALL_UNITS, one.unit or unit}]

    def _must_read(self, shelf: str, id_: str, unit: str) -> bool:
        """True where the record was not read yet, or only by one who may not see it, or another may have written it."""
        known = self._known.get((shelf, id_))
        if known is None or not known.is_told(unit):
            return True
        absent = known.document is None and known.locks in {WRITTEN, len(self._locks)}
        return not absent and not self._is_stable((shelf, id_), known)

    async def _load(self, shelf: str, ids: list[str], unit: str) -> None:
        if not ids:
            return
        for one in sorted({one for one, stop, _ in (id_.partition("/") for id_ in ids) if stop and one.isalnum()}):
            await self.lock_unit(one)
        rows = await self._read(shelf, ids, unit)
        if late := {one for _, one, _ in rows if one} - self._locks.keys():
            for one in sorted(late):
                await self.lock_unit(one)
            rows = await self._read(shelf, ids, unit)
        for row in rows:
            self.remember(shelf, row)
        for id_ in {*ids} - {row[0] for row in rows}:
            known = self._known.get((shelf, id_))
            if known is None or known.document is None or unit in {ALL_UNITS, known.unit or unit}:
                self._see((shelf, id_), None, looked=unit)

    async def add(self, shelf: str, record: Any, document: str, unit: str = ALL_UNITS) -> bool:
        """Insert a record with its index entries; False where its id is there, waits for whoever is adding it."""
        key = shelf, record.id
        await self.lock_unit(record.unit)
        if key in self._pending:
            await self.flush()
        entries = _columns(2, [(query, text) for query, text, _ in _entries(shelf, record)])
        if await self.rows(ADD, [*key, record.unit, document, record.unit, *entries], unit):
            self._known[key] = Known(document, record.unit)
            self._first.setdefault(key, None)
            return True
        if key in self._known and self._known[key].document is None:
            self._known[key] = Known(None, "", INCONSISTENT)
        return False

    async def put(self, shelf: str, record: Any, document: str, unit: str = ALL_UNITS) -> None:
        """Write a record."""
        await self.lock_unit(_lock_name((shelf, record.id), record.unit))
        self._write((shelf, record.id), Known(document, record.unit), record, unit)

    async def drop(self, shelf: str, id_: str, unit: str = ALL_UNITS) -> None:
        """Delete a record of the unit with its index entries."""
        if await self.read(shelf, [id_], unit):
            key = shelf, id_
            whose = self._known[key].unit
            await self.lock_unit(_lock_name(key, whose))
            self._write(key, Known(None, whose), None, unit)

    async def put_documents(self, documents: list[RawDocument]) -> None:
        """Write many documents of any shelf as they are; None deletes one.

        A document of a shelf that this program does not know has no index entries.
        """
        records = [_decoded(shelf, document) for shelf, _, document in documents]
        for unit in sorted({record.unit for record in records if record is not None}):
            await self.lock_unit(unit)
        for (shelf, id_, document), record in zip(documents, records, strict=True):
            unit = record.unit if record is not None else ""
            now = Known(document.decode() if document is not None else None, unit)
            self._write((shelf, id_), now, record, ALL_UNITS)

    def _write(self, key: RecordKey, now: Known, record: Any, unit: str) -> None:
        known = self._known.get(key)
        before, _ = self._pending.get(key) or (known if known is not None and known.is_told(unit) else None, None)
        if before is not None and before.locks == INCONSISTENT:
            raise StoreConflict
        self._pending[key] = before, record
        self._writers[key] = unit
        self._known[key] = now

    async def flush(self, shelf: str = "") -> None:
        """Write what was put and is not written yet, if any of it is of the shelf.

        Raises StoreConflict where a record is no longer what was read.
        """
        if not self._pending or (shelf and all(shelf != one for one, _ in self._pending)):
            return
        for unit in sorted({*self._writers.values()}):
            await self._send([key for key, by in self._writers.items() if by == unit], unit)
        self._pending.clear()
        self._writers.clear()

    async def _send(self, keys: list[RecordKey], unit: str) -> None:
        """Write what a unit put."""
        were = await self._current(keys, unit)
        self._first = were | self._first
        written = [key for key in keys if self._known[key].document != were[key]]
        old, new = set[IndexEntry](), dict[IndexEntry, str]()
        for key in written:
            was, now = were[key], self._known[key]
            old |= _entries(key[0], _decoded(key[0], was.encode()) if was is not None else None)
            new |= dict.fromkeys(_entries(key[0], self._pending[key][1]), now.unit)
        kept = [(*key, known.unit, known.document) for key in written if (known := self._known[key]).document]
        gone = [key for key in written if self._known[key].document is None]
        if kept or old - new.keys():
            placed = [(*entry, unit) for entry, unit in new.items() if entry not in old]
            columns = [*_columns(4, kept), *_columns(3, old - new.keys()), *_columns(4, placed)]
            await self.rows(SEND, columns, unit)
        if gone:
            await self.rows(DROP, _columns(2, gone), unit)

    async def record(self) -> None:
        """Write down beside it what the transaction changed of the records."""
        if not all(self._is_stable(key, before) for key, (before, _) in self._pending.items()):
            await self.flush()
        first = {key: before.document for key, (before, _) in self._pending.items() if before} | self._first
        await self._record({key: (_encoded(was), _encoded(self._known[key].document)) for key, was in first.items()})

    async def record_everything(self) -> None:
        """Record all that is kept, as the first change of each unit."""
        found = await self.rows(ALL, [["heads", *recorder.RECORDED]])
        await self._record(recorder.everything((shelf, id_, document.encode()) for shelf, id_, document in found))

    async def _record(self, written: recorder.Written) -> None:
        if not (needed := recorder.needed(written)):
            return
        kept: dict[RecordKey, bytes | None] = {}
        for shelf, id_ in needed:
            found = await self.read(shelf, [id_])
            kept[shelf, id_] = found[0].encode() if found else None
        await self.put_documents([(*key, document) for key, document in recorder.additions(written, kept).items()])

    async def _current(self, keys: list[RecordKey], unit: str) -> dict[RecordKey, str | None]:
        """The documents that are about to be replaced, as they are now, each of them locked."""
        before = {key: self._pending[key][0] for key in keys}
        were = {key: known.document if known else None for key, known in before.items()}
        doubtful = [key for key, known in before.items() if not self._is_stable(key, known)]
        if doubtful:
            compared = await self.rows(COMPARE, _columns(2, doubtful), unit)
            found = {(shelf, id_): document for shelf, id_, document in compared}
            for key in doubtful:
                if before[key] is not None and were[key] != found.get(key):
                    raise StoreConflict
                were[key] = found.get(key)
        return were


def _lock_name(key: RecordKey, unit: str) -> str:
    """Whose lock a writer of the record holds: its unit's, or its own."""
    return unit or " ".join(key)


def _columns(width: int, rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _entries(shelf: str, record: Any) -> set[IndexEntry]:
    if record is None:
        return set()
    return {entry for query in _queries[shelf] for entry in schema.index_entries(query, record)}


def _encoded(document: str | None) -> bytes | None:
    return None if document is None else document.encode()


def _decoded(shelf: str, document: bytes | None) -> Any:
    return None if document is None or shelf not in SHELVES else decode(SHELVES[shelf], document)
