"""Where the same as a finding may stand: other findings of the unit's rounds, and whether units below have such."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person
from bot.domain.plan.plan import Finding
from bot.domain.plan.round_name import round_names, shown_number
from bot.domain.similar.likeness import Described, maybe_alike
from bot.domain.status.standing import Standing
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.messages.similar.view import Place, SimilarView
from bot.readers.topics import topics
from bot.services.core.ledger import (
    ASSIGNMENTS_ON,
    CAUSES_OF,
    FINDINGS_OF,
    MEASURES_OF_FINDING,
    PLANS_OF,
    Ledger,
)
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, people
from bot.services.supervision.assignment import standing_of


async def places_like(request: RequestContext, person: Person, finding_id: str, *but: str) -> tuple[str, ...]:
    """Ids of the findings where the same may stand and that are not looked at, nor among `but`; raises NotFound.

    All findings of the unit are compared, in a thread: ask before the ledger is held.
    """
    async with open_reading(request, person) as tx:
        finding = await _finding(tx, finding_id)
        decided = {*but, *(one.about for one in await _looked(tx, finding))}
        found = await described_findings(tx.ledger, tx.unit.id)
    others = [one for id_, one in found.items() if id_ not in decided]
    return await asyncio.to_thread(_like, found[finding.id], others)


def _like(asked: Described, others: Sequence[Described]) -> tuple[str, ...]:
    return tuple(one.id for one in maybe_alike(asked, others, topics()))


async def similar_to(
    request: RequestContext, person: Person, finding_id: str, places: Sequence[str], units: Sequence[str] = ()
) -> SimilarView:
    """A finding's cause, what was looked at, and where the same may stand; raises NotFound.

    `places` are of the unit, as `places_like` found them, and `units` those below, as `units_with_like` did.
    """
    async with open_reading(request, person) as tx:
        return replace(await _view(tx, await _finding(tx, finding_id), places), units=tuple(units))


async def _finding(tx: Transaction, finding_id: str) -> Finding:
    finding = await tx.ledger.findings.get(finding_id)
    if finding is None or finding.unit != tx.unit.id:
        raise NotFound(what=finding_id.rpartition("/")[2])
    return finding


async def _looked(tx: Transaction, finding: Finding) -> list[Assignment]:
    on = await tx.ledger.assignments.find(ASSIGNMENTS_ON, finding.id)
    return [one for one in on if one.kind is AssignmentKind.CHECK and one.subject == finding.id]


async def _view(tx: Transaction, finding: Finding, places: Sequence[str]) -> SimilarView:
    ledger = tx.ledger
    names = round_names(await ledger.plans.find(PLANS_OF, tx.unit.id))
    causes = {one.finding: one for one in await ledger.causes.find(CAUSES_OF, tx.unit.id)}
    hidden = await _confidential(tx, finding)
    cause = causes.get(finding.id)
    return SimilarView(
        finding=finding.id,
        number=shown_number(finding.number, finding.plan, names),
        text="" if hidden else finding.text,
        cause=replace(cause, words="") if cause and hidden else cause,
        places=tuple([await _place(tx, one, names) for one in await ledger.findings.get_many(places)]),
        checks=tuple([await _check(tx, one, hidden=hidden) for one in await _looked(tx, finding)]),
    )


async def _check(tx: Transaction, check: Assignment, *, hidden: bool) -> tuple[Assignment, tuple[str, ...], Standing]:
    """A check, who is to look, and how it stands; without words where messages may not show them."""
    shown = replace(check, words="", answer="") if hidden else check
    names = tuple(person.name for person in await people(tx.ledger, check.to))
    return shown, names, standing_of(tx, check)


async def _place(tx: Transaction, finding: Finding, names: Mapping[str, str]) -> Place:
    hidden = await _confidential(tx, finding)
    return Place(finding.id, shown_number(finding.number, finding.plan, names), "" if hidden else finding.text)


async def _confidential(tx: Transaction, finding: Finding) -> bool:
    measures = await tx.ledger.measures.find(MEASURES_OF_FINDING, finding.id)
    return any([(await measure_context(tx, one.id)).policy.confidential for one in measures])


async def described_findings(ledger: Ledger, unit: str, but: Collection[str] = ()) -> dict[str, Described]:
    """All findings of a unit as they are compared, by id; but those of some rounds."""
    found: dict[str, Described] = {}
    for plan in (one for one in await ledger.plans.find(PLANS_OF, unit) if one.id not in but):
        for finding in await ledger.findings.find(FINDINGS_OF, plan.id):
            measures = await ledger.measures.find(MEASURES_OF_FINDING, finding.id)
            departments: Iterable[str] = dict.fromkeys(name for one in measures for name in one.departments)
            found[finding.id] = Described(
                id=finding.id, words=finding.text, heading=finding.category, objects=tuple(departments)
            )
    return found
