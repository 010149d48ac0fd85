"""A province's processes before the sandbox and a real PostgreSQL server, to be killed, cut off and slowed down."""

import asyncio
import contextlib
import datetime as dt
import os
import random
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.history.journal import breaks
from bot.domain.outbox.message import MessageState
from bot.messages.operations.view import ProcessRecord
from bot.sandbox import serve
from bot.services.core.ledger import JOURNAL_OF_UNIT, OUTBOX_BY_STATE
from storage.postgres.store import PostgresStore
from tests.crash.cable import Cable, on_port, on_socket, to_port, to_socket
from tests.crash.programs.bot_matrix import MARK, ROOT, Round, marks
from tests.crash.programs.bot_office import UNIT, environment, found_office, telegram
from tests.storage.server import Server
from tests.support.moment import living

PATIENCE = 240.0  # what is in doubt waits for up to a minute before it is sent once more
SOCKET = ".s.PGSQL.5432"


@dataclass
class Site(Round):
    """An installation of several processes; `telegram` and `database` are the cables to them, `door` the front door."""

    address: str = ""  # of the database, for us who look at it from outside
    database: Cable = field(default_factory=Cable)
    telegram: Cable = field(default_factory=Cable)
    door: Cable = field(default_factory=Cable)
    processes: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)  # of receivers
    _keepers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    store: PostgresStore | None = None

    async def employ(self, name: str, roles: str) -> None:
        """Start a process with its roles, again whenever it ends; a receiver gets a port behind the front door.

        Waits until it has signed in.
        """
        extra = {}
        if "receiver" in roles:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            extra["DUBAN_WEBHOOK_PORT"] = str(port)
            self.ports[name] = port
            self.door.ends.append(to_port(port))
        self._keepers[name] = asyncio.create_task(self._keep(name, roles, extra))
        await self.until_back(name)

    async def until_back(self, name: str) -> None:
        """Wait until the process of that name has signed in."""
        while not any(self.is_of(name, one) for one in await self.opened().process_records()):  # noqa: ASYNC110 - see below
            await asyncio.sleep(0.05)

    async def _keep(self, name: str, roles: str, extra: dict[str, str]) -> None:
        while True:
            with (self.folder / f"{name}.err").open("ab") as errors:
                self.processes[name] = await asyncio.create_subprocess_exec(
                    *living(self.sandbox.clock.now, "bot", "run", "--roles", roles),
                    cwd=ROOT,
                    env=os.environ | self.environment | extra,
                    stderr=errors,
                )
            await self.processes[name].wait()

    def is_of(self, name: str, station: ProcessRecord) -> bool:
        """True where the process of that name signed in so."""
        process = self.processes.get(name)
        return process is not None and station.id.endswith(f":{process.pid}")

    async def dismiss(self, name: str) -> None:
        """Kill a process as a loss of power does, and start it no more."""
        keeper, process = self._keepers.pop(name), self.processes.pop(name)
        keeper.cancel()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def retire(self, name: str) -> int:
        """Ask a process to end, and start it no more: its exit status."""
        keeper, process = self._keepers.pop(name), self.processes.pop(name)
        keeper.cancel()
        process.terminate()
        return await asyncio.wait_for(process.wait(), 60)

    async def break_down(self, name: str) -> None:
        """Kill a process, which counts as one kill."""
        self.tally.kills[name] += 1
        await self.dismiss(name)

    async def fall(self, name: str) -> None:
        """Kill a process, which counts as one kill, and wait until its keeper has it back at work."""
        self.tally.kills[name] += 1
        fallen = self.processes[name]
        fallen.kill()
        while self.processes[name] is fallen:  # noqa: ASYNC110 - the keeper tells nobody
            await asyncio.sleep(0.05)
        await self.until_back(name)

    async def cut(self, cable: Cable, seconds: float) -> None:
        """Cut a cable for a while; what is on its way then counts as at a kill."""
        self.tally.kills["cut"] += 1
        cable.cut()
        await asyncio.sleep(seconds)
        cable.mend()

    async def restart(self, server: Server) -> None:
        """Stop the database as by a crash, and start it again."""
        self.tally.kills["restart"] += 1
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)

    async def until_seated(self, seat: str, name: str, within: float = PATIENCE) -> None:
        """Wait until the process of that name has the seat; raises TimeoutError."""
        async with asyncio.timeout(within):
            while not await self.has(seat, name):  # noqa: ASYNC110 - other processes tell us nothing
                await asyncio.sleep(0.1)

    async def has(self, seat: str, name: str) -> bool:
        """True where the process of that name says that it has the seat."""
        return any(self.is_of(name, one) and seat in one.seats for one in await self.opened().process_records())

    async def talk(self, replies: int, pause: float = 0.02) -> None:
        """Let people reply for a while."""
        for _ in range(replies):
            self.say()
            await asyncio.sleep(pause)

    def opened(self) -> PostgresStore:
        """The ledger as seen from outside."""
        if self.store is None:
            raise RuntimeError("not opened")
        return self.store

    async def until_quiet(self, within: float = PATIENCE) -> None:
        """Wait until every update is handled and every message carried."""
        async with asyncio.timeout(within):
            while await self._busy():  # noqa: ASYNC110 - other processes tell us nothing
                await asyncio.sleep(0.2)

    async def _busy(self) -> bool:
        if len(self.sandbox.queue) or (await self.opened().inbox.status()).waiting:
            return True
        async with self.opened().open() as ledger:
            for state in (MessageState.WAITING, MessageState.SENDING, MessageState.UNCERTAIN):
                for unit in (UNIT, ""):
                    now = self.sandbox.clock.now() + dt.timedelta(hours=1)
                    found = await ledger.outbox.find(OUTBOX_BY_STATE, unit, state)
                    if any(message.due < now for message in found):
                        return True
        return False

    async def count(self) -> dict[str, int]:
        """What must be nothing, and is not, once everything is quiet."""
        async with self.opened().open() as ledger:
            entries = await ledger.journal.find(JOURNAL_OF_UNIT, UNIT)
            self.tally.chain_broken += bool(list(breaks(entries, await ledger.heads.get(UNIT))))
        self.count_replies(marks(entries))
        self.count_notices()
        self.count_reminders()
        said: dict[str, list[int]] = {}
        for entry in entries:
            said.setdefault(entry.by, []).extend(int(mark) for mark in MARK.findall(entry.words))
        disorder = sum(order != sorted(order) for order in said.values())
        return self.tally.faults | ({"chats out of order": disorder} if disorder else {})

    def answers(self) -> Counter[int]:
        """How many messages each replier got."""
        return Counter({phone.user.id: len(phone.inbox) for phone in self.office.repliers})


