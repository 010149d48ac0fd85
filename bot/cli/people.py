"""invite, appoint, confirm: links by which people bind their accounts, first roles, and the second key."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.command import CONFIG, UNIT, carry_out, configured, open_unit, refuse
from bot.config import Config, tokens
from bot.domain.people.person import ROLE_WORDS, Role
from bot.messages.wording import official
from bot.services.pending.proposals import decide_on_command_line, open_proposals
from bot.services.people.binding import appoint as give
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


@commands.command(help="任命（不需第二人确认）：appoint 姓名 --role 书记；名单里没有的会登记上。")
@click.argument("names", nargs=-1, required=True)
@click.option("--role", type=click.Choice([*ROLE_WORDS]), required=True, help="身份。")
@UNIT
@CONFIG
def appoint(names: tuple[str, ...], role: str, unit: str, config_path: Path | None) -> None:
    """Give people a role: the first secretary has nobody else to confirm it."""
    carry_out(give_role(configured(config_path), unit, names, ROLE_WORDS[role]))


async def give_role(config: Config, unit_id: str, names: tuple[str, ...], role: Role) -> int:
    """Appoint people from the command line."""
    async with open_unit(config, unit_id) as (request, unit):
        await give(request, unit.id, names, role)
        click.echo(f"已任命：{'、'.join(names)}。")
        return 0


@commands.command(help="确认或退回聊天里的提请；不写编号则列出全部。")
@click.argument("number", default="")
@click.option("--refuse", is_flag=True, help="不同意。")
@UNIT
@CONFIG
def confirm(number: str, refuse: bool, unit: str, config_path: Path | None) -> None:  # noqa: FBT001
    """Be the second key where nobody else can."""
    carry_out(decide_proposal(configured(config_path), unit, number, agree=not refuse))


async def decide_proposal(config: Config, unit_id: str, number: str, *, agree: bool) -> int:
    """List what waits for a second key, or decide one of them."""
    async with open_unit(config, unit_id) as (request, unit):
        if number:
            done = (await decide_on_command_line(request, unit.id, f"{unit.id}/{number}", agree=agree)).proposal
            click.echo(f"{'已确认' if agree else '已退回'}：{done.what}")
            return 0
        waiting = await open_proposals(request, unit.id)
        if not waiting:
            click.echo("没有等确认的提请。")
        for proposal in waiting:
            click.echo(f"{proposal.id.rpartition('/')[2]}\t{proposal.what}\t{proposal.words}")
        return 0


async def issue_links(config: Config, unit_id: str, names: tuple[str, ...], *, office: bool, bot_name: str) -> int:
    """Print one-time links; with `office`, people who are on no list yet join the office."""
    async with open_unit(config, unit_id) as (request, unit):
        name = bot_name.removeprefix("@") or await _name_of_bot(config, unit.bot)
        if office:
            await give(request, unit.id, names)
        invited = await issue(request, by=None, unit=unit.id, names=names)
        for one in invited:
            until = one.expires.astimezone(ZoneInfo(unit.zone))
            click.echo(f"{one.person.name}\thttps://t.me/{name}?start={one.code}\t有效至 {until:%Y-%m-%d %H:%M}")
        return 0


async def _name_of_bot(config: Config, bot: str) -> str:
    from bot.app import build_bot

    token = tokens(config).get(bot)
    if not token:
        refuse(official("operations.start.no_token_link"))
    async with build_bot(replace(config, telegram=replace(config.telegram, token=token))) as named:
        return named.username
