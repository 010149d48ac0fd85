"""The context of a measure: the rules that hold for it, and who may do what with it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.closing.hands import Hands, hands_in
from bot.domain.closing.transitions import CHECKING, require_stage
from bot.domain.core.refusal import HadAHand, NotAllowed, NotFound, OwnWork
from bot.domain.extensions.extension import STEP_ACTIONS
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.permission import CHECKERS, CHECKS, Action, allowed
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import WAITING, Measure
from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import named_round, round_names, shown_number
from bot.domain.settings.policy import Policy
from bot.services.core.ledger import (
    JOURNAL_OF,
    MEASURES_NUMBERED,
    MEASURES_OF_PERSON,
    PEOPLE_IN,
    PEOPLE_OF,
    PLANS_OF,
    Ledger,
)
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, change, holders, people, unit_of

STEPS = {CHECKING[stage]: role for stage, role in CHECKERS.items()} | {
    action: role for role, action in STEP_ACTIONS.items()
}


@dataclass(frozen=True)
class MeasureContext:
    """A measure and its plan, in a transaction."""

    tx: Transaction
    measure: Measure
    plan: Plan | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger that is open."""
        return self.tx.ledger

    @property
    def policy(self) -> Policy:
        """The unit's policy with what the plan and the measure change of it."""
        return self.tx.unit.policy.but(self.plan.policy if self.plan else {}).but(self.measure.policy)

    def holding(self, measure: Measure) -> "MeasureContext":
        """The same with the measure as it is now."""
        return replace(self, measure=measure)


async def measure_context(tx: Transaction, measure_id: str) -> MeasureContext:
    """Raises NotFound where there is no such measure, or it is another unit's."""
    measure = await tx.ledger.measures.get(measure_id)
    if measure is None or measure.unit != tx.unit.id:
        raise NotFound(what=measure_id.rpartition("/")[2])
    return MeasureContext(tx, measure, await tx.ledger.plans.get(measure.plan))


async def stands_for(context: MeasureContext, person: Person) -> tuple[str, ...]:
    """Owners and leaders of the measure who are absent today and have named the person as their delegate."""
    others = await people(context.ledger, (*context.measure.owners, *context.measure.leaders))
    today = context.tx.today
    return tuple(other.id for other in others if other.id != person.id and other.stands_in(today) == person.id)


async def may(context: MeasureContext, action: Action, person: Person) -> bool:
    """True where the table allows it to the person today; nobody checks what they had a hand in."""
    if not allowed(action, person, context.measure, await stands_for(context, person)):
        return False
    if action not in CHECKS:
        return True
    hands = (await hands_of(context.ledger, context.measure)).all
    return allowed(action, person, context.measure, await stands_for(context, person), hands=hands)


async def may_somewhere(request: RequestContext, person: Person, actions: Collection[Action]) -> bool:
    """True where the table allows one of them on any measure: to a role, or to who is named on one or stands in."""
    if any(allowed(action, person) for action in actions):
        return True
    async with request.look() as ledger:
        today = request.today(await unit_of(ledger, person.unit))
        absent = [one.id for one in await stood_in_for(ledger, person, today)]
        measures = [one for who in (person.id, *absent) for one in await ledger.measures.find(MEASURES_OF_PERSON, who)]
    return any(allowed(action, person, measure, absent) for measure in measures for action in actions)


async def stood_in_for(ledger: Ledger, person: Person, today: dt.date) -> list[Person]:
    """Whoever of the unit is absent on the day and has named the person as delegate."""
    others = await ledger.people.find(PEOPLE_OF, person.unit)
    return [one for one in others if one.active and one.id != person.id and one.stands_in(today) == person.id]


async def hands_of(ledger: Ledger, measure: Measure) -> Hands:
    """Who had a hand in the measure, from the journal."""
    journal = ledger.journal
    entries = await journal.find(JOURNAL_OF, measure.id)
    if measure.stage not in WAITING:
        return hands_in(measure, entries)
    since = max((entry.number for entry in entries if entry.verb == Verb.SUBMIT), default=0)
    above = (measure.unit, measure.plan)
    settings = [entry for one in above for entry in await journal.find(JOURNAL_OF, one, since=f"{since:09d}")]
    return hands_in(measure, entries, settings)


