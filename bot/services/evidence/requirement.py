"""Which evidence of a measure counts, and what is still wanting before the measure may be submitted."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.requirement import Ground, Lack, lacking
from bot.domain.history.verb import Verb
from bot.domain.plan.round_name import round_names
from bot.services.core.ledger import CLOSINGS_OF, EVIDENCE_OF, JOURNAL_OF, PLANS_OF
from bot.services.core.measure_context import MeasureContext


async def live_evidence(context: MeasureContext) -> list[Evidence]:
    """The evidence that stands; for a measure that was opened again only what came since."""
    kept = await context.ledger.evidence.find(EVIDENCE_OF, context.measure.id)
    closed = await context.ledger.closings.find(CLOSINGS_OF, context.measure.id, latest=True, limit=1)
    since = closed[0].reopened if closed else None
    return [p for p in kept if p.stands and p.expired is None and (since is None or p.at > since)]


async def lack_of(context: MeasureContext) -> Lack:
    """The evidence that is still wanting before the measure may be submitted, and on what that rests."""
    lack = lacking(context.policy, await live_evidence(context))
    return replace(lack, grounds=await grounds_of(context, lack.settings))


async def grounds_of(
    context: MeasureContext, settings: Iterable[str], until: dt.datetime | None = None
) -> tuple[Ground, ...]:
    """For each setting how it was made last, before a moment where one is given: the nearest to the measure counts."""
    return tuple([await _ground(context, name, until or context.tx.now) for name in settings])


async def _ground(context: MeasureContext, setting: str, until: dt.datetime) -> Ground:
    measure, plan, unit = context.measure, context.plan, context.tx.unit
    rounds = round_names(await context.ledger.plans.find(PLANS_OF, unit.id))
    parts = {measure.id: measure.number, measure.plan: rounds.get(plan.id, "") if plan else "", unit.id: ""}
    for part, scope in parts.items():
        found = [one for one in await context.ledger.journal.find(JOURNAL_OF, part) if one.verb == Verb.SET_POLICY]
        made = [one for one in found if one.after.get("setting") == setting and one.at <= until]
        if made:
            who = await context.ledger.people.get(made[-1].by)
            return Ground(setting, scope, who.name if who else "", context.tx.day_of(made[-1].at))
    return Ground(setting)
