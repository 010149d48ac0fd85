"""Health: whether everything that is due goes out, and what an office must know to rely on it."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.domain.outbox import Message, MessageState
from bot.domain.permission import Action, allowed
from bot.domain.person import Person
from bot.domain.refusal import NotAllowed
from bot.domain.unit import Unit
from bot.reports.health import Health, Outbox, Pulse
from bot.services.desk import Desk
from bot.services.ledger import OUTBOX_BY_STATE, PEOPLE_OF, TO_SEND, Ledger, moment
from bot.services.sitting import unit_of
from bot.services.works import Works

LATELY = dt.timedelta(days=1)
AHEAD = dt.timedelta(days=45)  # before a year whose days of rest must be known by then


async def health(desk: Desk, *, by: Person) -> Health:
    """How it is, for one of the office; raises NotAllowed."""
    if not allowed(Action.SET, by):
        raise NotAllowed(action=Action.SET)
    return await look_over(desk, by.unit)


async def look_over(desk: Desk, unit_id: str) -> Health:
    """How it is; raises StoreTrouble where the ledger cannot be read."""
    async with desk.look() as ledger:
        unit = await unit_of(ledger, unit_id)
        outbox = await _outbox(ledger, unit, desk.now())
        people = [person for person in await ledger.people.find(PEOPLE_OF, unit_id) if person.active]
        backup = await ledger.watches.get(f"backup:{unit_id}")
    return Health(
        now=desk.local(unit),
        outbox=outbox,
        blocked=tuple(person.name for person in people if person.blocked),
        unbound=tuple(person.name for person in people if person.chat is None),
        backup=backup.at.astimezone(ZoneInfo(unit.zone)) if backup else None,
        daily=desk.works.daily is not None,
        uncovered=_uncovered(desk, unit),
        space=await desk.works.space(),
        pulse=_pulse(desk.works, unit),
        line=desk.works.line(unit.bot),
    )


async def _outbox(ledger: Ledger, unit: Unit, now: dt.datetime) -> Outbox:
    """What is due by priority and what became of the rest; ended ones count for a day."""
    due: list[Message] = []
    counts, tried = {}, 0
    for state in MessageState:
        ended = state not in (*TO_SEND, MessageState.SENDING)
        since = moment(now - LATELY) if ended else ""
        found = await ledger.outbox.find(OUTBOX_BY_STATE, unit.id, state, since=since)
        counts[state] = len(found)
        if state in TO_SEND:
            due += [message for message in found if message.due < now]
            tried += sum(bool(message.error) for message in found)
    oldest = min((message.due for message in due), default=None)
    return Outbox(now - oldest if oldest else None, len(due), tried, counts)


def _uncovered(desk: Desk, unit: Unit) -> tuple[int, ...]:
    today = desk.today(unit)
    days = (today, today + AHEAD)
    return tuple(dict.fromkeys(day.year for day in days if not desk.calendar.covers(day)))


def _pulse(works: Works, unit: Unit) -> Pulse:
    ticked = works.ticked.astimezone(ZoneInfo(unit.zone)) if works.ticked else None
    return Pulse(ticked, works.tick_age, works.lag, tuple(works.failed))
