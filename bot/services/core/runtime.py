"""What is known of the running program and is no part of the ledger: its jobs, its lines to Telegram, its archives."""

import asyncio
import datetime as dt
import errno
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.core.slot import Slot
from bot.domain.history.anchor import Anchor
from bot.domain.outbox.message import Message
from bot.messages.operations.view import Archive, InTray, LineHealth, Space, Team
from bot.services.core.ledger import BlobStore

EVERY = 20.0  # seconds between two runs of a job


class Receiving(Protocol):
    """The receiver of updates: why Telegram refuses them, and when it last handed them out."""

    refused: str
    reached: float | None
    silence: float  # seconds for which the last long silence lasted
    silence_ended: float  # when it ended, on the monotonic clock

    @property
    def complaints(self) -> Mapping[str, float]:
        """When it last refused, by reason, on the monotonic clock."""


class Sending(Protocol):
    """The sender of a bot, where it runs in this process: answers need not wait until it looks for them."""

    def reserve(self, chat: int) -> bool:
        """Hold a chat for an answer that is being kept; False where the answer has to wait."""

    def release(self, chat: int) -> None:
        """The answer was not kept: others may have the chat."""

    def send(self, message: Message) -> None:
        """Send an answer that is kept as being sent, to a chat that is held for it."""


class Slots(Protocol):
    """The daily and weekly slots around a moment, in the slot's own zone."""

    def latest(self, slot: Slot, now: dt.datetime) -> dt.datetime:
        """The last time of the slot at or before `now`."""

    def next(self, slot: Slot, now: dt.datetime) -> dt.datetime:
        """The first time of the slot after `now`."""


class Anchors(Protocol):
    """The ends of the chains as they were, kept outside the ledger."""

    async def read(self) -> Sequence[Anchor]:
        """All that were kept, the older first."""

    async def is_damaged(self) -> bool:
        """True where what was kept is there, and is not what was written."""

    async def are_gone(self) -> bool:
        """True where nothing is kept that could be compared, neither there nor in an archive."""

    async def add(self, anchors: Iterable[Anchor]) -> None:
        """Keep those that are not kept yet; what is damaged is put aside and written anew."""


async def _no_archive(now: dt.datetime) -> Archive:
    raise OSError(errno.ENOTSUP, "no archives here", str(now))


class _NoBlobs:
    async def keep(self, content: bytes) -> str:
        raise OSError(errno.ENOTSUP, "nothing is kept here", len(content))

    async def fetch(self, digest: str) -> bytes | None:  # noqa: ARG002 - the port
        return None

    async def is_there(self, digest: str) -> bool:  # noqa: ARG002 - the port
        return False

    async def drop(self, digest: str) -> None:
        """Nothing to forget."""


class _NoAnchors:
    async def read(self) -> Sequence[Anchor]:
        return ()

    async def is_damaged(self) -> bool:
        return False

    async def are_gone(self) -> bool:
        return False

    async def add(self, anchors: Iterable[Anchor]) -> None:
        """Nothing is kept."""


class _NoSlots:
    def latest(self, slot: Slot, now: dt.datetime) -> dt.datetime:
        raise NotImplementedError(slot, now)

    def next(self, slot: Slot, now: dt.datetime) -> dt.datetime:
        raise NotImplementedError(slot, now)


async def _no_team() -> Team | None:
    return None


async def _no_tray() -> InTray:
    return InTray()


async def _no_space() -> Space | None:
    return None


@dataclass(kw_only=True)
class JobState:
    """How a job of this process is: seconds on the monotonic clock, and when its last run ended by the machine's."""

    pulse: bool = False  # whether the program is late where this job is
    began: float | None = None
    ended: float | None = None
    at: dt.datetime | None = None
    lag: float = 0.0  # seconds that its last run came late
    failed: bool = False


def _no_next_run(job: str) -> dt.datetime | None:
    del job
    return None


@dataclass(kw_only=True)
class Runtime:
    """What runs: the receiver of each bot, the scheduler's jobs, the place for archives."""

    receivers: dict[str, Receiving] = field(default_factory=dict)  # by the bot's name
    archive: Callable[[dt.datetime], Awaitable[Archive]] = _no_archive  # raises OSError with a sentence
    space: Callable[[], Awaitable[Space | None]] = _no_space
    team: Callable[[], Awaitable[Team | None]] = _no_team
    tray: Callable[[], Awaitable[InTray]] = _no_tray
    senders: dict[str, Sending] = field(default_factory=dict)  # by the bot's name
    answer_files: BlobStore = field(default_factory=_NoBlobs)  # files of answers that another process sends
    anchors: Anchors = field(default_factory=_NoAnchors)
    slots: Slots = field(default_factory=_NoSlots)
    daily: dt.time | None = None  # when the day's archive is made; None for never
    jobs: dict[str, JobState] = field(default_factory=dict)  # by the job's id
    next_run: Callable[[str], dt.datetime | None] = _no_next_run  # of a job that this process schedules
    rings: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))  # by the bot's name
    homes: dict[str, str] = field(default_factory=dict)  # by unit, of what state the pinned first pages are
    heard: set[str] = field(default_factory=set)  # units for which it is noted since the start that Telegram is heard

    def ring(self, bot: str) -> None:
        """Something was put into the outbox of a bot: its sender need not wait until it looks again."""
        self.rings[bot].set()

    def expect(self, jobs: Mapping[str, bool]) -> None:
        """These jobs are done here, by id; True for those that all have to come round for a round."""
        self.jobs = {id_: JobState(pulse=pulse) for id_, pulse in jobs.items()}

    def begin(self, job: str) -> None:
        """A run of a job begins."""
        state, now = self.jobs.setdefault(job, JobState()), time.monotonic()
        state.lag = max(0.0, now - state.began - EVERY) if state.began is not None else 0.0
        state.began, state.failed = now, False

    def fail(self, job: str) -> None:
        """A part of a job failed."""
        self.jobs.setdefault(job, JobState()).failed = True

    def end(self, job: str, at: dt.datetime) -> None:
        """A run of a job has ended, well or not."""
        state = self.jobs[job]
        state.ended, state.at = time.monotonic(), at

    @property
    def failed(self) -> list[str]:
        """The jobs whose last run failed, in a unit or as a whole."""
        return [job for job, state in self.jobs.items() if state.failed]

    @property
    def lag(self) -> float:
        """Seconds that the latest of the last runs came late."""
        return max((state.lag for state in self._pulse), default=0.0)

    @property
    def ticked(self) -> dt.datetime | None:
        """When every job had come round the last time; None before."""
        ends = [state.at for state in self._pulse]
        return min((at for at in ends if at), default=None) if None not in ends else None

    @property
    def tick_age(self) -> float | None:
        """Seconds since then, by the monotonic clock."""
        ends = [state.ended for state in self._pulse]
        return None if not ends or None in ends else time.monotonic() - min(end for end in ends if end is not None)

    @property
    def _pulse(self) -> list[JobState]:
        return [state for state in self.jobs.values() if state.pulse]

    def line(self, bot: str) -> LineHealth:
        """How a bot's line to Telegram is; one that this process does not receive from says nothing."""
        held, now = self.receivers.get(bot), time.monotonic()
        if held is None:
            return LineHealth()
        age = None if held.reached is None else now - held.reached
        return LineHealth(held.refused, age, {reason: now - at for reason, at in held.complaints.items()})
