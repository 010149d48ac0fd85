"""All that is to be answered and is late: what was assigned, demanded, waited for, handed in for acceptance."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.domain.plan.measure import Measure
from bot.domain.status.query import LATE, StatusQuery
from bot.domain.status.register import Register
from bot.domain.status.unanswered import Unanswered, UnansweredKind
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.domain.supervision.instruction import Instruction
from bot.services.core.ledger import (
    ACCEPTANCES_OF,
    ASSIGNMENTS_OPEN,
    DEPENDENCIES_OPEN,
    INSTRUCTIONS_OPEN,
    Ledger,
)

KINDS = {AssignmentKind.CHECK: UnansweredKind.CHECK, AssignmentKind.VOICE: UnansweredKind.VOICE}


async def late_answers(ledger: Ledger, register: Register, asked: StatusQuery) -> tuple[Unanswered, ...]:
    """Where it is asked what is late: the longest late first, those that the other conditions hold for.

    A condition holds for it where it holds for one of its measures, as whoever is to answer has it.
    """
    others = [term for term in asked.terms if term.code != LATE]
    if len(others) == len(asked.terms):
        return ()
    late = [one async for one in _all(ledger, register) if one.late > 0]
    held = [one for one in late if not others or any(all(t.holds(m) for t in others) for m in _lent(register, one))]
    return tuple(sorted(held, key=lambda one: (-one.late, one.number, one.kind)))


def _lent(register: Register, one: Unanswered) -> list[Measure]:
    """Its measures as they concern whoever is to answer: theirs among them, else all as if they were theirs."""
    known = [register.measure[id_] for id_ in one.measures if id_ in register.measure]
    if not one.to:
        return known
    if own := [measure for measure in known if {*measure.owners} & {*one.to}]:
        return [replace(measure, owners=one.to) for measure in own]
    bodies = tuple(dict.fromkeys(register.people[id_].department for id_ in one.to if id_ in register.people))
    return [replace(measure, owners=one.to, departments=bodies) for measure in known]


async def _all(ledger: Ledger, register: Register) -> AsyncIterator[Unanswered]:
    unit, today = register.unit, register.today
    for given in await ledger.assignments.find(ASSIGNMENTS_OPEN, unit.id):
        if given.kind in KINDS:
            yield _given(register, given, KINDS[given.kind])
    for told in await ledger.instructions.find(INSTRUCTIONS_OPEN, unit.id):
        yield replace(_given(register, told, UnansweredKind.INSTRUCTION), origin=told.origin)
    for wait in await ledger.dependencies.find(DEPENDENCIES_OPEN, unit.id):
        if wait.measure in register.measure:
            measure = register.measure[wait.measure]
            yield Unanswered(
                kind=UnansweredKind.WAIT,
                of="measure",
                number=register.number(measure),
                words="" if register.is_redacted(measure) else wait.words,
                who=(wait.name,),
                to=(),
                measures=(measure.id,),
                due=wait.due,
                late=_late(today, wait.due),
            )
    for handed in await ledger.acceptances.find(ACCEPTANCES_OF, unit.id):
        if handed.is_open:
            yield Unanswered(
                kind=UnansweredKind.ACCEPTANCE,
                of=handed.kind.value,
                number=handed.number,
                words=handed.title,
                who=(handed.name,),
                to=(),
                measures=_under(register, handed.subject),
                due=handed.answer_by,
                late=_late(today, handed.answer_by),
            )


def _given(register: Register, given: Assignment | Instruction, kind: UnansweredKind) -> Unanswered:
    own = [register.measure[id_] for id_ in given.measures if id_ in register.measure]
    thing = register.finding.get(given.subject) or register.measure.get(given.subject)
    hidden = any(register.is_redacted(measure) for measure in own)
    return Unanswered(
        kind=kind,
        of="finding" if given.subject in register.finding else "measure",
        number=register.number(thing) if thing else given.subject.rpartition("/")[2],
        words="" if hidden else given.words,
        who=register.names(given.to),
        to=given.to,
        measures=given.measures,
        due=given.answer_by,
        late=_late(register.today, given.answer_by),
    )


def _under(register: Register, subject: str) -> tuple[str, ...]:
    """The measures of what was handed in: itself, those of the finding, those of the round."""
    return tuple(one.id for one in register.measures if subject in {one.id, one.finding, one.plan})


def _late(today: dt.date, due: dt.date) -> int:
    return max(0, (today - due).days)
