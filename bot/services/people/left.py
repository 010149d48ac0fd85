"""Who left and bore a name: known by it, or, where they are erased, by its mark alone."""

from dataclasses import dataclass, field

from bot.domain.people.names import plain_name
from bot.domain.people.person import Person
from bot.services.core.ledger import PEOPLE_OF, Ledger
from bot.services.people.pseudonym import ACCOUNTS, mark_of


@dataclass(frozen=True)
class Left:
    """Everybody of a unit who left, by id, and by the marks of the names of those who are erased."""

    people: dict[str, Person]
    marks: dict[str, str] = field(default_factory=dict)
    key: bytes = b""

    def who(self, name: str) -> str:
        """The id of whoever bore the name last; "" for a name that nobody bore."""
        for person in reversed([*self.people.values()]):
            if name in {person.name, plain_name(person.name)}:
                return person.id
        found = (self.marks.get(mark_of(one, self.key)) for one in (name, plain_name(name))) if self.marks else ()
        return next(filter(None, found), "")


async def those_who_left(ledger: Ledger, unit: str) -> Left:
    """Everybody of the unit who left."""
    left = {person.id: person for person in await ledger.people.find(PEOPLE_OF, unit) if not person.active}
    secret = await ledger.secrets.get(ACCOUNTS) if left else None
    if secret is None:
        return Left(left)
    marks = {mark: person.id for person in left.values() for mark in person.marks}
    return Left(left, marks, secret.value.encode())


async def who_left(ledger: Ledger, unit: str, name: str) -> Person | None:
    """Whoever bore the name last and left."""
    left = await those_who_left(ledger, unit)
    return left.people.get(left.who(name))
