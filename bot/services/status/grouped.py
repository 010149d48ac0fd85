"""Measures by department, leader or owner, and how much evidence they have."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.plan.measure import Measure, Stage
from bot.domain.status.register import Register
from bot.messages.status.happenings import Group, Proofs
from bot.services.core.ledger import EVIDENCE_OF
from bot.services.core.transaction import Transaction


async def proofs_by_owner(tx: Transaction, register: Register, measures: Sequence[Measure]) -> list[Proofs]:
    """Of each owner how many pieces stand, by the measure's number, and which of the open measures have none."""
    kept = await tx.ledger.evidence.find_each(EVIDENCE_OF, [(one.id,) for one in measures])
    counts: dict[str, Counter[str]] = {}
    bare: dict[str, list[str]] = {}
    for measure, pieces in zip(measures, kept, strict=True):
        owner, number = "、".join(register.names(measure.owners)), register.number(measure)
        some = counts.setdefault(owner, Counter())
        if live := sum(one.stands and one.expired is None for one in pieces):
            some[number] += live
        elif measure.is_open:
            bare.setdefault(owner, []).append(number)
    return [Proofs(owner=owner, counts=some, bare=tuple(bare.get(owner, ()))) for owner, some in counts.items()]


def groups_of(register: Register, measures: Sequence[Measure], by: str, *, none: bool) -> list[Group]:
    """The measures by who leads or owns them, or by department, the most first; those alone all of whose are such."""

    def names(measure: Measure) -> Sequence[str]:
        if by == "department":
            return measure.departments
        return register.names(measure.leaders if by == "leader" else measure.owners)

    by_name: dict[str, list[str]] = {}
    for measure in measures:
        for name in names(measure) or ("",):
            by_name.setdefault(name, []).append(register.number(measure))
    every = Counter(name for one in register.measures if one.stage is not Stage.CANCELLED for name in names(one))
    found = [Group(name, tuple(some)) for name, some in by_name.items() if not none or len(some) >= every[name]]
    return sorted(found, key=lambda one: -len(one.numbers))
