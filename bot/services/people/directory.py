"""人员: who belongs to a unit, and people by their names and ids."""

from collections.abc import Iterable

from bot.domain.core.refusal import NotFound
from bot.domain.people.invitation import Invitation
from bot.domain.people.person import Person, Role
from bot.domain.plan.plan import number_order
from bot.domain.units.unit import Unit
from bot.messages.people.listing import People, people
from bot.services.core.ledger import MEASURES_OF_PERSON, PEOPLE_OF
from bot.services.core.measure_context import numbered
from bot.services.core.request import RequestContext
from bot.services.core.transaction import unit_of
from bot.services.people.names import person_named
from bot.services.status.register import open_register


async def list_people(request: RequestContext, unit: Unit) -> People:
    """The unit's active people in the order of their posts, with what they have open, as of today in its zone."""
    async with request.look() as ledger:
        return people(await open_register(ledger, unit.id, request.today(unit), request.calendar))


async def person_by_id(request: RequestContext, id_: str) -> Person:
    """The person; raises NotFound."""
    async with request.look() as ledger:
        found = await ledger.people.get(id_)
    if found is None:
        raise NotFound(what=id_)
    return found


async def names_of(request: RequestContext, ids: Iterable[str]) -> tuple[str, ...]:
    """The names of the people, also of those who left."""
    async with request.look() as ledger:
        return tuple([person.name for person in await ledger.people.get_many(ids)])


async def office_names(request: RequestContext, unit: str) -> tuple[str, ...]:
    """The names of those who are the unit's office."""
    async with request.look() as ledger:
        found = await ledger.people.find(PEOPLE_OF, unit)
    return tuple(one.name for one in found if one.active and one.holds(Role.OFFICE))


async def ids_of(request: RequestContext, unit: str, names: Iterable[str]) -> tuple[str, ...]:
    """The ids of the unit's active people of these names; raises NotFound for a name that nobody or several have."""
    async with request.look() as ledger:
        return tuple([(await person_named(ledger, unit, name)).id for name in names])


async def own_numbers(request: RequestContext, person: Person) -> tuple[str, ...]:
    """Numbers of the measures that the person owns or leads and that have not ended."""
    async with request.look() as ledger:
        found = [one for one in await ledger.measures.find(MEASURES_OF_PERSON, person.id) if not one.is_ended]
        shown = await numbered(ledger, *sorted(found, key=lambda one: (one.plan, number_order(one.number))))
    return tuple(one.number for one in shown)


async def claim_facts(request: RequestContext, claimed: Invitation) -> tuple[str, int]:
    """Whose link was opened on another phone, and after how many hours it moves."""
    async with request.look() as ledger:
        person, unit = await ledger.people.get(claimed.person), await unit_of(ledger, claimed.unit)
    return person.name if person else "", unit.policy.move_hours
