"""What owners report: progress, a difficulty, a wish for more time, or that it is done. Never more than was said."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from bot.domain.closing.transitions import CHECKING, DONE, advance, require_stage, with_report
from bot.domain.core.refusal import NobodyToCheck, NotAllowed, Refusal
from bot.domain.evidence.requirement import demanded
from bot.domain.history.journal import Head
from bot.domain.history.verb import Verb
from bot.domain.people.permission import CHECKERS, Action, allowed
from bot.domain.people.person import Person
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import OPEN, WAITING, Measure, Stage
from bot.domain.plan.share import handed_in
from bot.domain.progress.period_choice import PeriodChoice
from bot.domain.progress.progress import Progress, Report
from bot.domain.progress.report_result import Outcome, Result
from bot.domain.replies.reply import Intent
from bot.domain.status.coverage import stages
from bot.messages.progress.view import unmoved_line
from bot.readers.reply.idle import result_draft
from bot.readers.reply.stages import says_reported
from bot.readers.target import targets_of
from bot.services.closing.submission import note_skipped, notify_checkers, submitted
from bot.services.core.measure_context import (
    MeasureContext,
    may,
    measure_context,
    owners_of,
    people_for,
    quoted,
    save,
    stands_for,
)
from bot.services.core.notify import Notified, notice, notify, office, with_delegates
from bot.services.core.redaction import name_round
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_transaction
from bot.services.evidence.requirement import lack_of
from bot.services.extensions.steps import request_within
from bot.services.progress.difficulty import tell_of_difficulty
from bot.services.progress.figures import with_whole
from bot.services.progress.periods import choose, settled
from bot.services.status.coverage import coverage_of
from bot.services.status.figures import against_plan
from bot.services.status.shares import lead_of, unspoken

CARD = "progress.button_card"
VOICES = ((Action.REPORT, Verb.REPORT), (Action.NOTE, Verb.NOTE), (Action.COMMENT, Verb.COMMENT))


async def report_progress(
    request: RequestContext, by: Person, reports: Sequence[Report], message: str = ""
) -> tuple[Outcome, ...]:
    """Record what a person says of one or several measures, all of it in one transaction.

    `message` is "chat:message", to find it again when it is edited. A measure that is refused stands among the
    outcomes with its refusal; where all are refused the first refusal is raised.
    """
    async with open_transaction(request, by) as tx:
        return await record(tx, reports, message)


async def demand_reportable(request: RequestContext, by: Person, measure_id: str, action: Action | None = None) -> None:
    """Raise NotAllowed where the person has no word on the measure, WrongStage where nothing can be said or asked."""
    async with open_transaction(request, by) as tx:
        context = await measure_context(tx, measure_id)
        if await _voice(context) is Verb.REPORT and action is not None:
            require_stage(action, context.measure)


async def record(tx: Transaction, reports: Sequence[Report], message: str) -> tuple[Outcome, ...]:
    """The same within a transaction that is open."""
    outcomes = []
    for said in reports:
        try:
            outcomes.append(await _one(tx, said, message))
        except Refusal as refusal:
            await name_round(tx.ledger, refusal)
            outcomes.append(Outcome(result=Result.REFUSED, measure_id=said.measure, refusal=refusal))
    if outcomes and all(outcome.result is Result.REFUSED for outcome in outcomes):
        raise cast("Refusal", outcomes[0].refusal)
    return tuple(outcomes)


async def _one(tx: Transaction, said: Report, message: str) -> Outcome:
    context = await measure_context(tx, said.measure)
    verb = await _voice(context)
    progress = await _drawn_up(context, said, message)
    if verb is not Verb.REPORT:
        return await _aside(context, progress, verb, _unmoved(said))
    progress = replace(progress, speakers=await _speakers(context))
    heard = with_report(context.measure, by=progress.speakers, at=tx.now, today=tx.today)
    match said.intent:
        case Intent.PROGRESS | Intent.DONE | Intent.NOTE if (meant := _periods(context, said)) is not None:
            return await _period_reported(context, heard, progress, meant, said)
        case Intent.DONE if heard.stage in OPEN:
            return await _share_done(context, heard, progress, said)
        case Intent.PROGRESS | Intent.DONE:
            return await _recorded(context, advance(heard, today=tx.today, percent=said.percent), progress, said)
        case Intent.EXTEND:
            return await _extend(context, heard, progress, said.asked)
        case _:
            return await _recorded(context, heard, progress, said)


def _periods(context: MeasureContext, said: Report) -> PeriodChoice | None:
    """What the report settles or is to be asked about; None where it is of the measure as a whole.

    "Done" is of the whole where that was said, or where no period is named and none of its own series, and no stage,
    is still to come.
    """
    measure, meant = context.measure, choose(context, said.words)
    named = meant.named and (said.intent is not Intent.NOTE or says_reported(said.words))
    if said.whole or (said.intent is Intent.NOTE and not named):
        return None
    if named and not (meant.of_last_alone and said.intent is Intent.DONE):
        return meant
    if said.intent is not Intent.DONE or measure.stage not in OPEN:
        return meant or None
    return _what_is_done(context, meant)


def _what_is_done(context: MeasureContext, meant: PeriodChoice) -> PeriodChoice | None:
    """Of what somebody says that it is done, and names nothing: a stage, a period, or (None) the whole."""
    if ahead := [stage for stage in stages(context.measure) if not stage.settled]:
        return PeriodChoice(asked=tuple(ahead))
    deadline, covered = context.measure.deadline, coverage_of(context)
    goes_on = deadline.kind is DeadlineKind.STANDING and deadline.recurrence and covered and not covered.over
    return meant if goes_on else None


async def _period_reported(
    context: MeasureContext, heard: Measure, progress: Progress, meant: PeriodChoice, said: Report
) -> Outcome:
    """Record the word of one period or stage; of the whole measure it says nothing."""
    percent = None if progress.intent is Intent.DONE else progress.percent
    kept, today = replace(progress, percent=percent, intent=Intent.PROGRESS), context.tx.today
    new = settled(advance(heard, today=today, percent=percent), meant.settled, kept, said.day or today)
    outcome = await _recorded(context, new, kept, said)
    return replace(outcome, periods=meant)


async def _speakers(context: MeasureContext) -> tuple[str, ...]:
    """Whose word it is: the person's own, and that of the absent owners for whom somebody else speaks."""
    person, owners = context.tx.by, context.measure.owners
    absent = () if person.id in owners else await stands_for(context, person)
    return (person.id, *(one for one in absent if one in owners))