@asynccontextmanager
async def open_site(folder: Path, server: Server, seed: int = 0) -> AsyncIterator[Site]:
    """An installation before its first start: a ledger in a new database, Telegram and the front door on ports."""
    folder.mkdir(parents=True, exist_ok=True)
    address, sandbox = server.database(), telegram()
    office = await found_office(address, sandbox, apart=dt.timedelta(seconds=0.2))
    listening = await serve(sandbox)
    database, outside, door = Cable(to_socket(server.folder / SOCKET)), Cable(), Cable()
    outside.ends.append(to_port(int(listening.url.rpartition(":")[2])))
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(on_socket(database, folder / SOCKET))
        port = await stack.enter_async_context(on_port(outside))
        entrance = await stack.enter_async_context(on_port(door))
        settings = environment(folder, f"http://127.0.0.1:{port}") | {
            "DUBAN_STORE_URL": address.replace(str(server.folder), str(folder)),
            "DUBAN_WEBHOOK_URL": f"http://127.0.0.1:{entrance}",
        }
        chance = random.Random(seed)  # noqa: S311 - moments of a test
        site = Site(folder, sandbox, office, settings, chance, "-", address=address)
        site.database, site.telegram, site.door = database, outside, door
        site.store = await PostgresStore.connect(address)
        try:
            yield site
        finally:
            for name in [*site.processes]:
                await site.dismiss(name)
            await site.opened().close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listening.stop(), 60)
