"""What the command line asks for, beside running: import, links, examination, digest, export."""

import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import Progress

from bot.cli.read_plan import plan_as_json, plan_as_text
from bot.clock import Clock, utc_now
from bot.config import Config, UnitSettings, tokens
from bot.domain.core.local_day import local_day
from bot.domain.core.refusal import BadUnit, NoChange, NotFound
from bot.domain.imports.draft import UnreadablePlan
from bot.domain.imports.result import Preview
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.units.unit import MEGABYTE, Unit
from bot.messages.body import plain
from bot.messages.imports.view import preview_body, taken_body
from bot.messages.reminders.forecast import draw_forecast
from bot.messages.reminders.forecast import workbook as forecast_workbook
from bot.messages.text import day
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan_safely
from bot.readers.plan.containers.guard import MOST_BYTES
from bot.services.core.ledger import PEOPLE_OF
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.history.history import Verified, export_journal, verify, verify_export
from bot.services.imports.plan_import import accept, discard, preview, settle
from bot.services.people.binding import appoint, invite
from bot.services.reminders.forecast import forecast
from bot.services.reporting.digest import on_demand
from bot.services.reporting.documents import report
from bot.services.units.units import add_unit, kept_units, set_unit
from storage.archive.archive import bring_back, place, put_away
from storage.archive.backup import examine as examine_archive
from storage.archive.move import demand_empty_inbox, move

BREAKS = {
    "missing": "之前缺了历史",
    "inserted": "是插进来的",
    "relinked": "与前一条接不上",
    "altered": "内容被改动过",
    "cut off": "之后的历史被截掉了",
    "unreadable": "读不出来",
}


def content_of(file: Path) -> bytes:
    """The bytes of a file that a person named; raises UnreadablePlan."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UnreadablePlan("too_large_here", name=file.name, most=MOST_BYTES >> 20)
        return file.read_bytes()
    except FileNotFoundError as error:
        raise UnreadablePlan("not_here", name=str(file)) from error
    except OSError as error:
        raise UnreadablePlan("not_opened", name=str(file), why=str(error.strerror)) from error


def lay_out(folder: Path, documents: Iterable[tuple[str, bytes]]) -> None:
    """Write documents into a folder, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in documents:
        (folder / name).write_bytes(content)


async def show_plan(file: Path, *, as_json: bool) -> int:
    """Print what was read from a plan file; raises UnreadablePlan."""
    draft = await read_plan_safely(content_of(file), file.name, reference=local_day(UnitSettings().zone, utc_now()))
    click.echo((plan_as_json if as_json else plan_as_text)(load_wording(), draft))
    return 0


@asynccontextmanager
async def with_context(config: Config, clock: Clock = utc_now) -> AsyncIterator[RequestContext]:
    """The request of an installation that is not running; raises StoreError where it is."""
    from bot.app import open_context

    request = await open_context(config, clock)
    try:
        yield request
    finally:
        await request.store.close()


@asynccontextmanager
async def at_unit(config: Config, unit_id: str, clock: Clock = utc_now) -> AsyncIterator[tuple[RequestContext, Unit]]:
    """The same behind the wall of a unit, "" for the configuration's, with the unit; raises BadUnit too."""
    async with with_context(config, clock) as request:
        async with request.look() as ledger:
            unit = await ledger.units.get(unit_id or config.unit.id)
        if unit is None:
            raise BadUnit(what="unknown", name=unit_id)
        yield scoped(request, unit.id), unit


async def take_in(config: Config, unit_id: str, file: Path, *, yes: bool, clock: Clock = utc_now) -> int:
    """Show what an import would do and do it after a yes."""
    content = content_of(file)
    async with at_unit(config, unit_id, clock) as (request, unit):
        read = await read_plan_safely(content, file.name, reference=request.today(unit))
        shown = await preview(request, unit.id, read, file.name, by=None)
        click.echo(plan_as_text(request.wording, read))
        click.echo(plain(preview_body(request.wording, shown).text))
        if not yes:
            await _settle_open(request, unit, shown)
        if not yes and not click.confirm("确认入库？", default=False):
            await discard(request, by=None)
            click.echo("没有入库。")
            return 1
        try:
            taken = await accept(request, by=None)
        except NoChange:
            await discard(request, by=None)
            click.echo("与台账一致，没有需要更改的内容。")
            return 0
        click.echo(plain(taken_body(request.wording, taken).text))
        return 0


