"""Which evidence of a measure counts, and what is still wanting before the measure may be submitted."""

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.requirement import Lack, lacking
from bot.services.core.ledger import CLOSINGS_OF, EVIDENCE_OF
from bot.services.core.measure_context import MeasureContext


async def live_evidence(context: MeasureContext) -> list[Evidence]:
    """The evidence that stands; for a measure that was opened again only what came since."""
    kept = await context.ledger.evidence.find(EVIDENCE_OF, context.measure.id)
    closed = await context.ledger.closings.find(CLOSINGS_OF, context.measure.id, latest=True, limit=1)
    since = closed[0].reopened if closed else None
    return [p for p in kept if p.stands and p.expired is None and (since is None or p.at > since)]


async def lack_of(context: MeasureContext) -> Lack:
    """The evidence that is still wanting before the measure may be submitted."""
    return lacking(context.policy, await live_evidence(context))
