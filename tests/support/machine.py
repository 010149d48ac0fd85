"""The program on a machine whose clock a test sets, also while it runs.

python -m tests.support.machine FILE ARGUMENT... ; FILE holds the seconds by which the machine's clock is off.
"""

import datetime as dt
import sys
from pathlib import Path

import apscheduler.schedulers.base

import bot.clock
from tests.support.moment import now

OFFSET = Path(sys.argv[1])


class Set(dt.datetime):
    """The clock as APScheduler asks for it."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "Set":
        """The time that the machine shows."""
        return cls.fromtimestamp(now().timestamp() + float(OFFSET.read_text("ascii")), tz)


def utc_now() -> dt.datetime:
    """The time that the machine shows, as the program asks for it."""
    return dt.datetime.fromtimestamp(Set.now().timestamp(), dt.UTC)


if __name__ == "__main__":
    apscheduler.schedulers.base.datetime = Set
    bot.clock.utc_now = utc_now
    from bot.cli import main

    main(sys.argv[2:])