async def _voice(context: MeasureContext) -> Verb:
    """As what the person speaks: owner, leader or office, or supporting body; raises NotAllowed or WrongStage."""
    for action, verb in VOICES:
        if await may(context, action, context.tx.by):
            require_stage(action, context.measure)
            return verb
    raise NotAllowed(number=context.measure.number, measure=context.measure.id, action=Action.REPORT)


async def _drawn_up(context: MeasureContext, said: Report, message: str) -> Progress:
    measure, tx = context.measure, context.tx
    head = await context.ledger.heads.get(measure.unit) or Head(measure.unit)
    return Progress(
        id=f"{measure.id}/p{head.number + 1}",
        unit=measure.unit,
        measure=measure.id,
        by=tx.by.id,
        at=tx.now,
        words=said.words,
        intent=said.intent,
        percent=DONE if said.intent is Intent.DONE else said.percent,
        eta=said.eta,
        figures=with_whole(said.figures, said.words, targets_of(measure.text)),
        message=message,
        was=measure.state,
    )


async def _recorded(context: MeasureContext, new: Measure, progress: Progress, said: Report) -> Outcome:
    kept = await _enter(context, new, progress, Verb.REPORT)
    return await _told(
        context,
        Outcome(result=_result(new.stage), measure_id=new.id, measure=new, progress=kept),
        await _alarm(context, kept, said),
    )


def _result(stage: Stage) -> Result:
    if stage in WAITING:
        return Result.WAITS_ALREADY
    return Result.STANDS if stage is Stage.STANDING else Result.RECORDED


