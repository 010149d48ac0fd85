"""Puts the parts together: the only module that knows them all."""

import asyncio
import contextlib
import datetime as dt
import os
import time
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("PTB_TIMEDELTA", "1")

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, Defaults
from telegram.request import BaseRequest, HTTPXRequest

from bot.clock import utc_now
from bot.config import Config, UnitSettings, read_token, tokens
from bot.domain.units.unit import Unit
from bot.messages.operations.view import Archive, Space
from bot.messages.wording import load_wording
from bot.readers.holidays import load_calendar
from bot.services.core.ledger import UNITS, Store
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.runtime import EVERY, Runtime
from bot.services.core.shared_store import SharedStore
from bot.services.core.tenancy import scoped, unit_ids
from bot.services.operations.jobs import CHORES, TICKS
from bot.services.outbox.answers import AnswerQueue
from bot.transport.board import renew_board
from bot.transport.outbox_sender import OutboxSender
from bot.transport.limiter import Limiter
from bot.transport.polling import Process, Receiver
from bot.transport.systemd import tell, watchdog_seconds
from handlers import CAPABILITIES
from handlers.core.request import Command, Context, TelegramApplication, Window
from storage.archive.archive import place, put_away, room
from storage.blob_store import FileBlobStore
from storage.opening import open_store

log = structlog.get_logger(__name__)
STALLED = 60.0  # seconds of monotonic time without a tick after which the scheduler is woken
HUNG = 900.0  # seconds without a tick after which systemd is no longer told that all is well
CONNECTIONS = 24
AT_ONCE = 4  # units that the clock looks after at the same time
NOT_BEFORE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)  # a clock that says so has lost its time


async def open_context(config: Config, clock: Callable[[], dt.datetime] = utc_now) -> RequestContext:
    """Open the ledger and its blobs, with the configuration's unit in it and its policy in every unit.

    What an office changed in chat stays. Raises StoreError.
    """
    store = await open_store(config.store.url)
    try:
        return await _set_up(store, config, clock)
    except BaseException:
        await store.close()
        raise


async def _set_up(store: Store, config: Config, clock: Callable[[], dt.datetime]) -> RequestContext:
    request = context_over(store, config, clock)
    async with store.open() as ledger:
        own = Unit(config.unit.id, config.unit.name, config.unit.zone)
        known = {unit.id: unit for unit in await ledger.units.find(UNITS)}
        for kept in (known | {own.id: known.get(own.id, own)}).values():
            unit = replace(kept, policy=config.policy.but(kept.changes))
            if kept.id == own.id:
                name = kept.name if own.name == UnitSettings.name else own.name
                unit = replace(unit, name=name, zone=own.zone)
            if unit != known.get(unit.id):
                await ledger.units.put(unit)
    return request


def context_over(store: Store, config: Config, clock: Callable[[], dt.datetime] = utc_now) -> RequestContext:
    """A request before a ledger that is open."""
    holidays, workdays = (
        tuple(map(dt.date.fromisoformat, days)) for days in (config.calendar.holidays, config.calendar.workdays)
    )
    own = tomllib.loads(Path(config.wording.file).read_text("utf-8")) if config.wording.file else None
    blobs = FileBlobStore(Path(config.store.evidence))
    return RequestContext(
        store, clock, load_calendar(holidays, workdays), load_wording(own), blobs, runtime=_runtime(config)
    )


def answer_folder(config: Config) -> Path:
    """Where files lie that go with answers which another process carries."""
    return Path(config.store.evidence).parent / "parcels"


def _runtime(config: Config) -> Runtime:
    settings = config.backup
    ledger, evidence = config.store.url, Path(config.store.evidence)
    folder = place(ledger, evidence, settings.folder)

    async def archive(now: dt.datetime) -> Archive:
        made, removed = await put_away(ledger, evidence, folder, settings.keep, now)
        return Archive(str(made.absolute()), made.stat().st_size, tuple(old.name for old in removed))

    async def space() -> Space:
        return Space(*await asyncio.to_thread(room, ledger, evidence))

    parcels = FileBlobStore(answer_folder(config))
    return Runtime(archive=archive, space=space, answer_files=parcels, daily=settings.at if settings.keep else None)


