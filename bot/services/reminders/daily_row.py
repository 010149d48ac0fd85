"""The row of a person's one message of the day: whatever else may wait until the morning is put into it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import msgspec

from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Person
from bot.domain.reminders.quiet_hours import hour_of
from bot.domain.units.unit import Unit
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import NoticeContent, RemindersContent, content_of, facts_of
from bot.services.core.request import RequestContext
from bot.services.reminders.ceiling import KIND, is_full, message_id, tick_id
from bot.services.reminders.facts import ReminderRun

OPEN_TO_MORE = frozenset({MessageState.WAITING, MessageState.SUPERSEDED})


async def put_into_daily(
    request: RequestContext,
    ledger: Ledger,
    unit: Unit,
    to: Iterable[Person],
    *,
    news: NoticeContent | None = None,
    week: bool = False,
) -> int:
    """Let each person have a message today, with the news; how many can.

    What waits for a person is read when it is drawn up. Where the day's message has gone, or the week's are used up,
    nothing is pushed: what waits stands in the list, and the next day says it again.
    """
    watch = await ledger.watches.get(tick_id(unit))
    run = ReminderRun(ledger=ledger, unit=unit, calendar=request.calendar, now=request.now())
    count, today, turns = 0, run.today, watch.turns if watch else 0
    for person in {one.id: one for one in to}.values():
        id_ = message_id(person.id, today, turns)
        before = await ledger.outbox.get(id_)
        if before and before.state not in OPEN_TO_MORE:
            continue
        if before is None and await is_full(run, person.id, ()):
            continue
        old = content_of(before, RemindersContent) if before else RemindersContent(day=today, reminders=[])
        told = [*old.told, *([news] if news and news not in old.told else [])]
        content = msgspec.structs.replace(old, told=told, week=old.week or week)
        hour = dt.datetime.combine(today, hour_of(person, unit.policy), ZoneInfo(unit.zone)).astimezone(dt.UTC)
        row = before or Message(
            id=id_,
            unit=unit.id,
            to=person.id,
            kind=KIND,
            due=max(request.now(), hour),
            priority=Priority.YELLOW,
            created=request.now(),
            bot=unit.bot,
        )
        await ledger.outbox.put(replace(row, facts=facts_of(content), state=MessageState.WAITING))
        count += 1
    return count
