"""A measure as it lies before somebody: with the rules that hold for it, and who may do what with it."""

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.closing.transitions import demand
from bot.domain.core.refusal import NotAllowed, NotFound, OwnWork
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action, allowed, makers
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.settings.policy import Policy
from bot.services.core.ledger import PEOPLE_IN, Ledger
from bot.services.core.transaction import Sitting, change, holders, people


@dataclass(frozen=True)
class Dossier:
    """A measure and its plan, in a sitting."""

    sitting: Sitting
    measure: Measure
    plan: Plan | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger that is open."""
        return self.sitting.ledger

    @property
    def policy(self) -> Policy:
        """The unit's policy with what the plan and the measure change of it."""
        return self.sitting.unit.policy.but(self.plan.policy if self.plan else {}).but(self.measure.policy)

    def holding(self, measure: Measure) -> "Dossier":
        """The same with the measure as it is now."""
        return replace(self, measure=measure)


async def open_dossier(sitting: Sitting, measure_id: str) -> Dossier:
    """Raises NotFound where there is no such measure, or it is another unit's."""
    measure = await sitting.ledger.measures.get(measure_id)
    if measure is None or measure.unit != sitting.unit.id:
        raise NotFound(what=measure_id.rpartition("/")[2])
    return Dossier(sitting, measure, await sitting.ledger.plans.get(measure.plan))


async def stands_for(dossier: Dossier, person: Person) -> tuple[str, ...]:
    """Owners and leaders of the measure who are absent today and have named the person as their delegate."""
    others = await people(dossier.ledger, (*dossier.measure.owners, *dossier.measure.leaders))
    today = dossier.sitting.today
    return tuple(other.id for other in others if other.id != person.id and other.stands_in(today) == person.id)


async def may(dossier: Dossier, action: Action, person: Person) -> bool:
    """True where the table allows it to the person today."""
    return allowed(action, person, dossier.measure, await stands_for(dossier, person))


async def require(dossier: Dossier, action: Action) -> None:
    """Raise NotAllowed, OwnWork where only the rule that who reports never verifies is in the way, or WrongStage."""
    person, measure = dossier.sitting.by, dossier.measure
    if not await may(dossier, action, person):
        if person.id in makers(measure) and await may(dossier.holding(_unmade(measure)), action, person):
            raise OwnWork(number=measure.number)
        raise NotAllowed(number=measure.number, action=action)
    demand(action, measure)


def _unmade(measure: Measure) -> Measure:
    return replace(measure, owners=(), reporters=(), submitted_by=None)


async def checkers(dossier: Dossier) -> dict[Role, tuple[str, ...]]:
    """By role, the ids of those who may check the measure: who had a hand in it is not among them."""
    hands = makers(dossier.measure)
    found = {role: await _of_role(dossier, role) for role in (Role.LEADER, Role.OFFICE, Role.SECRETARY)}
    return {role: tuple(p.id for p in some if p.id not in hands) for role, some in found.items()}


async def _of_role(dossier: Dossier, role: Role) -> list[Person]:
    if role is Role.LEADER:
        return await people(dossier.ledger, dossier.measure.leaders)
    return await holders(dossier.ledger, dossier.measure.unit, role)


async def people_for(dossier: Dossier, role: Role, action: Action) -> list[Person]:
    """Those of the role, and whoever stands in for them today, who may take the action on the measure."""
    asked = await _of_role(dossier, role)
    today = dossier.sitting.today
    delegates = await people(dossier.ledger, (person.stands_in(today) for person in asked))
    known = {person.id: person for person in (*asked, *delegates)}
    return [person for person in known.values() if await may(dossier, action, person)]


async def owners_of(dossier: Dossier) -> tuple[str, ...]:
    """Ids of those who are to report: the owners, or where none is named those of the departments in charge."""
    measure = dossier.measure
    if measure.owners:
        return measure.owners
    found = [p for name in measure.departments for p in await dossier.ledger.people.find(PEOPLE_IN, measure.unit, name)]
    return tuple(person.id for person in found if person.active and person.holds(Role.OWNER))


def quoted(dossier: Dossier, words: str, *others: Dossier) -> str:
    """Somebody's words as other people's messages may carry them: not where any of the measures is confidential."""
    wording = dossier.sitting.desk.wording
    if not words:
        return wording.word("closing.no_words")
    hidden = any(one.policy.confidential for one in (dossier, *others))
    return wording.word("closing.read_in_office") if hidden else words


async def keep(dossier: Dossier, new: Measure, verb: Verb, *, words: str = "", **facts: Any) -> Entry:
    """Keep the measure as it is now, with its entry."""
    return await change(dossier.sitting, dossier.measure, new, verb, words=words, **facts)
