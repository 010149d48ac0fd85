"""Anchors outside the ledger: what stands on a page, a slip, a backup finds every later rewriting of the ledger."""

import datetime as dt
import json
from pathlib import Path

import pytest

from bot.cli.backup import rehearse, restore_from
from bot.cli.history import compare, prove
from bot.clock import utc_now
from bot.config import Config, StoreSettings
from bot.documents.word.paper import word_file
from bot.documents.word.slip import closing_slip
from bot.domain.history.anchor import anchor_of, anchors_in
from bot.domain.history.change import Change
from bot.domain.history.journal import Head
from bot.installation import open_context
from bot.messages.body import plain
from bot.services.core.ledger import OUTBOX_BY_STATE
from bot.services.history.verification import export_journal
from bot.services.operations.proof import prove_daily
from bot.services.progress.report import report_progress
from bot.services.reporting.digest import digest_for
from storage.archive.backup import write_archive
from storage.archive.manifest import anchors_of
from storage.codec import decode, encode
from storage.opening import open_store
from tests.services.history.test_proof import lived
from tests.services.scene import MATE, SECOND, SECRETARY, START, Scene, open_scene, says


async def page(scene: Scene) -> str:
    """The anchor on the week's page of the secretary."""
    body = await digest_for(scene.request, SECRETARY)
    (anchor,) = anchors_in(plain(body.text))
    assert f"\n台账校验号 {anchor}" in plain(body.text)
    return str(anchor)


def config(folder: Path) -> Config:
    """The installation in a folder."""
    return Config(store=StoreSettings(url=str(folder / "ledger.json"), evidence=str(folder / "evidence")))


async def test_anchor_of_a_page_holds_while_the_ledger_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The number of an old page is found in the ledger weeks later, also beside the running program."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
        anchor = await page(scene)
        await report_progress(scene.request, MATE, [says("又清理一段", measure_id=SECOND)])
        assert await compare(config(tmp_path), None, anchor) == 0
    assert "与当时相符" in capsys.readouterr().out


async def test_ledger_that_was_rolled_back_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An older state, right in itself, holds no more what the page says."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
    file = tmp_path / "ledger.json"
    old = file.read_bytes()
    store = await open_store(file)
    scene = Scene(store, tmp_path)
    await report_progress(scene.request, MATE, [says("再看一次", measure_id=SECOND)])
    anchor = await page(scene)
    await store.close()
    file.write_bytes(old)
    assert await prove(config(tmp_path), None) == 1
    assert "换成了旧文件" in capsys.readouterr().out
    file.with_suffix(".lock").unlink()
    assert await prove(config(tmp_path), None) == 0
    assert "没有另存的校验号可比" in capsys.readouterr().out
    assert await compare(config(tmp_path), None, anchor) == 1
    assert "换回了旧的" in capsys.readouterr().out


def forge(file: Path) -> None:
    """Close a measure and compute everything anew, so that the ledger is right in itself."""
    tables = json.loads(file.read_bytes())
    for row in tables["measures"].values():
        if row["number"] == "3-2":
            row["stage"] = "closed"
    head = Head("u1")
    for row in sorted(tables["changes"].values(), key=lambda row: row["number"]):
        for id_, made in row["records"].get("measures", {}).items():
            if id_.endswith("3-2") and "stage" in made:
                made["stage"] = "closed"
        change = decode(Change, json.dumps(row).encode())
        change = change.after(Head("u1", change.entry, change.entry_digest, head.changes, head.change))
        row.update(json.loads(encode(change)))
        head = Head("u1", change.entry, change.entry_digest, change.number, change.digest)
    (end,) = tables["heads"].values()
    end.update(changes=head.changes, change=head.change)
    file.write_text(json.dumps(tables, ensure_ascii=False))


