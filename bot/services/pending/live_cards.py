"""The live cards that hang in chats: which of them speak of what does not wait any more."""

from dataclasses import dataclass, replace

from bot.services.core.ledger import CARDS_LIVE, PEOPLE_OF, Card
from bot.services.core.request import RequestContext
from bot.services.pending.cards import has_card


@dataclass(frozen=True)
class EndedCard:
    """A card of what waits for its reader no more, and where it hangs."""

    card: Card
    chat: int
    message: int


async def ended_cards(request: RequestContext, unit_id: str) -> list[EndedCard]:
    """The live cards of a unit whose matter waits for the person of the chat no more."""
    async with request.look() as ledger:
        cards = await ledger.cards.find(CARDS_LIVE, unit_id)
        people = {one.chat: one for one in await ledger.people.find(PEOPLE_OF, unit_id)}
    found = []
    for card in cards:
        bot, chat, message = f":{card.id}".rsplit(":", 2)
        if bot.removeprefix(":") != request.bot:
            continue
        person = people.get(int(chat))
        if person is None or not await has_card(request, person, card.matter):
            found.append(EndedCard(card, int(chat), int(message)))
    return found


async def note_ended(request: RequestContext, card: Card) -> None:
    """Note that a card is no live one any more."""
    async with request.store.open() as ledger:
        await ledger.cards.put(replace(card, over=True))
