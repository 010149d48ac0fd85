"""backup, restore, move: the ledger and its evidence as archives, and at another address."""

import asyncio
import os
import re
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click
from rich.progress import Progress

from bot.cli.command import CONFIG, PATH, called, carry_out, configured, refuse
from bot.cli.signature import signature_holds
from bot.clock import utc_now
from bot.config import Config
from bot.services.history.verification import examined
from storage.archive.archive import create_backup, restore_backup, seal
from storage.archive.backup import restore_archive
from storage.archive.encrypted_copy import decrypted, is_encrypted
from storage.archive.manifest import Manifest, read_manifest
from storage.archive.move import move as move_ledger
from storage.archive.move import require_empty_inbox
from storage.opening import backup_folder, open_any

PASSWORD = re.compile(r"^postgres(?:ql)?://[^/@]*:[^/@]+@|[?&]password=", re.IGNORECASE)
commands = click.Group()


@commands.command(help="备份台账和佐证（可以在运行中进行）。")
@click.option("--out", type=PATH, default=None, help="放到哪个目录（默认按配置）。")
@click.option("--keep", type=click.IntRange(1), default=None, help="保留最近几份（默认按配置）。")
@CONFIG
def backup(out: Path | None, keep: int | None, config_path: Path | None) -> None:
    """Write an archive."""
    carry_out(write_backup(configured(config_path), out, keep))


@commands.command(help="把备份恢复到空的位置，先验证再写入。")
@click.argument("archive", type=PATH)
@click.option("--drill", is_flag=True, help="只演练：恢复到临时目录，打开、逐项核对后删去，不动现在的台账。")
@click.option("--key", type=PATH, default=None, help="加密副本（.age）的 OpenSSH 私钥文件。")
@CONFIG
def restore(archive: Path, drill: bool, key: Path | None, config_path: Path | None) -> None:  # noqa: FBT001 - click's form
    """Restore an archive, or only try whether that would work."""
    carry_out(rehearse(archive, key) if drill else restore_from(configured(config_path), archive, key))


def _opened(archive: Path, key: Path | None) -> AbstractContextManager[Path]:
    """The archive itself, which stands in an encrypted copy where it is one."""
    if not is_encrypted(archive):
        return nullcontext(archive)
    if key is None:
        refuse(f"{archive.name} 是加密的副本，请用 --key 指明私钥文件（配置里 backup.copy_key 那个公钥的另一半）。")
    return decrypted(archive, key)


async def rehearse(archive: Path, key: Path | None = None) -> int:
    """Restore an archive beside, open it as the program would, prove it, and let it go; 1 where it does not hold."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="duban-drill-") as folder, _opened(archive, key) as plain:
        ledger = Path(folder) / "ledger.json"
        manifest = await asyncio.to_thread(restore_archive, plain, ledger, Path(folder) / "evidence")
        what, wrong = await _held(str(ledger), manifest)
    proved = f"{wrong} 处不符！" if wrong else "逐项核对全部相符。现在的台账没有动。"
    click.echo(f"演练：恢复了 {what}，用了 {time.monotonic() - began:.1f} 秒，{proved}")
    return 1 if wrong else 0


async def _held(url: str, manifest: Manifest) -> tuple[str, int]:
    """What a ledger that was restored holds, opened as the program would, and how much of it is not as written."""
    store = await open_any(url)
    try:
        found = examined([document async for document in store.documents()])
    finally:
        await store.close()
    records, entries = sum(one.records for one in found), sum(one.count for one in found)
    wrong = sum(len(one.breaks) + len(one.differences) for one in found)
    lost = f"（备份时另有 {manifest.missing} 份缺失或读不出）" if manifest.missing else ""
    return f"{records} 条记录、{entries} 条历史、佐证 {manifest.evidence} 份{lost}", wrong


@commands.command(help="搬移台账，如 tinydb:data/ledger.json postgresql://…，可以再搬回来。")
@click.argument("source")
@click.argument("target")
def move(source: str, target: str) -> None:
    """Move a ledger to another address."""
    carry_out(move_over(address_of(source), address_of(target)))


def address_of(written: str) -> str:
    """The address behind `env:NAME` or `@FILE`; ends where a password stands in the command line for all to see."""
    if written.startswith("env:"):
        return os.environ.get(written[4:]) or refuse(f"没有环境变量 {written[4:]}。")
    if written.startswith("@"):
        try:
            return Path(written[1:]).read_text("utf-8").strip()
        except OSError as error:
            refuse(f"读不了 {written[1:]}：{error.strerror}。")
    if PASSWORD.search(written):
        refuse(
            "口令不要写在命令行里，同一台机器上的人都看得到。请把整个地址写进环境变量，用 env:变量名 指明，"
            "或写进 600 的文件，用 @文件 指明。"
        )
    return written


async def write_backup(config: Config, folder: Path | None, keep: int | None) -> int:
    """Write an archive of ledger and evidence, beside a running bot; the oldest beyond `keep` go."""
    store, settings = config.store, config.backup
    where = folder or backup_folder(store.url, Path(store.evidence), settings.folder)
    kept = settings.keep if keep is None else keep
    made, removed = await create_backup(store.url, Path(store.evidence), where, kept, utc_now())
    click.echo(f"已备份到 {made}")
    keys = {"sign_key": settings.sign_key, "copy_key": settings.copy_key}
    await asyncio.to_thread(seal, made, removed, copy_folder=settings.copy_folder, **keys)
    if settings.copy_folder:
        click.echo(f"加密的副本在 {settings.copy_folder}")
    manifest = await asyncio.to_thread(read_manifest, made)
    if manifest.anchors:
        click.echo(f"台账校验号 {'、'.join(manifest.anchors)}")
    if manifest.missing:
        click.echo(f"有 {manifest.missing} 份佐证缺失或读不出，没有备份；运行 {called()} check 看是哪些。")
    for old in removed:
        click.echo(f"已删除旧备份 {old.name}")
    return 0


async def restore_from(config: Config, archive: Path, key: Path | None = None) -> int:
    """Restore an archive into an empty place, after all of it was proved, its signature too where one is asked for."""
    if not signature_holds(config, archive):
        return 1
    with _opened(archive, key) as plain:
        manifest = await restore_backup(config.store.url, Path(config.store.evidence), plain)
    what, wrong = await _held(config.store.url, manifest)
    proved = f"有 {wrong} 处不符，运行 {called()} verify 看是哪些。" if wrong else "逐项核对全部相符。"
    click.echo(f"已恢复：{what}，{proved}")
    return 0


async def move_over(source: str, target: str) -> int:
    """Move a ledger to another address, with a bar; raises StoreError, so InboxNotEmpty."""
    await require_empty_inbox(source)
    with Progress() as bar:
        task = bar.add_task("搬移", total=None)
        counts = await move_ledger(source, target, lambda done, total: bar.update(task, completed=done, total=total))
    click.echo(f"已搬移 {sum(counts.values())} 项（连同历史、提醒登记和待发消息），数目和历史都相符。原台账没有改动。")
    return 0
