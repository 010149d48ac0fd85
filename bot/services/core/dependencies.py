"""What a measure waits for, as whatever shows the measure tells it."""

import datetime as dt

from bot.domain.dependencies.wait import Wait, wait_on
from bot.domain.units.unit import Unit
from bot.services.core.ledger import DEPENDENCIES_OF, DEPENDENCIES_OPEN, Ledger


async def waits_of(ledger: Ledger, unit: Unit, measure: str, today: dt.date) -> tuple[Wait, ...]:
    """All that the measure waits for, as it stands on the day, the longest first."""
    found = await ledger.dependencies.find(DEPENDENCIES_OF, measure)
    return tuple(wait_on(one, unit.day_of(one.at), today) for one in found if one.is_open)


async def waits_in(ledger: Ledger, unit: Unit, today: dt.date) -> tuple[Wait, ...]:
    """All that the unit's measures wait for, what is late the longest first."""
    found = await ledger.dependencies.find(DEPENDENCIES_OPEN, unit.id)
    waits = [wait_on(one, unit.day_of(one.at), today) for one in found if one.measure]
    return tuple(sorted(waits, key=lambda wait: (-wait.late, wait.since, wait.dependency.id)))
