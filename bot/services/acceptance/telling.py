"""What became of something that was handed in, told to all whom it concerns."""

from bot.domain.acceptance.acceptance import Acceptance, Acceptor
from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person
from bot.messages.acceptance.view import day_words
from bot.services.acceptance.subject import subject_of
from bot.services.core.measure_context import measure_context, owners_of
from bot.services.core.notify import Notified, notice, notify, office, secretary, with_delegates
from bot.services.core.transaction import Transaction

SHOW = "acceptance.button.show"


async def tell(tx: Transaction, one: Acceptance, reason: str, key: str) -> Notified:
    """Tell office and secretary of the unit that handed it in, and those whose measures it is about."""
    to = [*await office(tx), *await secretary(tx), *await _whose(tx, one)]
    row = ((SHOW, "acc", one.id),)
    facts = notice(f"acceptance.told.{key}", await sentence_of(tx, one), await measures_of(tx, one), [row])
    return await notify(tx, to, reason=reason, facts=facts)


async def measures_of(tx: Transaction, one: Acceptance) -> list[str]:
    """The ids of its measures; none in the unit that accepts, or where they are gone."""
    if one.acceptor is Acceptor.SHARE:
        return []
    try:
        return [measure.id for measure in (await subject_of(tx, one.subject)).measures]
    except NotFound:
        return []


async def _whose(tx: Transaction, one: Acceptance) -> list[Person]:
    """Owners and leaders of its measures."""
    ids: list[str] = []
    for id_ in await measures_of(tx, one):
        context = await measure_context(tx, id_)
        ids += [*await owners_of(context), *context.measure.leaders]
    return await with_delegates(tx, dict.fromkeys(ids))


async def is_hidden(tx: Transaction, one: Acceptance) -> bool:
    """True where messages carry number and day only."""
    if tx.unit.policy.confidential:
        return True
    if one.acceptor is Acceptor.SHARE:
        return False
    try:
        return (await subject_of(tx, one.subject)).confidential
    except NotFound:
        return True


async def sentence_of(tx: Transaction, one: Acceptance) -> dict[str, str]:
    """The facts of a sentence on it; nothing that somebody wrote where that is confidential."""
    wording = tx.request.wording
    hidden = await is_hidden(tx, one)
    return {
        "what": wording.word(f"acceptance.kind.{one.kind}", number=one.number),
        "title": one.title,
        "name": one.name,
        "asker": one.asker,
        "day": day_words(one.answer_by),
        "drawn": "、".join(one.drawn),
        "words": wording.word("core.read_in_office") if hidden and one.words else one.words,
    }
