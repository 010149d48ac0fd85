"""Handing a measure in for closing, and bringing it to the next person's attention."""

from bot.domain.closing.transitions import CHECKING, Transition, reroute, submit
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Priority
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Role
from bot.domain.plan.measure import Measure
from bot.services.core.ledger import MEASURES_WAITING
from bot.services.core.measure_context import MeasureContext, checkers, measure_context, people_for, save
from bot.services.core.message_content import ReviewContent
from bot.services.core.notify import Notified, notice, notify, office
from bot.services.core.transaction import Transaction, note


async def submitted(context: MeasureContext) -> Transition:
    """The measure as it would be once handed in; raises WrongStage or NobodyToCheck."""
    tx, who = context.tx, await checkers(context)
    steps = context.policy.steps
    return submit(context.measure, by=tx.by.id, today=tx.today, steps=steps, checkers=who)


async def note_skipped(tx: Transaction, measure: Measure, skipped: tuple[Role, ...]) -> None:
    """Write down each step that had nobody independent and is done by the next one up."""
    for role in skipped:
        await note(tx, Verb.SKIP, measure.id, role=str(role), to=str(measure.stage))


async def moved_on(context: MeasureContext) -> MeasureContext:
    """A waiting measure whose people or route changed, at the first step that somebody can still take.

    Whoever may take that step now gets the card.
    """
    steps, who = context.policy.steps, await checkers(context)
    moved = reroute(context.measure, today=context.tx.today, steps=steps, checkers=who)
    if moved.measure.stage not in CHECKING:
        return context
    if moved.measure != context.measure:
        await note_skipped(context.tx, moved.measure, moved.skipped)
        await save(context, moved.measure, Verb.MOVE_ON)
    there = context.holding(moved.measure)
    await notify_checkers(there)
    return there


async def settle_waiting(tx: Transaction) -> None:
    """Bring everything that waits in the unit to a step that somebody can take, after people or routes changed."""
    for measure in await tx.ledger.measures.find(MEASURES_WAITING, tx.unit.id):
        await moved_on(await measure_context(tx, measure.id))


async def notify_checkers(context: MeasureContext) -> Notified:
    """Write to those who may take the step at which the measure waits; the office hears where nobody can be reached."""
    measure = context.measure
    asked = await people_for(context, CHECKERS[measure.stage], CHECKING[measure.stage])
    reason = f"review:{measure.id}:{measure.submissions}:{measure.stage}"
    review = ReviewContent(measure=measure.id, stage=measure.stage, round=measure.submissions)
    told = await notify(context.tx, asked, reason=reason, facts=review, priority=Priority.RED)
    if any(person.reachable for person in asked):
        return told
    names = "、".join(person.name for person in asked)
    key = "closing.unreachable" if names else "closing.unreachable_nobody"
    facts = notice(key, {"number": measure.number, "names": names}, [measure.id])
    return told + await notify(context.tx, await office(context.tx), reason=f"{reason}:office", facts=facts)
