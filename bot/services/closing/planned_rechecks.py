"""The rechecks (回头看) that a closing plans, and that a reopening drops."""

import datetime as dt
from dataclasses import replace

from bot.domain.history.verb import Verb
from bot.domain.rechecks.recheck import Recheck, RecheckState, days_of_recheck
from bot.services.core.ledger import RECHECKS_OF
from bot.services.core.measure_context import MeasureContext
from bot.services.core.transaction import Transaction, note


async def plan_rechecks(context: MeasureContext) -> None:
    """Plan the looks back after a closing."""
    tx, measure = context.tx, context.measure
    days = days_of_recheck(tx.today, context.policy.recheck_days, tx.request.calendar)
    for count, day in days.items():
        await plan_recheck(tx, measure.id, day, str(count))
    if days:
        planned = [day.isoformat() for day in days.values()]
        await note(tx, Verb.PLAN_RECHECK, measure.id, days=planned)


async def plan_recheck(tx: Transaction, measure_id: str, day: dt.date, why: str) -> Recheck:
    """Plan a recheck of a measure; `why` is the number of days after the closing, or the month of a sample."""
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
