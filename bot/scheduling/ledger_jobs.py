"""The jobs of the ledger: those of each unit, which see that unit alone, and those of the whole installation."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.scheduling.clock import is_right
from bot.scheduling.scheduler import ScheduledJob, attempt
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.shared_store import SharedStore
from bot.services.core.tenancy import scoped, unit_ids
from bot.services.operations.jobs import INSTALLATION_JOBS, UNIT_JOBS, UnitJob

log = structlog.get_logger(__name__)
AT_ONCE = 4  # units that are looked after at the same time


def ledger_jobs(request: RequestContext) -> list[ScheduledJob]:
    """All of them; in a unit one is done at a time, and AT_ONCE units at the same time."""
    places, turns = asyncio.Semaphore(AT_ONCE), defaultdict[str, asyncio.Lock](asyncio.Lock)

    async def in_unit(job: UnitJob, unit: str) -> None:
        async with turns[unit], places:
            await attempt(request.runtime, job.id, job.work(scoped(request, unit), unit), unit)

    async def in_units(job: UnitJob) -> None:
        await asyncio.gather(*(in_unit(job, unit) for unit in await unit_ids(request)))

    return [
        *(ScheduledJob(id=job.id, work=partial(in_units, job)) for job in UNIT_JOBS),
        *(ScheduledJob(id=job.id, work=partial(job.work, request), long=job.long) for job in INSTALLATION_JOBS),
    ]


def may_run(request: RequestContext) -> Callable[[], Awaitable[bool]]:
    """Whether this process does the jobs now: of several one does, and none while the clock has lost its time."""
    told = False
    shared = request.store if isinstance(request.store, SharedStore) else None

    async def asked() -> bool:
        nonlocal told
        if shared and not await shared.leader_lock(CLOCK).acquire():
            return False
        right = is_right(request.now())
        if not right and not told:
            log.error("clock has lost its time; nothing is sent", clock=request.now().isoformat())
        told = not right
        return right

    return asked
