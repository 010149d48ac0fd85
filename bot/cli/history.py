"""verify, journal: the history, proved and exported."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import click

from bot.cli.command import CONFIG, UNIT, carry_out, configured, content_of, lay_out, open_installation, open_unit
from bot.config import Config
from bot.services.history.verification import Verified, export_journal, verify_export
from bot.services.history.verification import verify as verify_ledger
from storage.archive.backup import verify_archive

BREAKS = {
    "missing": "之前缺了历史",
    "inserted": "是插进来的",
    "relinked": "与前一条接不上",
    "altered": "内容被改动过",
    "cut off": "之后的历史被截掉了",
    "unreadable": "读不出来",
}
commands = click.Group()


@commands.command(help="验证台账历史没有被改动；也可以离线验证一份备份，或导出的历史文件。")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@CONFIG
def verify(file: Path | None, config_path: Path | None) -> None:
    """Prove the journal's chain."""
    carry_out(prove(configured(config_path), file))


@commands.command(help="导出台账历史，离线也能验证。")
@click.option("--out", type=click.Path(path_type=Path), default=Path("整改历史.jsonl"))
@UNIT
@CONFIG
def journal(out: Path, unit: str, config_path: Path | None) -> None:
    """Write the journal as a file."""
    carry_out(write_journal(configured(config_path), unit, out))


async def prove(config: Config, file: Path | None) -> int:
    """Say whether every entry of the journal is what was written, and where it is not; of an exported file, offline."""
    if file is not None and zipfile.is_zipfile(file):
        return _prove_archive(file)
    if file is not None:
        found: Sequence[Verified] = [verify_export(content_of(file))]
    else:
        async with open_installation(config) as request:
            found = await verify_ledger(request)
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
    manifest = verify_archive(file)
    taken = f"{manifest.taken.astimezone():%Y-%m-%d %H:%M}"
    entries = manifest.counts.get("journal", 0)
    click.echo(f"备份完好：{taken} 所做，{entries} 条历史全部相符，佐证 {manifest.evidence} 份。")
    return 0


async def write_journal(config: Config, unit_id: str, out: Path) -> int:
    """Write the journal as a file that can be verified without the ledger."""
    async with open_unit(config, unit_id) as (request, unit):
        lay_out(out.parent, [(out.name, await export_journal(request, unit.id))])
    click.echo(f"已写入 {out}，可用 python -m bot verify {out} 验证。")
    return 0
