"""A file that was read held against the ledger: what it would change, and what must be asked first."""

import asyncio
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.core.refusal import NotFound
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.imports.draft import PlanDraft, PlanKind
from bot.domain.imports.identity import bare
from bot.domain.imports.postponed import is_put_off
from bot.domain.imports.result import Preview
from bot.domain.imports.revision import AKIN, FIELDS, Revision, Said, compare, finding_of, measure_of, names_in
from bot.domain.people.person import Person
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding, Plan
from bot.domain.units.unit import Unit
from bot.messages.wording import official
from bot.services.core.draft_content import PendingImport, draft_of
from bot.services.core.ledger import (
    DRAFTS_OF,
    FINDINGS_OF,
    JOURNAL_OF,
    MEASURES_OF_PLAN,
    PEOPLE_OF,
    PLANS_OF,
    Draft,
    Ledger,
)
from bot.services.core.request import CLOCK, RequestContext
from bot.services.imports.leavers import names_asked
from bot.services.imports.repeated import repeated
from bot.services.people.roster import bearers, confirmed_roles, roles_in

IMPORT = "import"  # the kind of the draft

GIVEN = ("owners", "leaders", "departments")  # whose a measure is
TO_COME = "?"  # before the name of somebody whom the ledger does not know yet, in the place of an id
FROM_FILE = "file"  # stands in an entry of the journal that a file caused


async def preview_of(request: RequestContext, ledger: Ledger, draft: Draft) -> Preview:
    """What the waiting import would do."""
    kept = draft_of(draft, PendingImport)
    read = kept.read
    rounds = await ledger.plans.find(PLANS_OF, draft.unit)
    plan = next((plan for plan in rounds if plan.letter == kept.plan), None)
    people = await ledger.people.find(PEOPLE_OF, draft.unit)
    known = {name: person.id for name, person in bearers(read, people).items()}
    listed = {person.name for person in read.people} | names_asked(read)
    ids = {name: known.get(name, f"{TO_COME}{name}") for name in names_in(read)}
    target = plan or Plan(id=TO_COME, unit=draft.unit, letter=TO_COME, title=title_of(read))
    revision = await revised(ledger, kept, target, ids)
    counted = Counter(measure.number for measure in read.measures)
    unit = await ledger.units.get(draft.unit)
    today = request.today(unit) if unit else None
    return Preview(
        draft=draft.id,
        name=kept.name,
        read=read,
        plan=plan,
        rounds=tuple(rounds),
        revision=revision,
        strangers=tuple(name for name in names_in(read) if name not in known and name not in listed),
        open_deadlines=tuple(m for m in read.measures if m.deadline.kind is DeadlineKind.UNCLEAR),
        past=tuple(m.number for m in revision.new if today and m.due and m.due < today),
        by_file=frozenset(kept.by_file),
        revived=kept.revived,
        reason=kept.reason,
        file=kept.file,
        names={person.id: person.name for person in people},
        roles=roles_in(read, people),
        confirmed=confirmed_roles(rounds) if unit and unit.policy.two_keys and draft.person != CLOCK else frozenset(),
        put_off=_put_off(revision, unit, today) if draft.person != CLOCK else (),
        repeated=await repeated(ledger, draft.unit, plan, read),
        known=() if plan else await _known(ledger, rounds, read),
        twice=tuple(number for number, count in counted.items() if count > 1),
    )


def _put_off(revision: Revision, unit: Unit | None, today: dt.date | None) -> tuple[str, ...]:
    """Numbers of measures for whose new deadline a second person is wanted."""
    if unit is None or today is None or not unit.policy.two_keys:
        return ()
    return tuple(one.after.number for one in revision.changed if is_put_off(one, unit.policy, today))


async def round_of(ledger: Ledger, unit: str, read: PlanDraft) -> Plan | None:
    """The round of which the file is a newer version, by its day and what stands in it; None for a new one."""
    rounds = [
        plan
        for plan in await ledger.plans.find(PLANS_OF, unit)
        if read.feedback is None or plan.feedback == read.feedback
    ]
    found: list[tuple[int, Plan]] = []
    for plan in rounds:
        measures = await ledger.measures.find(MEASURES_OF_PLAN, plan.id)
        kept = {bare(m.text) for m in measures} | {
            bare(f.text) for f in await ledger.findings.find(FINDINGS_OF, plan.id)
        }
        known = kept - {""}
        common = sum(bare(m.text) in known or bare(f.text) in known for f in read.findings for m in f.measures)
        alone = [bare(f.text) in known for f in read.findings if not f.measures]
        common += sum(alone)
        fewest = max(1, min(len(measures), len(read.measures) + len(alone)))
        if 0 < common >= fewest - 1 if is_list_beside(read, plan) else common * AKIN >= fewest:
            found.append((common, plan))
    if found:
        return max(found, key=lambda one: one[0])[1]
    if len(rounds) != 1 or is_list_beside(read, rounds[0]):
        return None
    people = {name: f"{TO_COME}{name}" for name in names_in(read)}
    revision = await _compared(ledger, read, rounds[0], people, Said())
    return rounds[0] if revision.is_akin or not revision.moved else None  # what moves no number may be a supplement


