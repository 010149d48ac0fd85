"""demo, sandbox: the bot without Telegram."""

from pathlib import Path

import click

from bot.cli.command import CONFIG, PATH, carry_out, configured, content_of
from bot.config import TOKEN

PORT = click.IntRange(0, 65535)
commands = click.Group()


@commands.command(help="不连 Telegram，演示一轮整改的全过程。")
@click.option("--out", type=PATH, default=Path("demo-out"), help="结果放在哪里。")
@click.option("--phones/--no-phones", default=None, help="演示后打开浏览器里的手机（默认：在终端里运行时询问）。")
@click.option("--port", type=PORT, default=8765, help="手机页面的端口。")
@click.option("--svg", type=PATH, default=None, help="把演示录成一幅会滚动的图。")
def demo(out: Path, phones: bool | None, port: int, svg: Path | None) -> None:  # noqa: FBT001 - click's way
    """Play a measure's whole way."""
    from bot.demo.play import play

    carry_out(play(out, phones=phones, port=port, svg=svg))


@commands.command(help="在浏览器里打开几部手机，不连 Telegram 试用。")
@click.option("--port", type=PORT, default=8765, help="页面的端口（只在本机）。")
@click.option("--ledger", type=PATH, default=None, help="用自己的台账文件，从今天起；什么都不外发。")
@click.option("--empty", is_flag=True, help="从空台账开始，只有一部整改办的手机。")
@click.option("--keep", type=PATH, default=None, help="试用的一切存在这个文件夹里，下次接着用。")
@click.option("--bare", is_flag=True, help="只要手机和 Bot API，不运行督办：给别的机器人用。")
@click.option("--limits", is_flag=True, help="--bare 时照 Telegram 的限速，发得太快的退 429。")
@click.option("--token", default="42:SANDBOX", help="--bare 时那个机器人的令牌，如 42:SANDBOX；不是秘密。")
@CONFIG
def sandbox(  # noqa: PLR0917 - click's form
    port: int,
    ledger: Path | None,
    empty: bool,  # noqa: FBT001
    keep: Path | None,
    bare: bool,  # noqa: FBT001
    limits: bool,  # noqa: FBT001
    token: str,
    config_path: Path | None,
) -> None:
    """Open the phones."""
    from bot.demo.phones import open_bare, open_phones

    if bare:
        if not TOKEN.fullmatch(token):
            raise click.BadParameter("令牌应像 42:SANDBOX。", param_hint="--token")
        carry_out(open_bare(token, port, limits=limits, keep=keep))
    plan = None if ledger is None else (ledger.name, content_of(ledger))
    carry_out(open_phones(configured(config_path), port, plan, empty=empty, keep=keep))
