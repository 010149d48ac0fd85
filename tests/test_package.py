"""The package: all that the program needs is in it, it says who it is, and what it is made of."""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from bot import __version__
from bot.cli import main
from bot.services.core.ledger import UNITS
from deploy.materials import locked, notice, sbom
from storage.opening import open_store
from tests.storage.server import Server

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def call(*command: str | Path, folder: Path, within: float = 900) -> str:
    """What a command writes, run outside of this checkout and without what it set; fails where the command does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DUBAN"))}
    done = subprocess.run(  # noqa: S603
        [*map(str, command)], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=within
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pythons() -> list[str]:
    """The supported interpreters on this machine; this one at least."""
    found = {f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable}
    for version in ("3.11", "3.12", "3.13"):
        places = [
            shutil.which(f"python{version}"),
            *map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python")),
        ]
        for place in filter(None, places):
            asked = [place, "-c", "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"]
            done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
            if done.stdout.strip() == version:
                found[version] = place
    return [*dict(sorted(found.items())).values()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what is kept in git."""
    folder = tmp_path_factory.mktemp("wheel")
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    for name in kept.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "source" / name)
    call(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, folder / "source", folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.long
@pytest.mark.timeout(2400)  # pip installs everything anew
@pytest.mark.parametrize("python", pythons())
def test_wheel_works_in_a_clean_environment(python: str, wheel: Path, tmp_path: Path) -> None:
    """Installed by pip alone, beside nothing of ours, it says its version, reads, checks, and plays the whole round."""
    call(python, "-m", "venv", tmp_path / "clean", folder=tmp_path)
    installed = tmp_path / "clean" / "bin"
    call(installed / "pip", "install", "-q", "--require-hashes", "-r", ROOT / "requirements.lock", folder=tmp_path)
    call(installed / "pip", "install", "-q", "--no-index", wheel, folder=tmp_path)  # which asks for nothing more
    duban = installed / "duban"
    assert call(duban, "--version", folder=tmp_path) == f"督办 {__version__}\n"
    assert "_duban_completion" in call(duban, "completion", "bash", folder=tmp_path)
    assert "2026-03-31" in call(duban, "read", "deadline", "2026年3月底前", folder=tmp_path)
    call(duban, "demo", "--no-phones", "--out", "papers", folder=tmp_path)
    assert {path.suffix for path in (tmp_path / "papers").iterdir()} >= {".txt", ".png", ".xlsx"}


def test_everything_beside_the_code_is_in_the_package() -> None:
    """Sentences, templates, pages, pictures: each file that is no code fits a pattern of the package's data."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    files = [path for room in ("bot", "handlers", "storage") for path in (ROOT / room).rglob("*") if path.is_file()]
    beside = [path for path in files if path.suffix not in {".py", ".pyc"}]
    assert beside
    assert [path for path in beside if not any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)] == []


def test_the_program_says_its_version() -> None:
    """As the package does."""
    assert CliRunner().invoke(main, ["--version"]).output == f"督办 {__version__}\n"
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "bot.__version__"}
    assert re.search(rf"^## {re.escape(__version__)}\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_our_commands(shell: str, tmp_path: Path) -> None:
    """Its script asks the program, and is told the commands that begin so."""
    assert "_DUBAN_COMPLETE" in CliRunner().invoke(main, ["completion", shell]).output
    asked = {"_DUBAN_COMPLETE": "bash_complete", "COMP_WORDS": "duban inv", "COMP_CWORD": "1"}
    script = "from bot.cli import main; main(prog_name='duban')"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        env=os.environ | asked | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["plain,invite"]


def test_notice_names_every_licence() -> None:
    """Each locked package with the licence that it names itself; what is under the LGPL stands first."""
    packages = [*locked(LOCK)]
    assert len(packages) > 40
    assert [
        package.name for package in packages if not package.licence and package.name not in {"tzdata", "colorama"}
    ] == []
    text = (ROOT / "NOTICE").read_text("utf-8")
    assert text == notice(packages)
    assert text.index("LGPL-3.0-only\n") < text.index("\nMIT\n")
    assert "python-telegram-bot" in text[text.index("LGPL-3.0-only\n") : text.index("\nMIT\n")]
    assert "NOTICE" in PROJECT["project"]["license-files"]


def test_the_bill_of_materials_names_every_package_with_its_hashes() -> None:
    """CycloneDX, as a scanner reads it: name, version, address, licence, SHA-256."""
    document = json.loads(sbom([*locked(LOCK)]))
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    parts = {part["purl"]: part for part in document["components"]}
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE)
    assert set(parts) == {f"pkg:pypi/{name}@{version}" for name, version in pinned}
    assert all(part["hashes"] and "licenses" in part for part in parts.values())
    assert document["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in document["components"]]


@pytest.mark.postgres
async def test_the_program_s_role_is_no_superuser(postgres: Server) -> None:
    """The script makes a role that owns its database and nothing else; the program can work as it."""
    environment = os.environ | {
        "PATH": f"{postgres._binaries}:{os.environ['PATH']}",
        "PGHOST": str(postgres.folder),
        "POSTGRES_USER": "postgres",
        "LEDGER_ROLE": "clerk",
        "LEDGER_PASSWORD": "o'clock\\7",
    }
    subprocess.run([ROOT / "deploy" / "ledger-role"], env=environment, check=True)  # noqa: ASYNC221, S603
    address = postgres.address("clerk").replace("duban@", "clerk@")
    store = await open_store(address)
    async with store.open() as ledger:
        assert await ledger.units.find(UNITS) == []
    await store.close()
    with psycopg.connect(address) as connection:
        rights = connection.execute(
            "select rolsuper, rolcreatedb, rolcreaterole, rolreplication from pg_roles where rolname = current_user"
        ).fetchone()
    assert rights == (False, False, False, False)


def test_the_bot_loads_nothing_that_only_extras_of_libraries_need() -> None:
    """Neither coloured tracebacks nor passports; who asks for such a package afterwards has it, who had it keeps it."""
    code = (
        "import sys\n"
        "from bot.loading import EXTRAS, without_extras\n"
        "with without_extras(): import telegram, httpx, structlog, msgspec\n"
        "from bot import app, answering\n"
        "assert not set(EXTRAS) & set(sys.modules)\n"
        "import rich, cryptography\n"
        "with without_extras(): pass\n"
        "assert sys.modules['rich'] is rich"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603  our own interpreter
    assert done.returncode == 0, done.stderr


STAND_IN = """#!/bin/sh
[ "$1" = pull ] && [ "$3" = "$UNKNOWN" ] && exit 1
[ "$1" = pull ] && exit 0
echo "${5%%:*}@sha256:$(printf %064d 7)"
"""


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    """A folder with a program that answers as docker does when it is asked to pull and to tell a digest."""
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "docker").write_text(STAND_IN, "utf-8")
    (folder / "docker").chmod(0o755)
    return folder


def pin(engine: Path, file: Path, unknown: str = "") -> subprocess.CompletedProcess[str]:
    """Pin the images into that file."""
    environment = os.environ | {"PATH": f"{engine}:/usr/bin:/bin", "UNKNOWN": unknown}
    command = [str(ROOT / "deploy" / "pin-images"), str(file)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_images_are_pinned_by_their_digests_beside_what_was_set(engine: Path, tmp_path: Path) -> None:
    """Those that the containers are built and started from; nobody else reads the file, and again changes nothing."""
    file = tmp_path / ".env"
    file.write_text("POSTGRES_PASSWORD=a\nPYTHON_IMAGE=python:3.11-slim\nLEDGER_PASSWORD=b\n", "utf-8")
    wanted = dict(re.findall(r"\$\{(\w+_IMAGE):-([^}]+)\}", (ROOT / "deploy" / "compose.yaml").read_text("utf-8")))
    assert len(wanted) == 3
    for _ in range(2):
        assert pin(engine, file).returncode == 0
        lines = file.read_text("utf-8").splitlines()
        assert lines[:2] == ["POSTGRES_PASSWORD=a", "LEDGER_PASSWORD=b"]
        digest = f"@sha256:{7:064d}"
        assert dict(line.split("=") for line in lines[2:]) == {
            name: image.partition(":")[0] + digest for name, image in wanted.items()
        }
        assert file.stat().st_mode & 0o777 == 0o600
    assert [*tmp_path.glob(".env*")] == [file]


def test_images_that_cannot_be_had_leave_the_settings_as_they_were(engine: Path, tmp_path: Path) -> None:
    """One sentence; half a set of digests is none."""
    file = tmp_path / ".env"
    file.write_text("POSTGRES_PASSWORD=a\n", "utf-8")
    done = pin(engine, file, unknown="nginx:1.26")
    assert done.returncode == 2
    assert done.stderr == f"拉不下 nginx:1.26：看网络和镜像仓库。{file} 没有改动。\n"
    assert file.read_text("utf-8") == "POSTGRES_PASSWORD=a\n"
    assert [*tmp_path.glob(".env*")] == [file]
