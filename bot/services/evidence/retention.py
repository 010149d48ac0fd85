"""How long files of evidence are kept: their records stay for ever, the files go some months after the closing.

One run of the job marks evidence as expired, with its entry; a later one drops its file. So the ledger
always speaks first, and a stop in between loses nothing but time.
"""

from dataclasses import replace

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.requirement import kept_until
from bot.domain.history.verb import Verb
from bot.services.core.job_runs import is_done, record_run
from bot.services.core.ledger import (
    ACCEPTANCES_WITH,
    EVIDENCE_OF,
    EVIDENCE_TO_CLEAR,
    EVIDENCE_WITH,
    MEASURES_CLOSED,
    RELEASES_WITH,
    Ledger,
)
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_clock_transaction
from bot.services.evidence.journal import facts_of

AT_A_TIME = 50


async def expire(request: RequestContext, unit: str) -> int:
    """Mark what expires today in a unit; gives how many pieces of evidence. For the clock."""
    async with open_clock_transaction(request, unit) as tx:
        if await is_done(tx.ledger, "expire", unit, tx.today):
            return 0
        over = await _over(tx)
        for evidence in over:
            await _mark(tx, evidence)
        if len(over) < AT_A_TIME:
            await record_run(tx.ledger, "expire", unit, tx.today, tx.now)
        return len(over)


async def clear(request: RequestContext) -> int:
    """Drop the files of what was marked, unless something else of any unit has that; how many. For the clock."""
    async with request.store.open() as ledger:
        gone = await ledger.evidence.find(EVIDENCE_TO_CLEAR, limit=AT_A_TIME)
        for evidence in gone:
            await ledger.heads.get(evidence.unit)  # whoever keeps evidence of the unit reads it too: one at a time
            if not await _is_wanted(ledger, evidence.digest):
                await request.blobs.drop(evidence.digest)
            await ledger.evidence.put(replace(evidence, cleared=True))
        return len(gone)


async def _is_wanted(ledger: Ledger, digest: str) -> bool:
    """True where other evidence, a paper or a dossier has the file."""
    return bool(
        await ledger.evidence.find(EVIDENCE_WITH, digest, limit=1)
        or await ledger.releases.find(RELEASES_WITH, digest, limit=1)
        or await ledger.acceptances.find(ACCEPTANCES_WITH, digest, limit=1)
    )


async def _mark(tx: Transaction, evidence: Evidence) -> None:
    await tx.ledger.evidence.put(replace(evidence, expired=tx.now))
    await note(tx, Verb.EXPIRE_EVIDENCE, evidence.measure, **facts_of(evidence))


async def _over(tx: Transaction) -> list[Evidence]:
    """Evidence of closed measures whose time is over, as many as one round takes; of no other measure any."""
    found: list[Evidence] = []
    for measure in await tx.ledger.measures.find(MEASURES_CLOSED, tx.unit.id):
        months = (await measure_context(tx, measure.id)).policy.evidence_months
        if not months or measure.since is None or tx.today <= kept_until(measure.since, months):
            continue
        found += [p for p in await tx.ledger.evidence.find(EVIDENCE_OF, measure.id) if p.expired is None]
        if len(found) >= AT_A_TIME:
            break
    return found[:AT_A_TIME]
