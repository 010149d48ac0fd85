"""Long rows of small steps that never wait hold the event loop: others are let in once the stretch becomes too long."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")
LONGEST = 0.01  # seconds


class TimeSlice:
    """The stretch since others were last let in."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    async def share(self) -> None:
        """Let others in where the stretch has become too long."""
        if time.monotonic() - self._began > LONGEST:
            await asyncio.sleep(0)
            self._began = time.monotonic()


async def paced(items: Iterable[T]) -> AsyncIterator[T]:
    """The items in their order; others are let in between them."""
    stretch = TimeSlice()
    for item in items:
        yield item
        await stretch.share()
