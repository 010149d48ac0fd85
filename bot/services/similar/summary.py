"""举一反三 of all findings: counts of causes and checks, and the rules that were made; for chat and papers."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.people.person import Person
from bot.domain.plan.round_name import round_names, shown_number
from bot.domain.supervision.assignment import AssignmentKind
from bot.messages.similar.view import Place, SimilarSummary
from bot.services.core.ledger import (
    ASSIGNMENTS_OF_UNIT,
    CAUSES_OF,
    FINDINGS_OF,
    MEASURES_OF_FINDING,
    PLANS_OF,
    RULES_OF,
)
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_reading
from bot.services.supervision.assignment import standing_of


async def summary_of(
    request: RequestContext, person: Person, rounds: Sequence[str] = ()
) -> tuple[SimilarSummary, tuple[Place, ...]]:
    """The counts, and the findings of which somebody may ask, those without a cause first; of some rounds alone."""
    async with open_reading(request, person) as tx:
        plans = await tx.ledger.plans.find(PLANS_OF, tx.unit.id)
        names = round_names(plans)
        asked = [plan for plan in plans if not rounds or plan.id in rounds]
        findings = [one for plan in asked for one in await tx.ledger.findings.find(FINDINGS_OF, plan.id)]
        numbers = {one.id: shown_number(one.number, one.plan, names) for one in findings}
        known_causes = await tx.ledger.causes.find(CAUSES_OF, tx.unit.id)
        causes = [one for one in known_causes if not rounds or one.finding in numbers]
        given = await tx.ledger.assignments.find(ASSIGNMENTS_OF_UNIT, tx.unit.id, AssignmentKind.CHECK)
        checks = [one for one in given if not rounds or one.subject in numbers]
        rules = [
            one for one in await tx.ledger.rules.find(RULES_OF, tx.unit.id) if not rounds or one.finding in numbers
        ]
        known = {cause.finding for cause in causes}
        open_ = [one for one in findings if one.id not in known]
        ended = []
        for one in open_:
            measures = await tx.ledger.measures.find(MEASURES_OF_FINDING, one.id)
            if measures and all(measure.is_ended for measure in measures):
                ended.append(one)
        places = tuple(Place(one.id, numbers[one.id], one.text) for one in ended)
        summary = SimilarSummary(
            causes=Counter(cause.kind for cause in causes),
            uncaused=places,
            outcomes=Counter(one.outcome for one in checks),
            late=sum(standing_of(tx, one).late > 0 for one in checks),
            of_round="、".join(names[one] for one in rounds) if len(plans) > 1 else "",
            rules=tuple((rule, numbers.get(rule.finding, "—")) for rule in rules),
        )
        return summary, places
