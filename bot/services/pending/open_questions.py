"""What waits for the office beside what is decided: who knocks, and shares of supporting bodies nobody was given."""

from collections.abc import AsyncIterator

from bot.domain.people.person import Role
from bot.messages.pending.matter import Matter
from bot.services.core.ledger import MEASURES_SUPPORTED
from bot.services.core.measure_context import measure_context, numbered
from bot.services.core.transaction import Transaction
from bot.services.invitations.knock import knocks
from bot.services.status.support import unsettled_of


async def knocking(tx: Transaction) -> AsyncIterator[Matter]:
    """Those who wait to be let in."""
    wording = tx.request.wording
    async for card in knocks(tx):
        yield Matter(
            id=card.id,
            number=wording.word("pending.knock"),
            what=wording.word("pending.what.knock", digits=card.digits),
            matter=card.words,
            since=card.since,
            days=tx.request.calendar.between(card.since, tx.today),
            acts=(),
        )


async def unsettled(tx: Transaction) -> AsyncIterator[Matter]:
    """Shares whose day is not certain, or whose body has no people: the office is to say, nobody guesses."""
    wording = tx.request.wording
    for measure in await tx.ledger.measures.find(MEASURES_SUPPORTED, tx.unit.id) if tx.by.holds(Role.OFFICE) else ():
        (shown,) = await numbered(tx.ledger, measure)
        for one in await unsettled_of(tx, measure):
            hidden = (await measure_context(tx, measure.id)).policy.confidential
            facts = {"number": shown.number, "body": "" if hidden else one.body}
            yield Matter(
                id=one.id,
                number=shown.number,
                what=wording.word(f"pending.what.share_{one.why}", **facts),
                matter="" if hidden else one.words,
                since=None,
                days=0,
                acts=(),
                measures=(measure.id,),
            )
