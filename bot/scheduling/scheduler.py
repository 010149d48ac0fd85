"""APScheduler with named jobs, driven so that no jump of the machine's clock stops them or is made up for."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.clock import Clock, utc_now
from bot.services.core.runtime import EVERY, Runtime

log = structlog.get_logger(__name__)
LOOK_AT_CLOCK = 5.0  # seconds of monotonic time between two looks whether the machine's clock has jumped
JUMP = dt.timedelta(seconds=2)
GRACE = 5.0  # seconds that jobs under way have at the end


@dataclass(frozen=True, kw_only=True)
class ScheduledJob:
    """A kind of work that is done again and again: its name in the log and in health, and how it is done."""

    id: str
    work: Callable[[], Awaitable[object]]
    long: bool = False  # may take minutes: whether the others come round is not told by it


class Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """So long after the last run.

    What was missed is never counted back: a clock that is set right by decades costs one run.
    """

    def __init__(self, interval: dt.timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, _previous: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        """The interval after now."""
        return now + self._interval


class Scheduler:
    """Jobs every EVERY seconds, each at most once at a time; a failure of one never stops another.

    `may_run` is asked before each: False where another process does the work, or while the clock is wrong.
    """

    def __init__(
        self,
        jobs: Sequence[ScheduledJob],
        runtime: Runtime,
        may_run: Callable[[], Awaitable[bool]],
        now: Clock = utc_now,
    ) -> None:
        self._jobs = jobs
        self._runtime = runtime
        self._may_run = may_run
        self._now = now
        self._locks = {job.id: asyncio.Lock() for job in jobs}
        runtime.expect({job.id: not job.long for job in jobs})

    async def run_all(self) -> None:
        """Do every job once, in order."""
        for job in self._jobs:
            await self._run(job)

    async def _run(self, job: ScheduledJob) -> None:
        async with self._locks[job.id]:
            if await self._may_run():
                self._runtime.begin(job.id)
                await attempt(self._runtime, job.id, job.work())
                self._runtime.end(job.id, self._now())

    async def _run_unless_running(self, job: ScheduledJob) -> None:
        if not self._locks[job.id].locked():
            await self._run(job)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[AsyncIOScheduler]:
        """Do the jobs while the block runs; those under way at its end have GRACE seconds to finish."""
        scheduler = AsyncIOScheduler(timezone=dt.UTC)
        for job in self._jobs:
            scheduler.add_job(
                self._run_unless_running,
                Every(dt.timedelta(seconds=EVERY)),
                args=[job],
                id=job.id,
                next_run_time=utc_now(),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=2,  # the second finds the first at work and leaves
            )
        scheduler.start()
        self._runtime.next_run = lambda id_: scheduler.get_job(id_).next_run_time if scheduler.get_job(id_) else None
        watching = asyncio.create_task(_follow_clock(scheduler), name="clock")
        try:
            yield scheduler
        finally:
            watching.cancel()
            scheduler.pause()
            await self._finish()
            scheduler.shutdown(wait=False)
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    async def _finish(self) -> None:
        """Wait for what is under way, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                for lock in self._locks.values():
                    async with lock:
                        pass


async def _follow_clock(scheduler: AsyncIOScheduler) -> None:
    """Let every job run at once where the machine's clock has jumped: they wait by it, this loop does not."""
    while True:
        await asyncio.sleep(LOOK_AT_CLOCK)
        now = utc_now()
        earliest, latest = now - JUMP, now + dt.timedelta(seconds=EVERY) + JUMP
        for job in scheduler.get_jobs():
            if not earliest <= job.next_run_time <= latest:
                log.warning("clock has jumped", job=job.id)
                job.modify(next_run_time=now)


async def attempt(runtime: Runtime, job: str, work: Awaitable[object], unit: str = "") -> None:
    """Do a part of a job; its failure is noted, and stops no other part and no other unit."""
    try:
        await work
    except Exception:
        runtime.fail(job)
        log.exception("job failed", job=job, unit=unit)
