"""人员: added, renamed, moved and retired, and the roles that they are given and that are taken from them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.names import plain_name
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act
from bot.services.core.ledger import JOURNAL_OF, MEASURES_OF_PERSON, PEOPLE_OF, PROPOSALS_OPEN, Ledger
from bot.services.core.measure_context import numbered
from bot.services.core.notify import notice, notify, tell_phones
from bot.services.core.proposals import Proposed, announce, needs_second, propose
from bot.services.core.quota import demand_room
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, holders, note, open_transaction, require_role
from bot.services.people.asked import asked_of_person
from bot.services.people.asked import in_words as asked_in_words
from bot.services.people.left import who_left
from bot.services.people.names import called, person_named

STANDING = frozenset({Role.SECRETARY, Role.OFFICE, Role.LEADER})  # two keys
LAST = (Role.SECRETARY, Role.OFFICE)  # of whom somebody must remain
CANDIDATES = 8
LONGEST = 30  # characters of a name


@dataclass(frozen=True)
class HeldRole:
    """A role with the day since when, and who gave it, "" where the journal does not say."""

    role: Role
    since: dt.date | None
    by: str


@dataclass(frozen=True)
class PersonCard:
    """A person as the office sees them."""

    person: Person
    held: tuple[HeldRole, ...]
    bound: dt.date | None
    measures: int
    left: Person | None = None  # who bore the name before and left, where it is newly given


async def person_card(request: RequestContext, by: Person, name: str) -> PersonCard:
    """The card of a person of the unit; raises NotFound."""
    async with request.look() as ledger:
        unit = await ledger.units.get(by.unit)
        if unit is None:
            raise NotFound
        tx = Transaction(request, ledger, unit, by)
        return await card_of(tx, await person_named(ledger, by.unit, name))


async def card_of(tx: Transaction, person: Person) -> PersonCard:
    """The card of a person."""
    entries = await tx.ledger.journal.find(JOURNAL_OF, person.id)
    held = []
    for role in person.roles:
        given = [one for one in entries if _gives(one, role)]
        giver = await tx.ledger.people.get(given[-1].by) if given else None
        held.append(HeldRole(role, tx.day_of(given[-1].at) if given else None, giver.name if giver else ""))
    measures = await tx.ledger.measures.find(MEASURES_OF_PERSON, person.id)
    bound = tx.day_of(person.bound_at) if person.bound_at else None
    return PersonCard(person, tuple(held), bound, sum(not one.is_ended for one in measures))


def _gives(entry: Entry, role: Role) -> bool:
    """True for an appointment, and for the list or the column that made somebody known as that."""
    if entry.verb == Verb.KNOW:
        return role in entry.after.get("roles", ())
    return entry.verb == Verb.APPOINT and entry.after.get("role", Role.OFFICE) == role


async def change_role(
    request: RequestContext, by: Person, person_id: str, role: Role, *, give: bool
) -> Proposed | PersonCard:
    """Give a role or take it: of standing it needs a second key. Raises NotAllowed, NotFound, NoChange."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.APPOINT)
        person = await _of_unit(tx, person_id)
        await _demand_change(tx, person, role, give=give)
        act = Act.APPOINT if give else Act.DISMISS
        what = in_words(tx, act, person, role)
        if role in STANDING and needs_second(tx):
            return await propose(tx, act, person.id, what, facts={"role": str(role)})
        return await card_of(tx, await set_role(tx, person.id, role, give=give))


def in_words(tx: Transaction, act: Act, person: Person, role: Role | None = None) -> str:
    """任命唐若溪为整改办, as a request names it."""
    wording = tx.request.wording
    facts = {"name": person.name, "role": wording.word(f"people.role.{role}") if role else ""}
    return wording.word(f"people.proposal.what_{act}", **facts)


async def _of_unit(tx: Transaction, person_id: str) -> Person:
    person = await tx.ledger.people.get(person_id)
    if person is None or person.unit != tx.unit.id or not person.active:
        raise NotFound(what=person_id.rpartition("/")[2])
    return person


async def _demand_change(tx: Transaction, person: Person, role: Role, *, give: bool) -> None:
    if person.holds(role) is give:
        raise NoChange(name=person.name)
    if not give:
        await demand_others(tx, person, [role])


async def demand_others(tx: Transaction, person: Person, roles: Iterable[Role]) -> None:
    """Raise NotAllowed where the person is the last who holds one of the roles that somebody must hold."""
    for role in roles:
        if role in LAST and person.holds(role):
            others = [one for one in await holders(tx.ledger, tx.unit.id, role) if one.id != person.id]
            if not others:
                raise NotAllowed(why=f"last_{role}", name=person.name)


async def set_role(tx: Transaction, person_id: str, role: Role, *, give: bool) -> Person:
    """Give the role, or take it, within a transaction; the person and the secretary hear of it."""
    person = await _of_unit(tx, person_id)
    await _demand_change(tx, person, role, give=give)
    roles = (*person.roles, role) if give else tuple(one for one in person.roles if one is not role)
    changed = replace(person, roles=roles)
    await tx.ledger.people.put(changed)
    verb, act = (Verb.APPOINT, Act.APPOINT) if give else (Verb.DISMISS, Act.DISMISS)
    entry = await note(tx, verb, person.id, role=str(role), name=person.name)
    await tell_of_role(tx, changed, role, act, reason=entry.id)
    return changed


