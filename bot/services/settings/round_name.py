"""What the office calls a round, and what it says of it in papers: when the team was there, who leads."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.domain.core.refusal import NoChange, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.plan import Plan
from bot.domain.plan.round_name import named_round, round_names
from bot.services.core.ledger import PLANS_OF
from bot.services.core.request import RequestContext
from bot.services.core.transaction import note, open_transaction, require_role
from bot.services.settings.policy import SettingChange

NAME = re.compile(r"[^\s\d/／A-Za-z][^\s/／]{0,18}轮")


FACTS = {"进驻": "on_site", "领导小组": "group", "联系电话": "telephone", "电子邮箱": "mail"}
MOST = 200  # signs of what is said of a round


async def describe_round(request: RequestContext, which: str, what: str, words: str, *, by: Person) -> SettingChange:
    """Say of a round what its notice opens or ends with: one of FACTS.

    Raises NotAllowed, NotFound for the round, Unreadable for what is too long, or NoChange.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.SET)
        plan = _meant(which, await tx.ledger.plans.find(PLANS_OF, tx.unit.id))
        field, old = FACTS[what], str(getattr(plan, FACTS[what]))
        changes: dict[str, Any] = {field: words}
        if words == old:
            raise NoChange(what=which)
        if len(words) > MOST:
            raise Unreadable(what="round_name", name=what)
        await tx.ledger.plans.put(replace(plan, **changes))
        facts = {"setting": f"round_{field}", "name": what, "old": old, "new": words}
        await note(tx, Verb.SET_POLICY, plan.id, words=words, **facts)
        return SettingChange(plan.letter, what, old, words)


def _meant(which: str, plans: Sequence[Plan]) -> Plan:
    rounds, rest = named_round(which, plans)
    found = [one for one in plans if one.id in rounds]
    if len(found) != 1 or rest:
        raise NotFound(what=which)
    return found[0]


async def round_list(request: RequestContext, by: Person) -> tuple[tuple[str, str, str], ...]:
    """Letter, name and title of each round of the unit."""
    async with request.look() as ledger:
        plans = await ledger.plans.find(PLANS_OF, by.unit)
    names = round_names(plans)
    return tuple((plan.letter, names[plan.id], plan.title) for plan in plans)


async def call_round(request: RequestContext, which: str, name: str, *, by: Person) -> SettingChange:
    """Give the round of a letter or name another name.

    Raises NotAllowed, NotFound for the round, Unreadable for what is no name or another round's, or NoChange.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.SET)
        plans = await tx.ledger.plans.find(PLANS_OF, tx.unit.id)
        plan = _meant(which, plans)
        old = round_names(plans)[plan.id]
        if name == old:
            raise NoChange(what=which)
        taken, behind = named_round(name, plans)
        if not NAME.fullmatch(name) or (set(taken) - {plan.id} and not behind):
            raise Unreadable(what="round_name", name=name)
        await tx.ledger.plans.put(replace(plan, name=name))
        word = tx.request.wording.word("settings.round")
        await note(tx, Verb.SET_POLICY, plan.id, words=name, setting="round_name", name=word, old=old, new=name)
        return SettingChange(plan.letter, word, old, name)
