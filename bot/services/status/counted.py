"""How many letters, extensions and urgings there were, and who checks: answered from what stands recorded."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.closing.transitions import CHECKING
from bot.domain.core.colour import Colour
from bot.domain.extensions.extension import ExtensionState
from bot.domain.history.verb import Verb
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.supervision.letter import Letter, LetterState
from bot.messages.body import MessageBody
from bot.messages.status.counted import Checked, Urged, checked_body, extensions_body, letters_body, urged_body
from bot.services.core.ledger import EXTENSIONS_OF, JOURNAL_OF, LETTERS_OF_UNIT, MEASURES_OF_UNIT
from bot.services.core.measure_context import measure_context, numbered, people_for
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading

FOLLOWING = (Role.SECRETARY, Role.OFFICE, Role.OBSERVER)  # they ask of all; others of what is their own


async def letters_given(request: RequestContext, person: Person, colours: Sequence[Colour]) -> MessageBody:
    """The letters of the colours that were issued, by whoever asks for the unit, else to the person."""
    async with open_reading(request, person) as tx:
        found = [one for colour in colours for one in await _issued(tx, colour)]
        whole = person.holds(*FOLLOWING)
        mine = [one for one in found if whole or person.id in one.recipients]
    return letters_body(request.wording, colours, mine, own="" if whole else person.id)


async def extensions_given(request: RequestContext, person: Person, about: Sequence[Measure]) -> MessageBody:
    """How many requests for more time were granted, refused, or wait: of the measures, else of all that are his."""
    async with open_reading(request, person) as tx:
        measures = about or await _meant(tx, person)
        asked = await tx.ledger.extensions.find_each(EXTENSIONS_OF, [(one.id,) for one in measures])
        shown = {one.id: one.number for one in await numbered(tx.ledger, *measures)}
        found = [(shown[one.measure], one) for some in asked for one in some]
    counts = Counter(one.state for _, one in found)
    last = [(number, one) for number, one in found if one.state is ExtensionState.GRANTED]
    return extensions_body(request.wording, counts, last)


async def how_often_urged(request: RequestContext, person: Person, of: Person) -> MessageBody:
    """How often somebody's open measures were urged, and the letters that he was sent."""
    async with open_reading(request, person) as tx:
        every = await tx.ledger.measures.find(MEASURES_OF_UNIT, tx.unit.id)
        measures = [one for one in every if of.id in {*one.owners, *one.leaders}]
        shown = {one.id: one.number for one in await numbered(tx.ledger, *measures)}
        stories = await tx.ledger.journal.find_each(JOURNAL_OF, [(one.id,) for one in measures])
        urged = [entry for story in stories for entry in story if entry.verb == Verb.NUDGE]
        letters = [one for colour in Colour for one in await _issued(tx, colour) if of.id in one.recipients]
        counts = Counter(shown[entry.subject] for entry in urged)
        last = max((tx.day_of(entry.at) for entry in urged), default=None)
    name = "" if of.id == person.id else of.name
    return urged_body(request.wording, Urged(name=name, counts=counts, last=last, letters=letters))


async def who_checks(request: RequestContext, person: Person, measures: Sequence[Measure]) -> MessageBody:
    """Who checks each of the measures once it is reported done, step by step; those that are alike stand together."""
    async with open_reading(request, person) as tx:
        by_steps: dict[tuple[tuple[Stage, str], ...], list[Measure]] = {}
        for measure in measures:
            context = await measure_context(tx, measure.id)
            steps = []
            for stage, role in CHECKERS.items():
                if role in context.policy.steps:
                    names = [one.name for one in await people_for(context, role, CHECKING[stage])]
                    steps.append((stage, "、".join(names)))
            by_steps.setdefault(tuple(steps), []).append(measure)
        found = [Checked(steps, await numbered(tx.ledger, *some)) for steps, some in by_steps.items()]
    return checked_body(request.wording, found)


async def _issued(tx: Transaction, colour: Colour) -> list[Letter]:
    found = await tx.ledger.letters.find(LETTERS_OF_UNIT, tx.unit.id, colour)
    return [one for one in found if one.state is LetterState.ISSUED]


async def _meant(tx: Transaction, person: Person) -> list[Measure]:
    every = await tx.ledger.measures.find(MEASURES_OF_UNIT, tx.unit.id)
    whole = person.holds(*FOLLOWING)
    return [one for one in every if whole or person.id in {*one.owners, *one.leaders}]
