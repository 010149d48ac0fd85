"""Health: whether everything that is due goes out, and what an office must know to rely on it."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.domain.core.local_day import local_day
from bot.domain.core.refusal import NotAllowed
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.domain.status.tally import unled_among
from bot.domain.units.unit import Quota, Unit, Use
from bot.messages.operations.jobs import Jobs
from bot.messages.operations.view import Health, LineHealth, Outbox, Pulse
from bot.services.core.job_runs import last_run
from bot.services.core.ledger import (
    MEASURES_OF_UNIT,
    OUTBOX_BY_STATE,
    PEOPLE_OF,
    TO_SEND,
    UNITS,
    JobRun,
    Ledger,
    moment,
)
from bot.services.core.quota import use_of
from bot.services.core.request import CLOCK, RequestContext
from bot.services.core.transaction import unit_of
from bot.services.operations.backup import DONE
from bot.services.operations.canary import suspect_since
from bot.services.operations.job_health import job_health
from bot.services.operations.proof import DIFFERS, PROVED
from bot.services.people.staff import lacking_roles

LATELY = dt.timedelta(days=1)
AHEAD = dt.timedelta(days=45)  # before a year whose days of rest must be known by then


async def health(request: RequestContext, *, by: Person) -> Health:
    """How it is, for one of the office; raises NotAllowed."""
    if not allowed(Action.SET, by):
        raise NotAllowed(action=Action.SET)
    return await health_of(request, by.unit)


async def health_of(request: RequestContext, unit_id: str = "") -> Health:
    """How it is with one unit, or with all of them together; raises StoreError where the ledger cannot be read."""
    async with request.look() as ledger:
        units = [await unit_of(ledger, unit_id)] if unit_id else await ledger.units.find(UNITS)
        backup = await last_run(ledger, DONE)
        clock = await last_run(ledger, CLOCK)
        proved, differs = await last_run(ledger, PROVED), await last_run(ledger, DIFFERS)
    due: list[Message] = []
    tried, counts = 0, dict.fromkeys(MessageState, 0)
    people: list[Person] = []
    for one in ["", *(unit.id for unit in units)]:  # answers are of no unit
        async with request.look() as ledger:
            late, again, states = await _outbox(ledger, one, request.now())
            due, tried = due + late, tried + again
            counts = {state: count + states[state] for state, count in counts.items()}
    lacking, unled, suspect = dict[str, None](), list[str](), list[dt.date]()
    for unit in units:
        async with request.look() as ledger:
            suspect += [day for day in [await suspect_since(ledger, unit.id)] if day]
            measures = await ledger.measures.find(MEASURES_OF_UNIT, unit.id)
            if measures:
                lacking |= dict.fromkeys(str(role) for role in await lacking_roles(ledger, unit.id))
            unled += unled_among(measures, await ledger.people.find(PEOPLE_OF, unit.id))
            people += [person for person in await ledger.people.find(PEOPLE_OF, unit.id) if person.active]
    zone = ZoneInfo(units[0].zone) if units else dt.UTC
    quota, use, jobs = await _own(request, units[0]) if unit_id else (Quota(), Use(), Jobs())
    oldest = min((message.due for message in due), default=None)
    return Health(
        now=request.now().astimezone(zone),
        outbox=Outbox(request.now() - oldest if oldest else None, len(due), tried, counts),
        blocked=tuple(person.name for person in people if person.blocked),
        unbound=tuple(person.name for person in people if person.chat is None),
        lacking=tuple(lacking),
        unled=tuple(unled),
        backup=backup.at.astimezone(zone) if backup else None,
        proved=proved.at.astimezone(zone) if proved else None,
        suspect=min(suspect, default=None),
        differs=differs is not None,
        daily=request.runtime.daily is not None,
        uncovered=_uncovered(request, zone),
        space=await request.runtime.space(),
        pulse=_pulse(request, clock, zone),
        line=request.runtime.line(units[0].bot) if units else LineHealth(),
        team=await request.runtime.team(),
        tray=await request.runtime.tray(),
        quota=quota,
        use=use,
        jobs=jobs,
    )


async def _own(request: RequestContext, unit: Unit) -> tuple[Quota, Use, Jobs]:
    """What is told of one unit alone: its quota, what it uses of it, the jobs that are done for it."""
    async with request.look() as ledger:
        use = await use_of(ledger, unit) if unit.quota else Use()
        return unit.quota, use, await job_health(request, ledger, unit)


async def _outbox(ledger: Ledger, unit: str, now: dt.datetime) -> tuple[list[Message], int, dict[MessageState, int]]:
    """What is due, how many wait after a failure, and how many there are of each state; ended ones count for a day."""
    due: list[Message] = []
    counts, tried = {}, 0
    for state in MessageState:
        ended = state not in (*TO_SEND, MessageState.SENDING)
        since = moment(now - LATELY) if ended else ""
        found = await ledger.outbox.find(OUTBOX_BY_STATE, unit, state, since=since)
        counts[state] = len(found)
        if state in TO_SEND:
            due += [message for message in found if message.due < now]
            tried += sum(bool(message.error) for message in found)
    return due, tried, counts


def _uncovered(request: RequestContext, zone: dt.tzinfo) -> tuple[int, ...]:
    today = local_day(zone, request.now())
    days = (today, today + AHEAD)
    return tuple(dict.fromkeys(day.year for day in days if not request.calendar.covers(day)))


def _pulse(request: RequestContext, clock: JobRun | None, zone: dt.tzinfo) -> Pulse:
    """The last round of the clock: this process's own, or as another one of several wrote it down."""
    runtime = request.runtime
    if clock and runtime.ticked is None:
        return Pulse(clock.at.astimezone(zone), (request.now() - clock.at).total_seconds())
    ticked = runtime.ticked.astimezone(zone) if runtime.ticked else None
    return Pulse(ticked, runtime.tick_age, runtime.lag, tuple(runtime.failed))
