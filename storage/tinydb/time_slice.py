"""How long a transaction holds the event loop at a stretch: TinyDB never waits, so it must let others in by itself."""

import asyncio
import time

LONGEST = 0.01  # seconds


class TimeSlice:
    """The stretch of one transaction since it last let others in."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    async def share(self) -> None:
        """Let others in where the stretch has become too long."""
        if time.monotonic() - self._began > LONGEST:
            await asyncio.sleep(0)
            self._began = time.monotonic()
