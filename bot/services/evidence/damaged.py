"""Evidence whose file is missing, or no longer what it was."""

from bot.domain.evidence.evidence import Evidence
from bot.services.core.ledger import EVIDENCE_OF_UNIT
from bot.services.core.request import RequestContext


async def damaged_evidence(request: RequestContext, unit: str) -> tuple[Evidence, ...]:
    """Evidence of a unit whose file is missing or no longer what it was, undone ones too; expired ones are not."""
    async with request.look() as ledger:
        kept = await ledger.evidence.find(EVIDENCE_OF_UNIT, unit)
    wanted = [evidence for evidence in kept if evidence.expired is None]
    return tuple([evidence for evidence in wanted if await request.blobs.fetch(evidence.digest) is None])
