"""Who is to answer for the other side, who waits, and who must hear."""

from bot.domain.core.refusal import NotAllowed, NotFound, Overtaken
from bot.domain.dependencies.dependency import Dependency, Side
from bot.domain.dependencies.wait import Wait, wait_on
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.services.core.ledger import PEOPLE_IN
from bot.services.core.measure_context import may, measure_context, owners_of, quoted
from bot.services.core.notify import office, secretary, with_delegates
from bot.services.core.transaction import Transaction
from bot.services.dependencies.sides import open_measures_of


async def asked_of(tx: Transaction, one: Dependency) -> list[Person]:
    """The people who are to name a day, as the ledger is now; none where nobody here could."""
    match one.side:
        case Side.PERSON:
            return await with_delegates(tx, [one.other])
        case Side.DEPARTMENT:
            found = await tx.ledger.people.find(PEOPLE_IN, tx.unit.id, one.other)
            able = [person for person in found if person.active]
            heads = [person for person in able if person.holds(Role.OWNER, Role.LEADER)]
            return await with_delegates(tx, [person.id for person in heads or able])
        case Side.MEASURE | Side.FINDING:
            owners = [
                person
                for measure in await _measures_of(tx, one)
                for person in await owners_of(await measure_context(tx, measure.id))
            ]
            return await with_delegates(tx, list(dict.fromkeys(owners)))
        case Side.ASKED:
            return await office(tx) or await secretary(tx)
    return []


async def _measures_of(tx: Transaction, one: Dependency) -> list[Measure]:
    if one.side is Side.FINDING:
        return await open_measures_of(tx, one.other)
    return await tx.ledger.measures.get_many((one.other,))


async def waiting_people(tx: Transaction, one: Dependency) -> list[Person]:
    """The people of the measure that waits."""
    if not one.measure:
        return []
    return await with_delegates(tx, await owners_of(await measure_context(tx, one.measure)))


async def may_answer(tx: Transaction, one: Dependency) -> bool:
    """True for the other side; where nobody here could be asked, for the waiting side, and always for the office.

    What another unit is asked, that unit answers.
    """
    if one.side is Side.UNIT:
        return False
    asked = await asked_of(tx, one)
    if tx.by.id in {person.id for person in asked} or (one.measure and tx.by.holds(Role.OFFICE)):
        return True
    return not asked and await may_lift(tx, one)


async def may_lift(tx: Transaction, one: Dependency) -> bool:
    """True for the waiting side and the office."""
    return bool(one.measure) and await may(await measure_context(tx, one.measure), Action.WAIT, tx.by)


async def open_dependency(tx: Transaction, dependency_id: str) -> Dependency:
    """One that is still waited for; raises NotFound or Overtaken."""
    one = await tx.ledger.dependencies.get(dependency_id)
    if one is None or one.unit != tx.unit.id:
        raise NotFound(what="wait")
    if not one.is_open:
        raise Overtaken(why="wait", number=one.name)
    return one


async def answerable(tx: Transaction, dependency_id: str) -> Dependency:
    """One that the person may answer; raises NotFound, Overtaken or NotAllowed."""
    one = await open_dependency(tx, dependency_id)
    if not await may_answer(tx, one):
        raise NotAllowed(action=Action.ANSWER_WAIT)
    return one


async def liftable(tx: Transaction, dependency_id: str) -> Dependency:
    """One that the person may call off; raises NotFound, Overtaken or NotAllowed."""
    one = await open_dependency(tx, dependency_id)
    if not await may_lift(tx, one):
        raise NotAllowed(action=Action.WAIT)
    return one


def stands(tx: Transaction, one: Dependency) -> Wait:
    """How it stands today."""
    return wait_on(one, tx.day_of(one.at), tx.today)


async def shown_words(tx: Transaction, one: Dependency) -> str:
    """What is waited for, as messages may carry it."""
    if not one.words or not one.measure:
        return one.words
    contexts = [await measure_context(tx, one.measure)]
    if one.side is Side.MEASURE and await tx.ledger.measures.get(one.other):
        contexts.append(await measure_context(tx, one.other))
    return quoted(contexts[0], one.words, *contexts[1:])
