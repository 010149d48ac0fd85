"""digest, report, export, forecast: documents and pages as files."""

from pathlib import Path

import click
from rich.console import Console

from bot.cli.command import CONFIG, PATH, UNIT, carry_out, configured, lay_out, open_unit
from bot.config import Config
from bot.documents.workbook.forecast import forecast_book
from bot.domain.core.refusal import NotFound
from bot.domain.people.person import Person, Role
from bot.domain.reporting.release import Release
from bot.messages.body import plain
from bot.messages.reminders.forecast import draw_forecast
from bot.messages.reporting.release import difference_words
from bot.messages.wording import official
from bot.services.core.ledger import PEOPLE_OF
from bot.services.core.request import RequestContext
from bot.services.reminders.forecast import forecast as foresee
from bot.services.reporting.digest import digest_for
from bot.services.reporting.documents import KINDS as DOCUMENTS
from bot.services.reporting.documents import make_documents
from bot.services.reporting.release import (
    decide_release_on_command_line,
    official_name,
    releases_of,
    waiting_paper,
)
from bot.services.reporting.since_drawn import seen_of, since_drawn

KINDS = tuple(kind for kind in DOCUMENTS if kind != "letter")
commands = click.Group()


@commands.command(help="编出本周周报，写到目录。")
@click.option("--out", type=PATH, default=Path("digest-out"))
@UNIT
@CONFIG
def digest(out: Path, unit: str, config_path: Path | None) -> None:
    """Compile the week."""
    carry_out(write_digest(configured(config_path), unit, out))


@commands.command(
    help="出文书：weekly 周报、monthly 月报、notice 公开稿、slip 销号单、archive 归档、dossier 验收卷宗等。"
)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("about", default="")
@click.option("--out", type=PATH, default=Path("papers"), help="放到哪个目录。")
@UNIT
@CONFIG
def report(kind: str, about: str, out: Path, unit: str, config_path: Path | None) -> None:
    """Draw up a document."""
    carry_out(write_report(configured(config_path), unit, (kind, about), out))


@commands.command(help="审定或退回聊天里提请的文稿；不写编号则列出全部。")
@click.argument("number", default="")
@click.option("--refuse", default="", metavar="理由", help="退回，写明理由。")
@click.option("--seen", default="", metavar="代号", help="起草以后台账又变了、看过列出的不同仍要定稿时，写列出的代号。")
@UNIT
@CONFIG
def release(number: str, refuse: str, seen: str, unit: str, config_path: Path | None) -> None:
    """Be the second key of a paper where nobody else can."""
    carry_out(decide_paper(configured(config_path), unit, number, refuse, seen))


@commands.command(help="把台账导出为工作簿（改好后可以再导入）。")
@click.option("--out", type=PATH, default=Path(), help="放到哪个目录。")
@UNIT
@CONFIG
def export(out: Path, unit: str, config_path: Path | None) -> None:
    """Write the ledger as a workbook."""
    carry_out(write_report(configured(config_path), unit, ("ledger", ""), out))


@commands.command(help="今后多少天谁会收到什么提醒。")
@click.argument("days", type=click.IntRange(1, 366), default=60)
@click.option("--out", type=PATH, default=None, help="同时写成工作簿。")
@click.option("--rehearse", is_flag=True, help="在本机沙盒里快进演一遍，什么都不会发出去。")
@UNIT
@CONFIG
def forecast(days: int, out: Path | None, rehearse: bool, unit: str, config_path: Path | None) -> None:  # noqa: FBT001
    """Foresee the reminders."""
    config = configured(config_path)
    if rehearse:
        from bot.demo.rehearsal import rehearse as play

        carry_out(play(config, unit or config.unit.id, days))
    carry_out(write_forecast(config, unit, days, out))


async def write_digest(config: Config, unit_id: str, out: Path) -> int:
    """Write the week's page and its picture into a folder."""
    async with open_unit(config, unit_id) as (request, unit):
        page = await digest_for(request, await _reader(request, unit.id))
    lay_out(out, [("周报.txt", (plain(page.text) + "\n").encode()), *((a.name, a.content) for a in page.attachments)])
    click.echo(plain(page.text))
    click.echo(f"已写入 {out}/")
    return 0


async def _reader(request: RequestContext, unit: str) -> Person:
    async with request.look() as ledger:
        people = await ledger.people.find(PEOPLE_OF, unit)
    found = next((p for role in (Role.SECRETARY, Role.OFFICE) for p in people if p.holds(role)), None)
    if found is None:
        raise NotFound(what="reader")
    return found


async def write_report(config: Config, unit_id: str, wanted: tuple[str, str], out: Path) -> int:
    """Draw up a document, by its kind and what it is about, and write its files into a folder."""
    kind, about = wanted
    async with open_unit(config, unit_id) as (request, unit):
        with Console(stderr=True).status("正在拟稿……"):
            files = await make_documents(request, kind, unit.id, about)
    if not files:
        raise NotFound(what="plan")
    lay_out(out, files)
    for name, _ in files:
        click.echo(f"已写入 {out / name}")
    return 0


async def decide_paper(config: Config, unit_id: str, number: str, reason: str, seen: str = "") -> int:
    """List the papers on their way, or release or return one of them; what the ledger has otherwise is shown first."""
    async with open_unit(config, unit_id) as (request, unit):
        if not number:
            papers = await releases_of(request, unit.id)
            if not papers:
                click.echo("没有在办的文稿，也没有定稿。")
            for one in papers:
                click.echo(f"{one.id.rpartition('/')[2]}\t{_how_far(one)}")
            return 0
        waiting = await waiting_paper(request, unit.id, number)
        async with request.look() as ledger:
            moved = () if reason else await since_drawn(request, ledger, waiting)
        if moved and seen_of(moved) != seen:
            for fact in moved:
                click.echo(difference_words(request.wording, fact))
            click.echo(f"起草以后台账又变了，以上{len(moved)}处与文稿不同。仍要定稿，请加上 --seen {seen_of(moved)}")
            return 1
        done = await decide_release_on_command_line(request, unit.id, number, agree=not reason, words=reason, seen=seen)
        click.echo(_how_far(done))
        return 0


def _how_far(one: Release) -> str:
    """A paper's name, how far it has come, and what proves its clean copy."""
    return f"{official_name(one)}\t{official(f'reporting.release.state_{one.state}')}\t{one.final}".rstrip()


async def write_forecast(config: Config, unit_id: str, days: int, out: Path | None) -> int:
    """Print who will be told what, and write it as a workbook where a file is named."""
    async with open_unit(config, unit_id) as (request, unit):
        seen = await foresee(request, unit.id, days)
        click.echo(plain(draw_forecast(request.wording, seen, days).text))
        async with request.look() as ledger:
            if not any(one.reachable for one in await ledger.people.find(PEOPLE_OF, unit.id)):
                click.echo("还没有人绑定，所以谁也收不到：先发绑定链接（invite）。")
        if out is not None:
            lay_out(out.parent, [(out.name, forecast_book(request.wording, unit.name, seen))])
            click.echo(f"已写入 {out}")
    return 0
