"""A decision becomes an instruction on its measures, or a new measure of its finding, with people, day and close."""

import datetime as dt

from bot.domain.core.refusal import NoChange, NotFound
from bot.domain.history.verb import Verb
from bot.domain.inspections.visit import Visit
from bot.domain.meetings.meeting import Meeting
from bot.domain.outbox.message import Priority
from bot.domain.people.person import Role
from bot.domain.plan.deadline import Deadline, DeadlineKind
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import number_order
from bot.messages.text import day as shown_day
from bot.services.core.draft_content import PendingResolution
from bot.services.core.ledger import MEASURES_OF_FINDING, PEOPLE_IN
from bot.services.core.measure_context import MeasureContext, owners_of, quoted
from bot.services.core.notify import notice, notify, office, with_delegates
from bot.services.core.transaction import Transaction, change, note, people
from bot.services.supervision.instruction import Demand, demand, meant_by

NO_NUMBER = 10**6


async def default_people(tx: Transaction, kept: PendingResolution) -> tuple[str, ...]:
    """Ids of those who are to act: who is named, else the departments' people, else those of the measures."""
    named = [*kept.to, *kept.leaders]
    for department in kept.departments if not kept.to else ():
        found = await tx.ledger.people.find(PEOPLE_IN, tx.unit.id, department)
        named += [person.id for person in found if person.active and person.holds(Role.OWNER)]
    if not (kept.to or named) and kept.subject:
        contexts = await meant_by(tx, kept.subject)
        named = [one for context in contexts for one in (*context.measure.leaders, *await owners_of(context))]
    return tuple(dict.fromkeys(named))


async def adopt_instruction(
    tx: Transaction, kept: PendingResolution, source: Meeting | Visit, origin: str
) -> tuple[str, tuple[str, ...]]:
    """The instruction's id, and who was told."""
    wanted = Demand(
        words=kept.words, to=await default_people(tx, kept), due=_due(kept), source=source.id, origin=origin
    )
    given = await demand(tx, kept.subject, wanted)
    verb = Verb.DEMAND if isinstance(source, Visit) else Verb.RESOLVE
    await note(tx, verb, kept.subject, words=kept.words, instruction=given.instruction.id, title=source.title)
    return given.instruction.id, given.told


def _due(kept: PendingResolution) -> dt.date:
    if kept.due is None:
        raise AssertionError("a decision without a day is not adopted")
    return kept.due


async def adopt_fresh(
    tx: Transaction, kept: PendingResolution, source: Meeting | Visit, origin: str
) -> tuple[str, tuple[str, ...]]:
    """The new measure's id, and who was told; it is closed like any other. Raises NoChange where it is there."""
    model = await tx.ledger.measures.get(kept.subject)
    finding = await tx.ledger.findings.get(model.finding if model else kept.subject)
    if finding is None:
        raise NotFound(what=kept.subject.rpartition("/")[2])
    siblings = await tx.ledger.measures.find(MEASURES_OF_FINDING, finding.id)
    models = [model] if model else siblings
    acting = await people(tx.ledger, kept.to)
    departments = kept.departments or [one.department for one in acting if one.department]
    departments = departments or [name for one in models for name in one.departments]
    number = await _free_number(tx, finding.id, finding.number, siblings)
    day, text = _due(kept), kept.matter or kept.words
    if any((one.text, one.due) == (text, day) and not one.is_ended for one in siblings):
        raise NoChange(why="resolved", day=shown_day(day))
    measure = Measure(
        id=f"{finding.plan}/{number}",
        unit=tx.unit.id,
        plan=finding.plan,
        finding=finding.id,
        number=number,
        text=text,
        leaders=tuple(kept.leaders) or tuple(dict.fromkeys(one for m in models for one in m.leaders)),
        departments=tuple(dict.fromkeys(departments)),
        owners=tuple(kept.to) or (model.owners if model and not kept.departments else ()),
        deadline=Deadline(DeadlineKind.BY_DATE, kept.words, day, day),
        since=tx.today,
        counted_from=tx.today,
        wake=tx.today,
    )
    entry = await change(tx, None, measure, Verb.RESOLVE, words=kept.words, title=source.title)
    context = MeasureContext(tx, measure, await tx.ledger.plans.get(finding.plan))
    facts = notice(
        "meetings.fresh_told",
        {"number": number, "origin": origin, "words": quoted(context, measure.text), "due": shown_day(day)},
        [measure.id],
        buttons=[[["meetings.button.card", "card", measure.id]]],
    )
    to = await with_delegates(tx, dict.fromkeys([*measure.leaders, *await owners_of(context)]))
    told = await notify(tx, [*to, *await office(tx)], reason=entry.id, facts=facts, priority=Priority.RED)
    return measure.id, told.names


async def _free_number(tx: Transaction, finding: str, number: str, siblings: list[Measure]) -> str:
    taken = [number_order(sibling.number)[-1][0] for sibling in siblings]
    free = max((one for one in taken if one < NO_NUMBER), default=0) + 1
    plan = finding.rpartition("/")[0]
    while await tx.ledger.measures.get(f"{plan}/{number}-{free}"):
        free += 1
    return f"{number}-{free}"
