"""run: the bot itself, in one process or with some of the roles."""

import asyncio
import contextlib
import ctypes
import signal
import sys
from pathlib import Path

import click

from bot.cli.command import CONFIG, carry_out, configured, refuse
from bot.config import Config, read_token
from bot.loading import loading, without_extras

STOPPING = "收到 {name} 信号，手上的办完就退出。"
STOPPED = "督办已按 {name} 信号退出。"
AWAY = "连不上 Telegram（{error}），{wait}秒后再试。在中国境内通常要设置 telegram.proxy 或 telegram.base_url。"
ROLES = ("receiver", "worker", "sender", "ticks")
SET_DUMPABLE = 4  # PR_SET_DUMPABLE of prctl(2)
LONGEST_WAIT = 60  # seconds between two attempts to reach Telegram

commands = click.Group()


@commands.command(help="正式运行：一个程序，长轮询；或用 --roles 分成多个进程。")
@click.option("--roles", default="", help="这个进程的岗位，用逗号隔开：receiver、worker、sender、ticks。")
@CONFIG
def run(roles: str, config_path: Path | None) -> None:
    """Run the real bot."""
    config = configured(config_path)
    if not read_token(config):
        from bot.messages.wording import official

        refuse(official("operations.start.no_token"))
    named = [role.strip() for role in roles.split(",") if role.strip()]
    if unknown := [role for role in named if role not in ROLES]:
        refuse(f"没有“{'、'.join(unknown)}”这样的岗位，只有：{'、'.join(ROLES)}。")
    if named and not config.webhook.url:
        refuse("分成多个进程运行，要先设置 webhook.url（Telegram 把消息推到哪里）。")
    with loading(), without_extras():
        import telegram  # noqa: F401 - with all that it brings along

        from bot.logs import set_up_logs

    set_up_logs(config.log.level, as_json=config.log.json)
    close_to_others()
    carry_out(_run(config, tuple(dict.fromkeys(named))))


def close_to_others() -> None:
    """Let no process of the same user read memory and environment of this one; on Linux alone.

    Least of all the child that reads the files of strangers: whoever takes it over finds no token there.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(SET_DUMPABLE, 0, 0, 0, 0)


async def _run(config: Config, roles: tuple[str, ...]) -> int:
    """Run until a signal; without the network, or with a clock that is wrong, wait and try again."""
    with loading():
        from telegram.error import BadRequest, NetworkError

        from bot.scheduling.clock import wait_for_clock

    stop, heard = asyncio.Event(), list[str]()

    def end(number: signal.Signals) -> None:
        """Stop, and say why: nothing else ends this program without a fault."""
        heard.append(number.name)
        click.echo(STOPPING.format(name=number.name), err=True)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end, number)
    failures = 0
    await wait_for_clock(stop)
    while not stop.is_set():
        try:
            await _keep_running(config, roles, stop)
        except BadRequest:  # which the library counts among the troubles of the network
            raise
        except NetworkError as error:
            failures += 1
            wait = min(LONGEST_WAIT, 2**failures)
            click.echo(AWAY.format(error=type(error).__name__, wait=wait), err=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
    click.echo(STOPPED.format(name=heard[0]), err=True)
    return 0


async def _keep_running(config: Config, roles: tuple[str, ...], stop: asyncio.Event) -> None:
    if roles:
        from bot import processes

        await processes.run(config, [processes.ProcessRole(role) for role in roles], stop)
        return
    with loading():
        from bot import app

    async with app.open_app(config) as opened:
        click.echo(f"督办已启动：@{opened.first.bot.username}", err=True)
        await app.run(opened, stop)
