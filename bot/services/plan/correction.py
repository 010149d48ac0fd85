"""Corrections by the office: each with a reason, in the journal, and told to the people concerned before and after."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.domain.closing.transitions import cancel, require_stage
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable, WrongStage
from bot.domain.evidence.evidence import Evidence
from bot.domain.extensions.extension import ExtensionState
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.plan import number_order
from bot.domain.status.coverage import recounted
from bot.messages.history.view import changed
from bot.services.closing.ending import settle_finding
from bot.services.closing.submission import moved_on
from bot.services.core.ledger import EVIDENCE_OF, EXTENSIONS_OF, MEASURES_OF_FINDING
from bot.services.core.measure_context import (
    MeasureContext,
    hands_of,
    measure_context,
    owners_of,
    quoted,
    require,
    save,
)
from bot.services.core.notify import Notified, notice, notify, office, with_delegates
from bot.services.core.proposals import announce, needs_second
from bot.services.core.request import RequestContext, difference
from bot.services.core.transaction import Transaction, change, note, open_transaction, people
from bot.services.extensions.steps import undo_request
from bot.services.status.coverage import coverage_of, standing_of


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What is to be different; None leaves a field as it is. Owners and leaders are ids of people."""

    text: str | None = None
    owners: tuple[str, ...] | None = None
    leaders: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None
    support: tuple[str, ...] | None = None
    due: dt.date | None = None
    deadline: Deadline | None = None  # a series, stages, 长期坚持 or 立行立改 in its place
    short: str | None = None


@dataclass(frozen=True)
class Corrected:
    """The measure as it is now, what was changed in words, a new measure where one was split off, who was told."""

    measure: Measure
    what: str = ""
    fresh: Measure | None = None
    told: tuple[str, ...] = ()


async def correct(request: RequestContext, by: Person, measure_id: str, amendment: Amendment, reason: str) -> Corrected:
    """Correct a measure. A corrected date leaves the first deadline as it was, where there was one.

    Raises NotFound, NotAllowed, also where a late one would become a standing one, WrongStage, NoChange, or Unreadable
    without a reason or with an empty text.
    """
    async with open_transaction(request, by) as tx:
        context = await _opened(tx, measure_id, Action.CORRECT, reason)
        old = context.measure
        new = await _amended(tx, old, amendment)
        if new == old:
            raise NoChange(number=old.number)
        _refuse_relief(context, new)
        new = recounted(old, new, coverage_of(context), tx.today)
        entry = await save(context, replace(new, wake=tx.today), Verb.CORRECT, words=reason)
        await settle_finding(tx, new.finding, reason)
        if new.stage in WAITING:
            new = (await moved_on(context.holding(replace(new, wake=tx.today)))).measure
        names = {p.id: p.name for p in await people(tx.ledger, _hands(old, new))}
        what = changed(request.wording, names, *difference(old, new))
        shown = quoted(context, what)
        sentence = {"number": old.number, "who": tx.by.name, "what": shown, "reason": quoted(context, reason)}
        told = await _tell(tx, (old, new), "plan.corrected", sentence, entry.id)
        return Corrected(replace(new, wake=tx.today), what, told=told.names)


async def _amended(tx: Transaction, old: Measure, amendment: Amendment) -> Measure:
    if amendment.text is not None and not amendment.text.strip():
        raise Unreadable(what="empty")
    for one in (*(amendment.owners or ()), *(amendment.leaders or ())):
        person = await tx.ledger.people.get(one)
        if person is None or person.unit != tx.unit.id or not person.active:
            raise NotFound(what=one)
    changes = {
        name: value
        for name in ("text", "owners", "leaders", "departments", "support", "short")
        if (value := getattr(amendment, name)) is not None
    }
    new = replace(old, **changes)
    if amendment.deadline:
        first = old.deadline.first or old.deadline.date or amendment.deadline.first
        return replace(new, deadline=replace(amendment.deadline, first=first))
    return replace(new, deadline=_dated(old.deadline, amendment.due)) if amendment.due else new


def _refuse_relief(context: MeasureContext, new: Measure) -> None:
    """What is late becomes a standing one by two keys only, and so not by a correction."""
    standing = {measure.deadline.kind is DeadlineKind.STANDING for measure in (context.measure, new)}
    if len(standing) > 1 and context.measure.is_open and standing_of(context).late and needs_second(context.tx):
        raise NotAllowed(why="late_to_standing", number=new.number)


def _dated(deadline: Deadline, due: dt.date) -> Deadline:
    if deadline.date == due:
        return deadline
    moved = deadline.moved_to(due)
    return replace(moved, first=moved.first or due)


async def cancel_within(tx: Transaction, measure_id: str, reason: str) -> Corrected:
    """Cancel a measure; of what is overdue the secretary hears.

    Raises NotFound, NotAllowed, WrongStage where it is closed, or Unreadable without a reason.
    """
    context = await _opened(tx, measure_id, Action.CANCEL, reason)
    gone = cancel(context.measure, today=tx.today)
    await _drop_requests(context)
    entry = await save(context, gone, Verb.CANCEL, words=reason)
    await settle_finding(tx, gone.finding)
    if standing_of(context).late:
        what = tx.request.wording.word("people.proposal.what_cancel", number=gone.number)
        await announce(tx, what, reason=entry.id)
    sentence = {"number": gone.number, "who": tx.by.name, "reason": quoted(context, reason)}
    return Corrected(gone, told=(await _tell(tx, (gone,), "plan.cancelled", sentence, entry.id)).names)


