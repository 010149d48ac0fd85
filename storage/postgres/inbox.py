"""The inbox in PostgreSQL: receivers put updates in, workers claim the oldest of each chat.

What a worker claims is leased for a while: were it to end in between, another claims it then, and the ledger
recognises an update whose effect is there already.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, cast

from psycopg import AsyncConnection

from bot.messages.operations.view import InTray
from bot.services.core.ledger import Ledger
from bot.services.core.shared_store import ReceivedUpdate

LEASE = 15  # seconds
LOOK_AGAIN = 0.1  # seconds between looks into an empty inbox

PUT = """insert into inbox (bot, number, lane, update, received, due)
    select bot, number, lane, update, received, now()
        from unnest(%b::text[], %b::bigint[], %b::bigint[], %b::bytea[], %b::timestamptz[])
            as new (bot, number, lane, update, received)
    on conflict do nothing returning number"""
CLAIM = """update inbox set due = now() + make_interval(secs => %s), tries = tries + 1
    from (
        select bot, number from inbox one
        where done is null and due <= now() and not exists (
            select from inbox before
            where before.done is null and (before.bot, before.lane) = (one.bot, one.lane) and before.number < one.number
        )
        order by due limit %s for update skip locked
    ) as taken
    where (inbox.bot, inbox.number) = (taken.bot, taken.number)
    returning inbox.bot, inbox.number, lane, update, tries, coalesce(received, came), came"""
RENEW = """update inbox set due = now() + make_interval(secs => %s)
    from unnest(%s::text[], %s::bigint[]) as held (bot, number)
    where (inbox.bot, inbox.number) = (held.bot, held.number) and done is null"""
DONE = """update inbox set done = now(), aside = %s, update = case when %s = '' then ''::bytea else update end
    where bot = %s and number = %s and done is null"""
POSTPONE = "update inbox set due = now() + make_interval(secs => %s) where bot = %s and number = %s"
FORGET = "delete from inbox where done < %s and aside = ''"
STATUS = """select count(*) filter (where done is null), now() - min(came) filter (where done is null), max(came),
        (select count(*) from inbox where aside <> '')
    from inbox where done is null or came = (select max(came) from inbox)"""


class Statements(Protocol):
    """The ledger of a transaction on PostgreSQL, which takes statements of ours."""

    async def execute(self, statement: str, values: Sequence[Any]) -> None:
        """Run a statement within the transaction."""


Connect = Callable[[], AbstractAsyncContextManager[AsyncConnection[Any]]]


class PostgresInbox:
    """The inbox of an installation."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    async def put(self, batch: Sequence[ReceivedUpdate], *, more: bool = False) -> int:  # noqa: ARG002 - others handle
        """Keep updates, all in one statement; how many of them are new."""
        columns = [[getattr(one, name) for one in batch] for name in ("bot", "number", "chat", "update", "came")]
        async with self._connect() as connection:
            return (await connection.execute(PUT, columns)).rowcount

    async def claim(self, limit: int) -> list[ReceivedUpdate]:
        """The oldest unhandled update of each chat, leased for LEASE seconds."""
        async with self._connect() as connection:
            rows = await (await connection.execute(CLAIM, [LEASE, limit])).fetchall()
        names = ("bot", "number", "chat", "update", "tries", "came")
        return [
            ReceivedUpdate(**dict(zip(names, row, strict=True))) for *row, _ in sorted(rows, key=lambda row: row[-1])
        ]

    async def wait(self, seconds: float) -> None:
        """Another process may put something there at any moment: look again soon."""
        await asyncio.sleep(min(seconds, LOOK_AGAIN))

    async def renew(self, claimed: Iterable[ReceivedUpdate]) -> None:
        """Lease for LEASE seconds more."""
        held = list(claimed)
        async with self._connect() as connection:
            await connection.execute(RENEW, [LEASE, [one.bot for one in held], [one.number for one in held]])

    async def settle(self, ledger: Ledger, one: ReceivedUpdate, *, aside: str = "") -> None:
        """Note it in the transaction of its effect."""
        await cast("Statements", ledger).execute(DONE, [aside, aside, one.bot, one.number])

    async def done(self, one: ReceivedUpdate, *, aside: str = "") -> None:
        """It is handled, or set aside for a reason."""
        async with self._connect() as connection:
            await connection.execute(DONE, [aside, aside, one.bot, one.number])

    async def postpone(self, update: ReceivedUpdate, seconds: float) -> None:
        """It could not be handled now."""
        async with self._connect() as connection:
            await connection.execute(POSTPONE, [seconds, update.bot, update.number])

    async def forget(self, before: dt.datetime) -> int:
        """Drop what was handled before a moment."""
        async with self._connect() as connection:
            return (await connection.execute(FORGET, [before])).rowcount

    async def status(self) -> InTray:
        """How many updates wait, since when, and when the last one came."""
        async with self._connect() as connection:
            row = await (await connection.execute(STATUS)).fetchone()
        return InTray(*row) if row else InTray()