async def require(context: MeasureContext, action: Action) -> None:
    """Raise NotAllowed, or OwnWork or HadAHand where only that is in the way, or WrongStage."""
    person, measure = context.tx.by, context.measure
    if not await may(context, action, person):
        unmade = replace(measure, owners=(), reporters=(), submitted_by=None)
        if action not in CHECKS or not allowed(action, person, unmade, await stands_for(context, person)):
            raise await _refused(context, action)
        hands = await hands_of(context.ledger, measure)
        if person.id not in hands.makers and person.id in hands.all:
            raise HadAHand(
                number=measure.number, measure=measure.id, why="step" if person.id in hands.stepped else "changed"
            )
        raise OwnWork(number=measure.number, measure=measure.id)
    require_stage(action, measure)


async def _refused(context: MeasureContext, action: Action) -> NotAllowed:
    """That the person may not; of a step, with the names of those for whom it waits."""
    waits = await people_for(context, STEPS[action], action) if action in STEPS else []
    number, id_ = context.measure.number, context.measure.id
    if not waits:
        return NotAllowed(number=number, measure=id_, action=action)
    names = "、".join(one.name for one in waits)
    return NotAllowed(number=number, measure=id_, action=action, why="waits", names=names)


async def checkers(context: MeasureContext) -> dict[Role, tuple[str, ...]]:
    """By role, the ids of those who may check the measure: who had a hand in it is not among them."""
    hands = (await hands_of(context.ledger, context.measure)).all
    found = {role: await _of_role(context, role) for role in (Role.LEADER, Role.OFFICE, Role.SECRETARY)}
    return {role: tuple(p.id for p in some if p.id not in hands) for role, some in found.items()}


async def _of_role(context: MeasureContext, role: Role) -> list[Person]:
    if role is Role.LEADER:
        return await people(context.ledger, context.measure.leaders)
    return await holders(context.ledger, context.measure.unit, role)


async def people_for(context: MeasureContext, role: Role, action: Action) -> list[Person]:
    """Those of the role, and whoever stands in for them today, who may take the action on the measure."""
    asked = await _of_role(context, role)
    today = context.tx.today
    delegates = await people(context.ledger, (person.stands_in(today) for person in asked))
    known = {person.id: person for person in (*asked, *delegates)}
    return [person for person in known.values() if await may(context, action, person)]


async def may_look_back(context: MeasureContext, person: Person) -> bool:
    """True for the office, and for the secretary where no message reaches one of it who may: they made it, or left."""
    if not await may(context, Action.RECHECK, person):
        return False
    clerks = await people_for(context, Role.OFFICE, Action.RECHECK)
    return person.holds(Role.OFFICE) or not any(clerk.reachable for clerk in clerks)


async def owners_of(context: MeasureContext) -> tuple[str, ...]:
    """Ids of those who are to report: the owners, or where none is named those of the departments in charge."""
    measure = context.measure
    if measure.owners:
        return measure.owners
    found = [p for name in measure.departments for p in await context.ledger.people.find(PEOPLE_IN, measure.unit, name)]
    return tuple(person.id for person in found if person.active and person.holds(Role.OWNER))


def quoted(context: MeasureContext, words: str, *others: MeasureContext) -> str:
    """Somebody's words as other people's messages may carry them: not where any of the measures is confidential."""
    wording = context.tx.request.wording
    if not words:
        return wording.word("core.no_words")
    redacted = any(one.policy.confidential for one in (context, *others))
    return wording.word("core.read_in_office") if redacted else words


async def save(context: MeasureContext, new: Measure, verb: Verb, *, words: str = "", **facts: Any) -> Entry:
    """Keep the measure as it is now, with its entry."""
    return await change(context.tx, context.measure, new, verb, words=words, **facts)


async def measures_numbered(ledger: Ledger, unit: str, number: str) -> list[Measure]:
    """The measures of a number as people write it: of the round that is named before it, or else of all."""
    rounds, bare = named_round(number.strip(), await ledger.plans.find(PLANS_OF, unit))
    found = await ledger.measures.find(MEASURES_NUMBERED, unit, bare)
    return [measure for measure in found if not rounds or measure.plan in rounds]


async def numbered(ledger: Ledger, *measures: Measure) -> tuple[Measure, ...]:
    """The measures with the numbers that people see: behind the name of the round where the unit has several."""
    names = {unit: round_names(await ledger.plans.find(PLANS_OF, unit)) for unit in {one.unit for one in measures}}
    return tuple(
        one
        if (shown := shown_number(one.number, one.plan, names[one.unit])) == one.number
        else replace(one, number=shown)
        for one in measures
    )
