"""The ceiling: how many daily messages a person gets in a week, whatever there is to say."""

import datetime as dt
from collections.abc import Iterable

from bot.domain.core.working_calendar import DAY
from bot.domain.reminders.ladder import DueReminder
from bot.domain.units.unit import Unit
from bot.services.reminders.facts import ON_ITS_WAY, ReminderRun

KIND = "reminders"


def message_id(person: str, day: dt.date, turns: int = 0) -> str:
    """The key of a person's daily message; another one where the clock had been wrong."""
    return f"{KIND}:{person}:{day}" + (f":{turns}" if turns else "")


def tick_id(unit: Unit) -> str:
    """The key of the clock's last round in a unit."""
    return f"tick:{unit.id}"


async def is_full(run: ReminderRun, reader: str, told: Iterable[DueReminder]) -> bool:
    """True where the person has had the week's messages, and nothing is due today: the rules say it again tomorrow."""
    if any(call.mark.days == 0 and call.obligation for call in told):
        return False
    watch = await run.ledger.watches.get(tick_id(run.unit))
    monday = run.today - DAY * run.today.weekday()
    days = [monday + DAY * n for n in range((run.today - monday).days + 1)]
    ids = [message_id(reader, day, turn) for day in days for turn in range((watch.turns if watch else 0) + 1)]
    kept = await run.ledger.outbox.get_many([*ids, *(f"{id_}:pm" for id_ in ids)])
    return sum(message.state in ON_ITS_WAY for message in kept) >= run.unit.policy.week_ceiling
