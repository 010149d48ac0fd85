"""A ledger that knows its own files: flipped bits, other writers, newer programs, files that went away."""

import errno
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from bot.cli.backup import address_of
from bot.cli.command import lay_out
from bot.cli.history import prove
from bot.config import Config, StoreSettings
from bot.domain.core.store_error import StoreError
from bot.domain.history.anchor import Anchor
from bot.domain.units.unit import Unit
from bot.installation import open_context
from storage.anchor_file import anchor_file
from storage.archive.archive import create_backup
from storage.archive.backup import delete_old_archives, restore_archive, verify_archive, write_archive
from storage.blob_store import FileBlobStore
from storage.disk import Disk
from storage.errors import (
    BackupDamaged,
    FileNewer,
    NothingKept,
    SchemeUnknown,
    StoreDamaged,
    StoreForeign,
    StoreInUse,
    StoreRolledBack,
    StoreVanished,
)
from storage.opening import open_store
from storage.tinydb import checkpoint
from storage.tinydb.lock import LAST, PROCESS, is_damaged, last_kept
from storage.tinydb.snapshot_reader import read_snapshot
from storage.tinydb.store import TinyDBStore
from tests.storage.said import raises_saying
from tests.storage.test_backup import NOON, reply
from tests.storage.test_tinydb import abandon, numbers, put

FLIPS = 300


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is to be kept."""
    return tmp_path / "data" / "ledger.json"


async def kept(path: Path) -> TinyDBStore:
    """A ledger whose checkpoint holds two measures and whose log two more; it is open."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2")
    await store.close()
    store = TinyDBStore(path)
    await put(store, "1-3", "1-4")
    return store


