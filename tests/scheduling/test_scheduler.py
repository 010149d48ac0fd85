"""APScheduler itself under a clock that jumps: the jobs go on within seconds, and nothing is counted back."""

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import apscheduler.schedulers.base
import pytest

from bot.scheduling import scheduler as scheduling
from bot.scheduling.clock import wait_for_clock
from bot.scheduling.scheduler import ScheduledJob, Scheduler
from bot.services.core.runtime import Runtime
from tests.support.moment import now

DAY = dt.timedelta(days=1)
RIGHT = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
EVERY, LOOK = 0.2, 0.05  # seconds; in earnest 20 and 5
BUSY = 60.0  # seconds that a machine may need which has other things to do


@dataclass
class Machine:
    """A machine whose clock somebody sets."""

    offset: dt.timedelta = field(default_factory=dt.timedelta)

    def now(self) -> dt.datetime:
        """Its time."""
        return now() + self.offset

    def set(self, to: dt.datetime) -> None:
        """Set its clock."""
        self.offset = to - now()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine on whose clock APScheduler and our scheduler look, with everything a hundred times as fast."""
    machine = Machine()
    machine.set(RIGHT)

    class Moved(dt.datetime):
        """The clock as APScheduler asks for it."""

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Moved":
            """The machine's time."""
            return cls.fromtimestamp(machine.now().timestamp(), tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Moved)
    monkeypatch.setattr(scheduling, "utc_now", machine.now)
    monkeypatch.setattr(scheduling, "EVERY", EVERY)
    monkeypatch.setattr(scheduling, "LOOK_AT_CLOCK", LOOK)
    return machine


@dataclass
class Counted:
    """A job that counts."""

    runs: int = 0

    async def work(self) -> None:
        """Do it."""
        self.runs += 1


async def always() -> bool:
    """The jobs may be done."""
    return True


@asynccontextmanager
async def running(machine: Machine, *works: Callable[[], object]) -> AsyncIterator[Runtime]:
    """A scheduler with these jobs at work."""
    runtime = Runtime()
    jobs = [ScheduledJob(id=f"job{number}", work=work) for number, work in enumerate(works)]  # type: ignore[arg-type]
    async with Scheduler(jobs, runtime, always, machine.now).running():
        yield runtime


async def more(job: Counted, within: float = BUSY) -> None:
    """Wait until the job has run once more."""
    runs = job.runs
    async with asyncio.timeout(within):
        while job.runs == runs:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("jump", [-DAY, 3 * DAY, -400 * DAY, dt.timedelta(hours=-1), dt.timedelta(seconds=30)], ids=str)
async def test_jobs_go_on_after_a_jump_of_the_clock(machine: Machine, jump: dt.timedelta) -> None:
    """Whichever way it jumps; and they are not made up for: a jump of three days costs no more than a pause."""
    job = Counted()
    async with running(machine, job.work):
        await more(job)
        machine.offset += jump
        await more(job)
        before = job.runs
        await asyncio.sleep(5 * EVERY)
        assert job.runs - before <= 5 + 2


async def test_clock_that_is_set_right_from_1970_costs_one_run(machine: Machine) -> None:
    """An interval that counts back what it missed made 88 million rounds here."""
    job = Counted()
    machine.set(EPOCH)
    async with running(machine, job.work) as runtime:
        await more(job)
        machine.set(RIGHT)
        spent = time.process_time()
        await more(job)
        assert time.process_time() - spent < 1
        await asyncio.sleep(2 * EVERY)
        assert job.runs < 10
        following = runtime.next_run("job0")
        assert following
        assert RIGHT < following < RIGHT + dt.timedelta(minutes=1)


async def test_failure_of_a_job_stops_no_other_and_is_told(machine: Machine) -> None:
    """It is tried again the next time."""
    tries, job = 0, Counted()

    async def fail() -> None:
        nonlocal tries
        tries += 1
        raise OSError

    async with running(machine, fail, job.work) as runtime:
        for _ in range(3):
            await more(job)
        assert runtime.failed == ["job0"]
        assert tries >= 2


async def test_job_runs_once_at_a_time_and_is_finished_at_the_end(machine: Machine) -> None:
    """One that takes long is not begun again meanwhile, holds up no other, and may come to its end."""
    begun, ended, other, go_on = 0, 0, Counted(), asyncio.Event()

    async def slow() -> None:
        nonlocal begun, ended
        begun += 1
        await go_on.wait()
        await asyncio.sleep(EVERY)
        ended += 1

    async with running(machine, slow, other.work):
        for _ in range(3):
            await more(other)
        assert (begun, ended) == (1, 0)
        go_on.set()
    assert (begun, ended) == (1, 1)


async def test_wrong_clock_at_the_start_is_waited_for(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing begins before it is right; a stop ends the waiting too."""
    monkeypatch.setattr("bot.scheduling.clock.LOOK_AGAIN", LOOK)
    machine.set(EPOCH)
    stop = asyncio.Event()
    waiting = asyncio.create_task(wait_for_clock(stop, machine.now))
    await asyncio.sleep(3 * LOOK)
    assert not waiting.done()
    machine.set(RIGHT)
    await asyncio.wait_for(waiting, BUSY)
    machine.set(EPOCH)
    waiting = asyncio.create_task(wait_for_clock(stop, machine.now))
    await asyncio.sleep(LOOK)
    stop.set()
    await asyncio.wait_for(waiting, BUSY)