async def tell_of_role(tx: Transaction, person: Person, role: Role, act: Act, *, reason: str) -> None:
    """The person hears of it, and where it is one of standing the secretary, whatever way it was done."""
    who = tx.person.name if tx.person else tx.request.wording.word("people.proposal.command_line")
    word = tx.request.wording.word(f"people.role.{role}")
    told = notice(f"people.role_told.{act}", {"role": word, "who": who})
    await notify(tx, [person] if person.reachable else [], reason=f"told:{reason}", facts=told)
    if role in STANDING:
        but = person.id if act is Act.APPOINT and person.reachable else ""
        await announce(tx, in_words(tx, act, person, role), reason=reason, but=but)


async def add_person(request: RequestContext, by: Person, name: str, department: str, post: str = "") -> PersonCard:
    """Add somebody to the unit; a second of a name is told apart by the department. Raises NotAllowed or NoChange."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.BIND)
        _demand_name(name)
        await demand_room(tx.ledger, tx.unit, people=1)
        people = await tx.ledger.people.find(PEOPLE_OF, tx.unit.id)
        shown = await called(tx.ledger, tx.unit.id, name, department)
        person = Person(
            id=f"{tx.unit.id}/p{len(people) + 1}", unit=tx.unit.id, name=shown, post=post, department=department
        )
        await tx.ledger.people.put(person)
        await note(tx, Verb.KNOW, person.id, name=shown, department=department, post=post)
        return replace(await card_of(tx, person), left=await who_left(tx.ledger, tx.unit.id, name))


async def rename_person(request: RequestContext, by: Person, old: str, name: str) -> PersonCard:
    """Write somebody's name anew; raises NotAllowed, NotFound, NoChange."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.BIND)
        _demand_name(name)
        person = await person_named(tx.ledger, tx.unit.id, old)
        if person.name == name:
            raise NoChange(name=name)
        renamed = replace(person, name=await called(tx.ledger, tx.unit.id, name, person.department, but=person.id))
        await tx.ledger.people.put(renamed)
        await note(tx, Verb.RENAME, person.id, old=person.name, new=renamed.name)
        return replace(await card_of(tx, renamed), left=await who_left(tx.ledger, tx.unit.id, name))


async def move_person(request: RequestContext, by: Person, name: str, department: str, post: str = "") -> PersonCard:
    """Put somebody into another department; raises NotAllowed, NotFound, NoChange."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.BIND)
        person = await person_named(tx.ledger, tx.unit.id, name)
        if not department or (person.department, person.post) == (department, post or person.post):
            raise NoChange(name=name)
        shown = await called(tx.ledger, tx.unit.id, plain_name(person.name), department, but=person.id)
        moved = replace(person, name=shown, department=department, post=post or person.post)
        await tx.ledger.people.put(moved)
        await note(tx, Verb.MOVE, person.id, old=person.department, new=department, name=shown)
        if shown != person.name:
            await note(tx, Verb.RENAME, person.id, old=person.name, new=shown)
        return await card_of(tx, moved)


async def retire_person(request: RequestContext, by: Person, name: str) -> Proposed | Person:
    """Let somebody leave (调离); what is open in their name must be handed over before.

    Raises NotAllowed for the last of office or secretary, NotFound, or NoChange while something is open.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.BIND)
        person = await person_named(tx.ledger, tx.unit.id, name)
        await _demand_free(tx, person)
        if person.holds(*STANDING) and needs_second(tx):
            return await propose(tx, Act.RETIRE, person.id, in_words(tx, Act.RETIRE, person))
        return await retire(tx, person.id)


async def _demand_free(tx: Transaction, person: Person) -> None:
    await demand_others(tx, person, person.roles)
    open_ = [one for one in await tx.ledger.measures.find(MEASURES_OF_PERSON, person.id) if not one.is_ended]
    if open_:
        numbers = "、".join(measure.number for measure in await numbered(tx.ledger, *open_))
        raise NoChange(why="open", name=person.name, count=len(open_), number=numbers)
    if asked := await asked_of_person(tx.ledger, person):
        raise NoChange(why="open_asked", name=person.name, what="；".join(await asked_in_words(tx, asked, person)))


async def retire(tx: Transaction, person_id: str) -> Person:
    """Let them leave, within a transaction: no role, no account; history keeps them. Gives them as they were."""
    person = await _of_unit(tx, person_id)
    await _demand_free(tx, person)
    gone = replace(person, active=False, roles=(), chat=None, former=None, bound_at=None, absences=())
    entry = await note(tx, Verb.RETIRE, person.id, name=person.name, roles=[str(role) for role in person.roles])
    await tx.ledger.people.put(gone)
    await tell_phones(tx, person, "people.retired_told", name=person.name)
    if person.holds(*STANDING):
        await announce(tx, in_words(tx, Act.RETIRE, person), reason=entry.id)
    return person


def _demand_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST or not name.isprintable() or any(sign in name for sign in "（）()、，"):
        raise Unreadable(what=name)


async def secretary_candidates(request: RequestContext, by: Person) -> tuple[Person, ...]:
    """Who may be the secretary, the likeliest first; none where there is one, or one is asked for."""
    async with request.look() as ledger:
        waiting = await ledger.proposals.find(PROPOSALS_OPEN, by.unit)
        asked = any(one.act is Act.APPOINT and one.facts.get("role") == Role.SECRETARY for one in waiting)
        if asked or Role.SECRETARY not in await lacking_roles(ledger, by.unit):
            return ()
        people = [person for person in await ledger.people.find(PEOPLE_OF, by.unit) if person.active]
        leaders = [one for one in people if one.holds(Role.LEADER) or "书记" in one.post]
        return tuple(sorted(leaders, key=lambda one: ("书记" not in one.post, one.rank, one.name))[:CANDIDATES])


async def lacking_roles(ledger: Ledger, unit: str) -> tuple[Role, ...]:
    """Which of office and secretary nobody holds."""
    return tuple([role for role in LAST if not await holders(ledger, unit, role)])
