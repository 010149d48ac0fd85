"""The sandbox's time."""

import asyncio
import datetime as dt
import time

import pytest

from bot.sandbox import Phone, Sandbox, SandboxClock
from tests.sandbox.conftest import MONDAY


def test_a_clock_stands_still_until_it_is_moved() -> None:
    """Forward, back, and to a point."""
    clock = SandboxClock(MONDAY)
    assert clock.now() == MONDAY
    clock.move(dt.timedelta(days=3))
    clock.move(-dt.timedelta(hours=1))
    assert clock.now() == MONDAY + dt.timedelta(days=2, hours=23)
    clock.set(MONDAY)
    assert clock.now() == MONDAY
    with pytest.raises(ValueError, match="zone"):
        clock.set(dt.datetime(2026, 3, 9))  # noqa: DTZ001 - the mistake itself


async def test_a_running_clock_runs() -> None:
    """For the page, where a person looks on."""
    before = time.monotonic()
    clock = SandboxClock(MONDAY, running=True)
    await asyncio.sleep(0.02)
    passed = clock.now() - MONDAY
    assert dt.timedelta(seconds=0.02) <= passed <= dt.timedelta(seconds=time.monotonic() - before)


async def test_messages_carry_the_sandbox_s_time(phone: Phone, sandbox: Sandbox) -> None:
    """In whole seconds."""
    sandbox.clock.move(dt.timedelta(hours=1, microseconds=5))
    phone.say("一小时后")
    assert phone.last.date == MONDAY + dt.timedelta(hours=1)


async def test_time_passes_in_steps_at_every_half_hour(sandbox: Sandbox) -> None:
    """The application is called after each step and finds the clock moved by it."""
    seen: list[tuple[str, dt.timedelta]] = []

    async def tick(step: dt.timedelta) -> None:
        assert sandbox.moving
        seen.append((f"{sandbox.clock.now():%H:%M}", step))

    sandbox.clock.set(MONDAY + dt.timedelta(minutes=10))
    sandbox.on_clock_moved = tick
    await sandbox.move_clock(dt.timedelta(hours=1))
    minutes = [step / dt.timedelta(minutes=1) for _, step in seen]
    assert [time for time, _ in seen] == ["09:00", "09:30", "09:40"]
    assert minutes == [20, 30, 10]
    assert (sandbox.clock.now(), sandbox.moving) == (MONDAY + dt.timedelta(hours=1, minutes=10), False)


async def test_weeks_pass_in_wider_steps(sandbox: Sandbox) -> None:
    """Of three hours each."""
    seen: list[dt.timedelta] = []

    async def tick(step: dt.timedelta) -> None:
        seen.append(step)

    sandbox.clock.set(MONDAY)
    sandbox.on_clock_moved = tick
    await sandbox.move_clock(dt.timedelta(days=8))
    assert sum(seen, dt.timedelta()) == dt.timedelta(days=8)
    assert max(seen) == dt.timedelta(hours=3)
    assert len(seen) <= 65


async def test_without_an_application_time_simply_jumps(sandbox: Sandbox) -> None:
    """Back as well."""
    await sandbox.move_clock(dt.timedelta(days=7))
    await sandbox.move_clock(-dt.timedelta(days=1))
    assert sandbox.clock.now() == MONDAY + dt.timedelta(days=6)
