"""300 replies a second pushed to three receivers while one of them is killed; a worker, a sender, a scheduler beside.

Every process is the program itself, `python -m bot run --roles …`. Pushed as Telegram does: over 40 connections, again
to another receiver until one says 200. Timed is each reply from the first try to that answer. Then the worker works off
what came, and the journal tells whether anything was lost.
"""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.province.round import EACH, UNITS, bodies, settled
from bot.domain.history.journal import breaks
from bot.sandbox import Sandbox, serve
from bot.services.core.callback_data import WEBHOOK, own_secret
from bot.services.core.ledger import JOURNAL_OF_UNIT
from bot.transport.webhook import PATH, SECRET
from storage.postgres.store import PostgresStore
from tests.storage.server import Server

ROOT = Path(__file__).parents[2]
RATE, SECONDS = 300, 20
CONNECTIONS = 40
SLOWEST = 0.5  # seconds for 99 of 100
MOST_MEMORY = 200  # megabytes of a process
RECEIVERS = 3
MARK = re.compile(r"K(\d+)Z")
PATIENCE = 900.0


@dataclass
class Load:
    """What is pushed, and how long each took."""

    ports: list[int]
    secret: str
    took: list[float] = field(default_factory=list)
    again: int = 0

    async def push(self, updates: "asyncio.Queue[tuple[float, bytes] | None]", n: int) -> None:
        """One of Telegram's connections."""
        line = None
        while (one := await updates.get()) is not None:
            due, body = one
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            while True:
                try:
                    line = line or await asyncio.open_connection("127.0.0.1", self.ports[n % len(self.ports)])
                    if await self._said(*line, body) == 200:
                        break
                except (OSError, asyncio.IncompleteReadError):
                    pass
                self.again += 1
                line, n = None, n + 1
                await asyncio.sleep(0.01)
            self.took.append(time.perf_counter() - began)

    async def _said(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> int:
        head = f"POST {PATH} HTTP/1.1\r\nHost: duban\r\n{SECRET}: {self.secret}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(re.search(rb"content-length: (\d+)", answer)[1]))  # type: ignore[index]
        return int(answer.split(b" ", 2)[1])


def update(number: int, units: int) -> bytes:
    """A reply of an owner about a measure of theirs."""
    body = PROVINCE[number % units]
    measure = body.measures[number // units % EACH]
    owner = body.person(measure.owners[0])
    user = {"id": owner.chat, "is_bot": False, "first_name": owner.name}
    message = {"message_id": number, "date": int(time.time()), "chat": {"id": owner.chat, "type": "private"}}
    text = f"{measure.number} 正在推进，记号K{number}Z"
    return json.dumps({"update_id": number, "message": message | {"from": user, "text": text}}).encode()


PROVINCE = list(bodies())


class Programs:
    """The program's processes."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = os.environ | environment
        self._folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, roles: str, **extra: str) -> None:
        """Start one."""
        command = [sys.executable, "-m", "bot", "run", "--roles", roles]
        errors = (self._folder / f"{name}.err").open("wb")
        with errors:
            self.running[name] = subprocess.Popen(command, cwd=ROOT, env=self._environment | extra, stderr=errors)

    def memory(self) -> dict[str, int]:
        """The most that each took, in megabytes."""
        status = {name: Path(f"/proc/{one.pid}/status").read_text() for name, one in self.running.items()}
        return {name: int(re.search(r"VmHWM:\s+(\d+)", text)[1]) // 1024 for name, text in status.items()}  # type: ignore[index]

    def kill(self, name: str) -> None:
        """Kill one."""
        self.running[name].kill()
        self.running.pop(name).wait()

    def stop(self) -> None:
        """Kill all."""
        for name in [*self.running]:
            self.kill(name)


async def run(server: Server, units: int = UNITS) -> bool:
    """Print the figures; True where nothing was lost, and fast and small enough."""
    address = await settled(server, bodies(units))
    store = await PostgresStore.connect(address)
    async with store.open() as ledger:
        secret = await own_secret(ledger, WEBHOOK)
    sandbox = Sandbox(token="42:SANDBOX")  # noqa: S106 - opens nothing but the sandbox
    for body in PROVINCE[:units]:
        for person in body.people:
            sandbox.phone(person.chat or 0).start_chat()
    sandbox.queue.confirm(1 << 40)
    telegram = await serve(sandbox)
    ports = [_free_port() for _ in range(RECEIVERS)]
    with TemporaryDirectory() as folder:
        programs = Programs(_environment(address, telegram.url, folder), Path(folder))
        try:
            for n, port in enumerate(ports):
                programs.start(f"receiver{n}", "receiver", DUBAN_WEBHOOK_PORT=str(port))
            for role in ("worker", "sender", "ticks"):
                programs.start(role, role)
            while len(await store.process_records()) < RECEIVERS + 3:  # noqa: ASYNC110 - other processes tell us nothing
                await asyncio.sleep(0.1)
            load = await _pushed(Load(ports, secret), units, lambda: programs.kill("receiver1"))
            drained = await _drained(store)
            memory = programs.memory()
        finally:
            programs.stop()
    recorded, whole = await _recorded(store, units)
    await store.close()
    await telegram.stop()
    count = RATE * SECONDS
    took = sorted(load.took)
    p50, p99 = took[count // 2], took[count * 99 // 100]
    lost, twice = count - len(recorded), sum(n - 1 for n in recorded.values())
    print(
        f"{count} replies at {RATE} a second, one of {RECEIVERS} receivers killed: {load.again} tried again; "
        f"answered in {1000 * p50:.0f} ms (median), {1000 * p99:.0f} ms (99 %), {1000 * took[-1]:.0f} ms (longest); "
        f"lost {lost}, twice {twice}; worked off {drained:.0f} s later; chains {'whole' if whole else 'broken'}"
    )
    print("most memory, MB: " + ", ".join(f"{name} {most}" for name, most in memory.items()))
    return not lost and not twice and whole and p99 < SLOWEST and max(memory.values()) < MOST_MEMORY


async def _pushed(load: Load, units: int, kill: Callable[[], None]) -> Load:
    updates: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    start = time.perf_counter() + 0.5
    for n in range(RATE * SECONDS):
        updates.put_nowait((start + n / RATE, update(n + 1, units)))
    for _ in range(CONNECTIONS):
        updates.put_nowait(None)
    pushing = asyncio.gather(*(load.push(updates, n) for n in range(CONNECTIONS)))
    await asyncio.sleep(SECONDS / 2)
    kill()
    await pushing
    return load


async def _drained(store: PostgresStore) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        while (await store.inbox.status()).waiting:  # noqa: ASYNC110 - other processes tell us nothing
            await asyncio.sleep(0.5)
    return time.perf_counter() - began


async def _recorded(store: PostgresStore, units: int) -> tuple[Counter[int], bool]:
    marks: Counter[int] = Counter()
    whole = True
    for body in PROVINCE[:units]:
        async with store.open() as ledger:
            entries = await ledger.journal.find(JOURNAL_OF_UNIT, body.unit.id)
            whole &= not list(breaks(entries, await ledger.heads.get(body.unit.id)))
        marks.update(int(mark) for entry in entries for mark in MARK.findall(entry.words))
    return marks, whole


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _environment(address: str, telegram: str, folder: str) -> dict[str, str]:
    return {
        "DUBAN_TELEGRAM_TOKEN": "42:SANDBOX",
        "DUBAN_TELEGRAM_BASE_URL": f"{telegram}/bot",
        "DUBAN_TELEGRAM_BASE_FILE_URL": f"{telegram}/file/bot",
        "DUBAN_STORE_URL": address,
        "DUBAN_STORE_EVIDENCE": f"{folder}/evidence",
        "DUBAN_WEBHOOK_URL": "http://127.0.0.1:9",
        "DUBAN_BACKUP_KEEP": "0",
        "DUBAN_LOG_LEVEL": "WARNING",
    }
