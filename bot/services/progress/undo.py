"""Taking a word back: what was reported stays in the ledger, marked, and the measure is as it was before."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.closing.transitions import DONE, advance, hear
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, TooLate, WrongStage
from bot.domain.extensions.extension import ExtensionState
from bot.domain.history.verb import MOVES, Verb
from bot.domain.outbox.message import MessageState
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.progress.progress import Progress, Report
from bot.domain.progress.report_result import Outcome
from bot.domain.replies.reply import Intent
from bot.services.core.ledger import EXTENSIONS_OF, JOURNAL_OF, PROGRESS_OF, PROGRESS_SAID_IN
from bot.services.core.measure_context import Dossier, keep, open_dossier, quoted
from bot.services.core.notify import notice, tell
from bot.services.core.request import Desk
from bot.services.core.transaction import people, sit
from bot.services.extensions.extension import withdraw_within
from bot.services.progress.progress import record, undo_until


async def undo(desk: Desk, by: Person, progress_id: str) -> tuple[Progress, Measure]:
    """Take a word back within the unit's minutes; raises NotFound, NotAllowed, NoChange, TooLate or WrongStage."""
    async with sit(desk, by) as sitting:
        progress = await sitting.ledger.progress.get(progress_id)
        if progress is None or progress.unit != sitting.unit.id:
            raise NotFound(what=progress_id)
        dossier = await open_dossier(sitting, progress.measure)
        if sitting.now > undo_until(dossier, progress):
            raise TooLate(number=dossier.measure.number)
        return await _take_back(dossier, progress)


async def amend(desk: Desk, by: Person, message: str, reports: Sequence[Report]) -> tuple[Outcome, ...]:
    """Record an edited message in place of what it said before; the old words stay, marked as replaced.

    Raises NotFound where nothing that stands was recorded from it, WrongStage where somebody has acted on it since,
    or a refusal of the new words: then the old ones stand.
    """
    async with sit(desk, by) as sitting:
        said = [p for p in await sitting.ledger.progress.find(PROGRESS_SAID_IN, message) if p.stands]
        if not said:
            raise NotFound(what=message)
        for progress in reversed(said):
            await _take_back(await open_dossier(sitting, progress.measure), progress, replaced=True)
        outcomes = await record(sitting, reports, message)
        fresh = next((outcome.progress.id for outcome in outcomes if outcome.progress), "")
        for progress in said:
            await sitting.ledger.progress.put(replace(progress, stands=False, replaced_by=fresh))
        return outcomes


async def _take_back(dossier: Dossier, progress: Progress, *, replaced: bool = False) -> tuple[Progress, Measure]:
    if progress.by != dossier.sitting.by.id:
        raise NotAllowed(number=dossier.measure.number)
    if not progress.stands or progress.was is None:
        raise NoChange(number=dossier.measure.number)
    await _demand_unmoved(dossier, progress)
    gone = replace(progress, stands=False)
    await dossier.ledger.progress.put(gone)
    restored = await _without(dossier, gone) if progress.speakers else dossier.measure
    await keep(dossier, restored, Verb.UNDO, words=progress.words, progress=progress.id, replaced=replaced)
    await _withdraw_request(dossier, progress)
    await _call_back(dossier, progress)
    return gone, restored


async def _demand_unmoved(dossier: Dossier, progress: Progress) -> None:
    """Raise WrongStage where somebody has acted on the measure since."""
    measure = dossier.measure
    later = await dossier.ledger.journal.find(JOURNAL_OF, measure.id, since=f"{progress.entry + 1:09d}")
    if any(entry.verb in MOVES for entry in later):
        raise WrongStage(number=measure.number, stage=measure.stage)


async def _without(dossier: Dossier, gone: Progress) -> Measure:
    """The measure as it would be, had the word not been said: what owners said since is said again."""
    state = dossier.measure.put_back(gone.was or dossier.measure.standing)
    said = await dossier.ledger.progress.find(PROGRESS_OF, dossier.measure.id)
    later = [p for p in said if p.stands and p.speakers and p.entry > gone.entry]
    for progress in sorted(later, key=lambda p: p.entry):
        await dossier.ledger.progress.put(replace(progress, was=state.standing))
        state = _said_again(state, progress, dossier.sitting.day_of(progress.at))
    return replace(state, wake=dossier.sitting.today)


def _said_again(state: Measure, said: Progress, day: dt.date) -> Measure:
    heard = hear(state, by=said.speakers, at=said.at, today=day)
    if said.handed_in:
        return replace(heard, stage=said.handed_in, percent=DONE, submitted_by=said.by, since=day, report_by=None)
    if said.intent in {Intent.PROGRESS, Intent.DONE}:
        return advance(heard, today=day, percent=said.percent)
    return heard


async def _withdraw_request(dossier: Dossier, progress: Progress) -> None:
    """Take back the extension that was asked for with it."""
    for extension in await dossier.ledger.extensions.find(EXTENSIONS_OF, progress.measure):
        if extension.progress == progress.id and extension.state is ExtensionState.ASKED:
            await withdraw_within(dossier.sitting, extension)


async def _call_back(dossier: Dossier, progress: Progress) -> None:
    """Stop what has not been sent because of it; who may have read it already is told that it was taken back."""
    sitting = dossier.sitting
    sentence = {"number": dossier.measure.number, "who": sitting.by.name, "words": quoted(dossier, progress.words)}
    facts = notice("closing.taken_back", sentence, [dossier.measure.id])
    for message in await sitting.ledger.outbox.get_many(progress.messages):
        if message.state is MessageState.SUPERSEDED:
            continue
        if message.state is MessageState.WAITING:
            await sitting.ledger.outbox.put(replace(message, state=MessageState.SUPERSEDED))
        else:
            to = await people(sitting.ledger, [message.to])
            await tell(sitting, to, reason=f"taken_back:{progress.id}", facts=facts)
