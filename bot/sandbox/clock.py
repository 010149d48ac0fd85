"""The sandbox's time: it stands still until it is moved, unless it is told to run."""

import datetime as dt
import time


class SandboxClock:
    """A clock for tests, the demo and the phones page; `running` lets real time pass on top of what is set."""

    def __init__(self, at: dt.datetime, *, running: bool = False) -> None:
        self._running = running
        self.set(at)

    def now(self) -> dt.datetime:
        """The time, aware, in the zone it was set in."""
        passed = time.monotonic() - self._since if self._running else 0
        return self._at + dt.timedelta(seconds=passed)

    def set(self, at: dt.datetime) -> None:
        """Set the clock; raises ValueError where the zone is missing."""
        if at.tzinfo is None:
            raise ValueError("the sandbox's time needs a zone")
        self._at, self._since = at, time.monotonic()

    def move(self, by: dt.timedelta) -> None:
        """Move the clock, forward or back."""
        self.set(self.now() + by)

    def stamp(self) -> int:
        """The time as Telegram gives it: whole seconds since 1970."""
        return int(self.now().timestamp())
