"""The row of a person's one message of the day: whatever else may wait until the morning is put into it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import msgspec

from bot.domain.core.working_calendar import DAY
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Person
from bot.domain.reminders.ladder import DueReminder
from bot.domain.reminders.quiet_hours import hour_of
from bot.domain.units.unit import Unit
from bot.services.core.ledger import Ledger
from bot.services.core.message_content import NoticeContent, RemindersContent, content_of, facts_of
from bot.services.core.request import RequestContext
from bot.services.reminders.facts import ON_ITS_WAY, ReminderRun

KIND = RemindersContent.kind
OPEN_TO_MORE = frozenset({MessageState.WAITING, MessageState.SUPERSEDED})


def message_id(person: str, day: dt.date, turns: int = 0) -> str:
    """The key of a person's daily message; another one where the clock had been wrong."""
    return f"{KIND}:{person}:{day}" + (f":{turns}" if turns else "")


def tick_id(unit: Unit) -> str:
    """The key of the clock's last round in a unit."""
    return f"tick:{unit.id}"


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
    turns = await _turns(ledger, unit)
    count, today = 0, request.today(unit)
    for person in {one.id: one for one in to}.values():
        id_ = message_id(person.id, today, turns)
        before = await ledger.outbox.get(id_)
        if before and before.state not in OPEN_TO_MORE:
            continue
        if before is None and await _week_is_full(ledger, unit, person.id, today):
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


async def is_full(run: ReminderRun, reader: str, told: Iterable[DueReminder]) -> bool:
    """True where the person has had the week's messages, and nothing is due today: the rules say it again tomorrow."""
    if any(call.mark.days == 0 and call.obligation for call in told):
        return False
    return await _week_is_full(run.ledger, run.unit, reader, run.today)


async def _week_is_full(ledger: Ledger, unit: Unit, reader: str, today: dt.date) -> bool:
    """True where the person has had the messages of the ISO week."""
    monday, turns = today - DAY * today.weekday(), await _turns(ledger, unit)
    days = [monday + DAY * n for n in range((today - monday).days + 1)]
    ids = [message_id(reader, day, turn) for day in days for turn in range(turns + 1)]
    kept = await ledger.outbox.get_many([*ids, *(f"{id_}:pm" for id_ in ids)])
    return sum(message.state in ON_ITS_WAY for message in kept) >= unit.policy.week_ceiling


async def _turns(ledger: Ledger, unit: Unit) -> int:
    """How often the clock of the unit was set back."""
    watch = await ledger.watches.get(tick_id(unit))
    return watch.turns if watch else 0
