"""人员: who belongs to a unit, whether their account is bound, and what they have open."""

from bot.domain.units.unit import Unit
from bot.messages.status.facts import People, people
from bot.services.core.request import RequestContext
from bot.services.status.register import open_register


async def list_people(request: RequestContext, unit: Unit) -> People:
    """The unit's active people in the order of their posts, as of today in the unit's zone."""
    async with request.look() as ledger:
        return people(await open_register(ledger, unit.id, request.today(unit)))
