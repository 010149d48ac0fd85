"""A word of the public on a finding: taken down without whoever said it, given to somebody, listed with its answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.core.refusal import Unreadable
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.domain.plan.plan import number_order
from bot.domain.plan.round_name import round_names, shown_number
from bot.domain.status.standing import Standing
from bot.domain.supervision.assignment import Assignment, AssignmentKind
from bot.domain.voices.voice import Channel, without_speaker
from bot.messages.voices.view import ListedVoice
from bot.services.core.ledger import ASSIGNMENTS_OF_UNIT, FINDINGS_OF, PLANS_OF
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, open_transaction, people, require_role
from bot.services.people.names import person_named
from bot.services.supervision.assignment import Assigned, assign, shown_words, standing_of, subject_of


async def record_voice(
    request: RequestContext,
    by: Person,
    subject: str,
    channel: Channel,
    words: str,
    *,
    name: str = "",
    answer_by: dt.date | None = None,
) -> Assigned:
    """Take down what was said, without name and number of whoever said it.

    Raises NotAllowed, NotFound, or Unreadable without words or for a day that has passed.
    """
    async with open_transaction(request, by) as tx:
        if not words.strip():
            raise Unreadable(what="empty")
        to = ((await person_named(tx.ledger, tx.unit.id, name)).id,) if name else ()
        said = without_speaker(words)
        return await assign(tx, AssignmentKind.VOICE, subject, said, to=to, answer_by=answer_by, about=channel)


async def voices(request: RequestContext, person: Person) -> tuple[ListedVoice, ...]:
    """All that came in, what is open first, each with how it stands today."""
    async with open_reading(request, person) as tx:
        found = await tx.ledger.assignments.find(ASSIGNMENTS_OF_UNIT, tx.unit.id, AssignmentKind.VOICE)
        stood = [(one, standing_of(tx, one)) for one in found]
        return tuple([await _listed(tx, one, stands) for one, stands in sorted(stood, key=_order)])


def _order(stood: tuple[Assignment, Standing]) -> tuple[bool, dt.date, str]:
    assignment, _ = stood
    return not assignment.is_open, assignment.answer_by, assignment.id


async def _listed(tx: Transaction, assignment: Assignment, stands: Standing) -> ListedVoice:
    _, _, number = await subject_of(tx, assignment.subject)
    names: Sequence[str] = [person.name for person in await people(tx.ledger, assignment.to)]
    words = await shown_words(tx, assignment)
    hidden = words != assignment.words
    return ListedVoice(
        voice=replace(assignment, words="", answer="") if hidden else assignment,
        number=number,
        day=tx.day_of(assignment.at),
        words=words,
        names=tuple(names),
        standing=stands,
    )


async def findings_to_pick(request: RequestContext, by: Person) -> tuple[tuple[str, str, str], ...]:
    """All findings by id, number and text, "" where messages may not show it; raises NotAllowed."""
    async with open_reading(request, by) as tx:
        require_role(tx, Action.ASSIGN)
        plans = await tx.ledger.plans.find(PLANS_OF, tx.unit.id)
        names = round_names(plans)
        found = []
        for plan in plans:
            findings = await tx.ledger.findings.find(FINDINGS_OF, plan.id)
            for one in sorted(findings, key=lambda finding: number_order(finding.number)):
                _, measures, _ = await subject_of(tx, one.id)
                hidden = any([(await measure_context(tx, measure.id)).policy.confidential for measure in measures])
                found.append((one.id, shown_number(one.number, plan.id, names), "" if hidden else one.text))
        return tuple(found)


async def demand_finding(request: RequestContext, by: Person, finding: str) -> str:
    """The number of the finding; raises what `record_voice` would raise whatever the words."""
    async with open_reading(request, by) as tx:
        require_role(tx, Action.ASSIGN)
        _, _, number = await subject_of(tx, finding)
        return number
