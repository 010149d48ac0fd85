"""Leader locks in PostgreSQL: advisory locks that last as long as the connection, so however a process ends."""

import asyncio
import contextlib
from typing import Any

import psycopg
import structlog
from psycopg import AsyncConnection

log = structlog.get_logger(__name__)
ACQUIRE = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
# Of a machine that vanishes without a word the server knows after nine seconds.
FAST_KEEPALIVES = "-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"


class PostgresLeaderLock:
    """A leader lock of an installation."""

    def __init__(self, address: str, name: str) -> None:
        self._address = address
        self._name = name
        self._connection: AsyncConnection[Any] | None = None
        self._held = False
        self._asking = asyncio.Lock()

    @property
    def held(self) -> bool:
        """True where this process had it when it last asked."""
        return self._held

    async def acquire(self) -> bool:
        """True where this process has it, now or still; False too while the database cannot be asked."""
        async with self._asking:
            try:
                self._held = await self._ask()
            except psycopg.OperationalError as error:
                log.warning("leader_lock_unreachable", lock=self._name, error=type(error).__name__)
                await self.release()
            return self._held

    async def _ask(self) -> bool:
        if self._connection is None:
            self._connection = await AsyncConnection.connect(
                self._address, autocommit=True, connect_timeout=5, options=FAST_KEEPALIVES
            )
        cursor = await self._connection.execute(
            "select true" if self._held else ACQUIRE, None if self._held else [self._name]
        )
        row = await cursor.fetchone()
        return bool(row and row[0])

    async def release(self) -> None:
        """Let another have it."""
        connection, self._connection, self._held = self._connection, None, False
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                await connection.execute("select pg_advisory_unlock_all()")
            await connection.close()