async def _settle_open(request: RequestContext, unit: Unit, shown: Preview) -> None:
    """Ask for each open deadline; what is not certain stays open."""
    from bot.readers.deadline import read_deadline

    for measure in shown.open_deadlines:
        words = click.prompt(
            f"{measure.number} 的时限（文件里：{measure.deadline.words or '空白'}；回车跳过）", default=""
        )
        if not words:
            continue
        reference = shown.read.feedback or request.today(unit)
        deadline = read_deadline(words, reference).as_deadline(measure.deadline.words)
        if deadline.kind is DeadlineKind.UNCLEAR:
            click.echo("没有读出确定的日期，先保留为待定。")
            continue
        await settle(request, measure.number, deadline, by=None)
        click.echo(f"{measure.number}：{day(deadline.date) if deadline.date else words}")


async def issue_links(config: Config, unit_id: str, names: tuple[str, ...], *, office: bool, bot_name: str) -> int:
    """Print one-time links; with `office`, people who are on no list yet join the office."""
    async with at_unit(config, unit_id) as (request, unit):
        if office:
            await appoint(request, unit.id, names)
        invited = await invite(request, by=None, unit=unit.id, names=names)
        name = bot_name.removeprefix("@") or await _name_of_bot(config, unit.bot)
        for one in invited:
            until = one.expires.astimezone(ZoneInfo(unit.zone))
            click.echo(f"{one.person.name}\thttps://t.me/{name}?start={one.code}\t有效至 {until:%Y-%m-%d %H:%M}")
        return 0


async def _name_of_bot(config: Config, bot: str) -> str:
    from bot.app import build_application

    token = tokens(config).get(bot)
    if not token:
        return "机器人用户名"
    async with build_application(replace(config, telegram=replace(config.telegram, token=token))) as application:
        return application.bot.username


async def prove(config: Config, file: Path | None) -> int:
    """Say whether every entry of the journal is what was written, and where it is not; of an exported file, offline."""
    if file is not None and zipfile.is_zipfile(file):
        return _prove_archive(file)
    if file is not None:
        found: Sequence[Verified] = [verify_export(content_of(file))]
    else:
        async with with_context(config) as request:
            found = await verify(request)
    for checked in found:
        if len(found) > 1:
            click.echo(f"单位 {checked.unit}：", nl=False)
        for number, what in checked.breaks:
            click.echo(f"第 {number} 条：{BREAKS[what]}")
        click.echo(
            f"共 {checked.count} 条历史，" + (f"{len(checked.breaks)} 处不符！" if checked.breaks else "全部相符。")
        )
    return 1 if any(checked.breaks for checked in found) else 0


def _prove_archive(file: Path) -> int:
    """Say that an archive is whole: every file as listed, every record there, the chain unbroken; or raise."""
    manifest = examine_archive(file)
    taken = f"{manifest.taken.astimezone():%Y-%m-%d %H:%M}"
    entries = manifest.counts.get("journal", 0)
    click.echo(f"备份完好：{taken} 所做，{entries} 条历史全部相符，佐证 {manifest.evidence} 份。")
    return 0


async def write_journal(config: Config, unit_id: str, out: Path) -> int:
    """Write the journal as a file that can be verified without the ledger."""
    async with at_unit(config, unit_id) as (request, unit):
        lay_out(out.parent, [(out.name, await export_journal(request, unit.id))])
    click.echo(f"已写入 {out}，可用 python -m bot verify {out} 验证。")
    return 0


async def write_digest(config: Config, unit_id: str, out: Path) -> int:
    """Write the week's page and its picture into a folder."""
    async with at_unit(config, unit_id) as (request, unit):
        sheet = await on_demand(request, await _reader(request, unit.id))
    lay_out(out, [("周报.txt", (plain(sheet.text) + "\n").encode()), *((a.name, a.content) for a in sheet.attachments)])
    click.echo(plain(sheet.text))
    click.echo(f"已写入 {out}/")
    return 0


