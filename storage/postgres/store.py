"""The ledger kept by PostgreSQL: for many units and several processes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar, cast

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.domain.core.store_error import Fault, fault
from bot.messages.operations.view import ProcessRecord
from bot.services.core.ledger import SHELVES, Ledger
from bot.services.core.shelf import Key, Query
from storage.codec import encode, recall
from storage.errors import (
    StoreBusy,
    StoreConflict,
    StoreForbidden,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)
from storage.postgres import places, schema
from storage.postgres.address import without_credentials
from storage.postgres.inbox import PostgresInbox
from storage.postgres.leader_lock import PostgresLeaderLock
from storage.postgres.session import DocumentRow, PostgresSession, RawDocument, ReadSession

T = TypeVar("T")
CONNECTIONS = 16  # as many as updates are handled at once
LOCK_TIMEOUT = 30.0  # seconds for another's transaction to end
POOL_TIMEOUT = 10.0  # seconds for a connection
RECONNECT_TIMEOUT = 5.0  # seconds after which a broken connection is tried anew, instead of later and later
CONNECTION = {  # when a silent connection counts as broken, in seconds but the last, which is in milliseconds
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
# Durable whatever the server's default; never waiting without end, nor holding others up without end; and with plans
# that are made once, by the index.
SESSION = f"""
    set synchronous_commit = on; set jit = off; set plan_cache_mode = force_generic_plan;
    set lock_timeout = '{LOCK_TIMEOUT:.0f}s'; set statement_timeout = '{2 * LOCK_TIMEOUT:.0f}s';
    set idle_in_transaction_session_timeout = '5min'; set duban.unit = '{schema.ALL_UNITS}'
