"""Long polling: what Telegram hands out is kept in the inbox, raw and durable, and confirmed at once.

Nobody's slow chat, flood or 429 holds the window through which updates come.
"""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram import Bot
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.services.core.shared_store import Intake, ReceivedUpdate
from bot.transport.poll_health import PollHealth
from bot.transport.update import KINDS, chat_of

log = structlog.get_logger(__name__)
POLL_SECONDS = 25
BATCH = 100
ALLOWED = json.dumps(KINDS)
LONGEST_PAUSE = 60.0

Unkept = Callable[[Sequence[ReceivedUpdate]], Awaitable[None]]


class Poller(PollHealth):
    """Fetches the raw updates of one bot into the inbox; the next offset is asked for when they are durable.

    `unkept` is called with what could not be kept: it is not confirmed, and Telegram hands it out again.
    """

    def __init__(
        self, bot: Bot, inbox: Intake, unkept: Unkept, name: str = "", *, poll_seconds: int = POLL_SECONDS
    ) -> None:
        super().__init__()
        self._bot = bot
        self._inbox = inbox
        self._name = name
        self._unkept = unkept
        self._poll_seconds = poll_seconds
        self._offset = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Receive until `stop` is set, then confirm what was kept."""
        failures = 0
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                fetching = asyncio.create_task(self._receive())
                await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not fetching.done():
                    fetching.cancel()
                outcome = (await asyncio.gather(fetching, return_exceptions=True))[0]
                if isinstance(outcome, Exception):
                    failures += 1
                    await self._end_webhook(outcome)
                    await asyncio.wait({stopping}, timeout=self._pause_after(outcome, failures))
                else:
                    failures = 0
        finally:
            stopping.cancel()
            await self._confirm()

    async def _receive(self) -> None:
        """Fetch what is there, keep it, and be ready to confirm it."""
        updates = await self._fetch(self._poll_seconds)
        self.refused = ""
        self.hear()
        batch = [self._incoming(raw) for raw in updates]
        if not batch:
            return
        try:
            await self._inbox.put(batch, more=len(updates) >= BATCH)
        except OSError:
            await self._unkept(batch)
            raise
        self._offset = batch[-1].number + 1

    def _incoming(self, raw: dict[str, Any]) -> ReceivedUpdate:
        update = json.dumps(raw, separators=(",", ":")).encode("ascii")  # half of a pair stays what it was
        return ReceivedUpdate(bot=self._name, number=raw["update_id"], chat=chat_of(raw), update=update)

    async def _end_webhook(self, error: Exception) -> None:
        """Let Telegram push no more, where it does from a time when this bot had several processes."""
        if isinstance(error, Conflict) and "webhook" in str(error):
            with contextlib.suppress(TelegramError):
                await self._bot.delete_webhook()

    async def _fetch(self, seconds: int) -> list[dict[str, Any]]:
        """The updates from the offset on; asking confirms all before it."""
        asked = {"offset": self._offset, "limit": BATCH, "timeout": seconds, "allowed_updates": ALLOWED}
        answer = await self._bot.request.retrieve(f"{self._bot.base_url}/getUpdates?{urlencode(asked)}", seconds + 10)
        try:
            result = json.loads(answer)["result"]
        except (ValueError, KeyError, TypeError) as error:
            raise TelegramError("answer without updates") from error
        return [raw for raw in result if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]

    async def _confirm(self) -> None:
        """Tell Telegram what was kept, so that it is not handed out again; what it gives now stays there."""
        if self._offset:
            try:
                await asyncio.wait_for(self._fetch(0), 2)
            except (TelegramError, TimeoutError):
                log.warning("last updates not confirmed; they will come again and be recognised")

    def _pause_after(self, error: Exception, failures: int) -> float:
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
            case TelegramError():
                log.warning("Telegram not reached", error=type(error).__name__, failures=failures)
            case _:
                log.error("updates not kept; they are not confirmed", error=type(error).__name__, exc_info=error)
        if self.refused:
            self.complaints[self.refused] = time.monotonic()
        return min(LONGEST_PAUSE, 2.0 ** min(failures, 6)) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
