"""Phones in a browser: the sandbox with a whole office, on this machine only."""

import asyncio
import contextlib
import datetime as dt
import signal
import tempfile
from pathlib import Path

import click

from bot.config import Config
from bot.demo.stage import TOKEN, WORKBOOK, Stage, open_stage
from bot.domain.people.person import Role
from bot.logs import set_up_logs
from bot.messages.wording import official
from bot.sandbox import Sandbox, SandboxClock, serve
from bot.services.core.ledger import PEOPLE_OF

SHOWN = (Role.OWNER, Role.OFFICE, Role.SECRETARY)
BEIJING = dt.timezone(dt.timedelta(hours=8))
START = dt.datetime(2025, 3, 24, 9, 0, tzinfo=BEIJING)
BEAT = 2.0  # seconds between two ticks while nobody moves the clock


async def open_phones(config: Config, port: int) -> int:
    """Serve phones of an office that has just taken in the example ledger, until Ctrl-C."""
    set_up_logs(config.log.level)
    sandbox = Sandbox(token=TOKEN, clock=SandboxClock(START, running=True), limits=False)
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        async with open_stage(Path(folder), START, policy=config.policy, sandbox=sandbox) as stage:
            await stage.take_in(WORKBOOK)
            await bind_one_of_each(stage)
            await show(stage, port)
    return 0


async def bind_one_of_each(stage: Stage) -> None:
    """One phone for staff, office and secretary each; links for the others come by /invite."""
    async with stage.app.request.look() as ledger:
        listed = await ledger.people.find(PEOPLE_OF, stage.app.config.unit.id)
    people = sorted(listed, key=lambda person: (person.rank, person.id))
    for role in SHOWN:
        found = next((p for p in people if p.holds(role) and p.name not in stage.phones), None)
        if found is not None:
            stage.phone(found.name, official(f"people.role.{role}"))
            await stage.bind(found.name)


async def show(stage: Stage, port: int) -> None:
    """Serve the page until the person at the terminal has seen enough."""
    server = await serve(stage.sandbox, port=port)
    click.echo(f"手机已打开：{server.url}/  （按 Ctrl-C 结束）")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        while not stop.is_set():
            if not stage.sandbox.moving:
                await stage.app.tick()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT)
    finally:
        await server.stop()
