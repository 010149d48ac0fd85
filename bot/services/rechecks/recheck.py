"""Looking back at what was closed: after the days of the policy, and by a monthly sample."""

import datetime as dt
from dataclasses import replace

from bot.domain.history.verb import Verb
from bot.domain.plan.measure import Stage
from bot.domain.rechecks.recheck import Recheck, RecheckState, days_of_recheck, sample
from bot.services.core.ledger import MEASURES_OF_UNIT, RECHECKS_DUE, RECHECKS_OF
from bot.services.core.measure_context import Dossier
from bot.services.core.notify import office, tell
from bot.services.core.numbering import first_time
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, note, sit_by_clock


async def plan_rechecks(dossier: Dossier) -> None:
    """Plan the looks back after a closing."""
    sitting, measure = dossier.sitting, dossier.measure
    days = days_of_recheck(sitting.today, dossier.policy.recheck_days, sitting.desk.calendar)
    for count, day in days.items():
        await _plan(sitting, measure.id, day, str(count))
    if days:
        planned = [day.isoformat() for day in days.values()]
        await note(sitting, Verb.PLAN_RECHECK, measure.id, days=planned)


async def _plan(sitting: Sitting, measure_id: str, day: dt.date, why: str) -> Recheck:
    number = len(await sitting.ledger.rechecks.find(RECHECKS_OF, measure_id)) + 1
    recheck = Recheck(f"{measure_id}/k{number}", sitting.unit.id, measure_id, day, why, sitting.now)
    await sitting.ledger.rechecks.put(recheck)
    return recheck


async def drop_rechecks(sitting: Sitting, measure_id: str) -> None:
    """Nothing is looked back at that is open again."""
    for recheck in await sitting.ledger.rechecks.find(RECHECKS_OF, measure_id):
        if recheck.state is RecheckState.PLANNED:
            await sitting.ledger.rechecks.put(replace(recheck, state=RecheckState.DROPPED))


async def look_back(desk: Desk, unit: str) -> int:
    """Draw the month's sample once, and tell the office each week of every look back that is due. For the clock.

    Gives how many were told.
    """
    async with sit_by_clock(desk, unit) as sitting:
        if not desk.calendar.is_working(sitting.today):
            return 0
        if await first_time(sitting, "sample", sitting.today.year * 12 + sitting.today.month):
            await _draw_sample(sitting)
        if not await first_time(sitting, "rechecks", sitting.today.toordinal()):
            return 0
        until = (sitting.today + dt.timedelta(1)).isoformat()
        due = await sitting.ledger.rechecks.find(RECHECKS_DUE, unit, until=until)
        week = f"{sitting.today:%G-W%V}"
        for recheck in due:
            to = await office(sitting)
            await tell(
                sitting, to, reason=f"recheck:{recheck.id}:{week}", facts={"recheck": recheck.id}, kind="recheck"
            )
        return len(due)


async def _draw_sample(sitting: Sitting) -> None:
    """Draw from what was closed before this month and still is."""
    first, unit = sitting.today.replace(day=1), sitting.unit
    month = f"{first:%Y-%m}"
    measures = await sitting.ledger.measures.find(MEASURES_OF_UNIT, unit.id)
    closed = [m.id for m in measures if m.stage is Stage.CLOSED and m.since is not None and m.since < first]
    chosen = sample(closed, unit.id, month, unit.policy.recheck_sample)
    for measure in chosen:
        await _plan(sitting, measure, sitting.today, month)
    if chosen:
        await note(sitting, Verb.DRAW_SAMPLE, unit.id, month=month, of=len(closed), measures=list(chosen))
