"""这条措施在等…？: what a sentence says that it waits for is offered, and a tap registers it; nothing is guessed.

`request` is the one before all units: a name may be that of another unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotFound
from bot.domain.dependencies.dependency import Side
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.plan import Finding
from bot.messages.body import MessageBody
from bot.messages.dependencies.view import Offered, offer_body
from bot.readers.reply.waiting import Waited, read_waits, speaks_of_waiting
from bot.services.core.draft_content import OtherSide, PendingWait, draft_of, drafts_of, fresh_name, new_draft
from bot.services.core.ledger import DEPENDENCIES_OF
from bot.services.core.measure_context import MeasureContext, may, measure_context, numbered, quoted
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import Transaction, open_reading, unit_of
from bot.services.dependencies.record import Recorded, begin, demand_waiting
from bot.services.dependencies.sides import (
    finding_name,
    known_names,
    neighbours_called,
    open_measures_of,
    sides_of,
    why_no_finding,
    why_none,
)


@dataclass(frozen=True)
class _Offer:
    number: str
    words: str
    shown: str
    sides: tuple[OtherSide, ...]


async def offer_waits(
    request: RequestContext,
    person: Person,
    measure_id: str,
    words: str,
    *,
    strict: bool = False,
) -> list[MessageBody]:
    """A question for each thing that the words say the measure waits for and that is not registered yet.

    Of a number that cannot be waited for it is said why. None where the person may not register it, or the measure is
    ended; if `strict`, that is refused.
    Raises NotFound, NotAllowed or WrongStage; if `strict`, NoChange where it waits for that already.
    """
    if not strict and not speaks_of_waiting(words):
        return []
    own = scoped(request, person.unit)
    async with own.look() as ledger:
        tx = Transaction(own, ledger, await unit_of(ledger, person.unit), person)
        context = await measure_context(tx, measure_id)
        if strict:
            await demand_waiting(context)
        said = await _said(context, words)
    near = {one.name: await neighbours_called(request, tx.unit, one.name) for one in said if one.name}
    async with own.look() as ledger:
        context = replace(context, tx=replace(tx, ledger=ledger))
        offers = await _offers(context, said, near)
        bodies = await _refused(context, said)
        if strict and not (offers or bodies):
            await _demand_new(context, said, near)
    for one in offers:
        kept = PendingWait(measure=measure_id, words=one.words, sides=list(one.sides))
        async with own.open() as ledger:
            waits = await drafts_of(ledger, person.id, PendingWait)
            draft = next((name for name, before in waits.items() if before == kept), fresh_name())
            await ledger.drafts.put(new_draft(kept, person.unit, person.id, request.said_at(), draft))
        pairs = [(side.side, side.name) for side in one.sides]
        bodies.append(offer_body(request.wording, draft, measure_id, Offered(one.number, one.shown, tuple(pairs))))
    return bodies


async def _refused(context: MeasureContext, said: Sequence[Waited]) -> list[MessageBody]:
    """Why nothing of a number can be waited for, for each such number."""
    tx, measure = context.tx, context.measure
    number = (await numbered(tx.ledger, measure))[0].number
    found = []
    for one in said:
        if one.number and not await sides_of(tx, measure, one, ()):
            why = await why_none(tx, measure, one.number)
            text = tx.request.wording.say(f"dependencies.{why}", number=number, waited=one.number)
            found.append(MessageBody(text, measures=(measure.id,)))
        elif one.finding and not await sides_of(tx, measure, one, ()):
            why = await why_no_finding(tx, measure, one.finding)
            waited = finding_name(tx, one.finding)
            text = tx.request.wording.say(f"dependencies.{why}", number=number, waited=waited)
            found.append(MessageBody(text, measures=(measure.id,)))
    return found


async def _said(context: MeasureContext, words: str) -> tuple[Waited, ...]:
    """What the words say that the measure waits for, where the person may register it."""
    if context.measure.is_ended or not await may(context, Action.WAIT, context.tx.by):
        return ()
    return read_waits(words, await known_names(context.tx))


async def _offers(
    context: MeasureContext, said: Sequence[Waited], near: Mapping[str, Sequence[OtherSide]]
) -> list[_Offer]:
    tx, measure = context.tx, context.measure
    known = await tx.ledger.dependencies.find(DEPENDENCIES_OF, measure.id)
    waited = {(one.other, one.name) for one in known if one.is_open}
    number = (await numbered(tx.ledger, measure))[0].number
    offers = []
    for one in said:
        sides = await _sides(context, one, near)
        sides = tuple(side for side in sides if (side.other, side.name) not in waited)
        if sides:
            offers.append(_Offer(number, one.words, quoted(context, one.words) if one.words else "", sides))
    return offers


async def _sides(
    context: MeasureContext, one: Waited, near: Mapping[str, Sequence[OtherSide]]
) -> tuple[OtherSide, ...]:
    sides = tuple(await sides_of(context.tx, context.measure, one, near.get(one.name, ())))
    if context.policy.confidential:  # nothing of it leaves the unit
        return tuple(_name_only(side) for side in sides)
    return sides


async def _demand_new(context: MeasureContext, said: Sequence[Waited], near: Mapping[str, Sequence[OtherSide]]) -> None:
    """Raise NoChange where the measure waits for all of it already."""
    names = [side.name for one in said for side in await _sides(context, one, near)]
    if names:
        number = (await numbered(context.tx.ledger, context.measure))[0].number
        raise NoChange(why="wait", number=number, name="、".join(dict.fromkeys(names)))


def _name_only(side: OtherSide) -> OtherSide:
    return OtherSide(side=Side.OUTSIDE, other="", name=side.name) if side.side is Side.UNIT else side


async def accept_offer(request: RequestContext, by: Person, draft: str, place: int) -> Recorded:
    """Register what was offered, once; raises NotFound where it was decided already, and what `begin` raises."""
    async with scoped(request, by.unit).open() as ledger:
        kept = await ledger.drafts.get(f"{by.id}:{draft}")
        content = draft_of(kept, PendingWait) if kept and kept.kind == PendingWait.kind else None
        if content is None or not 0 <= place < len(content.sides):
            raise NotFound(what="wait")
        await ledger.drafts.drop(f"{by.id}:{draft}")
    return await begin(request, by, content.measure, content.sides[place], content.words)


async def drop_offer(request: RequestContext, by: Person, draft: str) -> None:
    """It waits for none of them."""
    async with request.open() as ledger:
        await ledger.drafts.drop(f"{by.id}:{draft}")


async def which_waits(request: RequestContext, person: Person, finding: Finding, words: str) -> MessageBody:
    """A finding waits by its measures: which of these are open, and how to say which one it is."""
    async with open_reading(request, person) as tx:
        shown = await numbered(tx.ledger, *await open_measures_of(tx, finding.id))
    numbers = [one.number for one in shown]
    name = finding_name(tx, finding.number)
    if not numbers:
        return MessageBody(request.wording.say("dependencies.over_finding", waited=name))
    facts = {"numbers": "、".join(numbers), "first": numbers[0], "words": words}
    return MessageBody(request.wording.say("dependencies.which", finding=name, **facts))
