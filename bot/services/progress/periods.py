"""The periods (期) and stages (节点) that a report settles, and those that its sender or the office settles by hand."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import OPEN, Measure
from bot.domain.plan.period_report import PeriodReport, PeriodState
from bot.domain.progress.period_choice import PeriodChoice, chosen, chosen_stages, open_periods
from bot.domain.progress.progress import Progress
from bot.domain.status.coverage import CoveredPeriod, recurrence_of, settle, stages, with_reports
from bot.readers.reply.stages import named_periods, said_periods, said_stages
from bot.services.core.measure_context import MeasureContext, measure_context, require, save
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_transaction
from bot.services.status.coverage import coverage_of


def choose(context: MeasureContext, words: str) -> PeriodChoice:
    """The periods and stages that the words settle, or that are to be asked about."""
    named = said_periods(words)
    said = said_stages(words, [node.words for node in context.measure.deadline.nodes])
    ends = context.measure.stage in OPEN
    meant = chosen_stages(stages(context.measure), said.done, said.doubtful, ends=ends)
    recurrence = recurrence_of(context.measure, context.policy)
    covered = coverage_of(context)
    if recurrence and covered and named.doubtful:
        meant += PeriodChoice(asked=open_periods(covered, context.tx.today), named=True)
    elif recurrence and covered and (named.reported or not named.denied):
        meant += chosen(covered, recurrence.unit, named.reported, context.tx.today)
    return meant


def settled(measure: Measure, periods: Iterable[CoveredPeriod], progress: Progress, day: dt.date) -> Measure:
    """The measure after a report of the day that settles periods of it."""
    return replace(measure, periods=settle(measure, periods, by=progress.by, progress=progress.id, day=day))


@dataclass(frozen=True)
class Settled:
    """The measure as it is now, and the periods that were settled."""

    measure: Measure
    periods: tuple[CoveredPeriod, ...]


async def settle_period(request: RequestContext, by: Person, progress_id: str, key: str) -> Settled:
    """Count a report of one's own for the period of a key, "" for all that are offered.

    Raises NotFound, NotAllowed for somebody else's report, NoChange where it was taken back or nothing is open.
    """
    async with open_transaction(request, by) as tx:
        progress = await tx.ledger.progress.get(progress_id)
        if progress is None or progress.unit != tx.unit.id:
            raise NotFound(what=progress_id)
        context = await measure_context(tx, progress.measure)
        if progress.by != tx.by.id:
            raise NotAllowed(number=context.measure.number, measure=context.measure.id)
        covered = coverage_of(context)
        offered = open_periods(covered, tx.today) if covered else ()
        every = (*offered, *(stage for stage in stages(context.measure) if not stage.settled))
        meant = tuple(one for one in every if one.key == key) if key else offered
        if not progress.stands or not meant:
            raise NoChange(number=context.measure.number, measure=context.measure.id)
        measure = settled(context.measure, meant, progress, tx.day_of(progress.at))
        await save(context, replace(measure, wake=tx.today), Verb.SETTLE_PERIOD, progress=progress.id)
        return Settled(measure, meant)


async def excuse_period(request: RequestContext, by: Person, measure_id: str, words: str, reason: str) -> Settled:
    """Excuse (免报) the periods that words name, for a reason; raises NotFound, NotAllowed, NoChange or Unreadable."""
    async with open_transaction(request, by) as tx:
        context = await measure_context(tx, measure_id)
        await require(context, Action.EXCUSE_PERIOD)
        covered, named = coverage_of(context), named_periods(words)
        recurrence = recurrence_of(context.measure, context.policy)
        if not named or not reason.strip():
            raise Unreadable(what="reason" if named else "period")
        if covered is None or recurrence is None:
            raise NotFound(what=words)
        meant = chosen(covered, recurrence.unit, named, tx.today)
        if not meant.settled:
            raise (
                NoChange(number=context.measure.number, measure=context.measure.id)
                if meant.known
                else NotFound(what=words)
            )
        excused = (
            PeriodReport(
                key=one.key, due=one.due, state=PeriodState.EXCUSED, on=tx.today, by=tx.by.id, words=reason.strip()
            )
            for one in meant.settled
        )
        measure = replace(context.measure, periods=with_reports(context.measure, excused), wake=tx.today)
        await save(context, measure, Verb.EXCUSE_PERIOD, words=reason)
        return Settled(measure, meant.settled)