"""

FIND = """select n, found.id, unit, document
    from unnest(%b::text[], %b::text[]) with ordinality as asked (start, stop, n), lateral (
        select p.key, d.id, d.unit, d.document::text from places p join documents d on d.shelf = %s and d.id = p.id
        where p.query = %s and p.key >= start and p.key < stop order by p.key {way}, p.id {way} limit %s
    ) as found order by n, found.key {way}, found.id {way}"""

RECORD_PROCESS = """insert into stations values (%s, %s, %s, now())
    on conflict (id) do update set (roles, seats, seen) = (excluded.roles, excluded.seats, excluded.seen)"""


class PostgresShelf(Generic[T]):
    """A shelf as seen inside one transaction."""

    def __init__(self, name: str, session: ReadSession, unit: str) -> None:
        self._name = name
        self._kind: type[T] = SHELVES[name]
        self._session = session
        self._unit = unit

    async def get(self, id: str) -> T | None:  # noqa: A002 - the port's word
        """The record, None where there is none."""
        found = await self.get_many([id])
        return found[0] if found else None

    async def get_many(self, ids: Iterable[str]) -> list[T]:
        """The records that are there, in the order of the ids, each once."""
        return [
            recall(self._kind, document.encode()) for document in await self._session.read(self._name, ids, self._unit)
        ]

    async def add(self, record: T) -> bool:
        """Keep a new record; False, and nothing changed, where its id is there already."""
        return await self._session.add(self._name, record, self._encoded(record), self._unit)

    async def put(self, record: T) -> None:
        """Keep the record, replacing the one of the same id."""
        await self._session.put(self._name, record, self._encoded(record), self._unit)

    def _encoded(self, record: T) -> str:
        if not isinstance(record, self._kind):
            raise TypeError(f"a {type(record).__name__} on the shelf of {self._kind.__name__}")
        return encode(record).decode()

    async def drop(self, id: str) -> None:  # noqa: A002 - the port's word
        """Forget a record."""
        await self._session.drop(self._name, id, self._unit)

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
        start = schema.key_text(prefix)
        stop = start + until if until is not None else _upper_bound(start)
        (found,) = await self._find(query, [(start + since, stop)], limit, latest=latest)
        return found

    async def find_each(
        self, query: Query[T], prefixes: Sequence[Key], *, limit: int | None = None, latest: bool = False
    ) -> list[list[T]]:
        """What `find` gives for each of the prefixes, in one statement."""
        starts = map(schema.key_text, prefixes)
        return await self._find(query, [(start, _upper_bound(start)) for start in starts], limit, latest=latest)

    async def _find(
        self, query: Query[T], bounds: Sequence[tuple[str, str]], limit: int | None, *, latest: bool
    ) -> list[list[T]]:
        if not bounds:
            return []
        await self._session.flush(self._name)
        statement = FIND.format(way="desc" if latest else "asc")
        starts, stops = [start for start, _ in bounds], [stop for _, stop in bounds]
        asked = limit
        while True:
            rows = await self._session.rows(statement, [starts, stops, self._name, query.name, asked], self._unit)
            found: list[dict[str, DocumentRow]] = [{} for _ in bounds]
            given = [0] * len(bounds)
            for n, *row in rows:
                given[n - 1] += 1
                found[n - 1].setdefault(row[0], cast("DocumentRow", row))
            if (
                not limit
                or asked is None
                or all(count < asked or len(some) >= limit for count, some in zip(given, found, strict=True))
            ):
                break
            asked *= 2  # some records stand there under several keys
        return [[self._decoded(row) for row in [*some.values()][:limit]] for some in found]

    def _decoded(self, row: DocumentRow) -> T:
        return recall(self._kind, self._session.remember(self._name, row).encode())


def _upper_bound(start: str) -> str:
    """The first text after all that begin so."""
    return start[:-1] + "\x02" if start else "\U0010ffff"


class PostgresLedger:
    """The ledger inside one transaction, before all units or within one."""

    def __init__(self, session: ReadSession, unit: str = schema.ALL_UNITS) -> None:
        self._session = session
        self._unit = unit

    def __getattr__(self, name: str) -> Any:
        if name not in SHELVES:
            raise AttributeError(name)
        return self.__dict__.setdefault(name, PostgresShelf(name, self._session, self._unit))

    def within(self, unit: str) -> Ledger:
        """The same transaction, of which the database shows and takes only what is the unit's or nobody's."""
        return cast("Ledger", PostgresLedger(self._session, unit))

    async def execute(self, statement: str, values: Sequence[Any]) -> None:
        """Run a statement within the transaction."""
        await self._session.connection.execute(statement, values)


class PostgresStore:
    """A ledger in a PostgreSQL database."""

    def __init__(self, address: str, *, recording: bool = False) -> None:
        self.address = without_credentials(address)
        self._recording = recording  # beside whatever is written, what that changes of the records
        facts = conninfo_to_dict(address)
        self._conninfo = make_conninfo(address, **{name: how for name, how in CONNECTION.items() if name not in facts})
        self.inbox = PostgresInbox(self.connection)
        self._leader_locks: dict[str, PostgresLeaderLock] = {}
        self._pool = AsyncConnectionPool(
            self._conninfo,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=POOL_TIMEOUT,
            reconnect_timeout=RECONNECT_TIMEOUT,
            open=False,
            configure=_configure,
            check=AsyncConnectionPool.check_connection,
        )
        self._inside: set[asyncio.Task[Any] | None] = set()

    @classmethod
    async def connect(cls, address: str, *, recording: bool = False) -> "PostgresStore":
        """Connect, and bring the schema up to date; raises StoreError."""
        store = cls(address, recording=recording)
        async with store._translating_errors():
            try:
                await asyncio.to_thread(schema.prepare, store._conninfo)
            except psycopg.errors.InsufficientPrivilege as error:
                raise StoreForbidden(address=store.address) from error
            await store._pool.open(wait=True, timeout=POOL_TIMEOUT)
        return store

    async def begin_record(self) -> None:
        """Record all that is kept, in a ledger that has no record of changes yet."""
        async with self.session() as session:
            await session.lock_unit("duban changes")
            cursor = await session.connection.execute("select 1 from documents where shelf = 'changes' limit 1")
            if await cursor.fetchone() is None:
                await session.record_everything()

    @asynccontextmanager
    async def _translating_errors(self) -> AsyncIterator[None]:
        try:
            yield
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure) as error:
            raise StoreConflict from error
        except psycopg.errors.DiskFull as error:
            raise StoreFull(path=self.address) from error
        except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled) as error:
            raise StoreBusy(address=self.address) from error
        except psycopg.errors.ReadOnlySqlTransaction as error:
            raise StoreReadOnly(address=self.address) from error
        except (psycopg.OperationalError, psycopg.InternalError, PoolTimeout) as error:
            raise StoreUnreachable(address=self.address, why=_server_message(error)) from error

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ledger]:
        """One transaction: a clean exit keeps all of it durably, an exception nothing."""
        async with self.session() as session:
            yield cast("Ledger", PostgresLedger(session))
            if self._recording:
                await session.record()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Ledger]:
        """The ledger as it is committed now, whatever others write meanwhile; a write raises RuntimeError."""
        async with self._transaction() as connection:
            await connection.execute("set transaction isolation level repeatable read read only")
            session = ReadSession(connection)
            try:
                yield cast("Ledger", PostgresLedger(session))
            finally:
                session.end()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[PostgresSession]:
        """One transaction, without its shelves."""
        async with self._transaction() as connection:
            session = PostgresSession(connection)
            try:
                yield session
                await session.flush()
            finally:
                session.end()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection[Any]]:
        task = asyncio.current_task()
        if task in self._inside:
            raise RuntimeError("a transaction inside a transaction of the same task would wait for itself")
        if self._pool.closed:
            raise RuntimeError("the store is closed")
        self._inside.add(task)
        try:
            async with self._translating_errors(), self._pool.connection() as connection:
                yield connection
        finally:
            self._inside.discard(task)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection for one transaction of its own."""
        async with self._translating_errors(), self._pool.connection() as connection:
            yield connection

    def leader_lock(self, name: str) -> PostgresLeaderLock:
        """The lock of a name; nobody holds it until somebody acquires it."""
        return self._leader_locks.setdefault(name, PostgresLeaderLock(self._conninfo, name))

    @property
    def locks_held(self) -> list[str]:
        """The names of the locks that this process held when it last asked."""
        return [name for name, lock in self._leader_locks.items() if lock.held]

    async def record_process(self, process: ProcessRecord) -> None:
        """Note that a process is at work; those not seen for a day are forgotten."""
        async with self.connection() as connection:
            await connection.execute(RECORD_PROCESS, [process.id, [*process.roles], [*process.seats]])
            await connection.execute("delete from stations where seen < now() - interval '1 day'")

    async def process_records(self) -> list[ProcessRecord]:
        """The processes that were seen in the last day, by name."""
        async with self.connection() as connection:
            rows = await (
                await connection.execute("select id, roles, seats, seen from stations order by id")
            ).fetchall()
        return [ProcessRecord(id_, tuple(roles), tuple(seats), seen) for id_, roles, seats, seen in rows]

    async def close(self) -> None:
        """Let go of the connections; a second time does nothing."""
        for lock in self._leader_locks.values():
            await lock.release()
        await self._pool.close()

    async def documents(self) -> AsyncGenerator[tuple[str, str, bytes]]:
        """Every document as (shelf, id, document), as of one moment; nobody waits for it."""
        async with (
            self._translating_errors(),
            self._pool.connection() as connection,
            connection.cursor(name="documents") as cursor,  # which keeps to the moment of its opening
        ):
            cursor.itersize = schema.BATCH
            await cursor.execute("select shelf, id, document::text from documents order by shelf, id")
            async for shelf, id_, document in cursor:
                yield shelf, id_, document.encode()

    async def misplaced(self) -> list[places.Misplaced]:
        """Unit, shelf and id of every record that queries do not find where they look for it, as of one moment."""
        async with self._transaction() as connection:
            await connection.execute("set transaction isolation level repeatable read read only")
            return await places.misplaced(connection)

    async def put_documents(self, documents: list[RawDocument]) -> None:
        """Keep documents byte for byte, whatever their shelves, in one transaction; None removes one."""
        async with self.session() as session:
            await session.put_documents(documents)

    async def get_document(self, shelf: str, id_: str) -> bytes | None:
        """A document as it is kept, None where there is none."""
        async with self.session() as session:
            found = await session.read(shelf, [id_])
        return found[0].encode() if found else None


async def _configure(connection: AsyncConnection[Any]) -> None:
    await connection.execute(SESSION)
    await connection.commit()


def _server_message(error: psycopg.Error) -> Fault | str:
    """What the server itself says is the matter, where it says so: which never holds a password."""
    words = str(error).partition("FATAL:")[2].strip()
    return fault("server_said", words=words) if words else ""
