"""Measures parted in two, and merged into another of the same finding."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.closing.transitions import cancel
from bot.domain.core.refusal import NoChange, Unreadable, WrongStage
from bot.domain.evidence.evidence import Evidence
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.people.proposal import Act
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import number_order
from bot.domain.status.postponed import puts_off
from bot.services.core.ledger import EVIDENCE_OF, MEASURES_OF_FINDING
from bot.services.core.measure_context import MeasureContext, hands_of, quoted, save
from bot.services.core.proposals import Proposed, announce, needs_second, propose
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, change, note, open_transaction
from bot.services.plan.correction import Corrected, drop_requests, number_of, opened, tell
from bot.services.status.coverage import standing_of

INTO = "into"  # among the facts of a request


async def split_measure(
    request: RequestContext, by: Person, measure_id: str, *, text: str, rest: str, reason: str
) -> Corrected:
    """Part a measure in two: it keeps its number with `text`, `rest` gets the next free number of the finding.

    Raises NotFound, NotAllowed, WrongStage unless it is with its people, or Unreadable where a part has no words.
    """
    async with open_transaction(request, by) as tx:
        context = await opened(tx, measure_id, Action.CORRECT, reason)
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
        told = await tell(tx, (old, fresh), "plan.split", sentence, entry.id)
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
        result="",
        interim="",
        short="",
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


async def merge_measures(
    request: RequestContext, by: Person, measure_id: str, into_id: str, reason: str
) -> Corrected | Proposed:
    """Merge a measure into another of the same finding: its people, its evidence and its words go with it.

    The one that stays keeps its own deadline: where the other is overdue, or had less time, it needs two keys. Raises
    NotFound, NotAllowed, WrongStage unless both are with their people, NoChange for the same measure, Unreadable
    without a reason.
    """
    async with open_transaction(request, by) as tx:
        context, into = await _to_merge(tx, measure_id, into_id, reason)
        relief = standing_of(context).late or puts_off(context.measure, into.measure, context.policy, tx.today)
        if relief and needs_second(tx):
            return await propose(
                tx, Act.MERGE, measure_id, await _said_merged(context, into), words=reason, facts={INTO: into_id}
            )
        return await merge_within(tx, measure_id, into_id, reason)


async def _to_merge(
    tx: Transaction, measure_id: str, into_id: str, reason: str
) -> tuple[MeasureContext, MeasureContext]:
    context = await opened(tx, measure_id, Action.CANCEL, reason)
    into = await opened(tx, into_id, Action.CORRECT, reason)
    old, kept = context.measure, into.measure
    if old.id == kept.id or old.finding != kept.finding:
        raise NoChange(number=old.number)
    for one in (old, kept):
        if not one.is_open:
            raise WrongStage(number=one.number, stage=one.stage)
    return context, into


async def _said_merged(context: MeasureContext, into: MeasureContext) -> str:
    facts = {"number": await number_of(context), "into": await number_of(into)}
    return context.tx.request.wording.word("people.proposal.what_merge", **facts)


async def merge_within(tx: Transaction, measure_id: str, into_id: str, reason: str) -> Corrected:
    """The same within a transaction; of what was overdue, or had less time, the secretary hears."""
    context, into = await _to_merge(tx, measure_id, into_id, reason)
    old, kept = context.measure, into.measure
    relief = standing_of(context).late or puts_off(old, kept, context.policy, tx.today)
    await drop_requests(context)
    gone = cancel(old, today=tx.today)
    ended = await save(context, gone, Verb.CANCEL, words=reason, into=kept.number)
    if relief:
        await announce(tx, await _said_merged(context, into), reason=ended.id)
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
    told = await tell(tx, (old, merged), "plan.merged", sentence, entry.id)
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
