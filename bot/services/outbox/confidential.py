"""What may be neither forwarded nor saved: all that a confidential unit is sent, and every word on such a measure."""

from collections.abc import Iterable

from bot.services.core.ledger import PEOPLE_AT, Ledger
from bot.services.core.request import RequestContext


async def is_protected(request: RequestContext, chat: int, measures: Iterable[str] = ()) -> bool:
    """True for a chat of somebody of a confidential unit, or where one of the measures is confidential."""
    async with request.store.read() as ledger:
        people = await ledger.people.find(PEOPLE_AT, str(chat))
        units = await ledger.units.get_many(person.unit for person in people)
        if any(unit.policy.confidential for unit in units):
            return True
        return await _about_confidential(ledger, measures)


async def _about_confidential(ledger: Ledger, measures: Iterable[str]) -> bool:
    found = await ledger.measures.get_many(measures)
    plans = {plan.id: plan for plan in await ledger.plans.get_many(one.plan for one in found)}
    units = {unit.id: unit for unit in await ledger.units.get_many(one.unit for one in found)}
    return any(
        units[one.unit].policy.but(plans[one.plan].policy if one.plan in plans else {}).but(one.policy).confidential
        for one in found
        if one.unit in units
    )
