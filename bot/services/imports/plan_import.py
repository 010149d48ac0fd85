"""Taking in a plan: look at what was read, settle what is open, then keep all of it or nothing."""

from dataclasses import dataclass, replace

from msgspec import structs

from bot.domain.core.refusal import NoChange, NotAllowed, Unreadable
from bot.domain.history.journal import Head
from bot.domain.history.verb import Verb
from bot.domain.imports.draft import PlanDraft, PlanKind
from bot.domain.imports.namesakes import distinguished
from bot.domain.imports.result import ImportResult, Preview
from bot.domain.imports.revision import Revision, settled
from bot.domain.people.person import Person, Role
from bot.domain.people.proposal import Proposal
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Plan
from bot.domain.status.coverage import recounted
from bot.domain.units.unit import Unit
from bot.services.closing.ending import settle_finding
from bot.services.core.draft_content import LastImport, PendingImport, draft_of, new_draft
from bot.services.core.ledger import DRAFTS_OF, FINDINGS_OF, PEOPLE_OF, PLANS_OF, Draft, Ledger
from bot.services.core.measure_context import MeasureContext
from bot.services.core.message_content import facts_of
from bot.services.core.quota import demand_room
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.transaction import Transaction, change, occasion
from bot.services.imports.comparison import FROM_FILE, IMPORT, TO_COME, preview_of, round_of, title_of, waiting_draft
from bot.services.imports.leading import ask_to_lead, lead_within, without_leads
from bot.services.imports.leavers import ids_of_leavers, with_leavers_asked, without
from bot.services.imports.postponed import (
    FILE,
    announce_moves,
    ask_for_moves,
    later_feedback,
    moves_within,
    without_moves,
)
from bot.services.imports.telling import bring_on, tell, tell_of_revision
from bot.services.people.roster import confirmed_roles, enrol
from bot.services.status.coverage import coverage_of
from bot.services.status.support import unsettled_of
from bot.services.supervision.support import give_shares

LAST = "last import"
NEW_PLAN = "new"
UNNAMED = "本单位"


async def preview(
    request: RequestContext, unit: str, read: PlanDraft, name: str, *, by: Person | None, file: str = ""
) -> Preview:
    """Keep what was read until somebody confirms it, and say what it would change; raises NotAllowed.

    `file` is the file's id at Telegram, by which it can be read once more.
    """
    if by is not None and not by.holds(Role.OFFICE):
        raise NotAllowed
    holder = by.id if by else CLOCK
    async with request.look() as ledger:
        read = distinguished(read, await ledger.people.find(PEOPLE_OF, unit))
        read = await with_leavers_asked(ledger, unit, read)
        plan = await round_of(ledger, unit, read)
        kept = PendingImport(read=read, name=name, plan=plan.letter if plan else NEW_PLAN, file=file)
        number = f"{int(request.now().timestamp() * 1000):x}"
        pending = new_draft(kept, unit, holder, request.now(), number)
        shown = await preview_of(request, ledger, pending)
    async with request.open() as ledger:
        for old in await ledger.drafts.find(DRAFTS_OF, holder, IMPORT):
            await ledger.drafts.drop(old.id)
        await ledger.drafts.put(pending)
    return shown


async def discard(request: RequestContext, *, by: Person | None) -> None:
    """Forget the waiting import; raises NotFound."""
    async with request.open() as ledger:
        await ledger.drafts.drop((await waiting_draft(ledger, by)).id)


@dataclass(frozen=True)
class _Weighed:
    """A waiting import held against the ledger, as both were at one moment; people whom it brings go by their names."""

    draft: Draft
    head: Head | None  # the end of the chain of entries, which every change of the ledger moves
    shown: Preview

    async def holds(self, ledger: Ledger, by: Person | None) -> bool:
        """False where the import, or the ledger, is another one since."""
        return (await waiting_draft(ledger, by), await ledger.heads.get(self.draft.unit)) == (self.draft, self.head)


