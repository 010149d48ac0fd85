"""The command line: python -m bot."""

import asyncio
import datetime as dt
import gc
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from bot.clock import utc_now
from bot.config import BadConfig, Config, UnitSettings, load_config, read_token

AWAY = "连不上 Telegram（{error}），{wait}秒后再试。在中国境内通常要设置 telegram.proxy 或 telegram.base_url。"
CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    envvar="DUBAN_CONFIG",
    help="配置文件，默认为当前目录的 config.toml（有的话）。",
)
UNIT = click.option("--unit", default="", metavar="代号", help="哪个单位；不写是配置里的单位。")


def refuse(sentence: str, status: int = 2) -> NoReturn:
    """End with a sentence for people and no traceback."""
    click.echo(sentence, err=True)
    sys.exit(status)


def configured(path: Path | None) -> Config:
    """The configuration; ends with every mistake in words where it has any."""
    if path is None and Path("config.toml").is_file():
        path = Path("config.toml")
    try:
        return load_config(path)
    except BadConfig as error:
        refuse("配置有误：\n" + "\n".join(f"  · {mistake}" for mistake in error.mistakes))


def carry_out(work: Coroutine[Any, Any, int | None]) -> None:
    """Run a coroutine of the command line; what people can mend is said in words."""
    from bot.domain.core.refusal import Refusal
    from bot.domain.imports.draft import UnreadablePlan
    from bot.messages.body import plain
    from bot.messages.imports.problems import unreadable
    from bot.messages.progress.view import why_not
    from bot.messages.wording import load_wording
    from storage.errors import StoreError

    try:
        status = asyncio.run(work)
    except StoreError as error:
        refuse(str(error))
    except UnreadablePlan as error:
        refuse(unreadable(load_wording(), error))
    except Refusal as refusal:
        refuse(plain(why_not(load_wording(), refusal)))
    sys.exit(status or 0)


@click.group(help="督办：巡察整改措施的提醒、进展、销号与周报。")
def main() -> None:
    """All commands stand below this one."""


ROLES = ("receiver", "worker", "sender", "ticks")


@main.command(help="正式运行：一个程序，长轮询；或用 --roles 分成多个进程。")
@click.option("--roles", default="", help="这个进程的岗位，用逗号隔开：receiver、worker、sender、ticks。")
@CONFIG
def run(roles: str, config_path: Path | None) -> None:
    """Run the real bot."""
    config = configured(config_path)
    if not read_token(config):
        refuse("没有机器人令牌：请设置环境变量 DUBAN_TELEGRAM_TOKEN，或在配置里写 telegram.token_file。")
    named = [role.strip() for role in roles.split(",") if role.strip()]
    if unknown := [role for role in named if role not in ROLES]:
        refuse(f"没有“{'、'.join(unknown)}”这样的岗位，只有：{'、'.join(ROLES)}。")
    if named and not config.webhook.url:
        refuse("分成多个进程运行，要先设置 webhook.url（Telegram 把消息推到哪里）。")
    from bot.logs import set_up_logs

    set_up_logs(config.log.level, as_json=config.log.json)
    carry_out(_run(config, tuple(dict.fromkeys(named))))


async def _keep(config: Config, roles: tuple[str, ...], stop: asyncio.Event) -> None:
    if roles:
        from bot import processes as stations

        await stations.run(config, [stations.ProcessRole(role) for role in roles], stop)
        return
    from bot.app import open_app
    from bot.app import run as keep

    async with open_app(config) as house:
        click.echo(f"督办已启动：@{house.first.application.bot.username}", err=True)
        await keep(house, stop)


async def _run(config: Config, roles: tuple[str, ...]) -> int:
    gc.disable()  # a thousand modules are being loaded, and nothing of them is rubbish
    from telegram.error import InvalidToken, NetworkError, TelegramError

    import bot.app  # noqa: F401

    gc.freeze()
    gc.enable()

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    failures = 0
    while not stop.is_set():
        try:
            await _keep(config, roles, stop)
        except InvalidToken:
            refuse("Telegram 不认这个令牌：请核对 DUBAN_TELEGRAM_TOKEN，或向 BotFather 重新领取。")
        except NetworkError as error:
            failures += 1
            wait = min(60, 2**failures)
            click.echo(AWAY.format(error=type(error).__name__, wait=wait), err=True)
            try:
                await asyncio.wait_for(stop.wait(), wait)
            except TimeoutError:
                continue
        except TelegramError as error:
            refuse(f"Telegram 拒绝了请求：{type(error).__name__}。")
    return 0


@main.command(help="不连 Telegram，演示一轮整改的全过程。")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-out"), help="结果放在哪里。")
@click.option("--phones/--no-phones", default=None, help="演示后打开浏览器里的手机（默认：在终端里运行时询问）。")
@click.option("--port", default=8765, help="手机页面的端口。")
def demo(out: Path, phones: bool | None, port: int) -> None:  # noqa: FBT001 - click's way
    """Play a round."""
    from bot.demo.play import play

    carry_out(play(out, phones=phones, port=port))


