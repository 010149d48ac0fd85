"""The three facts of each matter, which its reporter confirms or puts right on the working day before the meeting."""

from dataclasses import replace

from bot.domain.core.refusal import NotAllowed, Overtaken, Unreadable
from bot.domain.history.verb import Verb
from bot.domain.meetings.meeting import Fact, Item, Meeting, MeetingState
from bot.domain.outbox.message import Message
from bot.domain.people.permission import Action
from bot.domain.people.person import Person
from bot.messages.body import MessageBody
from bot.messages.core.questions import FactQuestion
from bot.messages.meetings.view import facts_body
from bot.services.core.ledger import MEETINGS_OF, Ledger
from bot.services.core.measure_context import may, measure_context
from bot.services.core.message_content import FactsContent, content_of
from bot.services.core.notify import notify, with_delegates
from bot.services.core.request import RequestContext
from bot.services.core.transaction import (
    Transaction,
    note,
    open_clock_transaction,
    open_reading,
    open_transaction,
    transaction_for,
)
from bot.services.meetings.agenda import eve, filled, renewed, told
from bot.services.meetings.outcome import line_of
from bot.services.meetings.planning import found_meeting


async def ask_facts(request: RequestContext, unit: str) -> int:
    """Ask the reporters of each meeting whose eve has come, once; how many people were asked. For the clock.

    Who has told of a matter on that day is not asked of it.
    """
    async with open_clock_transaction(request, unit) as tx:
        count = 0
        for meeting in await tx.ledger.meetings.find(MEETINGS_OF, unit, since=tx.today.isoformat()):
            waits = meeting.state is MeetingState.PLANNED and meeting.asked is None
            if not waits or tx.today < eve(request.calendar, meeting.day):
                continue
            asked = replace(meeting, agenda=await renewed(tx, meeting), asked=tx.now)
            await tx.ledger.meetings.put(asked)
            await note(tx, Verb.ASK_FACTS, meeting.id, title=meeting.title, count=len(asked.agenda))
            open_ = [item for item in asked.agenda if item.reporter and not (await told(tx, asked, item)).told_at]
            to = await with_delegates(tx, dict.fromkeys(item.reporter for item in open_))
            reason, content = f"facts:{meeting.id}:{meeting.day}", FactsContent(meeting=meeting.id)
            count += len((await notify(tx, to, reason=reason, facts=content)).messages)
        return count


async def compose_facts(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """A reporter's matters; none once the meeting is over or none of them is his any more."""
    meeting = await ledger.meetings.get(content_of(message, FactsContent).meeting)
    if meeting is None or not meeting.is_ahead:
        return None
    tx = await transaction_for(request, ledger, person)
    return await facts_of(tx, meeting)


async def facts_of(tx: Transaction, meeting: Meeting) -> MessageBody | None:
    """The card of the person's own matters of a meeting; None where there are none."""
    items = await own_items(tx, meeting)
    if not items:
        return None
    return facts_body(tx.request.wording, meeting, [await line_of(tx, meeting, item) for item in items])


async def own_items(tx: Transaction, meeting: Meeting) -> list[Item]:
    """The matters whose reporter the person is, or stands in for today."""
    found = []
    for item in meeting.agenda:
        reporter = await tx.ledger.people.get(item.reporter) if item.reporter else None
        if reporter and tx.by.id in {reporter.id, reporter.stands_in(tx.today)}:
            found.append(item)
    return found


async def asked_facts(tx: Transaction, meeting_id: str) -> Meeting | None:
    """The meeting, where it is still to come and has matters of the person's own."""
    meeting = await tx.ledger.meetings.get(meeting_id)
    return meeting if meeting and meeting.is_ahead and await own_items(tx, meeting) else None


async def demand_facts(request: RequestContext, by: Person, meeting_id: str, measure_id: str) -> None:
    """Raise what `amend_fact` would raise whatever the words."""
    async with open_reading(request, by) as tx:
        await _item(tx, meeting_id, measure_id)


async def confirm_facts(request: RequestContext, by: Person, meeting_id: str, measure_id: str) -> MessageBody | None:
    """Confirm the facts of a measure as they were shown; the next card. Raises NotFound, NotAllowed or Overtaken."""
    async with open_transaction(request, by) as tx:
        meeting, item = await _item(tx, meeting_id, measure_id)
        now = replace(await filled(tx.ledger, item), confirmed_by=tx.by.id, confirmed_at=tx.now)
        changed = meeting.holding(now)
        await tx.ledger.meetings.put(changed)
        facts = {fact.value: getattr(now, fact) for fact in Fact}
        await note(tx, Verb.CONFIRM_FACTS, measure_id, meeting=meeting.id, title=meeting.title, **facts)
        return await facts_of(tx, changed)


async def amend_fact(request: RequestContext, by: Person, asked: FactQuestion, words: str) -> MessageBody | None:
    """Put a fact right, to be confirmed with the others; raises as `confirm_facts`, or Unreadable without words."""
    if not words.strip():
        raise Unreadable(what="empty")
    async with open_transaction(request, by) as tx:
        meeting, item = await _item(tx, asked.meeting, asked.about)
        changed = meeting.holding(
            (await filled(tx.ledger, replace(item, confirmed_at=None))).saying(asked.fact, words.strip())
        )
        await tx.ledger.meetings.put(changed)
        return await facts_of(tx, changed)


async def _item(tx: Transaction, meeting_id: str, measure_id: str) -> tuple[Meeting, Item]:
    meeting = await found_meeting(tx, meeting_id)
    context = await measure_context(tx, measure_id)
    item = meeting.item(measure_id)
    if not meeting.is_ahead or item is None:
        raise Overtaken(why="meeting", number=meeting.title)
    if not await may(context, Action.CONFIRM_FACTS, tx.by):
        raise NotAllowed(number=context.measure.number, action=Action.CONFIRM_FACTS)
    return meeting, item
