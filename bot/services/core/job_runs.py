"""What the jobs have done already: one record a job and unit, of its last run, kept with what the run wrote."""

import datetime as dt

from bot.services.core.ledger import JobRun, Ledger
from bot.services.core.transaction import Transaction

COUNTED = {  # ledgers before 2026 counted these jobs' days, or months, in the series of numbers
    "chase": "chase",
    "expire": "expire",
    "letters": "overdue letters",
    "rechecks": "rechecks",
    "sample": "sample",
}
MONTHS = 12


def run_id(job: str, unit: str = "") -> str:
    """The key of a job's last run."""
    return f"{job}:{unit}" if unit else job


async def last_run(ledger: Ledger, job: str, unit: str = "") -> JobRun | None:
    """The last run of a job, also as an older ledger holds it; None where there was none."""
    run = await ledger.watches.get(run_id(job, unit))
    return run or await _counted(ledger, job, unit)


async def is_done(ledger: Ledger, job: str, unit: str, day: dt.date) -> bool:
    """True where the job's last run was for that day's slot."""
    run = await last_run(ledger, job, unit)
    return run is not None and run.day == day


async def record_run(ledger: Ledger, job: str, unit: str, day: dt.date, at: dt.datetime) -> None:
    """Note that a job is done for a day's slot, in the transaction of what it did."""
    await ledger.watches.put(JobRun(id=run_id(job, unit), unit=unit, day=day, at=at))


async def first_run(tx: Transaction, job: str, day: dt.date) -> bool:
    """Note a run for a day's slot; False, and nothing noted, where it is done already."""
    if await is_done(tx.ledger, job, tx.unit.id, day):
        return False
    await record_run(tx.ledger, job, tx.unit.id, day, tx.now)
    return True


async def _counted(ledger: Ledger, job: str, unit: str) -> JobRun | None:
    counter = await ledger.counters.get(f"{unit}:{COUNTED[job]}") if job in COUNTED else None
    if counter is None or not counter.value:
        return None
    day = _month(counter.value) if job == "sample" else dt.date.fromordinal(counter.value)
    return JobRun(id=run_id(job, unit), unit=unit, day=day, at=dt.datetime.combine(day, dt.time(), dt.UTC))


def _month(stamp: int) -> dt.date:
    """The first of a month that was counted since the year 0."""
    return dt.date((stamp - 1) // MONTHS, (stamp - 1) % MONTHS + 1, 1)
