"""Several processes before one PostgreSQL ledger, each with one or more roles: receiver, worker, sender, ticks.

Any number of each may run, on one machine or several. Receivers put updates into the inbox, workers hand them to the
handlers, answers and messages wait in the outbox for the sender of their bot; one process does the scheduler's jobs.
A process that ends, however it ends, loses nothing: what it held is taken over by another.
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
from functools import partial

import structlog
from telegram.error import TelegramError

from bot.app import BotRuntime, observed, open_app
from bot.config import Config, tokens
from bot.domain.core.local_day import local_day
from bot.installation import clear_answer_files, open_context
from bot.messages.operations.view import ProcessRecord, Team
from bot.scheduling.ledger_jobs import ledger_jobs, may_run
from bot.scheduling.scheduler import ScheduledJob, Scheduler
from bot.services.core.callback_data import WEBHOOK, own_secret
from bot.services.core.job_runs import record_run
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.shared_store import SharedStore
from bot.services.people.admission import Admission
from bot.transport.health_server import open_port
from bot.transport.poll_health import PollHealth
from bot.transport.update import KINDS
from bot.transport.webhook import path_of, webhook_of
from bot.transport.worker import Worker
from storage.errors import StoreNotShared

log = structlog.get_logger(__name__)
SIGN_IN = 5.0  # seconds between two entries in the process registry
STANDBY = 1.0  # seconds between two questions for a leader lock that another process holds
BOARDS = 20.0  # seconds between two renewals of the boards
ABSENT = dt.timedelta(seconds=30)  # without an entry in the registry
KEPT = dt.timedelta(days=4)  # Telegram hands an update out for a day
AT_ONCE = 40  # connections that Telegram may push over


class ProcessRole(StrEnum):
    """What a process does for the others; ticks does the scheduler's jobs."""

    RECEIVER = "receiver"
    WORKER = "worker"
    SENDER = "sender"
    TICKS = "ticks"


