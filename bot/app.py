"""One process with all roles: the bots of an installation, the scheduler, and what watches over them."""

import asyncio
import contextlib
import gc
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast
from urllib.request import getproxies

os.environ.setdefault("PTB_TIMEDELTA", "1")

import httpx
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.clock import Clock, utc_now
from bot.config import BadConfig, Config, TelegramSettings, mistake, read_token, tokens
from bot.installation import open_context
from bot.loading import load
from bot.services.core.request import RequestContext
from bot.services.core.shared_store import Inbox, InboxStore, ReceivedUpdate
from bot.services.people.admission import Admission
from bot.transport.polling import Poller
from bot.transport.straight_request import StraightRequest
from bot.transport.systemd import supervised
from bot.transport.worker import Worker

if TYPE_CHECKING:
    from bot.scheduling.scheduler import Scheduler
    from bot.transport.limiter import Limiter
    from bot.transport.outbox_sender import OutboxSender
    from handlers.core.router import Router

CONNECTIONS = 24
BRIEFLY = 0.002  # seconds
ANSWERING = "bot.answering"  # what is loaded while updates are received already


def _connections(settings: TelegramSettings) -> BaseRequest:
    """The way to Telegram's servers: straight where neither we nor the machine name a proxy."""
    if not settings.proxy and not getproxies().keys() & {"http", "https", "all"}:
        return StraightRequest(CONNECTIONS, settings.send_seconds)
    try:
        return HTTPXRequest(
            CONNECTIONS,
            read_timeout=settings.send_seconds,
            write_timeout=settings.send_seconds,
            media_write_timeout=settings.send_seconds * 2,
            proxy=settings.proxy or None,
        )
    except (ValueError, RuntimeError, httpx.InvalidURL) as error:  # it names the proxy, and with it its password
        raise BadConfig([mistake("proxy_unusable")]) from error


def build_bot(config: Config, http: Callable[[], BaseRequest] | None = None, *, token: str = "") -> Bot:
    """The bot of Telegram's library; it speaks for the installation's first bot where no token is given."""
    settings, connections = config.telegram, (http or partial(_connections, config.telegram))()
    return Bot(
        token or read_token(config),
        settings.base_url,
        settings.base_file_url,
        request=connections,
        get_updates_request=connections,
    )


@dataclass(kw_only=True)
class BotRuntime:
    """One bot: its request context, its line to Telegram, and its part of the trip of an update.

    Its router and its sender are loaded when they are first asked for.
    """

    request: RequestContext
    bot: Bot
    names: dict[str, str]  # of all bots at Telegram, by our own names
    limiter: "Limiter | None"
    poller: Poller = field(init=False)

    def __post_init__(self) -> None:
        inbox = Admission(self.request, cast("InboxStore", self.request.store).inbox)
        self.poller = Poller(self.bot, inbox, self._say_unkept, self.request.bot)

    @cached_property
    def router(self) -> "Router":
        """Where its updates are handled; what they are answered goes at once by its sender."""
        from bot.answering import router_of

        self.request.runtime.senders[self.request.bot] = self.sender
        return router_of(self.request, self.bot, self.names)

    @cached_property
    def sender(self) -> "OutboxSender":
        """By which its messages go."""
        from bot.answering import sender_of

        return sender_of(self.request, self.bot, self.limiter)

    async def _say_unkept(self, batch: Sequence[ReceivedUpdate]) -> None:
        await self.router.say_unkept(batch)

    async def renew_boards(self) -> None:
        """Renew the pinned boards of the units that the bot serves; a failure of one stops no other."""
        from bot.answering import renew_cards

        await renew_cards(self.request, self.sender)


class App:
    """All roles in one process: every bot by its name (the first one's is ""), and the scheduler of the jobs."""

    def __init__(self, config: Config, request: RequestContext, bots: dict[str, BotRuntime]) -> None:
        self.config = config
        self.request = request
        self.bots = bots
        self.loaded = asyncio.Event()  # what handles, sends and does the jobs is there

    @cached_property
    def scheduler(self) -> "Scheduler":
        """Does the jobs."""
        from bot.answering import scheduler_of

        return scheduler_of(self.config, self.request, self._renew_boards)

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
        async with asyncio.TaskGroup() as group:
            polling = [group.create_task(bot.poller.run(stop)) for bot in self.bots.values()]
            try:
                await load(ANSWERING)
                self.loaded.set()
                worker = Worker(self.inbox, {name: bot.router.handle for name, bot in self.bots.items()})
                working = group.create_task(worker.run(fetched))
                await asyncio.gather(*polling)
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
    limiter: "Limiter | None" = None,
) -> AsyncIterator[App]:
    """Open everything in order and close it in reverse; raises StoreError, or Telegram's own errors."""
    request = await open_context(config, clock)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(request.store.close)
        bots, names = {}, dict[str, str]()
        for name, token in tokens(config).items():
            bot = await stack.enter_async_context(build_bot(config, http, token=token))
            names[name] = bot.username
            bots[name] = BotRuntime(request=replace(request, bot=name), bot=bot, names=names, limiter=limiter)
        request.runtime.tray = cast("InboxStore", request.store).inbox.status
        request.runtime.receivers.update({name: runtime.poller for name, runtime in bots.items()})
        yield App(config, request, bots)


async def run(app: App, stop: asyncio.Event) -> None:
    """Receive, answer and remind until `stop` is set; what is being handled then is handled and answered first."""
    gc.freeze()  # what was opened stays: to look through all of it again would hold the loop up at every large answer
    runtime = app.request.runtime
    handled = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        receiving = group.create_task(app.receive(stop))
        await app.loaded.wait()
        async with observed(app.config, app.request, lambda: runtime.tick_age), app.scheduler.running():
            sending = [group.create_task(bot.sender.run(handled)) for bot in app.bots.values()]
            try:
                await receiving
            finally:
                handled.set()
            await asyncio.gather(*sending)


@asynccontextmanager
async def observed(config: Config, request: RequestContext, age: Callable[[], float | None]) -> AsyncIterator[None]:
    """Let the machine's watchers ask on the port, where one is set, and give systemd its signs of life.

    `age` is how many seconds ago the program last came round, None before the first time.
    """
    async with contextlib.AsyncExitStack() as stack:
        if config.port.number:
            from bot.transport.health_server import served

            await stack.enter_async_context(served(request, config.port.host, config.port.number))
        await stack.enter_async_context(supervised(age))
        yield
