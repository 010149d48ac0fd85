"""What several processes share beside the ledger: an inbox of updates, seats that one process at a time may hold."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.messages.operations.view import InTray, ProcessRecord
from bot.services.core.ledger import Ledger, Store


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """An update as Telegram sent it: raw JSON, and the chat in which order is kept."""

    bot: str
    number: int
    lane: int
    update: bytes
    tries: int = 0

    @property
    def id(self) -> str:
        """The bot's name and the update's number, by which a redelivered one is recognised."""
        return f"{self.bot}:{self.number}".removeprefix(":")


class Inbox(Protocol):
    """Updates that were received and are not handled yet; everything here is durable when it returns."""

    async def put(self, batch: Sequence[Incoming]) -> int:
        """Keep updates, all in one write; how many of them are new."""

    async def take(self, limit: int) -> list[Incoming]:
        """The oldest unhandled update of each chat, one chat after another; nobody else gets them for a while.

        Whoever takes them must say `done` or `later`, and `hold` as long as it takes.
        """

    async def wait(self, seconds: float) -> None:
        """Wait until something may be there to be taken, or so many seconds."""

    async def hold(self, taken: Iterable[Incoming]) -> None:
        """Still at it."""

    async def settle(self, ledger: Ledger, one: Incoming, *, aside: str = "") -> None:
        """Note within a transaction that it is handled, or set aside for a reason; `done` follows."""

    async def done(self, one: Incoming, *, aside: str = "") -> None:
        """It is handled, or set aside for a reason."""

    async def later(self, one: Incoming, seconds: float) -> None:
        """It could not be handled now; what follows in its chat waits with it."""

    async def forget(self, before: dt.datetime) -> int:
        """Drop what was handled before a moment; how many there were. What was set aside stays."""

    async def look(self) -> InTray:
        """What lies there."""


class LeaderLock(Protocol):
    """Something that one process at a time may be, e.g. the sender of a bot; it falls free when the process ends."""

    async def take(self) -> bool:
        """True where this process has it, now or still."""

    async def leave(self) -> None:
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
        """A seat by its name; nobody sits there until somebody takes it."""

    @property
    def locks_held(self) -> list[str]:
        """The names of the seats that this process had when it last asked."""

    async def sign_in(self, station: ProcessRecord) -> None:
        """Note that a process is at work; those not seen for a day are forgotten."""

    async def process_records(self) -> list[ProcessRecord]:
        """The processes that were seen in the last day, by name."""