def flips(content: bytes, count: int) -> list[bytes]:
    """The content with one bit flipped, at so many places."""
    chosen = random.Random(23).sample(range(len(content) * 8), min(count, len(content) * 8))  # noqa: S311 - repeatable
    return [content[: n // 8] + bytes([content[n // 8] ^ 1 << n % 8]) + content[n // 8 + 1 :] for n in chosen]


@pytest.mark.parametrize("count", [FLIPS, pytest.param(3000, marks=pytest.mark.long)])
@pytest.mark.parametrize("file", ["ledger.json", "ledger.log"])
async def test_no_flipped_bit_of_the_ledger_is_silent(path: Path, file: str, count: int) -> None:
    """Whichever bit of checkpoint or log the disk turns over, the start is refused in words, and nothing is changed."""
    abandon(await kept(path))
    whole = (path.parent / file).read_bytes()
    for changed in flips(whole, count):
        (path.parent / file).write_bytes(changed)
        with pytest.raises(StoreError):
            TinyDBStore(path)
        assert (path.parent / file).read_bytes() == changed
    (path.parent / file).write_bytes(whole)
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


@pytest.mark.parametrize("count", [FLIPS, pytest.param(3000, marks=pytest.mark.long)])
async def test_no_flipped_bit_of_a_backup_is_silent(path: Path, count: int) -> None:
    """Whichever bit of an archive is turned over, it is refused, and nothing of it is restored."""
    store = await kept(path)
    FileBlobStore(path.parent / "evidence").put(b"photo")
    archive = write_archive(path, path.parent / "evidence", path.parent / "backups", NOON)
    whole = archive.read_bytes()
    for changed in flips(whole, count):
        archive.write_bytes(changed)
        with pytest.raises(BackupDamaged):
            verify_archive(archive)
    archive.write_bytes(whole)
    assert verify_archive(archive).evidence == 1
    await store.close()


async def test_no_flipped_bit_of_the_anchors_is_silent(path: Path) -> None:
    """Whichever bit of them is turned over, or wherever they are cut, that is known, and none of them is believed."""
    kept = anchor_file(str(path), path.parent / "evidence")
    await kept.add([Anchor("u1", 7, "0123456789ab"), Anchor("xz3", 12, "ba9876543210")])
    anchors = path.parent / "anchors"
    whole = anchors.read_bytes()
    assert not kept.damaged()
    older = whole[: whole.rindex(b"sha256")]  # as a program wrote them that knew no sum
    cut = [whole[:n] for n in range(len(whole)) if whole[n - 1 : n] != b"\n"]
    for changed in [*flips(whole, len(whole) * 8), *cut]:
        anchors.write_bytes(changed)
        assert (kept.damaged(), kept.kept()) == (True, [])
    anchors.write_bytes(older)
    assert not kept.damaged()
    assert await kept.read() == [Anchor("u1", 7, "0123456789ab"), Anchor("xz3", 12, "ba9876543210")]


async def test_record_that_stands_twice_in_a_rewritten_file_is_loud(path: Path) -> None:
    """Of two records of one id none is chosen; a file that another program wrote holds each once."""
    store = await kept(path)
    await store.close()
    tables = json.loads(path.read_bytes())
    path.write_text(json.dumps(tables, ensure_ascii=False))
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]
    tables["measures"]["9"] = tables["measures"]["1"] | {"text": "另一句"}
    path.write_text(json.dumps(tables, ensure_ascii=False))
    with raises_saying(StoreDamaged, "measures 里有编号相同的记录"):
        await numbers(path)


@pytest.mark.parametrize("gone", [["lock"], ["lock", "json"], ["lock", "log"], ["json", "log"]])
async def test_second_start_after_files_were_deleted_loses_nothing(path: Path, gone: list[str]) -> None:
    """With lock, checkpoint or log deleted under a running program, no second one can take its place."""
    store = await kept(path)
    for suffix in gone:
        path.with_suffix(f".{suffix}").unlink()
    with pytest.raises((StoreInUse, StoreVanished)):
        TinyDBStore(path)
    await put(store, "1-5")
    await store.close()
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4", "1-5"]


async def test_other_file_in_the_place_of_the_log_is_not_written_over(path: Path) -> None:
    """Where somebody put another log there while the program runs, nothing is called kept and both are left."""
    store = await kept(path)
    log = path.with_suffix(".log")
    other = log.read_bytes()
    log.unlink()
    log.write_bytes(other)
    with raises_saying(StoreForeign, "没有记入台账"):
        await put(store, "1-5")
    assert log.read_bytes() == other
    abandon(store)
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


async def test_file_that_was_edited_while_the_program_runs_is_kept_aside(path: Path) -> None:
    """The checkpoint is written from memory, after what somebody else wrote there was put aside; so is the log."""
    store = await kept(path)
    edited = path.read_bytes().replace("清点".encode(), "销毁".encode())
    path.write_bytes(edited)
    with path.with_suffix(".log").open("ab") as log:
        log.write(b"5 00000000 {}\n")
    await put(store, "1-5")
    await store.close()
    assert [file.read_bytes() for file in path.parent.glob("ledger.foreign-*.json")] == [edited]
    assert [file.read_bytes()[-14:] for file in path.parent.glob("ledger.log.cut-*")] == [b"5 00000000 {}\n"]
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4", "1-5"]


async def test_cut_bytes_are_kept_aside(path: Path) -> None:
    """A torn last line is cut off the log, and lies beside it for whoever wants to look, open to its owner only."""
    abandon(await kept(path))
    with path.with_suffix(".log").open("ab") as log:
        log.write("5 0badf00d 半句".encode())
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]
    (aside,) = path.parent.glob("ledger.log.cut-*")
    assert aside.read_bytes() == "5 0badf00d 半句".encode()
    assert aside.stat().st_mode & 0o777 == 0o600


async def test_no_truncation_is_silent(path: Path) -> None:
    """Cut off at any byte, checkpoint and log are refused in words: what was acknowledged is missed."""
    abandon(await kept(path))
    log = path.with_suffix(".log")
    whole, lines = path.read_bytes(), log.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(StoreError):
            TinyDBStore(path)
    path.write_bytes(whole)
    for end in range(len(lines)):
        log.write_bytes(lines[:end])
        with raises_saying(StoreRolledBack, "末尾被截掉了.*删去 .*ledger.lock"):
            TinyDBStore(path)
        assert log.read_bytes() == lines[:end]
    log.write_bytes(lines)
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


