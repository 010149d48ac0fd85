"""The queue of updates: kept until a later offset confirms them, or until they are too old."""

import asyncio
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.answer import Json, Refused
from bot.sandbox.change import Change
from bot.sandbox.clock import SandboxClock

KEPT = dt.timedelta(hours=24)
BUTTON_KEPT = dt.timedelta(seconds=150)
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MOST = 100


@dataclass
class Update:
    """An update that waits; `again` marks one that comes a second time."""

    id: int
    raw: Any
    at: dt.datetime
    again: bool = False
    fetched: bool = False

    def expired(self, now: dt.datetime) -> bool:
        """Whether Telegram has forgotten it."""
        button = isinstance(self.raw, dict) and "callback_query" in self.raw
        return now - self.at > (BUTTON_KEPT if button else KEPT)


class UpdateQueue:
    """What the bot has not confirmed yet."""

    def __init__(self, clock: SandboxClock, change: Change) -> None:
        self.allowed: frozenset[str] | None = None
        self.closed = False
        self._clock = clock
        self._change = change
        self._last = 100_000
        self._poll = 0
        self._waiting: dict[int, Update] = {}
        self._past: dict[int, Update] = {}

    def __len__(self) -> int:
        self._forget()
        return len(self._waiting)

    @property
    def polls(self) -> int:
        """How often the bot has asked for updates; the last of these questions may be without an answer still."""
        return self._poll

    def __iter__(self) -> Iterator[Any]:
        """The raw updates, oldest first."""
        self._forget()
        return iter([self._waiting[number].raw for number in sorted(self._waiting)])

    def push(self, kind: str, content: Any) -> int:
        """Queue an update of a kind ("message", "callback_query" …); gives its id."""
        self._last += 1
        if kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT:
            self._put(Update(self._last, {"update_id": self._last, kind: content}, self._clock.now()))
        return self._last

    def push_raw(self, raw: Json) -> int:
        """Queue an update as it is, however broken; its id is set if it has none."""
        self._last = number = max(self._last + 1, int(raw.get("update_id", 0)))
        self._put(Update(number, {"update_id": number, **raw}, self._clock.now()))
        return number

    def again(self, update_id: int) -> None:
        """Deliver an update once more, whatever was confirmed; raises KeyError where it never was."""
        past = self._past[update_id]
        self._put(Update(update_id, past.raw, self._clock.now(), again=True))

    def confirm(self, offset: int) -> None:
        """Forget what lies before an offset; a negative one counts from the end."""
        if offset < 0:
            offset = sorted(self._waiting)[offset] if len(self._waiting) >= -offset else 0
        done = [n for n, update in self._waiting.items() if n < offset and (update.fetched or not update.again)]
        for number in done:
            del self._waiting[number]
        if done:
            self._change.ring()

    def stamp(self) -> int:
        """The time, in whole seconds."""
        return self._clock.stamp()

    def state(self) -> Json:
        """What waits, and how far updates are numbered, as it can be written down."""
        waiting = [[one.id, one.raw, one.at.isoformat(), one.again] for one in self._waiting.values()]
        return {"last": self._last, "allowed": sorted(self.allowed) if self.allowed else None, "waiting": waiting}

    def put_back(self, state: Json) -> None:
        """Wait with what `state` gave; none of it was fetched."""
        self._last = state["last"]
        self.allowed = frozenset(state["allowed"]) if state["allowed"] else None
        for number, raw, at, again in state["waiting"]:
            self._put(Update(number, raw, dt.datetime.fromisoformat(at), again))

    def clear(self) -> None:
        """Drop all that waits."""
        self._waiting.clear()
        self._change.ring()

    def batch(self, offset: int = 0, limit: int = MOST) -> list[Update]:
        """The oldest updates from an offset on, at most `limit`."""
        self._forget()
        waiting = sorted(self._waiting.values(), key=lambda update: update.id)
        return [update for update in waiting if update.again or update.id >= offset][:limit]

    async def poll(self, offset: int, limit: int, seconds: float, allowed: Collection[str] | None) -> list[Any]:
        """Wait for updates (in real seconds); a later poll ends an earlier one with a conflict."""
        if allowed is not None:
            self.allowed = frozenset(allowed)
        self._poll += 1
        mine = self._poll
        self._change.ring()
        self.confirm(offset)
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while not (batch := self.batch(offset, limit)) and loop.time() < until and not self.closed:
            await self._change.wait(until - loop.time())
            if mine != self._poll:
                reason = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise Refused(409, f"Conflict: {reason}")
        for update in batch:
            update.fetched = True
        return [update.raw for update in batch]

    def _put(self, update: Update) -> None:
        self._waiting[update.id] = self._past[update.id] = update
        self._change.ring()

    def _forget(self) -> None:
        now = self._clock.now()
        for number in [number for number, update in self._waiting.items() if update.expired(now)]:
            del self._waiting[number]
