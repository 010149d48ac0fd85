"""What `check` says of security: every setting with its source, and whatever is open to more than need be."""

import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import psycopg
import pytest

from bot.addresses import is_shielded
from bot.cli.check import report_results
from bot.config import Config, StoreSettings, load_config
from bot.exposure import SETTINGS, too_open
from bot.installation import open_context
from storage.archive.archive import create_backup
from storage.opening import backup_folder
from tests.storage.server import Server
from tests.support.moment import now

ROOT = Path(__file__).parents[1]
TOKEN = "123456:geheim-geheim-geheim-geheim-geheim"


def written(folder: Path, words: str) -> tuple[Path, Config]:
    """A configuration in a file of the owner's, with its ledger in the same folder."""
    file = folder / "config.toml"
    file.write_text(f'[store]\nurl = "{folder}/ledger.json"\nevidence = "{folder}/evidence"\n{words}', "utf-8")
    file.chmod(0o600)
    return file, load_config(file)


async def test_every_setting_is_named_with_its_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, environment, chat or default; a secret is said to be set and not shown."""
    monkeypatch.setenv("DUBAN_BACKUP_KEEP", "9")
    file, _ = written(tmp_path, f'[telegram]\nproxy = "http://{TOKEN}@proxy:1"\n[policy]\nconfidential = false\n')
    config = load_config(file)
    request = await open_context(config)
    async with request.open() as ledger:
        unit = await ledger.units.get("u1")
        assert unit
        await ledger.units.put(replace(unit, changes={"confidential": True}))
    await request.store.close()
    await report_results(config, "", file)
    said = capsys.readouterr().out
    assert f"store.url = {tmp_path}/ledger.json（配置文件）" in said
    assert "backup.keep = 9（环境变量）" in said
    assert "policy.confidential = True（聊天里改的）" in said
    assert "policy.evidence_months = 0（默认）" in said
    assert "telegram.proxy = 已设，不显示（配置文件）" in said
    assert "telegram.token = 没有设（默认）" in said
    assert TOKEN not in said
    assert "敞开" not in said


def test_a_new_setting_is_of_security_or_said_not_to_be() -> None:
    """Every key of the configuration is shown with its source, or named here; those of the policy are shown all."""
    keys = {f"{table.name}.{key.name}" for table in fields(Config) for key in fields(getattr(Config(), table.name))}
    assert {key for key in keys - {*SETTINGS} if not key.startswith("policy.")} == {
        "unit.id",
        "unit.name",
        "unit.zone",
        "telegram.send_seconds",
        "calendar.holidays",
        "calendar.workdays",
        "log.json",
        "backup.at",
    }
    assert {*SETTINGS} <= keys


SHIELDED = (
    "https://api.telegram.org/bot",
    "http://127.0.0.1:8081/bot",
    "http://[::1]:8081/bot",
    "http://localhost/bot",
)
READABLE = (
    "http://127.0.0.1.example.org/bot",
    "http://localhost.example.org/bot",
    "http://127.0.0.1@example.org/bot",
    "http://10.0.0.8/bot",
    "https://",
    "http://[::1/bot",
    "ftp://127.0.0.1/bot",
)


@pytest.mark.parametrize("address", [*SHIELDED, *READABLE])
def test_what_stays_on_this_machine_is_told_by_its_host(address: str) -> None:
    """Not by how the address begins: the name of another machine may begin the same."""
    assert is_shielded(address) is (address in SHIELDED)


async def test_whatever_is_open_is_named_with_the_way_to_shut_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Plain http, a port for everybody, a ledger that others on the machine can read."""
    file, config = written(
        tmp_path,
        '[port]\nhost = "0.0.0.0"\nnumber = 9471\n[telegram]\nbase_url = "http://10.0.0.8/bot"\n',
    )
    await (await open_context(config)).store.close()
    (tmp_path / "ledger.json").chmod(0o644)
    assert await report_results(config, "", file) == 1
    said = capsys.readouterr().out
    assert "telegram.base_url 是 http://10.0.0.8/bot：没有加密" in said
    assert "port.host 是“0.0.0.0”：谁都连得上" in said
    assert f"{tmp_path}/ledger.json 的权限是 644，本机其他用户读得到：chmod 600" in said


