"""The measure or finding that a number, or an answered card, means."""

from collections.abc import Sequence

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.plan.round_name import named_round
from bot.services.core.ledger import FINDINGS_OF, MEASURES_NUMBERED, PLANS_OF, Ledger
from bot.services.core.measure_context import measures_numbered
from bot.services.core.request import RequestContext


async def measure_by_id(request: RequestContext, measure_id: str) -> Measure:
    """The measure; raises NotFound."""
    async with request.look() as ledger:
        found = await ledger.measures.get(measure_id)
    if found is None:
        raise NotFound(what=measure_id.rpartition("/")[2])
    return found


async def plans_of(request: RequestContext, unit: str) -> Sequence[Plan]:
    """The rounds of a unit."""
    async with request.look() as ledger:
        return await ledger.plans.find(PLANS_OF, unit)


async def measure_named(request: RequestContext, person: Person, number: str) -> Measure:
    """The measure of a number as people write it, 3-2, A/3-2 or 第一轮3-2.

    Raises NotFound, or Unreadable where several rounds have that number and none is named.
    """
    async with request.look() as ledger:
        found = await measures_numbered(ledger, person.unit, number)
    if not found:
        raise NotFound(what=number)
    if len(found) > 1:
        raise Unreadable(what="several", number=found[0].number)
    return found[0]


async def subject_named(request: RequestContext, person: Person, number: str) -> Measure | Finding:
    """The measure of a number, or the finding (2, 问题2) where it is one of those; raises as `measure_named` does."""
    async with request.look() as ledger:
        plans = await ledger.plans.find(PLANS_OF, person.unit)
        rounds, rest = named_round(number.strip().removeprefix("问题"), plans)
        bare = rest.removeprefix("问题")
        wanted = [plan for plan in plans if not rounds or plan.id in rounds]
        found = [
            finding
            for plan in wanted
            for finding in await ledger.findings.find(FINDINGS_OF, plan.id)
            if finding.number == bare
        ]
    if len(found) > 1:
        raise Unreadable(what="several", number=bare)
    return found[0] if found else await measure_named(request, person, number)


async def measures_on(request: RequestContext, card: str) -> tuple[str, ...]:
    """The measures of which a message of ours speaks, by its "chat:message"."""
    async with request.look() as ledger:
        found = await ledger.cards.get(card) if card else None
    return found.measures if found else ()


async def measures_about(request: RequestContext, about: str) -> tuple[str, ...]:
    """The measure that a question of ours is about, or on which what it is about hangs; none where there is none."""
    async with request.look() as ledger:
        return tuple(one.id for one in await ledger.measures.get_many((about, about.rpartition("/")[0])))


async def numbers_there(ledger: Ledger, person: Person, words: str) -> set[str]:
    """The numbers in a message that look like days and are measures': 1-13."""
    from bot.readers.reply import numbers_like_days

    there = {one: await ledger.measures.find(MEASURES_NUMBERED, person.unit, one) for one in numbers_like_days(words)}
    return {number for number, found in there.items() if found}


async def measures_meant(
    request: RequestContext, person: Person, numbers: Sequence[str], card: str, about: str
) -> list[Measure]:
    """The measures that are numbered, else those of the answered card, else what a question of ours is about.

    Raises NotFound for a number that no measure has; none are meant where nothing is named.
    """
    async with request.look() as ledger:
        if numbers:
            return [one for number in numbers for one in await _numbered(ledger, person, number)]
        kept = await ledger.cards.get(card) if card else None
        ids = kept.measures if kept and kept.measures else (about, about.rpartition("/")[0])
        return await ledger.measures.get_many(ids)


async def _numbered(ledger: Ledger, person: Person, number: str) -> list[Measure]:
    found = await measures_numbered(ledger, person.unit, number)
    if not found:
        raise NotFound(what=number)
    return found
