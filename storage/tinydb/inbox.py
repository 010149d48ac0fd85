"""The inbox of one process: an update is kept by its effect, and where that takes longer, on a shelf until then.

Whoever hands updates in waits a moment for what they bring about: one write is enough for both. What is not handled by
then is written down as it came, so that a download or a full ledger holds up nobody who receives.

In a rush, while more waits at Telegram than it hands out at once, nobody is waited for, and each chat has one turn:
whoever floods goes on when all is in, and who wrote behind the flood is soon found in it.
"""

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
MOMENT = 0.05  # seconds in which an update may be handled before it is written down
AGAIN = 5.0  # seconds until one is taken again that could not be set aside
RUSH = 2.0  # seconds for which a rush holds back further turns, at most
LULL = 0.5  # seconds without further updates that end it; what comes later begins another


class TinyDBInbox:
    """Updates by chat, in the order of their numbers; chats take turns, one update of each at a time."""

    def __init__(self, store: Store, kept: Iterable[InboxEntry] = ()) -> None:
        self._store = store
        self._lanes: dict[Lane, deque[ReceivedUpdate]] = {}
        self._next: deque[Lane] = deque()  # chats of which an update may be taken, the longest waiting first
        self._came: dict[str, float] = {}  # when each came, by the monotonic clock
        self._loose: dict[str, asyncio.Future[None]] = {}  # neither handled nor written down; done when it is handled
        self._arrived = asyncio.Event()
        self._aside = 0
        self._turns: set[Lane] | None = None  # the chats that had their turn in this rush, None where there is none
        self._held: list[Lane] = []  # of which no further update may be taken before its end
        self._rushes_until = 0.0  # when everybody has further turns at the latest
        self._goes_on_until = 0.0  # until when what comes belongs to the same rush
        self._calm: asyncio.TimerHandle | None = None  # ends the rush
        for row in sorted(kept, key=lambda row: row.number):
            if row.aside:
                self._aside += 1
            else:
                self._enqueue(_incoming(row))

    async def put(self, batch: Sequence[ReceivedUpdate], *, more: bool = False) -> int:
        """Keep updates, all in one write; how many of them are new. `more` wait already where these came from."""
        self._rush(more=more)
        fresh = {one.id: one for one in batch if one.id not in self._came}
        new = await self._unhandled(list(fresh.values())) if fresh else []
        for one in new:
            self._loose[one.id] = asyncio.get_running_loop().create_future()
            self._enqueue(one)
        if handling := [self._loose[one.id] for one in batch if one.id in self._loose]:
            await asyncio.wait(handling, timeout=0 if more else MOMENT)
        if any(one.id in self._loose for one in batch):
            await self._write_down(batch)
        return len(new)

    def _rush(self, *, more: bool) -> None:
        """Begin a rush, or go on with it, where more is coming; end it where all is in.

        What comes after a lull, as when the line was broken, is a rush of its own.
        """
        if self._calm is not None:
            self._calm.cancel()
        if not more:
            self._end_rush()
            self._goes_on_until = 0.0
            return
        loop = asyncio.get_running_loop()
        if loop.time() > self._goes_on_until:
            self._end_rush()
            self._rushes_until, self._turns = loop.time() + RUSH, set()
        self._goes_on_until = loop.time() + LULL
        self._calm = loop.call_at(min(self._rushes_until, self._goes_on_until), self._end_rush)

    def _end_rush(self) -> None:
        """Let everybody have further turns."""
        held, self._held, self._turns, self._calm = self._held, [], None, None
        for lane in held:
            self._open(lane)

    async def _unhandled(self, batch: Sequence[ReceivedUpdate]) -> list[ReceivedUpdate]:
        async with self._store.read() as ledger:
            handled = {one.id for one in await ledger.handled.get_many(one.id for one in batch)}
        return [one for one in batch if one.id not in handled]

    async def _write_down(self, batch: Sequence[ReceivedUpdate]) -> None:
        """Keep those whose effect is not kept; they may be handled, or set aside, until the ledger is ours."""
        async with self._store.open() as ledger:
            handled = {one.id for one in await ledger.handled.get_many(one.id for one in batch)}
            loose = [one for one in batch if one.id in self._loose and one.id not in handled]
            for one in loose:
                await ledger.inbox.add(_row(one))
        for one in loose:
            self._loose.pop(one.id, None)

    def _enqueue(self, one: ReceivedUpdate) -> None:
        lane = (one.bot, one.chat)
        waiting = self._lanes.setdefault(lane, deque())
        waiting.append(one)
        self._came[one.id] = time.monotonic()
        if len(waiting) == 1:
            self._open(lane)

    def _open(self, lane: Lane) -> None:
        """Let the oldest update of a chat be taken."""
        if not self._lanes.get(lane):
            return
        if self._turns is not None and lane in self._turns:
            self._held.append(lane)
            return
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
        if self._turns is not None:
            self._turns.add(lane)
        waiting[0] = replace(waiting[0], tries=waiting[0].tries + 1)
        return waiting[0]

    async def wait(self, seconds: float) -> None:
        """Wait until something may be there to be taken, or so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._arrived.wait()

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
        """It is handled, or set aside for a reason; the next one of its chat may be taken.

        Where it cannot be set aside it is taken again in a while.
        """
        if aside:
            try:
                async with self._store.open() as ledger:
                    await self.settle(ledger, one, aside=aside)
            except OSError:
                await self.postpone(one, AGAIN)
                raise
        self._release(one)

    def _release(self, one: ReceivedUpdate) -> None:
        lane = (one.bot, one.chat)
        self._came.pop(one.id, None)
        if loose := self._loose.pop(one.id, None):
            loose.set_result(None)
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