def build_application(
    config: Config, http: Callable[[], BaseRequest] | None = None, *, token: str = ""
) -> TelegramApplication:
    """The application of Telegram's library, without its own updater, persistence and job queue.

    It speaks for the installation's first bot where no token is given.
    """
    settings = config.telegram
    carrier = http() if http else HTTPXRequest(CONNECTIONS, proxy=settings.proxy or None)
    builder = (
        ApplicationBuilder()
        .token(token or read_token(config))
        .base_url(settings.base_url)
        .base_file_url(settings.base_file_url)
        .request(carrier)
        .get_updates_request(carrier)
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .defaults(Defaults(do_quote=False))
    )
    return builder.build()


def all_commands() -> tuple[Command, ...]:
    """Every command of every concern, in the order of the help."""
    return tuple(command for concern in CAPABILITIES for command in getattr(concern, "COMMANDS", ()))


@dataclass
class BotRuntime:
    """One bot: its request, its window, its sender, its receiver."""

    request: RequestContext
    application: TelegramApplication
    sender: OutboxSender
    receiver: Receiver

    process: Process

    async def renew_boards(self) -> None:
        """Renew the pinned boards of the units that the bot serves."""
        if await self.sender.leads():
            async with self.request.look() as ledger:
                served = [unit.id for unit in await ledger.units.find(UNITS) if unit.bot == self.request.bot]
            for unit in served:
                board = renew_board(self.sender, scoped(self.request, unit), unit)
                await _try(self.request, "board", board, unit)


@dataclass
class App:
    """What runs: the request, and the line of every bot; the first one's name is ""."""

    config: Config
    request: RequestContext
    lines: dict[str, BotRuntime]

    @property
    def first(self) -> BotRuntime:
        """The line of the installation's first bot."""
        return self.lines[""]

    async def tick(self) -> None:
        """What the clock asks for, then what is to be carried; it may run 0, 1 or 50 times a day."""
        runtime = self.request.runtime
        if await ask_clock(self.request):
            await asyncio.gather(*(line.sender.run_once() for line in self.lines.values()))
            for line in self.lines.values():
                await line.renew_boards()
            runtime.end_tick(self.request.now())

    async def settle(self) -> None:
        """Carry until nothing is ready any more."""
        while sum(await asyncio.gather(*(line.sender.run_once() for line in self.lines.values()))):
            pass


async def ask_clock(request: RequestContext) -> bool:
    """Do what the clock asks for in every unit, a few of them at once; a failure of one never stops the others.

    A clock that has lost its time asks for nothing: False. So does one of several processes where another does it.
    """
    if isinstance(request.store, SharedStore) and not await request.store.leader_lock(CLOCK).take():
        return False
    request.runtime.begin_tick()
    if request.now() < NOT_BEFORE:
        log.error("clock has lost its time; nothing is sent", clock=request.now().isoformat())
        return False
    seats = asyncio.Semaphore(AT_ONCE)

    async def ask_in(unit: str) -> None:
        async with seats:
            for ask in TICKS:
                await _try(request, ask.__name__, ask(scoped(request, unit), unit), unit)

    await asyncio.gather(*(ask_in(unit) for unit in await unit_ids(request)))
    for chore in CHORES:
        await _try(request, chore.__name__, chore(request))
    return True


async def _try(request: RequestContext, name: str, work: Awaitable[object], unit: str = "") -> None:
    """Do a part of the clock's round; its failure stops no other part and no other unit."""
    try:
        await work
    except Exception:
        failed = request.runtime.failed
        failed += [name] if name not in failed else []
        log.exception("tick failed", tick=name, unit=unit)


@asynccontextmanager
async def open_app(
    config: Config,
    *,
    clock: Callable[[], dt.datetime] = utc_now,
    http: Callable[[], BaseRequest] | None = None,
    limiter: Limiter | None = None,
    apart: bool = False,
) -> AsyncIterator[App]:
    """Open everything in order and close it in reverse; raises StoreError, or Telegram's own errors.

    `apart` where another process carries what the windows answer.
    """
    request = await open_context(config, clock)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(request.store.close)
        lines, names = {}, dict[str, str]()
        for name, token in tokens(config).items():
            application = await stack.enter_async_context(build_application(config, http, token=token))
            names[name] = application.bot.username
            lines[name] = _line(application, replace(request, bot=name), names, limiter, apart=apart)
        request.runtime.lines.update({name: line.receiver for name, line in lines.items()})
        yield App(config, request, lines)


