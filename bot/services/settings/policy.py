"""Settings changed in chat: for the unit, for a round, for one measure, each recorded."""

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.core.refusal import NoChange, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.people.proposal import Act
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import named_round
from bot.domain.reporting.reductions import GUARDED
from bot.domain.settings.policy import Policy
from bot.domain.settings.setting import SETTINGS, Setting, in_words, setting
from bot.domain.units.unit import Unit
from bot.services.core.ledger import MEASURES_OF_PLAN, MEASURES_TO_WAKE, PLANS_OF
from bot.services.core.measure_context import measures_numbered
from bot.services.core.proposals import Proposed, announce, needs_second, propose
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_reading, open_transaction, require_role


@dataclass(frozen=True)
class SettingChange:
    """A setting as it was and as it is; `scope` is a measure's number, a round's letter, or "" for the unit."""

    scope: str
    name: str
    old: str
    new: str


async def policy_in_force(request: RequestContext, scope: str = "", *, by: Person) -> tuple[tuple[str, str], ...]:
    """Every setting of the unit, a round or a measure by name, as people write it; raises NotFound for the scope."""
    async with open_reading(request, by) as tx:
        policy = (await _part(tx, scope))[1] if scope else tx.unit.policy
    return tuple((one.name, in_words(one, getattr(policy, one.field))) for one in SETTINGS if one.own or not scope)


async def set_policy(
    request: RequestContext, name: str, words: str, *, scope: str = "", by: Person
) -> SettingChange | Proposed:
    """Change a setting; what waits is looked at anew in the clock's next round. The way of checks needs two keys.

    Raises NotAllowed, Unreadable for a name or value that cannot be, NotFound for the scope, or NoChange.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.SET)
        one, _, _, planned = await _planned(tx, name, words, scope)
        if one.field in GUARDED and needs_second(tx):
            facts = {"setting": name, "value": words, "scope": scope}
            return await propose(tx, Act.SET, scope or tx.unit.id, _in_words(tx, planned), facts=facts)
        return await set_within(tx, name, words, scope=scope)


async def set_within(tx: Transaction, name: str, words: str, *, scope: str) -> SettingChange:
    """Change a setting within a transaction; of one that needs two keys the secretary hears."""
    one, part, value, planned = await _planned(tx, name, words, scope)
    await _keep(tx, part, {one.field: value})
    facts = {"setting": one.field, "name": one.name, "old": planned.old, "new": planned.new}
    entry = await note(tx, Verb.SET_POLICY, part.id, words=words, **facts)
    if one.field in GUARDED:
        await announce(tx, _in_words(tx, planned), reason=entry.id)
    return planned


async def _planned(
    tx: Transaction, name: str, words: str, scope: str
) -> tuple[Setting, Unit | Plan | Measure, Any, SettingChange]:
    """The setting, what it is of, its value, and the change in words; raises as `set_policy`."""
    one = setting(name)
    value = one.read(words)
    if scope and not one.own:
        raise Unreadable(what="unit_only", name=one.name, number=scope)
    part, before = await _part(tx, scope) if scope else (tx.unit, tx.unit.policy)
    after = before.but({one.field: value})
    old, new = (in_words(one, getattr(policy, one.field)) for policy in (before, after))
    if old == new:
        raise NoChange(what=name)
    return one, part, value, SettingChange(scope, one.name, old, new)


def _in_words(tx: Transaction, planned: SettingChange) -> str:
    wording = tx.request.wording
    scope = f"{planned.scope} 的" if planned.scope else wording.word("people.proposal.what_unit")
    return wording.word("people.proposal.what_set", scope=scope, name=planned.name, old=planned.old, new=planned.new)


async def _keep(tx: Transaction, part: Unit | Plan | Measure, fresh: dict[str, Any]) -> None:
    """Keep what is set, and let the clock look anew at every measure that it is about."""
    ledger = tx.ledger
    match part:
        case Unit():
            kept = replace(part, policy=part.policy.but(fresh), changes=part.changes | fresh)
            await ledger.units.put(kept)
            concerned = await ledger.measures.find(MEASURES_TO_WAKE, part.id)
        case Plan():
            await ledger.plans.put(replace(part, policy=part.policy | fresh))
            concerned = await ledger.measures.find(MEASURES_OF_PLAN, part.id)
        case Measure():
            concerned = [replace(part, policy=part.policy | fresh)]
    for measure in concerned:
        await ledger.measures.put(replace(measure, wake=tx.today))


async def _part(tx: Transaction, scope: str) -> tuple[Plan | Measure, Policy]:
    """The round of a letter or the measure of a number, with the policy that holds for it; raises NotFound."""
    ledger, unit = tx.ledger, tx.unit
    rounds, rest = named_round(scope, await ledger.plans.find(PLANS_OF, unit.id))
    if len(rounds) == 1 and not rest:
        (plan,) = await ledger.plans.get_many(rounds)
        return plan, unit.policy.but(plan.policy)
    found = await measures_numbered(ledger, unit.id, scope)
    if len(found) != 1:
        raise NotFound(what=scope)
    (measure,) = found
    plan_of = await ledger.plans.get(measure.plan)
    return measure, unit.policy.but(plan_of.policy if plan_of else {}).but(measure.policy)
