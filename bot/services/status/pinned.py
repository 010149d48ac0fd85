"""Cards that hang at the top of chats: which message each is, and what it showed last."""

import hashlib
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.domain.people.person import Person
from bot.domain.reminders.quiet_hours import is_quiet
from bot.messages.body import MessageBody
from bot.services.core.draft_content import PinnedHome, draft_of, new_draft
from bot.services.core.ledger import PEOPLE_OF, Draft, Ledger
from bot.services.core.message_content import facts_of
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of

NOT_YET = 0  # the number of a card's message until it was sent
ASKED = ""  # what a card shows that was asked for just now
C = TypeVar("C", bound=PinnedHome)


@dataclass(frozen=True)
class OutdatedCard:
    """A card that no longer shows what is so, as it is to look; its message is 0 where it hangs nowhere yet.

    `asked` where somebody has just asked for it: it is put on top again. `last` where it has served: it is taken down
    and forgotten.
    """

    draft: Draft
    chat: int
    message: int
    body: MessageBody
    asked: bool = False
    last: bool = False


async def hang(ledger: Ledger, kind: type[PinnedHome], person: Person, request: RequestContext, chat: int) -> bool:
    """Let a card hang in the chat, with the next round of the sender; False where the person had one already.

    One that hangs there stays, and is put on top again.
    """
    old = await ledger.drafts.get(f"{person.id}:{kind.kind}")
    kept = draft_of(old, kind) if old else None
    message = kept.message if kept and kept.chat == chat else NOT_YET
    card = kind(chat=chat, message=message, shown=ASKED)
    await ledger.drafts.put(new_draft(card, person.unit, person.id, request.now()))
    return kept is None


async def hung(ledger: Ledger, kind: type[C], unit_id: str) -> list[tuple[Person, Draft, C]]:
    """The cards of a kind that were hung for a unit's people, with whose each is; some of them left that chat since."""
    people = {one.id: one for one in await ledger.people.find(PEOPLE_OF, unit_id)}
    drafts = await ledger.drafts.get_many(f"{id_}:{kind.kind}" for id_ in people)
    return [(people[draft.person], draft, draft_of(draft, kind)) for draft in drafts]


def outdated(draft: Draft, was: C, now: C, body: MessageBody, *, last: bool = False) -> OutdatedCard:
    """The card as it is to look, with what is to be kept of it then."""
    renewed = replace(draft, facts=facts_of(now))
    return OutdatedCard(renewed, was.chat, was.message, body, asked=was.shown == ASKED, last=last)


def left(request: RequestContext, draft: Draft, was: PinnedHome) -> OutdatedCard:
    """The card of somebody to whom the chat does not belong any more, or who may not have it: it says so, and ends."""
    return outdated(draft, was, was, MessageBody(request.wording.say("core.card_ended")), last=True)


def digest_of(seen: object) -> str:
    """What a card shows, as a few signs."""
    return hashlib.sha256(str(seen).encode()).hexdigest()[:16]


async def state_of(request: RequestContext, unit_id: str, *kinds: type[PinnedHome]) -> str:
    """What the cards of a unit depend on: its day, how far its journal has come, which of the kinds are asked for."""
    async with request.look() as ledger:
        unit, head = await unit_of(ledger, unit_id), await ledger.heads.get(unit_id)
        cards = [one for kind in kinds for one in await hung(ledger, kind, unit_id)]
    asked = [draft.id for _, draft, kept in cards if kept.shown == ASKED]
    return f"{request.today(unit)}:{head.number if head else 0}:{asked}"


async def may_ring(request: RequestContext, unit_id: str) -> bool:
    """True in the hours of a working day: what is not an edit rings on a phone."""
    async with request.look() as ledger:
        unit = await unit_of(ledger, unit_id)
    return request.calendar.is_working(request.today(unit)) and not is_quiet(request.local(unit).time(), unit.policy)


async def note_card(request: RequestContext, draft: Draft, message: int) -> None:
    """Note what a card shows, and which message it is; NOT_YET where it is to be made anew when things change."""
    async with request.store.open() as ledger:
        await ledger.drafts.put(replace(draft, facts={**draft.facts, "message": message}))


async def forget_card(request: RequestContext, draft: Draft) -> None:
    """Forget a card that nobody can see, or that has served."""
    async with request.store.open() as ledger:
        await ledger.drafts.drop(draft.id)
