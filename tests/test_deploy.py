"""What is handed to the machine's keeper: the service, the container, and the handbook fit the program."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest

from bot.cli import main
from bot.cli.run import ROLES
from bot.config import Config, load_config
from bot.demo.stage import TOKEN
from bot.messages.operations.metrics import metrics
from bot.messages.operations.view import Health, Outbox, Space, Team
from bot.processes import ProcessRole
from bot.sandbox import Sandbox
from bot.services.core.ledger import UNITS
from bot.transport.webhook import MOST_BYTES, path_of
from handlers import ROUTES
from storage.opening import open_any
from tests.crash.programs.bot_office import found_office
from tests.services.scene import START
from tests.storage.server import Server

ROOT = Path(__file__).parent.parent
SERVICE = ROOT / "deploy" / "duban.service"
BOARD = ROOT / "deploy" / "duban-board.service"
PROVINCE = ROOT / "deploy" / "province"
TEMPLATES = sorted(PROVINCE.glob("duban-*@.service"))
SHARED = PROVINCE / "duban-@.service.d" / "common.conf"
COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
NGINX = (PROVINCE / "nginx.conf").read_text("utf-8")
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["root_packages"]


def service(file: Path = SERVICE) -> dict[str, str]:
    """The settings of a service, the last where one is repeated."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(file, "utf-8")
    return dict(parser["Service"])


def given(text: str) -> dict[str, str]:
    """What a unit or a container gives the program in its environment."""
    return dict(re.findall(r"^(?:Environment=| +)(DUBAN_[A-Z_]+)(?:=|: )(.*)$", text, re.MULTILINE))


@pytest.mark.parametrize("file", [SERVICE, SHARED], ids=["one", "several"])
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
def test_service_is_walled_in_and_comes_back(file: Path, setting: str, value: str) -> None:
    """It tells systemd how it is, is started anew whatever happens, and can write only its own data."""
    assert service(file)[setting] == value


def test_several_processes_are_walled_in_as_the_one_is() -> None:
    """All that the one service has but its command, and the same values; only the pause before a new start differs."""
    one, several = service(), service(SHARED)
    assert set(several) == set(one) - {"ExecStart"}
    assert {name for name, value in several.items() if value != one[name]} == {"RestartSec"}


def test_the_board_is_walled_in_as_the_one_is() -> None:
    """Every wall of the main service; it holds no token, and writes no link where a log would keep it."""
    one, board = service(), service(BOARD)
    other = {"Type", "NotifyAccess", "TimeoutStartSec", "WatchdogSec", "CacheDirectory", "CacheDirectoryMode"}
    own = {"ExecStart", "Environment", "EnvironmentFile", "MemoryMax"}
    assert set(board) == set(one) - other | {"Type"}
    assert {name: board[name] for name in set(one) - other - own} == {n: one[n] for n in set(one) - other - own}
    assert board["EnvironmentFile"] == "-/etc/duban/board.env"
    program, _, arguments = board["ExecStart"].partition(" board ")
    assert program == one["ExecStart"].removesuffix(" run")
    command = main.get_command(click.Context(main), "board")
    assert command
    assert set(re.findall(r"--[a-z-]+", arguments)) <= {one for each in command.params for one in each.opts}
    assert "--no-link" in arguments
    assert set(re.findall(r"\$\{(\w+)\}", arguments)) == {"BOARD_HOST", "BOARD_PORT"}


