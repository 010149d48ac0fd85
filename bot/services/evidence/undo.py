"""Undoing (撤回) a piece of evidence: it counts no longer, and stays in the history."""

from dataclasses import replace

from bot.domain.closing.transitions import require_stage
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, WrongStage
from bot.domain.evidence.evidence import Evidence
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.services.core.measure_context import may, measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction
from bot.services.evidence.journal import facts_of


async def undo_evidence(request: RequestContext, by: Person, evidence_id: str) -> Evidence:
    """Undo a piece of evidence; it stays in the history. While the measure is with its people, or by the office.

    Raises NotFound, NotAllowed, NoChange or WrongStage.
    """
    async with open_transaction(request, by) as tx:
        evidence = await tx.ledger.evidence.get(evidence_id)
        if evidence is None or evidence.unit != tx.unit.id:
            raise NotFound(what=evidence_id.rpartition("/")[2])
        if not evidence.stands:
            raise NoChange
        return await undo_within(tx, evidence)


async def loose_evidence(request: RequestContext, by: Person, evidence_id: str) -> Evidence:
    """What the person sent and nobody has put to a measure; raises NotFound, or NoChange where it was put to one."""
    async with request.look() as ledger:
        evidence = await ledger.evidence.get(evidence_id)
    if evidence is None or evidence.unit != by.unit or evidence.by != by.id:
        raise NotFound(what=evidence_id.rpartition("/")[2])
    if not evidence.stands or evidence.measure:
        raise NoChange
    return evidence


async def undo_within(tx: Transaction, evidence: Evidence) -> Evidence:
    """Undo it within a transaction that is open; raises NotAllowed or WrongStage."""
    await require_undoable(tx, evidence)
    gone = replace(evidence, stands=False)
    await tx.ledger.evidence.put(gone)
    await note(tx, Verb.WITHDRAW_EVIDENCE, evidence.measure or evidence.id, **facts_of(evidence))
    return gone


async def require_undoable(tx: Transaction, evidence: Evidence) -> None:
    """Raise NotAllowed or WrongStage where the person may not undo it."""
    mine = evidence.by == tx.by.id
    if not evidence.measure:
        if not mine:
            raise NotAllowed
        return
    context = await measure_context(tx, evidence.measure)
    if not mine and not await may(context, Action.CORRECT, tx.by):
        raise NotAllowed(number=context.measure.number, measure=context.measure.id)
    require_stage(Action.CORRECT, context.measure)
    if mine and not context.measure.is_open:
        raise WrongStage(number=context.measure.number, measure=context.measure.id, stage=context.measure.stage)


async def is_undoable(tx: Transaction, evidence: Evidence) -> bool:
    """True where the person may undo it."""
    try:
        await require_undoable(tx, evidence)
    except (NotAllowed, WrongStage):
        return False
    return True
