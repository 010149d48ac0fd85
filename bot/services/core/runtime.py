"""The runtime: what of the running program is no part of the ledger, and how an archive is made."""

import datetime as dt
import errno
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.messages.operations.view import Archive, LineHealth, Space, Team
from bot.services.core.ledger import BlobStore

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


class _NoCabinet:
    async def keep(self, content: bytes) -> str:
        raise OSError(errno.ENOTSUP, "nothing is kept here", len(content))

    async def fetch(self, digest: str) -> bytes | None:  # noqa: ARG002 - the port
        return None

    async def drop(self, digest: str) -> None:
        """Nothing to forget."""


async def _no_team() -> Team | None:
    return None


async def _no_space() -> Space | None:
    return None


@dataclass
class Runtime:
    """What runs: each bot's line to Telegram, the pulse of the clock, the place for archives."""

    lines: dict[str, Receiving] = field(default_factory=dict)  # by the bot's name
    archive: Callable[[dt.datetime], Awaitable[Archive]] = _no_archive  # raises OSError with a sentence
    space: Callable[[], Awaitable[Space | None]] = _no_space
    team: Callable[[], Awaitable[Team | None]] = _no_team
    answer_files: BlobStore = field(default_factory=_NoCabinet)  # what goes with answers that another process carries
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

    def line(self, bot: str) -> LineHealth:
        """How a bot's line to Telegram is; one that this process does not hold says nothing."""
        held, now = self.lines.get(bot), time.monotonic()
        if held is None:
            return LineHealth()
        age = None if held.reached is None else now - held.reached
        return LineHealth(held.refused, age, {reason: now - at for reason, at in held.complaints.items()})
