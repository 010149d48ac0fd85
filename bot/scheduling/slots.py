"""Daily and weekly slots in a unit's zone, computed by APScheduler's cron trigger."""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.core.slot import Slot

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY


class CronSlots:
    """The slots around a moment; every time is in the slot's own zone."""

    def __init__(self) -> None:
        self._around: dict[Slot, tuple[dt.datetime, dt.datetime]] = {}  # the last answer, and the time after it

    def latest(self, slot: Slot, now: dt.datetime) -> dt.datetime:
        """The last time of the slot at or before `now`."""
        if slot in self._around and self._around[slot][0] <= now < self._around[slot][1]:
            return self._around[slot][0]
        span = DAY if slot.weekday is None else WEEK
        last = self.next(slot, now - span - DAY)
        while (after := self.next(slot, last)) <= now:
            last = after
        self._around[slot] = last, after
        return last

    def next(self, slot: Slot, now: dt.datetime) -> dt.datetime:
        """The first time of the slot after `now`."""
        after = now.astimezone(ZoneInfo(slot.zone)) + dt.datetime.resolution
        found: dt.datetime = _trigger(slot).get_next_fire_time(None, after)
        return found


@cache
def _trigger(slot: Slot) -> "CronTrigger":
    from apscheduler.triggers.cron import CronTrigger

    at, weekday = slot.at, slot.weekday
    return CronTrigger(
        day_of_week="*" if weekday is None else weekday,
        hour=at.hour,
        minute=at.minute,
        second=at.second,
        timezone=ZoneInfo(slot.zone),
    )
