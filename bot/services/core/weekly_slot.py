"""The weekly slot of a unit: when its regular messages are due, and whether those of a slot are written."""

import datetime as dt

from bot.domain.core.slot import Slot
from bot.domain.units.unit import Unit
from bot.services.core.job_runs import last_run
from bot.services.core.ledger import PEOPLE_BOUND, Ledger, moment
from bot.services.core.request import RequestContext

MOMENT = dt.timedelta(microseconds=1)


async def is_written(ledger: Ledger, unit: Unit, kind: str, day: dt.date) -> bool:
    """True where the regular messages of a day's slot were written, and nobody was bound since."""
    run = await last_run(ledger, kind, unit.id)
    if run is None or run.day != day:
        return False
    return not await ledger.people.find(PEOPLE_BOUND, unit.id, since=moment(run.at + MOMENT), limit=1)


def week_slot(unit: Unit) -> Slot:
    """When a unit's week is due."""
    return Slot(unit.zone, unit.policy.digest_at, unit.policy.digest_weekday)


def latest_week(request: RequestContext, unit: Unit) -> dt.datetime:
    """The last moment until now at which the week was due, in the unit's zone."""
    return request.runtime.slots.latest(week_slot(unit), request.now())


def due_week(request: RequestContext, unit: Unit) -> dt.datetime | None:
    """The same on a working day from the hour of the slot on; None on days of rest, which nobody is written to."""
    local = request.local(unit)
    open_now = request.calendar.is_working(local.date()) and local.time() >= unit.policy.digest_at
    return latest_week(request, unit) if open_now else None
