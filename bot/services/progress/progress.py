"""What owners report: progress, a difficulty, a wish for more time, or that it is done. Never more than was said."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from bot.domain.closing.transitions import DONE, advance, demand, hear
from bot.domain.core.refusal import NobodyToCheck, NotAllowed, Refusal
from bot.domain.history.journal import Head
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import OPEN, WAITING, Measure, Stage
from bot.domain.progress.progress import Progress, Report
from bot.domain.progress.report_result import Outcome, Result
from bot.domain.replies.reply import Intent
from bot.services.closing.submission import bring, handed_in, lack_of, note_skipped
from bot.services.core.measure_context import Dossier, keep, may, open_dossier, quoted, stands_for
from bot.services.core.notify import Told, notice, office, tell, with_delegates
from bot.services.core.request import Desk
from bot.services.core.transaction import Sitting, sit
from bot.services.extensions.extension import ask_within

VOICES = ((Action.REPORT, Verb.REPORT), (Action.NOTE, Verb.NOTE), (Action.COMMENT, Verb.COMMENT))


async def report(desk: Desk, by: Person, reports: Sequence[Report], message: str = "") -> tuple[Outcome, ...]:
    """Record what a person says of one or several measures, all of it in one transaction.

    `message` is "chat:message", to find it again when it is edited. A measure that is refused stands among the
    outcomes with its refusal; where all are refused the first refusal is raised.
    """
    async with sit(desk, by) as sitting:
        return await record(sitting, reports, message)


async def record(sitting: Sitting, reports: Sequence[Report], message: str) -> tuple[Outcome, ...]:
    """The same within a transaction that is open."""
    outcomes = []
    for said in reports:
        try:
            outcomes.append(await _one(sitting, said, message))
        except Refusal as refusal:
            outcomes.append(Outcome(Result.REFUSED, said.measure, refusal=refusal))
    if outcomes and all(outcome.result is Result.REFUSED for outcome in outcomes):
        raise cast("Refusal", outcomes[0].refusal)
    return tuple(outcomes)


async def _one(sitting: Sitting, said: Report, message: str) -> Outcome:
    dossier = await open_dossier(sitting, said.measure)
    verb = await _voice(dossier)
    progress = await _drawn_up(dossier, said, message)
    if verb is not Verb.REPORT:
        return await _aside(dossier, progress, verb)
    progress = replace(progress, speakers=await _speakers(dossier))
    heard = hear(dossier.measure, by=progress.speakers, at=sitting.now, today=sitting.today)
    match said.intent:
        case Intent.DONE if heard.stage in OPEN:
            return await _done(dossier, advance(heard, today=sitting.today, percent=DONE), progress)
        case Intent.PROGRESS | Intent.DONE:
            return await _recorded(dossier, advance(heard, today=sitting.today, percent=said.percent), progress)
        case Intent.EXTEND:
            return await _extend(dossier, heard, progress, said.asked)
        case _:
            return await _recorded(dossier, heard, progress)


async def _speakers(dossier: Dossier) -> tuple[str, ...]:
    """Whose word it is: the person's own, and that of the absent owners for whom somebody else speaks."""
    person, owners = dossier.sitting.by, dossier.measure.owners
    absent = () if person.id in owners else await stands_for(dossier, person)
    return (person.id, *(one for one in absent if one in owners))


async def _voice(dossier: Dossier) -> Verb:
    """As what the person speaks: owner, leader or office, or supporting body; raises NotAllowed or WrongStage."""
    for action, verb in VOICES:
        if await may(dossier, action, dossier.sitting.by):
            demand(action, dossier.measure)
            return verb
    raise NotAllowed(number=dossier.measure.number, action=Action.REPORT)


async def _drawn_up(dossier: Dossier, said: Report, message: str) -> Progress:
    measure, sitting = dossier.measure, dossier.sitting
    head = await dossier.ledger.heads.get(measure.unit) or Head(measure.unit)
    return Progress(
        f"{measure.id}/p{head.number + 1}",
        measure.unit,
        measure.id,
        sitting.by.id,
        sitting.now,
        said.words,
        said.intent,
        DONE if said.intent is Intent.DONE else said.percent,
        said.eta,
        message,
        was=measure.standing,
    )


async def _recorded(dossier: Dossier, new: Measure, progress: Progress) -> Outcome:
    kept = await _enter(dossier, new, progress, Verb.REPORT)
    return await _told(dossier, Outcome(_result(new.stage), new.id, new, kept), await _alarm(dossier, kept))


def _result(stage: Stage) -> Result:
    if stage in WAITING:
        return Result.WAITS_ALREADY
    return Result.STANDS if stage is Stage.STANDING else Result.RECORDED


async def _enter(dossier: Dossier, new: Measure, progress: Progress, verb: Verb) -> Progress:
    """Keep the progress with the measure and their entry."""
    facts = {"progress": progress.id, "intent": str(progress.intent), "said_percent": progress.percent}
    entry = await keep(dossier, new, verb, words=progress.words, **facts)
    kept = replace(progress, entry=entry.number)
    await dossier.ledger.progress.put(kept)
    return kept


