"""check: whether an office can rely on the installation."""

from pathlib import Path

import click

from bot.cli.command import CONFIG, UNIT, carry_out, config_file, configured
from bot.config import Config, setting_sources
from bot.diagnostics import Severity, diagnose
from bot.exposure import settings_in_force, too_open
from bot.messages.operations.check import check_line
from bot.messages.wording import load_wording
from storage.opening import demand_known_scheme

commands = click.Group()


@commands.command(help="检查配置、台账、字体、时钟、令牌、未绑定人员和近期提醒。")
@UNIT
@CONFIG
def check(unit: str, config_path: Path | None) -> None:
    """Look at everything that keeps an office from relying on the bot."""
    carry_out(report_results(configured(config_path), unit, config_file(config_path)))


async def report_results(config: Config, unit_id: str, file: Path | None = None) -> int:
    """Print what was found; 1 where something must be mended. `file` is where the configuration stands."""
    demand_known_scheme(config.store.url)
    wording, bad = load_wording(), 0
    sources = setting_sources(file)
    results = [*settings_in_force(config, sources), *too_open(config, file)]
    results += [result async for result in diagnose(config, unit_id, sources)]
    for result in results:
        bad += result.severity is Severity.BAD
        click.echo(check_line(wording, result.severity, result.what, result.found, result.facts))
    return 1 if bad else 0
