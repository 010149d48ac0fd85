"""One transaction on PostgreSQL: what it has read, and whose turn it has.

Transactions of one unit take turns: the first record of a unit that a transaction touches gives it that unit's lock
until it ends. The journal is one chain a unit, so its writers would wait for each other in any case. Records that were
read before the lock was held, or that belong to no unit, are compared once more when they are written.
"""

from typing import Any, cast

from psycopg import AsyncConnection

from bot.services.ledger import QUERIES, SHELVES, Query
from storage import schema
from storage.codec import decode
from storage.trouble import StoreConflict

Row = tuple[str, str, str]  # id, unit, document
Kept = tuple[str, str, bytes | None]  # shelf, id, document

LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
READ = "select id, unit, document::text from documents where shelf = %s and id = %s"
ADD = "insert into documents values (%s, %s, %s, %s) on conflict do nothing returning id"
PUT = """insert into documents values (%s, %s, %s, %s)
    on conflict (shelf, id) do update set unit = excluded.unit, document = excluded.document"""
SOME = """select shelf, document::text from documents join unnest(%s::text[], %s::text[]) as asked (shelf, id)
    using (shelf, id) for update of documents"""
DROP = "delete from documents where shelf = %s and id = %s"
PLACE = """insert into places select * from unnest(%s::text[], %s::text[], %s::text[]) on conflict do nothing"""
LEAVE = """delete from places using unnest(%s::text[], %s::text[], %s::text[]) as old (query, key, id)
    where (places.query, places.key, places.id) = (old.query, old.key, old.id)"""

_questions: dict[str, list[Query[Any]]] = {
    shelf: [query for query in QUERIES if query.record is kind] for shelf, kind in SHELVES.items()
}


class Turn:
    """A transaction that has not ended yet."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection: AsyncConnection[Any] | None = connection
        self._units: set[str] = set()
        self._seen: dict[tuple[str, str], tuple[str | None, bool]] = {}  # document, and whether it cannot have changed

    @property
    def connection(self) -> AsyncConnection[Any]:
        """The connection, as long as the transaction lasts."""
        if self._connection is None:
            raise RuntimeError("the transaction has ended")
        return self._connection

    def end(self) -> None:
        """From now on nothing can be read or written."""
        self._connection = None

    async def take(self, unit: str) -> None:
        """Wait for the unit's turn; records of no unit have none, so that they hold nobody up."""
        if unit and unit not in self._units:
            await self.connection.execute(LOCK, [unit])
            self._units.add(unit)

    def note(self, shelf: str, row: Row) -> str:
        """Remember a record as it was read."""
        id_, unit, document = row
        return self._note(shelf, id_, document, steady=unit in self._units) or ""

    def _note(self, shelf: str, id_: str, document: str | None, *, steady: bool) -> str | None:
        known, was_steady = self._seen.get((shelf, id_), (document, False))
        if was_steady or known == document:
            self._seen[shelf, id_] = document, steady or was_steady
        return document

    async def read(self, shelf: str, id_: str) -> str | None:
        """The document as of now, after its unit's turn has come."""
        unit = id_.partition("/")[0]
        if "/" in id_ and unit.isalnum():
            await self.take(unit)
        row = await self._row(shelf, id_)
        if row and row[1] and row[1] not in self._units:
            await self.take(row[1])
            row = await self._row(shelf, id_)
        if row:
            return self.note(shelf, row)
        return self._note(shelf, id_, None, steady=False)

    async def _row(self, shelf: str, id_: str) -> Row | None:
        cursor = await self.connection.execute(READ, [shelf, id_])
        return cast("Row | None", await cursor.fetchone())

    async def _was(self, shelf: str, id_: str) -> str | None:
        """The document that is about to be replaced; StoreConflict where it is not the one that was read."""
        read, steady = self._seen.get((shelf, id_), (None, False))
        if steady:
            return read
        cursor = await self.connection.execute(READ + " for update", [shelf, id_])
        row = cast("Row | None", await cursor.fetchone())
        now = row[2] if row else None
        if (shelf, id_) in self._seen and now != read:
            raise StoreConflict
        return now

    async def add(self, shelf: str, record: Any, document: str) -> bool:
        """Insert a record with its places; False where its id is there, waiting for one who is just adding it."""
        await self.take(record.unit)
        cursor = await self.connection.execute(ADD, [shelf, record.id, record.unit, document])
        if await cursor.fetchone() is None:
            return False
        await self._place(set(), _places(shelf, record))
        self._seen[shelf, record.id] = document, True
        return True

    async def put(self, shelf: str, record: Any, document: str) -> None:
        """Write a record and move it to its places."""
        await self.take(record.unit or f"{shelf} {record.id}")
        was = await self._was(shelf, record.id)
        if was == document:
            return
        old = _places(shelf, _decoded(shelf, was.encode())) if was is not None else set()
        async with self.connection.pipeline():
            await self.connection.execute(PUT, [shelf, record.id, record.unit, document])
            await self._place(old, _places(shelf, record))
        self._seen[shelf, record.id] = document, True

    async def keep(self, documents: list[Kept]) -> None:
        """Write many documents of any shelf as they are; one of a shelf that this program does not know has no places.

        A document of None is deleted.
        """
        records = {(shelf, id_): _decoded(shelf, document) for shelf, id_, document in documents}
        for unit in sorted({record.unit for record in records.values() if record is not None}):
            await self.take(unit)
        cursor = self.connection.cursor()
        await cursor.execute(SOME, [[shelf for shelf, _, _ in documents], [id_ for _, id_, _ in documents]])
        old, new = set[Row](), set[Row]()
        for shelf, document in await cursor.fetchall():
            old |= _places(shelf, _decoded(shelf, document.encode()))
        for (shelf, _), record in records.items():
            new |= _places(shelf, record)
        units = {place: record.unit if record else "" for place, record in records.items()}
        written = [(shelf, id_, units[shelf, id_], d.decode()) for shelf, id_, d in documents if d is not None]
        await cursor.executemany(PUT, written)
        await cursor.executemany(DROP, [(shelf, id_) for shelf, id_, document in documents if document is None])
        await self._place(old, new)

    async def drop(self, shelf: str, id_: str) -> None:
        """Delete a record with its places."""
        await self.read(shelf, id_)
        await self.take(f"{shelf} {id_}")
        was = await self._was(shelf, id_)
        if was is not None:
            await self.connection.execute(DROP, [shelf, id_])
            await self._place(_places(shelf, _decoded(shelf, was.encode())), set())
            self._seen[shelf, id_] = None, True

    async def _place(self, old: set[Row], new: set[Row]) -> None:
        for statement, places in ((LEAVE, old - new), (PLACE, new - old)):
            if places:
                await self.connection.execute(statement, [list(column) for column in zip(*places, strict=True)])


def _places(shelf: str, record: Any) -> set[Row]:
    if record is None:
        return set()
    return {place for query in _questions[shelf] for place in schema.places(query, record)}


def _decoded(shelf: str, document: bytes | None) -> Any:
    return None if document is None or shelf not in SHELVES else decode(SHELVES[shelf], document)
