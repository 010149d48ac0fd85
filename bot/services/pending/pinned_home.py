"""The pinned card of each person: hung when the phone is bound, outdated when what it counts has changed."""

from msgspec import structs

from bot.domain.people.person import Person, Role
from bot.messages.pending.home import home_body
from bot.services.core.draft_content import PinnedFirstDay, PinnedHome
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.pending.home import home_in
from bot.services.status.pinned import OutdatedCard, digest_of, hang, hung, left, outdated
from bot.services.status.register import open_register


async def pin_home(request: RequestContext, person: Person, chat: int) -> None:
    """Let the person's card hang in the chat, with the next round of the sender; one that hangs there already stays.

    Whoever is of the office and new has the steps of the first day above it.
    """
    async with request.open() as ledger:
        if await hang(ledger, PinnedHome, person, request, chat) and person.holds(Role.OFFICE):
            await hang(ledger, PinnedFirstDay, person, request, chat)


async def outdated_homes(request: RequestContext, unit_id: str) -> list[OutdatedCard]:
    """The cards of a unit that no longer show what is so."""
    async with request.look() as ledger:
        cards = await hung(ledger, PinnedHome, unit_id)
        here = [(one, draft, kept) for one, draft, kept in cards if one.reachable and kept.chat == one.chat]
        found = [left(request, draft, kept) for one, draft, kept in cards if kept.chat != one.chat]
        if not here:
            return found
        unit = await unit_of(ledger, unit_id)
        register = await open_register(ledger, unit_id, request.today(unit), request.calendar)
        homes = [await home_in(request, ledger, register, person) for person, _, _ in here]
    for (_, draft, kept), home in zip(here, homes, strict=True):
        seen = digest_of(f"{register.today}{home}")
        if seen != kept.shown:
            body = home_body(request.wording, home, request.local(unit))
            found.append(outdated(draft, kept, structs.replace(kept, shown=seen), body))
    return found
