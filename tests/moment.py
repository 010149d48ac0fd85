"""When a test lives: the one place where tests learn, and say, what time it is.

`SUITE_MOMENT=2025-12-31T23:59:30+08:00 pytest …` tries the suite at another moment, `TZ=…` in another zone of the
machine; `make test-hours` does both.
"""

import datetime as dt
import os
import sys
import time
from collections.abc import Callable

WORKING_HOURS = "2025-11-26T10:00:00+08:00"  # a Wednesday: reminders go out, nobody is asleep
MOMENT = dt.datetime.fromisoformat(os.environ.get("SUITE_MOMENT", WORKING_HOURS))  # of the past, as files are newer


def now() -> dt.datetime:
    """The time in the test, aware: MOMENT when it began, and moving."""
    return dt.datetime.now(dt.UTC)


def living(clock: Callable[[], dt.datetime], module: str, *arguments: str) -> list[str]:
    """The command that starts `python -m module` as a real process, for which the clock's time goes on."""
    return [sys.executable, "-m", "tests.living", clock().isoformat(), str(time.monotonic()), module, *arguments]
