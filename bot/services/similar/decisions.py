"""What is decided of a finding: its cause, checks elsewhere, where the same cannot stand, rules that were made."""

import datetime as dt
from dataclasses import replace

from bot.domain.core.refusal import Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.similar.cause import Cause, CauseKind, Rule, cause_id
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.services.core.ledger import ASSIGNMENTS_ON, RULES_OF
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction, people, require_role
from bot.services.supervision.assignment import Assigned, assign, responsible, subject_of


async def demand_cause(request: RequestContext, by: Person, finding: str) -> str:
    """The number of the finding; raises what `set_cause` would raise whatever the line."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.SET_CAUSE)
        _, _, number = await subject_of(tx, finding)
        return number


async def set_cause(request: RequestContext, by: Person, finding: str, kind: CauseKind, words: str) -> Cause:
    """Say what caused a finding, or put it right; raises NotAllowed, NotFound or Unreadable without a line."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.SET_CAUSE)
        thing, _, _ = await subject_of(tx, finding)
        if not words.strip():
            raise Unreadable(what="empty")
        cause = Cause(
            id=cause_id(thing.id), unit=tx.unit.id, finding=thing.id, kind=kind, by=tx.by.id, at=tx.now, words=words
        )
        await tx.ledger.causes.put(cause)
        await note(tx, Verb.SET_CAUSE, thing.id, words=words, kind=str(kind))
        return cause


async def check_similar(request: RequestContext, by: Person, finding: str, other: str) -> Assigned:
    """Let those who are responsible for another finding look whether the same stands with them.

    Raises NotAllowed, NotFound, or Overtaken where that was decided.
    """
    async with open_transaction(request, by) as tx:
        await _undecided(tx, finding, other)
        thing, measures, number = await subject_of(tx, other)
        contexts = [await measure_context(tx, one.id) for one in measures]
        hidden = any(context.policy.confidential for context in contexts)
        to = await responsible(tx, measures)
        words = tx.request.wording.word("similar.to_check", number=number, text="" if hidden else thing.text)
        return await assign(tx, AssignmentKind.CHECK, finding, words, to=to, about=other)


async def check_elsewhere(
    request: RequestContext, by: Person, finding: str, words: str, *, name: str, day: dt.date | None
) -> Assigned:
    """Let somebody look elsewhere, at what the words name; raises NotAllowed, NotFound or Unreadable."""
    from bot.services.people.names import person_named

    async with open_transaction(request, by) as tx:
        to = ((await person_named(tx.ledger, tx.unit.id, name)).id,) if name else ()
        return await assign(tx, AssignmentKind.CHECK, finding, words, to=to, answer_by=day)


async def demand_undecided(request: RequestContext, by: Person, finding: str, other: str) -> str:
    """The number of the other finding; raises what `not_concerned` would raise whatever the reason."""
    async with open_transaction(request, by) as tx:
        await _undecided(tx, finding, other)
        _, _, number = await subject_of(tx, other)
        return number


async def not_concerned(request: RequestContext, by: Person, finding: str, other: str, reason: str) -> Assignment:
    """Keep that the same cannot stand there, and why; raises NotAllowed, NotFound, Overtaken or Unreadable."""
    async with open_transaction(request, by) as tx:
        await _undecided(tx, finding, other)
        if not reason.strip():
            raise Unreadable(what="reason")
        thing, measures, _ = await subject_of(tx, finding)
        _, _, number = await subject_of(tx, other)
        count = len(await tx.ledger.assignments.find(ASSIGNMENTS_ON, thing.id)) + 1
        decided = Assignment(
            id=f"{thing.id}/a{count}",
            unit=tx.unit.id,
            kind=AssignmentKind.CHECK,
            subject=thing.id,
            measures=tuple(measure.id for measure in measures),
            words=number,
            by=tx.by.id,
            at=tx.now,
            to=(),
            answer_by=tx.today,
            about=other,
        )
        done = replace(decided, outcome=Outcome.UNCONCERNED, answered_by=tx.by.id, answered_at=tx.now, answer=reason)
        await tx.ledger.assignments.put(done)
        await note(tx, Verb.NOT_CONCERNED, thing.id, words=reason, assignment=done.id, other=other)
        return done


async def _undecided(tx: Transaction, finding: str, other: str) -> None:
    require_role(tx, Action.ASSIGN)
    _, _, number = await subject_of(tx, finding)
    decided = [one for one in await tx.ledger.assignments.find(ASSIGNMENTS_ON, finding) if one.about == other]
    if decided:
        who = await people(tx.ledger, [decided[0].by])
        raise Overtaken(number=number, who=who[0].name if who else "")


async def make_rule(
    request: RequestContext, by: Person, finding: str, *, number: str, name: str, made: dt.date
) -> Rule:
    """Enter a rule that was made because of a finding; raises NotAllowed, NotFound, or Unreadable for a day to come."""
    async with open_transaction(request, by) as tx:
        require_role(tx, Action.MAKE_RULE)
        thing, _, _ = await subject_of(tx, finding)
        if made > tx.today:
            raise Unreadable(what=made.isoformat())
        count = len(await tx.ledger.rules.find(RULES_OF, tx.unit.id)) + 1
        rule = Rule(
            id=f"{tx.unit.id}/r{count}",
            unit=tx.unit.id,
            finding=thing.id,
            number=number,
            name=name,
            made=made,
            by=tx.by.id,
            at=tx.now,
        )
        await tx.ledger.rules.put(rule)
        await note(tx, Verb.MAKE_RULE, thing.id, words=f"《{name}》{number}", rule=rule.id)
        return rule
