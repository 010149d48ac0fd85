"""核定情况 of a submission put right: by its owners before anybody has agreed, by whoever checks it at their step."""

from dataclasses import replace

from bot.domain.closing.result_text import MOST, paper_text
from bot.domain.closing.transitions import CHECKING
from bot.domain.core.refusal import NoChange, NotAllowed
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.readers.reply.idle import result_draft
from bot.services.closing.steps import ShownSubmission, demand_current
from bot.services.closing.submission import notify_checkers
from bot.services.core.ledger import JOURNAL_OF, PROGRESS_OF
from bot.services.core.measure_context import MeasureContext, may, measure_context, save
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, open_transaction

SEARCHED = 20  # reports
OFFERED = 2  # of them


async def write_result(
    request: RequestContext, by: Person, measure_id: str, words: str, card: ShownSubmission
) -> Measure:
    """Put the result right; whoever checks gets a new card with it, and what was pressed on the old one is not done.

    Raises NotFound, Overtaken, WrongStage, NotAllowed, NoChange, or Unreadable where it says nothing or too much.
    """
    async with open_transaction(request, by) as tx:
        context = await _writable(tx, measure_id, card)
        text = paper_text(words)
        if text == context.measure.result:
            raise NoChange(number=context.measure.number, measure=context.measure.id)
        new = replace(context.measure, result=text, submissions=context.measure.submissions + 1)
        await save(context, new, Verb.SET_RESULT)
        await notify_checkers(context.holding(new))
        return new


async def demand_writable(request: RequestContext, by: Person, measure_id: str, card: ShownSubmission) -> Measure:
    """The measure, raising what `write_result` would raise whatever the words."""
    async with open_transaction(request, by) as tx:
        return (await _writable(tx, measure_id, card)).measure


async def ready_results(request: RequestContext, by: Person, measure: Measure) -> tuple[str, ...]:
    """What may be the result: what the owners said last, and that what the plan demands is done; not what it is now."""
    async with open_reading(request, by) as tx:
        context = await measure_context(tx, measure.id)
        said = await tx.ledger.progress.find(PROGRESS_OF, measure.id, latest=True, limit=SEARCHED)
    if context.policy.confidential:
        return ()
    drafts = [result_draft(one.words, measure.number) for one in said if one.tells]
    done = request.wording.word("closing.result_done", matter=measure.text.rstrip("。；;"))
    found = dict.fromkeys([*[draft for draft in drafts if draft][:OFFERED], done])
    return tuple(words for words in found if words != measure.result and len(words) <= MOST)


async def _writable(tx: Transaction, measure_id: str, card: ShownSubmission) -> MeasureContext:
    context = await measure_context(tx, measure_id)
    await demand_current(context, card)
    if await may(context, CHECKING[context.measure.stage], tx.by):
        return context
    if await may(context, Action.REPORT, tx.by) and not await _agreed_to(context):
        return context
    raise NotAllowed(number=context.measure.number, measure=context.measure.id, action=Action.SUBMIT)


async def _agreed_to(context: MeasureContext) -> bool:
    """True where somebody has agreed since it was last handed in."""
    verbs = [entry.verb for entry in await context.ledger.journal.find(JOURNAL_OF, context.measure.id)]
    last = max((place for place, verb in enumerate(verbs) if verb == Verb.SUBMIT), default=0)
    return Verb.AGREE in verbs[last:]
