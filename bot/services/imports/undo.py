"""Taking the last import back, and bringing it back once more: both while nobody has acted on it."""

import datetime as dt
from dataclasses import replace

from bot.domain.core.refusal import NotAllowed, NotFound, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.imports.result import UndoneImport
from bot.domain.imports.revision import free_finding, free_number
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Act, Proposal, ProposalState
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.plan import Finding
from bot.services.closing.ending import settle_finding
from bot.services.core.draft_content import LastImport, draft_of
from bot.services.core.ledger import (
    FINDINGS_OF,
    JOURNAL_OF,
    MEASURES_OF_PLAN,
    PROPOSALS_OPEN,
    REMINDERS_OF,
    UNITS,
    Draft,
    Ledger,
    moment,
)
from bot.services.core.proposals import Proposed, announce, needs_second, propose, settled
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, occasion, unit_of
from bot.services.imports.comparison import FROM_FILE
from bot.services.imports.leading import PLAN
from bot.services.imports.plan_import import LAST, change_by_file, keep_last, lead_by_file_within, move_deadlines_within
from bot.services.imports.telling import tell

WITHIN = dt.timedelta(days=1)


async def undoable(request: RequestContext, *, by: Person | None) -> UndoneImport:
    """What taking the last import back would do; raises as `undo_import`."""
    async with request.look() as ledger:
        tx, draft, last = await _last(request, ledger, by)
        return await _undone(tx, draft, last)


async def undo_import(request: RequestContext, *, by: Person | None) -> UndoneImport | Proposed:
    """Take the last import back: new measures end as cancelled, changed ones are as before; all concerned are told.

    It needs two keys.

    Raises NotAllowed, NotFound where nothing was imported or it was taken back already, or Unreadable after a day or
    where somebody has reported, decided or been reminded since.
    """
    async with request.open() as ledger:
        tx, draft, last = await _last(request, ledger, by)
        undone = await _undone(tx, draft, last)
        if needs_second(tx):
            what = request.wording.word("people.proposal.what_undo_import", title=undone.plan.title)
            return await propose(tx, Act.UNDO_IMPORT, tx.unit.id, what, facts={"at": draft.at.isoformat()})
        return await _take_back(tx, last, undone)


async def undo_within(tx: Transaction, at: str) -> UndoneImport:
    """The same within a transaction, once it was confirmed; `at` is when the import that is meant was taken in."""
    _, draft, last = await _last(tx.request, tx.ledger, tx.person)
    if draft.at.isoformat() != at:
        raise NotFound(what="last_import")
    return await _take_back(tx, last, await _undone(tx, draft, last))


async def _take_back(tx: Transaction, last: LastImport, undone: UndoneImport) -> UndoneImport:
    ledger, request = tx.ledger, tx.request
    now = [m for id_ in (*last.new, *(old.id for old in last.changed)) if (m := await ledger.measures.get(id_))]
    ids = (*(old.id for old in last.findings), *last.fresh)
    findings = [found for id_ in ids if (found := await ledger.findings.get(id_))]
    changes = [(await _kept(ledger, after.id), after) for after in (*undone.removed, *undone.restored)]
    await _put(tx, changes)
    for finding in (*last.findings, *_renumbered(findings, last, undone)):
        await ledger.findings.put(finding)
    await _settle(tx, changes)
    waiting = await ledger.proposals.find(PROPOSALS_OPEN, tx.unit.id)
    moves = [one for one in waiting if last.plan in {_moves(one), _leads(one)}]
    undone_last = LastImport(
        plan=last.plan, new=last.new, changed=last.changed, findings=last.findings, fresh=last.fresh,
        undone=now, undone_findings=findings, withdrawn=[one.id for one in moves], taken_back=True,
    )  # fmt: skip
    await keep_last(tx, undone_last)
    for asked in moves:
        await settled(tx, asked, ProposalState.WITHDRAWN)
    await tell(tx, changes, (request.wording.word("imports.undo_title"), "", f"undo:{tx.unit.id}:{await occasion(tx)}"))
    await announce(
        tx,
        request.wording.word("people.proposal.what_undo_import", title=undone.plan.title),
        reason=f"undo:{undone.plan.id}:{await occasion(tx)}",
    )
    return undone


