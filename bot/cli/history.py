"""verify, journal: the history, proved and exported."""

import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from bot.cli.command import CONFIG, PATH, UNIT, called, carry_out, configured, content_of, lay_out, open_unit, refuse
from bot.cli.signature import signature_holds
from bot.config import Config
from bot.domain.acceptance.acceptance import short_seal
from bot.domain.history.anchor import anchors_in
from bot.messages.history.difference import difference_lines
from bot.messages.operations.store_error import store_error_here
from bot.messages.wording import load_wording
from bot.readers.dossier import is_dossier, read_dossier
from bot.services.history.against import Mark, against, mark_of, marks_of_documents, marks_of_file
from bot.services.history.verification import (
    Document,
    Verified,
    examined,
    export_journal,
    surrounded,
    verify_export,
)
from storage.anchor_file import anchor_file
from storage.archive.backup import archived_documents, verify_archive
from storage.archive.encrypted_copy import is_encrypted
from storage.archive.manifest import is_archive
from storage.archive.signature import sign
from storage.blob_store import FileBlobStore
from storage.disk import Disk
from storage.errors import StoreDamaged
from storage.opening import ledger_file, open_any
from storage.tinydb.lock import is_damaged, last_kept
from storage.tinydb.snapshot_reader import read_snapshot

BREAKS = {
    "missing": "之前缺了历史",
    "inserted": "是插进来的",
    "relinked": "与前一条接不上",
    "altered": "内容被改动过",
    "cut off": "之后的历史被截掉了",
    "unreadable": "读不出来",
    "no head": "文件是空的，不能证明什么",
}
SEAL = 16  # signs of a seal, as cards show it
commands = click.Group()


@commands.command(help="验证台账记录和历史没有被改动；也可以离线验证一份备份、导出的历史文件，或上级验收的卷宗。")
@click.argument("file", type=PATH, required=False)
@click.option(
    "--against",
    "seen",
    default="",
    help="与以前见过的比：周报、销号单上的校验号或那份文件，旧备份，旧的历史文件；卷宗的校验码。",
)
@CONFIG
def verify(file: Path | None, seen: str, config_path: Path | None) -> None:
    """Prove the ledger, or a file; or that it still holds what was seen of it before."""
    config = configured(config_path)
    if file is not None and zipfile.is_zipfile(file) and is_dossier(file):
        sys.exit(_prove_dossier(file, seen))
    carry_out(compare(config, file, seen) if seen else prove(config, file))


@commands.command(help="导出台账历史，离线也能验证。")
@click.option("--out", type=PATH, default=Path("整改历史.jsonl"))
@UNIT
@CONFIG
def journal(out: Path, unit: str, config_path: Path | None) -> None:
    """Write the journal as a file."""
    carry_out(write_journal(configured(config_path), unit, out))


async def prove(config: Config, file: Path | None) -> int:
    """Say whether every record and entry is what was written, and where it is not; of a file, offline."""
    if file is not None and is_encrypted(file):
        refuse(f"{file.name} 是加密的副本，要用私钥才看得出里面是什么：duban restore 文件 --drill --key 私钥。")
    if file is not None:
        wrong = _prove_archive(file) if zipfile.is_zipfile(file) else _tell([verify_export(content_of(file))])
        return wrong or int(not signature_holds(config, file))
    documents, misplaced, damage = await _documents(config)
    store, evidence = config.store, Path(config.store.evidence)
    anchors = anchor_file(store.url, evidence, config.backup.folder)
    kept = anchors.kept()
    found = tuple(replace(one, anchors_damaged=anchors.damaged()) for one in examined(documents, kept))
    found = await surrounded(found, documents, FileBlobStore(evidence), misplaced)
    wrong = _tell(found, live=True)
    if not kept and any(one.count for one in found):
        click.echo(load_wording().word("history.difference.no_anchors"))
    return wrong or damage


async def _documents(config: Config) -> tuple[list[Document], list[tuple[str, str, str]], int]:
    """The ledger beside a running program, and what of it no query finds.

    One that was altered is read as far as it can be, and 1 given with it.
    """
    ledger, damage, disk = ledger_file(config.store.url), 0, Disk()
    if ledger is None:
        store = await open_any(config.store.url)
        try:
            return [document async for document in store.documents()], await store.misplaced(), 0
        finally:
            await store.close()
    noted = disk.read(ledger.with_suffix(".lock")) or b""  # first: the program may be writing
    last = last_kept(noted)
    try:
        tables, number = read_snapshot(ledger, disk)
    except StoreDamaged as error:
        tables, number = read_snapshot(ledger, disk, altered=True)
        click.echo(store_error_here(load_wording(), error))
        damage = 1
    if is_damaged(noted):
        broken = "坏了，看不出程序确认到第几笔，末尾有没有被截掉没有核对。程序写下一笔时会重新写好。"
        click.echo(f"{ledger.stem}.lock " + ("里的进程号坏了。程序下次启动时会重新写好。" if last else broken))
        damage = 1
    if number < last:
        click.echo(f"台账只到第 {number} 笔，程序已经确认到第 {last} 笔：末尾被截掉了，或者换成了旧文件！")
        damage = 1
    return [(shelf, id_, one) for shelf, table in tables.items() for id_, one in table.items()], [], damage


