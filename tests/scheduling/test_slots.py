"""Daily and weekly slots: the last one until now and the next, in the unit's zone, whatever the clock says."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.domain.core.slot import Slot
from bot.scheduling.slots import CronSlots

SLOTS = CronSlots()
BEIJING = ZoneInfo("Asia/Shanghai")
MONDAY = Slot("Asia/Shanghai", dt.time(8, 30), 0)
NIGHT = Slot("Asia/Shanghai", dt.time(2, 30))


def at(text: str, zone: str = "Asia/Shanghai") -> dt.datetime:
    """A local time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("slot", "now", "latest", "following"),
    [
        (MONDAY, "2026-03-02T08:30", "2026-03-02T08:30", "2026-03-09T08:30"),
        (MONDAY, "2026-03-02T08:29:59", "2026-02-23T08:30", "2026-03-02T08:30"),
        (MONDAY, "2026-03-08T23:59", "2026-03-02T08:30", "2026-03-09T08:30"),
        (NIGHT, "2026-03-02T02:30", "2026-03-02T02:30", "2026-03-03T02:30"),
        (NIGHT, "2026-03-02T02:29:59.5", "2026-03-01T02:30", "2026-03-02T02:30"),
        (NIGHT, "2026-01-01T00:00", "2025-12-31T02:30", "2026-01-01T02:30"),
    ],
)
def test_slot_at_or_before_now_and_the_one_after(slot: Slot, now: str, latest: str, following: str) -> None:
    """The moment itself counts as come."""
    assert SLOTS.latest(slot, at(now)) == at(latest)
    assert SLOTS.next(slot, at(now)) == at(following)


def test_slot_is_of_the_zone_and_not_of_the_machine() -> None:
    """A moment in UTC finds the slot of the unit's own day."""
    evening = dt.datetime(2026, 3, 1, 18, 45, tzinfo=dt.UTC)
    assert SLOTS.latest(NIGHT, evening) == at("2026-03-02T02:30")
    assert SLOTS.latest(NIGHT, evening).date() == dt.date(2026, 3, 2)


def test_week_in_which_the_hour_changes_has_its_slot() -> None:
    """In a zone with summer time too, on both days on which the hour changes."""
    slot = Slot("Europe/Berlin", dt.time(8, 30), 0)
    for now, latest in (("2026-03-30T08:30", "2026-03-30T08:30"), ("2026-10-26T08:00", "2026-10-19T08:30")):
        assert SLOTS.latest(slot, at(now, "Europe/Berlin")) == at(latest, "Europe/Berlin")
