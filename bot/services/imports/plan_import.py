"""Taking in a plan: look at what was read, settle open deadlines, then keep all of it or nothing."""

from collections import Counter
from dataclasses import replace
from typing import Any

import msgspec

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.history.journal import Entry
from bot.domain.imports.draft import FindingDraft, PlanDraft
from bot.domain.imports.result import ImportResult, Preview
from bot.domain.imports.revision import Revision, compare, measure_of, names_in
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.status.coverage import recounted
from bot.domain.status.obligation import Dates, covered_on
from bot.domain.units.unit import Unit
from bot.messages.wording import official
from bot.services.closing.ending import settle_finding
from bot.services.core.draft_content import LastImport, PendingImport, draft_of, new_draft
from bot.services.core.ledger import (
    DRAFTS_OF,
    MEASURES_OF_PLAN,
    PEOPLE_OF,
    PLANS_OF,
    Draft,
    Ledger,
)
from bot.services.core.message_content import facts_of
from bot.services.core.quota import demand_room
from bot.services.core.request import CLOCK, RequestContext, difference, enter
from bot.services.core.transaction import Transaction
from bot.services.people.roster import enrol

IMPORT = "import"
LAST = "last import"
NEW_PLAN = "new"
UNNAMED = "本单位"


async def preview(request: RequestContext, unit: str, read: PlanDraft, name: str, *, by: Person | None) -> Preview:
    """Keep what was read until somebody confirms it, and say what it would change; raises NotAllowed."""
    if by is not None and not by.holds(Role.OFFICE):
        raise NotAllowed
    async with request.open() as ledger:
        holder = by.id if by else CLOCK
        plan = await _same_round(ledger, unit, read)
        kept = PendingImport(read=read, name=name, plan=plan.letter if plan else NEW_PLAN)
        for old in await ledger.drafts.find(DRAFTS_OF, holder, IMPORT):
            await ledger.drafts.drop(old.id)
        number = f"{int(request.now().timestamp() * 1000):x}"
        pending = new_draft(kept, unit, holder, request.now(), number)
        await ledger.drafts.put(pending)
        return await _preview(ledger, pending)


async def waiting(request: RequestContext, by: Person | None) -> Preview:
    """The import about which the person is being asked; raises NotFound."""
    async with request.look() as ledger:
        return await _preview(ledger, await _draft(ledger, by))


async def choose_round(request: RequestContext, letter: str, *, by: Person | None) -> Preview:
    """Say which round the file belongs to, or "new"; raises NotFound."""
    async with request.open() as ledger:
        draft = await _draft(ledger, by)
        draft = _changed(draft, plan=letter)
        await ledger.drafts.put(draft)
        return await _preview(ledger, draft)


async def settle(request: RequestContext, number: str, deadline: Deadline, *, by: Person | None) -> Preview:
    """Decide an open deadline of the waiting import; raises NotFound."""
    async with request.open() as ledger:
        draft = await _draft(ledger, by)
        read = draft_of(draft, PendingImport).read
        if number not in {measure.number for measure in read.measures}:
            raise NotFound(what=number)
        findings = tuple(_settled(finding, number, deadline) for finding in read.findings)
        draft = _changed(draft, read=replace(read, findings=findings))
        await ledger.drafts.put(draft)
        return await _preview(ledger, draft)


def _settled(finding: FindingDraft, number: str, deadline: Deadline) -> FindingDraft:
    measures = tuple(
        replace(m, deadline=replace(deadline, words=m.deadline.words), reading=None) if m.number == number else m
        for m in finding.measures
    )
    return replace(finding, measures=measures)


async def discard(request: RequestContext, *, by: Person | None) -> None:
    """Forget the waiting import; raises NotFound."""
    async with request.open() as ledger:
        await ledger.drafts.drop((await _draft(ledger, by)).id)


async def accept(request: RequestContext, *, by: Person | None) -> ImportResult:
    """Keep the waiting import, all in one transaction.

    Measures that the newer file no longer has stay as they are: the office cancels them one by one, with a reason.
    Raises NotFound, OverQuota, or NoChange where it changes nothing.
    """
    async with request.open() as ledger:
        draft = await _draft(ledger, by)
        shown = await _preview(ledger, draft)
        if shown.twice:
            raise Unreadable(what="twice", number="、".join(shown.twice))
        read, name = shown.read, shown.name
        unit = await _unit(ledger, draft.unit, read.unit)
        people = await enrol(ledger, unit, read)
        tx = Transaction(request, ledger, unit, by)
        await ledger.drafts.drop(draft.id)
        fresh = shown.plan is None
        plan = shown.plan or await _new_plan(tx, read)
        measures = _measures(read, unit, plan, {name: person.id for name, person in people.known.items()})
        revision = compare(await ledger.measures.find(MEASURES_OF_PLAN, plan.id), measures)
        await demand_room(ledger, unit, measures=len(revision.new))
        plan = replace(plan, feedback=read.feedback or plan.feedback)
        if not fresh and not revision.new and not revision.changed and not people.new:
            raise NoChange(name=name)
        await ledger.plans.put(plan)
        await _keep_findings(ledger, plan, read)
        for person in people.new:
            await _enter(tx, "know", person.id, ({}, {"name": person.name}))
        await _keep_measures(tx, revision, name)
        for finding in dict.fromkeys(measure.finding for measure in revision.new):
            await settle_finding(tx, finding, name)
        await _remember(tx, plan, revision)
        unbound = sum(p.chat is None for p in await ledger.people.find(PEOPLE_OF, unit.id) if p.active)
        return ImportResult(plan, revision, tuple(people.new), unbound)