async def _weighed(request: RequestContext, ledger: Ledger, by: Person | None, reason: str) -> _Weighed:
    draft = await waiting_draft(ledger, by)
    head = await ledger.heads.get(draft.unit)
    kept = draft_of(draft, PendingImport)
    said = replace(draft, facts=facts_of(structs.replace(kept, reason=reason or kept.reason)))
    shown = await preview_of(request, ledger, said)
    if shown.twice:
        raise Unreadable(what="twice", number="、".join(shown.twice))
    if shown.is_foreign:
        raise Unreadable(what="import_foreign")
    if not shown.is_settled:
        raise Unreadable(what="import_open")
    return _Weighed(draft, head, shown)


async def accept(request: RequestContext, *, by: Person | None, reason: str = "") -> ImportResult:
    """Keep the waiting import, all in one transaction, and tell everybody concerned; `reason` is why days change.

    Measures that the newer file no longer has stay as they are: the office cancels them one by one, with a reason.
    Everything is compared before the ledger is held. Raises NotFound, OverQuota, Unreadable where something must be
    answered first, or NoChange.
    """
    async with request.look() as ledger:
        weighed = await _weighed(request, ledger, by, reason)
    async with request.open() as ledger:
        if not await weighed.holds(ledger, by):
            weighed = await _weighed(request, ledger, by, reason)
        draft, shown = weighed.draft, weighed.shown
        read, name = shown.read, shown.name
        unit = await _unit(ledger, draft.unit, read.unit)
        tx = Transaction(request, ledger, unit, by)
        people = await enrol(tx, read, confirmed=confirmed_roles(shown.rounds))
        await ledger.drafts.drop(draft.id)
        fresh = shown.plan is None
        plan = shown.plan or await _new_plan(tx, read)
        ids = {f"{TO_COME}{name}": person.id for name, person in people.known.items()}
        revision, moves = without_moves(tx, settled(shown.revision, plan, ids))
        revision, led = without_leads(revision, people.leading)
        await demand_room(ledger, unit, measures=len(revision.new))
        later = None if fresh else later_feedback(tx, plan, read.feedback)
        asked = await ask_for_moves(tx, plan, moves, name, shown.reason, feedback=later)
        leaders = await ask_to_lead(tx, plan, people.leading, led, (name, shown.reason))
        await announce_moves(tx, plan, revision, name, read.feedback)
        plan = plan if later else replace(plan, feedback=read.feedback or plan.feedback)
        if not (fresh or revision.new or revision.changed or people.changed or asked or leaders):
            raise NoChange(name=name)
        await ledger.plans.put(_with_decisions(plan, read, revision))
        last = await _remember(tx, plan, revision)
        for finding in revision.findings:
            await ledger.findings.put(finding)
        await _keep_measures(tx, revision, plan, name, shown.reason)
        touched = (*revision.new, *(one.after for one in revision.changed))
        lent = [one for measure in touched for one in await give_shares(tx, measure, shown.reason or name)]
        for one in dict.fromkeys(measure.finding for measure in touched):
            await settle_finding(tx, one, name)
        await bring_on(tx, revision.changed)
        told = () if fresh else await tell_of_revision(tx, revision, name, shown.reason, last)
        unbound = sum(p.chat is None for p in await ledger.people.find(PEOPLE_OF, unit.id) if p.active)
        return ImportResult(
            plan=plan,
            revision=revision,
            people=tuple(people.new),
            unbound=unbound,
            told=told,
            moves=len(moves),
            asked=asked is not None,
            deciders=tuple(dict.fromkeys(who for one in (asked, *leaders) if one for who in one.deciders)),
            leading=tuple(person.name for person in people.leading),
            lent=tuple((one.number, one.assignment.about, one.assignment.answer_by) for one in lent),
            unsettled=tuple([one for measure in touched for one in await unsettled_of(tx, measure)]),
        )


def _with_decisions(plan: Plan, read: PlanDraft, revision: Revision) -> Plan:
    """A round of another kind that knows which of its measures a file of decisions brought."""
    if read.kind is not PlanKind.MEETING or plan.kind == PlanKind.MEETING:
        return plan
    return replace(plan, decided=tuple(dict.fromkeys([*plan.decided, *(one.id for one in revision.new)])))


