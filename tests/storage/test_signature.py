"""Archives and exports are signed by OpenSSH: what somebody else made, or changed afterwards, is found."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.backup import restore_from, write_backup
from bot.cli.history import prove, write_journal
from bot.config import BackupSettings, BadConfig, Config, StoreSettings, load_config
from bot.installation import open_context
from bot.messages.body import plain
from bot.messages.operations.view import draw_archive
from bot.services.progress.report import report_progress
from storage.archive.backup import delete_old_archives
from storage.errors import NotSigned
from tests.services.scene import OWNER, START, open_scene, says

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no OpenSSH on this machine")


def key(folder: Path, name: str) -> Path:
    """A fresh key."""
    file = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)]
    subprocess.run(command, check=True)  # noqa: S603 - OpenSSH's
    return file


def signed(file: Path, by: Path, purpose: str) -> None:
    """Sign by hand, as where the key lies apart."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", purpose, "-f", str(by), str(file)]
    subprocess.run(command, check=True)  # noqa: S603 - OpenSSH's


async def signing(folder: Path) -> Config:
    """An office that signs, with a line of history."""
    async with open_scene(folder) as scene:
        await report_progress(scene.request, OWNER, [says("第一段已清理", percent=10)])
    own = key(folder, "office")
    signers = folder / "signers"
    signers.write_text(f'office namespaces="duban" {own.with_suffix(".pub").read_text()}')
    return Config(
        store=StoreSettings(url=str(folder / "ledger.json"), evidence=str(folder / "evidence")),
        backup=BackupSettings(folder=str(folder / "backups"), sign_key=str(own), signers=str(signers)),
    )


async def test_archive_and_export_are_signed_and_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both hold as long as nobody touches them; the signature goes when its archive goes."""
    config = await signing(tmp_path)
    await write_backup(config, None, None)
    (archive,) = (tmp_path / "backups").glob("*.zip")
    export = tmp_path / "history.jsonl"
    await write_journal(config, "u1", export)
    for file in (archive, export):
        capsys.readouterr()
        assert await prove(config, file) == 0
        assert "签名相符：office。" in capsys.readouterr().out
    shutil.copy(archive, archive.with_name("duban-29990101-000000.zip"))
    delete_old_archives(tmp_path / "backups", 1)
    assert not archive.exists()
    assert not archive.with_name(f"{archive.name}.sig").exists()


@pytest.mark.parametrize("how", ["another key", "changed", "none", "another purpose"])
async def test_what_was_not_signed_so_is_refused(tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Signed by a stranger, for another purpose, changed afterwards, or not at all: named, and never restored."""
    config = await signing(tmp_path)
    await write_backup(config, None, None)
    (archive,) = (tmp_path / "backups").glob("*.zip")
    signature = archive.with_name(f"{archive.name}.sig")
    if how == "changed":
        older = archive.read_bytes()
        signature_bytes = signature.read_bytes()
        archive.unlink()
        async with open_scene(tmp_path) as scene:
            await report_progress(scene.request, OWNER, [says("第二段已清理", percent=20)])
        await write_backup(replace(config, backup=replace(config.backup, sign_key="")), tmp_path / "new", None)
        (newer,) = (tmp_path / "new").glob("*.zip")
        assert newer.read_bytes() != older
        archive.write_bytes(newer.read_bytes())
        signature.write_bytes(signature_bytes)
    else:
        signature.unlink()
    if how.startswith("another"):
        by, purpose = (key(tmp_path, "other"), "duban") if how == "another key" else (tmp_path / "office", "file")
        signed(archive, by, purpose)
    capsys.readouterr()
    assert await prove(config, archive) == 1
    assert ("没有签名" if how == "none" else "签名不符") in capsys.readouterr().out
    for file in tmp_path.glob("ledger.*"):
        file.unlink()
    assert await restore_from(config, archive) == 1
    assert not (tmp_path / "ledger.json").exists()


async def test_key_that_cannot_sign_is_told(tmp_path: Path) -> None:
    """The archive is there; that it is not signed is an error in words."""
    config = await signing(tmp_path)
    (tmp_path / "office").write_text("no key")
    with pytest.raises(NotSigned):
        await write_backup(config, None, None)
    request = await open_context(config)
    made = await request.runtime.archive(START)
    await request.store.close()
    assert "没有签上名" in made.unsigned
    assert not made.trouble
    assert "备份已做，但没有签名" in plain(draw_archive(request.wording, made).text)
    assert len([*(tmp_path / "backups").glob("*.zip")]) == 2


def test_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """As every secret's file."""
    own = key(tmp_path, "office")
    own.chmod(0o644)
    file = tmp_path / "config.toml"
    file.write_text(f'[backup]\nsign_key = "{own}"\n')
    with pytest.raises(BadConfig) as refused:
        load_config(file, {})
    assert [one.code for one in refused.value.mistakes] == ["open_secret"]
