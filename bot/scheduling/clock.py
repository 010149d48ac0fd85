"""Whether the machine's clock can be right, and waiting until it is."""

import asyncio
import contextlib
import datetime as dt

import structlog

from bot.clock import Clock, utc_now

log = structlog.get_logger(__name__)
NOT_BEFORE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)  # a clock that says so has lost its time
LOOK_AGAIN = 5.0  # seconds


def is_right(now: dt.datetime) -> bool:
    """False for a time before this program was written: the clock was not set since the machine started."""
    return now >= NOT_BEFORE


async def wait_for_clock(stop: asyncio.Event, clock: Clock = utc_now) -> None:
    """Wait until the clock is right, or until `stop` is set: what is recorded by a wrong one stays wrong."""
    if not is_right(clock()):
        log.error("clock has lost its time; waiting until it is set", clock=clock().isoformat())
    while not stop.is_set() and not is_right(clock()):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_AGAIN)
