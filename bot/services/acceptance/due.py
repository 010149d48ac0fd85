"""What should be handed in by the settings, and was not yet."""

from collections.abc import Iterable

from bot.domain.acceptance.acceptance import Acceptor, Kind
from bot.domain.plan.plan import Plan
from bot.services.acceptance.subject import Subject, holds, is_ended, subject_of
from bot.services.core.ledger import ACCEPTANCES_OF, CLOSINGS_OF_UNIT, MEASURES_OF_UNIT, PLANS_OF
from bot.services.core.transaction import Transaction


async def due_subjects(tx: Transaction) -> list[Subject]:
    """Closed measures, findings or rounds whose plan asks for acceptance, that were not handed in since."""
    plans = {plan.id: plan for plan in await tx.ledger.plans.find(PLANS_OF, tx.unit.id)}
    asked = {plan.id: tx.unit.policy.but(plan.policy).acceptance for plan in plans.values()}
    if not any(asked.values()):
        return []
    handed = [one for one in await tx.ledger.acceptances.find(ACCEPTANCES_OF, tx.unit.id) if one.subject]
    latest = {one.subject: one for one in handed if one.acceptor is not Acceptor.SHARE}
    found = []
    for id_ in await _closed(tx, plans.values()):
        plan = next((one for one in plans if id_ == one or id_.startswith(f"{one}/")), "")
        before = latest.get(id_)
        if not asked.get(plan) or (before and (before.is_open or before.waits)):
            continue
        subject = await subject_of(tx, id_)
        if subject.kind == Kind(asked[plan]) and is_ended(subject) and not (before and holds(before, subject)):
            found.append(subject)
    return found


async def ready_subjects(tx: Transaction, most: int) -> list[Subject]:
    """Measures and findings that were closed last and never handed in, the newest first."""
    closings = await tx.ledger.closings.find(CLOSINGS_OF_UNIT, tx.unit.id)
    newest = sorted((one for one in closings if one.reopened is None), key=lambda one: one.at, reverse=True)
    handed = {one.subject for one in await tx.ledger.acceptances.find(ACCEPTANCES_OF, tx.unit.id)}
    found: list[Subject] = []
    for id_ in dict.fromkeys(one.subject for one in newest if one.subject not in handed):
        if len(found) < most and is_ended(subject := await subject_of(tx, id_)):
            found.append(subject)
    return found


async def _closed(tx: Transaction, plans: Iterable[Plan]) -> list[str]:
    """Ids of all whose closing holds, and of rounds in which nothing is open."""
    closings = await tx.ledger.closings.find(CLOSINGS_OF_UNIT, tx.unit.id)
    ids = [one.subject for one in closings if one.reopened is None]
    open_ = {one.plan for one in await tx.ledger.measures.find(MEASURES_OF_UNIT, tx.unit.id) if one.is_open}
    return list(dict.fromkeys([*ids, *(plan.id for plan in plans if plan.id not in open_)]))
