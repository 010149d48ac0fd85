"""The port over real loopback sockets, and systemd's protocol over a real socket."""

import asyncio
import contextlib
import datetime as dt
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import observed
from bot.config import PortSettings
from bot.demo.stage import TOKEN, Stage, open_stage
from bot.sandbox import Sandbox
from bot.sandbox.server import serve
from bot.transport.health_server import open_port, port_of
from bot.transport.systemd import tell, watchdog_seconds
from storage.archive.backup import verify_archive
from tests.support.moment import living

START = dt.datetime(2025, 3, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot before the sandbox, whose receiver has polled and whose clock has ticked."""
    async with open_stage(tmp_path, START) as opened:
        opened.phone("路人").say("你好")
        await opened.settle()
        await opened.tick()
        yield opened


@pytest.fixture
async def asked(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its port."""
    app = port_of(stage.app.request)
    async with open_port(app, "127.0.0.1", 0) as address, httpx.AsyncClient(base_url=address) as client:
        yield client


async def test_living_and_ready(stage: Stage, asked: httpx.AsyncClient) -> None:
    """A bot that polls, ticks and reads its ledger is ready."""
    assert (await asked.get("/healthz")).text == "ok\n"
    answer = await asked.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "store": True, "telegram": True, "tick": True}


async def test_not_ready_while_telegram_refuses(stage: Stage, asked: httpx.AsyncClient) -> None:
    """It lives, but nobody would be answered."""
    stage.app.first.poller.refused = "token"
    answer = await asked.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "store": True, "telegram": False, "tick": True}
    assert (await asked.get("/healthz")).status_code == 200


async def test_not_ready_when_the_clock_stands(stage: Stage, asked: httpx.AsyncClient) -> None:
    """Ten minutes without a round: nobody would be reminded."""
    stage.app.request.runtime.jobs["remind"].ended = time.monotonic() - 600
    assert (await asked.get("/readyz")).json() == {"ready": False, "store": True, "telegram": True, "tick": False}


async def test_not_ready_without_a_ledger(stage: Stage) -> None:
    """A store that cannot be read is told, without a word of why or where."""

    class Gone:
        """A store whose disk went away."""

        def open(self) -> contextlib.AbstractAsyncContextManager[None]:
            """Fail."""
            raise OSError("/srv/secret/place")

    request = replace(stage.app.request, store=Gone())  # type: ignore[arg-type]
    async with open_port(port_of(request), "127.0.0.1", 0) as address, httpx.AsyncClient(base_url=address) as client:
        ready, figures = await client.get("/readyz"), await client.get("/metrics")
    assert (ready.status_code, ready.json()) == (503, {"ready": False, "store": False})
    assert figures.status_code == 503
    assert "secret" not in figures.text


async def test_prometheus_reads_the_figures(asked: httpx.AsyncClient) -> None:
    """Its own parser finds every figure, and no name of a person."""
    answer = await asked.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    found = {family.name: family.samples for family in text_string_to_metric_families(answer.text)}
    assert found["duban_oldest_due_message_age_seconds"][0].value == 0
    assert found["duban_tick_age_seconds"][0].value < 60
    assert found["duban_poll_refused"][0].value == 0
    assert {sample.labels["state"] for sample in found["duban_messages"]} >= {"waiting", "sent", "uncertain"}
    assert found["duban_free_bytes"][0].value > 0


async def test_port_is_for_reading_only(asked: httpx.AsyncClient) -> None:
    """Nothing else is there, and nothing can be posted."""
    assert (await asked.get("/")).status_code == 404
    assert (await asked.post("/metrics")).status_code == 405


