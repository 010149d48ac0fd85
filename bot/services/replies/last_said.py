"""What a person said last, to be taken back by word."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress
from bot.services.core.draft_content import PendingReply
from bot.services.core.ledger import DRAFTS_OF, MEASURES_OF_PERSON, PROGRESS_OF, PROGRESS_SAID_IN, Ledger
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import transaction_for


@dataclass(frozen=True)
class Said:
    """What was recorded of a measure and still stands."""

    progress: Progress
    measure: Measure


async def last_said(request: RequestContext, person: Person, about: Sequence[Measure] = ()) -> tuple[Said, ...]:
    """The person's last words that can still be taken back, of each measure of which they were.

    `about` are the measures of which something is to be taken back; none where nobody said of which.
    """
    async with request.look() as ledger:
        return await last_said_in(ledger, request, person, about)


async def last_said_in(
    ledger: Ledger, request: RequestContext, person: Person, about: Sequence[Measure] = ()
) -> tuple[Said, ...]:
    """As `last_said`, in a ledger that is open."""
    measures = about or await ledger.measures.find(MEASURES_OF_PERSON, person.id)
    own = [said for measure in measures if (said := await _last(ledger, request, person, measure))]
    if not own:
        return ()
    last = max(own, key=lambda said: (said.progress.at, said.progress.entry))
    beside = await _beside(ledger, last.progress)
    return (last, *beside) if not about else tuple(own)


async def to_put_right(request: RequestContext, person: Person, about: Sequence[Measure]) -> Said | None:
    """What the person said last and one figure may replace; None where it was of several, or waits to be chosen."""
    last = await last_said(request, person, about)
    if len(last) != 1 or not last[0].progress.message or await said_beside(request, last[0].progress):
        return None
    async with request.look() as ledger:
        asked = await ledger.drafts.find(DRAFTS_OF, person.id, PendingReply.kind)
    return None if any(one.at >= last[0].progress.at for one in asked) and not about else last[0]


async def said_beside(request: RequestContext, progress: Progress) -> tuple[Said, ...]:
    """What the same message said of other measures, and still stands."""
    async with request.look() as ledger:
        return await _beside(ledger, progress)


async def _beside(ledger: Ledger, progress: Progress) -> tuple[Said, ...]:
    if not progress.message:
        return ()
    found = []
    for one in await ledger.progress.find(PROGRESS_SAID_IN, progress.message):
        measure = await ledger.measures.get(one.measure)
        if one.stands and one.by == progress.by and one.id != progress.id and measure:
            found.append(Said(one, measure))
    return tuple(found)


async def _last(ledger: Ledger, request: RequestContext, person: Person, measure: Measure) -> Said | None:
    tx = await transaction_for(request, ledger, person)
    for one in await ledger.progress.find(PROGRESS_OF, measure.id, latest=True, limit=5):
        if one.stands and one.by == person.id:
            policy = (await measure_context(tx, measure.id)).policy
            return Said(one, measure) if request.now() <= one.undo_until(policy) else None
    return None
