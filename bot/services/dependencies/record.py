"""What a measure waits for as a record: begun, promised, done, declined or lifted, each told to all concerned.

`request` is the one before all units: where the other side is a unit of its own, its share is written there.
"""

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, Unreadable, WrongStage
from bot.domain.dependencies.chain import loop_through
from bot.domain.dependencies.dependency import Dependency, End, Side
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.services.core.draft_content import OtherSide
from bot.services.core.ledger import DEPENDENCIES_OF, DEPENDENCIES_OPEN
from bot.services.core.measure_context import MeasureContext, may, measure_context, numbered
from bot.services.core.message_content import WaitContent
from bot.services.core.notify import notice, notify, office
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import Transaction, note, open_reading, open_transaction
from bot.services.dependencies.neighbours import pass_on
from bot.services.dependencies.people import answerable, asked_of, liftable
from bot.services.dependencies.sides import measures_waited_for
from bot.services.dependencies.telling import number_of, sentence_of, tell

VERBS = {End.FULFILLED: Verb.FULFIL, End.DECLINED: Verb.DECLINE, End.LIFTED: Verb.LIFT_WAIT}


@dataclass(frozen=True)
class Recorded:
    """A dependency as it is now, the number of its measure, who was told, and the loop that it closes."""

    dependency: Dependency
    number: str
    told: tuple[str, ...] = ()
    reached: bool = True  # whether the message can reach anybody of the other side
    loop: tuple[str, ...] = ()  # numbers of measures that wait for each other


async def begin(request: RequestContext, by: Person, measure_id: str, side: OtherSide, words: str) -> Recorded:
    """Register what a measure waits for, and ask the other side for a day.

    Raises NotFound, NotAllowed, WrongStage where the measure is ended, or NoChange where it waits for that already.
    """
    async with open_transaction(scoped(request, by.unit), by) as tx:
        context = await measure_context(tx, measure_id)
        measure = context.measure
        await demand_waiting(context)
        before = await tx.ledger.dependencies.find(DEPENDENCIES_OF, measure.id)
        same = [one for one in before if one.is_open and (one.other, one.name) == (side.other, side.name)]
        if same:
            raise NoChange(why="wait", number=measure.number, name=side.name)
        one = Dependency(
            id=f"{measure.id}/w{len(before) + 1}",
            unit=tx.unit.id,
            measure=measure.id,
            side=side.side,
            other=side.other,
            name=side.name,
            words=words.strip(),
            by=tx.by.id,
            at=tx.now,
            answer_by=request.calendar.plus(tx.today, tx.unit.policy.answer_days),
        )
        await tx.ledger.dependencies.put(one)
        entry = await note(tx, Verb.WAIT, measure.id, words=one.words, dependency=one.id, name=one.name)
        told = await notify(tx, await asked_of(tx, one), reason=f"wait:{one.id}", facts=WaitContent(dependency=one.id))
        told += await pass_on(request, tx, one)
        reached = bool(told.reached)
        loop = await _loop(tx, one)
        begun = "begun_outside" if one.side is Side.OUTSIDE else "begun" if reached else "begun_unreached"
        said = {**await sentence_of(tx, one), "loop": " → ".join(loop)}
        facts = notice(f"dependencies.told.{'looped' if loop else begun}", said, [measure.id])
        told += await notify(tx, await office(tx), reason=entry.id, facts=facts)
        return Recorded(one, await number_of(tx, one), told.names, reached, loop)


async def demand_waiting(context: MeasureContext) -> None:
    """Raise NotAllowed where the person may not say what the measure waits for, WrongStage where it is ended."""
    measure = context.measure
    if not await may(context, Action.WAIT, context.tx.by):
        raise NotAllowed(number=measure.number, measure=measure.id, action=Action.WAIT)
    if measure.is_ended:
        raise WrongStage(number=measure.number, measure=measure.id, stage=measure.stage)


async def _loop(tx: Transaction, one: Dependency) -> tuple[str, ...]:
    """The numbers of the measures that wait for each other since this one was begun, the first once more at the end."""
    open_ = await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, tx.unit.id)
    ids = loop_through(one.measure, open_, await measures_waited_for(tx, open_))
    found = await numbered(tx.ledger, *await tx.ledger.measures.get_many(ids))
    names = [measure.number for measure in found]
    return (*names, names[0]) if names else ()


async def promise(request: RequestContext, by: Person, dependency_id: str, day: dt.date) -> Recorded:
    """The other side names the day by which it will be done; the first one is kept.

    Raises NotFound, Overtaken, NotAllowed, Unreadable for a day that has passed, or NoChange for the same day.
    """
    async with open_transaction(scoped(request, by.unit), by) as tx:
        one = await answerable(tx, dependency_id)
        if day < tx.today:
            raise Unreadable(what="past_due")
        if day == one.promised:
            raise NoChange(why="promise", name=one.name)
        now = replace(one, promised=day, first=one.first or day, answered_by=tx.by.id, answered_at=tx.now)
        await tx.ledger.dependencies.put(now)
        facts = {"dependency": now.id, "name": now.name, "day": day.isoformat()}
        entry = await note(tx, Verb.PROMISE, now.measure or now.id, **facts)
        told = await tell(tx, now, entry.id, "moved" if one.promised else "promised")
        await pass_on(request, tx, now)
        return Recorded(now, await number_of(tx, now), told.names)


async def end(request: RequestContext, by: Person, dependency_id: str, how: End, reason: str = "") -> Recorded:
    """It is done, or is not theirs, or is waited for no more; the latter two with a reason.

    Raises NotFound, Overtaken, NotAllowed, or Unreadable without a reason.
    """
    async with open_transaction(scoped(request, by.unit), by) as tx:
        found = liftable if how is End.LIFTED else answerable
        one = await found(tx, dependency_id)
        if how is not End.FULFILLED and not reason.strip():
            raise Unreadable(what="reason")
        now = replace(one, end=how, ended_by=tx.by.id, ended_at=tx.now, reason=reason.strip())
        await tx.ledger.dependencies.put(now)
        subject = now.measure or now.id
        entry = await note(tx, VERBS[how], subject, words=now.reason, dependency=now.id, name=now.name)
        told = await tell(tx, now, entry.id, str(how))
        await pass_on(request, tx, now)
        return Recorded(now, await number_of(tx, now), told.names)


async def demand(request: RequestContext, by: Person, dependency_id: str, *, lift: bool = False) -> Recorded:
    """What may be answered, or lifted; raises NotFound, Overtaken or NotAllowed."""
    async with open_reading(request, by) as tx:
        one = await (liftable if lift else answerable)(tx, dependency_id)
        return Recorded(one, await number_of(tx, one))
