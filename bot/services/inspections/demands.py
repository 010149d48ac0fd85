"""What a visit demands: read from a sentence, echoed, and once that is confirmed an instruction."""

from bot.domain.core.refusal import NotFound, Refusal, Unreadable
from bot.domain.meetings.resolution import ReadResolution
from bot.domain.people.person import Person
from bot.services.core.draft_content import PendingResolution
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_transaction
from bot.services.inspections.visits import demand_under_way
from bot.services.meetings.resolution import Proposed, keep_resolution
from bot.services.replies.named_measure import subject_named


async def propose_demand(
    request: RequestContext, by: Person, visit_id: str, read: ReadResolution
) -> Proposed | Refusal:
    """Keep a demand until it is confirmed, of the visit's only measure where it names none.

    Gives the refusal where what it names is not there; raises NotFound, NotAllowed or Overtaken.
    """
    visit = await demand_under_way(request, by, visit_id)
    subject = visit.measures[0] if len(visit.measures) == 1 else ""
    if read.number:
        try:
            subject = (await subject_named(request, by, read.number)).id
        except (NotFound, Unreadable) as refusal:
            return refusal
    async with open_transaction(request, by) as tx:
        wanted = PendingResolution(words=read.words, day=visit.day, title=visit.title, subject=subject, visit=visit.id)
        return await keep_resolution(tx, wanted, read)
