"""How the scheduler's jobs are, as one unit's office reads it: the last run and the next."""

from zoneinfo import ZoneInfo

from bot.domain.core.slot import Slot
from bot.domain.units.unit import Unit
from bot.messages.operations.jobs import JobHealth, Jobs
from bot.services.core.job_runs import last_run
from bot.services.core.ledger import Ledger
from bot.services.core.request import RequestContext
from bot.services.core.runtime import EVERY
from bot.services.core.weekly_slot import week_slot
from bot.services.operations.backup import DONE, backup_slot
from bot.services.operations.proof import PROVED
from bot.services.reporting.digest import KIND as DIGEST
from bot.services.reporting.periodic import LIST, MORNING, OVERSIGHT, morning_slot


async def job_health(request: RequestContext, ledger: Ledger, unit: Unit) -> Jobs:
    """The jobs with a slot, and those that this process does all the time."""
    slots = await _slots(request, ledger, unit)
    slotted = [await _slotted(request, ledger, unit, job, slot) for job, slot in slots.items()]
    steady = [job for job in request.runtime.jobs if job not in {DIGEST, LIST, MORNING, OVERSIGHT, DONE, PROVED}]
    following = [at for at in map(request.runtime.next_run, steady) if at]
    zone = ZoneInfo(unit.zone)
    return Jobs(slotted, steady, EVERY, min(following).astimezone(zone) if following else None)


async def _slots(request: RequestContext, ledger: Ledger, unit: Unit) -> dict[str, Slot]:
    """The slots of a unit; only an upper unit has ever looked at those below."""
    week, backup = week_slot(unit), backup_slot(request, unit)
    slots = {DIGEST: week, LIST: week, MORNING: morning_slot(unit)}
    if await last_run(ledger, OVERSIGHT, unit.id):
        slots[OVERSIGHT] = week
    return slots | ({DONE: backup, PROVED: backup} if backup else {})


async def _slotted(request: RequestContext, ledger: Ledger, unit: Unit, job: str, slot: Slot) -> JobHealth:
    run = await last_run(ledger, job, "" if job in {DONE, PROVED} else unit.id)
    following = request.runtime.slots.next(slot, request.now())
    while job == MORNING and not request.calendar.is_working(following.date()):
        following = request.runtime.slots.next(slot, following)
    return JobHealth(job, run.at.astimezone(ZoneInfo(unit.zone)) if run else None, following)
