"""What is written to a person."""

from bot.domain.outbox.message import Message
from bot.services.core.ledger import OUTBOX_BY_STATE, Ledger


async def messages_to(ledger: Ledger, person: str) -> list[Message]:
    """The person's messages in every state, in the order in which they are due."""
    found = [message for message in await ledger.outbox.find(OUTBOX_BY_STATE) if message.to == person]
    return sorted(found, key=lambda message: (message.due, message.id))
