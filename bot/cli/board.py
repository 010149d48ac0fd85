"""board: the board in a browser, for the office's screen; beside the running bot, and without its token."""

import asyncio
import datetime as dt
import signal
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

import click

from bot.cli.command import CONFIG, UNIT, carry_out, configured, refuse
from bot.cli.init import qr
from bot.clock import utc_now
from bot.config import Config
from bot.messages.text import time_in
from bot.messages.wording import official

DAYS = 30
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
commands = click.Group()


@commands.command(help="在办公室的屏幕上打开看板：给一个有期限的链接，浏览器里自动更新，可开会、可打印。")
@click.option("--host", default="127.0.0.1", help="在哪个地址上打开；给别的电脑看，写本机在内网的地址。")
@click.option("--port", type=click.IntRange(1, 65535), default=8770, help="端口。")
@click.option("--days", type=click.IntRange(1, 366), default=DAYS, help="链接几天内有效。")
@click.option("--qr", "with_qr", is_flag=True, help="同时在屏幕上给出链接的二维码。")
@click.option("--link", is_flag=True, help="只给一个新的链接，不打开端口：看板已经作为系统服务在运行的时候用。")
@click.option("--no-link", is_flag=True, help="只打开端口，不写出链接：系统服务用，日志里就没有链接。")
@UNIT
@CONFIG
def board(  # noqa: PLR0917 - click's form
    host: str,
    port: int,
    days: int,
    with_qr: bool,  # noqa: FBT001
    link: bool,  # noqa: FBT001
    no_link: bool,  # noqa: FBT001
    unit: str,
    config_path: Path | None,
) -> None:
    """Show the board until a signal."""
    if link and no_link:
        raise click.UsageError("--link 和 --no-link 只能写一个。")
    asked = Asked(days, unit, with_qr=with_qr, says=not no_link, serves=not link)
    carry_out(_board(configured(config_path), host, port, asked))


@dataclass(frozen=True)
class Asked:
    """For how many days and which unit; whether the link is told, as a picture too, and whether a port is opened."""

    days: int
    unit: str
    _: KW_ONLY
    with_qr: bool
    says: bool
    serves: bool


async def _board(config: Config, host: str, port: int, asked: Asked) -> int:
    from bot.installation import context_over
    from bot.transport.board_link import BoardLink, board_key, path_of
    from bot.transport.board_server import board_app
    from bot.transport.health_server import open_port
    from storage.opening import open_reading

    request = context_over(await open_reading(config.store.url), config)
    try:
        async with request.look() as ledger:
            unit = await ledger.units.get(asked.unit or config.unit.id)
        if unit is None:
            refuse(official("operations.start.no_unit", unit=asked.unit or config.unit.id))
        key = board_key(Path(config.store.evidence).parent)
        link = BoardLink(unit.id, utc_now() + dt.timedelta(asked.days))
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{port}{path_of(link, key)}"

        def tell() -> None:
            if asked.says:
                click.echo(official("operations.board.link", unit=unit.name, until=time_in(unit.zone, link.until)))
                click.echo(address)
                if asked.with_qr:
                    click.echo(qr(address))
            if host not in LOOPBACK:
                click.echo(official("operations.board.open"), err=True)

        if not asked.serves:
            tell()
            return 0
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with open_port(board_app(request, key), host, port):
            tell()
            await stop.wait()
    finally:
        await request.store.close()
    return 0
