"""demo, sandbox: the bot without Telegram."""

from pathlib import Path

import click

from bot.cli.command import CONFIG, carry_out, configured

PORT = click.IntRange(0, 65535)
commands = click.Group()


@commands.command(help="不连 Telegram，演示一轮整改的全过程。")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-out"), help="结果放在哪里。")
@click.option("--phones/--no-phones", default=None, help="演示后打开浏览器里的手机（默认：在终端里运行时询问）。")
@click.option("--port", type=PORT, default=8765, help="手机页面的端口。")
def demo(out: Path, phones: bool | None, port: int) -> None:  # noqa: FBT001 - click's way
    """Play a round."""
    from bot.demo.play import play

    carry_out(play(out, phones=phones, port=port))


@commands.command(help="在浏览器里打开几部手机，不连 Telegram 试用。")
@click.option("--port", type=PORT, default=8765, help="页面的端口（只在本机）。")
@CONFIG
def sandbox(port: int, config_path: Path | None) -> None:
    """Open the phones."""
    from bot.demo.phones import open_phones

    carry_out(open_phones(configured(config_path), port))
