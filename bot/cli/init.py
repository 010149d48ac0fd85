"""init: the first hour. A few questions, each answer tried at once; then the configuration, and the office's link."""

import asyncio
import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from bot.addresses import is_proxy
from bot.cli.backup import restore_from
from bot.cli.command import called, open_unit, refuse
from bot.cli.run import run
from bot.config import TOKEN, Config, TelegramSettings, load_config
from bot.domain.people.person import Role
from bot.messages.wording import official

FILE, TOKEN_FILE = Path("config.toml"), Path("token")
TRIES = 3
LONGEST_NAME, UNNAMED = 20, re.compile(r"[\d\s，。、；：,;:/@]")  # what no name of one person has
USUAL_PROXIES = (7890, 7897, 10809, 1080, 10808, 7891)  # ports of this machine on which a proxy usually listens
PATIENCE = 0.5  # seconds for a port of this machine
NEXT = """
接下来在聊天里，由整改办办：
  ① 把台账文件发给机器人，看预览，按“确认入库”
  ② 按“第一天”卡片上的〔② 书记、领导〕，点出谁是书记；第一位书记绑定后自己确认
  ③ 预览里写着“时限待定”的，按按钮定下来
  ④ 发 /invite，让每个人打开自己的链接
  ⑤ 发“催办 编号”试发一条提醒
  ⑥ 发 /forecast 看下次提醒是哪天、给谁
"""
ALREADY = (
    "已经装好的：要链接，运行 {called} invite --office 姓名；启动，运行 {called} run。"
    "要重新来，请先把它移走，或换一个目录。"
)

AFTER_RESTORE = """
接下来：旧机器上的督办请先停掉，两台一起用一个令牌会互相顶掉。已经绑定的人不用重新绑定，旧按钮也还有效。
备份以后登记的进展没有了：启动以后，由整改办在聊天里发 /status 核对，请大家重报那段时间的进展。
"""
commands = click.Group()


@commands.command(help="第一次安装：问几个问题，当场验证，写好配置，给出整改办的二维码，接着启动。")
@click.option("--base-url", default=TelegramSettings.base_url, help="自建 Bot API 服务器的地址。")
@click.pass_context
def init(ctx: click.Context, base_url: str) -> None:
    """Guide whoever installs the program."""
    for file in (FILE, TOKEN_FILE):
        if file.exists():
            refuse(f"这里已经有 {file}，没有改动它。\n{ALREADY.format(called=called())}")
    files = base_url.removesuffix("/bot") + "/file/bot"
    telegram, username = asyncio.run(_telegram(TelegramSettings(base_url=base_url, base_file_url=files)))
    click.echo(f"✅ 令牌有效，机器人是 @{username}。")
    name = click.prompt("③ 单位名称（留空以台账里的为准）", default="", show_default=False).strip()
    archive = _archive()
    person = "" if archive else _name("⑤ 整改办第一个人的姓名")
    secretary = "" if archive else _name("⑥ 党组书记的姓名（留空以后再任命）", default="")
    with _written(telegram, name) as config:
        if archive:
            if asyncio.run(restore_from(config, archive)):
                ctx.exit(1)
        else:
            link = asyncio.run(_link(config, person, secretary, username))
            click.echo(f"请 {person} 用 Telegram 扫码，或打开链接，点“开始”（启动以后才有回应）：\n{qr(link)}\n{link}")
    click.echo(f"✅ 已写好 {FILE} 和 {TOKEN_FILE}，只有您能读（600）。")
    click.echo(AFTER_RESTORE if archive else NEXT)
    if click.confirm(f"现在启动？（Ctrl-C 停下；以后用 {called()} run，或装成系统服务）", default=True):
        ctx.invoke(run, roles="", config_path=FILE)


def _archive() -> Path | None:
    """The backup of an old machine, asked for until it is there; None where there is none."""
    while said := click.prompt(
        "④ 从旧机器搬来的，写备份文件；没有就留空，从空台账开始", default="", show_default=False
    ).strip():
        if Path(said).is_file():
            return Path(said)
        click.echo("❌ " + official("operations.start.no_place", path=said))
    return None


def _name(question: str, default: str | None = None) -> str:
    """Somebody's name, asked for until it may be one."""
    while True:
        said = str(click.prompt(question, default=default, show_default=False)).strip()
        if said == default or (len(said) <= LONGEST_NAME and said and not UNNAMED.search(said)):
            return said
        click.echo("❌ 请只写姓名，例如：江望舒。")


