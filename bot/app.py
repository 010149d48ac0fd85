"""One process with all roles: the bots of an installation, the scheduler, and what watches over them."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

os.environ.setdefault("PTB_TIMEDELTA", "1")

from telegram.ext import ApplicationBuilder, ContextTypes, Defaults
from telegram.request import BaseRequest, HTTPXRequest

from bot.clock import Clock, utc_now
from bot.config import Config, read_token, tokens
from bot.installation import open_context
from bot.scheduling.ledger_jobs import ledger_jobs, may_run
from bot.scheduling.scheduler import ScheduledJob, Scheduler, attempt
from bot.services.core.ledger import UNITS
from bot.services.core.request import RequestContext
from bot.services.core.shared_store import SharedStore
from bot.services.core.tenancy import scoped
from bot.services.outbox.answers import AnswerQueue
from bot.transport.board import renew_board
from bot.transport.courier import Courier
from bot.transport.health_server import served
from bot.transport.limiter import Limiter
from bot.transport.polling import Process, Receiver
from bot.transport.systemd import supervised
from handlers import ROUTES
from handlers.core.context import BotState, Context, TelegramApplication
from handlers.core.router import Router

CONNECTIONS = 24
SEND_EVERY = 5.0  # seconds between two looks whether something waits in the outbox


def build_application(
    config: Config, http: Callable[[], BaseRequest] | None = None, *, token: str = ""
) -> TelegramApplication:
    """The application of Telegram's library, without its own updater, persistence and job queue.

    It speaks for the installation's first bot where no token is given.
    """
    settings = config.telegram
    connections = http() if http else HTTPXRequest(CONNECTIONS, proxy=settings.proxy or None)
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
    """One bot: its request context, its application, its sender, its receiver, and how an update is handled."""

    request: RequestContext
    application: TelegramApplication
    courier: Courier
    receiver: Receiver
    process: Process

    async def renew_boards(self) -> None:
        """Renew the pinned boards of the units that the bot serves; a failure of one stops no other."""
        if await self.courier.leads():
            async with self.request.look() as ledger:
                served = [unit.id for unit in await ledger.units.find(UNITS) if unit.bot == self.request.bot]
            for unit in served:
                board = renew_board(self.courier, scoped(self.request, unit), unit)
                await attempt(self.request.runtime, "board", board, unit)


class App:
    """All roles in one process: every bot by its name (the first one's is ""), and the scheduler of the jobs."""

    def __init__(self, config: Config, request: RequestContext, bots: dict[str, BotRuntime]) -> None:
        self.config = config
        self.request = request
        self.bots = bots
        jobs = [
            *ledger_jobs(request),
            ScheduledJob(id="outbox", work=self._send, long=True, every=SEND_EVERY),
            ScheduledJob(id="board", work=self._renew_boards, long=True),
        ]
        self.scheduler = Scheduler(jobs, request.runtime, may_run(request), request.now)

    @property
    def first(self) -> BotRuntime:
        """The installation's first bot."""
        return self.bots[""]

    async def tick(self) -> None:
        """Do every job once; it may be done 0, 1 or 50 times a day."""
        await self.scheduler.run_all()

    async def settle(self) -> None:
        """Send until nothing is ready any more."""
        while await self._send():
            pass

    async def _send(self) -> int:
        return sum(await asyncio.gather(*(bot.courier.run_once() for bot in self.bots.values())))

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
    apart: bool = False,
) -> AsyncIterator[App]:
    """Open everything in order and close it in reverse; raises StoreError, or Telegram's own errors.

    `apart` where another process sends what the handlers answer.
    """
    request = await open_context(config, clock)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(request.store.close)
        bots, names = {}, dict[str, str]()
        for name, token in tokens(config).items():
            application = await stack.enter_async_context(build_application(config, http, token=token))
            names[name] = application.bot.username
            bots[name] = _bot(application, replace(request, bot=name), names, limiter, apart=apart)
        request.runtime.receivers.update({name: bot.receiver for name, bot in bots.items()})
        yield App(config, request, bots)


def _bot(
    application: TelegramApplication,
    request: RequestContext,
    names: dict[str, str],
    limiter: Limiter | None,
    *,
    apart: bool,
) -> BotRuntime:
    """Put a bot together: its handlers, its sender, its receiver."""
    store = request.store
    leader = store.leader_lock(f"sender {request.bot}".rstrip()) if isinstance(store, SharedStore) else None
    courier = Courier(application.bot, request, limiter, leader)
    post = AnswerQueue(request, request.runtime.answer_files) if apart else courier.post
    router = Router(application, BotState(request, post, ROUTES, names))
    return BotRuntime(
        request=request,
        application=application,
        courier=courier,
        receiver=Receiver(application.bot, router.process),
        process=router.process,
    )


async def run(app: App, stop: asyncio.Event) -> None:
    """Receive, answer and remind until `stop` is set; what is under way is finished first."""
    runtime = app.request.runtime
    async with observed(app.config, app.request, lambda: runtime.tick_age), app.scheduler.running():
        await asyncio.gather(*(bot.receiver.run(stop) for bot in app.bots.values()))


@asynccontextmanager
async def observed(config: Config, request: RequestContext, age: Callable[[], float | None]) -> AsyncIterator[None]:
    """Let the machine's watchers ask on the port, where one is set, and give systemd its signs of life.

    `age` is how many seconds ago the program last came round, None before the first time.
    """
    async with served(request, config.port.host, config.port.number), supervised(age):
        yield
