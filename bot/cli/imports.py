"""import: take in a plan, with a preview and a question first."""

from pathlib import Path

import click

from bot.cli.command import CONFIG, PATH, UNIT, carry_out, configured, content_of, open_unit
from bot.cli.import_questions import ask_all
from bot.cli.read_plan import plan_as_text
from bot.clock import Clock, utc_now
from bot.config import Config
from bot.domain.core.refusal import NoChange
from bot.domain.imports.result import Preview
from bot.messages.body import plain
from bot.messages.imports.view import taken_body, whole_body
from bot.readers.plan import read_plan_safely
from bot.services.imports.answers import give_reason
from bot.services.imports.heads import known_in
from bot.services.imports.leavers import names_asked
from bot.services.imports.plan_import import accept, discard, preview

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
        click.echo(plain(whole_body(request.wording, shown).text))
        if reason:
            shown = await give_reason(request, reason, by=None)
        if not yes:
            shown = await ask_all(request, unit, shown, content, known)
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
        (bool(shown.left), f"没有说明是不是已经离开的人（{'、'.join(sorted(names_asked(shown.read)))}）"),
        (shown.only_guessed, "表头都不认识，请不带 --yes 再来一次，逐个说明"),
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