@pytest.mark.parametrize(("token", "mode", "found"), [(TOKEN, 0o644, 1), (TOKEN, 0o600, 0), ("", 0o644, 0)])
async def test_the_configuration_is_open_only_where_the_token_stands_in_it(
    token: str, mode: int, found: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file without a secret may be read by anybody, also while the token comes from the environment."""
    file, _ = written(tmp_path, f'[telegram]\ntoken = "{token}"\nbase_url = "http://127.0.0.1:9/bot"\n')
    file.chmod(mode)
    await report_results(load_config(file, {"DUBAN_TELEGRAM_TOKEN": TOKEN}), "", file)
    assert capsys.readouterr().out.count(f"{file} 的权限是") == found


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
async def test_what_root_keeps_for_the_service_alone_is_not_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the handbook has it: 640, root's, and the group is the service's own; 644 is open all the same."""
    file, config = written(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "http://127.0.0.1:9/bot"\n')
    os.chown(file, 65533, os.getegid())
    for mode, found in ((0o640, False), (0o644, True)):
        file.chmod(mode)
        await report_results(config, "", file)
        assert (f"{file} 的权限是" in capsys.readouterr().out) is found


PARENT = """
import os, subprocess, sys
from bot.cli.run import close_to_others
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
    import ctypes
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
if sys.argv[1] == "closed":
    close_to_others()
done = subprocess.run(["cat", f"/proc/{os.getpid()}/environ"], capture_output=True, text=True)
print(done.stdout, done.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
@pytest.mark.parametrize("how", ["open", "closed"])
def test_child_of_the_same_user_reads_no_token_from_the_program(how: str, tmp_path: Path) -> None:
    """What runs beside the bot as its user cannot read its environment; without that it could."""
    environment = {"DUBAN_TELEGRAM_TOKEN": TOKEN, "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-X", f"pycache_prefix={tmp_path}", "-c", PARENT, how]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603 - ours
    assert (TOKEN in done.stdout) is (how == "open")
    assert ("Permission denied" in done.stdout) is (how == "closed"), done.stderr


@pytest.mark.postgres
def test_a_database_role_that_may_everything_is_named(postgres: Server, tmp_path: Path) -> None:
    """The server's own superuser is; the role that the setup makes, owner of its database and no more, is not."""
    address = postgres.database()
    with psycopg.connect(address.replace("duban@", "postgres@"), autocommit=True) as connection:
        connection.execute("create role plain login nosuperuser nobypassrls nocreatedb nocreaterole noreplication")
        name = connection.info.dbname
        connection.execute(f"alter database {name} owner to plain")
        connection.execute("create role passes login nosuperuser bypassrls")
    for role, wanted in (("postgres", True), ("duban", False), ("plain", False), ("passes", True)):
        _, config = written(tmp_path, "")
        config = replace(config, store=StoreSettings(address.replace("duban@", f"{role}@"), config.store.evidence))
        assert any(one.found == "exposed_role" for one in too_open(config, None)) is wanted, role


async def test_archives_that_cannot_be_read_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No rotation takes them away, so that somebody must know of them; the latest good one is told beside."""
    file, config = written(tmp_path, "")
    folder = backup_folder(config.store.url, Path(config.store.evidence), config.backup.folder)
    await (await open_context(config)).store.close()
    await report_results(config, "", file)
    assert f"备份：{folder} 里还没有" in capsys.readouterr().out
    made, _ = await create_backup(config.store.url, Path(config.store.evidence), folder, 14, now())
    spoilt = folder / "duban-20200101-000000.zip"
    spoilt.write_bytes(made.read_bytes()[:100])
    spoilt.chmod(0o600)
    assert await report_results(config, "", file) == 1
    said = capsys.readouterr().out
    assert f"备份：1 份读得出，最近一份 {made.name}，在 {folder}" in said
    assert f"备份：1 份读不出，不会自动删去，也恢复不了：{spoilt.name}。" in said
    assert "线路自检：没有开" in said
