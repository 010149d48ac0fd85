"""What a look back found: it holds, or it relapsed and is open again."""

from dataclasses import dataclass, replace

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.rechecks.recheck import Recheck, RecheckState
from bot.services.closing.ending import reopen_within
from bot.services.core.ledger import EVIDENCE_OF, RECHECKS_OF
from bot.services.core.measure_context import MeasureContext, may_look_back, measure_context, require
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction, people


@dataclass(frozen=True)
class RecheckResult:
    """What came of a look back."""

    recheck: Recheck
    measure: Measure
    told: tuple[str, ...] = ()


async def answer_recheck(
    request: RequestContext, by: Person, recheck_id: str, *, holds: bool, words: str = ""
) -> RecheckResult:
    """Record a look back; a relapse opens the measure again, with its closing kept.

    Raises NotFound, Overtaken, NotAllowed, OwnWork, WrongStage, or Unreadable for a relapse without words.
    """
    async with open_transaction(request, by) as tx:
        recheck, context = await _answerable(tx, recheck_id)
        state = RecheckState.HOLDS if holds else RecheckState.RELAPSED
        shown = await _shown(tx, recheck)
        done = replace(recheck, state=state, by=tx.by.id, at=tx.now, words=words, evidence=shown)
        await tx.ledger.rechecks.put(done)
        facts = {"recheck": recheck.id, "state": str(state), "proofs": len(shown)}
        await note(tx, Verb.RECHECK, recheck.measure, words=words, **facts)
        if holds:
            return RecheckResult(done, context.measure)
        opened, told = await reopen_within(context, words)
        return RecheckResult(done, opened, told.names)


async def demand_answerable(request: RequestContext, by: Person, recheck_id: str) -> None:
    """Raise what `answer_recheck` would raise whatever was found."""
    async with open_transaction(request, by) as tx:
        await _answerable(tx, recheck_id)


async def _answerable(tx: Transaction, recheck_id: str) -> tuple[Recheck, MeasureContext]:
    recheck = await tx.ledger.rechecks.get(recheck_id)
    if recheck is None or recheck.unit != tx.unit.id:
        raise NotFound(what=recheck_id.rpartition("/")[2])
    context = await measure_context(tx, recheck.measure)
    if recheck.state is not RecheckState.PLANNED:
        who = await people(tx.ledger, [recheck.by])
        raise Overtaken(number=context.measure.number, measure=context.measure.id, who=who[0].name if who else "")
    await require(context, Action.RECHECK)
    if not await may_look_back(context, tx.by):
        raise NotAllowed(number=context.measure.number, measure=context.measure.id, action=Action.RECHECK)
    return recheck, context


async def _shown(tx: Transaction, recheck: Recheck) -> tuple[str, ...]:
    """Ids of the evidence that came since the closing, or since somebody looked before."""
    looks = await tx.ledger.rechecks.find(RECHECKS_OF, recheck.measure)
    since = max((look.at for look in looks if look.at), default=recheck.planned)
    kept = await tx.ledger.evidence.find(EVIDENCE_OF, recheck.measure)
    return tuple(evidence.id for evidence in kept if evidence.stands and evidence.at > max(since, recheck.planned))
