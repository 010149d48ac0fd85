"""Telegram's limits on sending: 30 messages a second in all, one a second to a person, 20 a minute to a group.

To a person short bursts go: three in any three seconds.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from bot.sandbox.answer import Refused
from bot.sandbox.chat import Chat

OVERALL = (30, 1.0)
PERSON = (3, 3.0)
GROUP = (20, 60.0)


class Window:
    """At most so many in any stretch of so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._times: deque[float] = deque()

    def wait(self, now: float, count: int) -> float:
        """The seconds until that many more may be sent; 0 where they may at once."""
        while self._times and now - self._times[0] >= self.seconds:
            self._times.popleft()
        excess = len(self._times) + min(count, self.most) - self.most
        return self._times[excess - 1] + self.seconds - now if excess > 0 else 0

    def take(self, now: float, count: int) -> None:
        """Count messages as sent."""
        self._times.extend([now] * count)


class Limits:
    """The three limits together; `now` gives seconds and never goes back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._overall = Window(*OVERALL)
        self._chats: dict[int, Window] = {}

    def take(self, chat: Chat, count: int = 1) -> None:
        """Count messages to a chat; raises Refused with retry_after where they are too many."""
        now = self.now()
        own = self._chats.setdefault(chat.id, Window(*(PERSON if chat.private else GROUP)))
        wait = max(window.wait(now, count) for window in (self._overall, own))
        if wait > 0:
            seconds = max(1, math.ceil(wait))
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        for window in (self._overall, own):
            window.take(now, count)
