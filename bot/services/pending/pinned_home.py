"""The pinned card of each person: which message it is, and whether it still shows what is so."""

import hashlib
from dataclasses import dataclass, replace

from bot.domain.people.person import Person, Role
from bot.domain.reminders.quiet_hours import is_quiet
from bot.messages.body import MessageBody
from bot.messages.pending.home import home_body
from bot.services.core.draft_content import PinnedFirstDay, PinnedHome, draft_of, new_draft
from bot.services.core.ledger import PEOPLE_BOUND, Draft
from bot.services.core.message_content import facts_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.pending.home import home_in
from bot.services.status.register import open_register

NOT_YET = 0  # the number of a card's message until it was sent


@dataclass(frozen=True)
class OutdatedHome:
    """A card that no longer shows what is so, as it is to look; its message is 0 where it hangs nowhere yet.

    `last` where it has served: it is taken down and forgotten.
    """

    draft: Draft
    chat: int
    message: int
    body: MessageBody
    last: bool = False


async def pin_home(request: RequestContext, person: Person, chat: int) -> None:
    """Let the person's card hang in the chat, with the next round of the sender; one that hangs there already stays.

    Whoever is of the office and new has the steps of the first day above it.
    """
    async with request.open() as ledger:
        old = await ledger.drafts.get(f"{person.id}:{PinnedHome.kind}")
        if old is None or draft_of(old, PinnedHome).chat != chat:
            card = PinnedHome(chat=chat, message=NOT_YET, shown="")
            await ledger.drafts.put(new_draft(card, person.unit, person.id, request.now()))
            if old is None and person.holds(Role.OFFICE):
                steps = PinnedFirstDay(chat=chat, message=NOT_YET, shown="")
                await ledger.drafts.put(new_draft(steps, person.unit, person.id, request.now()))


async def outdated_homes(request: RequestContext, unit_id: str) -> list[OutdatedHome]:
    """The cards of a unit that no longer show what is so."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        bound = {one.id: one for one in await ledger.people.find(PEOPLE_BOUND, unit_id) if one.reachable}
        drafts = await ledger.drafts.get_many(f"{id_}:{PinnedHome.kind}" for id_ in bound)
        hung = [(draft, draft_of(draft, PinnedHome)) for draft in drafts]
        if not hung:
            return []
        register = await open_register(ledger, unit_id, request.today(unit), request.calendar)
        homes = [await home_in(request, ledger, register, bound[draft.person]) for draft, _ in hung]
    found = []
    for (draft, kept), home in zip(hung, homes, strict=True):
        shown = hashlib.sha256(f"{register.today}{home}".encode()).hexdigest()[:16]
        if kept.chat == bound[draft.person].chat and shown != kept.shown:
            renewed = replace(draft, facts=facts_of(PinnedHome(chat=kept.chat, message=kept.message, shown=shown)))
            body = home_body(request.wording, home, request.local(unit))
            found.append(OutdatedHome(renewed, kept.chat, kept.message, body))
    return found


async def state_of(request: RequestContext, unit_id: str) -> str:
    """What the cards of a unit depend on: its day, and how far its journal has come."""
    async with request.look() as ledger:
        unit, head = await unit_of(ledger, unit_id), await ledger.heads.get(unit_id)
    return f"{request.today(unit)}:{head.number if head else 0}"


async def may_ring(request: RequestContext, unit_id: str) -> bool:
    """True in the hours of a working day: what is not an edit rings on a phone."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
    local = request.local(unit)
    return request.calendar.is_working(local.date()) and not is_quiet(local.time(), unit.policy)


async def note_home(request: RequestContext, draft: Draft, message: int = NOT_YET) -> None:
    """Note what a card shows, and which message it is where that is another one now."""
    noted = {**draft.facts, "message": message} if message else draft.facts
    async with request.store.open() as ledger:
        await ledger.drafts.put(replace(draft, facts=noted))


async def forget_home(request: RequestContext, draft: Draft) -> None:
    """Forget a card that somebody deleted, or that nobody can see."""
    async with request.store.open() as ledger:
        await ledger.drafts.drop(draft.id)
