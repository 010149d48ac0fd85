"""Clocks that jump, stand still, or have lost their time; and machines in other zones."""

import asyncio
import datetime as dt
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import App, run
from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.services.reminders.forecast import forecast
from bot.transport.polling import Poller
from tests.handlers.conftest import LEADER, MATE, OFFICE, OWNER, SECRETARY, START

NAMES = (OFFICE, OWNER, MATE, LEADER, SECRETARY)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
REMINDER = "整改提醒"
HEADS = (REMINDER, "停机期间应提醒")


async def staff(stage: Stage) -> None:
    """Take in the example and bind five people."""
    await stage.take_in(WORKBOOK)
    await stage.bind(*NAMES)


def told(stage: Stage) -> Counter[tuple[str, str]]:
    """Every reminder by person and text, with how often it came."""
    return Counter(
        (name, message.text)
        for name in NAMES
        for message in stage.phone(name).inbox
        if any(head in message.text for head in HEADS)
    )


async def test_running_bot_does_its_jobs(tmp_path: Path) -> None:
    """The scheduler of the running program really awaits every job, by its name."""
    async with open_stage(tmp_path, START) as stage:
        await staff(stage)
        stop = asyncio.Event()
        app = stage.app
        app.first.poller = Poller(app.first.application.bot, app.inbox)
        running = asyncio.create_task(run(app, stop))
        await done(app)
        jobs = app.request.runtime.jobs
        assert {"remind", "digest", "list", "chase", "rechecks", "backup", "prune", "outbox", "board"} <= set(jobs)
        assert app.request.runtime.next_run("remind")
        assert [job for job in jobs if f"operations.job.{job}" not in app.request.wording] == []
        stop.set()
        await running


async def done(app: App, within: float = 60) -> None:
    """Wait until every job has been done."""
    async with asyncio.timeout(within):
        while not all(job.at for job in app.request.runtime.jobs.values()):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


async def _nobody(_update: object) -> bool:
    return True


async def test_clock_that_jumps_three_days_catches_up_once(tmp_path: Path) -> None:
    """What fell due in between is told at once, each person once, and nothing of it again later."""
    async with open_stage(tmp_path, START) as stage:
        await staff(stage)
        await stage.pass_time(DAY)
        stage.sandbox.clock.move(3 * DAY)  # from Friday to Monday
        for _ in range(3):
            await stage.tick()
        once = told(stage)
        assert once
        assert set(once.values()) == {1}
        await stage.pass_time(6 * HOUR)
        assert told(stage) == once


async def test_clock_set_back_an_hour_repeats_nothing_and_stalls_nothing(tmp_path: Path) -> None:
    """The same hour lived twice is the same hour; the next day comes as ever."""
    async with open_stage(tmp_path, START) as stage:
        await staff(stage)
        await stage.pass_time(DAY)
        before = told(stage)
        stage.sandbox.clock.move(-HOUR)
        await stage.tick()
        await stage.pass_time(HOUR)
        assert told(stage) == before
        known = len(stage.phone(OWNER).inbox)
        stage.phone(OWNER).say("2-3 正在推进")
        await stage.settle()
        assert len(stage.phone(OWNER).inbox) == known + 1
        await stage.pass_time(20 * DAY)
        assert sum(told(stage).values()) > sum(before.values())
        assert set(told(stage).values()) == {1}


async def test_clock_that_was_ahead_by_days_loses_no_reminder(tmp_path: Path) -> None:
    """Whoever is to be reminded in the next three weeks is, although the clock had been a week ahead for an hour."""
    async with open_stage(tmp_path / "right", START) as stage:
        await staff(stage)
        await stage.pass_time(21 * DAY)
        expected = {name for name, _ in told(stage)}
    async with open_stage(tmp_path / "wrong", START) as stage:
        await staff(stage)
        stage.sandbox.clock.move(7 * DAY)
        await stage.tick()
        stage.sandbox.clock.move(-7 * DAY)
        await stage.pass_time(21 * DAY)
        assert {name for name, _ in told(stage)} >= expected
        assert set(told(stage).values()) == {1}


async def test_clock_of_1970_sends_nothing_and_recovers(tmp_path: Path) -> None:
    """A machine without a battery: nothing goes out until its clock is right, then everything that is due, once."""
    async with open_stage(tmp_path, START) as stage:
        await staff(stage)
        known = {name: len(stage.phone(name).inbox) for name in NAMES}
        right = stage.sandbox.clock.now()
        stage.sandbox.clock.set(dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
        for _ in range(3):
            await stage.app.tick()
        assert {name: len(stage.phone(name).inbox) for name in NAMES} == known
        stage.sandbox.clock.set(right)
        await stage.pass_time(20 * DAY)
        assert told(stage)
        assert set(told(stage).values()) == {1}


@pytest.fixture
def machine_zone() -> Iterator[Callable[[str], None]]:
    """Put the machine into a zone, and back afterwards."""
    before = os.environ.get("TZ")

    def stand_in(zone: str | None) -> None:
        if zone is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = zone
        time.tzset()

    yield stand_in
    if os.environ.get("TZ") != before:
        stand_in(before)


async def test_plan_is_the_same_wherever_the_machine_stands(
    tmp_path: Path, machine_zone: Callable[[str], None]
) -> None:
    """Sixty days ahead: who is told what on which day and hour depends on the unit's zone alone."""
    plans: list[object] = []
    for zone in ("Asia/Shanghai", "UTC", "America/Los_Angeles"):
        machine_zone(zone)
        async with open_stage(tmp_path / zone, START.astimezone()) as stage:
            await staff(stage)
            plans.append(await forecast(stage.app.request, "u1", 60))
            await stage.pass_time(5 * DAY)
            plans.append(told(stage))
    assert plans[0]
    assert plans[1]
    assert plans[:2] == plans[2:4] == plans[4:]
