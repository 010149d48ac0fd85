"""Heads of columns that the office has explained once: remembered for the unit, with whom and what the ledger knows."""

from typing import TYPE_CHECKING

from bot.domain.core.refusal import NotAllowed
from bot.domain.people.person import Person, Role
from bot.services.core.draft_content import ExplainedHeads, draft_of
from bot.services.core.ledger import PEOPLE_OF, Draft, Ledger
from bot.services.core.message_content import facts_of
from bot.services.core.request import CLOCK, RequestContext

if TYPE_CHECKING:
    from bot.readers.plan import Known

HEADS = ExplainedHeads.kind


async def known_in(request: RequestContext, unit: str) -> "Known":
    """What files of the unit are read with."""
    from bot.readers.plan import Known

    async with request.look() as ledger:
        people = [person for person in await ledger.people.find(PEOPLE_OF, unit) if person.active]
        return Known(
            heads=await _heads(ledger, unit),
            people=frozenset(person.name for person in people),
            departments=frozenset(person.department for person in people if person.department),
        )


async def explain(request: RequestContext, unit: str, heads: dict[str, str], *, by: Person | None) -> None:
    """Remember what heads are about, by the names of fields; raises NotAllowed."""
    if by is not None and not by.holds(Role.OFFICE):
        raise NotAllowed
    async with request.open() as ledger:
        kept = ExplainedHeads(heads=await _heads(ledger, unit) | heads)
        await ledger.drafts.put(
            Draft(
                id=f"{unit}:{HEADS}",
                unit=unit,
                person=by.id if by else CLOCK,
                kind=HEADS,
                at=request.now(),
                facts=facts_of(kept),
            )
        )


async def forget(request: RequestContext, unit: str, *, by: Person) -> None:
    """Ask about all heads anew; raises NotAllowed."""
    if not by.holds(Role.OFFICE):
        raise NotAllowed
    async with request.open() as ledger:
        if await ledger.drafts.get(f"{unit}:{HEADS}"):
            await ledger.drafts.drop(f"{unit}:{HEADS}")


async def _heads(ledger: Ledger, unit: str) -> dict[str, str]:
    draft = await ledger.drafts.get(f"{unit}:{HEADS}")
    return draft_of(draft, ExplainedHeads).heads if draft else {}
