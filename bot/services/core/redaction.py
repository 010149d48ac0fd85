"""Redaction: where messages may carry number and deadline of a measure only."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.round_name import round_names, shown_number
from bot.services.core.ledger import PLANS_OF
from bot.services.core.measure_context import MeasureContext, measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, unit_of


async def any_confidential(request: RequestContext, person: Person, measures: Iterable[str]) -> bool:
    """True where messages may carry number and deadline only of one of the measures; raises NotFound."""
    async with request.look() as ledger:
        tx = Transaction(request, ledger, await unit_of(ledger, person.unit), person)
        return any([(await measure_context(tx, one)).policy.confidential for one in measures])


async def redacted(request: RequestContext, measures: Iterable[Measure]) -> tuple[Measure, ...]:
    """The measures as messages show them: behind the round where there are several, without text kept back."""
    async with request.look() as ledger:
        shown = []
        for measure in measures:
            tx = Transaction(request, ledger, await unit_of(ledger, measure.unit))
            policy = MeasureContext(tx, measure, await ledger.plans.get(measure.plan)).policy
            names = round_names(await ledger.plans.find(PLANS_OF, measure.unit))
            number = shown_number(measure.number, measure.plan, names)
            shown.append(replace(measure, number=number, text="" if policy.confidential else measure.text))
        return tuple(shown)
