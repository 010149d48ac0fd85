"""重点督查: a measure is marked until the mark is lifted, each with a reason, and its people are told."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import NoChange, Refusal, Unreadable, WrongStage
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.messages.body import MessageBody
from bot.messages.inspections.view import key_body
from bot.services.core.ledger import MEASURES_KEY
from bot.services.core.measure_card import about
from bot.services.core.measure_context import MeasureContext, measure_context, owners_of, quoted, require, save
from bot.services.core.notify import notice, notify, office, secretary, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_reading, open_transaction


async def mark_key(
    request: RequestContext, by: Person, measure_id: str, reason: str, *, lift: bool
) -> tuple[Measure, tuple[str, ...]]:
    """Mark a measure, or lift the mark; who was told.

    Raises NotFound, NotAllowed, NoChange, Unreadable without a reason, or WrongStage where the measure is ended.
    """
    async with open_transaction(request, by) as tx:
        context = await measure_context(tx, measure_id)
        measure = await _movable(context, lift=lift)
        if not reason.strip():
            raise Unreadable(what="reason")
        marked = replace(measure, key=None if lift else tx.today)
        entry = await save(context, marked, Verb.LIFT_KEY if lift else Verb.MARK_KEY, words=reason.strip())
        key = "inspections.lifted_told" if lift else "inspections.marked_told"
        sentence = {"number": measure.number, "who": tx.by.name, "reason": quoted(context, reason.strip())}
        to = await with_delegates(tx, dict.fromkeys([*measure.leaders, *await owners_of(context)]))
        to = [*to, *await office(tx), *await secretary(tx)]
        told = await notify(tx, to, reason=entry.id, facts=notice(key, sentence, [measure.id]))
        return marked, told.names


async def movable(
    request: RequestContext, by: Person, measures: Sequence[str], *, lift: bool
) -> tuple[list[Measure], list[Refusal]]:
    """Those that can be marked, or their mark lifted, and why the others cannot; a single one's refusal is raised."""
    free: list[Measure] = []
    refused: list[Refusal] = []
    async with open_reading(request, by) as tx:
        for measure in measures:
            try:
                free.append(await _movable(await measure_context(tx, measure), lift=lift))
            except (NoChange, WrongStage) as refusal:
                if len(measures) == 1:
                    raise
                refused.append(refusal)
    return free, refused


async def _movable(context: MeasureContext, *, lift: bool) -> Measure:
    await require(context, Action.MARK_KEY)
    measure = context.measure
    if lift == (measure.key is None):
        raise NoChange(number=measure.number, measure=measure.id)
    if measure.is_ended and not lift:
        raise WrongStage(number=measure.number, measure=measure.id, stage=measure.stage)
    return measure


async def key_measures(request: RequestContext, by: Person) -> MessageBody:
    """What is under 重点督查, the longest first."""
    async with open_reading(request, by) as tx:
        rows = []
        for measure in await tx.ledger.measures.find(MEASURES_KEY, tx.unit.id):
            summary = await about(await measure_context(tx, measure.id))
            rows.append((measure.id, summary.measure.number, summary.matter, measure.key or tx.today))
        return key_body(request.wording, rows, moves=allowed(Action.MARK_KEY, by))
