"""read …: the readers by themselves."""

import datetime as dt
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.command import PATH, carry_out, content_of, refuse
from bot.cli.read_lines import explain_deadline, explain_reply, read_deadlines, read_replies
from bot.cli.read_plan import plan_as_json, plan_as_text
from bot.clock import utc_now
from bot.config import UnitSettings
from bot.domain.core.local_day import local_day
from bot.domain.imports.namesakes import doubted
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan_safely

commands = click.Group()


@commands.group(help="单独试读时限、回复、方案文件。")
def read() -> None:
    """Readers by themselves."""


@read.command(name="deadlines", help="标准输入每行一个 JSON，标准输出每行一个读法。")
def read_deadlines_() -> None:
    """Read deadlines, one JSON object a line."""
    read_deadlines(sys.stdin, sys.stdout)


@read.command(name="replies", help="标准输入每行一个 JSON，标准输出每行一个读法。")
def read_replies_() -> None:
    """Read replies, one JSON object a line."""
    read_replies(sys.stdin, sys.stdout)


def _now() -> dt.datetime:
    """The local time of an office where none is configured, as deadlines are read against it."""
    return utc_now().astimezone(ZoneInfo(UnitSettings().zone)).replace(tzinfo=None)


@read.command(name="deadline", help="读一个时限，逐词说明。")
@click.argument("words")
@click.option("--today", default="", help="以哪一天为今天（2025-11-20）。")
def read_deadline_(words: str, today: str) -> None:
    """Explain one deadline."""
    try:
        reference = dt.datetime.fromisoformat(today) if today else _now()
    except ValueError:
        refuse(f"“{today}”不是日期，应写成 2025-11-20 的样子。")
    click.echo(explain_deadline(load_wording(), words, reference))


@read.command(name="reply", help="读一条回复，逐词说明。")
@click.argument("words")
def read_reply_(words: str) -> None:
    """Explain one reply."""
    click.echo(explain_reply(load_wording(), words))


@read.command(name="plan", help="读一个方案文件，不入库。")
@click.argument("file", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def read_plan_(file: Path, as_json: bool) -> None:  # noqa: FBT001 - click's way
    """Read a plan without keeping it."""
    carry_out(show_plan(file, as_json=as_json))


async def show_plan(file: Path, *, as_json: bool) -> int:
    """Print what was read from a plan file; raises UnreadablePlan."""
    draft = await read_plan_safely(content_of(file), file.name, reference=local_day(UnitSettings().zone, utc_now()))
    click.echo((plan_as_json if as_json else plan_as_text)(load_wording(), doubted(draft)))
    return 0
