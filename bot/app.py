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

from bot.config import Config, read_token
from bot.domain.unit import Unit
from bot.readers.calendar import load_calendar
from bot.reports.health import Archive, Space
from bot.reports.wording import load_wording
from bot.senders.board import renew_board
from bot.senders.courier import Courier
from bot.senders.limiter import Limiter
from bot.senders.receiver import Receiver
from bot.senders.supervisor import tell, watchdog_seconds
from bot.services.desk import Desk
from bot.services.ledger import Store
from bot.services.ticks import TICKS
from bot.services.works import EVERY, Works
from handlers import CONCERNS
from handlers.window import Command, Context, Desk_Application, Window
from storage.cabinet import FileCabinet
from storage.opening import open_store
from storage.safekeeping import place, put_away, room

log = structlog.get_logger(__name__)
STALLED = 60.0  # seconds of monotonic time without a tick after which the scheduler is woken
HUNG = 900.0  # seconds without a tick after which systemd is no longer told that all is well
CONNECTIONS = 24
NOT_BEFORE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)  # a clock that says so has lost its time


def utc_now() -> dt.datetime:
    """The machine's time, aware."""
    return dt.datetime.now(dt.UTC)


async def open_desk(config: Config, clock: Callable[[], dt.datetime] = utc_now) -> Desk:
    """Open the ledger and its cabinet, and see to it that the unit is in it; raises StoreTrouble."""
    store = await open_store(config.store.url)
    try:
        return await _set_up(store, config, clock)
    except BaseException:
        await store.close()
        raise


async def _set_up(store: Store, config: Config, clock: Callable[[], dt.datetime]) -> Desk:
    desk = desk_over(store, config, clock)
    async with store.open() as ledger:
        kept = await ledger.units.get(config.unit.id)
        unit = Unit(config.unit.id, config.unit.name, config.unit.zone, config.policy)
        if kept is not None:
            name = kept.name if config.unit.name == Unit("", "本单位").name else config.unit.name
            unit = replace(kept, name=name, zone=unit.zone, policy=config.policy.but(kept.changes))
        if unit != kept:
            await ledger.units.put(unit)
    return desk


def desk_over(store: Store, config: Config, clock: Callable[[], dt.datetime] = utc_now) -> Desk:
    """A desk before a ledger that is open."""
    holidays, workdays = (
        tuple(map(dt.date.fromisoformat, days)) for days in (config.calendar.holidays, config.calendar.workdays)
    )
    own = tomllib.loads(Path(config.wording.file).read_text("utf-8")) if config.wording.file else None
    cabinet = FileCabinet(Path(config.store.evidence))
    return Desk(store, clock, load_calendar(holidays, workdays), load_wording(own), cabinet, works=_works(config))


def _works(config: Config) -> Works:
    settings = config.backup
    ledger, evidence = config.store.url, Path(config.store.evidence)
    folder = place(ledger, evidence, settings.folder)

    async def archive(now: dt.datetime) -> Archive:
        made, removed = await put_away(ledger, evidence, folder, settings.keep, now)
        return Archive(str(made.absolute()), made.stat().st_size, tuple(old.name for old in removed))

    async def space() -> Space:
        return Space(*await asyncio.to_thread(room, ledger, evidence))

    return Works(archive=archive, space=space, daily=settings.at if settings.keep else None)


