"""名单: the people whom a plan names, known by list or by name only, and the roles that its columns give."""

from collections.abc import Iterable, Sized
from dataclasses import dataclass, field, replace

from bot.domain.history.verb import Verb
from bot.domain.imports.draft import Fact, PersonDraft, PlanDraft
from bot.domain.imports.namesakes import LEFT_SAME
from bot.domain.imports.revision import names_in
from bot.domain.people.names import TOLD_APART, told_apart
from bot.domain.people.person import CONFIRMED, CONFIRMED_LATER, Person, Role
from bot.domain.people.proposal import Act
from bot.services.core.ledger import PEOPLE_OF
from bot.services.core.notify import notice, notify
from bot.services.core.proposals import announce, is_proposed, needs_second, propose
from bot.services.core.quota import demand_room
from bot.services.core.transaction import Transaction, note
from bot.services.people.pseudonym import pseudonym_of
from bot.services.people.staff import in_words

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


@dataclass
class Roster:
    """People by name, who of them is new, and whether anything of the others changed."""

    known: dict[str, Person]
    new: list[Person] = field(default_factory=list)
    changed: bool = False
    confirmed: frozenset[Role] = CONFIRMED
    leading: list[Person] = field(default_factory=list)  # who would lead for the first time: a second person decides


async def enrol(tx: Transaction, read: PlanDraft, *, confirmed: frozenset[Role] = CONFIRMED) -> Roster:
    """Everybody whom the file names, with the roles of its list and its columns.

    In chat a file gives nobody a role that is `confirmed`: those of secretary and office are asked for one by one,
    of leaders the roster says who waits. Raises OverQuota.
    """
    ledger, unit = tx.ledger, tx.unit
    kept = await ledger.people.find(PEOPLE_OF, unit.id)
    roster = Roster({person.name: person for person in kept if person.active}, confirmed=confirmed)
    listed = {person.name: (rank, person) for rank, person in enumerate(read.people)}
    left = leavers(read, kept)
    names = tuple(dict.fromkeys(name for name in (*listed, *names_in(read)) if name not in left))
    await demand_room(ledger, unit, people=sum(_known(roster, name) is None for name in names))
    for name in names:
        rank, row = listed.get(name, (100, PersonDraft(name)))
        roles = _roles(read, name, row)
        person = _known(roster, name)
        if person is None:
            number = len(kept) + len(roster.new) + 1
            person = Person(
                id=f"{unit.id}/p{number}",
                unit=unit.id,
                name=name,
                post=row.post,
                department=row.department or _department(name),
                rank=rank,
            )
            roster.new.append(person)
        roster.known[name] = await _kept(tx, roster, replace(person, name=name), row, roles)
    roster.new = [roster.known[person.name] for person in roster.new]
    for person in list(roster.known.values()):
        await _tell_apart(tx, roster, person)
    roster.known = left | roster.known
    return roster


def bearers(read: PlanDraft, people: Iterable[Person]) -> dict[str, Person]:
    """Who bears each name of the file, those who left included who are meant; names that nobody bears are left out."""
    people = [*people]
    roster = Roster({person.name: person for person in people if person.active} | leavers(read, people))
    names = (*(row.name for row in read.people), *names_in(read))
    return {name: person for name in names if (person := _known(roster, name)) is not None}


def leavers(read: PlanDraft, people: Iterable[Person]) -> dict[str, Person]:
    """Who left, by the names of them that the file bears: it was said so, or it is a pseudonym."""
    left = {person.id: person for person in people if not person.active}
    said = [one.facts for one in read.problems if one.what == LEFT_SAME and one.facts["person"] in left]
    return {person.name: person for person in left.values() if person.name == pseudonym_of(person)} | {
        name: left[str(facts["person"])] for facts in said for name in told(facts["words"])
    }


def told(words: Fact) -> tuple[str, ...]:
    """The names of a question, as the file has them."""
    return words if isinstance(words, tuple) else (str(words),)


