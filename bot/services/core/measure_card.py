"""A measure, people's words on it, and what it waits for, as cards show them."""

import datetime as dt

from bot.domain.dependencies.wait import Wait, wait_on
from bot.domain.extensions.extension import deadline_history
from bot.domain.people.person import Person
from bot.domain.units.unit import Unit
from bot.messages.core.measure import MeasureSummary, Quote
from bot.services.core.ledger import DEPENDENCIES_OF, DEPENDENCIES_OPEN, EXTENSIONS_OF, Ledger
from bot.services.core.measure_context import MeasureContext, measure_context, numbered, quoted
from bot.services.core.request import RequestContext
from bot.services.core.transaction import transaction_for


async def context_for(request: RequestContext, ledger: Ledger, person: Person, measure_id: str) -> MeasureContext:
    """The measure as the person finds it, in a ledger that is open to read; raises NotFound."""
    return await measure_context(await transaction_for(request, ledger, person), measure_id)


async def about(context: MeasureContext) -> MeasureSummary:
    """A measure as a card shows it."""
    (measure,) = await numbered(context.ledger, context.measure)
    given = await context.ledger.extensions.find(EXTENSIONS_OF, measure.id)
    return MeasureSummary(
        measure, "" if context.policy.confidential else measure.text, deadline_history(measure, given)
    )


async def said_by(context: MeasureContext, by: str, at: dt.datetime, words: str) -> Quote:
    """Somebody's words with name and day; without the words where the measure is confidential."""
    person = await context.ledger.people.get(by)
    shown = quoted(context, words) if words else ""
    return Quote(person.name if person else by, context.tx.day_of(at), shown)


async def waits_of(ledger: Ledger, unit: Unit, measure: str, today: dt.date) -> tuple[Wait, ...]:
    """All that the measure waits for, as it stands on the day, the longest first."""
    found = await ledger.dependencies.find(DEPENDENCIES_OF, measure)
    return tuple(wait_on(one, unit.day_of(one.at), today) for one in found if one.is_open)


async def waits_in(ledger: Ledger, unit: Unit, today: dt.date) -> tuple[Wait, ...]:
    """All that the unit's measures wait for, what is late the longest first."""
    found = await ledger.dependencies.find(DEPENDENCIES_OPEN, unit.id)
    waits = [wait_on(one, unit.day_of(one.at), today) for one in found if one.measure]
    return tuple(sorted(waits, key=lambda wait: (-wait.late, wait.since, wait.dependency.id)))