def build_application(config: Config, request: Callable[[], BaseRequest] | None = None) -> Desk_Application:
    """The application of Telegram's library, without its own updater, persistence and job queue."""
    settings = config.telegram
    carrier = request() if request else HTTPXRequest(CONNECTIONS, proxy=settings.proxy or None)
    builder = (
        ApplicationBuilder()
        .token(read_token(config))
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
    return tuple(command for concern in CONCERNS for command in getattr(concern, "COMMANDS", ()))


@dataclass
class House:
    """The running bot: window, desk, courier and clock."""

    config: Config
    desk: Desk
    application: Desk_Application
    courier: Courier
    receiver: Receiver

    async def tick(self) -> None:
        """What the clock asks for, then what is to be carried; it may run 0, 1 or 50 times a day.

        A clock that has lost its time asks for nothing, and nothing is sent by it.
        """
        if self.desk.now() < NOT_BEFORE:
            log.error("clock has lost its time; nothing is sent", clock=self.desk.now().isoformat())
            return
        works = self.desk.works
        works.begin_tick()
        for ask in TICKS:
            try:
                await ask(self.desk, self.config.unit.id)
            except Exception:
                works.failed.append(ask.__name__)
                log.exception("tick failed", tick=ask.__name__)
        await self.courier.run_once()
        await renew_board(self.courier, self.desk, self.config.unit.id)
        works.end_tick(self.desk.now())

    async def settle(self) -> None:
        """Carry until nothing is ready any more."""
        while await self.courier.run_once():
            pass


@asynccontextmanager
async def open_house(
    config: Config,
    *,
    clock: Callable[[], dt.datetime] = utc_now,
    request: Callable[[], BaseRequest] | None = None,
    limiter: Limiter | None = None,
) -> AsyncIterator[House]:
    """Open everything in order and close it in reverse; raises StoreTrouble, or Telegram's own errors."""
    desk = await open_desk(config, clock)
    try:
        application = build_application(config, request)
        async with application:
            courier = Courier(application.bot, desk, limiter)
            commands = all_commands()
            window = application.bot_data["window"] = Window(desk, courier.post, config.unit.id, commands=commands)
            for concern in CONCERNS:
                concern.register(application)

            async def process(update: Update) -> bool:
                failed = window.unkept[update.update_id]
                await application.process_update(update)
                kept = window.unkept[update.update_id] == failed
                if kept:
                    del window.unkept[update.update_id]
                return kept

            receiver = desk.works.line = Receiver(application.bot, process)
            yield House(config, desk, application, courier, receiver)
    finally:
        await desk.store.close()


async def run(house: House, stop: asyncio.Event) -> None:
    """Receive, answer and remind until `stop` is set; what is at hand is finished first."""
    async with _observed(house):
        await _run(house, stop)


@asynccontextmanager
async def _observed(house: House) -> AsyncIterator[None]:
    """Let the machine's watchers ask on the port, where one is set, and give systemd its signs of life."""
    async with contextlib.AsyncExitStack() as stack:
        port = house.config.port
        if port.number:
            from bot.senders.port import open_port, port_of

            app = port_of(house.desk, house.config.unit.id)
            try:
                log.info("port open", address=await stack.enter_async_context(open_port(app, port.host, port.number)))
            except OSError as error:  # reminders matter more than being watched
                log.error("port not open", number=port.number, error=error.strerror)  # noqa: TRY400 - no traceback
        living = asyncio.create_task(_live(house.desk.works), name="watchdog")
        tell("READY=1")
        try:
            yield
        finally:
            tell("STOPPING=1")
            living.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await living


async def _live(works: Works) -> None:
    """Give signs of life as long as the clock does its rounds."""
    every, started = watchdog_seconds(), time.monotonic()
    while every is not None:
        age = works.tick_age
        if (time.monotonic() - started if age is None else age) < HUNG:
            tell("WATCHDOG=1")
        await asyncio.sleep(every)


async def _run(house: House, stop: asyncio.Event) -> None:
    scheduler = AsyncIOScheduler(timezone=dt.UTC)
    beat = Beat(house.tick)
    trigger = IntervalTrigger(seconds=EVERY)
    job = scheduler.add_job(  # a method, because an object with an async __call__ is never awaited by APScheduler
        beat.__call__, trigger, next_run_time=utc_now(), misfire_grace_time=None, coalesce=True, max_instances=1
    )
    receiving = asyncio.create_task(house.receiver.run(stop), name="receive")
    scheduler.start()
    watching = asyncio.create_task(beat.watch(lambda: job.modify(next_run_time=utc_now())), name="watch")
    try:
        await receiving
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        scheduler.shutdown(wait=False)
        await beat.finish()


class Beat:
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
