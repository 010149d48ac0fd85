"""Settings changed in chat: for the unit, for a round, for one measure, each recorded."""

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.permission import Action
from bot.domain.person import Person
from bot.domain.policy import Policy
from bot.domain.refusal import NoChange, NotFound, Unreadable
from bot.domain.setting import SETTINGS, Setting, in_words, setting
from bot.domain.verb import Verb
from bot.services.desk import Desk
from bot.services.ledger import MEASURES_NUMBERED, MEASURES_OF_PLAN, MEASURES_TO_WAKE, PLANS_OF
from bot.services.sitting import Sitting, note, require_role, sit, unit_of


@dataclass(frozen=True)
class Set:
    """A setting as it was and as it is; `scope` is a measure's number, a round's letter, or "" for the unit."""

    scope: str
    name: str
    old: str
    new: str


async def policy_in_force(desk: Desk, *, by: Person) -> tuple[tuple[str, str], ...]:
    """Every setting of the unit by name, as people write it."""
    async with desk.look() as ledger:
        policy = (await unit_of(ledger, by.unit)).policy
    return tuple((one.name, in_words(getattr(policy, one.field))) for one in SETTINGS)


async def set_policy(desk: Desk, name: str, words: str, *, scope: str = "", by: Person) -> Set:
    """Change a setting; what waits is looked at anew in the clock's next round.

    Raises NotAllowed, Unreadable for a name or value that cannot be, NotFound for the scope, or NoChange.
    """
    async with sit(desk, by) as sitting:
        require_role(sitting, Action.SET)
        one = setting(name)
        value = one.read(words)
        if not scope:
            before, after = await _for_unit(sitting, one, value)
        elif one.own:
            before, after = await _for_part(sitting, scope, one, value)
        else:
            raise Unreadable(what=f"{scope} {name}")
        old, new = (in_words(getattr(policy, one.field)) for policy in (before, after))
        if old == new:
            raise NoChange(what=name)
        await note(sitting, Verb.SET_POLICY, scope or sitting.unit.id, words=words, setting=one.field, old=old, new=new)
        return Set(scope, one.name, old, new)


async def _for_unit(sitting: Sitting, one: Setting, value: Any) -> tuple[Policy, Policy]:
    unit, ledger = sitting.unit, sitting.ledger
    changed = unit.policy.but({one.field: value})
    await ledger.units.put(replace(unit, policy=changed, changes={**unit.changes, one.field: value}))
    for measure in await ledger.measures.find(MEASURES_TO_WAKE, unit.id):
        await ledger.measures.put(replace(measure, wake=sitting.today))
    return unit.policy, changed


async def _for_part(sitting: Sitting, scope: str, one: Setting, value: Any) -> tuple[Policy, Policy]:
    ledger, unit = sitting.ledger, sitting.unit
    for plan in await ledger.plans.find(PLANS_OF, unit.id, scope):
        before = unit.policy.but(plan.policy)
        await ledger.plans.put(replace(plan, policy={**plan.policy, one.field: value}))
        for measure in await ledger.measures.find(MEASURES_OF_PLAN, plan.id):
            await ledger.measures.put(replace(measure, wake=sitting.today))
        return before, before.but({one.field: value})
    found = await ledger.measures.find(MEASURES_NUMBERED, unit.id, scope)
    if len(found) != 1:
        raise NotFound(what=scope)
    (measure,) = found
    plan_of = await ledger.plans.get(measure.plan)
    before = unit.policy.but(plan_of.policy if plan_of else {}).but(measure.policy)
    own = {**measure.policy, one.field: value}
    await ledger.measures.put(replace(measure, policy=own, wake=sitting.today))
    return before, before.but({one.field: value})