async def test_older_files_in_the_place_of_the_ledger_are_refused(path: Path) -> None:
    """A state of yesterday, right in itself, is known by the lock; without the lock somebody has decided for it."""
    await (await kept(path)).close()
    old = path.read_bytes()
    store = TinyDBStore(path)
    await put(store, "1-5")
    await store.close()
    path.write_bytes(old)
    with raises_saying(StoreRolledBack, "换成了旧文件"):
        TinyDBStore(path)
    path.with_suffix(".lock").unlink()
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


async def test_no_flipped_bit_of_the_lock_is_silent(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whichever bit is turned over of who holds the ledger and how far it was kept, that is said."""
    await (await kept(path)).close()
    lock = path.with_suffix(".lock")
    whole = lock.read_bytes()
    assert last_kept(whole) > 0
    assert not is_damaged(whole)
    for place in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << place % 8
        assert is_damaged(bytes(changed)), (place, changed)
    assert not is_damaged(whole[:PROCESS])  # of a program that has kept nothing yet
    assert last_kept(whole[:LAST] + b"47                  \n") == 47  # of an older program
    assert not is_damaged(b"%-10d\n" % 4711 + whole[PROCESS:])
    lock.write_bytes(whole[:LAST] + b"x" + whole[LAST + 1 :])
    await prove(Config(store=StoreSettings(url=str(path), evidence=str(path.parent / "evidence"))), None)
    assert "ledger.lock 坏了" in capsys.readouterr().out
    lock.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    await prove(Config(store=StoreSettings(url=str(path), evidence=str(path.parent / "evidence"))), None)
    assert "ledger.lock 里的进程号坏了。" in capsys.readouterr().out
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


async def test_lock_that_cannot_be_written_is_no_loss(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is durable stays acknowledged where the disk has no room for the note of it."""
    store = await kept(path)

    def refuse(file: int, content: bytes, at: int) -> int:
        raise OSError(errno.ENOSPC, "full", file, content, at)

    monkeypatch.setattr("os.pwrite", refuse)
    await put(store, "1-5")
    monkeypatch.undo()
    await store.close()
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4", "1-5"]


async def test_restored_ledger_may_be_older_than_the_lock(path: Path) -> None:
    """Whoever restores yesterday's archive has decided for it."""
    store = await kept(path)
    archive = write_archive(path, path.parent / "evidence", path.parent / "backups", NOON)
    await put(store, "1-5")
    await store.close()
    path.unlink()
    path.with_suffix(".log").unlink()
    restore_archive(archive, path, path.parent / "evidence")
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


def rewrite(path: Path, change: Callable[[dict[str, dict[str, dict[str, object]]]], None]) -> None:
    """Change the file with its checksum made right again."""
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1))


def newer_format(content: dict[str, dict[str, dict[str, object]]]) -> None:
    """As a program of the next format writes."""
    content["checkpoint"]["1"]["format"] = 3


def newer_field(content: dict[str, dict[str, dict[str, object]]]) -> None:
    """As a program with one field more writes."""
    names = content["fields"]["1"]["measures"]
    assert isinstance(names, list)
    names.append("weight")


@pytest.mark.parametrize(("change", "words"), [(newer_format, "格式 3"), (newer_field, "measures.weight")])
async def test_ledger_of_a_newer_program_is_refused(
    path: Path, change: Callable[[dict[str, dict[str, dict[str, object]]]], None], words: str
) -> None:
    """A format or a field that this program does not know stops the start in words; the file stays as it is."""
    abandon(await kept(path))
    rewrite(path, change)
    before = path.read_bytes()
    with raises_saying(FileNewer, words):
        TinyDBStore(path)
    assert path.read_bytes() == before