async def split_within(tx: Transaction, measure_id: str, *, text: str, rest: str, reason: str) -> Corrected:
    """Part a measure in two: it keeps its number with `text`, `rest` gets the next free number of the finding.

    Raises NotFound, NotAllowed, WrongStage unless it is with its people, or Unreadable where a part has no words.
    """
    context = await _opened(tx, measure_id, Action.CORRECT, reason)
    old = context.measure
    if not text.strip() or not rest.strip():
        raise Unreadable(what="empty")
    if not old.is_open:
        raise WrongStage(number=old.number, stage=old.stage)
    number = await _free_number(tx, old)
    id_ = f"{old.plan}/{number}"
    made = _union(old.reporters, sorted((await hands_of(tx.ledger, old)).makers))
    fresh = replace(_anew(old, tx.today), id=id_, number=number, text=rest, reporters=made)
    entry = await save(context, replace(old, text=text, wake=tx.today), Verb.SPLIT, words=reason, fresh=number)
    await change(tx, None, fresh, Verb.SPLIT, words=reason, from_number=old.number)
    sentence = {"number": old.number, "who": tx.by.name, "fresh": number, "reason": quoted(context, reason)}
    told = await _tell(tx, (old, fresh), "plan.split", sentence, entry.id)
    return Corrected(replace(old, text=text, wake=tx.today), fresh=fresh, told=told.names)


def _anew(measure: Measure, today: dt.date) -> Measure:
    """A measure of the same people and deadline on which nothing has been said yet; its makers stay makers."""
    return replace(
        measure,
        stage=Stage.NOT_STARTED,
        percent=None,
        reported=None,
        submitted_by=None,
        report_by=None,
        shares=(),
        counted_from=today,
        periods=(),
        submissions=0,
        since=today,
        wake=today,
    )


async def _free_number(tx: Transaction, measure: Measure) -> str:
    finding = measure.finding.rpartition("/")[2]
    siblings = await tx.ledger.measures.find(MEASURES_OF_FINDING, measure.finding)
    taken = [number_order(sibling.number)[-1][0] for sibling in siblings]
    number = max((one for one in taken if one < 10**6), default=0) + 1
    while await tx.ledger.measures.get(f"{measure.plan}/{finding}-{number}"):
        number += 1
    return f"{finding}-{number}"


async def merge_within(tx: Transaction, measure_id: str, into_id: str, reason: str) -> Corrected:
    """Merge a measure into another of the same finding: its people, its evidence and its words go with it.

    The one that stays keeps its own deadline. Raises NotFound, NotAllowed,
    WrongStage unless both are with their people, NoChange for the same measure, Unreadable without a reason.
    """
    context = await _opened(tx, measure_id, Action.CANCEL, reason)
    into = await _opened(tx, into_id, Action.CORRECT, reason)
    old, kept = context.measure, into.measure
    if old.id == kept.id or old.finding != kept.finding:
        raise NoChange(number=old.number)
    for one in (old, kept):
        if not one.is_open:
            raise WrongStage(number=one.number, stage=one.stage)
    await _drop_requests(context)
    gone = cancel(old, today=tx.today)
    await save(context, gone, Verb.CANCEL, words=reason, into=kept.number)
    merged = replace(
        kept,
        text=f"{kept.text}；{old.text}",
        owners=_union(kept.owners, old.owners),
        leaders=_union(kept.leaders, old.leaders),
        departments=_union(kept.departments, old.departments),
        support=_union(kept.support, old.support),
        reporters=_union(kept.reporters, sorted((await hands_of(tx.ledger, old)).makers)),
        wake=tx.today,
    )
    entry = await save(into, merged, Verb.MERGE, words=reason, merged=old.number)
    await _move_evidence(tx, old.id, kept.id)
    sentence = {"number": old.number, "who": tx.by.name, "into": kept.number, "reason": quoted(context, reason)}
    told = await _tell(tx, (old, merged), "plan.merged", sentence, entry.id)
    return Corrected(merged, told=told.names)


async def _move_evidence(tx: Transaction, old: str, into: str) -> None:
    found: list[Evidence] = await tx.ledger.evidence.find(EVIDENCE_OF, old)
    for evidence in found:
        await tx.ledger.evidence.put(replace(evidence, measure=into))
        facts = {"evidence": evidence.id, "kind": str(evidence.kind), "name": evidence.name, "digest": evidence.digest}
        facts["sender"] = evidence.by
        await note(tx, Verb.ASSIGN_EVIDENCE, into, words=evidence.caption, **facts)


def _union(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


async def _opened(tx: Transaction, measure_id: str, action: Action, reason: str) -> MeasureContext:
    context = await measure_context(tx, measure_id)
    await require(context, action)
    require_stage(action, context.measure)
    if not reason.strip():
        raise Unreadable(what="reason")
    return context


async def _drop_requests(context: MeasureContext) -> None:
    for extension in await context.ledger.extensions.find(EXTENSIONS_OF, context.measure.id):
        if extension.state is ExtensionState.ASKED:
            await undo_request(context.tx, extension)


def _hands(*measures: Measure) -> list[str]:
    return list(dict.fromkeys(one for measure in measures for one in (*measure.owners, *measure.leaders)))


async def _tell(
    tx: Transaction, measures: tuple[Measure, ...], key: str, sentence: dict[str, str], reason: str
) -> Notified:
    """Write to everybody who was or is concerned, and to the office."""
    owners = [one for measure in measures for one in await owners_of(MeasureContext(tx, measure))]
    concerned = await with_delegates(tx, (*_hands(*measures), *owners))
    facts = notice(key, sentence, list(dict.fromkeys(measure.id for measure in measures)))
    return await notify(tx, [*concerned, *await office(tx)], reason=f"told:{reason}", facts=facts)
