"""The steps of closing-out: agree, send back, reopen. Whoever made the measure decides nothing about it."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.closing.closing_slip import Closing
from bot.domain.closing.transitions import CHECKING, Transition, approve, send_back, turn_standing
from bot.domain.core.refusal import HadAHand, NobodyToCheck, NotAllowed, Overtaken, Unreadable, WrongStage
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act, Proposal
from bot.domain.plan.measure import Measure, Stage
from bot.messages.text import day as day_words
from bot.services.closing.ending import close_measure, notify_concerned, reopen_within, report_anew_by, settle_finding
from bot.services.closing.submission import note_skipped, notify_checkers
from bot.services.core.ledger import JOURNAL_OF
from bot.services.core.measure_context import MeasureContext, checkers, may, measure_context, quoted, require, save
from bot.services.core.proposals import Proposed, announce, needs_second, propose
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_transaction, people
from bot.services.status.coverage import standing_of

DECISIONS = frozenset({Verb.AGREE, Verb.CLOSE, Verb.SEND_BACK})
LATELY = 64  # entries of a measure among which the one that decided a step is looked for


@dataclass(frozen=True)
class ShownSubmission:
    """What a pressed card speaks of: the step, and the submission in which it was composed."""

    stage: Stage
    submission: int


@dataclass(frozen=True)
class Checked:
    """What came of a step: the measure, its closing if it ended, its finding's closing if that ended too."""

    measure: Measure
    closing: Closing | None = None
    finding: Closing | None = None
    told: tuple[str, ...] = ()


async def agree(
    request: RequestContext, by: Person, measure_id: str, *, card: ShownSubmission | None = None, words: str = ""
) -> Checked:
    """Agree to a closing at the step where it waits; the last to agree closes.

    Raises NotFound, Overtaken where the card is out of date or somebody else was quicker, NotAllowed, OwnWork,
    WrongStage or NobodyToCheck.
    """
    async with open_transaction(request, by) as tx:
        context = await measure_context(tx, measure_id)
        await demand_current(context, card)
        await require(context, CHECKING[context.measure.stage])
        moved = await _approved(context)
        if moved.measure.stage not in CHECKING:
            closing, finding, told = await close_measure(context, moved.measure, words)
            return Checked(moved.measure, closing, finding, told.names)
        await save(context, moved.measure, Verb.AGREE, words=words, step=str(context.measure.stage))
        await note_skipped(tx, moved.measure, moved.skipped)
        told = await notify_checkers(context.holding(moved.measure))
        return Checked(moved.measure, told=told.names)


async def _approved(context: MeasureContext) -> Transition:
    """The measure after the person's agreement; raises HadAHand where a later step has nobody but them."""
    who, by = await checkers(context), context.tx.by.id
    try:
        return approve(context.measure, by=by, today=context.tx.today, steps=context.policy.steps, checkers=who)
    except NobodyToCheck as error:
        if by in who[Role.SECRETARY] or by in who[Role.OFFICE]:
            raise HadAHand(number=context.measure.number, measure=context.measure.id, why="needed") from error
        raise


async def return_measure(
    request: RequestContext,
    by: Person,
    measure_id: str,
    reason: str,
    *,
    card: ShownSubmission | None = None,
) -> Checked:
    """Send a measure back to its people, with a reason and a day by which to report anew.

    Raises NotFound, Overtaken, NotAllowed, WrongStage, and Unreadable without a reason.
    """
    async with open_transaction(request, by) as tx:
        context = await _returnable(tx, measure_id, card)
        day = report_anew_by(context, reason)
        _demand_reason(reason)
        back = send_back(context.measure, today=tx.today, report_by=day)
        entry = await save(context, back, Verb.SEND_BACK, words=reason, step=str(context.measure.stage))
        sentence = {
            "number": back.number,
            "who": tx.by.name,
            "reason": quoted(context, reason),
            "day": day_words(day),
        }
        told = await notify_concerned(context, "closing.returned", sentence, entry.id)
        return Checked(back, told=told.names)


async def demand_returnable(request: RequestContext, by: Person, measure_id: str, card: ShownSubmission) -> None:
    """Raise what `return_measure` would raise whatever the reason."""
    async with open_transaction(request, by) as tx:
        await _returnable(tx, measure_id, card)


async def _returnable(tx: Transaction, measure_id: str, card: ShownSubmission | None) -> MeasureContext:
    context = await measure_context(tx, measure_id)
    await demand_current(context, card)
    await require(context, Action.SEND_BACK)
    return context


async def move_report_day(request: RequestContext, by: Person, measure_id: str, day: dt.date) -> Measure | Proposed:
    """Set another day by which a returned measure is to be reported anew; more time than is usual needs two keys.

    Raises NotFound, NotAllowed, WrongStage where none is awaited, Unreadable for a day that has passed.
    """
    async with open_transaction(request, by) as tx:
        context = await _awaited(tx, measure_id, day)
        if needs_second(tx) and day > _latest(context):
            facts = {"day": day.isoformat()}
            return await propose(tx, Act.SET_REPORT_DAY, measure_id, _in_words(context, day), facts=facts)
        return await _set_report_day(context, day)


