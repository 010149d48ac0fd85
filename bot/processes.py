"""Several processes before one PostgreSQL ledger: receivers, workers, senders, and the clock.

Any number of each may run, on one machine or several. Receivers put updates into the inbox, workers hand them to the
windows, answers and messages wait in the outbox for the one sender of their bot; one process is the clock. A process
that ends, however it ends, loses nothing: what it held is taken up by another.
"""

import asyncio
import contextlib
import datetime as dt
import os
import socket
import time
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.app import BotRuntime, answer_folder, ask_clock, observed, open_app, open_context, ticking
from bot.config import Config, tokens
from bot.domain.core.local_day import local_day
from bot.messages.operations.view import ProcessRecord, Team
from bot.services.core.callback_data import WEBHOOK, own_secret
from bot.services.core.ledger import Watch
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.shared_store import SharedStore
from bot.transport.health_server import open_port
from bot.transport.poll_health import PollHealth
from bot.transport.polling import KINDS
from bot.transport.webhook import path_of, webhook_of
from bot.transport.worker import Worker
from storage.errors import StoreAlone

log = structlog.get_logger(__name__)
SIGN = 5.0  # seconds between two signs of presence
PAUSE = 0.1  # seconds between two looks into an empty outbox, for each bot
LONGEST_PAUSE = 2.0
STANDBY = 1.0  # seconds between two questions for a seat that another holds
BOARDS = 20.0  # seconds between two renewals of the boards
TROUBLED = 5.0  # seconds after trouble
ABSENT = dt.timedelta(seconds=30)  # without a sign of presence
KEPT = dt.timedelta(days=4)  # Telegram hands an update out for a day
AT_ONCE = 40  # connections that Telegram may push over
DAY = 86400.0


class ProcessRole(StrEnum):
    """What a process does for the others."""

    RECEIVER = "receiver"
    WORKER = "worker"
    SENDER = "sender"
    TICKS = "ticks"


