"""The figures of a measure over its replies, beside the plan's targets; what contradicts is asked of who said it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound
from bot.domain.history.verb import Verb
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.figure_total import Contradiction, contradicted, figure_totals
from bot.domain.progress.progress import Progress
from bot.domain.replies.figure import Figure
from bot.domain.replies.target import Target, target_of, target_of_whole
from bot.readers.target import targets_of, whole_of
from bot.services.core.ledger import PROGRESS_OF
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import note, open_transaction, unit_of


def with_whole(figures: tuple[Figure, ...], words: str, targets: Sequence[Target]) -> tuple[Figure, ...]:
    """The figures of a reply, with the part of a whole that is the plan's own: 12家查了5家 of 完成12家企业排查."""
    counted = whole_of(words) if targets else None
    target, same = target_of_whole(*counted[1:], targets) if counted else (None, False)
    if not (counted and target and same) or any(one.unit == target.unit for one in figures):
        return figures
    return (*figures, Figure(name=target.name, value=counted[0], unit=target.unit, total=counted[1], cumulative=True))


async def contradictions(request: RequestContext, said: Progress) -> tuple[Contradiction, ...]:
    """Where a reply differs from what stood before, or from the plan's own words."""
    async with request.look() as ledger:
        measure = await ledger.measures.get(said.measure)
        if measure is None:
            return ()
        targets = targets_of(measure.text)
        counted = whole_of(said.words) if targets else None
        if not said.figures and not counted:
            return ()
        others = await ledger.progress.find(PROGRESS_OF, said.measure)
        unit = await unit_of(ledger, said.unit)
    less = contradicted([one for one in others if one.entry < said.entry], said, unit.day_of, targets)
    found = [Contradiction(place=place, stood=stood) for place, stood in less]
    asked = {one.place for one in found}
    totals = figure_totals(others, unit.day_of, targets)
    for place, figure in enumerate(said.figures):
        target = target_of(figure, targets)
        beyond = any(one.beyond and one.target == target for one in totals)
        if target and beyond and place not in asked:
            found.append(Contradiction(place=place, target=target))
    other, same = target_of_whole(*counted[1:], targets) if counted else (None, True)
    if counted and other and not same:
        found.append(Contradiction(target=other, whole=counted[1]))
    return tuple(found)


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
