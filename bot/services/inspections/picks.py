"""Measures that may be gone to, or marked, by a tap: what is late first, then what is due next."""

from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.services.core.measure_context import may, measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_reading
from bot.services.status.register import open_register

OFFERED = 6


async def picks_for(request: RequestContext, by: Person, action: Action) -> list[tuple[str, str]]:
    """Open measures, by id and number, on which the person may do it; none that is marked already where it marks."""
    async with open_reading(request, by) as tx:
        register = await open_register(tx.ledger, tx.unit.id, tx.today, request.calendar)
        rows = register.rows([one for one in register.measures if not one.is_ended])
        rows = tuple(row for row in rows if action is not Action.MARK_KEY or row.measure.key is None)
        found: list[tuple[str, str]] = []
        for row in sorted(rows, key=lambda row: (row.days is None, row.days or 0)):
            if len(found) < OFFERED and await may(await measure_context(tx, row.measure.id), action, by):
                found.append((row.measure.id, row.number))
        return found