@dataclass
class Process:
    """One process at its roles."""

    config: Config
    request: RequestContext
    store: SharedStore
    roles: Collection[ProcessRole]
    stop: asyncio.Event
    lines: dict[str, BotRuntime] = field(default_factory=dict)
    hearing: PollHealth = field(default_factory=PollHealth)  # as long as there is a receiver, Telegram is heard
    _rounds: dict[str, float] = field(default_factory=dict)  # when each loop last came round, by the monotonic clock

    async def receive(self) -> None:
        """Take what Telegram pushes."""
        secret = await self._secret()
        app, settings = webhook_of(self.store.inbox, tokens(self.config), secret), self.config.webhook
        async with open_port(app, settings.host, settings.port) as address:
            log.info("receiving", address=address)
            await self.stop.wait()

    async def _secret(self) -> str:
        """By what a receiver knows Telegram."""
        async with self.request.store.open() as ledger:
            return await own_secret(ledger, WEBHOOK)

    async def work(self) -> None:
        """Hand what came to the windows."""
        bots = {name: (line.application.bot, line.process) for name, line in self.lines.items()}
        await Worker(self.store.inbox, bots).run(self.stop, lambda: self._alive("worker"))

    async def send(self) -> None:
        """Carry the outbox of every bot whose seat this process has, and stand by for the others."""
        async with asyncio.TaskGroup() as group:
            for line in self.lines.values():
                group.create_task(self._send(line))

    async def _send(self, line: BotRuntime) -> None:
        idle, renewed, pointed = min(LONGEST_PAUSE, PAUSE * len(self.lines)), 0.0, False
        while not self.stop.is_set():
            self._alive(f"sender {line.request.bot}")
            pause = STANDBY
            try:
                if await line.sender.leads():
                    pointed = pointed or await self._point(line)
                    pause = 0.0 if await line.sender.run_once() else idle
                    if time.monotonic() - renewed > BOARDS:
                        renewed = time.monotonic()
                        await line.renew_boards()
                else:
                    pointed = False
            except InvalidToken:
                log.error("Telegram refuses the token; get a new one from BotFather", bot=line.request.bot)  # noqa: TRY400
                pause = TROUBLED
            except OSError as error:
                log.warning("ledger not reached", error=type(error).__name__)
                pause = TROUBLED
            await self._rest(pause)

    async def _point(self, line: BotRuntime) -> bool:
        """Tell Telegram where to push the updates of a bot."""
        secret = await self._secret()
        try:
            await line.application.bot.set_webhook(
                self.config.webhook.url.rstrip("/") + path_of(line.request.bot),
                secret_token=secret,
                allowed_updates=KINDS,
                max_connections=AT_ONCE,
            )
        except TelegramError as error:
            log.warning("webhook not set", bot=line.request.bot, error=type(error).__name__)
            return False
        return True

    async def tick(self) -> None:
        """Be the clock, as soon as no other process is."""
        async with ticking(self._tick):
            while not self.stop.is_set():
                await self.store.leader_lock(CLOCK).take()
                await self._rest(STANDBY)

    async def _tick(self) -> None:
        self._alive("ticks")
        if (await self.team()).roles[ProcessRole.RECEIVER]:
            self.hearing.hear()
        if await ask_clock(self.request):
            now = self.request.now()
            async with self.request.store.open() as ledger:
                await ledger.watches.put(Watch(CLOCK, "", local_day(dt.UTC, now), now))
            self.request.runtime.end_tick(now)
            await self.store.inbox.forget(now - KEPT)
            await asyncio.to_thread(_clear, answer_folder(self.config))

    async def sign_in(self) -> None:
        """Let the office see who is at work."""
        name = f"{socket.gethostname()}:{os.getpid()}"
        while not self.stop.is_set():
            self._alive("presence")
            seats = tuple(sorted(self.store.locks_held))
            with contextlib.suppress(OSError):
                await self.store.sign_in(ProcessRecord(name, tuple(self.roles), seats, self.request.now()))
            await self._rest(SIGN)

    async def team(self) -> Team:
        """Who is at work, in this process and the others, and what waits for them."""
        now = [one for one in await self.store.process_records() if self.request.now() - one.seen < ABSENT]
        roles = {duty.value: sum(duty in one.roles for one in now) for duty in ProcessRole}
        return Team(roles, await self.store.inbox.look())

    def _alive(self, loop: str) -> None:
        self._rounds[loop] = time.monotonic()

    def age(self) -> float | None:
        """Seconds since the slowest of the loops came round."""
        return time.monotonic() - min(self._rounds.values()) if self._rounds else None

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)


ROLES: dict[ProcessRole, Callable[[Process], Coroutine[Any, Any, None]]] = {
    ProcessRole.RECEIVER: Process.receive,
    ProcessRole.WORKER: Process.work,
    ProcessRole.SENDER: Process.send,
    ProcessRole.TICKS: Process.tick,
}


async def run(config: Config, roles: Collection[ProcessRole], stop: asyncio.Event) -> None:
    """Do the roles until `stop` is set; raises StoreAlone where the ledger is one process's, or Telegram's errors."""
    async with contextlib.AsyncExitStack() as stack:
        if {ProcessRole.WORKER, ProcessRole.SENDER} & set(roles):
            house = await stack.enter_async_context(open_app(config, apart=True))
            request, lines = house.request, house.lines
        else:
            request, lines = await open_context(config), {}
            stack.push_async_callback(request.store.close)
        if not isinstance(request.store, SharedStore):
            raise StoreAlone
        shift = Process(config, request, request.store, roles, stop, lines)
        request.runtime.team = shift.team
        request.runtime.lines = dict.fromkeys(tokens(config), shift.hearing)
        await stack.enter_async_context(observed(config, request, shift.age))
        log.info("at work", roles=[*roles])
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(shift.sign_in())
                for duty in roles:
                    group.create_task(ROLES[duty](shift))
        except ExceptionGroup as failures:  # one is enough to start anew
            raise failures.exceptions[0] from failures


def _clear(folder: Path) -> None:
    """Throw away what lay among the files of answers for more than a day."""
    for file in folder.glob("??/??/*"):
        if time.time() - file.stat().st_mtime > DAY:
            file.unlink(missing_ok=True)
