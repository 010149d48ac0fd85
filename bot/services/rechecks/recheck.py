"""Looking back at what was closed: after the days of the policy, and by a monthly sample."""

import datetime as dt
from dataclasses import replace

from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.domain.rechecks.recheck import Recheck, RecheckState, days_of_recheck, sample
from bot.services.core.job_runs import first_run
from bot.services.core.ledger import JOURNAL_OF, MEASURES_OF_UNIT, RECHECKS_DUE, RECHECKS_OF
from bot.services.core.measure_context import MeasureContext
from bot.services.core.notify import office, tell
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_clock_transaction


async def plan_rechecks(context: MeasureContext) -> None:
    """Plan the looks back after a closing."""
    tx, measure = context.tx, context.measure
    days = days_of_recheck(tx.today, context.policy.recheck_days, tx.request.calendar)
    for count, day in days.items():
        await _plan(tx, measure.id, day, str(count))
    if days:
        planned = [day.isoformat() for day in days.values()]
        await note(tx, Verb.PLAN_RECHECK, measure.id, days=planned)


async def _plan(tx: Transaction, measure_id: str, day: dt.date, why: str) -> Recheck:
    number = len(await tx.ledger.rechecks.find(RECHECKS_OF, measure_id)) + 1
    recheck = Recheck(
        id=f"{measure_id}/k{number}", unit=tx.unit.id, measure=measure_id, due=day, why=why, planned=tx.now
    )
    await tx.ledger.rechecks.put(recheck)
    return recheck


async def drop_rechecks(tx: Transaction, measure_id: str) -> None:
    """Nothing is looked back at that is open again."""
    for recheck in await tx.ledger.rechecks.find(RECHECKS_OF, measure_id):
        if recheck.state is RecheckState.PLANNED:
            await tx.ledger.rechecks.put(replace(recheck, state=RecheckState.DROPPED))


async def look_back(request: RequestContext, unit: str) -> int:
    """Draw the month's sample once, and tell the office each week of every look back that is due. For the clock.

    Gives how many were told.
    """
    async with open_clock_transaction(request, unit) as tx:
        if not request.calendar.is_working(tx.today):
            return 0
        if await first_run(tx, "sample", tx.today.replace(day=1)):
            await _draw_sample(tx)
        if not await first_run(tx, "rechecks", tx.today):
            return 0
        until = (tx.today + dt.timedelta(1)).isoformat()
        due = await tx.ledger.rechecks.find(RECHECKS_DUE, unit, until=until)
        week = f"{tx.today:%G-W%V}"
        for recheck in due:
            to = await office(tx)
            await tell(tx, to, reason=f"recheck:{recheck.id}:{week}", facts={"recheck": recheck.id}, kind="recheck")
        return len(due)


async def _draw_sample(tx: Transaction) -> None:
    """Draw from what was closed before this month and still is."""
    first, unit = tx.today.replace(day=1), tx.unit
    month = f"{first:%Y-%m}"
    measures = await tx.ledger.measures.find(MEASURES_OF_UNIT, unit.id)
    closed = [m.id for m in measures if m.stage is Stage.CLOSED and m.since is not None and m.since < first]
    chosen = sample(closed, unit.id, month, unit.policy.recheck_sample)
    if not chosen or await _is_drawn(tx, month):
        return
    for measure in chosen:
        await _plan(tx, measure, tx.today, month)
    await note(tx, Verb.DRAW_SAMPLE, unit.id, month=month, of=len(closed), measures=list(chosen))


async def _is_drawn(tx: Transaction, month: str) -> bool:
    """True where the journal says so: a clock that was ahead and is set back draws no second sample."""
    entries = await tx.ledger.journal.find(JOURNAL_OF, tx.unit.id)
    return any(entry.verb == Verb.DRAW_SAMPLE and entry.after["month"] == month for entry in entries)
