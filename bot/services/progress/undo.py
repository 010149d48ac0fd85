"""Taking a word back: what was reported stays in the ledger, marked, and the measure is as it was before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.closing.transitions import DONE, advance, with_report
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, TooLate, WrongStage
from bot.domain.extensions.extension import ExtensionState
from bot.domain.history.verb import MOVES, Verb
from bot.domain.outbox.message import MessageState
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress, Report
from bot.domain.progress.report_result import Outcome
from bot.domain.replies.reply import Intent
from bot.domain.status.coverage import taken_back
from bot.services.core.ledger import EXTENSIONS_OF, JOURNAL_OF, PROGRESS_OF, PROGRESS_SAID_IN
from bot.services.core.measure_context import MeasureContext, measure_context, quoted, save
from bot.services.core.notify import notice, notify
from bot.services.core.request import RequestContext
from bot.services.core.transaction import open_transaction, people
from bot.services.extensions.steps import undo_request
from bot.services.progress.report import record


async def undo(request: RequestContext, by: Person, progress_id: str) -> tuple[Progress, Measure]:
    """Take a word back within the unit's minutes; raises NotFound, NotAllowed, NoChange, TooLate or WrongStage."""
    async with open_transaction(request, by) as tx:
        progress = await tx.ledger.progress.get(progress_id)
        if progress is None or progress.unit != tx.unit.id:
            raise NotFound(what=progress_id)
        context = await measure_context(tx, progress.measure)
        if tx.now > progress.undo_until(context.policy):
            raise TooLate(number=context.measure.number, measure=context.measure.id)
        return await _take_back(context, progress)


async def amend(
    request: RequestContext, by: Person, message: str, reports: Sequence[Report], *, said_in: str = ""
) -> tuple[Outcome, ...]:
    """Record an edited message, or one `said_in` its stead, in place of what it said; the old words stay, marked.

    Raises NotFound where nothing that stands was recorded from it, WrongStage where somebody has acted on it since,
    or a refusal of the new words: then the old ones stand.
    """
    async with open_transaction(request, by) as tx:
        said = [p for p in await tx.ledger.progress.find(PROGRESS_SAID_IN, message) if p.stands]
        if not said:
            raise NotFound(what=message)
        for progress in reversed(said):
            await _take_back(await measure_context(tx, progress.measure), progress, replaced=True)
        outcomes = await record(tx, reports, said_in or message)
        fresh = next((outcome.progress.id for outcome in outcomes if outcome.progress), "")
        for progress in said:
            await tx.ledger.progress.put(replace(progress, stands=False, replaced_by=fresh))
        return outcomes


async def _take_back(
    context: MeasureContext, progress: Progress, *, replaced: bool = False
) -> tuple[Progress, Measure]:
    if progress.by != context.tx.by.id:
        raise NotAllowed(number=context.measure.number, measure=context.measure.id)
    if not progress.stands or progress.was is None:
        raise NoChange(number=context.measure.number, measure=context.measure.id)
    await _demand_unmoved(context, progress)
    gone = replace(progress, stands=False)
    await context.ledger.progress.put(gone)
    restored = await _without(context, gone) if progress.speakers else context.measure
    await save(context, restored, Verb.UNDO, words=progress.words, progress=progress.id, replaced=replaced)
    await _withdraw_request(context, progress)
    await _call_back(context, progress)
    return gone, restored


async def _demand_unmoved(context: MeasureContext, progress: Progress) -> None:
    """Raise WrongStage where somebody has acted on the measure since."""
    measure = context.measure
    later = await context.ledger.journal.find(JOURNAL_OF, measure.id, since=f"{progress.entry + 1:09d}")
    if any(entry.verb in MOVES for entry in later):
        raise WrongStage(number=measure.number, measure=measure.id, stage=measure.stage)


async def _without(context: MeasureContext, gone: Progress) -> Measure:
    """The measure as it would be, had the word not been said: what owners said since is said again."""
    state = context.measure.put_back(gone.was or context.measure.state)
    state = replace(state, periods=taken_back(state, gone.id, context.tx.today))
    said = await context.ledger.progress.find(PROGRESS_OF, context.measure.id)
    later = [p for p in said if p.stands and p.speakers and p.entry > gone.entry]
    for progress in sorted(later, key=lambda p: p.entry):
        await context.ledger.progress.put(replace(progress, was=state.state))
        state = _said_again(state, progress, context.tx.day_of(progress.at))
    return replace(state, wake=context.tx.today)


def _said_again(state: Measure, said: Progress, day: dt.date) -> Measure:
    heard = with_report(state, by=said.speakers, at=said.at, today=day)
    if said.handed_in:
        return replace(heard, stage=said.handed_in, percent=DONE, submitted_by=said.by, since=day, report_by=None)
    if said.intent in {Intent.PROGRESS, Intent.DONE}:
        return advance(heard, today=day, percent=said.percent)
    return heard


async def _withdraw_request(context: MeasureContext, progress: Progress) -> None:
    """Take back the extension that was asked for with it."""
    for extension in await context.ledger.extensions.find(EXTENSIONS_OF, progress.measure):
        if extension.progress == progress.id and extension.state is ExtensionState.ASKED:
            await undo_request(context.tx, extension)


async def _call_back(context: MeasureContext, progress: Progress) -> None:
    """Stop what has not been sent because of it; who may have read it already is told that it was taken back."""
    tx = context.tx
    sentence = {"number": context.measure.number, "who": tx.by.name, "words": quoted(context, progress.words)}
    facts = notice("progress.undone_told", sentence, [context.measure.id])
    for message in await tx.ledger.outbox.get_many(progress.messages):
        if message.state is MessageState.SUPERSEDED:
            continue
        if message.state is MessageState.WAITING:
            await tx.ledger.outbox.put(replace(message, state=MessageState.SUPERSEDED))
        else:
            to = await people(tx.ledger, [message.to])
            await notify(tx, to, reason=f"taken_back:{progress.id}", facts=facts)
