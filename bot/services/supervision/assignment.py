"""交办: what is given to people on a finding or a measure, brought to them, and followed until they answer."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.plan import Finding
from bot.domain.plan.round_name import round_names, shown_number
from bot.domain.status.standing import Standing, standing_of_assignment
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.domain.voices.voice import without_reached
from bot.messages.text import day as day_words
from bot.services.core.ledger import ASSIGNMENTS_ON, ASSIGNMENTS_OPEN, MEASURES_OF_FINDING, PEOPLE_OF, PLANS_OF
from bot.services.core.measure_context import measure_context, owners_of, quoted
from bot.services.core.notify import Notified, notice, notify, office, with_delegates
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.transaction import (
    Transaction,
    note,
    occasion,
    open_reading,
    open_transaction,
    people,
    require_role,
)
from bot.services.people.names import person_named


@dataclass(frozen=True)
class Assigned:
    """What was assigned or answered, and who was told."""

    assignment: Assignment
    number: str  # of the finding or measure
    to: tuple[str, ...]  # names of those who are to answer
    words: str  # what is asked, as messages may carry it
    told: tuple[str, ...] = ()


async def subject_of(tx: Transaction, subject: str) -> tuple[Finding | Measure, list[Measure], str]:
    """A finding or measure of the unit, its measures, and its number as people see it; raises NotFound."""
    finding = await tx.ledger.findings.get(subject)
    if finding is not None and finding.unit == tx.unit.id:
        measures = await tx.ledger.measures.find(MEASURES_OF_FINDING, finding.id)
        return finding, measures, await _number(tx, finding)
    measure = (await measure_context(tx, subject)).measure
    return measure, [measure], await _number(tx, measure)


async def _number(tx: Transaction, thing: Finding | Measure) -> str:
    names = round_names(await tx.ledger.plans.find(PLANS_OF, tx.unit.id))
    return shown_number(thing.number, thing.plan, names)


async def assign(
    tx: Transaction,
    kind: AssignmentKind,
    subject: str,
    words: str,
    *,
    to: Sequence[str] = (),
    answer_by: dt.date | None = None,
    about: str = "",
) -> Assigned:
    """Give it to the people, or to those whose measures they are, by a day or within the policy's working days.

    Raises NotAllowed, NotFound, Unreadable without words or for a day that has passed, or NoChange where the same
    check waits for its answer already; of two alike voices nobody knows whether they are one.
    """
    require_role(tx, Action.ASSIGN)
    if kind is AssignmentKind.CHECK:
        for one in await tx.ledger.assignments.find(ASSIGNMENTS_ON, subject):
            same = (one.kind, one.words, one.about, one.by) == (kind, words, about, tx.by.id) and one.is_open
            if same and (not to or tuple(to) == one.to) and answer_by in {None, one.answer_by}:
                raise NoChange(why="assigned", day=day_words(one.answer_by))
    return await give(tx, kind, subject, words, to=to, answer_by=answer_by, about=about)


async def give(
    tx: Transaction,
    kind: AssignmentKind,
    subject: str,
    words: str,
    *,
    to: Sequence[str] = (),
    answer_by: dt.date | None = None,
    about: str = "",
) -> Assigned:
    """The same as a part of something else that was allowed: an import, a correction."""
    if not words.strip():
        raise Unreadable(what="empty")
    if answer_by is not None and answer_by < tx.today:
        raise Unreadable(what=answer_by.isoformat())
    thing, measures, number = await subject_of(tx, subject)
    count = len(await tx.ledger.assignments.find(ASSIGNMENTS_ON, thing.id)) + 1
    assignment = Assignment(
        id=f"{thing.id}/a{count}",
        unit=tx.unit.id,
        kind=kind,
        subject=thing.id,
        measures=tuple(measure.id for measure in measures),
        words=words,
        by=tx.person.id if tx.person else CLOCK,
        at=tx.now,
        to=tuple(to) or await responsible(tx, measures) or (tx.by.id,),
        answer_by=answer_by or tx.request.calendar.plus(tx.today, tx.unit.policy.answer_days),
        about=about,
    )
    await tx.ledger.assignments.put(assignment)
    await note(tx, Verb.ASSIGN, thing.id, words=words, assignment=assignment.id, kind=str(kind))
    told = await _bring(tx, assignment, number)
    return await _assigned(tx, assignment, number, told)


async def responsible(tx: Transaction, measures: Iterable[Measure]) -> tuple[str, ...]:
    """Who owns the first of the measures that has owners, open ones first."""
    for measure in sorted(measures, key=lambda one: one.is_ended):
        if owners := await owners_of(await measure_context(tx, measure.id)):
            return owners
    return ()


async def remind_of(tx: Transaction, assignment: Assignment, said: str = "") -> Notified:
    """Urge its people, now, with how late it is and a word of the office."""
    _, measures, number = await subject_of(tx, assignment.subject)
    late = standing_of(tx, assignment).late
    state = {"days": late} if late else {"day": day_words(assignment.answer_by)}
    contexts = [await measure_context(tx, one.id) for one in measures]
    sentence = {
        "number": number,
        "words": await shown_words(tx, assignment),
        "state": tx.request.wording.word(f"supervision.assignment.{'late' if late else 'due'}", **state),
        "said": quoted(contexts[0], said, *contexts[1:]) if said else "",
    }
    what = "" if assignment.kind is AssignmentKind.SUPPORT else f"_{assignment.kind}"
    key = f"supervision.assignment.urged{what}{'_words' if said else ''}"
    facts = notice(key, sentence, assignment.measures, button_words(assignment))
    reason = f"urge:{assignment.id}:{await occasion(tx)}"
    return await notify(tx, await with_delegates(tx, assignment.to), reason=reason, facts=facts)


async def _bring(tx: Transaction, assignment: Assignment, number: str) -> Notified:
    facts = notice(
        f"supervision.assignment.told_{assignment.kind}",
        {"number": number, "words": await shown_words(tx, assignment), "day": day_words(assignment.answer_by)},
        assignment.measures,
        button_words(assignment),
    )
    reason = f"assignment:{assignment.id}:{'+'.join(assignment.to)}:{assignment.answer_by}"
    return await notify(tx, await with_delegates(tx, assignment.to), reason=reason, facts=facts)


def button_words(assignment: Assignment) -> list[list[list[str]]]:
    """The buttons of whoever is to answer, as a notice keeps them."""
    if assignment.kind is AssignmentKind.CHECK:
        clear = ["supervision.assignment.button_clear", "aclr", assignment.id]
        return [[clear, ["supervision.assignment.button_found", "aans", assignment.id, str(Outcome.FOUND)]]]
    answer = f"supervision.assignment.button_{assignment.kind}"
    return [[[answer, "aans", assignment.id, str(Outcome.ANSWERED)]]]


async def shown_words(tx: Transaction, assignment: Assignment) -> str:
    """What is asked, as messages may carry it."""
    contexts = [await measure_context(tx, one) for one in assignment.measures]
    return quoted(contexts[0], assignment.words, *contexts[1:]) if contexts else assignment.words


async def _assigned(tx: Transaction, assignment: Assignment, number: str, told: Notified) -> Assigned:
    names = tuple(person.name for person in await people(tx.ledger, assignment.to))
    return Assigned(assignment, number, names, await shown_words(tx, assignment), told.names)


async def answer_assignment(
    request: RequestContext, by: Person, assignment_id: str, words: str, outcome: Outcome
) -> Assigned:
    """Answer what was assigned, as one of those whom it was given to, or for one who is absent.

    Raises NotFound, Overtaken where it was answered, NotAllowed, or Unreadable without words.
    """
    async with open_transaction(request, by) as tx:
        assignment = await _answerable(tx, assignment_id)
        if not words.strip():
            raise Unreadable(what="empty")
        if assignment.kind is AssignmentKind.VOICE:
            staff = [one.name for one in await tx.ledger.people.find(PEOPLE_OF, tx.unit.id)]
            words = without_reached(words, staff)
        done = replace(assignment, outcome=outcome, answered_by=tx.by.id, answered_at=tx.now, answer=words)
        await tx.ledger.assignments.put(done)
        facts: dict[str, Any] = {"assignment": done.id, "kind": str(done.kind), "outcome": str(outcome)}
        entry = await note(tx, Verb.ANSWER_ASSIGNMENT, done.subject, words=words, **facts)
        _, _, number = await subject_of(tx, done.subject)
        contexts = [await measure_context(tx, one) for one in done.measures]
        said = quoted(contexts[0], words, *contexts[1:]) if contexts else words
        sentence = {"number": number, "who": tx.by.name, "words": await shown_words(tx, done), "answer": said}
        told = notice(f"supervision.assignment.answered_{done.kind}", sentence, done.measures)
        to = [*await people(tx.ledger, [done.by]), *await office(tx)]
        return await _assigned(tx, done, number, await notify(tx, to, reason=entry.id, facts=told))


async def demand_answerable(request: RequestContext, by: Person, assignment_id: str) -> Assigned:
    """What is to be answered; raises what `answer_assignment` would raise whatever the answer."""
    async with open_transaction(request, by) as tx:
        assignment = await _answerable(tx, assignment_id)
        _, _, number = await subject_of(tx, assignment.subject)
        return await _assigned(tx, assignment, number, Notified())


async def _answerable(tx: Transaction, assignment_id: str) -> Assignment:
    assignment = await _open(tx, assignment_id)
    if tx.by.id not in {person.id for person in await with_delegates(tx, assignment.to)}:
        raise NotAllowed(action=Action.ANSWER_ASSIGNMENT)
    return assignment


async def _open(tx: Transaction, assignment_id: str) -> Assignment:
    assignment = await tx.ledger.assignments.get(assignment_id)
    if assignment is None or assignment.unit != tx.unit.id:
        raise NotFound(what=assignment_id.rpartition("/")[2])
    if not assignment.is_open:
        who = await people(tx.ledger, [assignment.answered_by])
        _, _, number = await subject_of(tx, assignment.subject)
        raise Overtaken(number=number, who=who[0].name if who else "")
    return assignment


async def demand_movable(request: RequestContext, by: Person, assignment_id: str) -> Assigned:
    """What may be given to somebody else; raises what `reassign` would raise whatever is said."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.ASSIGN)
        assignment = await _open(tx, assignment_id)
        _, _, number = await subject_of(tx, assignment.subject)
        return await _assigned(tx, assignment, number, Notified())


