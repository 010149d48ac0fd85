"""How long the files of proofs are kept: their records stay for ever, the files go some months after the closing.

In one round of the clock a proof is marked as expired, with its entry; in a later one its file goes. So the ledger
always speaks first, and a stop in between loses nothing but time.
"""

from dataclasses import replace

from bot.domain.evidence.requirement import kept_until
from bot.domain.history.verb import Verb
from bot.domain.progress.progress import Evidence
from bot.services.core.ledger import EVIDENCE_OF, EVIDENCE_TO_CLEAR, EVIDENCE_WITH, MEASURES_CLOSED
from bot.services.core.measure_context import open_dossier
from bot.services.core.numbering import first_time, is_first_time
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, note, sit_by_clock
from bot.services.evidence.evidence import facts_of

AT_A_TIME = 50


async def expire(desk: Desk, unit: str) -> int:
    """Mark what expires today in a unit; how many proofs were marked. For the clock."""
    async with sit_by_clock(desk, unit) as sitting:
        if not await is_first_time(sitting, "expire", sitting.today.toordinal()):
            return 0
        over = await _over(sitting)
        for proof in over:
            await _mark(sitting, proof)
        if len(over) < AT_A_TIME:
            await first_time(sitting, "expire", sitting.today.toordinal())
        return len(over)


async def clear(desk: Desk) -> int:
    """Drop the files of what was marked, unless a proof of any unit has the same content; how many. For the clock."""
    async with desk.store.open() as ledger:
        gone = await ledger.evidence.find(EVIDENCE_TO_CLEAR, limit=AT_A_TIME)
        for proof in gone:
            await ledger.heads.get(proof.unit)  # whoever keeps a proof of the unit holds it too: one at a time
            if not await ledger.evidence.find(EVIDENCE_WITH, proof.digest, limit=1):
                await desk.cabinet.drop(proof.digest)
            await ledger.evidence.put(replace(proof, cleared=True))
        return len(gone)


async def _mark(sitting: Sitting, proof: Evidence) -> None:
    await sitting.ledger.evidence.put(replace(proof, expired=sitting.now))
    await note(sitting, Verb.EXPIRE_EVIDENCE, proof.measure, **facts_of(proof))


async def _over(sitting: Sitting) -> list[Evidence]:
    """Proofs of closed measures whose time is over, as many as one round takes; of no other measure any."""
    found: list[Evidence] = []
    for measure in await sitting.ledger.measures.find(MEASURES_CLOSED, sitting.unit.id):
        months = (await open_dossier(sitting, measure.id)).policy.evidence_months
        if not months or measure.since is None or sitting.today <= kept_until(measure.since, months):
            continue
        found += [p for p in await sitting.ledger.evidence.find(EVIDENCE_OF, measure.id) if p.expired is None]
        if len(found) >= AT_A_TIME:
            break
    return found[:AT_A_TIME]
