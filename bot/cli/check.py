"""check: whether an office can rely on the installation."""

from pathlib import Path

import click

from bot.cli.command import CONFIG, UNIT, carry_out, configured
from bot.config import Config
from bot.diagnostics import Severity, diagnose
from bot.messages.operations.check import check_line
from bot.messages.wording import load_wording

commands = click.Group()


@commands.command(help="检查配置、台账、字体、时钟、令牌、未绑定人员和近期提醒。")
@UNIT
@CONFIG
def check(unit: str, config_path: Path | None) -> None:
    """Look at everything that keeps an office from relying on the bot."""
    carry_out(report_results(configured(config_path), unit))


async def report_results(config: Config, unit_id: str) -> int:
    """Print what was found; 1 where something must be mended."""
    wording, bad = load_wording(), 0
    async for result in diagnose(config, unit_id):
        bad += result.severity is Severity.BAD
        click.echo(check_line(wording, result.severity, result.what, result.found, result.facts))
    return 1 if bad else 0
