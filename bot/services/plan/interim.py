"""阶段进展: what is done so far, in words for outward papers; proposed by its people, agreed to by office or leader."""

from dataclasses import replace

from bot.domain.closing.result_text import paper_text
from bot.domain.closing.transitions import require_stage
from bot.domain.core.refusal import NoChange, NotAllowed
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.people.proposal import Act, Proposal
from bot.services.core.measure_context import MeasureContext, may, measure_context, quoted, save
from bot.services.core.proposals import Proposed, propose
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_transaction
from bot.services.plan.correction import number_of

INTERIM = "interim"  # among the facts of a request


async def propose_interim(request: RequestContext, by: Person, measure_id: str, words: str) -> Proposed:
    """Ask that outward papers say so of a measure that goes on.

    Raises NotFound, NotAllowed, WrongStage, NoChange where they say so already or something is asked for already, or
    Unreadable where it says nothing or too much.
    """
    async with open_transaction(request, by) as tx:
        context = await measure_context(tx, measure_id)
        if not any([await may(context, action, tx.by) for action in (Action.REPORT, Action.NOTE)]):
            raise NotAllowed(number=context.measure.number, measure=measure_id, action=Action.REPORT)
        require_stage(Action.CORRECT, context.measure)
        text = paper_text(words)
        if text == context.measure.interim:
            raise NoChange(number=context.measure.number, measure=measure_id)
        return await propose(tx, Act.INTERIM, measure_id, await _said(context, text), facts={INTERIM: text})


async def interim_within(tx: Transaction, proposal: Proposal) -> None:
    """Keep it as it was agreed to; raises NotFound or WrongStage where the measure is ended by now."""
    context = await measure_context(tx, proposal.subject)
    require_stage(Action.CORRECT, context.measure)
    await save(context, replace(context.measure, interim=proposal.facts[INTERIM]), Verb.CORRECT)


async def _said(context: MeasureContext, text: str) -> str:
    facts = {"number": await number_of(context), "words": quoted(context, text)}
    return context.tx.request.wording.word("people.proposal.what_interim", **facts)