async def test_ledger_of_an_older_program_is_renewed_after_a_copy(path: Path) -> None:
    """A file of the first format opens, is written in the present one, and lies beside as it was."""
    abandon(await kept(path))
    tables, number = read_snapshot(path, Disk())
    old = b'{"checkpoint": {\n"1": {"number":%d}\n},\n' % number
    old += b",\n".join(checkpoint._table(name, documents) for name, documents in tables.items()) + b"}\n"
    path.write_bytes(old)
    path.with_suffix(".log").write_bytes(b"")
    abandon(TinyDBStore(path))
    assert [file.read_bytes() for file in path.parent.glob("ledger.format-1-*.json")] == [old]
    assert checkpoint.decode(path.read_bytes(), path).format == checkpoint.FORMAT
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


async def test_edit_that_keeps_the_form_is_refused(path: Path) -> None:
    """One word changed with a text editor is no longer what was written."""
    await (await kept(path)).close()
    path.write_bytes(path.read_bytes().replace("清点".encode(), "销毁".encode(), 1))
    with raises_saying(StoreDamaged, "在程序之外被改动过"):
        TinyDBStore(path)


async def test_stock_tinydb_still_reads_and_writes(path: Path) -> None:
    """The file is TinyDB's own; what it wrote anew is opened, with the file put aside."""
    await (await kept(path)).close()
    with TinyDB(path) as db:
        assert db.table("measures").get(where("number") == "1-2") is not None
        db.table("measures").update({"text": "x"}, where("number") == "1-2")
    abandon(TinyDBStore(path))
    assert len([*path.parent.glob("ledger.rewritten-*.json")]) == 1


@pytest.mark.parametrize("gone", [["json"], ["json", "log"], ["log"]])
async def test_vanished_ledger_is_not_begun_anew(path: Path, gone: list[str]) -> None:
    """Where the lock says that a ledger was kept and its file is gone, the start is refused with the way out."""
    await (await kept(path)).close()
    for suffix in gone:
        path.with_suffix(f".{suffix}").unlink()
    for _ in range(2):
        with raises_saying(StoreVanished, "不见了.*restore"):
            TinyDBStore(path)


@pytest.mark.parametrize("trace", ["evidence", "backups", "anchors"])
async def test_empty_ledger_beside_old_traces_is_refused(path: Path, trace: str) -> None:
    """A folder with evidence or archives and no ledger is no new office: an empty one would push the backups out."""
    store = await kept(path)
    async with store.open() as ledger:
        await ledger.units.put(Unit(id="u1", name="县水务局"))
    evidence = path.parent / "evidence"
    if trace == "evidence":
        FileBlobStore(evidence).put(b"photo")
    archive, _ = await create_backup(str(path), evidence, path.parent / "backups", 3, NOON)
    await store.close()
    if trace == "anchors":
        await anchor_file(str(path), evidence).add([Anchor("u1", 7, "0123456789ab")])
    if trace != "backups":
        archive.unlink()
    for file in path.parent.glob("ledger.*"):
        file.unlink()
    config = Config(store=StoreSettings(url=str(path), evidence=str(evidence)))
    with raises_saying(StoreVanished, "这里原来有台账"):
        await open_context(config)
    if trace == "backups":
        for file in path.parent.glob("ledger.*"):
            file.unlink()
        restore_archive(archive, path, evidence)
        request = await open_context(config)
        await request.store.close()


async def test_no_archive_is_written_of_a_ledger_that_is_not_there(path: Path) -> None:
    """It would be one of nothing, and the trace of a ledger that never was: the first start would be refused."""
    evidence, backups = path.parent / "evidence", path.parent / "backups"
    with raises_saying(NothingKept, "还没有台账，没有可以备份的"):
        await create_backup(str(path), evidence, backups, 3, NOON)
    assert not backups.exists()
    config = Config(store=StoreSettings(url=str(path), evidence=str(evidence)))
    request = await open_context(config)  # begun as a new one
    await request.store.close()
    archive, _ = await create_backup(str(path), evidence, backups, 3, NOON)
    for ending in (".json", ".log"):
        path.with_suffix(ending).unlink()
    for trace in (".lock", ".none"):  # the lock file, then the archive itself
        with raises_saying(StoreVanished, "这里原来有台账"):
            await create_backup(str(path), evidence, backups, 1, NOON.replace(day=3))
        path.with_suffix(trace).unlink(missing_ok=True)
    assert [*backups.glob("*.zip")] == [archive]


