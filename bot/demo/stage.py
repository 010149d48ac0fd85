"""A whole office in one process: the real bot before the sandbox, with time that can be moved."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from telegram.request import HTTPXRequest

from bot.app import App, open_app
from bot.config import BackupSettings, Config, StoreSettings, TelegramSettings, UnitSettings
from bot.domain.imports.result import ImportResult
from bot.domain.settings.policy import Policy
from bot.readers.plan import read_plan_safely
from bot.sandbox import Phone, Sandbox, SandboxClock
from bot.services.core.ledger import ANSWERS_WAITING, PEOPLE_OF
from bot.services.core.transaction import unit_of
from bot.services.imports.plan_import import accept, preview
from bot.services.outbox.answers import QUIET
from bot.services.people.binding import appoint, invite
from bot.transport.limiter import Limiter

TOKEN = "42:SANDBOX"  # noqa: S105 - opens nothing but the sandbox
WORKBOOK = Path(__file__).with_name("整改台账.xlsx")
FIRST_ACCOUNT = 1000


class Unhurried(Limiter):
    """No limits: before the sandbox nobody is refused, and weeks pass in seconds."""

    rest = 0.0

    @asynccontextmanager
    async def turn(self, chat: int, *, urgent: bool = False, count: int = 1) -> AsyncIterator[None]:  # noqa: ARG002
        """Go ahead at once."""
        yield

    async def approach(self, chat: int, *, urgent: bool = False) -> None:
        """Go ahead at once."""


@dataclass
class Stage:
    """The sandbox, the app before it, and the phones of the people who are bound."""

    sandbox: Sandbox
    app: App
    phones: dict[str, Phone] = field(default_factory=dict)

    async def settle(self, within: float = 30) -> None:
        """Wait until everything that was said is answered and everything due is delivered.

        Raises TimeoutError where the bot has not fetched everything `within` seconds.
        """
        await self.sandbox.idle(within)
        await self.app.settle()
        if await self._gathers():
            self.sandbox.clock.move(QUIET)
            await self.app.settle()
        await self.sandbox.idle()

    async def _gathers(self) -> bool:
        """True while the answer to an album waits for further pictures."""
        async with self.app.request.look() as ledger:
            waiting = await ledger.outbox.find(ANSWERS_WAITING)
        return any(row.due > self.app.request.now() and not row.error for row in waiting)

    async def tick(self) -> None:
        """One tick of the clock, now."""
        await self.app.tick()
        await self.settle()

    async def pass_time(self, span: dt.timedelta) -> None:
        """Let time go by, ticking on the way as a running bot would."""
        await self.sandbox.move_clock(span)
        await self.settle()

    def phone(self, name: str, role: str = "") -> Phone:
        """The phone of a person, bound or not."""
        if name not in self.phones:
            self.phones[name] = self.sandbox.phone(FIRST_ACCOUNT + len(self.phones) + 1, name, role)
        return self.phones[name]

    async def bind(self, *names: str) -> None:
        """Give each person a link and let them open it."""
        for name in names:
            (invited,) = await invite(self.app.request, by=None, unit=self.app.config.unit.id, names=(name,))
            self.phone(name).open_link(invited.code)
            await self.settle()

    async def people(self) -> list[str]:
        """Everybody of the unit, in the order of the list."""
        async with self.app.request.look() as ledger:
            found = await ledger.people.find(PEOPLE_OF, self.app.config.unit.id)
        return [person.name for person in sorted(found, key=lambda person: (person.rank, person.id))]

    async def appoint(self, name: str) -> None:
        """Make somebody the office's first person, as the command line does."""
        await appoint(self.app.request, self.app.config.unit.id, (name,))

    async def take_in(self, file: Path) -> ImportResult:
        """Take in a plan as the command line does."""
        request = self.app.request
        async with request.look() as ledger:
            unit = await unit_of(ledger, self.app.config.unit.id)
        read = await read_plan_safely(
            await asyncio.to_thread(file.read_bytes), file.name, reference=request.today(unit)
        )
        await preview(request, unit.id, read, file.name, by=None)
        return await accept(request, by=None)


@asynccontextmanager
async def open_stage(
    folder: Path,
    start: dt.datetime,
    *,
    policy: Policy | None = None,
    sandbox: Sandbox | None = None,
    unit: UnitSettings | None = None,
    keep: int = 0,
    ledger: str = "",
) -> AsyncIterator[Stage]:
    """Open the app before a sandbox, in one process; `start` is aware. `keep` daily backups are kept.

    `ledger` is the address of a database instead of a file in the folder.
    """
    clock = sandbox.clock if sandbox else SandboxClock(start)
    sandbox = sandbox or Sandbox(token=TOKEN, clock=clock, limits=False)
    config = Config(
        telegram=TelegramSettings(token=TOKEN, base_url="http://sandbox/bot", base_file_url="http://sandbox/file/bot"),
        unit=unit or UnitSettings(),
        store=StoreSettings(ledger or str(folder / "ledger.json"), str(folder / "evidence")),
        policy=policy or Policy(),
        backup=BackupSettings(keep=keep),
    )

    def carrier() -> HTTPXRequest:
        return HTTPXRequest(32, httpx_kwargs={"transport": httpx.ASGITransport(app=sandbox.app)})

    async with open_app(config, clock=clock.now, http=carrier, limiter=Unhurried()) as app:

        async def come_round(_: dt.timedelta) -> None:
            await app.tick()
            await app.settle()

        sandbox.on_clock_moved = come_round
        stop = asyncio.Event()
        receiving = asyncio.create_task(app.receive(stop))
        try:
            yield Stage(sandbox, app)
        finally:
            stop.set()
            await receiving
