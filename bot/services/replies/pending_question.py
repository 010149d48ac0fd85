"""A question to somebody that the next plain message answers, and which measure a command means."""

from bot.domain.people.person import Person
from bot.services.core.request import RequestContext
from bot.services.replies.understanding import ask


async def put_question(request: RequestContext, person: Person, purpose: str, target: str) -> None:
    """Remember what the person was asked: `purpose` says for what, `target` about which record."""
    async with request.open() as ledger:
        await ask(ledger, request, person, purpose, target)
