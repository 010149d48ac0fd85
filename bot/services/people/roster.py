"""名单: the people whom a plan names, known by list or by name only."""

from dataclasses import dataclass, replace

from bot.domain.imports.draft import PersonDraft, PlanDraft
from bot.domain.imports.revision import names_in
from bot.domain.people.person import Person, Role
from bot.domain.units.unit import Unit
from bot.services.core.ledger import PEOPLE_OF, Ledger
from bot.services.core.quota import demand_room

ROLES = {
    "书记": (Role.SECRETARY, Role.LEADER),
    "整改办": (Role.OFFICE,),
    "领导": (Role.LEADER,),
    "配合": (Role.SUPPORT,),
    "观察": (Role.OBSERVER,),
    "纪检": (Role.OBSERVER,),
    "巡察": (Role.OBSERVER,),
    "经办": (Role.OWNER,),
}


@dataclass(frozen=True)
class Roster:
    """People by name, and who of them is new."""

    known: dict[str, Person]
    new: list[Person]


async def enrol(ledger: Ledger, unit: Unit, read: PlanDraft) -> Roster:
    """Everybody whom the file names; a person on no list is known by name only and holds no office.

    Raises OverQuota.
    """
    kept = await ledger.people.find(PEOPLE_OF, unit.id)
    known = {person.name: person for person in kept if person.active}
    new: list[Person] = []
    listed = {person.name: (rank, person) for rank, person in enumerate(read.people)}
    for name in dict.fromkeys((*listed, *names_in(read))):
        rank, row = listed.get(name, (100, PersonDraft(name)))
        if name in known:
            if row.post and not known[name].post:
                known[name] = _introduced(known[name], row, rank)
                await ledger.people.put(known[name])
            continue
        number = len(kept) + len(new) + 1
        person = Person(
            id=f"{unit.id}/p{number}",
            unit=unit.id,
            name=name,
            post=row.post,
            department=row.department,
            roles=roles_of(row),
            rank=rank,
        )
        known[name] = person
        new.append(person)
    await demand_room(ledger, unit, people=len(new))
    for person in new:
        await ledger.people.put(person)
    return Roster(known, new)


def _introduced(person: Person, row: PersonDraft, rank: int) -> Person:
    """Somebody who was known by name only, with what the list says of them."""
    roles = tuple(dict.fromkeys((*person.roles, *roles_of(row))))
    return replace(person, post=row.post, department=row.department, roles=roles, rank=rank)


def roles_of(row: PersonDraft) -> tuple[Role, ...]:
    """Roles as the list's own words give them; posts decide where there is no such word."""
    words = row.role or row.post
    found = [roles for word, roles in ROLES.items() if word in words]
    return tuple(dict.fromkeys(role for roles in found for role in roles)) or ((Role.OWNER,) if row.role else ())
