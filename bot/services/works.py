"""The works: what of the running program is no part of the ledger, and how an archive is made."""

import datetime as dt
import errno
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.reports.health import Archive, Space

EVERY = 20.0  # seconds between ticks


class Receiving(Protocol):
    """The receiver of updates: why Telegram refuses them, and when it last handed them out."""

    refused: str
    reached: float | None
    silence: float  # seconds for which the last long silence lasted
    silence_ended: float  # when it ended, on the monotonic clock

    @property
    def complaints(self) -> Mapping[str, float]:
        """When it last refused, by reason, on the monotonic clock."""


async def _no_archive(now: dt.datetime) -> Archive:
    raise OSError(errno.ENOTSUP, "no archives here", str(now))


async def _no_space() -> Space | None:
    return None


@dataclass
class Works:
    """What runs: the line to Telegram, the pulse of the clock, the place for archives."""

    line: Receiving | None = None
    archive: Callable[[dt.datetime], Awaitable[Archive]] = _no_archive  # raises OSError with a sentence
    space: Callable[[], Awaitable[Space | None]] = _no_space
    daily: dt.time | None = None  # when the day's archive is made; None for never
    lag: float = 0.0  # seconds that the last tick came late
    ticked: dt.datetime | None = None  # when the last tick ended
    failed: list[str] = field(default_factory=list)  # what failed in the last tick
    heard: set[str] = field(default_factory=set)  # units for which it is noted since the start that Telegram is heard
    _began: float | None = None
    _ended: float | None = None

    def begin_tick(self) -> None:
        """A tick begins."""
        now = time.monotonic()
        self.lag = max(0.0, now - self._began - EVERY) if self._began is not None else 0.0
        self._began = now
        self.failed = []

    def end_tick(self, at: dt.datetime) -> None:
        """A tick has done its round."""
        self._ended = time.monotonic()
        self.ticked = at

    @property
    def tick_age(self) -> float | None:
        """Seconds since a tick ended, by the monotonic clock; None before the first."""
        return None if self._ended is None else time.monotonic() - self._ended

    @property
    def reached_age(self) -> float | None:
        """Seconds since Telegram last answered the question for updates; None where it never did."""
        if self.line is None or self.line.reached is None:
            return None
        return time.monotonic() - self.line.reached

    def complaint_ages(self) -> dict[str, float]:
        """Seconds since Telegram last refused, by reason."""
        if self.line is None:
            return {}
        return {reason: time.monotonic() - at for reason, at in self.line.complaints.items()}