async def _told(dossier: Dossier, outcome: Outcome, told: Told) -> Outcome:
    """The outcome with whom it was told, which the progress remembers in case it is taken back."""
    kept = replace(cast("Progress", outcome.progress), messages=told.messages)
    await dossier.ledger.progress.put(kept)
    return replace(outcome, progress=kept, told=told.names, undo_until=undo_until(dossier, kept))


def undo_until(dossier: Dossier, progress: Progress) -> dt.datetime:
    """Until when the person may take it back."""
    return progress.at + dt.timedelta(minutes=dossier.policy.undo_minutes)


async def _done(dossier: Dossier, full: Measure, progress: Progress) -> Outcome:
    """Hand the measure in where its proofs are there and somebody can check; otherwise record it as 100 percent."""
    if lack := await lack_of(dossier):
        kept = await _enter(dossier, full, progress, Verb.REPORT)
        return await _told(dossier, Outcome(Result.LACKS_EVIDENCE, full.id, full, kept, lack=lack), Told())
    try:
        moved = await handed_in(dossier.holding(full))
    except NobodyToCheck:
        return await _nobody(dossier, full, progress)
    kept = await _enter(dossier, moved.measure, replace(progress, handed_in=moved.measure.stage), Verb.SUBMIT)
    await note_skipped(dossier.sitting, moved.measure, moved.skipped)
    told = await bring(dossier.holding(moved.measure))
    outcome = Outcome(Result.SUBMITTED, kept.measure, moved.measure, kept, skipped=moved.skipped)
    return await _told(dossier, outcome, told)


async def _nobody(dossier: Dossier, full: Measure, progress: Progress) -> Outcome:
    """Nobody but the reporter could check it: recorded as 100 percent, and the office is told to find somebody."""
    kept = await _enter(dossier, full, progress, Verb.REPORT)
    facts = notice("closing.nobody", {"number": full.number, "who": dossier.sitting.by.name}, [full.id])
    told = await tell(dossier.sitting, await office(dossier.sitting), reason=f"nobody:{progress.id}", facts=facts)
    return await _told(dossier, Outcome(Result.NOBODY_TO_CHECK, full.id, full, kept), told)


async def _extend(dossier: Dossier, heard: Measure, progress: Progress, asked: dt.date | None) -> Outcome:
    """Record the wish; where its day can be used it becomes a request, otherwise the day is to be asked for."""
    kept = await _enter(dossier, heard, progress, Verb.REPORT)
    outcome = Outcome(Result.ASK_DAY, kept.measure, heard, kept)
    if asked is None:
        return await _told(dossier, outcome, Told())
    try:
        extension, told = await ask_within(dossier.holding(heard), asked, words=progress.words, progress=kept.id)
    except Refusal as refusal:
        return await _told(dossier, replace(outcome, refusal=refusal), Told())
    return await _told(dossier, replace(outcome, result=Result.EXTENSION_ASKED, extension=extension), told)


async def _aside(dossier: Dossier, progress: Progress, verb: Verb) -> Outcome:
    """Record what a leader, the office or a supporting body adds: the measure stays as it is, its owners hear of it."""
    measure, sitting = dossier.measure, dossier.sitting
    kept = await _enter(dossier, measure, replace(progress, intent=Intent.NOTE, percent=None), verb)
    key = "closing.commented" if verb is Verb.COMMENT else "closing.noted"
    facts = notice(
        key, {"number": measure.number, "who": sitting.by.name, "words": quoted(dossier, kept.words)}, [measure.id]
    )
    told = await tell(sitting, await with_delegates(sitting, measure.owners), reason=f"aside:{kept.id}", facts=facts)
    result = Result.COMMENTED if verb is Verb.COMMENT else Result.NOTED
    return await _told(dossier, Outcome(result, measure.id, measure, kept), told)


async def _alarm(dossier: Dossier, progress: Progress) -> Told:
    """A difficulty goes to leaders and office, a question to the office."""
    sentence = {
        "number": dossier.measure.number,
        "who": dossier.sitting.by.name,
        "words": quoted(dossier, progress.words),
    }
    facts = notice(f"closing.{progress.intent}_told", sentence, [dossier.measure.id])
    to = await _concerned(dossier, progress.intent)
    return await tell(dossier.sitting, to, reason=f"{progress.intent}:{progress.id}", facts=facts)


async def _concerned(dossier: Dossier, intent: Intent) -> list[Person]:
    match intent:
        case Intent.BLOCKED:
            leaders = await with_delegates(dossier.sitting, dossier.measure.leaders)
            return [*leaders, *await office(dossier.sitting)]
        case Intent.QUERY:
            return await office(dossier.sitting)
        case _:
            return []
