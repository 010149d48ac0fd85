"""How many letters there were, and who checks: answered from what stands recorded."""

import datetime as dt
from collections.abc import Collection, Sequence

from bot.domain.closing.transitions import CHECKING
from bot.domain.core.colour import Colour
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.domain.supervision.letter import Letter, LetterState
from bot.messages.body import MessageBody
from bot.messages.status.counted import Checked, Sent, checked_body, letters_body
from bot.services.core.ledger import LETTERS_OF_UNIT
from bot.services.core.measure_context import measure_context, numbered, people_for
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading

Span = tuple[dt.date, dt.date]
FOLLOWING = (Role.SECRETARY, Role.OFFICE, Role.OBSERVER)  # they ask of all; others of what is their own


async def letters_given(
    request: RequestContext,
    person: Person,
    colours: Sequence[Colour],
    span: Span | None = None,
    when: str = "",
    *,
    about: Collection[str] | None = None,
) -> MessageBody:
    """The letters of the colours that were issued in the time, by whoever asks for the unit, else to the person.

    With `about` those alone that are on these measures.
    """
    async with open_reading(request, person) as tx:
        every = [one for colour in colours for one in await issued(tx, colour)]
        days = [tx.day_of(one.issued_at) if one.issued_at else tx.today for one in every]
        found = [one for one, day in zip(every, days, strict=True) if span is None or span[0] <= day <= span[1]]
        whole = person.holds(*FOLLOWING)
        mine = [one for one in found if whole or person.id in one.recipients]
        mine = [one for one in mine if about is None or set(about) & {*one.measures}]
        sent = [await _sent(tx, one) for one in mine]
    return letters_body(request.wording, colours, sent, own="" if whole else person.id, when=when)


async def _sent(tx: Transaction, letter: Letter) -> Sent:
    measures = await numbered(tx.ledger, *await tx.ledger.measures.get_many(letter.measures))
    people = {one.id: one.name for one in await tx.ledger.people.get_many(letter.recipients)}
    to, unsigned = ([people.get(id_, id_) for id_ in ids] for ids in (letter.recipients, letter.unsigned))
    return Sent(letter, [one.number for one in measures], to, unsigned)


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


async def issued(tx: Transaction, colour: Colour) -> list[Letter]:
    """The letters of a colour that were issued."""
    found = await tx.ledger.letters.find(LETTERS_OF_UNIT, tx.unit.id, colour)
    return [one for one in found if one.state is LetterState.ISSUED]