async def compare(config: Config, file: Path | None, seen: str) -> int:
    """Say whether the ledger, or a backup of it, still holds what was seen before; 1 where it does not."""
    if file is not None:
        verify_archive(file)
        documents, damage = archived_documents(file), 0
    else:
        documents, _, damage = await _documents(config)
    marks = _marks(seen)
    if not marks:
        click.echo(f"{seen} {_nothing_in(seen)}，不能证明什么。")
        return 1
    wording = load_wording()
    found = against(documents, marks)
    for held in found:
        kind = wording.word(f"history.against.{held.mark.kind}", number=held.mark.number, unit=held.mark.unit)
        click.echo(wording.word(f"history.against.{held.what}", kind=kind, last=held.last))
    return 1 if damage or not all(held.holds for held in found) else 0


def _nothing_in(seen: str) -> str:
    """Why nothing can be compared with it."""
    return "里没有校验号" if Path(seen).is_file() else "不是校验号，也没有这个文件"


def _marks(seen: str) -> list[Mark]:
    """What was seen: an archive, another file, or the number itself."""
    file = Path(seen)
    if not file.is_file():
        return [mark_of(anchor) for anchor in anchors_in(seen)]
    if zipfile.is_zipfile(file) and is_archive(file):
        verify_archive(file)
        return marks_of_documents(archived_documents(file))
    return marks_of_file(content_of(file))


def _tell(found: Sequence[Verified], *, live: bool = False) -> int:
    """Say what was found; 1 where something is wrong, or in a ledger that is `live` was never recorded."""
    wording = load_wording()
    if not sum(checked.count for checked in found):
        click.echo("没有任何历史，不能证明什么。")
        return 1
    for checked in found:
        if len(found) > 1:
            click.echo(f"单位 {checked.unit or '（空）'}：", nl=False)
        for number, what in checked.breaks:
            click.echo(f"第 {number} 条：{BREAKS[what]}")
        for line in difference_lines(wording, checked.differences, checked.called):
            click.echo(line)
        facts = {
            "anchors_damaged": int(checked.anchors_damaged),
            "rewritten": checked.rewritten,
            "since": checked.since if checked.since > 1 else 0,
            "unrecorded": checked.unrecorded,
        }
        for what, count in facts.items():
            if count:
                click.echo(wording.word(f"history.difference.{what}", count=count))
        wrong = len(checked.breaks) + len(checked.differences) + checked.anchors_damaged
        compared = f"，{checked.records} 条记录逐项核对" if checked.since else ""
        click.echo(f"共 {checked.count} 条历史{compared}，" + (f"{wrong} 处不符！" if wrong else "全部相符。"))
    if live:
        click.echo(wording.word("history.difference.left_out"))
    return int(any(not checked.holds or (live and checked.unrecorded) for checked in found))


def _prove_dossier(file: Path, seen: str) -> int:
    """Say that a dossier is what was sealed under the seal that was seen, where one is given; or what is not."""
    found = read_dossier(file)
    for what, names in (
        ("不是封存时的文件", found.altered),
        ("封存以后放进来的", found.unlisted),
        ("历史里没有这份佐证", found.unproven),
    ):
        for name in names:
            click.echo(f"{name}：{what}")
    for number, what in found.breaks:
        click.echo(f"第 {number} 条：{BREAKS[what]}")
    if found.elsewhere:
        click.echo(f"清单里另有 {len(found.elsewhere)} 个文件不在这里（在另一个分卷里，或已按保存期限清理）：")
        click.echo("\n".join(found.elsewhere))
    plain = seen.replace("-", "").lower()
    same = not seen or (len(plain) >= SEAL and found.seal.startswith(plain))
    say = f"与 {seen} {'相符' if same else '不符！'}" if seen else "请与聊天里报验卡片上的核对"
    click.echo(f"卷宗校验码 {short_seal(found.seal)}（全文 {found.seal}），{say}。")
    click.echo(
        f"共 {found.files} 个文件、{found.entries} 条历史，" + ("全部相符。" if found.holds else "有不符的，见上！")
    )
    return int(not (found.holds and same))


def _prove_archive(file: Path) -> int:
    """Say that an archive is whole: every file as listed, every record there, the chain unbroken; or raise."""
    manifest = verify_archive(file)
    found = examined(archived_documents(file))
    if any(not checked.holds for checked in found):
        return _tell(found)
    taken = f"{manifest.taken.astimezone():%Y-%m-%d %H:%M}"
    records, entries = sum(one.records for one in found), sum(one.count for one in found)
    what = f"{records} 条记录、{entries} 条历史、佐证 {manifest.evidence} 份"
    click.echo(f"备份完好：{taken} 所做，{what}，逐项核对全部相符。")
    return 0


async def write_journal(config: Config, unit_id: str, out: Path) -> int:
    """Write the journal as a file that can be verified without the ledger."""
    async with open_unit(config, unit_id) as (request, unit):
        lay_out(out.parent, [(out.name, await export_journal(request, unit.id))])
    if config.backup.sign_key:
        sign(out, Path(config.backup.sign_key))
    click.echo(f"已写入 {out}，可用 {called()} verify {out} 验证。")
    return 0
