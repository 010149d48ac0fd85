"""What a measure still lacks until it is closed: evidence, others' parts, periods, stages, or somebody's word."""

from collections.abc import Sequence

from bot.domain.closing.transitions import CHECKING
from bot.domain.people.permission import CHECKERS
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.status.coverage import stages
from bot.messages.body import MessageBody
from bot.messages.progress.lacking import Lacking, lacking_body
from bot.services.core.measure_context import MeasureContext, measure_context, numbered, people_for
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_reading
from bot.services.evidence.requirement import lack_of
from bot.services.status.coverage import coverage_of, standing_of
from bot.services.status.shares import unspoken


async def what_is_lacking(request: RequestContext, person: Person, measures: Sequence[Measure]) -> MessageBody:
    """What each of the measures still lacks, as the ledger is now."""
    async with open_reading(request, person) as tx:
        shown = await numbered(tx.ledger, *measures)
        found = [await _lacking(await measure_context(tx, one.id), one.number) for one in shown]
    return lacking_body(request.wording, found, tx.today)


async def _lacking(context: MeasureContext, number: str) -> Lacking:
    measure = context.measure
    if not measure.is_open:
        role = CHECKERS.get(measure.stage)
        waits = await people_for(context, role, CHECKING[measure.stage]) if role else []
        return Lacking(
            measure=measure,
            number=number,
            waits_for=tuple(one.name for one in waits),
            held=standing_of(context).held,
        )
    covered = coverage_of(context)
    return Lacking(
        measure=measure,
        number=number,
        evidence=await lack_of(context),
        unspoken=await unspoken(context),
        periods=covered.missed if covered else (),
        stages=tuple(one for one in stages(measure) if not one.settled),
    )