async def _enter(context: MeasureContext, new: Measure, progress: Progress, verb: Verb, **demands: int) -> Progress:
    """Keep the progress with the measure and their entry."""
    facts = {"progress": progress.id, "intent": str(progress.intent), "said_percent": progress.percent, **demands}
    entry = await save(context, new, verb, words=progress.words, **facts)
    kept = replace(progress, entry=entry.number)
    await context.ledger.progress.put(kept)
    return kept


async def _told(context: MeasureContext, outcome: Outcome, told: Notified) -> Outcome:
    """The outcome with whom it was told, which the progress remembers in case it is taken back."""
    kept = cast("Progress", outcome.progress)
    if told.messages != kept.messages:
        kept = replace(kept, messages=told.messages)
        await context.ledger.progress.put(kept)
    until = kept.undo_until(context.policy)
    against = await against_plan(context, kept) if kept.figures else ()
    return replace(outcome, progress=kept, told=told.names, undo_until=until, against=against)


async def _share_done(context: MeasureContext, heard: Measure, progress: Progress, said: Report) -> Outcome:
    """Hand the measure in once every owner's part is done, or the lead says why not; until then the part is kept."""
    tx = context.tx
    shared = replace(heard, shares=handed_in(heard.shares, progress.speakers))
    missing = await unspoken(context.holding(shared))
    lead = bool(missing) and progress.by == await lead_of(context)
    if not missing or (lead and said.alone):
        return await _done(context, advance(shared, today=tx.today, percent=DONE), progress, reason=bool(missing))
    kept = await _enter(context, advance(shared, today=tx.today, percent=None), progress, Verb.REPORT)
    outcome = Outcome(
        result=Result.SHARE_DONE, measure_id=shared.id, measure=shared, progress=kept, missing=missing, lead=lead
    )
    return await _told(context, outcome, await _tell_others(context, kept, missing))


async def _tell_others(context: MeasureContext, progress: Progress, missing: Sequence[str]) -> Notified:
    """The other owners hear whose part is done, and whose is not."""
    number, who = context.measure.number, context.tx.by.name
    sentence = {"number": number, "who": who, "names": "、".join(missing)}
    others = [one for one in await owners_of(context) if one not in progress.speakers]
    facts = notice("progress.share_told", sentence, [context.measure.id])
    return await notify(
        context.tx, await with_delegates(context.tx, others), reason=f"share:{progress.id}", facts=facts
    )


async def _done(context: MeasureContext, full: Measure, progress: Progress, *, reason: bool = False) -> Outcome:
    """Submit the measure where its evidence is there and somebody can check; otherwise record it as 100 percent.

    Words that are a `reason` for handing in without the others say nothing of what was done: no result is made of them.
    """
    draft = "" if reason else result_draft(progress.words, full.number)
    full = replace(full, result=draft or full.result)
    asked = demanded(context.policy)
    if lack := await lack_of(context):
        kept = await _enter(context, full, progress, Verb.REPORT, **asked)
        return await _told(
            context,
            Outcome(result=Result.LACKS_EVIDENCE, measure_id=full.id, measure=full, progress=kept, lack=lack),
            Notified(),
        )
    try:
        moved = await submitted(context.holding(full))
    except NobodyToCheck:
        return await _nobody(context, full, progress)
    kept = await _enter(context, moved.measure, replace(progress, handed_in=moved.measure.stage), Verb.SUBMIT, **asked)
    await note_skipped(context.tx, moved.measure, moved.skipped)
    told = await notify_checkers(context.holding(moved.measure))
    outcome = Outcome(
        result=Result.SUBMITTED, measure_id=kept.measure, measure=moved.measure, progress=kept, skipped=moved.skipped
    )
    return await _told(context, outcome, told)


async def _nobody(context: MeasureContext, full: Measure, progress: Progress) -> Outcome:
    """Nobody but the reporter could check it: recorded as 100 percent, and the office is told to find somebody."""
    kept = await _enter(context, full, progress, Verb.REPORT)
    facts = notice("closing.nobody", {"number": full.number, "who": context.tx.by.name}, [full.id])
    told = await notify(context.tx, await office(context.tx), reason=f"nobody:{progress.id}", facts=facts)
    return await _told(
        context, Outcome(result=Result.NOBODY_TO_CHECK, measure_id=full.id, measure=full, progress=kept), told
    )


