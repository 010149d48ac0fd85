"""Drawing up the cards of closing-out from the ledger as it is when they are sent; none where its reason is gone."""

from bot.domain.closing.transitions import CHECKING
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person
from bot.domain.status.obligation import step_due
from bot.messages.body import MessageBody
from bot.messages.closing.view import ReviewCard, review_body
from bot.messages.core.measure import Quote
from bot.services.core.ledger import PROGRESS_OF, Ledger
from bot.services.core.measure_card import about, context_for, said_by
from bot.services.core.measure_context import MeasureContext, may, quoted
from bot.services.core.message_content import ReviewContent, content_of
from bot.services.core.request import RequestContext
from bot.services.evidence.cards import album
from bot.services.evidence.requirement import live_evidence
from bot.services.history.story import story_of
from bot.services.status.figures import against_plan
from bot.services.status.shares import unspoken


async def compose_review(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A submission for whoever may take its step; none once it has moved on."""
    content = content_of(message, ReviewContent)
    context = await context_for(request, ledger, person, content.measure)
    measure = context.measure
    current = (measure.stage, measure.submissions) == (content.stage, content.round)
    if not current or measure.stage not in CHECKING or not await may(context, CHECKING[measure.stage], person):
        return None
    return await review_of(context)


async def review_of(context: MeasureContext) -> MessageBody:
    """The card of a measure that waits."""
    request, measure = context.tx.request, context.measure
    found = tuple(await live_evidence(context))
    card = ReviewCard(
        summary=await about(context),
        quote=await _last_words(context),
        evidence=found,
        album=await album(context, found),
        story=await story_of(context),
        act_by=step_due(measure, context.policy, request.calendar),
        result=quoted(context, measure.result) if measure.result else "",
        against=await against_plan(context),
        missing=await unspoken(context) if measure.shares else (),  # handed in before parts were kept
    )
    return review_body(request.wording, card)


async def _last_words(context: MeasureContext) -> Quote | None:
    said = await context.ledger.progress.find(PROGRESS_OF, context.measure.id, latest=True)
    last = next((progress for progress in said if progress.tells), None)
    return await said_by(context, last.by, last.at, last.words) if last else None
