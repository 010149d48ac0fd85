"""One transaction on PostgreSQL: what it knows of the records, what it has still to send, and whose turn it has.

Transactions of one unit take turns: the first record of a unit that a transaction touches gives it that unit's lock
until it ends. The journal is one chain a unit, so its writers would wait for each other in any case. Records that were
read before the lock was held, or that belong to no unit, are compared once more when they are sent.

What was read is not asked for again, and what is put is sent in one statement: before the next question to its shelf,
or at the end.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from psycopg import AsyncConnection

from bot.services.core.ledger import QUERIES, SHELVES, Query
from storage.codec import decode
from storage.errors import StoreConflict
from storage.postgres import schema

Row = tuple[str, str, str]  # id, unit, document
Name = tuple[str, str]  # shelf, id
Place = tuple[str, str, str]  # question, key, id
Kept = tuple[str, str, bytes | None]  # shelf, id, document

LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
READ = "select id, unit, document::text from documents where shelf = %s and id = any(%b)"
ADD = """with
    added as (insert into documents values (%s, %s, %s, %s) on conflict do nothing returning id),
    placed as (insert into places
        select query, key, id from added, unnest(%b::text[], %b::text[]) as place (query, key) on conflict do nothing)
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
    insert into places select * from unnest(%b::text[], %b::text[], %b::text[]) on conflict do nothing"""
DROP = """delete from documents using unnest(%b::text[], %b::text[]) as old (shelf, id)
    where (documents.shelf, documents.id) = (old.shelf, old.id)"""

OWN = 1 << 30  # more turns than any transaction has
TORN = -1

_questions: dict[str, list[Query[Any]]] = {
    shelf: [query for query in QUERIES if query.record is kind] for shelf, kind in SHELVES.items()
}


class Known(NamedTuple):
    """A document as the transaction knows it, None where there is none.

    `turns` is how many turns it had when it read it: OWN where it wrote it, TORN where it was read twice and differed.
    """

    document: str | None
    unit: str = ""
    turns: int = OWN


class PostgresSession:
    """A transaction that has not ended yet."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection: AsyncConnection[Any] | None = connection
        self._turns: dict[str, int] = {}  # whose turn it has, and how many it had before
        self._known: dict[Name, Known] = {}
        self._unsent: dict[Name, tuple[Known | None, Any]] = {}  # what was known before, and the record as it is now

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
        if unit and unit not in self._turns:
            await self.connection.execute(LOCK, [unit])
            self._turns[unit] = len(self._turns)

    def _is_steady(self, name: Name, known: Known | None) -> bool:
        """True where nobody else can have changed the record since it was read."""
        return known is not None and known.turns > self._turns.get(_owner(name, known.unit), OWN - 1)

    def note(self, shelf: str, row: Row) -> str:
        """Remember a record as it was read."""
        id_, unit, document = row
        self._see((shelf, id_), document, unit)
        return document

    def _see(self, name: Name, document: str | None, unit: str = "") -> None:
        known = self._known.get(name)
        same = known is None or (known.document == document and known.turns != TORN)
        turns = len(self._turns) if same or self._is_steady(name, known) else TORN
        self._known[name] = Known(document, unit, turns)

    async def read(self, shelf: str, ids: Iterable[str]) -> list[str]:
        """The documents that are there, each once, as of when their units' turns had come."""
        names = [(shelf, id_) for id_ in dict.fromkeys(ids)]
        await self._ask(shelf, [id_ for _, id_ in names if self._is_open(shelf, id_)])
        return [document for name in names if (document := self._known[name].document) is not None]

    def _is_open(self, shelf: str, id_: str) -> bool:
        """True where the record was not read yet, or another may have written it since."""
        known = self._known.get((shelf, id_))
        absent = known is not None and known.document is None and known.turns in {OWN, len(self._turns)}
        return not absent and not self._is_steady((shelf, id_), known)

    async def _ask(self, shelf: str, ids: list[str]) -> None:
        if not ids:
            return
        for unit in sorted({unit for unit, stop, _ in (id_.partition("/") for id_ in ids) if stop and unit.isalnum()}):
            await self.take(unit)
        rows = await self._rows(shelf, ids)
        if late := {unit for _, unit, _ in rows if unit} - self._turns.keys():
            for unit in sorted(late):
                await self.take(unit)
            rows = await self._rows(shelf, ids)
        for row in rows:
            self.note(shelf, row)
        for id_ in {*ids} - {row[0] for row in rows}:
            self._see((shelf, id_), None)

    async def _rows(self, shelf: str, ids: list[str]) -> list[Row]:
        cursor = await self.connection.execute(READ, [shelf, ids])
        return cast("list[Row]", await cursor.fetchall())

    async def add(self, shelf: str, record: Any, document: str) -> bool:
        """Insert a record with its places; False where its id is there, waiting for one who is just adding it."""
        name = shelf, record.id
        await self.take(record.unit)
        if name in self._unsent:
            await self.send()
        places = _columns(2, [(query, key) for query, key, _ in _places(shelf, record)])
        cursor = await self.connection.execute(ADD, [*name, record.unit, document, *places])
        if await cursor.fetchone():
            self._known[name] = Known(document, record.unit)
            return True
        if name in self._known and self._known[name].document is None:
            self._known[name] = Known(None, "", TORN)
        return False

    async def put(self, shelf: str, record: Any, document: str) -> None:
        """Write a record."""
        await self.take(_owner((shelf, record.id), record.unit))
        self._write((shelf, record.id), Known(document, record.unit), record)

    async def drop(self, shelf: str, id_: str) -> None:
        """Delete a record with its places."""
        if await self.read(shelf, [id_]):
            name = shelf, id_
            unit = self._known[name].unit
            await self.take(_owner(name, unit))
            self._write(name, Known(None, unit), None)

    async def keep(self, documents: list[Kept]) -> None:
        """Write many documents of any shelf as they are; one of a shelf that this program does not know has no places.

        A document of None is deleted.
        """
        records = [_decoded(shelf, document) for shelf, _, document in documents]
        for unit in sorted({record.unit for record in records if record is not None}):
            await self.take(unit)
        for (shelf, id_, document), record in zip(documents, records, strict=True):
            unit = record.unit if record is not None else ""
            self._write((shelf, id_), Known(document.decode() if document is not None else None, unit), record)

    def _write(self, name: Name, now: Known, record: Any) -> None:
        before, _ = self._unsent.get(name) or (self._known.get(name), None)
        if before is not None and before.turns == TORN:
            raise StoreConflict
        self._unsent[name] = before, record
        self._known[name] = now

    async def send(self, shelf: str = "") -> None:
        """Send what was written and not sent yet, if any of it is of the shelf; raises StoreConflict.

        StoreConflict says that a record is no longer what was read.
        """
        if not self._unsent or (shelf and all(shelf != one for one, _ in self._unsent)):
            return
        were = await self._were()
        written = [name for name in self._unsent if self._known[name].document != were[name]]
        old, new = set[Place](), set[Place]()
        for name in written:
            was = were[name]
            old |= _places(name[0], _decoded(name[0], was.encode()) if was is not None else None)
            new |= _places(name[0], self._unsent[name][1])
        now = [(*name, known.unit, known.document) for name in written if (known := self._known[name]).document]
        gone = [name for name in written if self._known[name].document is None]
        self._unsent.clear()
        if now or old - new:
            columns = [*_columns(4, now), *_columns(3, old - new), *_columns(3, new - old)]
            await self.connection.execute(SEND, columns)
        if gone:
            await self.connection.execute(DROP, _columns(2, gone))

    async def _were(self) -> dict[Name, str | None]:
        """The documents that are about to be replaced, as they are now, each of them locked."""
        were = {name: before.document if before else None for name, (before, _) in self._unsent.items()}
        doubtful = [name for name, (before, _) in self._unsent.items() if not self._is_steady(name, before)]
        if doubtful:
            cursor = await self.connection.execute(COMPARE, _columns(2, doubtful))
            found = {(shelf, id_): document for shelf, id_, document in await cursor.fetchall()}
            for name in doubtful:
                if self._unsent[name][0] is not None and were[name] != found.get(name):
                    raise StoreConflict
                were[name] = found.get(name)
        return were


def _owner(name: Name, unit: str) -> str:
    """Whose turn it has to be to write a record: its unit's, or its own."""
    return unit or " ".join(name)


def _columns(width: int, rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _places(shelf: str, record: Any) -> set[Place]:
    if record is None:
        return set()
    return {place for query in _questions[shelf] for place in schema.places(query, record)}


def _decoded(shelf: str, document: bytes | None) -> Any:
    return None if document is None or shelf not in SHELVES else decode(SHELVES[shelf], document)