async def move_deadlines_within(tx: Transaction, proposal: Proposal) -> None:
    """Move what a file puts off, within a transaction, once it was confirmed; all concerned are told."""
    changes = await moves_within(tx, proposal)
    name = proposal.facts[FILE]
    for before, after in changes:
        await change_by_file(tx, before, after, proposal.words or name, name)
    await tell(tx, changes, (name, proposal.words, proposal.id))


async def lead_by_file_within(tx: Transaction, proposal: Proposal) -> None:
    """Let somebody lead what a file gives them, within a transaction, once it was confirmed; all concerned are told."""
    changes = await lead_within(tx, proposal)
    name = proposal.facts[FILE]
    for one in changes:
        await change_by_file(tx, one.before, one.after, proposal.words or name, name)
    await bring_on(tx, changes)
    await tell(tx, [(one.before, one.after) for one in changes], (name, proposal.words, proposal.id))


async def _keep_measures(tx: Transaction, revision: Revision, plan: Plan, name: str, reason: str) -> None:
    split = {one.id: old.number for one, old in revision.split}
    left = await ids_of_leavers(tx.ledger, tx.unit.id)
    for measure in revision.new:
        kept = replace(without(measure, left), since=tx.today, wake=tx.today, counted_from=tx.today)
        await change_by_file(tx, None, kept, name, from_number=split.get(measure.id, ""))
    for revised in revision.changed:
        old, new = revised.before, revised.after
        covered = coverage_of(MeasureContext(tx, old, plan))
        after = without(new, left - {*old.owners, *old.leaders})
        kept = recounted(old, replace(after, wake=tx.today), covered, tx.today)
        await change_by_file(tx, old, kept, reason or name, name)


async def _remember(tx: Transaction, plan: Plan, revision: Revision) -> str:
    """What the import changed, so that it can be taken back; its key among the unit's imports."""
    old = {finding.id: finding for finding in await tx.ledger.findings.find(FINDINGS_OF, plan.id)}
    last = LastImport(
        plan=plan.id,
        new=[measure.id for measure in revision.new],
        changed=[one.before for one in revision.changed],
        findings=[old[finding.id] for finding in revision.findings if finding.id in old],
        fresh=[finding.id for finding in revision.findings if finding.id not in old],
    )
    await keep_last(tx, last)
    return f"{plan.id}:{await occasion(tx)}"


async def keep_last(tx: Transaction, last: LastImport) -> None:
    """Remember the last import of the unit."""
    unit, by = tx.unit.id, tx.person.id if tx.person else CLOCK
    await tx.ledger.drafts.put(
        Draft(id=f"{unit}:{LAST}", unit=unit, person=by, kind=LAST, at=tx.now, facts=facts_of(last))
    )


async def change_by_file(
    tx: Transaction, before: Measure | None, after: Measure, words: str, file: str = "", *, from_number: str = ""
) -> None:
    """Keep what an import, or taking it back, made of a measure, with its entry.

    `file` is what caused it, `from_number` the measure of which it was a part.
    """
    verb = Verb.IMPORT if before is None else Verb.CORRECT
    facts = {} if before is None else {FROM_FILE: file}
    if from_number:
        facts["from_number"] = from_number
    await change(tx, before, after, verb, words=words, **facts)


async def _unit(ledger: Ledger, unit_id: str, name: str) -> Unit:
    """The unit; its first plan gives it its name where the office has not."""
    unit = await ledger.units.get(unit_id) or Unit(id=unit_id, name=UNNAMED)
    if unit.name == UNNAMED and name:
        unit = replace(unit, name=name)
    await ledger.units.put(unit)
    return unit


async def _new_plan(tx: Transaction, read: PlanDraft) -> Plan:
    letter = chr(ord("A") + len(await tx.ledger.plans.find(PLANS_OF, tx.unit.id)))
    return Plan(
        id=f"{tx.unit.id}/{letter}",
        unit=tx.unit.id,
        letter=letter,
        title=title_of(read),
        team=read.team,
        feedback=read.feedback,
        concentrated_until=read.concentrated_until,
        imported_at=tx.now,
        kind="" if read.kind is PlanKind.LEDGER else str(read.kind),
    )