@main.command(help="在浏览器里打开几部手机，不连 Telegram 试用。")
@click.option("--port", default=8765, help="页面的端口（只在本机）。")
@CONFIG
def sandbox(port: int, config_path: Path | None) -> None:
    """Open the phones."""
    from bot.demo.phones import open_phones

    carry_out(open_phones(configured(config_path), port))


@main.command(name="import", help="读入台账或方案文件，预览后入库。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="不询问，直接入库。")
@UNIT
@CONFIG
def import_(file: Path, yes: bool, unit: str, config_path: Path | None) -> None:  # noqa: FBT001 - click's way
    """Take in a plan."""
    from bot.cli.console import take_in

    carry_out(take_in(configured(config_path), unit, file, yes=yes))


@main.command(help="生成专用绑定链接（不写姓名则给所有未绑定的人）。")
@click.argument("names", nargs=-1)
@click.option("--office", is_flag=True, help="名单里没有时，登记为整改办人员。")
@click.option("--bot-name", default="", help="机器人的用户名；不写则向 Telegram 查询。")
@UNIT
@CONFIG
def invite(names: tuple[str, ...], office: bool, bot_name: str, unit: str, config_path: Path | None) -> None:  # noqa: FBT001
    """Issue links."""
    from bot.cli.console import issue_links

    carry_out(issue_links(configured(config_path), unit, names, office=office, bot_name=bot_name))


@main.command(help="检查配置、台账、字体、时钟、令牌、未绑定人员和近期提醒。")
@UNIT
@CONFIG
def check(unit: str, config_path: Path | None) -> None:
    """Examine the installation."""
    from bot.cli.console import examine

    carry_out(examine(configured(config_path), unit))


@main.command(help="验证台账历史没有被改动；也可以离线验证一份备份，或导出的历史文件。")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@CONFIG
def verify(file: Path | None, config_path: Path | None) -> None:
    """Prove the journal's chain."""
    from bot.cli.console import prove

    carry_out(prove(configured(config_path), file))


@main.command(help="导出台账历史，离线也能验证。")
@click.option("--out", type=click.Path(path_type=Path), default=Path("整改历史.jsonl"))
@UNIT
@CONFIG
def journal(out: Path, unit: str, config_path: Path | None) -> None:
    """Write the journal as a file."""
    from bot.cli.console import write_journal

    carry_out(write_journal(configured(config_path), unit, out))


@main.command(help="编出本周周报，写到目录。")
@click.option("--out", type=click.Path(path_type=Path), default=Path("digest-out"))
@UNIT
@CONFIG
def digest(out: Path, unit: str, config_path: Path | None) -> None:
    """Compile the week."""
    from bot.cli.console import write_digest

    carry_out(write_digest(configured(config_path), unit, out))


KINDS = ("weekly", "monthly", "notice", "slip", "ledger", "stats", "closings", "reminders", "letters", "instructions")


@main.command(help="出文书：weekly 周报、monthly 月报、notice 公开稿、slip 销号单、ledger 台账等。")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("about", default="")
@click.option("--out", type=click.Path(path_type=Path), default=Path("papers"), help="放到哪个目录。")
@UNIT
@CONFIG
def report(kind: str, about: str, out: Path, unit: str, config_path: Path | None) -> None:
    """Draw up a document."""
    from bot.cli.console import write_report

    carry_out(write_report(configured(config_path), unit, (kind, about), out))


@main.command(help="把台账导出为工作簿（改好后可以再导入）。")
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="放到哪个目录。")
@UNIT
@CONFIG
def export(out: Path, unit: str, config_path: Path | None) -> None:
    """Write the ledger as a workbook."""
    from bot.cli.console import write_report

    carry_out(write_report(configured(config_path), unit, ("ledger", ""), out))


@main.command(help="今后多少天谁会收到什么提醒。")
@click.argument("days", type=click.IntRange(1, 366), default=60)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="同时写成工作簿。")
@click.option("--rehearse", is_flag=True, help="在本机沙盒里快进演一遍，什么都不会发出去。")
@UNIT
@CONFIG
def forecast(days: int, out: Path | None, rehearse: bool, unit: str, config_path: Path | None) -> None:  # noqa: FBT001
    """Foresee the reminders."""
    config = configured(config_path)
    if rehearse:
        from bot.demo.rehearsal import rehearse as play

        carry_out(play(config, unit or config.unit.id, days))
    from bot.cli.console import write_forecast

    carry_out(write_forecast(config, unit, days, out))


@main.command(help="备份台账和佐证（可以在运行中进行）。")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="放到哪个目录（默认按配置）。")
@click.option("--keep", type=click.IntRange(1), default=None, help="保留最近几份（默认按配置）。")
@CONFIG
def backup(out: Path | None, keep: int | None, config_path: Path | None) -> None:
    """Write an archive."""
    from bot.cli.console import write_backup

    carry_out(write_backup(configured(config_path), out, keep))