def roles_in(read: PlanDraft, people: Iterable[Person]) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    """The roles that the file's list and columns would give, with the names of those who have them not yet."""
    listed = {person.name: person for person in read.people}
    names = tuple(dict.fromkeys((*listed, *names_in(read))))
    known = bearers(read, people)
    names = tuple(name for name in names if name not in known or known[name].active)
    found: dict[Role, list[str]] = {role: [] for role in Role}
    for name in names:
        person = known.get(name)
        for role in dict.fromkeys(_roles(read, name, listed.get(name, PersonDraft(name)))):
            if person is None or not person.holds(role):
                found[role].append(name)
    return tuple((role, tuple(names)) for role, names in found.items() if names)


def confirmed_roles(rounds: Sized) -> frozenset[Role]:
    """Roles that a file gives nobody by itself; the leaders of a unit come with its first one."""
    return CONFIRMED_LATER if len(rounds) else CONFIRMED


def _waits(role: Role, person: Person, confirmed: frozenset[Role]) -> bool:
    """A secretary may lead without being made a leader."""
    return role in confirmed and not (role is Role.LEADER and person.holds(Role.SECRETARY))


def _known(roster: Roster, name: str) -> Person | None:
    """Who bears the name: as it is told apart, or the one of the plain name in that department."""
    if name in roster.known:
        return roster.known[name]
    found = TOLD_APART.match(name)
    plain = roster.known.get(found["name"]) if found else None
    return plain if found and plain and plain.department == found["department"] else None


def _department(name: str) -> str:
    found = TOLD_APART.match(name)
    return found["department"] if found else ""


async def _kept(tx: Transaction, roster: Roster, person: Person, row: PersonDraft, roles: Iterable[Role]) -> Person:
    """The person as they are kept now, with what the list says of one who was known by name only, and the roles."""
    fresh = person in roster.new or any(one.id == person.id for one in roster.new)
    if row.post and not person.post:
        person = replace(person, post=row.post, department=row.department or person.department)
    missing = [role for role in dict.fromkeys(roles) if not person.holds(role)]
    asked = [role for role in missing if _waits(role, person, roster.confirmed) and needs_second(tx)]
    given = [role for role in missing if role not in asked]
    before = await tx.ledger.people.get(person.id)
    person = replace(person, roles=(*person.roles, *given))
    if person != before:
        await tx.ledger.people.put(person)
        roster.changed = True
    if fresh:
        entry = await note(tx, Verb.KNOW, person.id, name=person.name, roles=[str(role) for role in given])
    else:
        for role in given:
            entry = await note(tx, Verb.APPOINT, person.id, role=str(role), name=person.name)
            who = tx.person.name if tx.person else ""
            said = notice(
                "people.role_told.appoint", {"role": tx.request.wording.word(f"people.role.{role}"), "who": who}
            )
            await notify(tx, [person] if person.reachable else [], reason=f"told:{entry.id}", facts=said)
    for role in given:
        if _waits(role, person, roster.confirmed):
            await announce(tx, in_words(tx, Act.APPOINT, person, role), reason=f"{entry.id}:{role}")
    roster.leading += [person] if Role.LEADER in asked else []
    for role in [one for one in asked if one in CONFIRMED]:
        facts = {"role": str(role)}
        if not await is_proposed(tx, Act.APPOINT, person.id, facts):
            await propose(tx, Act.APPOINT, person.id, in_words(tx, Act.APPOINT, person, role), facts=facts)
    return person


async def _tell_apart(tx: Transaction, roster: Roster, person: Person) -> None:
    """Somebody whose name another one bears with a department is called by theirs as well."""
    shared = any(TOLD_APART.match(name) and name.startswith(f"{person.name}（") for name in roster.known)
    if shared and person.department and not TOLD_APART.match(person.name):
        called = replace(person, name=told_apart(person.name, person.department))
        await tx.ledger.people.put(called)


def _roles(read: PlanDraft, name: str, row: PersonDraft) -> tuple[Role, ...]:
    """What the list says, and what the columns of the measures do."""
    led = any(name in measure.leaders for measure in read.measures)
    owned = any(name in measure.owners for measure in read.measures)
    return (*roles_of(row), *((Role.LEADER,) if led else ()), *((Role.OWNER,) if owned else ()))


def roles_of(row: PersonDraft) -> tuple[Role, ...]:
    """Roles as the list's own words give them; posts decide where there is no such word."""
    words = row.role or row.post
    found = [roles for word, roles in ROLES.items() if word in words]
    return tuple(dict.fromkeys(role for roles in found for role in roles)) or ((Role.OWNER,) if row.role else ())