def is_list_beside(read: PlanDraft, plan: Plan) -> bool:
    """True for what a meeting decided, a hazard list and the like, held against a round of another kind.

    It may name some of that round's measures and is no version of it for that: only where all but one stand there.
    """
    return read.kind not in {PlanKind.LEDGER, PlanKind.TASKS} and read.kind.value != plan.kind


async def _known(ledger: Ledger, rounds: Sequence[Plan], read: PlanDraft) -> tuple[str, ...]:
    """Numbers of the measures of the rounds whose very words stand in the file."""
    said = {bare(one.text) for one in read.measures} - {""}
    kept = [one for plan in rounds for one in await ledger.measures.find(MEASURES_OF_PLAN, plan.id)]
    return tuple(one.number for one in kept if bare(one.text) in said)


async def _compared(ledger: Ledger, read: PlanDraft, plan: Plan, people: dict[str, str], said: Said) -> Revision:
    measures = await ledger.measures.find(MEASURES_OF_PLAN, plan.id)
    if not said.filed:
        said = replace(said, filed=await _filed(ledger, measures))
    findings = (await ledger.findings.find(FINDINGS_OF, plan.id), findings_in_file(read, plan))
    return await asyncio.to_thread(compare, measures, measures_in(read, plan, people), findings, said)


async def revised(ledger: Ledger, kept: PendingImport, plan: Plan, people: dict[str, str]) -> Revision:
    """What the file changes in the plan; decisions that somebody took in the ledger since its last file stay."""
    said = Said(answers=kept.answers, by_file=frozenset(kept.by_file), revived=bool(kept.revived))
    first = await _compared(ledger, kept.read, plan, people, said)
    doubted = {one.id: one for doubt in first.doubts for one in doubt.candidates}
    apart = {one.id: one for one in first.gone} | doubted
    if former := {id_: words for id_, one in apart.items() if (words := await _former(ledger, one))}:
        said = replace(said, former=former)
        first = await _compared(ledger, kept.read, plan, people, said)
    differing = [change.before for change in first.changed if set(change.what) & set(FIELDS)]
    decided = {measure.id: await _decided(ledger, measure) for measure in differing}
    if not any(decided.values()):
        return first
    return await _compared(ledger, kept.read, plan, people, replace(said, decided=decided))


async def _decided(ledger: Ledger, measure: Measure) -> frozenset[str]:
    """The fields of a measure that were last set by somebody, not by a file."""
    by_hand: dict[str, bool] = {}
    for entry in await ledger.journal.find(JOURNAL_OF, measure.id):
        by_hand |= dict.fromkeys((name for name in FIELDS if name in entry.after), not _from_file(entry))
    return frozenset(name for name, decided in by_hand.items() if decided)


async def _filed(ledger: Ledger, measures: Iterable[Measure]) -> dict[str, Measure]:
    """Measures with the words of others as the last file had them, where somebody has given them to others since."""
    same = defaultdict(list)
    for measure in measures:
        same[bare(measure.text)].append(measure)
    found = {}
    for measure in [one for twins in same.values() if len(twins) > 1 for one in twins]:
        was: dict[str, Any] = {}
        for entry in await ledger.journal.find(JOURNAL_OF, measure.id):
            before = {name: tuple(entry.before[name]) for name in GIVEN if name in entry.before}
            was = {} if _from_file(entry) else before | was
        if was:
            found[measure.id] = replace(measure, **was)
    return found


async def _former(ledger: Ledger, measure: Measure) -> tuple[str, ...]:
    """The words of a measure for which somebody, not a file, has put others."""
    if "text" not in await _decided(ledger, measure):
        return ()
    entries = await ledger.journal.find(JOURNAL_OF, measure.id)
    return tuple(dict.fromkeys(str(entry.before["text"]) for entry in entries if entry.before.get("text")))


def _from_file(entry: Entry) -> bool:
    return entry.verb == Verb.IMPORT or FROM_FILE in entry.after


def title_of(read: PlanDraft) -> str:
    """The title of the plan, of its own kind where the file has none."""
    if read.title or read.kind is PlanKind.LEDGER:
        return read.title or official("imports.title", team=read.team or official("imports.team"))
    return official(f"imports.plan_kind.{read.kind}")


def findings_in_file(read: PlanDraft, plan: Plan) -> list[Finding]:
    """The findings of a file as records."""
    return [finding_of(finding, unit=plan.unit, plan=plan.id, title=plan.title) for finding in read.findings]


def measures_in(read: PlanDraft, plan: Plan, people: dict[str, str]) -> list[Measure]:
    """The measures of a file as records; one without words of its own goes by those of its finding."""
    return [
        measure_of(
            measure,
            unit=plan.unit,
            plan=plan.id,
            finding=f"{plan.id}/{finding.number}",
            people=people,
            words=measure.text or finding.text,
        )
        for finding in read.findings
        for measure in finding.measures
    ]


async def waiting_draft(ledger: Ledger, by: Person | None) -> Draft:
    """The import that waits for the office, or the command line; raises NotFound."""
    found = await ledger.drafts.find(DRAFTS_OF, by.id if by else CLOCK, IMPORT)
    if not found:
        raise NotFound(what="import")
    return found[-1]
