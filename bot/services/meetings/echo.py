"""What is said back to whoever writes down a decision: how it was read, and what became of it."""

from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.meetings.resolution import ReadDecision, Registered, adopted_body, decision_body
from bot.services.core.measure_context import measure_context
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading, people
from bot.services.meetings.adoption import default_people
from bot.services.meetings.outcome import number_of
from bot.services.meetings.resolution import Adopted, Proposed


async def echo(request: RequestContext, by: Person, proposed: Proposed) -> MessageBody:
    """The decision as it was read, with the buttons that register it or put it right."""
    kept = proposed.kept
    async with open_reading(request, by) as tx:
        who = await people(tx.ledger, await default_people(tx, kept))
        read = ReadDecision(
            draft=proposed.draft,
            title=kept.title,
            on=kept.day,
            number=await number_of(tx, kept.subject) if kept.subject else "",
            matter=await _matter(tx, kept.subject),
            words=kept.words,
            names=(*(person.name for person in who), *kept.departments),
            due=kept.due,
            days=tuple(kept.days),
            unknown=proposed.unknown,
            visit=bool(kept.visit),
            text=kept.matter if kept.fresh and kept.matter != kept.words else "",
        )
    return decision_body(request.wording, read)


async def _matter(tx: Transaction, subject: str) -> str:
    if finding := await tx.ledger.findings.get(subject):
        return "" if tx.unit.policy.confidential else finding.text
    if not subject:
        return ""
    context = await measure_context(tx, subject)
    return "" if context.policy.confidential else context.measure.text


async def adopted(request: RequestContext, by: Person, done: Adopted) -> MessageBody:
    """That it is registered."""
    async with open_reading(request, by) as tx:
        number = await number_of(tx, done.resolution if done.fresh else done.kept.subject)
        text = await _matter(tx, done.resolution) if done.fresh else ""
    due = done.kept.due or done.kept.day
    registered = Registered(
        source=done.source, origin=done.origin, number=number, due=due, told=done.told, fresh=done.fresh, text=text
    )
    return adopted_body(request.wording, registered)
