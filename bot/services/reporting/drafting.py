"""A paper that may leave the house, entered when it is drawn up: numbered, with its words as they were."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.domain.plan.plan import Plan
from bot.domain.reporting.release import Release, Released, ReleaseState
from bot.services.core.ledger import RELEASES_OF, Ledger
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    next_number,
    note,
    open_clock_transaction,
    open_transaction,
)
from bot.services.reporting.job import Job

if TYPE_CHECKING:
    from bot.documents.word.block import Paper

DIGITS = 12  # of the hash of its words, by which a draft is known


async def ids_taken(ledger: Ledger, unit: str) -> frozenset[str]:
    """The drafts to which something came back already: the same words drawn up again begin anew."""
    kept = await ledger.releases.find(RELEASES_OF, unit)
    return frozenset(one.id for one in kept if one.state is not ReleaseState.DRAFTED)


def drafted(job: Job, kind: Released, plan: Plan, paper: "Paper", taken: frozenset[str]) -> Release:
    """The draft of a paper; the same words are the same draft as long as nothing came back."""
    from bot.documents.word.released import lines_of

    lines = lines_of(paper)
    told = "\n".join((kind, plan.id, *lines)).encode("utf-8", "surrogatepass")
    id_ = f"{job.register.unit.id}/r{hashlib.sha256(told).hexdigest()[:DIGITS]}"
    while id_ in taken:
        id_ += "a"
    return Release(
        id=id_,
        unit=job.register.unit.id,
        plan=plan.id,
        kind=kind,
        year=job.register.today.year,
        number=0,
        by="",
        at=job.request.now(),
        text=lines,
        period=job.about,
    )


async def keep_drafts(request: RequestContext, unit: str, by: Person | None, drawn: Sequence[Release]) -> None:
    """Enter what was drawn up under the next numbers; what is entered already stays as it is."""
    if not drawn:
        return
    async with open_transaction(request, by) if by else open_clock_transaction(request, unit) as tx:
        for draft in drawn:
            if await tx.ledger.releases.get(draft.id) is None:
                await _keep(tx, draft)


async def _keep(tx: Transaction, draft: Release) -> None:
    year, number = await next_number(tx, f"paper-{draft.kind}")
    kept = replace(draft, year=year, number=number, by=tx.person.id if tx.person else "")
    await tx.ledger.releases.put(kept)
    told = hashlib.sha256("\n".join(kept.text).encode("utf-8", "surrogatepass")).hexdigest()
    await note(tx, Verb.DRAW_UP, kept.id, paper=str(kept.kind), issue=number, sha256=told)