async def _keep_findings(ledger: Ledger, plan: Plan, read: PlanDraft) -> None:
    for finding in read.findings:
        await ledger.findings.put(
            Finding(
                id=f"{plan.id}/{finding.number}",
                unit=plan.unit,
                plan=plan.id,
                number=finding.number,
                text=finding.text,
                category=finding.category,
                task=finding.task,
            )
        )


async def _keep_measures(tx: Transaction, revision: Revision, words: str) -> None:
    for measure in revision.new:
        kept = replace(measure, since=tx.today, wake=tx.today, counted_from=tx.today)
        await tx.ledger.measures.put(kept)
        await note_change(tx, (None, kept), words)
    for change in revision.changed:
        covered = covered_on(change.before, Dates(), tx.unit.policy, tx.today)
        kept = recounted(change.before, replace(change.after, wake=tx.today), covered, tx.today)
        await tx.ledger.measures.put(kept)
        await note_change(tx, (change.before, kept), words)


async def _remember(tx: Transaction, plan: Plan, revision: Revision) -> None:
    """What the import changed, so that it can be taken back."""
    last = LastImport(
        plan=plan.id,
        new=[measure.id for measure in revision.new],
        changed=[change.before for change in revision.changed],
    )
    await tx.ledger.drafts.put(
        Draft(id=f"{plan.unit}:{LAST}", unit=plan.unit, person=_actor(tx), kind=LAST, at=tx.now, facts=facts_of(last))
    )


async def note_change(tx: Transaction, change: tuple[Measure | None, Measure], words: str) -> None:
    """Write down what an import, or taking it back, made of a measure."""
    before, after = change
    await _enter(tx, "import" if before is None else "correct", after.id, difference(before, after), words)


async def _enter(
    tx: Transaction, verb: str, subject: str, change: tuple[dict[str, Any], dict[str, Any]], words: str = ""
) -> None:
    before, after = change
    await enter(
        tx.ledger,
        Entry(
            unit=tx.unit.id,
            at=tx.now,
            by=_actor(tx),
            verb=verb,
            subject=subject,
            before=before,
            after=after,
            words=words,
            update=tx.request.update,
        ),
    )


def _actor(tx: Transaction) -> str:
    return tx.person.id if tx.person else CLOCK


async def _draft(ledger: Ledger, by: Person | None) -> Draft:
    found = await ledger.drafts.find(DRAFTS_OF, by.id if by else CLOCK, IMPORT)
    if not found:
        raise NotFound(what="import")
    return found[-1]


def _changed(draft: Draft, **facts: str | PlanDraft) -> Draft:
    return replace(draft, facts=facts_of(msgspec.structs.replace(draft_of(draft, PendingImport), **facts)))


async def _preview(ledger: Ledger, draft: Draft) -> Preview:
    kept = draft_of(draft, PendingImport)
    read = kept.read
    rounds = await ledger.plans.find(PLANS_OF, draft.unit)
    plan = next((plan for plan in rounds if plan.letter == kept.plan), None)
    known = {p.name: p.id for p in await ledger.people.find(PEOPLE_OF, draft.unit) if p.active}
    listed = {person.name for person in read.people}
    strangers = tuple(name for name in names_in(read) if name not in known and name not in listed)
    ids = {name: known.get(name, f"?{name}") for name in names_in(read)}
    measures = await ledger.measures.find(MEASURES_OF_PLAN, plan.id) if plan else []
    target = plan or Plan(id="?", unit=draft.unit, letter="?", title="")
    revision = compare(measures, _measures(read, Unit(id=draft.unit, name=""), target, ids))
    undecided = tuple(m for m in read.measures if m.deadline.kind is DeadlineKind.UNCLEAR)
    counted = Counter(measure.number for measure in read.measures)
    twice = tuple(number for number, count in counted.items() if count > 1)
    return Preview(
        draft=draft.id,
        name=kept.name,
        read=read,
        plan=plan,
        rounds=tuple(rounds),
        revision=revision,
        strangers=strangers,
        open_deadlines=undecided,
        twice=twice,
    )


def _measures(read: PlanDraft, unit: Unit, plan: Plan, people: dict[str, str]) -> list[Measure]:
    return [
        measure_of(measure, unit=unit.id, plan=plan.id, finding=f"{plan.id}/{finding.number}", people=people)
        for finding in read.findings
        for measure in finding.measures
    ]


async def _same_round(ledger: Ledger, unit: str, read: PlanDraft) -> Plan | None:
    rounds = await ledger.plans.find(PLANS_OF, unit)
    same = [plan for plan in rounds if read.feedback is not None and plan.feedback == read.feedback]
    return same[-1] if same else (rounds[-1] if len(rounds) == 1 and read.feedback is None else None)


async def _unit(ledger: Ledger, unit_id: str, name: str) -> Unit:
    """The unit; its first plan gives it its name where the office has not."""
    unit = await ledger.units.get(unit_id) or Unit(id=unit_id, name=UNNAMED)
    if unit.name == UNNAMED and name:
        unit = replace(unit, name=name)
    await ledger.units.put(unit)
    return unit


async def _new_plan(tx: Transaction, read: PlanDraft) -> Plan:
    unit = tx.unit
    letter = chr(ord("A") + len(await tx.ledger.plans.find(PLANS_OF, unit.id)))
    title = read.title or official("imports.title", team=read.team or official("imports.team"))
    return Plan(
        id=f"{unit.id}/{letter}",
        unit=unit.id,
        letter=letter,
        title=title,
        team=read.team,
        feedback=read.feedback,
        concentrated_until=read.concentrated_until,
        imported_at=tx.now,
    )
