"""A person's one message of the day, drawn up from the ledger as it is when it is sent or turned."""

from collections.abc import Iterable

from bot.domain.core.refusal import NotFound
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person, Role
from bot.domain.reminders.ladder import Rule
from bot.messages.body import MessageBody
from bot.messages.reminders.besides import Besides
from bot.messages.reminders.view import ReminderLine
from bot.messages.wording import current
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import RemindersContent
from bot.services.core.request import RequestContext
from bot.services.core.transaction import transaction_for
from bot.services.pending.matters import matters_within
from bot.services.reminders.daily_message import draw_day, reminders_of_day
from bot.services.reminders.daily_row import KIND
from bot.services.reporting.periodic import LIST, MORNING, morning_of, own_code, week_of


async def compose_daily(
    request: RequestContext, ledger: Ledger, message: Message, person: Person
) -> MessageBody | None:
    """What of the message still holds, and what waits; None where nothing does, or its day has passed."""
    return await _page(request, ledger, message, person, fresh=True)


async def daily_page(request: RequestContext, person: Person, tail: str, page: int) -> MessageBody:
    """A page of a daily message that the person has; raises NotFound where there is none, or nothing of it is left."""
    async with request.look() as ledger:
        message = await ledger.outbox.get(f"{KIND}:{person.id}:{tail}")
        body = await _page(request, ledger, message, person, page=page, fresh=False) if message else None
        if body is None:
            raise NotFound(what=tail)
        return body


async def _page(
    request: RequestContext, ledger: Ledger, message: Message, person: Person, *, page: int = 1, fresh: bool
) -> MessageBody | None:
    day = await reminders_of_day(request, ledger, message, fresh=fresh)
    if day is None:
        return None
    return draw_day(request, day, await _besides(request, ledger, person, day.content, day.lines), page)


async def _besides(
    request: RequestContext, ledger: Ledger, person: Person, content: RemindersContent, lines: Iterable[ReminderLine]
) -> Besides:
    """What waits, as far as no reminder speaks of it already, and what belongs into the message besides."""
    tx = await transaction_for(request, ledger, person)
    said = {line.measure for line in lines if line.rule is Rule.STEP}
    waiting = tuple(one for one in await matters_within(tx) if not one.measures or not said.issuperset(one.measures))
    reads_morning = person.holds(Role.OFFICE) and MORNING not in person.muted
    return Besides(
        today=tx.today,
        waiting=waiting,
        news=tuple(request.wording.say(current(one.key), **one.facts) for one in content.told),
        morning=await morning_of(request, ledger, person) if reads_morning else None,
        week=await week_of(request, ledger, person) if content.week and LIST not in person.muted else (),
        code=own_code(person),
    )