async def reassign(
    request: RequestContext, by: Person, assignment_id: str, name: str, answer_by: dt.date | None
) -> Assigned:
    """Give it to another person, by another day; the first day is kept.

    Raises NotFound, NotAllowed, Overtaken, or Unreadable where neither is said or for a day that has passed.
    """
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.ASSIGN)
        assignment = await _open(tx, assignment_id)
        if not name and answer_by is None:
            raise Unreadable(what="empty")
        if answer_by is not None and answer_by < tx.today:
            raise Unreadable(what=answer_by.isoformat())
        to = ((await person_named(tx.ledger, tx.unit.id, name)).id,) if name else assignment.to
        day = answer_by or assignment.answer_by
        first = assignment.asked or (assignment.answer_by if day != assignment.answer_by else None)
        moved = replace(assignment, to=to, answer_by=day, asked=first)
        await tx.ledger.assignments.put(moved)
        await note(tx, Verb.REASSIGN, moved.subject, assignment=moved.id, to=list(to), day=day.isoformat())
        _, _, number = await subject_of(tx, moved.subject)
        return await _assigned(tx, moved, number, await _bring(tx, moved, number))


async def open_assignments(tx: Transaction) -> list[tuple[Assignment, Standing]]:
    """All that is not answered, with how it stands today, the longest late first."""
    found = await tx.ledger.assignments.find(ASSIGNMENTS_OPEN, tx.unit.id)
    ended = {one.id for one in await tx.ledger.measures.get_many(m for a in found for m in a.measures) if one.is_ended}
    waited = [one for one in found if one.kind is not AssignmentKind.SUPPORT or one.subject not in ended]
    stood = [(one, standing_of(tx, one)) for one in waited]
    return sorted(stood, key=lambda one: (one[0].answer_by, one[0].id))


def standing_of(tx: Transaction, assignment: Assignment) -> Standing:
    """How it stands today, as measures do."""
    since = tx.day_of(assignment.at)
    return standing_of_assignment(assignment, since, tx.unit.policy, tx.request.calendar, tx.today)


async def assignments_of(request: RequestContext, person: Person) -> list[tuple[Assignment, Standing]]:
    """All that is not answered in the person's unit."""
    async with open_reading(request, person) as tx:
        return await open_assignments(tx)
