"""Receives updates: an update is confirmed to Telegram only when its effect is durable.

Up to 16 updates at once, one at a time in each chat. Raw JSON is read first, so that one update that cannot be
parsed is set aside and the rest goes on.
"""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.transport.poll_health import PollHealth
from bot.transport.update import chat_of, read_update

log = structlog.get_logger(__name__)
AT_ONCE = 16
POLL_SECONDS = 25
BATCH = 100
IMPATIENT = 0.5  # seconds after which new updates are asked for although old ones are still being handled
LONGEST_PAUSE = 60.0
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]

Process = Callable[[Update], Awaitable[bool]]


class Receiver(PollHealth):
    """Fetches raw updates and hands each to `process`; the next offset is asked for when all before it are done.

    `process` is False where the effect could not be made durable: it is tried again, and not confirmed until then.
    """

    def __init__(self, bot: Bot, process: Process, poll_seconds: int = POLL_SECONDS) -> None:
        super().__init__()
        self._bot = bot
        self._process = process
        self._poll_seconds = poll_seconds
        self._running: dict[int, asyncio.Task[None]] = {}
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._offset = 0
        self._asked = 0
        self._finished: set[int] = set()  # done, and not confirmed because an earlier one is not

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop` is set, then finish what is at hand and confirm it."""
        failures = 0
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                fetching = asyncio.create_task(self._fetch(0 if self._running else self._poll_seconds))
                await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not fetching.done():
                    fetching.cancel()
                outcome = (await asyncio.gather(fetching, return_exceptions=True))[0]
                if isinstance(outcome, TelegramError):
                    failures += 1
                    await self._end_webhook(outcome)
                    await _pause(stopping, self._pause_after(outcome, failures))
                elif isinstance(outcome, list):
                    failures, self.refused = 0, ""
                    self.hear()
                    self._take(outcome)
                    await self._settle()
        finally:
            stopping.cancel()
            await self._finish()

    async def _end_webhook(self, error: TelegramError) -> None:
        """Let Telegram push no more, where it does from a time when this bot had several processes."""
        if isinstance(error, Conflict) and "webhook" in str(error):
            with contextlib.suppress(TelegramError):
                await self._bot.delete_webhook()

    async def _fetch(self, seconds: int) -> list[dict[str, Any]]:
        """The updates from the lowest unfinished one on; asking confirms all before it."""
        self._asked = self._next()
        asked = {"offset": self._asked, "limit": BATCH, "timeout": seconds, "allowed_updates": json.dumps(KINDS)}
        answer = await self._bot.request.retrieve(f"{self._bot.base_url}/getUpdates?{urlencode(asked)}", seconds + 10)
        try:
            result = json.loads(answer)["result"]
        except (ValueError, KeyError, TypeError) as error:
            raise TelegramError("answer without updates") from error
        return [raw for raw in result if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]

    def _next(self) -> int:
        return min(self._running, default=self._offset)

    def _take(self, updates: list[dict[str, Any]]) -> None:
        """Begin with what is new; a lower number may be new, since Telegram counts anew after a quiet week."""
        handed_out = {raw["update_id"] for raw in updates}
        self._finished = {number for number in self._finished & handed_out if number >= self._asked}
        for raw in updates:
            number = raw["update_id"]
            if number in self._running or number in self._finished:
                continue
            self._offset = number + 1
            lane = chat_of(raw)
            task = asyncio.create_task(self._handle(raw, self._lanes.get(lane)), name=f"update {number}")
            self._running[number] = self._lanes[lane] = task
            task.add_done_callback(partial(self._done, number, lane))

    def _done(self, number: int, lane: int, task: asyncio.Task[None]) -> None:
        self._running.pop(number, None)
        self._finished.add(number)
        if self._lanes.get(lane) is task:
            del self._lanes[lane]

    async def _handle(self, raw: dict[str, Any], before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        tries = 0
        try:
            update = read_update(raw, self._bot)
            while not await self._seated(update):
                tries += 1
                log.error("effect not durable; trying again", update=update.update_id, tries=tries)
                await asyncio.sleep(min(LONGEST_PAUSE, 2.0**tries))
        except Exception as error:
            log.exception("update set aside", update=raw["update_id"], error=type(error).__name__)

    async def _seated(self, update: Update) -> bool:
        async with self._seats:
            return await self._process(update)

    async def _settle(self) -> None:
        """Wait until all is done, or a little, so that one slow chat does not keep the others waiting."""
        if self._running:
            await asyncio.wait({*self._running.values()}, timeout=IMPATIENT)

    async def _finish(self) -> None:
        """Finish what is at hand and tell Telegram, so that it is not handed out again."""
        if self._running:
            await asyncio.wait({*self._running.values()}, timeout=8)
        if self._offset:
            try:
                await asyncio.wait_for(self._fetch(0), 2)
            except (TelegramError, TimeoutError):
                log.warning("last updates not confirmed; they will come again and be recognised")
        for task in self._running.values():
            task.cancel()

    def _pause_after(self, error: TelegramError, failures: int) -> float:
        self.refused = ""
        match error:
            case RetryAfter():
                wait = error.retry_after
                return wait.total_seconds() if not isinstance(wait, int) else float(wait)
            case Conflict():
                self.refused = "conflict"
                log.error("another program polls with the same token; stop one of the two")
            case InvalidToken() | Forbidden():
                self.refused = "token"
                log.error("Telegram refuses the token; get a new one from BotFather")
            case _:
                log.warning("Telegram not reached", error=type(error).__name__, failures=failures)
        if self.refused:
            self.complaints[self.refused] = time.monotonic()
        return min(LONGEST_PAUSE, 2.0 ** min(failures, 6)) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter


async def _pause(stopping: "asyncio.Task[bool]", seconds: float) -> None:
    await asyncio.wait({stopping}, timeout=seconds)
