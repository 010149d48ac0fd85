"""An empty ledger to fill in, with the unit's own people and departments to choose from."""

import asyncio

from bot.domain.units.unit import Unit
from bot.services.core.ledger import PEOPLE_OF
from bot.services.core.request import RequestContext


async def blank_ledger(request: RequestContext, unit: Unit) -> bytes:
    """The workbook."""
    from bot.documents.workbook.template import template_book

    async with request.look() as ledger:
        people = [person for person in await ledger.people.find(PEOPLE_OF, unit.id) if person.active]
    people.sort(key=lambda person: (person.rank, person.department, person.name))
    return await asyncio.to_thread(template_book, unit.name, people)
