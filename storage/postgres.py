"""The ledger kept by PostgreSQL: for many units and several processes."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar, cast

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.services.ledger import SHELVES, Ledger, Query
from bot.services.shared import Station
from storage import schema
from storage.codec import decode, encode
from storage.inbox import PostgresInbox
from storage.seat import PostgresSeat
from storage.trouble import StoreConflict, StoreFull, StoreUnreachable
from storage.turn import Row, Turn

T = TypeVar("T")
CONNECTIONS = 16  # as many as updates are handled at once
PATIENCE = 30.0  # seconds

FIND = """select d.id, d.unit, d.document::text from places p join documents d on d.shelf = %s and d.id = p.id
    where p.query = %s and p.key >= %s and p.key < %s order by p.key {way}, p.id {way} limit %s"""

SIGN_IN = """insert into stations values (%s, %s, %s, now())
    on conflict (id) do update set (roles, seats, seen) = (excluded.roles, excluded.seats, excluded.seen)"""


class PostgresShelf(Generic[T]):
    """A shelf as seen inside one transaction."""

    def __init__(self, name: str, kind: type[T], turn: Turn) -> None:
        self._name = name
        self._kind = kind
        self._turn = turn

    async def get(self, id: str) -> T | None:  # noqa: A002 - the port's word
        """The record, None where there is none."""
        document = await self._turn.read(self._name, id)
        return None if document is None else decode(self._kind, document.encode())

    async def add(self, record: T) -> bool:
        """Keep a new record; False, and nothing changed, where its id is there already."""
        return await self._turn.add(self._name, record, self._encoded(record))

    async def put(self, record: T) -> None:
        """Keep the record, replacing the one of the same id."""
        await self._turn.put(self._name, record, self._encoded(record))

    def _encoded(self, record: T) -> str:
        if not isinstance(record, self._kind):
            raise TypeError(f"a {type(record).__name__} on the shelf of {self._kind.__name__}")
        return encode(record).decode()

    async def drop(self, id: str) -> None:  # noqa: A002 - the port's word
        """Forget a record."""
        await self._turn.drop(self._name, id)

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
        start = schema.joined(prefix)
        end = start + until if until is not None else _after(start)
        statement = FIND.format(way="desc" if latest else "asc")
        asked = limit
        while True:
            arguments = [self._name, query.name, start + since, end, asked]
            rows = await (await self._turn.connection.execute(statement, arguments)).fetchall()
            found: dict[str, Row] = {}
            for row in rows:
                found.setdefault(row[0], row)
            if limit is None or not asked or len(rows) < asked or len(found) >= limit:
                break
            asked *= 2  # some records stand there under several keys
        documents = [self._turn.note(self._name, row) for row in list(found.values())[:limit]]
        return [decode(self._kind, document.encode()) for document in documents]


def _after(start: str) -> str:
    """The first text after all that begin so."""
    return start[:-1] + "\x02" if start else "\U0010ffff"


class PostgresLedger:
    """The ledger inside one transaction."""

    def __init__(self, turn: Turn) -> None:
        for name, kind in SHELVES.items():
            setattr(self, name, PostgresShelf(name, kind, turn))


class PostgresStore:
    """A ledger in a PostgreSQL database."""

    def __init__(self, address: str) -> None:
        self.address = re.sub(r"(?<=:)[^:@/]*(?=@)", "…", address)  # for messages, without its password
        self._conninfo = address
        self.inbox = PostgresInbox(self.connection)
        self._seats: dict[str, PostgresSeat] = {}
        self._pool = AsyncConnectionPool(
            address,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=PATIENCE,
            open=False,
            configure=_configure,
            check=AsyncConnectionPool.check_connection,
        )
        self._inside: set[asyncio.Task[Any] | None] = set()

    @classmethod
    async def at(cls, address: str) -> "PostgresStore":
        """Connect, and bring the schema up to date."""
        store = cls(address)
        async with store._translated():
            await asyncio.to_thread(schema.prepare, address)
            await store._pool.open(wait=True, timeout=PATIENCE)
        return store

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        try:
            yield
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure) as error:
            raise StoreConflict from error
        except (psycopg.errors.DiskFull, psycopg.errors.InsufficientResources) as error:
            raise StoreFull(self.address) from error
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise StoreUnreachable(self.address) from error

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ledger]:
        """One transaction: a clean exit keeps all of it durably, an exception nothing."""
        async with self.turn() as turn:
            yield cast("Ledger", PostgresLedger(turn))

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """One transaction, without its shelves."""
        task = asyncio.current_task()
        if task in self._inside:
            raise RuntimeError("a transaction inside a transaction of the same task would wait for itself")
        if self._pool.closed:
            raise RuntimeError("the store is closed")
        self._inside.add(task)
        try:
            async with self._translated(), self._pool.connection() as connection:
                turn = Turn(connection)
                try:
                    yield turn
                finally:
                    turn.end()
        finally:
            self._inside.discard(task)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection for one transaction of its own."""
        async with self._translated(), self._pool.connection() as connection:
            yield connection

    def seat(self, name: str) -> PostgresSeat:
        """A seat by its name; nobody sits there until somebody takes it."""
        return self._seats.setdefault(name, PostgresSeat(self._conninfo, name))

    @property
    def seats_held(self) -> list[str]:
        """The names of the seats that this process had when it last asked."""
        return [name for name, seat in self._seats.items() if seat.held]

    async def sign_in(self, station: Station) -> None:
        """Note that a process is at work; those not seen for a day are forgotten."""
        async with self.connection() as connection:
            await connection.execute(SIGN_IN, [station.id, [*station.roles], [*station.seats]])
            await connection.execute("delete from stations where seen < now() - interval '1 day'")

    async def stations(self) -> list[Station]:
        """The processes that were seen in the last day, by name."""
        async with self.connection() as connection:
            rows = await (
                await connection.execute("select id, roles, seats, seen from stations order by id")
            ).fetchall()
        return [Station(id_, tuple(roles), tuple(seats), seen) for id_, roles, seats, seen in rows]

    async def close(self) -> None:
        """Let go of the connections; a second time does nothing."""
        for seat in self._seats.values():
            await seat.leave()
        await self._pool.close()

    async def documents(self) -> AsyncIterator[tuple[str, str, bytes]]:
        """Every document as (shelf, id, document), as of one moment, while nobody else may write."""
        async with self._translated(), self._pool.connection() as connection:
            await connection.execute("lock table documents in share mode")
            async with connection.cursor(name="documents") as cursor:
                await cursor.execute("select shelf, id, document::text from documents order by shelf, id")
                async for shelf, id_, document in cursor:
                    yield shelf, id_, document.encode()

    async def keep(self, documents: list[tuple[str, str, bytes | None]]) -> None:
        """Keep documents as they are, whatever their shelves, in one transaction; None forgets one."""
        async with self.turn() as turn:
            await turn.keep(documents)

    async def holds(self, shelf: str) -> bool:
        """True where there is a document on the shelf."""
        async with self.turn() as turn:
            cursor = await turn.connection.execute("select from documents where shelf = %s limit 1", [shelf])
            return cursor.rowcount > 0

    async def clear(self) -> None:
        """Forget everything."""
        async with self.turn() as turn:
            await turn.connection.execute("delete from places")
            await turn.connection.execute("delete from documents")


async def _configure(connection: AsyncConnection[Any]) -> None:
    """Durable whatever the server's default, and never waiting for a lock without end."""
    await connection.execute("set synchronous_commit = on")
    await connection.execute(f"set lock_timeout = '{PATIENCE:.0f}s'")
    await connection.commit()
