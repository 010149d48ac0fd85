"""The figures of a measure over its replies, beside the targets of its own words."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.plan.measure import Measure
from bot.domain.progress.figure_total import DayOf, FigureTotal, figure_totals, with_unreported
from bot.domain.progress.progress import Progress
from bot.domain.status.register import Register
from bot.messages.status.happenings import Told
from bot.readers.target import targets_of
from bot.services.core.ledger import PROGRESS_OF, Ledger
from bot.services.core.measure_context import MeasureContext
from bot.services.core.transaction import Transaction


async def totals_of(
    ledger: Ledger, measure: Measure, day_of: DayOf, until: dt.date = dt.date.max
) -> tuple[FigureTotal, ...]:
    """The figures of a measure over all replies until a day, beside the targets of its own words."""
    said = [one for one in await ledger.progress.find(PROGRESS_OF, measure.id) if day_of(one.at) <= until]
    return figure_totals(said, day_of, targets_of(measure.text))


async def figures_in(
    ledger: Ledger, register: Register, *, planned: bool = False
) -> dict[str, tuple[FigureTotal, ...]]:
    """By id of a measure its figures until the day of the register, with the targets of which nothing is reported.

    With `planned` of measures alone whose own words set a target.
    """
    found = {}
    for measure in register.measures:
        targets = targets_of(measure.text)
        if targets or not planned:
            totals = await totals_of(ledger, measure, register.unit.day_of, register.today)
            found[measure.id] = with_unreported(totals, targets)
    return found


async def against_plan(context: MeasureContext, said: Progress | None = None) -> tuple[FigureTotal, ...]:
    """The figures that the plan sets a target for, those of a reply alone where it is given; none is told in secret."""
    if context.policy.confidential:
        return ()
    found = [one for one in await totals_of(context.ledger, context.measure, context.tx.unit.day_of) if one.target]
    return tuple(one for one in found if not said or said.id in {source.progress for source in one.sources})


async def figures_told(
    tx: Transaction,
    register: Register,
    measures: Sequence[Measure] | None = None,
    within: Callable[[dt.date], bool] = lambda _: True,
) -> dict[tuple[str, str], Told]:
    """By name and unit the figures of measures whose words may be shown: the sum, and what each measure adds."""
    shown = [one for one in measures or register.measures if measures is None or one in measures]
    shown = [one for one in shown if not register.is_redacted(one) and one.reported]
    told: dict[tuple[str, str], Told] = {}
    found = await tx.ledger.progress.find_each(PROGRESS_OF, [(one.id,) for one in shown])
    for measure, said in zip(shown, found, strict=True):
        for total in figure_totals([one for one in said if within(tx.day_of(one.at))], tx.day_of):
            key = (total.name, total.unit)
            before = told.get(key, Told(name=total.name, unit=total.unit, parts=()))
            told[key] = replace(before, parts=(*before.parts, (register.number(measure), total.value)))
    return told
