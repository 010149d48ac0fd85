"""Looking back at what was closed: after the days of the policy, and by a monthly sample."""

import datetime as dt
from dataclasses import replace

from bot.domain.letter import Counter
from bot.domain.measure import Stage
from bot.domain.recheck import Recheck, RecheckState, days_of_recheck, sample
from bot.domain.verb import Verb
from bot.services.desk import Desk
from bot.services.dossier import Dossier
from bot.services.ledger import MEASURES_OF_UNIT, RECHECKS_DUE, RECHECKS_OF
from bot.services.sitting import Sitting, note, sit_by_clock
from bot.services.telling import office, tell


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


async def remind_of_rechecks(desk: Desk, unit: str) -> int:
    """Tell the office of every look back that is due, each once; how many were new. For the clock."""
    async with sit_by_clock(desk, unit) as sitting:
        until = (sitting.today + dt.timedelta(1)).isoformat()
        new = 0
        for recheck in await sitting.ledger.rechecks.find(RECHECKS_DUE, unit, until=until):
            new += bool(await _ask(sitting, recheck))
        return new


async def _ask(sitting: Sitting, recheck: Recheck) -> bool:
    to = await office(sitting)
    reason = f"recheck:{recheck.id}"
    known = [await sitting.ledger.outbox.get(f"{reason}:{person.id}") for person in to]
    if not to or all(known):
        return False
    await tell(sitting, to, reason=reason, facts={"recheck": recheck.id}, kind="recheck")
    return True


async def draw_sample(desk: Desk, unit: str) -> tuple[str, ...]:
    """Draw this month's sample of what was closed before it, once; gives what was drawn now. For the clock."""
    async with sit_by_clock(desk, unit) as sitting:
        first = sitting.today.replace(day=1)
        month, size = f"{first:%Y-%m}", sitting.unit.policy.recheck_sample
        drawn = Counter(f"{unit}:sample:{month}", unit, size)
        if size <= 0 or not await sitting.ledger.counters.add(drawn):
            return ()
        measures = await sitting.ledger.measures.find(MEASURES_OF_UNIT, unit)
        closed = [m.id for m in measures if m.stage is Stage.CLOSED and m.since is not None and m.since < first]
        chosen = sample(closed, unit, month, size)
        for measure in chosen:
            await _plan(sitting, measure, desk.calendar.on_or_after(sitting.today), month)
        await note(sitting, Verb.DRAW_SAMPLE, unit, month=month, of=len(closed), measures=list(chosen))
        return chosen
