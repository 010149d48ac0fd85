"""What every command shares: its options, the configuration, the open ledger, and mistakes said in words."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import which
from typing import NoReturn

import click

from bot.clock import Clock, utc_now
from bot.config import Config, load_config
from bot.domain.core.refusal import BadUnit
from bot.domain.units.unit import Unit
from bot.services.core.request import RequestContext

PATH = click.Path(path_type=Path, readable=False)  # what may not be read is said by whoever opens it, in words
CONFIG = click.option(
    "--config",
    "config_path",
    type=PATH,
    envvar="DUBAN_CONFIG",
    help="配置文件，默认为当前目录的 config.toml（有的话）。",
)
UNIT = click.option("--unit", default="", metavar="代号", help="哪个单位；不写是配置里的单位。")


def refuse(sentence: str, status: int = 2) -> NoReturn:
    """End with a sentence for people and no traceback."""
    click.echo(sentence, err=True)
    sys.exit(status)


def called() -> str:
    """How the program was called, so that it can be typed again here: duban, or an interpreter with its module."""
    script = Path(sys.argv[0])
    if script.stem == "duban":
        return "duban" if (found := which("duban")) and Path(found).samefile(script) else _from_here(script)
    return f"{_from_here(Path(sys.executable))} -m bot"


def _from_here(file: Path) -> str:
    """The file as it is typed in this folder."""
    whole, here = Path.cwd() / file, Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)


def config_file(path: Path | None) -> Path | None:
    """The file of the configuration: the one that is named, or the one of this folder where there is one."""
    return Path("config.toml") if path is None and Path("config.toml").is_file() else path


def configured(path: Path | None) -> Config:
    """The configuration; raises BadConfig with every mistake."""
    return load_config(config_file(path))


def carry_out(work: Coroutine[object, object, int | None]) -> NoReturn:
    """Run the work of a command and end with its status."""
    sys.exit(asyncio.run(work) or 0)


@asynccontextmanager
async def open_installation(config: Config, clock: Clock = utc_now) -> AsyncIterator[RequestContext]:
    """The request context of an installation that is not running; raises StoreError where it is."""
    from bot.installation import open_context

    request = await open_context(config, clock)
    try:
        yield request
    finally:
        await request.store.close()


@asynccontextmanager
async def open_unit(config: Config, unit_id: str, clock: Clock = utc_now) -> AsyncIterator[tuple[RequestContext, Unit]]:
    """The same, seeing one unit alone, with the unit; "" is the configuration's. Raises BadUnit too."""
    async with open_installation(config, clock) as request:
        async with request.look() as ledger:
            unit = await ledger.units.get(unit_id or config.unit.id)
        if unit is None:
            raise BadUnit(what="unknown", name=unit_id)
        from bot.services.core.tenancy import scoped

        yield scoped(request, unit.id), unit


def content_of(file: Path) -> bytes:
    """The bytes of a file that a person named; raises UnreadablePlan, and PermissionError where it may not be read."""
    from bot.domain.imports.draft import UnreadablePlan
    from bot.readers.plan.containers.guard import MOST_BYTES

    try:
        if file.stat().st_size > MOST_BYTES:
            raise UnreadablePlan("too_large_here", name=file.name, most=MOST_BYTES >> 20)
        return file.read_bytes()
    except FileNotFoundError as error:
        raise UnreadablePlan("not_here", name=str(file)) from error
    except PermissionError:
        raise
    except OSError as error:
        raise UnreadablePlan("not_opened", name=str(file), why=str(error.strerror)) from error


def lay_out(folder: Path, documents: Iterable[tuple[str, bytes]]) -> None:
    """Write documents into a folder, which is made where there is none; both are open to their owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in documents:
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(file, "wb") as written:  # noqa: PTH123 - opened above, for its mode
            os.fchmod(file, 0o600)
            written.write(content)