async def test_worse_backup_pushes_no_good_one_out(path: Path) -> None:
    """Archives of an emptier ledger, or without the evidence, replace each other and never one that holds more."""
    store = TinyDBStore(path)
    await reply(store, 1)
    evidence, backups = path.parent / "evidence", path.parent / "backups"
    good = [write_archive(path, evidence, backups, NOON.replace(day=day)) for day in (1, 2, 3)]
    assert delete_old_archives(backups, 2) == good[:1]
    other = TinyDBStore(path.parent / "other.json")
    await put(other, "1-1")
    worse = [write_archive(path.parent / "other.json", evidence, backups, NOON.replace(day=day)) for day in range(4, 9)]
    assert delete_old_archives(backups, 2) == worse[:3]
    assert [archive.exists() for archive in good] == [False, True, True]
    await store.close()
    await other.close()


async def test_planted_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    """A link in the place of evidence, or of a file that is about to be written, gives and takes nothing elsewhere."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"key")
    blobs = FileBlobStore(path.parent / "evidence")
    digest = blobs.put(b"photo")
    file = blobs.path_of(digest)
    file.unlink()
    file.symlink_to(secret)
    assert await blobs.fetch(digest) is None
    assert blobs.put(b"photo") == digest
    assert (await blobs.fetch(digest), secret.read_bytes()) == (b"photo", b"key")
    store = await kept(path)
    path.with_name("ledger.json.new").symlink_to(secret)
    await store.close()
    assert secret.read_bytes() == b"key"
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4"]


async def test_manifest_without_measure_is_refused(path: Path) -> None:
    """An archive whose list would take hundreds of megabytes is refused before it is unpacked."""
    store = await kept(path)
    archive = write_archive(path, path.parent / "evidence", path.parent / "backups", NOON)
    with zipfile.ZipFile(archive) as whole:
        ledger = whole.read("ledger.json")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as forged:
        forged.writestr("ledger.json", ledger)
        forged.writestr("manifest.json", b" " * (65 << 20))
    with raises_saying(BackupDamaged, "清单大得不合情理"):
        verify_archive(archive)
    await store.close()


@pytest.mark.parametrize("address", ["mysql://h/d", "sqlite:///x.db", "postgress://h/d", "s3://bucket/ledger"])
async def test_unknown_kind_of_store_is_refused(address: str) -> None:
    """A mistyped address becomes no file of that name."""
    with raises_saying(SchemeUnknown, "不认得"):
        await open_store(address)


@pytest.mark.parametrize("address", ["postgresql://duban:geheim@h/d", "postgres://h/d?user=u&password=geheim"])
def test_password_in_the_command_line_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever looks at the list of processes must not read it: it comes by environment or file."""
    with pytest.raises(SystemExit):
        address_of(address)
    said = capsys.readouterr().err
    assert "口令不要写在命令行里" in said
    assert "geheim" not in said
    monkeypatch.setenv("TARGET", address)
    file = tmp_path / "address"
    file.write_text(address + "\n")
    assert address_of("env:TARGET") == address_of(f"@{file}") == address
    assert address_of("postgresql://duban@h/d") == "postgresql://duban@h/d"


def test_files_of_the_command_line_are_the_owners_only(tmp_path: Path) -> None:
    """What is exported is 600, in a folder that is 700, also where a file of another mode was there."""
    folder = tmp_path / "out"
    lay_out(folder, [("a.docx", b"1")])
    (folder / "a.docx").chmod(0o644)
    lay_out(folder, [("a.docx", b"2")])
    assert (folder.stat().st_mode & 0o777, (folder / "a.docx").stat().st_mode & 0o777) == (0o700, 0o600)
    assert (folder / "a.docx").read_bytes() == b"2"
