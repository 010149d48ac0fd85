"""The machine's clock: its time, whether it can be right, and waiting until it is."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)
NOT_BEFORE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)  # a clock that says so has lost its time
LOOK_AGAIN = 5.0  # seconds


def utc_now() -> dt.datetime:
    """The machine's time, aware."""
    return dt.datetime.now(dt.UTC)


def is_right(now: dt.datetime) -> bool:
    """False for a time before this program was written: the clock was not set since the machine started."""
    return now >= NOT_BEFORE


async def wait_for_clock(stop: asyncio.Event, clock: Callable[[], dt.datetime] = utc_now) -> None:
    """Wait until the clock is right, or until `stop` is set: what is recorded by a wrong one stays wrong."""
    if not is_right(clock()):
        log.error("clock has lost its time; waiting until it is set", clock=clock().isoformat())
    while not stop.is_set() and not is_right(clock()):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_AGAIN)
