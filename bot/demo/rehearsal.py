"""A rehearsal: the coming days played at speed in the sandbox, on a copy of the ledger; nothing leaves the machine."""

import datetime as dt
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.clock import utc_now
from bot.config import Config
from bot.demo.stage import TOKEN, open_stage
from bot.domain.core.local_day import local_day
from bot.logs import set_up_logs
from bot.messages.text import day
from bot.sandbox import Sandbox, SandboxClock
from bot.services.core.ledger import PEOPLE_OF, UNITS
from storage.archive.archive import create_backup
from storage.archive.backup import restore_archive

DAY = dt.timedelta(days=1)


async def rehearse(config: Config, unit: str, days: int) -> int:
    """Print what each person of a unit would get, day by day; raises StoreError."""
    set_up_logs("ERROR")
    zone = ZoneInfo(config.unit.zone)
    now = utc_now().astimezone(zone)
    with tempfile.TemporaryDirectory(prefix="duban-") as scratch:
        folder = Path(scratch)
        archive, _ = await create_backup(config.store.url, Path(config.store.evidence), folder / "backup", 0, now)
        restore_archive(archive, folder / "ledger.json", folder / "evidence")
        sandbox = Sandbox(token=TOKEN, clock=SandboxClock(now), limits=False)
        async with open_stage(folder, now, policy=config.policy, sandbox=sandbox, unit=config.unit) as stage:
            async with stage.app.request.look() as ledger:
                units = await ledger.units.find(UNITS)
                people = [p for one in units for p in await ledger.people.find(PEOPLE_OF, one.id) if p.chat is not None]
            phones = {person.id: sandbox.phone(person.chat or 0, person.name) for person in people}
            for phone in phones.values():
                phone.start_chat()
            shown = [phones[person.id] for person in people if person.unit == unit]
            for _ in range(days):
                await stage.pass_time(DAY)
                for phone in shown:
                    for message in phone.inbox:
                        if message.date > sandbox.clock.now() - DAY:
                            click.echo(f"{day(local_day(zone, message.date))} {phone.user.name}：")
                            click.echo("    " + message.text.replace("\n", "\n    "))
    click.echo(f"演练了 {days} 天，什么都没有发出去。")
    return 0
