"""Telegram's limits, kept by us so that it never has to refuse: in all, to a person, to a group.

Telegram counts a message at some moment between our sending it and its answer. A place in a limit is therefore taken
when we send, and free again only a full span after the answer, whatever the network does in between.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

OVERALL = (30, 1.0)  # messages in any stretch of so many seconds
PACE = 1 / 29.8  # seconds between two messages, so that they come evenly; the places alone keep the limit
LATE = 4 * PACE  # how far behind its pace it may catch up
PERSON = (1, 1.0)
BURST = (3, 3.0)  # answers to a person, which Telegram lets go in short bursts
GROUP = (20, 60.0)
FULL = 2 / 3  # of the overall places, from which on a refusal may mean the whole bot
MARGIN = 0.002  # seconds, for clocks that tick apart
FORGET = 1_000  # chats that are remembered before idle ones are forgotten
IMPATIENCE = 0.01  # seconds after which those who give way look again
LONGEST = 2.0  # seconds for which a message of the queue waits for its chat


class Busy(Exception):  # noqa: N818 - named as what is so
    """A chat may have no message for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.1f} s")
        self.seconds = seconds


@dataclass
class Places:
    """So many places, each free again a span after the answer."""

    count: int
    span: float
    out: int = 0  # sent, not answered yet
    free_at: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int = 1) -> float:
        """Seconds until so many places may be free; IMPATIENCE where that hangs on an answer."""
        while self.free_at and self.free_at[0] <= now:
            self.free_at.popleft()
        lacking = self.out + len(self.free_at) + min(count, self.count) - self.count
        if lacking <= 0:
            return 0
        return self.free_at[lacking - 1] - now if lacking <= len(self.free_at) else IMPATIENCE

    def take(self, count: int = 1) -> None:
        """Occupy places."""
        self.out += count

    def answered(self, now: float, count: int = 1) -> None:
        """The answer came: the places are free a span from now."""
        self.out -= count
        self.free_at.extend([now + self.span + MARGIN] * count)

    def is_idle(self, now: float) -> bool:
        """True where nothing of it is taken."""
        return not self.out and (not self.free_at or self.free_at[-1] <= now)

    def taken(self, now: float) -> int:
        """How many are taken."""
        return self.out + sum(at > now for at in self.free_at)


@dataclass
class Chat:
    """The places of a chat: `steady` for what comes from the queue, `burst` for whatever is sent."""

    steady: Places
    burst: Places

    def wait(self, now: float, count: int, *, urgent: bool) -> float:
        """Seconds until so many places may be free."""
        wait = self.burst.wait(now, count)
        return wait if urgent else max(wait, self.steady.wait(now, count))

    def is_idle(self, now: float) -> bool:
        """True where nothing of it is taken."""
        return self.steady.is_idle(now) and self.burst.is_idle(now)


def _chat(number: int) -> Chat:
    return Chat(Places(*PERSON), Places(*BURST)) if number > 0 else Chat(Places(*GROUP), Places(*GROUP))


class Limiter:
    """All limits of one bot; messages that answer a person go ahead of those from the queue."""

    rest = PERSON[1]  # seconds between two messages to a person

    def __init__(self) -> None:
        self._overall = Places(*OVERALL)
        self._chats: dict[int, Chat] = {}
        self._held: dict[int | None, float] = {}
        self._next = 0.0
        self._urgent = 0

    @asynccontextmanager
    async def turn(self, chat: int, *, urgent: bool = False, count: int = 1) -> AsyncIterator[None]:
        """Wait for a place for a message, or an album of `count`, and hold it until Telegram has answered.

        An urgent one goes ahead as soon as its own chat may have it; until then it holds up nobody else.
        """
        await self._free(chat, count, urgent=urgent)
        self._urgent += urgent
        try:
            while wait := self._wait(chat, urgent=urgent, count=count):  # noqa: ASYNC110 - time frees places, no event does
                await asyncio.sleep(wait)
            self._next = max(self._next, time.monotonic() - LATE) + PACE * count
            own = self._places(chat)
            taken = (self._overall, own.steady, own.burst)
            for places in taken:
                places.take(count)
        finally:
            self._urgent -= urgent
        try:
            yield
        finally:
            for places in taken:
                places.answered(time.monotonic(), count)

    def _wait(self, chat: int, *, urgent: bool, count: int) -> float:
        now, own = time.monotonic(), self._own_wait(chat, count, urgent=urgent)
        if not own and self._urgent and not urgent:
            own = IMPATIENCE
        return max(own, self._overall.wait(now, count), self._next - now)

    def at_once(self) -> int:
        """How many urgent messages would not have to wait here for those before them."""
        now = time.monotonic()
        paced = int((now - max(self._next, now - LATE)) / PACE) + 1 if self._next <= now else 0
        return max(0, min(paced, self._overall.count - self._overall.taken(now)) - self._urgent)

    async def approach(self, chat: int, *, urgent: bool = False) -> None:
        """Wait until a chat may have a message; raises Busy where that takes long, so that others go first."""
        await self._free(chat, 1, LONGEST, urgent=urgent)

    async def _free(self, chat: int, count: int, longest: float = math.inf, *, urgent: bool) -> None:
        until = time.monotonic() + longest
        while wait := self._own_wait(chat, count, urgent=urgent):
            if time.monotonic() + wait > until:
                raise Busy(wait)
            await asyncio.sleep(wait)

    def _own_wait(self, chat: int, count: int, *, urgent: bool) -> float:
        now, held = time.monotonic(), max(self._held.get(chat, 0), self._held.get(None, 0))
        return max(0, self._places(chat).wait(now, count, urgent=urgent), held - now)

    def _places(self, chat: int) -> Chat:
        if chat not in self._chats:
            if len(self._chats) >= FORGET:
                self._forget()
            self._chats[chat] = _chat(chat)
        return self._chats[chat]

    def _forget(self) -> None:
        now = time.monotonic()
        self._chats = {chat: places for chat, places in self._chats.items() if not places.is_idle(now)}
        self._held = {chat: until for chat, until in self._held.items() if until > now}

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked to wait: the chat waits, and everybody where it may have meant the whole bot.

        It means a chat, unless so much was sent lately that the overall limit may have been passed.
        """
        now = time.monotonic()
        self._held = {held: until for held, until in self._held.items() if until > now}
        if self._overall.taken(now) >= FULL * self._overall.count:
            self._held[None] = now + seconds
        self._held[chat] = now + seconds
