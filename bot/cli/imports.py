"""import: take in a plan, with a preview and a question first."""

from pathlib import Path

import click

from bot.cli.command import CONFIG, PATH, UNIT, carry_out, configured, content_of, open_unit
from bot.cli.read_plan import plan_as_text
from bot.clock import Clock, utc_now
from bot.config import Config
from bot.domain.core.refusal import NoChange
from bot.domain.imports.identity import NEW
from bot.domain.imports.result import Preview
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.units.unit import Unit
from bot.messages.body import plain
from bot.messages.imports.view import preview_body, taken_body
from bot.messages.text import day
from bot.readers.deadline import read_deadline
from bot.readers.plan import read_plan_safely
from bot.services.core.request import RequestContext
from bot.services.imports.heads import known_in
from bot.services.imports.plan_import import (
    accept,
    bring_back,
    discard,
    give_reason,
    identify,
    preview,
    settle,
    waiting,
)

commands = click.Group()


@commands.command(name="import", help="读入台账或方案文件，预览后入库。")
@click.argument("file", type=PATH)
@click.option("--yes", is_flag=True, help="不询问，直接入库；有必须先回答的，就不入库。")
@click.option("--reason", default="", help="改动时限或责任人的理由。")
@UNIT
@CONFIG
def import_(file: Path, yes: bool, reason: str, unit: str, config_path: Path | None) -> None:  # noqa: FBT001 - click's way
    """Take in a plan."""
    carry_out(take_in(configured(config_path), unit, file, yes=yes, reason=reason))


async def take_in(
    config: Config, unit_id: str, file: Path, *, yes: bool, reason: str = "", clock: Clock = utc_now
) -> int:
    """Show what an import would do and do it after a yes."""
    content = content_of(file)
    async with open_unit(config, unit_id, clock) as (request, unit):
        known = await known_in(request, unit.id)
        read = await read_plan_safely(content, file.name, reference=request.today(unit), known=known)
        shown = await preview(request, unit.id, read, file.name, by=None)
        click.echo(plan_as_text(request.wording, read))
        click.echo(plain(preview_body(request.wording, shown).text))
        if reason:
            shown = await give_reason(request, reason, by=None)
        if not yes:
            await _settle_open(request, unit, shown)
            shown = await _answer(request, await waiting(request, None))
        if not shown.is_settled or (shown.plan is not None and shown.needs_reason and not shown.reason):
            await discard(request, by=None)
            click.echo(f"没有入库：{_unanswered(shown)}。")
            return 1
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


def _unanswered(shown: Preview) -> str:
    """What must be said before the file can be taken in."""
    cancelled = bool(shown.revision.cancelled) and shown.revived is None
    open_ = (
        (bool(shown.twice), f"编号重复（{'、'.join(shown.twice)}），请先改正文件"),
        (shown.only_guessed, "表头都不认识，请改成常用的名称（问题、措施、责任人、完成时限），或在聊天里逐个说明"),
        (shown.is_foreign, "与所选的一轮没有一条相同的措施"),
        (
            bool(shown.revision.doubts),
            f"分不清是不是同一条（{'、'.join(one.number for one in shown.revision.doubts)}）",
        ),
        (
            cancelled,
            f"已取消的又在文件里（{'、'.join(one.number for one in shown.revision.cancelled)}），恢复与否没有说",
        ),
        (shown.needs_reason and not shown.reason, "改动了时限或责任人，请用 --reason 写明理由"),
    )
    return "；".join(words for is_open, words in open_ if is_open)


async def _answer(request: RequestContext, shown: Preview) -> Preview:
    """Ask which measure is which, whether cancelled ones come back, and why days or people change."""
    while shown.revision.doubts:
        doubt = shown.revision.doubts[0]
        known = {one.number: one for one in doubt.candidates}
        text = next(m.text for m in shown.read.measures if m.number == doubt.number)
        for one in doubt.candidates:
            click.echo(f"  台账 {one.number} {one.text}")
        words = click.prompt(f"文件 {doubt.number} {text}\n是台账里的哪一条（编号；回车为新的一条）", default="")
        if words and words not in known:
            click.echo("没有这个编号。")
            continue
        shown = await identify(request, doubt.number, known[words].id if words else NEW, by=None)
    if shown.revision.cancelled and shown.revived is None:
        numbers = "、".join(one.number for one in shown.revision.cancelled)
        back = click.confirm(f"已取消的 {numbers} 又在文件里，要恢复吗？", default=False)
        shown = await bring_back(request, revived=back, by=None)
    if shown.plan is not None and shown.needs_reason and not shown.reason:
        shown = await give_reason(request, click.prompt("为什么改动时限或责任人"), by=None)
    return shown


async def _settle_open(request: RequestContext, unit: Unit, shown: Preview) -> None:
    """Ask for each open deadline; what is not certain stays open."""
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
