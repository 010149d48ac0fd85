"""What several processes share beside the ledger: an inbox of updates, leader locks, who is at work."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.messages.operations.view import InTray, ProcessRecord
from bot.services.core.ledger import Ledger, Store


@dataclass(frozen=True, kw_only=True)
class ReceivedUpdate:
    """An update as Telegram sent it: raw JSON, and the chat in which order is kept."""

    bot: str
    number: int
    chat: int
    update: bytes
    tries: int = 0  # once it is claimed, this one among them
    came: dt.datetime | None = None  # when it was received

    @property
    def id(self) -> str:
        """The bot's name and the update's number, by which a redelivered one is recognised."""
        return f"{self.bot}:{self.number}".removeprefix(":")


class Intake(Protocol):
    """Where received updates are handed in; they are durable when that returns."""

    async def put(self, batch: Sequence[ReceivedUpdate], *, more: bool = False) -> int:
        """Keep updates, all in one write; how many of them are new. `more` wait already where these came from."""


class Inbox(Intake, Protocol):
    """Updates that were received and are not handled yet; everything here is durable when it returns."""

    async def claim(self, limit: int) -> list[ReceivedUpdate]:
        """The oldest unhandled update of each chat, one chat after another; nobody else gets them for a while.

        Whoever claims them must say `done` or `postpone`, and `renew` as long as it takes.
        """

    async def wait(self, seconds: float) -> None:
        """Wait until something may be there to be taken, or so many seconds."""

    async def renew(self, taken: Iterable[ReceivedUpdate]) -> None:
        """Still at it."""

    async def settle(self, ledger: Ledger, one: ReceivedUpdate, *, aside: str = "") -> None:
        """Note within a transaction that it is handled, or set aside for a reason; `done` follows."""

    async def done(self, one: ReceivedUpdate, *, aside: str = "") -> None:
        """It is handled, or set aside for a reason."""

    async def postpone(self, update: ReceivedUpdate, seconds: float) -> None:
        """It could not be handled now; what follows in its chat waits with it."""

    async def forget(self, before: dt.datetime) -> int:
        """Drop what was handled before a moment; how many there were. What was set aside stays."""

    async def status(self) -> InTray:
        """How many updates wait, since when, and when the last one came."""


class LeaderLock(Protocol):
    """What one process at a time may hold, e.g. as the sender of a bot; it falls free when the process ends."""

    async def acquire(self) -> bool:
        """True where this process holds it, now or still."""

    async def release(self) -> None:
        """Let another have it."""


class InboxStore(Store, Protocol):
    """A store with an inbox beside the ledger."""

    @property
    def inbox(self) -> Inbox:
        """The updates that wait."""


@runtime_checkable
class SharedStore(InboxStore, Protocol):
    """A store that several processes may open."""

    def leader_lock(self, name: str) -> LeaderLock:
        """The lock of a name; nobody holds it until somebody acquires it."""

    @property
    def locks_held(self) -> list[str]:
        """The names of the locks that this process held when it last asked."""

    async def record_process(self, process: ProcessRecord) -> None:
        """Note that a process is at work; those not seen for a day are forgotten."""

    async def process_records(self) -> list[ProcessRecord]:
        """The processes that were seen in the last day, by name."""
