"""Encrypted copies of backups: nobody reads them without the key, with it they are restored like the archive itself."""

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli.backup import rehearse, restore_from, write_backup
from bot.cli.history import prove
from bot.config import BackupSettings, BadConfig, Config, StoreSettings, load_config
from bot.installation import open_context
from bot.services.progress.report import report_progress
from storage.archive.encrypted_copy import decrypted, is_encrypted
from storage.archive.signature import signature_of
from storage.errors import NotDecrypted
from tests.services.scene import OWNER, START, open_scene, says

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="no OpenSSH on this machine")
WORDS = "第一段已清理"


def key(folder: Path, name: str) -> Path:
    """A fresh key."""
    file = folder / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)]
    subprocess.run(command, check=True)  # noqa: S603 - OpenSSH's
    return file


async def copying(folder: Path, *, signed: bool = False) -> tuple[Config, Path]:
    """An office that writes encrypted copies, with a line of history, and the key that opens them."""
    async with open_scene(folder) as scene:
        await report_progress(scene.request, OWNER, [says(WORDS, percent=10)])
    own = key(folder, "copies")
    public = own.rename(folder / "apart") and own.with_suffix(".pub")
    backup = BackupSettings(
        folder=str(folder / "backups"),
        keep=1,
        copy_folder=str(folder / "elsewhere"),
        copy_key=str(public),
        sign_key=str(key(folder, "office")) if signed else "",
    )
    store = StoreSettings(url=str(folder / "ledger.json"), evidence=str(folder / "evidence"))
    return Config(store=store, backup=backup), folder / "apart"


def copies(folder: Path) -> list[Path]:
    """The copies that are there."""
    return sorted((folder / "elsewhere").glob("*.age"))


async def test_a_copy_is_unreadable_without_its_key_and_restored_with_it(tmp_path: Path) -> None:
    """No word of the ledger is in it; another's key opens nothing; with its own all is as it was."""
    config, own = await copying(tmp_path)
    await write_backup(config, None, None)
    (copy,) = copies(tmp_path)
    assert is_encrypted(copy)
    assert copy.stat().st_mode & 0o077 == 0
    assert not any(word in copy.read_bytes() for word in (WORDS.encode(), b"PK\x03\x04", b"manifest"))
    with pytest.raises(NotDecrypted):
        await restore_from(config, copy, key(tmp_path, "foreign"))
    assert await rehearse(copy, own) == 0
    for file in tmp_path.glob("ledger.*"):
        file.unlink()
    assert await restore_from(config, copy, own) == 0
    assert WORDS in (tmp_path / "ledger.json").read_text("utf-8")


async def test_a_copy_goes_with_its_archive_and_not_before(tmp_path: Path) -> None:
    """Copies of archives that were let go are let go; one that lies there otherwise is never touched."""
    config, _ = await copying(tmp_path, signed=True)
    await write_backup(config, None, None)
    (first,) = copies(tmp_path)
    assert signature_of(first).is_file()
    other = first.with_name("duban-20200101-000000.zip.age")
    shutil.copy(first, other)
    request = await open_context(config)
    made = await request.runtime.archive(START + dt.timedelta(days=9999))
    await request.store.close()
    assert not made.unsigned
    (archive,) = (tmp_path / "backups").glob("*.zip")
    assert [one.name for one in copies(tmp_path)] == [other.name, f"{archive.name}.age"]
    assert [one.name for one in (tmp_path / "elsewhere").glob("*.sig")] == [f"{archive.name}.age.sig"]


async def test_damage_of_a_copy_is_found(tmp_path: Path) -> None:
    """Every bit of it is proved when it is opened."""
    config, own = await copying(tmp_path)
    await write_backup(config, None, None)
    (copy,) = copies(tmp_path)
    whole = copy.read_bytes()
    for place in range(0, len(whole), len(whole) // 40):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((NotDecrypted, SystemExit)), decrypted(copy, own):
            pass


async def test_what_stops_a_copy_is_told_and_the_archive_stands(tmp_path: Path) -> None:
    """A folder that cannot be written: the backup is there, and the office hears of what is missing."""
    config, _ = await copying(tmp_path)
    (tmp_path / "elsewhere").write_text("a file")
    request = await open_context(config)
    made = await request.runtime.archive(START)
    await request.store.close()
    assert "没有加密成功" in made.unsigned
    assert not made.trouble
    assert len([*(tmp_path / "backups").glob("*.zip")]) == 1


async def test_a_copy_is_not_taken_for_an_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without its key: one sentence that says what to do, and nothing is changed."""
    config, _ = await copying(tmp_path)
    await write_backup(config, None, None)
    (copy,) = copies(tmp_path)
    for attempt in (restore_from(config, copy), prove(config, copy)):
        with pytest.raises(SystemExit):
            await attempt
        assert "--key" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ('copy_folder = "{0}"', ["copy_halved"]),
        ('copy_key = "{0}/copies.pub"', ["copy_halved"]),
        ('copy_folder = "{0}"\ncopy_key = "{0}/nowhere.pub"', ["copy_key"]),
        ('copy_folder = "{0}"\ncopy_key = "{0}/copies"', ["copy_key"]),
        ('copy_folder = "{0}"\ncopy_key = "{0}/copies.pub"', []),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(tmp_path: Path, lines: str, codes: list[str]) -> None:
    """Half of the two, a file that is not there, the private key in the place of the public one."""
    key(tmp_path, "copies")
    file = tmp_path / "config.toml"
    file.write_text("[backup]\n" + lines.format(tmp_path))
    found: list[str] = []
    try:
        load_config(file, {})
    except BadConfig as refused:
        found = [one.code for one in refused.mistakes if one.code.startswith("copy")]
    assert found == codes