async def report_day_within(tx: Transaction, proposal: Proposal) -> Measure:
    """Set the day that was confirmed; raises as `move_report_day`."""
    day = dt.date.fromisoformat(proposal.facts["day"])
    return await _set_report_day(await _awaited(tx, proposal.subject, day), day)


async def _awaited(tx: Transaction, measure_id: str, day: dt.date) -> MeasureContext:
    context = await measure_context(tx, measure_id)
    if not await may(context, Action.SEND_BACK, tx.by):
        raise NotAllowed(number=context.measure.number, measure=context.measure.id, action=Action.SEND_BACK)
    if context.measure.report_by is None:
        raise WrongStage(number=context.measure.number, measure=context.measure.id, stage=context.measure.stage)
    if day < tx.today:
        raise Unreadable(what=day.isoformat())
    return context


def _latest(context: MeasureContext) -> dt.date:
    """The last day that is no more time: what is usual since the return, what was set, or the deadline itself."""
    measure, tx = context.measure, context.tx
    usual = tx.request.calendar.plus(measure.since or tx.today, context.policy.return_days)
    return max(filter(None, (usual, measure.report_by, measure.due)))


def _in_words(context: MeasureContext, day: dt.date) -> str:
    was = context.measure.report_by
    facts = {"number": context.measure.number, "old": day_words(was) if was else "", "new": day_words(day)}
    return context.tx.request.wording.word("people.proposal.what_set_report_day", **facts)


async def _set_report_day(context: MeasureContext, day: dt.date) -> Measure:
    tx, more, said = context.tx, day > _latest(context), _in_words(context, day)
    moved = replace(context.measure, report_by=day, wake=tx.today)
    entry = await save(context, moved, Verb.SET_REPORT_DAY)
    if more:
        await announce(tx, said, reason=entry.id)
    sentence = {"number": moved.number, "day": day_words(day)}
    await notify_concerned(context, "closing.report_day_set", sentence, entry.id)
    return moved


async def reopen_as_asked(tx: Transaction, measure_id: str, reason: str) -> Checked:
    """Open an ended measure again; its closing is kept, marked. Raises NotFound, NotAllowed, WrongStage, Unreadable."""
    context = await measure_context(tx, measure_id)
    await require(context, Action.REOPEN)
    opened, told = await reopen_within(context, reason)
    return Checked(opened, told=told.names)


async def standing_within(tx: Transaction, measure_id: str, reason: str) -> Checked:
    """Let a measure go on for good, with a reason; of what is overdue the secretary hears.

    Raises NotFound, NotAllowed, WrongStage or Unreadable.
    """
    context = await measure_context(tx, measure_id)
    await require(context, Action.TURN_STANDING)
    _demand_reason(reason)
    standing = replace(turn_standing(context.measure, today=tx.today), counted_from=tx.today)
    entry = await save(context, standing, Verb.TURN_STANDING, words=reason)
    finding = await settle_finding(tx, standing.finding)
    if standing_of(context).late:
        what = tx.request.wording.word("people.proposal.what_turn_standing", number=standing.number)
        await announce(tx, what, reason=entry.id)
    sentence = {"number": standing.number, "who": tx.by.name, "reason": quoted(context, reason)}
    told = await notify_concerned(context, "closing.turned_standing", sentence, entry.id)
    return Checked(standing, finding=finding, told=told.names)


async def _decision(context: MeasureContext, card: ShownSubmission) -> Entry | None:
    """The entry in which somebody decided the step of a card; None where it was taken back or overtaken otherwise."""
    submissions = context.measure.submissions
    for entry in await context.ledger.journal.find(JOURNAL_OF, context.measure.id, latest=True, limit=LATELY):
        submissions = entry.before.get("submissions", submissions)
        if submissions == card.submission and entry.before.get("stage") == card.stage:
            return entry if entry.verb in DECISIONS else None
    return None


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise Unreadable(what="reason")


async def demand_current(context: MeasureContext, card: ShownSubmission | None) -> None:
    """Raise Overtaken where the measure has moved on since the card was drawn, WrongStage where it waits for nobody."""
    measure = context.measure
    if card is not None and card != ShownSubmission(measure.stage, measure.submissions):
        decision = await _decision(context, card)
        who = await people(context.ledger, [decision.by] if decision else [])
        by = {"who": who[0].name} if who else {"why": "outdated"}
        raise Overtaken(number=measure.number, measure=measure.id, stage=measure.stage, **by)
    if measure.stage not in CHECKING:
        raise WrongStage(number=measure.number, measure=measure.id, stage=measure.stage)
