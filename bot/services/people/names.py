"""People by their names: a name that two share is told apart by the department, everywhere."""

from dataclasses import replace

from bot.domain.core.refusal import NoChange, NotFound
from bot.domain.people.names import normal, plain_name, told_apart
from bot.domain.people.person import Person
from bot.services.core.ledger import PEOPLE_OF, Ledger


async def person_named(ledger: Ledger, unit: str, name: str) -> Person:
    """The active person of that name; raises NotFound, also where several have the same name."""
    words = normal(name)
    found = [person for person in await ledger.people.find(PEOPLE_OF, unit, words) if person.active]
    if not found:
        found = await namesakes(ledger, unit, words)
    if len(found) > 1:
        raise NotFound(what=name, why="namesakes", names="、".join(person.name for person in found))
    if not found:
        raise NotFound(what=name)
    return found[0]


async def namesakes(ledger: Ledger, unit: str, name: str) -> list[Person]:
    """Everybody active who bears the name, told apart or not."""
    people = await ledger.people.find(PEOPLE_OF, unit)
    return [person for person in people if person.active and plain_name(person.name) == name]


async def called(ledger: Ledger, unit: str, name: str, department: str, *, but: str = "") -> str:
    """How a person of this name in this department is called; those who bear it already are told apart by theirs.

    Raises NoChange where somebody of that name is in that department already, or where it is not said.
    """
    others = [person for person in await namesakes(ledger, unit, name) if person.id != but]
    if not others:
        return name
    if not department or any(person.department in {department, ""} for person in others):
        raise NoChange(why="namesake", name=name, what="、".join(person.department or person.name for person in others))
    for person in others:
        await ledger.people.put(replace(person, name=told_apart(person.name, person.department)))
    return told_apart(name, department)