@pytest.mark.parametrize("seen", ["page", "slip", "backup", "export"])
async def test_rewriting_that_is_right_in_itself_is_found(
    tmp_path: Path, seen: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A ledger computed anew from its first change on proves itself, and is found by what left the machine before."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
        anchor = await page(scene)
        export = tmp_path / "history.jsonl"
        export.write_bytes(await export_journal(scene.request, "u1"))
        slip = tmp_path / "slip.docx"
        slip.write_bytes(word_file(closing_slip((await scene.slips())[0]), scene.at))
        backup = write_archive(tmp_path / "ledger.json", tmp_path / "evidence", tmp_path / "elsewhere", START)
    assert anchors_of(backup) == (anchor,)
    kept = {"page": anchor, "slip": str(slip), "backup": str(backup), "export": str(export)}[seen]
    assert await compare(config(tmp_path), None, kept) == 0
    forge(tmp_path / "ledger.json")
    assert await prove(config(tmp_path), None) == 0
    capsys.readouterr()
    assert await compare(config(tmp_path), None, kept) == 1
    assert "此后台账被重写过" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"\n", "没有校验号的一页".encode()])
async def test_empty_page_or_export_is_no_proof(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """What holds no number, no entry, proves nothing, and says so."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
    file = tmp_path / "page.txt"
    file.write_bytes(content)
    assert await compare(config(tmp_path), None, str(file)) == 1
    assert await prove(config(tmp_path), file) == 1
    assert "不能证明什么" in capsys.readouterr().out


async def test_restore_can_be_rehearsed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A drill restores an archive beside, proves every record, and leaves the ledger of today alone."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
        backup = write_archive(tmp_path / "ledger.json", tmp_path / "evidence", tmp_path / "backups", START)
    before = (tmp_path / "ledger.json").read_bytes()
    assert await rehearse(backup) == 0
    assert "佐证 1 份" in (said := capsys.readouterr().out)
    assert "逐项核对全部相符" in said
    assert (tmp_path / "ledger.json").read_bytes() == before


def wipe(file: Path) -> None:
    """Take every trace of the record of changes away, and close a measure."""
    tables = json.loads(file.read_bytes())
    del tables["changes"]
    for head in tables["heads"].values():
        head.pop("changes"), head.pop("change")
    for row in tables["measures"].values():
        if row["number"] == "3-2":
            row["stage"] = "closed"
    file.write_text(json.dumps(tables, ensure_ascii=False, indent=1))


@pytest.mark.parametrize("kept", ["file", "backup"])
@pytest.mark.parametrize("started", [False, True])
async def test_record_of_changes_that_was_taken_away_whole_is_missed(
    tmp_path: Path, kept: str, *, started: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changes and their counters both gone: what the day kept outside, or the latest backup, says that they were."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
        backup = write_archive(tmp_path / "ledger.json", tmp_path / "evidence", tmp_path / "backups", START)
    request = await open_context(config(tmp_path))
    assert await prove_daily(request)
    await request.store.close()
    anchors = tmp_path / "anchors"
    assert anchors.stat().st_mode & 0o777 == 0o600
    (backup if kept == "file" else anchors).unlink()
    assert await prove(config(tmp_path), None) == 0
    wipe(tmp_path / "ledger.json")
    if started:
        await (await open_context(config(tmp_path))).store.close()
    capsys.readouterr()
    assert await prove(config(tmp_path), None) == 1
    assert "变动被删掉了，或者台账被换回了旧的" in capsys.readouterr().out


async def test_day_s_check_keeps_no_end_of_a_ledger_that_differs(tmp_path: Path) -> None:
    """The day's check tells the office of what is missed, and goes on missing it."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
    request = await open_context(config(tmp_path))
    await prove_daily(request)
    await request.store.close()
    before = (tmp_path / "anchors").read_bytes()
    wipe(tmp_path / "ledger.json")
    later = utc_now() + dt.timedelta(days=1)
    request = await open_context(config(tmp_path), lambda: later)
    assert await prove_daily(request)
    async with request.look() as ledger:
        told = [m for m in await ledger.outbox.find(OUTBOX_BY_STATE, "u1") if "proof_differs" in m.id]
    await request.store.close()
    assert told
    assert "另存的校验号" in str(told[0].facts)
    assert (tmp_path / "anchors").read_bytes() == before


async def test_anchors_that_the_disk_spoilt_are_said_put_aside_and_written_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`verify` names the file, the office hears of it once, and what holds of the ledger is kept from then on."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
    request = await open_context(config(tmp_path))
    await prove_daily(request)
    await request.store.close()
    anchors = tmp_path / "anchors"
    whole = anchors.read_bytes()
    spoilt = whole.replace(b"-", b"=", 1)
    anchors.write_bytes(spoilt)
    assert await prove(config(tmp_path), None) == 1
    assert "anchors 坏了" in (said := capsys.readouterr().out)
    assert "1 处不符" in said
    later = utc_now() + dt.timedelta(days=1)
    request = await open_context(config(tmp_path), lambda: later)
    assert await prove_daily(request)
    async with request.look() as ledger:
        told = [m.id for m in await ledger.outbox.find(OUTBOX_BY_STATE, "u1") if m.id.startswith("anchors_damaged")]
        differs = [m.id for m in await ledger.outbox.find(OUTBOX_BY_STATE, "u1") if m.id.startswith("proof_differs")]
    await request.store.close()
    assert (len(told), differs) == (2, [])  # both clerks
    assert [one.read_bytes() for one in tmp_path.glob("anchors.before-*")] == [spoilt]
    assert anchors.read_bytes().count(b"\n") == whole.count(b"\n")
    assert await prove(config(tmp_path), None) == 0


async def test_anchors_that_somebody_took_away_are_missed(tmp_path: Path) -> None:
    """The first check misses nothing; one that finds neither the file nor an archive tells the office, once."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)

    async def told(days: int) -> int:
        later = utc_now() + dt.timedelta(days=days)
        request = await open_context(config(tmp_path), lambda: later)
        assert await prove_daily(request)
        async with request.look() as ledger:
            found = [m for m in await ledger.outbox.find(OUTBOX_BY_STATE, "u1") if m.id.startswith("anchors_gone")]
        await request.store.close()
        return len(found)

    assert await told(0) == 0
    assert await told(1) == 0
    (tmp_path / "anchors").unlink()
    assert await told(2) == 2  # both clerks
    assert await told(3) == 2
    assert (tmp_path / "anchors").is_file()
    write_archive(tmp_path / "ledger.json", tmp_path / "evidence", tmp_path / "backups", START)
    (tmp_path / "anchors").unlink()
    assert await told(4) == 2  # the archive has them


async def test_restored_backup_is_no_rolled_back_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever restores an older archive by the command begins with its anchors; the former ones lie beside."""
    async with open_scene(tmp_path) as scene:
        await lived(scene)
        backup = write_archive(tmp_path / "ledger.json", tmp_path / "evidence", tmp_path / "backups", START)
        await report_progress(scene.request, MATE, [says("又清理一段", measure_id=SECOND)])
    request = await open_context(config(tmp_path))
    await prove_daily(request)
    await request.store.close()
    for file in tmp_path.glob("ledger.*"):
        file.unlink()
    assert await restore_from(config(tmp_path), backup) == 0
    assert await prove(config(tmp_path), None) == 0
    assert "全部相符" in capsys.readouterr().out
    assert len([*tmp_path.glob("anchors.before-*")]) == 1


def test_anchor_is_written_once_and_read_back() -> None:
    """Unit, number and twelve figures of the hash; of a ledger without changes there is none."""
    head = Head("xz3", 7, "a" * 64, 12, "0123456789abcdef" * 4)
    assert anchor_of(head) == "xz3-12-0123456789ab"
    assert [str(one) for one in anchors_in(f"台账校验号 {anchor_of(head)}。{anchor_of(head)}")] == [anchor_of(head)]
    copied = "\u2060".join(anchor_of(head))  # as an app may copy it
    assert [str(one) for one in anchors_in(copied)] == [anchor_of(head)]
    assert anchor_of(Head("xz3", 7, "a" * 64)) == ""
