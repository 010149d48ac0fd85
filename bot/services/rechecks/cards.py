"""The card of a recheck that is due, composed from the ledger as it is when it is sent."""

from bot.domain.outbox.message import Message
from bot.domain.people.person import Person
from bot.domain.plan.measure import Stage
from bot.domain.rechecks.recheck import RecheckState
from bot.messages.body import MessageBody
from bot.messages.rechecks.view import recheck_body
from bot.services.core.ledger import Ledger
from bot.services.core.measure_card import about, context_for
from bot.services.core.measure_context import may_look_back
from bot.services.core.message_content import RecheckContent, content_of
from bot.services.core.request import RequestContext


async def compose_recheck(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A look back that is due; none once somebody looked, or the measure is open again."""
    recheck = await ledger.rechecks.get(content_of(message, RecheckContent).recheck)
    if recheck is None or recheck.state is not RecheckState.PLANNED:
        return None
    context = await context_for(request, ledger, person, recheck.measure)
    if context.measure.stage is not Stage.CLOSED or not await may_look_back(context, person):
        return None
    return recheck_body(request.wording, await about(context), recheck)
