"""屡查屡犯: findings of a new round that are of one kind with what was closed in another."""

import asyncio

from bot.domain.imports.draft import PlanDraft
from bot.domain.plan.plan import Finding, Plan
from bot.domain.plan.round_name import round_names, shown_number
from bot.domain.similar.likeness import AGAIN, Described, maybe_alike
from bot.readers.topics import topics
from bot.services.core.ledger import CLOSINGS_OF, FINDINGS_OF, PLANS_OF, Ledger


async def repeated(ledger: Ledger, unit: str, target: Plan | None, read: PlanDraft) -> tuple[tuple[str, str], ...]:
    """The number of each finding of the file that was closed before in another round, and that one's number."""
    plans = await ledger.plans.find(PLANS_OF, unit)
    others = [plan for plan in plans if target is None or plan.id != target.id]
    closed = [
        finding
        for plan in others
        for finding in await ledger.findings.find(FINDINGS_OF, plan.id)
        if await _is_closed(ledger, finding)
    ]
    if not closed:
        return ()
    known = [Described(id=one.id, words=one.text, heading=one.category) for one in closed]
    asked = [Described(id=one.number, words=one.text, heading=one.category) for one in read.findings if one.text]
    table = topics()

    def compared() -> list[tuple[str, str]]:
        near = ((one.id, maybe_alike(one, known, table, most=1, least=AGAIN)) for one in asked)
        return [(number, likeness[0].id) for number, likeness in near if likeness]

    found = await asyncio.to_thread(compared)
    names, by_id = round_names(plans), {one.id: one for one in closed}
    return tuple((number, shown_number(by_id[id_].number, by_id[id_].plan, names)) for number, id_ in found)


async def _is_closed(ledger: Ledger, finding: Finding) -> bool:
    last = await ledger.closings.find(CLOSINGS_OF, finding.id, latest=True, limit=1)
    return bool(last) and last[0].reopened is None
