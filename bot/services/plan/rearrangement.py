"""Measures parted in two, and merged into another of the same finding."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.closing.transitions import cancel
from bot.domain.core.refusal import Unreadable, WrongStage
from bot.domain.evidence.evidence import Evidence
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import number_order
from bot.domain.status.postponed import puts_off
from bot.services.core.ledger import EVIDENCE_OF, MEASURES_OF_FINDING
from bot.services.core.measure_context import MeasureContext, hands_of, measure_context, quoted, save
from bot.services.core.proposals import announce
from bot.services.core.transaction import Transaction, change, note
from bot.services.plan.correction import Corrected, drop_requests, number_of, opened, tell
from bot.services.status.coverage import standing_of
from bot.services.supervision.support import move_shares

STOPS = "。；;，, "  # that end a text which another one follows


async def split_within(tx: Transaction, measure_id: str, *, text: str, rest: str, reason: str) -> Corrected:
    """Part a measure in two: it keeps its number with `text`, `rest` gets the next free number of the finding.

    Raises NotFound, NotAllowed, WrongStage unless it is with its people, or Unreadable where a part has no words.
    """
    context = await opened(tx, measure_id, Action.CORRECT, reason)
    old = context.measure
    if not text.strip() or not rest.strip():
        raise Unreadable(what="empty")
    if not old.is_open:
        raise WrongStage(number=old.number, measure=old.id, stage=old.stage)
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


async def relieves(tx: Transaction, measure_id: str, into_id: str) -> bool:
    """True where merging one into the other lets go of what is overdue, or had less time."""
    one, into = await measure_context(tx, measure_id), await measure_context(tx, into_id)
    return bool(standing_of(one).late or puts_off(one.measure, into.measure, one.policy, tx.today))


async def _to_merge(
    tx: Transaction, measure_id: str, into_id: str, reason: str
) -> tuple[MeasureContext, MeasureContext]:
    context = await opened(tx, measure_id, Action.CANCEL, reason)
    into = await opened(tx, into_id, Action.CORRECT, reason)
    old, kept = context.measure, into.measure
    if old.id == kept.id:
        raise Unreadable(why="merge_itself", number=old.number)
    if old.finding != kept.finding:
        raise Unreadable(why="merge_findings", number=old.number, into=kept.number)
    for one in (old, kept):
        if not one.is_open:
            raise WrongStage(number=one.number, measure=one.id, stage=one.stage)
    return context, into


async def _said_merged(context: MeasureContext, into: MeasureContext) -> str:
    facts = {"number": await number_of(context), "into": await number_of(into)}
    return context.tx.request.wording.word("people.proposal.what_merge", **facts)


async def merge_within(tx: Transaction, measure_id: str, into_id: str, reason: str) -> Corrected:
    """Merge a measure into another of the same finding: its people, its evidence and its words go with it.

    The one that stays keeps its own deadline; where the other was overdue, or had less time, the secretary hears.
    Raises NotFound, NotAllowed, WrongStage unless both are with their people, Unreadable without a reason, for a
    measure and itself, and for measures of two findings.
    """
    context, into = await _to_merge(tx, measure_id, into_id, reason)
    old, kept = context.measure, into.measure
    relief = await relieves(tx, measure_id, into_id)
    await drop_requests(context)
    gone = cancel(old, today=tx.today)
    ended = await save(context, gone, Verb.CANCEL, words=reason, into=kept.number)
    if relief:
        await announce(tx, await _said_merged(context, into), reason=ended.id)
    merged = replace(
        kept,
        text=kept.text if old.text in kept.text else f"{kept.text.rstrip(STOPS)}；{old.text}",
        owners=_union(kept.owners, old.owners),
        leaders=_union(kept.leaders, old.leaders),
        departments=_union(kept.departments, old.departments),
        support=_union(kept.support, old.support),
        reporters=_union(kept.reporters, sorted((await hands_of(tx.ledger, old)).makers)),
        wake=tx.today,
    )
    entry = await save(into, merged, Verb.MERGE, words=reason, merged=old.number)
    await _move_evidence(tx, old.id, kept.id)
    await move_shares(tx, old.id, kept.id)
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