async def redo_import(request: RequestContext, *, by: Person | None) -> UndoneImport | Proposed:
    """Bring the import back that was taken back last, with the requests that went with it; raises as `undo_import`.

    Like taking it back it needs two keys.
    """
    async with request.open() as ledger:
        tx, draft, last = await _last(request, ledger, by, undone=True)
        await _demand_untouched(tx, draft, [measure.id for measure in last.undone])
        if needs_second(tx):
            what = await _redone_words(tx, last)
            return await propose(tx, Act.REDO_IMPORT, tx.unit.id, what, facts={"at": draft.at.isoformat()})
        return await _bring_back(tx, last)


async def redo_within(tx: Transaction, at: str) -> UndoneImport:
    """The same within a transaction, once it was confirmed; `at` is when the import that is meant was taken back."""
    _, draft, last = await _last(tx.request, tx.ledger, tx.person, undone=True)
    if draft.at.isoformat() != at:
        raise NotFound(what="last_import")
    await _demand_untouched(tx, draft, [measure.id for measure in last.undone])
    return await _bring_back(tx, last)


async def _redone_words(tx: Transaction, last: LastImport) -> str:
    plan = await tx.ledger.plans.get(last.plan)
    if plan is None:
        raise NotFound(what="plan")
    return tx.request.wording.word("people.proposal.what_redo_import", title=plan.title)


async def _bring_back(tx: Transaction, last: LastImport) -> UndoneImport:
    ledger, wording = tx.ledger, tx.request.wording
    changes = [(await _kept(ledger, measure.id), replace(measure, wake=tx.today)) for measure in last.undone]
    await _put(tx, changes)
    for finding in last.undone_findings:
        await ledger.findings.put(finding)
    await _settle(tx, changes)
    await keep_last(
        tx, LastImport(plan=last.plan, new=last.new, changed=last.changed, findings=last.findings, fresh=last.fresh)
    )
    await tell(tx, changes, (wording.word("imports.redo_title"), "", f"redo:{tx.unit.id}:{await occasion(tx)}"))
    plan = await ledger.plans.get(last.plan)
    if plan is None:
        raise NotFound(what="plan")
    asked = await _ask_again(tx, last.withdrawn)
    await announce(tx, await _redone_words(tx, last), reason=f"redo:{plan.id}:{await occasion(tx)}")
    fresh = tuple(after for _, after in changes if after.id in last.new)
    return UndoneImport(plan, fresh, tuple(after for _, after in changes if after.id not in last.new), asked)


def _moves(asked: Proposal) -> str:
    """The plan whose days a request puts off."""
    return asked.subject if asked.act is Act.MOVE_DEADLINES else ""


def _leads(asked: Proposal) -> str:
    """The plan whose measures a request gives a leader."""
    return asked.facts.get(PLAN, "") if asked.act is Act.APPOINT else ""


async def _ask_again(tx: Transaction, withdrawn: list[str]) -> tuple[str, ...]:
    """Ask anew for what the import put off and who was to lead; what each request is about. One key does it at once."""
    found = [one for id_ in withdrawn if (one := await tx.ledger.proposals.get(id_))]
    for one in found:
        if needs_second(tx):
            await propose(tx, one.act, one.subject, one.what, words=one.words, facts=one.facts)
        else:
            await (lead_by_file_within if _leads(one) else move_deadlines_within)(tx, one)
    return tuple(one.what for one in found) if needs_second(tx) else ()