def free_port() -> int:
    """A port of loopback that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


async def test_port_is_open_while_the_bot_runs_where_a_number_is_set(stage: Stage) -> None:
    """It opens with the bot and closes with it."""
    number = free_port()
    config = replace(stage.app.config, port=PortSettings(number=number))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{number}") as client:
        async with observed(config, stage.app.request, lambda: None):
            assert (await client.get("/healthz")).status_code == 200
        with pytest.raises(httpx.ConnectError):
            await client.get("/healthz")


async def test_taken_port_does_not_keep_the_bot_from_working(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Reminders matter more than being watched; who starts it reads which port it is, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        config = replace(stage.app.config, port=PortSettings(number=other.getsockname()[1]))
        async with observed(config, stage.app.request, lambda: None):
            assert (await stage.app.request.runtime.space()) is not None
    said = f"监控端口 127.0.0.1:{config.port.number} 打不开，多半被另一个程序占着：督办照常运行"
    assert said in capsys.readouterr().err


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A supervisor's end of the line, that asks for a sign of life every tenth of a second."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "n"))
        listening.settimeout(2)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        monkeypatch.setenv("WATCHDOG_USEC", "100000")
        monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
        yield listening


def heard(systemd: socket.socket) -> list[str]:
    """Everything that was told since it was last asked."""
    systemd.settimeout(0)
    found = []
    with contextlib.suppress(BlockingIOError):
        while True:
            found.append(systemd.recv(100).decode())
    return found


@contextlib.contextmanager
def listening_to(systemd: socket.socket) -> Iterator[list[str]]:
    """Everything that is told while the block runs, taken from the line as it comes."""
    told: list[str] = []
    loop = asyncio.get_running_loop()
    loop.add_reader(systemd, lambda: told.extend(heard(systemd)))
    try:
        yield told
    finally:
        loop.remove_reader(systemd)
        told += heard(systemd)


async def test_deaf_supervisor_holds_nobody_up(stage: Stage, systemd: socket.socket) -> None:
    """Its queue is full, and nobody reads it: what is told is dropped, the loop turns on, and the block ends."""
    while tell("WATCHDOG=1"):
        pass
    async with asyncio.timeout(60):
        async with observed(stage.app.config, stage.app.request, lambda: stage.app.request.runtime.tick_age):
            await asyncio.sleep(0.2)
    told = heard(systemd)
    assert told
    assert set(told) == {"WATCHDOG=1"}


async def test_systemd_hears_of_start_life_and_end(stage: Stage, systemd: socket.socket) -> None:
    """Ready once, alive again and again, stopping once."""
    async with observed(stage.app.config, stage.app.request, lambda: stage.app.request.runtime.tick_age):
        told: list[str] = []
        async with asyncio.timeout(60):
            while told.count("WATCHDOG=1") < 3:
                await asyncio.sleep(0.01)
                told += heard(systemd)
    told += heard(systemd)
    assert (told[0], told[-1]) == ("READY=1", "STOPPING=1")
    assert told.count("WATCHDOG=1") == len(told) - 2


async def test_bot_whose_clock_stands_gives_no_sign_of_life(stage: Stage, systemd: socket.socket) -> None:
    """The loop turns, but nobody has been reminded for half an hour: systemd shall start it anew."""
    stage.app.request.runtime.jobs["remind"].ended = time.monotonic() - 1800
    async with observed(stage.app.config, stage.app.request, lambda: stage.app.request.runtime.tick_age):
        await asyncio.sleep(0.2)
    assert heard(systemd) == ["READY=1", "STOPPING=1"]


async def answer_of(client: httpx.AsyncClient, path: str, status: int) -> httpx.Response:
    """Ask until the answer has that status; the last answer after a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(httpx.ConnectError):
            answer = await client.get(path)
            if answer.status_code == status:
                return answer
        await asyncio.sleep(0.1)
    return await client.get(path)


@pytest.mark.hours
async def test_program_itself_is_ready_and_says_so(tmp_path: Path, systemd: socket.socket) -> None:
    """`python -m bot run` before the sandbox over a socket: port, systemd, first backup, a clean end."""
    sandbox = Sandbox(token=TOKEN)
    server = await serve(sandbox)
    number = free_port()
    environment = os.environ | {
        "DUBAN_TELEGRAM_TOKEN": TOKEN,
        "DUBAN_TELEGRAM_BASE_URL": f"{server.url}/bot",
        "DUBAN_TELEGRAM_BASE_FILE_URL": f"{server.url}/file/bot",
        "DUBAN_STORE_URL": str(tmp_path / "ledger.json"),
        "DUBAN_STORE_EVIDENCE": str(tmp_path / "evidence"),
        "DUBAN_PORT_NUMBER": str(number),
    }
    del environment["WATCHDOG_PID"]
    command = living(sandbox.clock.now, "bot", "run")
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
    with listening_to(systemd) as told:
        try:
            sandbox.phone(1, "路人").say("你好")
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{number}") as client:
                ready = await answer_of(client, "/readyz", 200)
                assert ready.json() == {"ready": True, "store": True, "telegram": True, "tick": True}
                figures = (await client.get("/metrics")).text
            assert TOKEN not in figures
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 60) == 0
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await server.stop()
    assert (told[0], told[-1]) == ("READY=1", "STOPPING=1")
    assert "WATCHDOG=1" in told
    (archive,) = (tmp_path / "backups").iterdir()
    assert verify_archive(archive).counts["units"] == 1


def test_nobody_is_told_where_nobody_supervises(tmp_path: Path) -> None:
    """Without a socket, or with one where nobody listens, work goes on."""
    assert not tell("READY=1", {})
    assert not tell("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "gone")})


def test_signs_of_life_are_given_in_half_the_time_allowed() -> None:
    """As systemd advises; not where another process is meant, nor where it is not asked for."""
    assert watchdog_seconds({"WATCHDOG_USEC": "180000000"}) == 90
    assert watchdog_seconds({"WATCHDOG_USEC": "180000000", "WATCHDOG_PID": "1"}) is None
    assert watchdog_seconds({}) is None
    assert watchdog_seconds({"WATCHDOG_USEC": "soon"}) is None