async def _extend(context: MeasureContext, heard: Measure, progress: Progress, asked: dt.date | None) -> Outcome:
    """Record the wish; where its day can be used it becomes a request, otherwise the day is to be asked for."""
    kept = await _enter(context, heard, progress, Verb.REPORT)
    outcome = Outcome(result=Result.ASK_DAY, measure_id=kept.measure, measure=heard, progress=kept)
    if asked is None:
        return await _told(context, outcome, Notified())
    try:
        extension, told = await request_within(context.holding(heard), asked, words=progress.words, progress=kept.id)
    except Refusal as refusal:
        return await _told(context, replace(outcome, refusal=refusal), Notified())
    return await _told(context, replace(outcome, result=Result.EXTENSION_ASKED, extension=extension), told)


async def _aside(context: MeasureContext, progress: Progress, verb: Verb, unmoved: str) -> Outcome:
    """Record what a leader, the office or a supporting body adds: the measure stays as it is, its owners hear of it."""
    measure, tx = context.measure, context.tx
    kept = await _enter(context, measure, replace(progress, intent=Intent.NOTE, percent=None), verb)
    key = "progress.commented_told" if verb is Verb.COMMENT else "progress.noted_told"
    sentence = {"number": measure.number, "who": tx.by.name, "words": quoted(context, kept.words)}
    if unmoved:
        key, sentence["unmoved"] = f"{key}_more", str(unmoved_line(tx.request.wording, unmoved, measure))
    facts = notice(key, sentence, [measure.id])
    told = await notify(tx, await with_delegates(tx, measure.owners), reason=f"aside:{kept.id}", facts=facts)
    result = Result.COMMENTED if verb is Verb.COMMENT else Result.NOTED
    may_instruct = allowed(Action.INSTRUCT, tx.by)
    outcome = Outcome(
        result=result, measure_id=measure.id, measure=measure, progress=kept, unmoved=unmoved, instructs=may_instruct
    )
    return await _told(context, outcome, told)


def _unmoved(said: Report) -> str:
    """What the words speak of and do not move where not an owner says them; each has its sentence."""
    if said.intent in {Intent.EXTEND, Intent.HANDOVER}:
        return str(said.intent)
    return "progress" if said.intent is Intent.DONE or said.percent is not None else ""


async def _alarm(context: MeasureContext, progress: Progress, said: Report) -> Notified:
    """A difficulty goes to leaders and office, a question or a handing over to the office, a doubt to the checkers."""
    key, to = await _concerned(context, progress)
    if progress.intent is Intent.BLOCKED:
        return await tell_of_difficulty(context, progress, to)
    sentence = {
        "number": context.measure.number,
        "who": context.tx.by.name,
        "words": quoted(context, progress.words),
    }
    if progress.intent is Intent.MERGE and said.taker.partition("-")[0] != context.measure.number.partition("-")[0]:
        key = "progress.merge_apart_told"
    if progress.intent in {Intent.HANDOVER, Intent.MERGE}:
        sentence["taker"] = said.taker or context.tx.request.wording.word("progress.somebody")
    card = (((CARD, "card", context.measure.id),),) if to else ()
    facts = notice(key, sentence, [context.measure.id], card)
    return await notify(context.tx, to, reason=f"{progress.intent}:{progress.id}", facts=facts)


async def _concerned(context: MeasureContext, progress: Progress) -> tuple[str, list[Person]]:
    """The sentence that others are told, and who they are."""
    stage = context.measure.stage
    told: list[Person] = []
    match progress.intent:
        case Intent.BLOCKED:
            told = [*await with_delegates(context.tx, context.measure.leaders), *await office(context.tx)]
        case Intent.QUERY | Intent.HANDOVER | Intent.MERGE:
            told = await office(context.tx)
        case Intent.PROGRESS | Intent.NOT_STARTED if stage in CHECKERS and progress.percent != DONE:
            return "progress.unfinished_told", await people_for(context, CHECKERS[stage], CHECKING[stage])
    return f"progress.{progress.intent}_told", told
