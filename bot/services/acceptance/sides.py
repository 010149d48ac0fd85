"""Who accepts what a unit hands in: the nearest unit above that somebody answers for, else somebody outside."""

from dataclasses import dataclass

from bot.domain.acceptance.acceptance import Acceptance, Acceptor
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.settings.policy import Policy
from bot.domain.units.unit import Unit, above
from bot.services.core.ledger import UNITS
from bot.services.core.notify import office, secretary
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.core.transaction import Transaction


@dataclass(frozen=True)
class Above:
    """Who accepts: a unit of this installation or, with the id "", a name; its policy sets days and indicators."""

    id: str
    name: str
    policy: Policy


async def acceptor_of(request: RequestContext, unit: Unit) -> Above:
    """The nearest unit above whose office or secretary can be asked; `request` is the one before all units."""
    async with request.look() as ledger:
        known = {one.id: one for one in await ledger.units.find(UNITS)}
    for upper in above(unit, known):
        async with scoped(request, upper.id).look() as ledger:
            if await acceptors(Transaction(request, ledger, upper)):
                return Above(upper.id, upper.name, upper.policy)
    return Above("", request.wording.word("acceptance.outside"), unit.policy)


async def acceptors(tx: Transaction) -> list[Person]:
    """Those of the unit who accept: the office, or where there is none the secretary."""
    return await office(tx) or await secretary(tx)


def may_judge(one: Acceptance, person: Person) -> bool:
    """True for office and secretary of the unit that accepts; of an acceptor outside the office enters the word."""
    action = Action.ACCEPT if one.acceptor is Acceptor.SHARE else Action.HAND_UP
    return one.is_open and one.acceptor is not Acceptor.ABOVE and one.unit == person.unit and allowed(action, person)


def may_call_back(one: Acceptance, person: Person) -> bool:
    """True for the office of the unit that handed it in, while nothing is said of it."""
    handed = one.is_open and one.acceptor is not Acceptor.SHARE
    return handed and one.unit == person.unit and allowed(Action.HAND_UP, person)
