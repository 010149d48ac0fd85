"""The history of a measure, as the journal has it."""

from collections.abc import Sequence

from bot.domain.history.journal import Entry
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.messages.history.view import Story
from bot.services.core.ledger import JOURNAL_OF, Ledger
from bot.services.core.measure_context import MeasureContext, measure_context, numbered, require
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_reading


async def history(request: RequestContext, by: Person, measure_id: str) -> Story:
    """What happened to a measure, oldest first; raises NotFound or NotAllowed."""
    async with open_reading(request, by) as tx:
        context = await measure_context(tx, measure_id)
        await require(context, Action.READ)
        return await story_of(context)


async def story_of(context: MeasureContext) -> Story:
    """The same with a ledger that is open."""
    measure = context.measure
    entries = await context.ledger.journal.find(JOURNAL_OF, measure.id)
    entries += await context.ledger.journal.find(JOURNAL_OF, measure.finding)
    entries.sort(key=lambda entry: entry.number)
    redacted = context.policy.confidential
    matter = "" if redacted else measure.text
    names = await _names(context.ledger, entries, measure)
    return Story(
        measure=measure.id,
        number=(await numbered(context.ledger, measure))[0].number,
        matter=matter,
        entries=tuple(entries),
        names=names,
        zone=context.tx.unit.zone,
        redacted=redacted,
    )


async def _names(ledger: Ledger, entries: Sequence[Entry], measure: Measure) -> dict[str, str]:
    """Names of everybody who acts or is named in the entries, by id."""
    ids = {entry.by for entry in entries} | {*measure.owners, *measure.leaders}
    for entry in entries:
        for fields in (entry.before, entry.after):
            ids |= {one for name in ("owners", "leaders") for one in fields.get(name, ())}
    return {person.id: person.name for person in await ledger.people.get_many(ids)}