async def _last(
    request: RequestContext, ledger: Ledger, by: Person | None, *, undone: bool = False
) -> tuple[Transaction, Draft, LastImport]:
    if by is not None and not by.holds(Role.OFFICE):
        raise NotAllowed
    unit_id = by.unit if by else (await ledger.units.find(UNITS))[0].id
    draft = await ledger.drafts.get(f"{unit_id}:{LAST}")
    if draft is None:
        raise NotFound(what="last_import")
    last = draft_of(draft, LastImport)
    if last.is_undone is not undone:
        raise NotFound(what="last_import")
    return Transaction(request, ledger, await unit_of(ledger, unit_id), by), draft, last


async def _undone(tx: Transaction, draft: Draft, last: LastImport) -> UndoneImport:
    await _demand_untouched(tx, draft, [*last.new, *(old.id for old in last.changed)])
    kept = await tx.ledger.measures.find(MEASURES_OF_PLAN, last.plan)
    new, back = set(last.new), {before.id: before for before in last.changed}
    taken = {back.get(measure.id, measure).number for measure in kept if measure.id not in new}
    fresh = await _places(tx, last)
    removed = []
    for measure in kept:
        if measure.id not in new or measure.stage is Stage.CANCELLED:
            continue
        prefix, _, tail = measure.number.rpartition("-")
        number = free_number(fresh.get(measure.finding, prefix), tail, taken)
        taken.add(number)
        removed.append(replace(measure, number=number, stage=Stage.CANCELLED, wake=None))
    restored = [replace(before, wake=tx.today) for before in last.changed]
    plan = await tx.ledger.plans.get(last.plan)
    if plan is None:
        raise NotFound(what="plan")
    return UndoneImport(plan, tuple(removed), tuple(restored))


async def _places(tx: Transaction, last: LastImport) -> dict[str, str]:
    """Numbers that findings which came with the import take, so that those from before have theirs back."""
    kept = await tx.ledger.findings.find(FINDINGS_OF, last.plan)
    back = {finding.id: finding.number for finding in last.findings}
    taken = {back.get(finding.id, finding.number) for finding in kept if finding.id not in last.fresh}
    places = {}
    for finding in kept:
        if finding.id in last.fresh:
            places[finding.id] = free_finding(finding.number, taken)
            taken.add(places[finding.id])
    return places


def _renumbered(findings: list[Finding], last: LastImport, undone: UndoneImport) -> list[Finding]:
    """The findings that came with the import, under the numbers that their measures have now."""
    numbers = {measure.finding: measure.number.rpartition("-")[0] for measure in undone.removed}
    return [replace(f, number=numbers.get(f.id, f.number)) for f in findings if f.id in last.fresh]


async def _demand_untouched(tx: Transaction, draft: Draft, ids: list[str]) -> None:
    """Raise Unreadable where the day is over, or where somebody has acted on a measure or been reminded of it."""
    if tx.now - draft.at > WITHIN:
        raise Unreadable(what="undo_late")
    touched = []
    for id_ in ids:
        entries = await tx.ledger.journal.find(JOURNAL_OF, id_)
        since = [e for e in entries if e.at >= draft.at and e.verb != Verb.MOVE_ON and not _by_file(e.verb, e.after)]
        reminded = await tx.ledger.reminders.find(REMINDERS_OF, id_, since=moment(draft.at))
        measure = await tx.ledger.measures.get(id_)
        if (since or reminded) and measure is not None:
            touched.append(measure.number)
    if touched:
        raise Unreadable(what="undo_touched", number="、".join(touched))


def _by_file(verb: str, after: dict[str, object]) -> bool:
    return verb == Verb.IMPORT or FROM_FILE in after


async def _kept(ledger: Ledger, id_: str) -> Measure:
    measure = await ledger.measures.get(id_)
    if measure is None:
        raise NotFound(what=id_)
    return measure


async def _put(tx: Transaction, changes: list[tuple[Measure, Measure]]) -> None:
    for before, after in changes:
        await change_by_file(tx, before, after, LAST, LAST)


async def _settle(tx: Transaction, changes: list[tuple[Measure, Measure]]) -> None:
    for finding in dict.fromkeys(m.finding for change in changes for m in change):
        await settle_finding(tx, finding, LAST)
