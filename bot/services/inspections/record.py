"""What the record of a visit tells, and visits in figures."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.domain.core.refusal import NotFound
from bot.domain.inspections.visit import VisitState
from bot.domain.meetings.count import Counted
from bot.domain.status.register import Register
from bot.services.core.ledger import VISITS_OF, Ledger
from bot.services.core.transaction import Transaction
from bot.services.inspections.visits import page_of
from bot.services.meetings.counts import count_decisions

if TYPE_CHECKING:
    from bot.documents.word.visit import VisitRecord


async def record_of(tx: Transaction, visit_id: str) -> "VisitRecord":
    """The record of a visit that is over; raises NotFound."""
    from bot.documents.word.visit import VisitRecord

    visit = await tx.ledger.visits.get(visit_id)
    if visit is None or visit.unit != tx.unit.id or visit.state is not VisitState.HELD:
        raise NotFound(what="visit")
    return VisitRecord(unit=tx.unit.name, page=await page_of(tx, visit))


async def count_visits(
    ledger: Ledger, register: Register, since: dt.date | None = None, until: dt.date | None = None, *, plan: str = ""
) -> Counted:
    """The visits made from a day to another, both included, with what became of their demands."""
    first = since.isoformat() if since else ""
    last = (until + dt.timedelta(1)).isoformat() if until else None
    found = await ledger.visits.find(VISITS_OF, register.unit.id, since=first, until=last)
    held = [one for one in found if one.state is VisitState.HELD]
    held = [one for one in held if not plan or any(id_.startswith(f"{plan}/") for id_ in one.measures)]
    names: dict[str, int] = {}
    for one in held:
        names[one.title] = names.get(one.title, 0) + 1
    return await count_decisions(ledger, register, names, [id_ for one in held for id_ in one.resolutions])
