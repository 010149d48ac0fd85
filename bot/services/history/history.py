"""The story of a measure, and the proof that nobody polished it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents.journal_file import journal_file
from bot.domain.history.journal import Entry, Head, breaks
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.messages.history.view import Story
from bot.readers.journal import read_journal
from bot.services.core.ledger import JOURNAL_OF, JOURNAL_OF_UNIT, UNITS, Ledger
from bot.services.core.measure_context import MeasureContext, measure_context, require
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of


async def history(request: RequestContext, by: Person, measure_id: str) -> Story:
    """What happened to a measure, oldest first; raises NotFound or NotAllowed."""
    async with request.look() as ledger:
        tx = Transaction(request, ledger, await unit_of(ledger, by.unit), by)
        context = await measure_context(tx, measure_id)
        await require(context, Action.READ)
        return await story_of(context)


async def story_of(context: MeasureContext) -> Story:
    """The same with a ledger that is open."""
    measure = context.measure
    entries = await context.ledger.journal.find(JOURNAL_OF, measure.id)
    entries += await context.ledger.journal.find(JOURNAL_OF, measure.finding)
    entries.sort(key=lambda entry: entry.number)
    hidden = context.policy.confidential
    matter = "" if hidden else measure.text
    names = await _names(context.ledger, entries, measure)
    return Story(
        measure=measure.id,
        number=measure.number,
        matter=matter,
        entries=tuple(entries),
        names=names,
        zone=context.tx.unit.zone,
        hidden=hidden,
    )


async def _names(ledger: Ledger, entries: Sequence[Entry], measure: Measure) -> dict[str, str]:
    """Names of everybody who acts or is named in the entries, by id."""
    ids = {entry.by for entry in entries} | {*measure.owners, *measure.leaders}
    for entry in entries:
        for fields in (entry.before, entry.after):
            ids |= {one for name in ("owners", "leaders") for one in fields.get(name, ())}
    return {person.id: person.name for person in await ledger.people.get_many(ids)}


@dataclass(frozen=True)
class Verified:
    """What the check of a unit's chain found: how many entries, and every place where it does not hold."""

    unit: str
    count: int
    breaks: tuple[tuple[int, str], ...]  # number of the entry, and what is wrong with it

    @property
    def holds(self) -> bool:
        """True where nothing was altered, removed or inserted."""
        return not self.breaks


def verified(unit: str, entries: Sequence[Entry], head: Head | None) -> Verified:
    """Check entries in the order in which they are kept; without a head a cut at the end cannot be seen."""
    return Verified(unit, len(entries), tuple(breaks(entries, head)))


async def verify(request: RequestContext) -> tuple[Verified, ...]:
    """Check the chain of every unit of the ledger."""
    async with request.look() as ledger:
        units = await ledger.units.find(UNITS)
        return tuple(
            [
                verified(unit.id, await ledger.journal.find(JOURNAL_OF_UNIT, unit.id), await ledger.heads.get(unit.id))
                for unit in units
            ]
        )


async def export_journal(request: RequestContext, unit: str) -> bytes:
    """The unit's journal as a file that can be checked without the ledger."""
    async with request.look() as ledger:
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, unit)
        return journal_file(entries, await ledger.heads.get(unit) or Head(unit))


def verify_export(content: bytes) -> Verified:
    """Check an exported journal; a line that cannot be read is a place where it does not hold."""
    file = read_journal(content)
    found = verified(file.head.unit if file.head else "", file.entries, file.head)
    lines = tuple((line - 1, "unreadable") for line in file.unreadable)
    return Verified(found.unit, found.count, tuple(sorted({*found.breaks, *lines})))
