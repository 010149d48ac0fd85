"""unit add, unit list, unit set: several units in one installation."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import click

from bot.cli.command import CONFIG, called, carry_out, configured, open_installation
from bot.config import Config, UnitSettings
from bot.domain.core.refusal import BadUnit
from bot.domain.units.unit import MEGABYTE, Unit
from bot.services.units.administration import add_unit, kept_units, set_unit

commands = click.Group()


class Words(TypedDict):
    """What a unit is called, and where it belongs."""

    name: str | None
    upper: str | None
    bot: str | None


@commands.group(name="unit", help="一套程序服务多个单位：登记、查看、调整。")
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
    """Add a unit."""
    config = configured(config_path)
    carry_out(take_in_unit(config, Unit(id=id_, name=name, zone=zone, policy=config.policy, bot=bot, above=upper)))


@unit_.command(name="list", help="全部单位：上级、机器人、用量和限额。")
@CONFIG
def unit_list(config_path: Path | None) -> None:
    """List the units."""
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
def unit_set(
    id_: str, name: str | None, upper: str | None, bot: str | None, config_path: Path | None, **limits: int | None
) -> None:
    """Change a unit."""
    words = Words(name=name, upper=upper, bot=bot)
    carry_out(change_unit(configured(config_path), id_, words, limits))


def _bots(config: Config) -> set[str]:
    return {"", *config.telegram.bots}


async def take_in_unit(config: Config, unit: Unit) -> int:
    """Add a unit, and say what comes next."""
    async with open_installation(config) as request:
        kept = await add_unit(request, unit, bots=_bots(config))
    click.echo(f"已登记单位 {kept.id} {kept.name}。下一步：{called()} invite --unit {kept.id} --office 姓名")
    return 0


async def change_unit(config: Config, id_: str, words: Words, limits: Mapping[str, int | None]) -> int:
    """Change a unit: its name, its upper unit and its bot, its limits; what is None stays."""
    named_here = config.unit.name != UnitSettings.name
    if id_ == config.unit.id and words["name"] is not None and named_here:
        raise BadUnit(what="configured", name=id_)
    async with open_installation(config) as request:
        kept = await set_unit(request, id_, bots=_bots(config), **words, **limits)
    click.echo(f"已调整单位 {kept.id} {kept.name}。")
    return 0


async def list_units(config: Config) -> int:
    """Print every unit with what it keeps, and how much it may keep."""
    async with open_installation(config) as request:
        found = await kept_units(request)
    click.echo("代号\t名称\t上级\t机器人\t时区\t人员\t措施\t佐证（MB）")
    for kept in found:
        unit, use = kept.unit, kept.use
        counts = (
            _of(str(use.people), unit.quota.people),
            _of(str(use.measures), unit.quota.measures),
            _of(f"{use.evidence / MEGABYTE:.1f}", unit.quota.evidence_mb),
        )
        click.echo("\t".join((unit.id, unit.name, unit.above or "—", unit.bot or "—", unit.zone, *counts)))
    return 0


def _of(used: str, limit: int) -> str:
    return f"{used}/{limit}" if limit else used