def _line(
    application: TelegramApplication,
    request: RequestContext,
    names: dict[str, str],
    limiter: Limiter | None,
    *,
    apart: bool,
) -> BotRuntime:
    """Open the window of a bot."""
    seat = (
        request.store.leader_lock(f"sender {request.bot}".rstrip()) if isinstance(request.store, SharedStore) else None
    )
    sender = OutboxSender(application.bot, request, limiter, seat)
    post = AnswerQueue(request, request.runtime.answer_files) if apart else sender.post
    window = application.bot_data["window"] = Window(request, post, commands=all_commands(), names=names)
    for concern in CAPABILITIES:
        concern.register(application)

    async def process(update: Update) -> bool:
        failed = window.unkept[update.update_id]
        await application.process_update(update)
        kept = window.unkept[update.update_id] == failed
        if kept:
            del window.unkept[update.update_id]
        return kept

    return BotRuntime(request, application, sender, Receiver(application.bot, process), process)


async def run(house: App, stop: asyncio.Event) -> None:
    """Receive, answer and remind until `stop` is set; what is at hand is finished first."""
    runtime = house.request.runtime
    async with observed(house.config, house.request, lambda: runtime.tick_age), ticking(house.tick):
        await asyncio.gather(*(line.receiver.run(stop) for line in house.lines.values()))


@asynccontextmanager
async def observed(config: Config, request: RequestContext, age: Callable[[], float | None]) -> AsyncIterator[None]:
    """Let the machine's watchers ask on the port, where one is set, and give systemd its signs of life.

    `age` is how many seconds ago the program last did its round, None before the first.
    """
    async with contextlib.AsyncExitStack() as stack:
        port = config.port
        if port.number:
            from bot.transport.health_server import open_port, port_of

            app = port_of(request)
            try:
                log.info("port open", address=await stack.enter_async_context(open_port(app, port.host, port.number)))
            except OSError as error:  # reminders matter more than being watched
                log.error("port not open", number=port.number, error=error.strerror)  # noqa: TRY400 - no traceback
        living = asyncio.create_task(_live(age), name="watchdog")
        tell("READY=1")
        try:
            yield
        finally:
            tell("STOPPING=1")
            living.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await living


async def _live(age: Callable[[], float | None]) -> None:
    """Give signs of life as long as the program does its rounds."""
    every, started = watchdog_seconds(), time.monotonic()
    while every is not None:
        last = age()
        if (time.monotonic() - started if last is None else last) < HUNG:
            tell("WATCHDOG=1")
        await asyncio.sleep(every)


@asynccontextmanager
async def ticking(tick: Callable[[], Awaitable[Any]]) -> AsyncIterator[None]:
    """Tick every EVERY seconds while the block runs; a tick that runs at its end is finished."""
    scheduler = AsyncIOScheduler(timezone=dt.UTC)
    beat = Ticker(tick)
    trigger = IntervalTrigger(seconds=EVERY)
    job = scheduler.add_job(  # a method, because an object with an async __call__ is never awaited by APScheduler
        beat.__call__, trigger, next_run_time=utc_now(), misfire_grace_time=None, coalesce=True, max_instances=1
    )
    scheduler.start()
    watching = asyncio.create_task(beat.watch(lambda: job.modify(next_run_time=utc_now())), name="watch")
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        scheduler.shutdown(wait=False)
        await beat.finish()


class Ticker:
    """One tick at a time; notices by the monotonic clock where the scheduler stalls after a jump of the clock."""

    def __init__(self, tick: Callable[[], Awaitable[Any]]) -> None:
        self._tick = tick
        self._lock = asyncio.Lock()
        self.last = time.monotonic()

    async def __call__(self) -> None:
        """Tick once, never twice at the same time."""
        async with self._lock:
            await self._tick()
            self.last = time.monotonic()

    async def watch(self, wake: Callable[[], Any]) -> None:
        """Wake the scheduler when it has not ticked for too long."""
        while True:
            await asyncio.sleep(EVERY)
            if time.monotonic() - self.last > STALLED:
                log.warning("clock stalled; waking the scheduler")
                wake()

    async def finish(self) -> None:
        """Wait until a tick that runs is done."""
        async with self._lock:
            return
