"""What is handed to the machine's keeper: the service, the container, and the handbook fit the program."""

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import all_commands
from bot.reports.health import Health, Outbox, Space
from bot.reports.metrics import metrics
from tests.services.scene import START

ROOT = Path(__file__).parent.parent
SERVICE = ROOT / "deploy" / "duban.service"
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["root_packages"]


def service() -> dict[str, str]:
    """The settings of the service, the last where one is repeated."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(SERVICE, "utf-8")
    return dict(parser["Service"])


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("Type", "notify"),
        ("Restart", "always"),
        ("ProtectSystem", "strict"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("UMask", "0077"),
        ("User", "duban"),
        ("EnvironmentFile", "/etc/duban/duban.env"),
    ],
)
def test_service_is_walled_in_and_comes_back(setting: str, value: str) -> None:
    """It tells systemd how it is, is started anew whatever happens, and can write only its own data."""
    assert service()[setting] == value


def test_watchdog_waits_longer_than_a_sign_of_life_takes() -> None:
    """Signs of life come in half the time; a tick comes every twenty seconds."""
    assert int(service()["WatchdogSec"]) >= 60


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_accepts_the_service(tmp_path: Path) -> None:
    """Every setting is one that systemd knows; the program stands for ours, which is not installed here."""
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", SERVICE.read_text("utf-8"), flags=re.MULTILINE)
    (tmp_path / SERVICE.name).write_text(text, "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / SERVICE.name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own file
    assert [line for line in done.stderr.splitlines() if SERVICE.name in line] == []


def test_container_holds_every_package_and_no_root() -> None:
    """All of our packages and the locked dependencies, run by a user of no rights."""
    assert {f"COPY {package} ./{package}" for package in PACKAGES} <= set(CONTAINER.splitlines())
    assert "--require-hashes -r requirements.lock" in CONTAINER
    assert re.search(r"^USER 10001", CONTAINER, re.MULTILINE)


def test_container_asks_the_port_that_it_opens() -> None:
    """The health check goes to the number that the environment sets."""
    (number,) = re.findall(r"DUBAN_PORT_NUMBER=(\d+)", CONTAINER)
    assert f"http://127.0.0.1:{number}/readyz" in CONTAINER


def test_alarms_of_the_handbook_ask_for_figures_that_there_are() -> None:
    """Every figure named there is one of ours."""
    text = metrics(Health(START, Outbox(), space=Space(1, 2, 3))).decode()
    ours = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    named = set(re.findall(r"\bduban_[a-z_]+", OPERATIONS))
    assert named
    assert named <= ours


def test_handbook_names_commands_that_there_are() -> None:
    """Those of the command line, and those of the chat."""
    told = set(re.findall(r"(?:^|&& |`)duban ([a-z]+)", OPERATIONS, re.MULTILINE))
    assert {"backup", "restore", "check"} <= told <= set(main.commands)
    chat = {command.name for command in all_commands()}
    assert set(re.findall(r"`/([a-z]+)(?: [^`/]*)?`", OPERATIONS)) - {"healthz", "readyz", "metrics", "revoke"} <= chat


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_dependency_is_locked_by_its_hash_and_by_no_address(name: str) -> None:
    """What is installed is what was looked at, wherever it comes from."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pinned = [line for line in lines if line[:1].isalnum()]
    assert len(pinned) > 30
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert not [line for line in lines if "://" in line or line.startswith("-")]
