"""invite: links by which people bind their accounts."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.command import CONFIG, UNIT, carry_out, configured, open_unit
from bot.config import Config, tokens
from bot.services.people.binding import appoint
from bot.services.people.binding import invite as issue

commands = click.Group()


@commands.command(help="生成专用绑定链接（不写姓名则给所有未绑定的人）。")
@click.argument("names", nargs=-1)
@click.option("--office", is_flag=True, help="名单里没有时，登记为整改办人员。")
@click.option("--bot-name", default="", help="机器人的用户名；不写则向 Telegram 查询。")
@UNIT
@CONFIG
def invite(names: tuple[str, ...], office: bool, bot_name: str, unit: str, config_path: Path | None) -> None:  # noqa: FBT001
    """Issue links."""
    carry_out(issue_links(configured(config_path), unit, names, office=office, bot_name=bot_name))


async def issue_links(config: Config, unit_id: str, names: tuple[str, ...], *, office: bool, bot_name: str) -> int:
    """Print one-time links; with `office`, people who are on no list yet join the office."""
    async with open_unit(config, unit_id) as (request, unit):
        if office:
            await appoint(request, unit.id, names)
        invited = await issue(request, by=None, unit=unit.id, names=names)
        name = bot_name.removeprefix("@") or await _name_of_bot(config, unit.bot)
        for one in invited:
            until = one.expires.astimezone(ZoneInfo(unit.zone))
            click.echo(f"{one.person.name}\thttps://t.me/{name}?start={one.code}\t有效至 {until:%Y-%m-%d %H:%M}")
        return 0


async def _name_of_bot(config: Config, bot: str) -> str:
    from bot.app import build_bot

    token = tokens(config).get(bot)
    if not token:
        return "机器人用户名"
    async with build_bot(replace(config, telegram=replace(config.telegram, token=token))) as named:
        return named.username
