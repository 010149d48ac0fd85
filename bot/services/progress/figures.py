"""Figures that contradict what was said before: asked of whoever said them, and settled by a tap."""

from dataclasses import replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.figure_total import contradicted
from bot.domain.progress.progress import Progress
from bot.domain.replies.figure import Figure
from bot.services.core.ledger import PROGRESS_OF
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import note, open_transaction, unit_of


async def contradictions(request: RequestContext, said: Progress) -> tuple[tuple[int, float], ...]:
    """The figures of a reply that are less than what stood before, by place, each with what stood."""
    if not said.figures:
        return ()
    async with request.look() as ledger:
        others = await ledger.progress.find(PROGRESS_OF, said.measure)
        unit = await unit_of(ledger, said.unit)
    return contradicted([one for one in others if one.entry < said.entry], said, unit.day_of)


async def settle_figure(
    request: RequestContext, by: Person, progress_id: str, place: int, *, cumulative: bool
) -> tuple[Measure, Figure]:
    """Say of a figure that it is the total, or comes on top; raises NotFound, NotAllowed or NoChange."""
    async with open_transaction(request, by) as tx:
        progress = await tx.ledger.progress.get(progress_id)
        if progress is None or progress.unit != tx.unit.id or place >= len(progress.figures):
            raise NotFound(what=progress_id)
        measure = (await measure_context(tx, progress.measure)).measure
        if progress.by != by.id:
            raise NotAllowed(number=measure.number, measure=measure.id)
        if not progress.stands or progress.figures[place].cumulative is not None:
            raise NoChange(number=measure.number, measure=measure.id)
        settled = replace(progress.figures[place], cumulative=cumulative)
        figures = (*progress.figures[:place], settled, *progress.figures[place + 1 :])
        await tx.ledger.progress.put(replace(progress, figures=figures))
        key = "total" if cumulative else "more"
        words = request.wording.word(
            f"progress.figure_is_{key}", name=settled.name, value=f"{settled.value:g}", unit=settled.unit
        )
        await note(tx, Verb.NOTE, measure.id, words=words, progress=progress.id)
        return measure, settled