async def _reader(request: RequestContext, unit: str) -> Person:
    async with request.look() as ledger:
        people = await ledger.people.find(PEOPLE_OF, unit)
    found = next((p for role in (Role.SECRETARY, Role.OFFICE) for p in people if p.holds(role)), None)
    if found is None:
        raise NotFound(what="党组书记或整改办人员")
    return found


async def write_report(config: Config, unit_id: str, wanted: tuple[str, str], out: Path) -> int:
    """Draw up a document, by its kind and what it is about, and write its files into a folder."""
    kind, about = wanted
    async with at_unit(config, unit_id) as (request, unit):
        with Console(stderr=True).status("正在拟稿……"):
            files = await report(request, kind, unit.id, about)
    lay_out(out, files)
    for name, _ in files:
        click.echo(f"已写入 {out / name}")
    return 0


async def write_forecast(config: Config, unit_id: str, days: int, out: Path | None) -> int:
    """Print who will be told what, and write it as a workbook where a file is named."""
    async with at_unit(config, unit_id) as (request, unit):
        seen = await forecast(request, unit.id, days)
        click.echo(plain(draw_forecast(request.wording, seen, days).text))
        if out is not None:
            lay_out(out.parent, [(out.name, forecast_workbook(request.wording, seen))])
            click.echo(f"已写入 {out}")
    return 0


async def write_backup(config: Config, folder: Path | None, keep: int | None) -> int:
    """Write an archive of ledger and evidence, beside a running bot; the oldest beyond `keep` go."""
    store, settings = config.store, config.backup
    where = folder or place(store.url, Path(store.evidence), settings.folder)
    kept = settings.keep if keep is None else keep
    made, removed = await put_away(store.url, Path(store.evidence), where, kept, utc_now())
    click.echo(f"已备份到 {made}")
    for old in removed:
        click.echo(f"已删除旧备份 {old.name}")
    return 0


async def put_back(config: Config, archive: Path) -> int:
    """Restore an archive into an empty place, after all of it was proved."""
    manifest = await bring_back(config.store.url, Path(config.store.evidence), archive)
    click.echo(f"已恢复：{sum(manifest.counts.values())} 条记录，历史前后相符。")
    return 0


async def carry_over(source: str, target: str) -> int:
    """Move a ledger to another address, with a bar; raises StoreError, so InboxNotEmpty."""
    await demand_empty_inbox(source)
    with Progress() as bar:
        task = bar.add_task("搬移", total=None)
        counts = await move(source, target, lambda done, total: bar.update(task, completed=done, total=total))
    click.echo(f"已搬移 {sum(counts.values())} 条记录，数目和历史都相符。原台账没有改动。")
    return 0


async def examine(config: Config, unit_id: str) -> int:
    """Print what was found; 1 where something must be mended."""
    from bot.diagnostics import Severity
    from bot.diagnostics import examine as look

    bad = 0
    async for finding in look(config, unit_id):
        bad += finding.mark is Severity.BAD
        click.echo(f"{finding.mark}\t{finding.what}：{finding.words}")
    return 1 if bad else 0


def _bots(config: Config) -> set[str]:
    return {"", *config.telegram.bots}


async def take_in_unit(config: Config, unit: Unit) -> int:
    """Take a unit in, and say what comes next."""
    async with with_context(config) as request:
        kept = await add_unit(request, unit, bots=_bots(config))
    click.echo(f"已登记单位 {kept.id} {kept.name}。下一步：python -m bot invite --unit {kept.id} --office 姓名")
    return 0


async def arrange_unit(config: Config, id_: str, wanted: Mapping[str, Any]) -> int:
    """Arrange a unit anew; what is None stays."""
    named_here = config.unit.name != UnitSettings.name
    if id_ == config.unit.id and wanted["name"] is not None and named_here:
        raise BadUnit(what="configured", name=id_)
    async with with_context(config) as request:
        kept = await set_unit(request, id_, bots=_bots(config), **wanted)
    click.echo(f"已调整单位 {kept.id} {kept.name}。")
    return 0


async def list_units(config: Config) -> int:
    """Print every unit with what it keeps, and how much it may keep."""
    async with with_context(config) as request:
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