@dataclass(kw_only=True)
class Process:
    """One process with its roles."""

    config: Config
    request: RequestContext
    store: SharedStore
    roles: Collection[ProcessRole]
    stop: asyncio.Event
    bots: dict[str, BotRuntime] = field(default_factory=dict)
    poll_health: PollHealth = field(default_factory=PollHealth)  # as long as there is a receiver, Telegram is heard
    _rounds: dict[str, float] = field(default_factory=dict)  # when each loop last came round, by the monotonic clock

    async def receive(self) -> None:
        """Take what Telegram pushes."""
        secret = await self._secret()
        inbox = Admission(self.request, self.store.inbox)
        app, settings = webhook_of(inbox, tokens(self.config), secret), self.config.webhook
        async with open_port(app, settings.host, settings.port) as address:
            log.info("receiving", address=address)
            await self.stop.wait()

    async def _secret(self) -> str:
        """The secret by which a receiver knows Telegram."""
        async with self.request.store.open() as ledger:
            return await own_secret(ledger, WEBHOOK)

    async def work(self) -> None:
        """Hand what came to the routers of the bots."""
        worker = Worker(self.store.inbox, {name: bot.router.handle for name, bot in self.bots.items()})
        await worker.run(self.stop, lambda: self._alive("worker"))

    async def send(self) -> None:
        """Send the outbox of every bot whose leader this process is, and stand by for the others."""
        async with asyncio.TaskGroup() as group:
            for bot in self.bots.values():
                group.create_task(bot.sender.run(self.stop, partial(self._alive, f"sender {bot.request.bot}")))
                group.create_task(self._lead(bot))

    async def _lead(self, bot: BotRuntime) -> None:
        """While this process sends for a bot: Telegram knows where to push its updates, and its boards are renewed."""
        pointed = False
        while not self.stop.is_set():
            try:
                if not await bot.sender.leads():
                    pointed = False
                else:
                    pointed = pointed or await self._point(bot)
                    await bot.renew_boards()
            except OSError as error:
                log.warning("ledger not reached", error=type(error).__name__)
            await self._rest(BOARDS if pointed else STANDBY)

    async def _point(self, bot: BotRuntime) -> bool:
        """Tell Telegram where to push the updates of a bot."""
        secret = await self._secret()
        try:
            await bot.bot.set_webhook(
                self.config.webhook.url.rstrip("/") + path_of(bot.request.bot),
                secret_token=secret,
                allowed_updates=KINDS,
                max_connections=AT_ONCE,
            )
        except TelegramError as error:
            log.warning("webhook not set", bot=bot.request.bot, error=type(error).__name__)
            return False
        return True

    async def tick(self) -> None:
        """Do the scheduler's jobs, as soon as no other process does."""
        async with self.scheduler().running():
            while not self.stop.is_set():
                await self.store.leader_lock(CLOCK).acquire()
                await self._rest(STANDBY)

    def scheduler(self) -> Scheduler:
        """The jobs of the ledger, and those that several processes need beside them."""
        leads = may_run(self.request)

        async def alive_and_leading() -> bool:
            self._alive("ticks")
            return await leads()

        jobs = [
            ScheduledJob(id="receivers", work=self._hear),
            *ledger_jobs(self.request),
            ScheduledJob(id="inbox", work=self._forget_handled),
            ScheduledJob(id="answer_files", work=partial(clear_answer_files, self.config)),
            ScheduledJob(id="clock", work=self._record_round),
        ]
        return Scheduler(jobs, self.request.runtime, alive_and_leading, self.request.now)

    async def _hear(self) -> None:
        if (await self.team()).roles[ProcessRole.RECEIVER]:
            self.poll_health.hear()

    async def _forget_handled(self) -> None:
        await self.store.inbox.forget(self.request.now() - KEPT)

    async def _record_round(self) -> None:
        """Let the other processes know when the jobs were last done."""
        now = self.request.now()
        async with self.request.store.open() as ledger:
            await record_run(ledger, CLOCK, "", local_day(dt.UTC, now), now)

    async def sign_in(self) -> None:
        """Enter this process in the registry, so that the office sees who is at work."""
        name = f"{socket.gethostname()}:{os.getpid()}"
        while not self.stop.is_set():
            self._alive("presence")
            locks = tuple(sorted(self.store.locks_held))
            with contextlib.suppress(OSError):
                await self.store.record_process(ProcessRecord(name, tuple(self.roles), locks, self.request.now()))
            await self._rest(SIGN_IN)

    async def team(self) -> Team:
        """Who is at work, in this process and the others, and what waits for them."""
        now = [one for one in await self.store.process_records() if self.request.now() - one.seen < ABSENT]
        roles = {role.value: sum(role in one.roles for one in now) for role in ProcessRole}
        return Team(roles, await self.store.inbox.status())

    def _alive(self, loop: str) -> None:
        self._rounds[loop] = time.monotonic()

    def age(self) -> float | None:
        """Seconds since the slowest of the loops came round."""
        return time.monotonic() - min(self._rounds.values()) if self._rounds else None

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), seconds)


ROLES: dict[ProcessRole, Callable[[Process], Coroutine[object, object, None]]] = {
    ProcessRole.RECEIVER: Process.receive,
    ProcessRole.WORKER: Process.work,
    ProcessRole.SENDER: Process.send,
    ProcessRole.TICKS: Process.tick,
}


async def run(config: Config, roles: Collection[ProcessRole], stop: asyncio.Event) -> None:
    """Play the roles until `stop` is set; raises StoreNotShared where only one process may open the ledger."""
    async with contextlib.AsyncExitStack() as stack:
        if {ProcessRole.WORKER, ProcessRole.SENDER} & set(roles):
            app = await stack.enter_async_context(open_app(config))
            request, bots = app.request, app.bots
        else:
            request, bots = await open_context(config), {}
            stack.push_async_callback(request.store.close)
        store = request.store
        if not isinstance(store, SharedStore):
            raise StoreNotShared
        process = Process(config=config, request=request, store=store, roles=roles, stop=stop, bots=bots)
        request.runtime.team = process.team
        request.runtime.receivers = dict.fromkeys(tokens(config), process.poll_health)
        await stack.enter_async_context(observed(config, request, process.age))
        log.info("at work", roles=[*roles])
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(process.sign_in())
                for role in roles:
                    group.create_task(ROLES[role](process))
        except ExceptionGroup as failures:  # one is enough to start anew
            raise failures.exceptions[0] from failures
