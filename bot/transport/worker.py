"""Runtime off the inbox: each update is handed to the window of its bot, one at a time in each chat."""

import asyncio
import json
from collections.abc import Callable, Mapping

import structlog
from telegram import Bot

from bot.services.core.shared_store import Inbox, ReceivedUpdate
from bot.transport.polling import AT_ONCE, LONGEST_PAUSE, Process
from bot.transport.update import read_update

log = structlog.get_logger(__name__)
PAUSE = 0.1  # seconds between looks into an empty inbox
AGAIN = 5.0  # seconds between two signs that an update is still being handled


class Worker:
    """One of any number of workers before an inbox; `bots` are those whose updates it can handle, by name."""

    def __init__(self, inbox: Inbox, bots: Mapping[str, tuple[Bot, Process]]) -> None:
        self._inbox = inbox
        self._bots = bots
        self._running: dict[asyncio.Task[None], ReceivedUpdate] = {}

    async def run(self, stop: asyncio.Event, alive: Callable[[], None]) -> None:
        """Work until `stop` is set, then finish what is at hand; says that it is alive at every round."""
        stopping, holding = asyncio.create_task(stop.wait()), asyncio.create_task(self._hold())
        try:
            while not stop.is_set():
                taken = await self._take()
                alive()
                if taken:
                    continue
                await asyncio.wait({stopping, *self._running}, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)
            if self._running:
                await asyncio.wait(self._running)
        finally:
            for task in (stopping, holding, *self._running):
                task.cancel()
            await asyncio.gather(stopping, holding, *self._running, return_exceptions=True)

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
            task = asyncio.create_task(self._handle(one), name=f"update {one.bot} {one.number}")
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
            if await self._processed(one):
                await self._inbox.done(one)
            else:
                log.error("effect not durable; trying again", update=one.number, tries=one.tries)
                await self._inbox.postpone(one, min(LONGEST_PAUSE, 2.0**one.tries))
        except OSError as error:  # what it was lent for runs out, and it is recognised then
            log.warning("inbox not reached", update=one.number, error=type(error).__name__)
        except Exception as error:
            log.exception("update set aside", bot=one.bot, update=one.number, error=type(error).__name__)
            await self._inbox.done(one, aside=type(error).__name__)

    async def _processed(self, one: ReceivedUpdate) -> bool:
        bot, process = self._bots[one.bot]
        return await process(read_update(json.loads(one.update), bot))
