"""The card of something that is waited for, as whoever asks may see it, and the message that brings it."""

from bot.domain.core.refusal import NotAllowed, NotFound
from bot.domain.dependencies.dependency import Dependency
from bot.domain.dependencies.wait import days_to_offer
from bot.domain.outbox.message import Message
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.dependencies.view import ShownWait, wait_body
from bot.services.core.ledger import DEPENDENCIES_OF, DEPENDENCIES_OPEN, Ledger
from bot.services.core.measure_context import measures_numbered
from bot.services.core.message_content import WaitContent, content_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, transaction_for
from bot.services.dependencies.people import asked_of, may_answer, may_lift, shown_words, stands
from bot.services.dependencies.telling import number_of


async def compose_wait(request: RequestContext, ledger: Ledger, message: Message, person: Person) -> MessageBody | None:
    """The card for whoever is to name a day; none once it is answered or over."""
    content = content_of(message, WaitContent)
    one = await ledger.dependencies.get(content.dependency)
    if one is None or not one.is_open or (one.promised and not content.again):
        return None
    tx = await transaction_for(request, ledger, person)
    return await card_of(tx, one)


async def show_wait(request: RequestContext, by: Person, dependency_id: str) -> MessageBody:
    """The card; raises NotFound, or NotAllowed for whom it does not concern."""
    async with open_reading(request, by) as tx:
        one = await tx.ledger.dependencies.get(dependency_id)
        if one is None or one.unit != tx.unit.id:
            raise NotFound(what="wait")
        if not one.measure and not await may_answer(tx, one):
            raise NotAllowed(action=Action.ANSWER_WAIT)
        return await card_of(tx, one)


async def waits_for(tx: Transaction, id_: str) -> Dependency | None:
    """The record where it is open and waits for the person; None where it does not."""
    one = await tx.ledger.dependencies.get(id_)
    if one is None or not one.is_open:
        return None
    return one if tx.by.id in {each.id for each in await asked_of(tx, one)} else None


async def card_of(tx: Transaction, one: Dependency) -> MessageBody:
    """The card as the person may see and use it."""
    answers, lifts = one.is_open and await may_answer(tx, one), one.is_open and await may_lift(tx, one)
    days = days_to_offer(tx.today, tx.request.calendar) if answers else ()
    by = await tx.ledger.people.get(one.by) if one.by else None
    shown = ShownWait(
        wait=stands(tx, one),
        number=await number_of(tx, one),
        words=await shown_words(tx, one),
        who=by.name if by else "",
        asked=tuple(person.name for person in await asked_of(tx, one)),
        own=tx.by.id in {person.id for person in await asked_of(tx, one)},
    )
    return wait_body(tx.request.wording, shown, days, answers=answers, lifts=lifts)


async def asked_open(tx: Transaction) -> list[Dependency]:
    """All that the person is asked, the nearest day first."""
    open_ = await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, tx.unit.id)
    found = [one for one in open_ if tx.by.id in {person.id for person in await asked_of(tx, one)}]
    return sorted(found, key=lambda one: (one.due, one.id))


async def asked_by_card(request: RequestContext, person: Person, card: str) -> str:
    """The id of the only thing that the person is asked for the measure of a message of ours; "" where there is none.

    Words that quote the message answer it, unless the measure is the person's own.
    """
    if not card:
        return ""
    async with request.look() as ledger:
        kept = await ledger.cards.get(card)
        if kept is None or len(kept.measures) != 1:
            return ""
        measure = await ledger.measures.get(kept.measures[0])
        if measure is None or person.id in measure.owners:
            return ""
        tx = await transaction_for(request, ledger, person)
        found = [one for one in await asked_open(tx) if one.measure == measure.id]
        return found[0].id if len(found) == 1 else ""


async def waits_on(request: RequestContext, person: Person, number: str, *, lifts: bool) -> list[Dependency]:
    """What the measure of a number waits for and the person may call off, or is asked for without having it himself.

    None where the number is that of no measure, or of several.
    """
    async with open_reading(request, person) as tx:
        measures = await measures_numbered(tx.ledger, tx.unit.id, number)
        if len(measures) != 1:
            return []
        found = await _open_on(tx, measures[0].id)
        if lifts:
            return [one for one in found if await may_lift(tx, one)]
        asked = [one for one in found if tx.by.id in {each.id for each in await asked_of(tx, one)}]
        return [] if tx.by.id in measures[0].owners else asked


async def _open_on(tx: Transaction, measure: str) -> list[Dependency]:
    return [one for one in await tx.ledger.dependencies.find(DEPENDENCIES_OF, measure) if one.is_open]


async def cards_spoken_of(request: RequestContext, person: Person, measure: str, words: str) -> list[MessageBody]:
    """The cards of what a measure waits for where the words may tell what the other side answered: a tap records it."""
    from bot.readers.reply.waiting import speaks_for, tells_an_answer

    if not tells_an_answer(words):
        return []
    async with open_reading(request, person) as tx:
        told = [one for one in await _open_on(tx, measure) if speaks_for(one.name, words) and await may_answer(tx, one)]
        return [await card_of(tx, one) for one in told]