@contextmanager
def _written(telegram: TelegramSettings, name: str) -> Iterator[Config]:
    """The configuration in its files, which stay where all went well: after anything else it can be begun anew."""
    files = {TOKEN_FILE: telegram.token + "\n", FILE: configuration(telegram, name, Path.cwd())}
    written: list[Path] = []
    try:
        for file, text in files.items():
            _write(file, text)
            written.append(file)
        yield load_config(FILE, {})
    except BaseException:
        for file in written:
            file.unlink(missing_ok=True)
        raise


async def _telegram(settings: TelegramSettings) -> tuple[TelegramSettings, str]:
    """The settings by which Telegram was reached, and the name that it has for the bot.

    Raises InvalidToken, and NetworkError where no way leads there.
    """
    from telegram.error import InvalidToken

    for left in reversed(range(TRIES)):
        token = click.prompt("① 机器人令牌（向 BotFather 领取；输入时不显示）", hide_input=True).strip()
        if not TOKEN.fullmatch(token):
            click.echo("❌ " + official("operations.config.token_shape"))
            continue
        try:
            return await _reach(replace(settings, token=token))
        except InvalidToken:
            if not left:
                raise
            click.echo("❌ " + official("operations.start.token"))
    raise InvalidToken


async def _reach(settings: TelegramSettings) -> tuple[TelegramSettings, str]:
    """Ask Telegram who the bot is: straight, by a proxy that listens on this machine, or by one that is named.

    Raises InvalidToken, and NetworkError where no way leads there.
    """
    from telegram.error import NetworkError

    try:
        return settings, await _username(settings)
    except NetworkError:
        click.echo("直接连不上 Telegram，正在找这台机器上的代理……")
    for port in USUAL_PROXIES:
        if not await _listens(port):
            continue
        for scheme in ("http", "socks5"):
            tried = replace(settings, proxy=f"{scheme}://127.0.0.1:{port}")
            try:
                username = await _username(tried)
            except NetworkError:
                continue
            click.echo(f"✅ 通过 {tried.proxy} 连上了。")
            return tried, username
    proxy = click.prompt("② 没有找到。代理地址，如 http://127.0.0.1:7890 或 socks5://127.0.0.1:1080").strip()
    if not is_proxy(proxy):
        refuse(official("operations.config.proxy_scheme"))
    named = replace(settings, proxy=proxy)
    return named, await _username(named)


async def _username(settings: TelegramSettings) -> str:
    from bot.app import build_bot

    async with build_bot(Config(telegram=replace(settings, send_seconds=8.0))) as bot:
        return bot.username


async def _listens(port: int) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def _link(config: Config, person: str, secretary: str, username: str) -> str:
    """The link of the office's first person; the first secretary, whom nobody else could confirm, is listed too."""
    from bot.services.people.binding import appoint, invite

    async with open_unit(config, "") as (request, unit):
        await appoint(request, unit.id, (person,))
        if secretary:
            await appoint(request, unit.id, (secretary,), Role.SECRETARY)
        (invited,) = await invite(request, by=None, unit=unit.id, names=(person,))
    return f"https://t.me/{username}?start={invited.code}"


def qr(link: str) -> str:
    """A link as a QR image made of letters."""
    import segno

    drawn = io.StringIO()
    segno.make(link, micro=False).terminal(drawn, compact=True)
    return drawn.getvalue()


def configuration(telegram: TelegramSettings, name: str, folder: Path) -> str:
    """The text of config.toml: what was asked for, with a sentence for each; the rest keeps its default."""
    usual = TelegramSettings()
    lines = [
        f"# 由 init 写成。其余的都有默认值，逐条说明见 config.example.toml；改完运行 {called()} check。",
        "",
        "[telegram]",
    ]
    lines += ["# 机器人令牌在这个文件里，权限必须是 600，不要发给别人。", _line("token_file", str(folder / TOKEN_FILE))]
    if telegram.proxy:
        lines += ["# 经过这个代理连 Telegram。", _line("proxy", telegram.proxy)]
    if telegram.base_url != usual.base_url:
        lines += ["# 自建的 Bot API 服务器。", _line("base_url", telegram.base_url)]
        lines += [_line("base_file_url", telegram.base_file_url)]
    if name:
        lines += ["", "[unit]", "# 本单位的名称。", _line("name", name)]
    lines += ["", "[store]", "# 台账和佐证放在这里；请把这个目录纳入备份。"]
    lines += [_line("url", str(folder / "data/ledger.json")), _line("evidence", str(folder / "data/evidence"))]
    return "\n".join(lines) + "\n"


def _line(key: str, value: str) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _write(file: Path, text: str) -> None:
    """Write a new file that its owner alone can read, all of it or nothing."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(opened, "w", encoding="utf-8") as written:  # noqa: PTH123 - opened above, for its mode
            os.fchmod(opened, 0o600)
            written.write(text)
    except BaseException:
        file.unlink()
        raise
