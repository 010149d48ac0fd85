"""What systemd is told of the program, by its protocol: sd_notify(3), sd_watchdog_enabled(3)."""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

MICROSECONDS = 1_000_000
HUNG = 900.0  # seconds without a round after which it is no longer said that all is well


def tell(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send a state such as READY=1 to whoever supervises the program; False where nobody does, or does not listen.

    It never waits: a supervisor that reads nothing for a while must not hold up the loop that answers everybody.
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as line:
        try:
            line.sendto(state.encode(), address)
        except OSError:  # among them BlockingIOError, where its queue is full
            return False
    return True


def watchdog_seconds(environment: Mapping[str, str] = os.environ) -> float | None:
    """How often a sign of life is due, a half of what is allowed; None where nobody waits for one."""
    allowed = environment.get("WATCHDOG_USEC", "")
    if not allowed.isdigit() or environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(allowed) / MICROSECONDS / 2


@asynccontextmanager
async def supervised(age: Callable[[], float | None]) -> AsyncIterator[None]:
    """Say that the program is ready, alive as long as it comes round, and that it stops when the block ends.

    `age` is how many seconds ago it last came round, None before the first time.
    """
    living = asyncio.create_task(_give_signs(age), name="watchdog")
    tell("READY=1")
    try:
        yield
    finally:
        tell("STOPPING=1")
        living.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await living


async def _give_signs(age: Callable[[], float | None]) -> None:
    every, started = watchdog_seconds(), time.monotonic()
    while every is not None:
        last = age()
        if (time.monotonic() - started if last is None else last) < HUNG:
            tell("WATCHDOG=1")
        await asyncio.sleep(every)
