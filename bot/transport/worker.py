"""Works off the inbox: each update is handed to the router of its bot, one at a time in each chat."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.services.core.shared_store import Inbox, ReceivedUpdate

log = structlog.get_logger(__name__)
AT_ONCE = 16
PAUSE = 1.0  # seconds between looks into an empty inbox that nobody rang for
AGAIN = 5.0  # seconds between two signs that an update is still being handled
LONGEST_PAUSE = 60.0  # seconds between two tries of an update that cannot be kept

Handle = Callable[[ReceivedUpdate], Awaitable[None]]


class Worker:
    """One of any number of workers before an inbox; `bots` are those whose updates it can handle, by name.

    A router raises OSError where the effect could not be made durable: the update is tried again. Whatever else it
    raises sets the update aside.
    """

    def __init__(self, inbox: Inbox, bots: Mapping[str, Handle]) -> None:
        self._inbox = inbox
        self._bots = bots
        self._running: dict[asyncio.Task[None], ReceivedUpdate] = {}
        self._coming: asyncio.Task[None] | None = None  # waits for what comes

    async def run(self, stop: asyncio.Event, alive: Callable[[], None] = lambda: None) -> None:
        """Work until `stop` is set, then finish what is at hand; says that it is alive at every round."""
        stopping, holding = asyncio.create_task(stop.wait()), asyncio.create_task(self._hold())
        try:
            while not stop.is_set():
                taken = await self._take()
                alive()
                if not taken:
                    await self._rest(stopping)
            if self._running:
                await asyncio.wait(self._running)
        finally:
            tasks = (stopping, holding, *([self._coming] if self._coming else []), *self._running)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _rest(self, stopping: "asyncio.Task[bool]") -> None:
        """Until something comes, something ends, or it is time to look again."""
        if self._coming is None or self._coming.done():
            self._coming = asyncio.create_task(self._inbox.wait(PAUSE))
        await asyncio.wait({stopping, self._coming, *self._running}, return_when=asyncio.FIRST_COMPLETED)

    async def _take(self) -> int:
        room = AT_ONCE - len(self._running)
        if not room:
            return 0
        try:
            taken = await self._inbox.claim(room)
        except OSError as error:
            log.warning("inbox not reached", error=type(error).__name__)
            await asyncio.sleep(1)
            return 0
        for one in taken:
            task = asyncio.create_task(self._handle(one), name=f"update {one.id}")
            self._running[task] = one
            task.add_done_callback(lambda done: self._running.pop(done, None))
        return len(taken)

    async def _hold(self) -> None:
        """Keep others from taking what is still being handled here."""
        while True:
            await asyncio.sleep(AGAIN)
            try:
                await self._inbox.renew(self._running.values())
            except OSError as error:
                log.warning("inbox not reached", error=type(error).__name__)

    async def _handle(self, one: ReceivedUpdate) -> None:
        try:
            try:
                await self._bots[one.bot](one)
            except OSError as error:
                log.warning("effect not durable; trying again", update=one.id, error=type(error).__name__)
                await self._inbox.postpone(one, min(LONGEST_PAUSE, 2.0 ** (one.tries - 1)))
            except Exception as error:
                log.exception("update set aside", update=one.id, error=type(error).__name__)
                await self._inbox.done(one, aside=type(error).__name__)
            else:
                await self._inbox.done(one)
        except OSError as error:  # it stands in the inbox, and is recognised when it is taken again
            log.warning("inbox not reached", update=one.id, error=type(error).__name__)
