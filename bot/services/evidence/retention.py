"""How long the files of proofs are kept: their records stay for ever, the files go some months after the closing.

In one round of the clock a proof is marked as expired, with its entry; in a later one its file goes. So the ledger
always speaks first, and a stop in between loses nothing but time.
"""

from dataclasses import replace

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.requirement import kept_until
from bot.domain.history.verb import Verb
from bot.services.core.job_runs import is_done, record_run
from bot.services.core.ledger import EVIDENCE_OF, EVIDENCE_TO_CLEAR, EVIDENCE_WITH, MEASURES_CLOSED
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_clock_transaction
from bot.services.evidence.evidence import facts_of

AT_A_TIME = 50


async def expire(request: RequestContext, unit: str) -> int:
    """ReminderPoint what expires today in a unit; how many proofs were marked. For the clock."""
    async with open_clock_transaction(request, unit) as tx:
        if await is_done(tx.ledger, "expire", unit, tx.today):
            return 0
        over = await _over(tx)
        for proof in over:
            await _mark(tx, proof)
        if len(over) < AT_A_TIME:
            await record_run(tx.ledger, "expire", unit, tx.today, tx.now)
        return len(over)


async def clear(request: RequestContext) -> int:
    """Drop the files of what was marked, unless a proof of any unit has the same content; how many. For the clock."""
    async with request.store.open() as ledger:
        gone = await ledger.evidence.find(EVIDENCE_TO_CLEAR, limit=AT_A_TIME)
        for proof in gone:
            await ledger.heads.get(proof.unit)  # whoever keeps a proof of the unit holds it too: one at a time
            if not await ledger.evidence.find(EVIDENCE_WITH, proof.digest, limit=1):
                await request.blobs.drop(proof.digest)
            await ledger.evidence.put(replace(proof, cleared=True))
        return len(gone)


async def _mark(tx: Transaction, proof: Evidence) -> None:
    await tx.ledger.evidence.put(replace(proof, expired=tx.now))
    await note(tx, Verb.EXPIRE_EVIDENCE, proof.measure, **facts_of(proof))


async def _over(tx: Transaction) -> list[Evidence]:
    """Proofs of closed measures whose time is over, as many as one round takes; of no other measure any."""
    found: list[Evidence] = []
    for measure in await tx.ledger.measures.find(MEASURES_CLOSED, tx.unit.id):
        months = (await measure_context(tx, measure.id)).policy.evidence_months
        if not months or measure.since is None or tx.today <= kept_until(measure.since, months):
            continue
        found += [p for p in await tx.ledger.evidence.find(EVIDENCE_OF, measure.id) if p.expired is None]
        if len(found) >= AT_A_TIME:
            break
    return found[:AT_A_TIME]
