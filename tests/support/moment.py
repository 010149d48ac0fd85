"""When a test lives: the one place where tests learn, and say, what time it is.

`SUITE_HOURS=1 pytest -m hours` tries what asks for the time at every one of the TRIED, and `make test-hours` does that.
"""

import datetime as dt
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """A time at which tests begin, and the zone of the machine there; "" for the one that it has."""

    at: dt.datetime  # of the past, so that files are never older than the test
    zone: str = ""


def _in_beijing(words: str, zone: str = "") -> Moment:
    return Moment(dt.datetime.fromisoformat(f"{words}+08:00"), zone)


USUAL = _in_beijing("2025-11-26T10:00:00")  # a Wednesday: reminders go out
TRIED = {
    "before work": _in_beijing("2025-11-26T07:30:00"),
    "in the morning": USUAL,
    "in the evening": _in_beijing("2025-11-26T20:00:00"),
    "as the day ends": _in_beijing("2025-11-26T23:59:58"),
    "on a rest day": _in_beijing("2025-11-29T10:00:00"),
    "on a holiday": _in_beijing("2025-10-01T10:00:00"),
    "on a Sunday of work": _in_beijing("2025-09-28T10:00:00"),
    "at the year's end": _in_beijing("2025-12-31T23:59:58"),
    "west of UTC": _in_beijing("2025-11-26T10:00:00", "America/Los_Angeles"),
    "in an hour that comes twice": _in_beijing("2025-11-02T17:30:00", "America/Los_Angeles"),
    "far in the east": _in_beijing("2025-11-26T20:00:00", "Pacific/Kiritimati"),
}


def now() -> dt.datetime:
    """The time in the test, aware: the moment when it began, and moving."""
    return dt.datetime.now(dt.UTC)


def living(clock: Callable[[], dt.datetime], module: str, *arguments: str) -> list[str]:
    """The command that starts `python -m module` as a real process, for which the clock's time goes on."""
    return [
        sys.executable,
        "-m",
        "tests.support.living",
        clock().isoformat(),
        str(time.monotonic()),
        module,
        *arguments,
    ]
