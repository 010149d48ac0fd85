"""A measure, and people's words on it, as cards show them."""

import datetime as dt

from bot.domain.extensions.extension import deadline_history
from bot.domain.people.person import Person
from bot.messages.core.measure import MeasureSummary, Quote
from bot.services.core.ledger import EXTENSIONS_OF, Ledger
from bot.services.core.measure_context import MeasureContext, measure_context, numbered, quoted
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of


async def context_for(request: RequestContext, ledger: Ledger, person: Person, measure_id: str) -> MeasureContext:
    """The measure as the person finds it, in a ledger that is open to read; raises NotFound."""
    return await measure_context(Transaction(request, ledger, await unit_of(ledger, person.unit), person), measure_id)


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
