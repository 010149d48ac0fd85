"""One process with all roles: the bots of an installation, the scheduler, and what watches over them."""

import asyncio
import contextlib
import gc
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

os.environ.setdefault("PTB_TIMEDELTA", "1")

from telegram.ext import ApplicationBuilder, ContextTypes, Defaults
from telegram.request import BaseRequest, HTTPXRequest

from bot.clock import Clock, utc_now
from bot.config import Config, read_token, tokens
from bot.installation import clear_answer_files, open_context
from bot.scheduling.ledger_jobs import ledger_jobs, may_run
from bot.scheduling.scheduler import ScheduledJob, Scheduler, attempt
from bot.services.core.ledger import UNITS
from bot.services.core.request import RequestContext
from bot.services.core.shared_store import Inbox, InboxStore, SharedStore
from bot.services.core.tenancy import scoped
from bot.services.people.admission import Admission
from bot.transport.board import renew_board
from bot.transport.health_server import served
from bot.transport.limiter import Limiter
from bot.transport.outbox_sender import OutboxSender
from bot.transport.polling import Poller
from bot.transport.systemd import supervised
from bot.transport.update import read_update
from bot.transport.worker import Worker
from handlers import ROUTES
from handlers.core.context import BotState, Context, TelegramApplication
from handlers.core.router import Router

CONNECTIONS = 24
BRIEFLY = 0.002  # seconds


def build_application(
    config: Config, http: Callable[[], BaseRequest] | None = None, *, token: str = ""
) -> TelegramApplication:
    """The application of Telegram's library, without its own updater, persistence and job queue.

    It speaks for the installation's first bot where no token is given.
    """
    settings = config.telegram
    connections = (
        http()
        if http
        else HTTPXRequest(
            CONNECTIONS,
            read_timeout=settings.send_seconds,
            write_timeout=settings.send_seconds,
            media_write_timeout=settings.send_seconds * 2,
            proxy=settings.proxy or None,
        )
    )
    builder = (
        ApplicationBuilder()
        .token(token or read_token(config))
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(connections)
        .get_updates_request(connections)
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .defaults(Defaults(do_quote=False))
    )
    return builder.build()


@dataclass(kw_only=True)
class BotRuntime:
    """One bot: its request context, its application, and its part of the trip of an update."""

    request: RequestContext
    application: TelegramApplication
    poller: Poller
    router: Router
    sender: OutboxSender

    async def renew_boards(self) -> None:
        """Renew the pinned boards of the units that the bot serves; a failure of one stops no other."""
        if await self.sender.leads():
            async with self.request.look() as ledger:
                served = [unit.id for unit in await ledger.units.find(UNITS) if unit.bot == self.request.bot]
            for unit in served:
                board = renew_board(self.sender, scoped(self.request, unit), unit)
                await attempt(self.request.runtime, "board", board, unit)


class App:
    """All roles in one process: every bot by its name (the first one's is ""), and the scheduler of the jobs."""

    def __init__(self, config: Config, request: RequestContext, bots: dict[str, BotRuntime]) -> None:
        self.config = config
        self.request = request
        self.bots = bots
        jobs = [
            *ledger_jobs(request),
            ScheduledJob(id="answer_files", work=partial(clear_answer_files, config)),
            ScheduledJob(id="board", work=self._renew_boards, long=True),
        ]
        self.scheduler = Scheduler(jobs, request.runtime, may_run(request), request.now)

    @property
    def inbox(self) -> Inbox:
        """The updates that were received and are not handled yet."""
        return cast("InboxStore", self.request.store).inbox

    @property
    def first(self) -> BotRuntime:
        """The installation's first bot."""
        return self.bots[""]

    async def tick(self) -> None:
        """Do every job once; it may be done 0, 1 or 50 times a day."""
        await self.scheduler.run_all()

    async def receive(self, stop: asyncio.Event) -> None:
        """Fetch updates and handle them until `stop` is set; what is not begun by then waits in the inbox."""
        fetched = asyncio.Event()
        worker = Worker(self.inbox, {name: bot.router.handle for name, bot in self.bots.items()})
        async with asyncio.TaskGroup() as group:
            working = group.create_task(worker.run(fetched))
            try:
                await asyncio.gather(*(bot.poller.run(stop) for bot in self.bots.values()))
            finally:
                fetched.set()
            await working

    async def settle(self) -> None:
        """Handle and send until no update waits and nothing is ready any more."""
        while await self._is_waited_for() or await self._send():
            pass
        await asyncio.gather(*(bot.router.settle() for bot in self.bots.values()))

    async def _send(self) -> int:
        return sum(await asyncio.gather(*(bot.sender.run_once() for bot in self.bots.values())))

    async def _is_waited_for(self) -> bool:
        """True where an update waits to be handled, after a moment for it."""
        waits = (await self.inbox.status()).waiting > 0
        await asyncio.sleep(BRIEFLY if waits else 0)
        return waits

    async def _renew_boards(self) -> None:
        for bot in self.bots.values():
            await bot.renew_boards()


@asynccontextmanager
async def open_app(
    config: Config,
    *,
    clock: Clock = utc_now,
    http: Callable[[], BaseRequest] | None = None,
    limiter: Limiter | None = None,
) -> AsyncIterator[App]:
    """Open everything in order and close it in reverse; raises StoreError, or Telegram's own errors."""
    request = await open_context(config, clock)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(request.store.close)
        bots, names = {}, dict[str, str]()
        for name, token in tokens(config).items():
            application = await stack.enter_async_context(build_application(config, http, token=token))
            names[name] = application.bot.username
            bots[name] = _bot(application, replace(request, bot=name), names, limiter)
        request.runtime.tray = cast("InboxStore", request.store).inbox.status
        request.runtime.receivers.update({name: bot.poller for name, bot in bots.items()})
        request.runtime.senders.update({name: bot.sender for name, bot in bots.items()})
        yield App(config, request, bots)


def _bot(
    application: TelegramApplication, request: RequestContext, names: dict[str, str], limiter: Limiter | None
) -> BotRuntime:
    """Put a bot together: its poller, its router, its sender."""
    store = cast("InboxStore", request.store)
    leader = store.leader_lock(f"sender {request.bot}".rstrip()) if isinstance(store, SharedStore) else None
    state, read = BotState(request, ROUTES, names), partial(read_update, application.bot)
    router = Router(application, state, store.inbox, read)
    return BotRuntime(
        request=request,
        application=application,
        poller=Poller(application.bot, Admission(request, store.inbox), router.say_unkept, request.bot),
        router=router,
        sender=OutboxSender(application.bot, request, limiter, leader),
    )


async def run(app: App, stop: asyncio.Event) -> None:
    """Receive, answer and remind until `stop` is set; what is being handled then is handled and answered first."""
    gc.freeze()  # what was opened stays: to look through all of it again would hold the loop up at every large answer
    runtime = app.request.runtime
    handled = asyncio.Event()
    async with (
        observed(app.config, app.request, lambda: runtime.tick_age),
        app.scheduler.running(),
        asyncio.TaskGroup() as group,
    ):
        for bot in app.bots.values():
            group.create_task(bot.sender.run(handled))
        try:
            await app.receive(stop)
        finally:
            handled.set()


@asynccontextmanager
async def observed(config: Config, request: RequestContext, age: Callable[[], float | None]) -> AsyncIterator[None]:
    """Let the machine's watchers ask on the port, where one is set, and give systemd its signs of life.

    `age` is how many seconds ago the program last came round, None before the first time.
    """
    async with served(request, config.port.host, config.port.number), supervised(age):
        yield
