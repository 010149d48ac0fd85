"""What a person does with a reminder without a word: 收到, and rest from it until later."""

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import msgspec

from bot.domain.core.refusal import NoChange, NotFound, StaleButton, TooLate
from bot.domain.core.working_calendar import DAY
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.person import Person
from bot.domain.reminders.quiet_hours import hour_of
from bot.domain.reminders.reminder import Reminder
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import RemindersContent, content_of, facts_of, reminders_in
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, note, open_transaction
from bot.services.reminders.daily_row import KIND, OPEN_TO_MORE, message_id

AFTERNOON = dt.time(14, 30)
MONDAY = 0


@dataclass(frozen=True)
class Snoozed:
    """When the person is reminded again, in the unit's zone, and of how many things."""

    until: dt.datetime
    count: int


async def acknowledge(request: RequestContext, tail: str, *, by: Person) -> int:
    """Note that the person has seen a daily message; of how many reminders it is.

    Raises NotFound where there is no such message, NoChange where it was noted before.
    """
    async with open_transaction(request, by) as tx:
        message, rows = await _opened(tx, tail)
        fresh = [row for row in rows if row.acknowledged is None]
        if not fresh:
            raise NoChange(what=message.id)
        for row in fresh:
            await tx.ledger.reminders.put(replace(row, acknowledged=tx.now))
        for measure in _measures(fresh):
            await note(tx, Verb.ACKNOWLEDGE, measure, message=message.id)
        return len(fresh)


async def snooze(request: RequestContext, code: str, tail: str, *, by: Person) -> Snoozed:
    """Remind the person later of what a daily message says; "pm" today, "tomorrow" or "monday" on working days.

    Raises NotFound, StaleButton for an unknown code, TooLate where this afternoon has begun.
    """
    async with open_transaction(request, by) as tx:
        message, rows = await _opened(tx, tail)
        until = _until(tx, code)
        if until <= tx.now:
            raise TooLate(what=code)
        id_ = await _later(tx, message, until, afternoon=code == "pm")
        for row in rows:
            await tx.ledger.reminders.put(replace(row, message=id_, snoozed_until=until.astimezone(dt.UTC)))
        await note(tx, Verb.SNOOZE, message.id, measures=_measures(rows), until=until.isoformat())
        return Snoozed(until, len(rows))


async def _opened(tx: Transaction, tail: str) -> tuple[Message, list[Reminder]]:
    message = await tx.ledger.outbox.get(f"{KIND}:{tx.by.id}:{tail}")
    if message is None:
        raise NotFound(what=tail)
    return message, await tx.ledger.reminders.get_many(reminders_in(message))


def _measures(rows: list[Reminder]) -> list[str]:
    return list(dict.fromkeys(row.measure for row in rows))


def _until(tx: Transaction, code: str) -> dt.datetime:
    today, calendar = tx.today, tx.request.calendar
    match code:
        case "pm":
            day, hour = today, AFTERNOON
        case "tomorrow":
            day, hour = calendar.on_or_after(today + DAY), hour_of(tx.by, tx.unit.policy)
        case "monday":
            monday = today + DAY * (7 - today.weekday() + MONDAY)
            day, hour = calendar.on_or_after(monday), hour_of(tx.by, tx.unit.policy)
        case _:
            raise StaleButton
    return dt.datetime.combine(day, hour, ZoneInfo(tx.unit.zone))


async def _later(tx: Transaction, message: Message, until: dt.datetime, *, afternoon: bool) -> str:
    """Write the later message; the clock's round of that day folds its own into it."""
    watch = await tx.ledger.watches.get(f"tick:{tx.unit.id}")
    id_ = message_id(tx.by.id, until.date(), watch.turns if watch else 0) + (":pm" if afternoon else "")
    old = await _already(tx.ledger, id_) or RemindersContent(day=until.date(), reminders=[])
    ids = dict.fromkeys([*old.reminders, *reminders_in(message)])
    content = msgspec.structs.replace(old, reminders=list(ids))
    due, unit, by = until.astimezone(dt.UTC), tx.unit, tx.by
    await tx.ledger.outbox.put(
        Message(
            id=id_,
            unit=unit.id,
            to=by.id,
            kind=KIND,
            due=due,
            facts=facts_of(content),
            priority=message.priority,
            created=tx.now,
            bot=unit.bot,
        )
    )
    return id_


async def _already(ledger: Ledger, id_: str) -> RemindersContent | None:
    before = await ledger.outbox.get(id_)
    if before is None:
        return None
    if before.state not in {*OPEN_TO_MORE, MessageState.GIVEN_UP}:
        raise NoChange(what="snoozed")
    return content_of(before, RemindersContent)
