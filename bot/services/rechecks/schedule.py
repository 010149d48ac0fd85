"""Looking back at what was closed: after the days of the policy, and by a monthly sample."""

import datetime as dt
from collections.abc import Sequence

from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.domain.plan.measure import Stage
from bot.domain.rechecks.recheck import Recheck, sample
from bot.services.closing.planned_rechecks import plan_recheck
from bot.services.core.job_runs import first_run
from bot.services.core.ledger import JOURNAL_OF, MEASURES_OF_UNIT, RECHECKS_DUE
from bot.services.core.measure_context import may_look_back, measure_context
from bot.services.core.notify import office, secretary
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_clock_transaction
from bot.services.reminders.daily_row import put_into_daily


async def remind_of_rechecks(request: RequestContext, unit: str) -> int:
    """Draw the month's sample once, and see that the looks back stand in a message to the office each week.

    For the clock. Gives how many are due.
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
        if due:
            await put_into_daily(request, tx.ledger, tx.unit, await _who_looks(tx, due))
        return len(due)


async def _who_looks(tx: Transaction, due: Sequence[Recheck]) -> list[Person]:
    """The office; and the secretary where something is due at which nobody of it may look."""
    contexts = [await measure_context(tx, one.measure) for one in due]
    heads = [one for one in await secretary(tx) if any([await may_look_back(context, one) for context in contexts])]
    return [one for one in (*await office(tx), *heads) if one.reachable]


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
        await plan_recheck(tx, measure, tx.today, month)
    await note(tx, Verb.DRAW_SAMPLE, unit.id, month=month, of=len(closed), measures=list(chosen))


async def _is_drawn(tx: Transaction, month: str) -> bool:
    """True where the journal says so: a clock that was ahead and is set back draws no second sample."""
    entries = await tx.ledger.journal.find(JOURNAL_OF, tx.unit.id)
    return any(entry.verb == Verb.DRAW_SAMPLE and entry.after["month"] == month for entry in entries)
