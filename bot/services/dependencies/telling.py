"""What became of something that is waited for, told to all whom it concerns."""

from bot.domain.dependencies.dependency import Dependency
from bot.messages.dependencies.view import spoken_day
from bot.services.core.measure_context import measure_context, numbered, quoted
from bot.services.core.notify import Notified, notice, notify, office
from bot.services.core.transaction import Transaction
from bot.services.dependencies.people import asked_of, shown_words, waiting_people


async def tell(tx: Transaction, one: Dependency, reason: str, key: str) -> Notified:
    """Tell the waiting side, the other side and the office."""
    to = [*await waiting_people(tx, one), *await asked_of(tx, one), *await office(tx)]
    facts = notice(f"dependencies.told.{key}", await sentence_of(tx, one), [one.measure] if one.measure else [])
    return await notify(tx, to, reason=reason, facts=facts)


async def sentence_of(tx: Transaction, one: Dependency) -> dict[str, str]:
    """The facts of a sentence on it; words of a confidential measure are not among them."""
    reason = quoted(await measure_context(tx, one.measure), one.reason) if one.measure and one.reason else one.reason
    return {
        "number": await number_of(tx, one),
        "name": one.name,
        "words": await shown_words(tx, one) or tx.request.wording.word("dependencies.something"),
        "who": tx.person.name if tx.person else one.name,
        "day": spoken_day(one.promised) if one.promised else "",
        "reason": reason,
    }


async def number_of(tx: Transaction, one: Dependency) -> str:
    """The number of the measure that waits; who asks, where another unit does."""
    if not one.measure:
        return one.asker
    context = await measure_context(tx, one.measure)
    return (await numbered(tx.ledger, context.measure))[0].number