def test_dump_is_walled_in_as_the_one_is() -> None:
    """The backup of the database has every wall of the main service, and no network; it runs as PostgreSQL's user."""
    one, dump = service(), service(PROVINCE / "duban-dump.service")
    own = {"ReadWritePaths", "PrivateNetwork", "MemoryDenyWriteExecute", "RestrictAddressFamilies"}
    walls = [
        name for name in one if re.match("Protect|Private|Restrict|SystemCall|Lock|Capab|Ambient|NoNew|Proc", name)
    ]
    assert {name: dump.get(name) for name in walls if name not in own} == {n: one[n] for n in walls if n not in own}
    assert (dump["PrivateNetwork"], dump["RestrictAddressFamilies"]) == ("yes", "AF_UNIX")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize(
    "file", [SERVICE, BOARD, PROVINCE / "duban-dump.service", *TEMPLATES], ids=lambda file: file.name
)
def test_every_unit_is_rated_as_the_main_one(file: Path, tmp_path: Path) -> None:
    """What systemd itself says of how exposed a unit is: 1.5 of 10 at most."""
    rated = tmp_path / file.name.replace("@", "")
    shared = SHARED.read_text("utf-8") if file in TEMPLATES else ""
    rated.write_text(shared + file.read_text("utf-8"), "utf-8")
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(rated)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    (level,) = re.findall(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(level) <= 1.5


def test_there_is_a_template_for_every_duty() -> None:
    """Each starts the role of its name, overrides nothing of what is shared, and belongs to the target."""
    assert {re.sub(r"duban-(\w+)@", r"\1", file.stem) for file in TEMPLATES} == set(ROLES) == {*ProcessRole}
    for file in TEMPLATES:
        role = file.stem[len("duban-") : -1]
        assert service(file)["ExecStart"] == f"{service()['ExecStart']} --roles {role}"
        assert set(service(file)) == {"ExecStart", "Environment"}
        assert "WantedBy=duban.target" in file.read_text("utf-8")
        port = {"receiver": "DUBAN_WEBHOOK_PORT"}.get(role, "DUBAN_PORT_NUMBER")
        assert given(file.read_text("utf-8")) == {port: "%i"}


def test_watchdog_waits_longer_than_a_sign_of_life_takes() -> None:
    """Signs of life come in half the time; a tick comes every twenty seconds."""
    assert int(service()["WatchdogSec"]) >= 60


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize(
    "unit",
    [
        *("duban.service", "duban-board.service"),
        *(file.name.replace("@", "@8443") for file in TEMPLATES),
        *("duban.target", "duban-dump.service", "duban-dump.timer"),
    ],
)
def test_systemd_accepts_the_units(unit: str, tmp_path: Path) -> None:
    """Every setting is one that systemd knows, also the shared ones; /bin/true stands for what is not installed."""
    shutil.copytree(PROVINCE, tmp_path / "units")
    for own in (SERVICE, BOARD):
        shutil.copy(own, tmp_path / "units")
    for file in (tmp_path / "units").glob("*.service"):
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(text, "utf-8")
    environment = os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path / 'units'}:"}
    command = ["systemd-analyze", "verify", "--man=no", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    assert [line for line in done.stderr.splitlines() if "duban" in line] == []


INSTALL = ROOT / "deploy" / "install"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--python", "/bin/false"), "/bin/false 不是 Python 3.11 或更新的"),
        (("--python",), "--python 后面要写一个路径。"),
        (("--nonsense", "x"), "没有 --nonsense 这个选项。"),
    ],
)
def test_installing_that_cannot_be_is_refused_in_a_sentence(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """Before anything is written."""
    command = [str(INSTALL), "--root", str(tmp_path / "root"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert done.stderr.startswith(said)
    assert not (tmp_path / "root").exists()


@pytest.mark.long
@pytest.mark.timeout(1800)  # pip installs everything
def test_installing_lays_out_what_the_units_need_and_keeps_what_was_set(tmp_path: Path) -> None:
    """Program, commands, units and settings; a second time the settings and the data stay as they are."""

    def install() -> str:
        command = [str(INSTALL), "--root", str(tmp_path), "--python", sys.executable]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        return done.stdout

    said = install()
    for file in (SERVICE, BOARD):
        assert (tmp_path / "etc/systemd/system" / file.name).read_text("utf-8") == file.read_text("utf-8")
        assert (tmp_path / service(file)["ExecStart"].split()[0].lstrip("/")).exists()
    environment = tmp_path / "etc/duban/duban.env"
    assert environment.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var/lib/duban").stat().st_mode & 0o777 == 0o700
    opt = tmp_path / "opt/duban"
    asked = [str(opt / ".venv/bin/python"), "-m", "bot", "--version"]
    assert subprocess.run(asked, cwd=opt, capture_output=True, text=True, check=True).stdout.startswith("督办 ")  # noqa: S603
    commands = set(re.findall(r"sudo duban ([a-z]+)", said))
    assert {"check", "invite", "restore"} <= commands <= set(main.list_commands(click.Context(main)))
    environment.write_text("DUBAN_TELEGRAM_TOKEN=1:kept\n", "utf-8")
    (tmp_path / "etc/duban/config.toml").write_text("# mine\n", "utf-8")
    (opt / "bot/of_before.py").touch()
    install()
    assert environment.read_text("utf-8") == "DUBAN_TELEGRAM_TOKEN=1:kept\n"
    assert (tmp_path / "etc/duban/config.toml").read_text("utf-8") == "# mine\n"
    assert not (opt / "bot/of_before.py").exists()


def test_windows_starts_the_command_that_installing_lays_out() -> None:
    """The task begins with the machine, has no end, comes back after a failure, and runs what is there."""
    text = (ROOT / "deploy" / "duban-windows.xml").read_text("utf-16")
    task = ET.fromstring(text.partition("?>")[2])  # noqa: S314 - ours
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}

    def setting(path: str) -> str:
        found = task.find(path, space)
        assert found is not None, path
        return found.text or ""

    assert setting("t:Actions/t:Exec/t:Command").endswith("wsl.exe")
    assert setting("t:Actions/t:Exec/t:Arguments") == "-d Ubuntu -u root -- /usr/local/bin/duban run"
    assert "usr/local/bin/duban" in INSTALL.read_text("utf-8")
    assert task.find("t:Triggers/t:BootTrigger", space) is not None
    assert setting("t:Settings/t:RestartOnFailure/t:Interval") == "PT1M"
    assert setting("t:Settings/t:ExecutionTimeLimit") == "PT0S"
    assert setting("t:Settings/t:DisallowStartIfOnBatteries") == "false"


def test_container_holds_every_package_and_no_root() -> None:
    """All of our packages and the locked dependencies, run by a user of no rights."""
    assert {f"COPY {package} ./{package}" for package in PACKAGES} <= set(CONTAINER.splitlines())
    assert "--require-hashes -r requirements.lock" in CONTAINER
    assert re.search(r"^USER 10001", CONTAINER, re.MULTILINE)


def test_container_asks_the_port_that_it_opens() -> None:
    """The health check goes to the number that the environment sets."""
    (number,) = re.findall(r"DUBAN_PORT_NUMBER=(\d+)", CONTAINER)
    assert f"http://127.0.0.1:{number}/readyz" in CONTAINER


def test_containers_are_one_for_every_duty() -> None:
    """Their commands are the program's, and one that dies is started anew."""
    assert re.findall(r"command: \[run, --roles, (\w+)\]", COMPOSE) == [*ROLES]
    services = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", COMPOSE.partition("services:")[2], re.MULTILINE))
    assert set(services) == {*ROLES, "nginx", "postgres"}
    for role in ROLES:
        assert "<<: *duban" in services[role]
        assert f"command: [run, --roles, {role}]" in services[role]
    assert COMPOSE.count("restart: unless-stopped") == 3
    for path in re.findall(r"- \./(\S+?):", COMPOSE):
        assert (ROOT / "deploy" / path).is_file() or path in {"duban.crt", "duban.key"}
    assert re.findall(r"\bdockerfile: (\S+)", COMPOSE) == ["deploy/Containerfile"]


@pytest.mark.parametrize("text", [COMPOSE, CONTAINER.replace(" \\", "").replace("ENV ", "    ").replace("=", ": ")])
def test_what_containers_are_given_can_be_set(text: str) -> None:
    """Every name is a setting, and every value one that the program takes."""
    environment = given(
        text.replace("${DUBAN_WEBHOOK_URL:?}", "https://bot.example.gov.cn").replace("${DUBAN_TELEGRAM_TOKEN:?}", TOKEN)
    )
    assert environment
    assert load_config(None, environment) != Config()


def test_every_process_has_a_port_of_its_own() -> None:
    """Those to which nginx hands on are those of the examples, and no two examples take the same one."""
    told = re.findall(r"duban-(\w+)@(\d+)", "".join(file.read_text("utf-8") for file in TEMPLATES) + OPERATIONS)
    ports: dict[str, set[str]] = {role: {port for name, port in told if name == role} for role in ROLES}
    assert all(ports.values())
    assert sum(map(len, ports.values())) == len(set().union(*ports.values()))
    receivers = (PROVINCE / "receivers.conf").read_text("utf-8")
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", receivers)) == ports["receiver"]
    containers = (ROOT / "deploy" / "compose-receivers.conf").read_text("utf-8")
    assert re.findall(r"server receiver:(\d+)", containers) == [str(Config().webhook.port)]


def test_door_leads_where_receivers_listen() -> None:
    """The way of each bot goes through, as long as an update may be, to the next receiver where one does not answer."""
    (way,) = re.findall(r"location ~ (\S+) ", NGINX)
    assert all(re.search(way, path_of(bot)) for bot in ("", "east", "Bot2"))
    assert not any(re.search(way, path) for path in ("/", "/healthz", "/telegram/", "/telegram/a/b", "/xtelegram"))
    assert MOST_BYTES == 1 << 20
    assert "client_max_body_size 1m;" in NGINX
    assert "proxy_next_upstream error timeout http_503 non_idempotent;" in NGINX
    assert re.search(r"location = /healthz \{\s+allow 127\.0\.0\.1;\s+allow ::1;\s+deny all;", NGINX)
    assert re.search(r"location / \{\s+return 404;", NGINX)


@pytest.mark.postgres
async def test_dump_of_the_database_is_whole_and_comes_back(postgres: Server, tmp_path: Path) -> None:
    """The script writes one, leaves no half of one, and from it comes a ledger; after a failure there is none."""
    address, again = postgres.database(), postgres.database()
    ours, empty = (one.replace("duban@", "postgres@") for one in (address, again))  # who runs the script
    await found_office(address, Sandbox())
    environment = os.environ | {"PATH": f"{postgres._binaries}:{os.environ['PATH']}"}
    (tmp_path / "duban-20200101-000000.dump.new").touch()

    def call(*command: str | Path) -> int:
        return subprocess.run([*command], env=environment, check=False, stderr=subprocess.DEVNULL).returncode  # noqa: S603

    assert call(PROVINCE / "dump", postgres.address("nowhere"), tmp_path) != 0
    assert call(PROVINCE / "dump", empty, tmp_path) != 0  # no ledger is in it
    assert call(PROVINCE / "dump", address, tmp_path) != 0  # the program's own role would leave rows out
    assert not [*tmp_path.glob("*.dump")]
    assert call(PROVINCE / "dump", ours, tmp_path) == 0
    (dumped,) = tmp_path.iterdir()
    assert dumped.stat().st_mode & 0o777 == 0o600
    assert call("pg_restore", "--no-owner", "--role=duban", "--exit-on-error", "-d", empty, dumped) == 0
    store = await open_any(again)
    async with store.open() as ledger:
        assert [unit.name for unit in await ledger.units.find(UNITS)] == ["石桥县农业农村局"]
    await store.close()


def test_alarms_of_the_handbook_ask_for_figures_that_there_are() -> None:
    """Every figure named there is one of ours."""
    text = metrics(Health(now=START, outbox=Outbox(), space=Space(1, 2, 3), team=Team({"sender": 1}))).decode()
    ours = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    named = set(re.findall(r"\bduban_[a-z_]+", OPERATIONS))
    assert named
    assert named <= ours


def test_handbook_names_commands_that_there_are() -> None:
    """Those of the command line, and those of the chat."""
    told = set(re.findall(r"(?:^|&& |`)duban ([a-z]+)", OPERATIONS, re.MULTILINE))
    assert {"backup", "restore", "check"} <= told <= set(main.list_commands(click.Context(main)))
    chat = {command.name for command in ROUTES.commands}
    assert set(re.findall(r"`/([a-z]+)(?: [^`/]*)?`", OPERATIONS)) - {"healthz", "readyz", "metrics", "revoke"} <= chat


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_dependency_is_locked_by_its_hash_and_by_no_address(name: str) -> None:
    """What is installed is what was looked at, wherever it comes from."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pinned = [line for line in lines if line[:1].isalnum()]
    assert len(pinned) > 30
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert not [line for line in lines if "://" in line or line.startswith("-")]
