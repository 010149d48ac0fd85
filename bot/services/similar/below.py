"""Whether units below have the like of a finding: that they do, and nothing of what stands there."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.similar.likeness import SURE, Described, alike
from bot.domain.units.oversight import below
from bot.domain.units.unit import Unit
from bot.readers.topics import topics
from bot.services.core.ledger import PLANS_OF, UNITS
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.similar.comparison import described_findings


async def units_with_like(request: RequestContext, by: Person, finding_id: str) -> tuple[str, ...]:
    """Names of the units below where the like is likely to stand; none for whoever may not look at units below.

    The request is the one before all units. Each is looked at in a scope of its own; rounds whose words are kept from
    messages are left out.
    """
    async with request.look() as ledger:
        person = await ledger.people.get(by.id)
        if person is None or not allowed(Action.OVERSEE, person):
            return ()
        lower = below(await ledger.units.find(UNITS), person.unit)
    if not lower:
        return ()
    async with scoped(request, by.unit).look() as ledger:
        asked = (await described_findings(ledger, by.unit)).get(finding_id)
    if asked is None:
        return ()
    own = replace(asked, objects=())  # departments bear the same names in every unit
    return tuple([unit.name for unit in lower if await _has_like(request, unit, own)])


async def _has_like(request: RequestContext, unit: Unit, asked: Described) -> bool:
    async with scoped(request, unit.id).look() as ledger:
        plans = await ledger.plans.find(PLANS_OF, unit.id)
        hidden = {one.id for one in plans if unit.policy.but(one.policy).confidential}
        found = await described_findings(ledger, unit.id, but=hidden)
    return await asyncio.to_thread(_any_like, asked, [replace(one, objects=()) for one in found.values()])


def _any_like(asked: Described, others: Sequence[Described]) -> bool:
    return bool(alike(asked, others, topics(), most=1, least=SURE))
