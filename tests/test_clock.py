"""Clocks that jump, stand still, or have lost their time; and machines in other zones."""

import asyncio
import contextlib
import datetime as dt
import math
import os
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.app import App, run
from bot.demo.stage import TOKEN, WORKBOOK, Stage, open_stage
from bot.sandbox import Sandbox, serve
from bot.services.reminders.forecast import forecast
from bot.transport.polling import Poller
from tests.crash.programs.bot_1970 import start_in_1970
from tests.handlers.conftest import LEADER, MATE, OFFICE, OWN, OWNER, SECRETARY, START, open_chats
from tests.senders.test_port import free_port
from tests.support.moment import living, now

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
        app.first.poller = Poller(app.first.bot, app.inbox, app.first.router.say_unkept)
        running = asyncio.create_task(run(app, stop))
        await done(app)
        jobs = app.request.runtime.jobs
        assert {"remind", "digest", "list", "chase", "rechecks", "backup", "prune", "board"} <= set(jobs)
        assert app.request.runtime.next_run("remind")
        assert [job for job in jobs if f"operations.job.{job}" not in app.request.wording] == []
        stop.set()
        await running


async def done(app: App, within: float = 60) -> None:
    """Wait until every job has been done."""
    runtime = app.request.runtime
    async with asyncio.timeout(within):
        while not (runtime.jobs and all(job.at for job in runtime.jobs.values())):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


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


@dataclass
class Machine:
    """A machine with the program on it, whose clock the test sets; the program's port tells when it last came round."""

    folder: Path
    port: int

    def set(self, to: dt.datetime) -> None:
        """Set its clock."""
        new = self.folder / "offset.new"
        new.write_text(str((to - now()).total_seconds()))
        new.replace(self.folder / "offset")

    @property
    def said(self) -> str:
        """What the program has written to standard error."""
        return (self.folder / "errors").read_text("utf-8")

    @asynccontextmanager
    async def run(self, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """The program, until the block ends."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DUBAN_")} | {
            "PYTHONPATH": str(Path(__file__).parents[1]),
            "DUBAN_TELEGRAM_TOKEN": TOKEN,
            "DUBAN_TELEGRAM_BASE_URL": f"{url}/bot",
            "DUBAN_STORE_URL": str(self.folder / "ledger.json"),
            "DUBAN_STORE_EVIDENCE": str(self.folder / "evidence"),
            "DUBAN_PORT_NUMBER": str(self.port),
        }
        command = living(now, "tests.support.machine", str(self.folder / "offset"), "run")
        with (self.folder / "errors").open("wb") as errors:
            process = await asyncio.create_subprocess_exec(*command, cwd=self.folder, env=environment, stderr=errors)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def came_round(self, within: float) -> None:
        """Wait until every job was done after now."""
        began = time.monotonic()
        async with asyncio.timeout(within), httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            while await _age(client) > time.monotonic() - began:  # noqa: ASYNC110 - it only answers
                await asyncio.sleep(0.2)


async def _age(client: httpx.AsyncClient) -> float:
    """Seconds since all jobs of the program were done; very many where it does not answer."""
    with contextlib.suppress(httpx.TransportError):
        found = re.search(r"^duban_tick_age_seconds (\d\S*)", (await client.get("/metrics")).text, re.MULTILINE)
        return float(found[1]) if found else math.inf
    return math.inf


SOON = 60.0  # seconds; on a machine that has nothing else to do everything is done again within 20


async def test_program_outlives_every_jump_of_its_machines_clock(tmp_path: Path) -> None:
    """It waits from 1970 on, and neither a day back nor three days ahead keep it from answering and reminding."""
    async with open_chats(tmp_path):
        pass
    sandbox = Sandbox(token=TOKEN, limits=False)
    sandbox.queue._last = 500_000  # numbers of updates that the ledger has not seen
    server = await serve(sandbox)
    machine, phone = Machine(tmp_path, free_port()), sandbox.phone(1002, OWNER)
    machine.set(dt.datetime(1970, 1, 1, tzinfo=dt.UTC))

    async def replies(percent: int) -> None:
        phone.say(f"{OWN} 完成{percent}%")
        await sandbox.until(lambda: any(f"{percent}%" in message.text for message in phone.inbox), SOON)

    async with machine.run(server.url) as process:
        phone.say(f"{OWN} 完成10%")
        async with asyncio.timeout(SOON):
            while "waiting until it is set" not in machine.said:  # noqa: ASYNC110 - it only writes
                await asyncio.sleep(0.1)
        assert not phone.inbox
        for number, now in enumerate((START + HOUR, START + HOUR - DAY, START + 3 * DAY), 2):
            machine.set(now)
            await machine.came_round(SOON)
            await replies(10 * number)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), SOON) == 0
    await server.stop()
    assert any("10%" in message.text for message in phone.inbox)
    assert b"1970-01" not in b"".join(file.read_bytes() for file in tmp_path.glob("ledger.*"))


async def test_a_start_in_1970_costs_nothing_and_can_be_ended(tmp_path: Path) -> None:
    """It waits without work and with the memory of any start, answers when the clock is right, and obeys SIGTERM."""
    start = await start_in_1970(tmp_path, 3)
    assert start.waiting < 0.5
    assert start.memory < 400
    assert start.ended == (0, 0)


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
