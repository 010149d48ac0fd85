"""The inbox of one process: updates stand on a shelf of the ledger until their effect does."""

import asyncio
import contextlib
import datetime as dt
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.messages.operations.view import InTray
from bot.services.core.ledger import InboxEntry, Ledger, Store
from bot.services.core.shared_store import ReceivedUpdate

Lane = tuple[str, int]  # bot and chat


class TinyDBInbox:
    """Updates by chat, in the order of their numbers; chats take turns, one update of each at a time."""

    def __init__(self, store: Store, kept: Iterable[InboxEntry] = ()) -> None:
        self._store = store
        self._lanes: dict[Lane, deque[ReceivedUpdate]] = {}
        self._next: deque[Lane] = deque()  # chats of which an update may be taken, the longest waiting first
        self._came: dict[str, float] = {}  # when each came, by the monotonic clock
        self._arrived = asyncio.Event()
        self._aside = 0
        for row in sorted(kept, key=lambda row: row.number):
            if row.aside:
                self._aside += 1
            else:
                self._enqueue(_incoming(row))

    async def put(self, batch: Sequence[ReceivedUpdate]) -> int:
        """Keep updates, all in one write; how many of them are new."""
        fresh = {one.id: one for one in batch if one.id not in self._came}
        if not fresh:
            return 0
        async with self._store.open() as ledger:
            handled = {one.id for one in await ledger.handled.get_many(fresh)}
            new = [one for id_, one in fresh.items() if id_ not in handled]
            for one in new:
                await ledger.inbox.put(_row(one))
        for one in new:
            self._enqueue(one)
        return len(new)

    def _enqueue(self, one: ReceivedUpdate) -> None:
        lane = (one.bot, one.chat)
        waiting = self._lanes.setdefault(lane, deque())
        waiting.append(one)
        self._came[one.id] = time.monotonic()
        if len(waiting) == 1:
            self._open(lane)

    def _open(self, lane: Lane) -> None:
        """Let the oldest update of a chat be taken."""
        if self._lanes.get(lane):
            self._next.append(lane)
            self._arrived.set()

    async def claim(self, limit: int) -> list[ReceivedUpdate]:
        """The oldest unhandled update of each chat, one chat after another."""
        taken = [self._take(self._next.popleft()) for _ in range(min(limit, len(self._next)))]
        if not self._next:
            self._arrived.clear()
        return taken

    def _take(self, lane: Lane) -> ReceivedUpdate:
        waiting = self._lanes[lane]
        waiting[0] = replace(waiting[0], tries=waiting[0].tries + 1)
        return waiting[0]

    async def wait(self, seconds: float) -> None:
        """Wait until something may be there to be taken, or so many seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._arrived.wait(), seconds)

    async def renew(self, taken: Iterable[ReceivedUpdate]) -> None:
        """Nobody else is there who could take it."""

    async def settle(self, ledger: Ledger, one: ReceivedUpdate, *, aside: str = "") -> None:
        """Forget the update, or set it aside, in the transaction of its effect."""
        if aside:
            await ledger.inbox.put(_row(one, aside))
            self._aside += 1
        else:
            await ledger.inbox.drop(one.id)

    async def done(self, one: ReceivedUpdate, *, aside: str = "") -> None:
        """It is handled, or set aside for a reason; the next one of its chat may be taken."""
        try:
            if aside:
                async with self._store.open() as ledger:
                    await self.settle(ledger, one, aside=aside)
        finally:
            self._release(one)

    def _release(self, one: ReceivedUpdate) -> None:
        lane = (one.bot, one.chat)
        self._came.pop(one.id, None)
        self._lanes[lane].popleft()
        if not self._lanes[lane]:
            del self._lanes[lane]
        self._open(lane)

    async def postpone(self, one: ReceivedUpdate, seconds: float) -> None:
        """It could not be handled now; its chat waits."""
        asyncio.get_running_loop().call_later(seconds, self._open, (one.bot, one.chat))

    async def forget(self, before: dt.datetime) -> int:  # noqa: ARG002 - the port
        """What is handled is forgotten with its effect already."""
        return 0

    async def status(self) -> InTray:
        """What lies there."""
        oldest = min(self._came.values(), default=None)
        age = None if oldest is None else dt.timedelta(seconds=time.monotonic() - oldest)
        return InTray(len(self._came), age, aside=self._aside)


def _row(one: ReceivedUpdate, aside: str = "") -> InboxEntry:
    text = one.update.decode("utf-8", "replace")
    return InboxEntry(id=one.id, bot=one.bot, number=one.number, chat=one.chat, update=text, aside=aside, came=one.came)


def _incoming(row: InboxEntry) -> ReceivedUpdate:
    return ReceivedUpdate(bot=row.bot, number=row.number, chat=row.chat, update=row.update.encode(), came=row.came)