@main.command(help="把备份恢复到空的位置，先验证再写入。")
@click.argument("archive", type=click.Path(path_type=Path))
@CONFIG
def restore(archive: Path, config_path: Path | None) -> None:
    """Put an archive back."""
    from bot.cli.console import put_back

    carry_out(put_back(configured(config_path), archive))


@main.command(help="搬移台账，如 tinydb:data/ledger.json postgresql://…，可以再搬回来。")
@click.argument("source")
@click.argument("target")
def move(source: str, target: str) -> None:
    """Carry a ledger over."""
    from bot.cli.console import carry_over

    carry_out(carry_over(source, target))


@main.group(name="unit", help="一套程序服务多个单位：登记、查看、调整。")
def unit_() -> None:
    """Units of the installation."""


@unit_.command(name="add", help="登记一个单位，如 unit add sw01 某某县水务局 --above sz。")
@click.argument("id_", metavar="代号")
@click.argument("name", metavar="名称")
@click.option("--above", "upper", default="", metavar="代号", help="上级单位。")
@click.option("--bot", default="", help="用哪个机器人（telegram.bots 里的名称）；不写用第一个。")
@click.option("--zone", default="Asia/Shanghai", help="时区。")
@CONFIG
def unit_add(id_: str, name: str, upper: str, bot: str, zone: str, config_path: Path | None) -> None:  # noqa: PLR0917
    """Take a unit in."""
    from bot.cli.console import take_in_unit
    from bot.domain.units.unit import Unit

    config = configured(config_path)
    carry_out(take_in_unit(config, Unit(id_, name, zone, config.policy, bot, above=upper)))


@unit_.command(name="list", help="全部单位：上级、机器人、用量和限额。")
@CONFIG
def unit_list(config_path: Path | None) -> None:
    """List the units."""
    from bot.cli.console import list_units

    carry_out(list_units(configured(config_path)))


@unit_.command(name="set", help="调整一个单位：名称、上级、机器人、限额（0 为不限）；没写的不变。")
@click.argument("id_", metavar="代号")
@click.option("--name", default=None, help="名称。")
@click.option("--above", "upper", default=None, metavar="代号", help='上级单位；写 "" 为没有上级。')
@click.option("--bot", default=None, help='机器人；写 "" 为第一个。')
@click.option("--people", type=click.IntRange(0), default=None, help="最多多少人。")
@click.option("--measures", type=click.IntRange(0), default=None, help="最多多少条措施。")
@click.option("--evidence-mb", type=click.IntRange(0), default=None, help="佐证最多多少兆。")
@CONFIG
def unit_set(id_: str, config_path: Path | None, **wanted: Any) -> None:
    """Arrange a unit anew."""
    from bot.cli.console import arrange_unit

    carry_out(arrange_unit(configured(config_path), id_, wanted))


@main.group(help="单独试读时限、回复、方案文件。")
def read() -> None:
    """Readers by themselves."""


@read.command(name="deadlines", help="标准输入每行一个 JSON，标准输出每行一个读法。")
def read_deadlines_() -> None:
    """Read deadlines, one JSON object a line."""
    from bot.cli.read_lines import read_deadlines

    read_deadlines(sys.stdin, sys.stdout)


@read.command(name="replies", help="标准输入每行一个 JSON，标准输出每行一个读法。")
def read_replies_() -> None:
    """Read replies, one JSON object a line."""
    from bot.cli.read_lines import read_replies

    read_replies(sys.stdin, sys.stdout)


def _now() -> dt.datetime:
    """The local time of an office where none is configured, as deadlines are read against it."""
    return utc_now().astimezone(ZoneInfo(UnitSettings().zone)).replace(tzinfo=None)


@read.command(name="deadline", help="读一个时限，逐词说明。")
@click.argument("words")
@click.option("--today", default="", help="以哪一天为今天（2025-11-20）。")
def read_deadline_(words: str, today: str) -> None:
    """Explain one deadline."""
    from bot.cli.read_lines import explain_deadline

    try:
        reference = dt.datetime.fromisoformat(today) if today else _now()
    except ValueError:
        refuse(f"“{today}”不是日期，应写成 2025-11-20 的样子。")
    click.echo(explain_deadline(words, reference))


@read.command(name="reply", help="读一条回复，逐词说明。")
@click.argument("words")
def read_reply_(words: str) -> None:
    """Explain one reply."""
    from bot.cli.read_lines import explain_reply

    click.echo(explain_reply(words))


@read.command(name="plan", help="读一个方案文件，不入库。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def read_plan_(file: Path, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Read a plan without keeping it."""
    from bot.cli.console import show_plan

    carry_out(show_plan(file, as_json=as_json))


if __name__ == "__main__":
    main(prog_name="python -m bot")
