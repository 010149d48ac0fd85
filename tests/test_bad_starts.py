"""Whatever is wrong where the program is started: one sentence in Chinese, no traceback, no secret."""

import asyncio
import codecs
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.sandbox import Sandbox, serve
from deploy.command import write_command

ROOT = Path(__file__).parent.parent
SECRET = "31415926:HuaiChuan-vault-7"
PASSWORD = "swordfish"
OLD = [Path.home() / ".pyenv" / "versions", Path("/usr/bin")]
CLOSED = "http://127.0.0.1:9/bot"  # where nobody listens


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


async def start(folder: Path, *arguments: str, **settings: str) -> str:
    """What the program says where it cannot begin: it has ended with the status of a mistake that people can mend."""
    return await _said((sys.executable, "-m", "bot", *arguments), folder, settings)


async def start_without_rights(folder: Path, *arguments: str) -> str:
    """The same of a program that may read only what is its user's own, also where root runs the tests."""
    dropped = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.getuid() == 0 else ()
    return await _said((*dropped, sys.executable, "-m", "bot", *arguments), folder, {})


async def _said(command: tuple[str, ...], folder: Path, settings: dict[str, str]) -> str:
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    environment |= {"PYTHONPATH": str(ROOT)} | settings
    program = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environment, stdout=-1, stderr=-1)
    out, err = await program.communicate()
    said = (out + err).decode()
    assert "Traceback" not in said, said
    assert "HuaiChuan" not in said, said
    assert PASSWORD not in said, said
    assert program.returncode == 2, said
    return said.strip()


INVITE = ("invite", "--office", "江望舒")


@pytest.mark.parametrize("arguments", [INVITE, ("run",)], ids=["invite", "run"])
async def test_a_token_that_telegram_does_not_know(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """It is asked for again, and not shown; no link was issued that nobody saw."""
    server = await serve(Sandbox(token="42:OTHER"))
    said = await start(tmp_path, *arguments, DUBAN_TELEGRAM_TOKEN=SECRET, DUBAN_TELEGRAM_BASE_URL=f"{server.url}/bot")
    await server.stop()
    assert said == "Telegram 不认这个令牌：请核对 DUBAN_TELEGRAM_TOKEN，或向 BotFather 重新领取。"


@pytest.mark.parametrize("token", ["HuaiChuan", "31415926：HuaiChuan-vault-7", "请填写 HuaiChuan"])
async def test_a_token_that_can_be_none(token: str, tmp_path: Path) -> None:
    """It is told before anybody is asked."""
    said = await start(tmp_path, "run", DUBAN_TELEGRAM_TOKEN=token)
    assert "telegram.token 不像机器人令牌" in said


async def test_a_file_that_holds_no_token(tmp_path: Path) -> None:
    """Its name is told, and not what stands in it."""
    (tmp_path / "token").write_text("bot token: HuaiChuan", "utf-8")
    (tmp_path / "token").chmod(0o600)
    said = await start(tmp_path, "run", DUBAN_TELEGRAM_TOKEN_FILE="token")
    assert "令牌文件 token 里不像机器人令牌" in said


async def test_no_token_at_all(tmp_path: Path) -> None:
    """There is no link to a bot that nobody named."""
    assert "没有机器人令牌" in await start(tmp_path, "run")
    assert "没有机器人令牌，链接没有生成" in await start(tmp_path, *INVITE)


async def test_no_network(tmp_path: Path) -> None:
    """What usually helps is told."""
    said = await start(tmp_path, *INVITE, DUBAN_TELEGRAM_TOKEN=SECRET, DUBAN_TELEGRAM_BASE_URL=CLOSED)
    assert said == "连不上 Telegram（NetworkError）。在中国境内通常要设置 telegram.proxy 或 telegram.base_url。"


@pytest.mark.parametrize(
    "proxy",
    [f"clerk:{PASSWORD}@127.0.0.1:7890", "127.0.0.1:1080", "socks4://127.0.0.1:1080", "http://127.0.0.1", "http://h:x"],
)
async def test_a_proxy_that_is_not_written_in_full(proxy: str, tmp_path: Path) -> None:
    """How it is written is told, by an example; not what was written, which may hold a password."""
    said = await start(tmp_path, *INVITE, DUBAN_TELEGRAM_TOKEN=SECRET, DUBAN_TELEGRAM_PROXY=proxy)
    assert said.splitlines()[1:] == [
        "  · telegram.proxy 应写全协议、主机和端口，如 http://127.0.0.1:7890 或 socks5://127.0.0.1:1080。"
    ]


async def test_a_proxy_of_the_machine_that_cannot_be_used(tmp_path: Path) -> None:
    """The environment's own setting is named."""
    proxy = f"socks://clerk:{PASSWORD}@127.0.0.1:1080"
    said = await start(tmp_path, *INVITE, DUBAN_TELEGRAM_TOKEN=SECRET, ALL_PROXY=proxy)
    assert "HTTPS_PROXY、ALL_PROXY" in said


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_the_proxies_of_the_example_are_understood(scheme: str, tmp_path: Path) -> None:
    """One that does not answer is a network that is away, and no crash."""
    proxy = f"{scheme}://clerk:{PASSWORD}@127.0.0.1:9"
    said = await start(
        tmp_path,
        *INVITE,
        DUBAN_TELEGRAM_TOKEN=SECRET,
        DUBAN_TELEGRAM_PROXY=proxy,
    )
    assert said.startswith("连不上 Telegram（NetworkError）。")


async def test_a_port_that_is_taken(taken: int, tmp_path: Path) -> None:
    """Its number is told."""
    said = await start(tmp_path, "sandbox", "--port", str(taken))
    assert said.splitlines()[-1] == f"端口 127.0.0.1:{taken} 已被另一个程序占用：请停掉那个程序，或换一个端口。"


async def test_a_port_that_there_is_none_of(tmp_path: Path) -> None:
    """It is a mistake of the command line."""
    assert "--port 不对：应是 0 到 65535 的整数。" in await start(tmp_path, "sandbox", "--port", "99999")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("nonsense",), "没有 nonsense 这个命令。"),
        (("--nonsense",), "没有 --nonsense 这个选项。"),
        (("run", "--nonsense"), "没有 --nonsense 这个选项。"),
        (("restore",), "没有写 ARCHIVE。"),
        (("sandbox", "--port", "http"), "--port 不对：应是 0 到 65535 的整数。"),
        (("sandbox", "--port"), "--port 不对：后面要写一个值。"),
        (("sandbox", "--bare", "--token", "x"), "--token 不对：令牌应像 42:SANDBOX。"),
        (("import", "a.xlsx", "b.xlsx"), "这样写不对：多写了 b.xlsx。"),
        (("report", "nothing"), "KIND 不对：应是其中之一：weekly、"),
        (("board", "--link", "--no-link"), "这样写不对：--link 和 --no-link 只能写一个。"),
    ],
)
def test_what_is_mistyped(typed: tuple[str, ...], said: str) -> None:
    """One sentence in Chinese, and where the whole command is explained."""
    ended = CliRunner().invoke(main, typed, prog_name="duban")
    sentence, help_ = ended.output.splitlines()
    assert sentence.startswith(said)
    assert re.fullmatch("全部写法：duban(?: [a-z]+)? --help", help_)
    assert ended.exit_code == 2


@pytest.mark.parametrize("arguments", [("check", "--config"), ("import",), ("restore",)], ids=lambda one: one[0])
async def test_a_file_that_may_not_be_read(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """A backup that root copied, a configuration of another user: its name and what to do, not a word of English."""
    file = tmp_path / "owned.by.root"
    file.write_text("[telegram]\n", "utf-8")
    file.chmod(0)
    said = await start_without_rights(tmp_path, *arguments, str(file))
    sentence = said.splitlines()[-1]  # mistakes of a configuration stand below a head
    assert "没有权限" in sentence
    assert "owned.by.root" in sentence
    assert "denied" not in said


@pytest.mark.parametrize("module", ["ssl", "sqlite3"])
def test_a_python_that_was_built_without_a_part(module: str, tmp_path: Path) -> None:
    """As one is that somebody compiled without the libraries' headers: the part is named."""
    script = (
        "import sys\n"
        f"sys.modules['_{module}'] = sys.modules['{module}'] = None\n"
        "from bot.cli.mistakes import ending_of\n"
        "try:\n"
        f"    import {module}\n"
        "except ImportError as error:\n"
        "    print(*ending_of(error))\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)},
        check=False,
    )  # fmt: skip
    assert done.stdout.startswith(f"这个 Python 不完整，用不了它自带的 {module}"), done.stderr
    assert done.stdout.strip().endswith(" 2")


CONFIG = f'[telegram]\ntoken = "{SECRET}"\n[unit]\nname = "柳河局"\n'
WRITTEN = {
    "gbk": (CONFIG.encode("gbk"), "不是用 UTF-8 存的（记事本里叫 ANSI 或 Unicode）"),
    "utf-16": (CONFIG.encode("utf-16"), "不是用 UTF-8 存的（记事本里叫 ANSI 或 Unicode）"),
    "bracket": (CONFIG.replace("[unit]", "[unit").encode(), "config.toml 从第3行第6个字起读不懂"),
    "no quotes": (CONFIG.replace('"柳河局"', "柳河局").encode(), "config.toml 从第4行第8个字起读不懂"),
    "half a word": (CONFIG.rstrip('"\n').encode(), "config.toml 读到末尾也不完整"),
    "twice": ((CONFIG + 'name = "柳河局"').encode(), "config.toml 读到末尾也不完整"),
}


@pytest.mark.parametrize("how", list(WRITTEN))
async def test_a_configuration_that_cannot_be_read(how: str, tmp_path: Path) -> None:
    """Its encoding, or the place where it is not understood, and how it is mended; in Chinese alone."""
    written, said = WRITTEN[how]
    (tmp_path / "config.toml").write_bytes(written)
    told = await start(tmp_path, "run")
    assert said in told
    assert not {"codec", "Invalid", "Expected"} & {*re.findall(r"[A-Za-z]+", told)}
    assert len(told.splitlines()) == 2  # the head, and what is wrong


async def test_a_mark_before_a_configuration_is_no_mistake(tmp_path: Path) -> None:
    """An editor on Windows puts it there; a file with a token may bear it too."""
    (tmp_path / "token").write_bytes(codecs.BOM_UTF8 + SECRET.encode() + b"\r\n")
    written = CONFIG.replace(f'token = "{SECRET}"', 'token_file = "token"\nproxy = "127.0.0.1:7890"')
    (tmp_path / "config.toml").write_bytes(codecs.BOM_UTF8 + written.replace("\n", "\r\n").encode())
    assert "telegram.proxy 应写全协议" in await start(tmp_path, "run")  # what is wrong in it, and nothing else


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="no folder on this machine that refuses even root")
@pytest.mark.parametrize(
    "arguments",
    [INVITE, ("report", "weekly", "--out", "/sys/kernel/duban"), ("demo", "--out", "/sys/kernel/duban")],
    ids=["store", "paper", "demo"],
)
async def test_a_place_that_cannot_be_written(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """For want of rights or of a disk that takes it; the place is told."""
    store = {} if "--out" in arguments else {"DUBAN_STORE_URL": "/sys/kernel/ledger.json"}
    said = await start(tmp_path, *arguments, DUBAN_TELEGRAM_TOKEN=SECRET, **store)
    assert "/sys/kernel/" in said
    assert len(said.splitlines()) == 1


async def test_who_has_begun_already_is_told_what_can_be_typed_here(tmp_path: Path) -> None:
    """By the interpreter that was called, below this folder by its short way; not by a command that is not there."""
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    assert f"启动，运行 {sys.executable} -m bot run。" in await start(tmp_path, "init")
    python = tmp_path / ".venv" / "bin" / "python"
    script = "import sys; sys.executable = sys.argv.pop(1); import runpy; runpy.run_module('bot', run_name='__main__')"
    said = await _said((sys.executable, "-c", script, str(python), "init"), tmp_path, {})
    assert "启动，运行 .venv/bin/python -m bot run。" in said


async def test_the_command_that_make_setup_writes(tmp_path: Path) -> None:
    """It runs this program from anywhere, blanks in its path or not, and calls itself as it can be typed here."""
    command = tmp_path / "my bin" / "duban"
    command.parent.mkdir()
    write_command(command)
    (tmp_path / "config.toml").write_text(CONFIG, "utf-8")
    assert "启动，运行 my bin/duban run。" in await _said((str(command), "init"), tmp_path, {"PYTHONPATH": ""})
    by_name = {"PYTHONPATH": "", "PATH": f"{command.parent}:{os.environ['PATH']}"}
    assert "启动，运行 duban run。" in await _said((str(command), "init"), tmp_path, by_name)


@pytest.mark.parametrize("command", ["run", "check", "verify", "backup", "digest", "board", "invite --office 江望舒"])
async def test_a_kind_of_store_that_there_is_none_of(command: str, tmp_path: Path) -> None:
    """The scheme alone is told, by every command: behind it may stand a password."""
    settings = {"DUBAN_TELEGRAM_TOKEN": SECRET, "DUBAN_STORE_URL": f"mysql://duban:{PASSWORD}@db/duban"}
    said = await start(tmp_path, *command.split(), **settings)
    assert said == "台账地址以 mysql: 开头，本程序不认得。请写文件路径、tinydb:文件路径，或 postgresql://…。"
    assert [*tmp_path.iterdir()] == []


async def test_a_ledger_that_is_a_folder(tmp_path: Path) -> None:
    """Nothing was sent that would have to be sent again, and the reason is no word of the system's."""
    (tmp_path / "ledger.json").mkdir()
    said = await start(tmp_path, *INVITE, DUBAN_STORE_URL="ledger.json", DUBAN_TELEGRAM_TOKEN=SECRET)
    assert said == "读写台账 ledger.json 失败（那里是一个目录，不是文件）。请检查磁盘和路径，再运行一次。"


NO_PLAN = "还没有导入整改台账或方案，没有可出的：先 duban import 文件。"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (
            "digest",
            (
                "名单里还没有党组书记或整改办人员，不知道编给谁看："
                "先 duban invite --office 姓名，或 duban appoint 姓名 --role 书记。"
            ),
        ),
        ("export", NO_PLAN),
        ("report archive", NO_PLAN),
        ("report notice", NO_PLAN),
        ("report dossier 3", "没有找到这次报验。"),
        ("release 5", "没有编号或名称是“5”的、在等审定的文稿。全部文稿：duban release。"),
        ("report slip 3-2", "没有找到“3-2”。"),
        (
            "report visit 3",
            "没有找到这次督办，或者它还没有结束。发送 /visit 看全部。（斜杠开头的命令是在聊天里发的。）",
        ),
    ],
)
async def test_an_empty_ledger_is_told_in_the_words_of_the_terminal(
    command: str, sentence: str, tmp_path: Path
) -> None:
    """What is not there, and the command that would bring it; none of the chat's."""
    said = await start(tmp_path, *command.split(), DUBAN_TELEGRAM_TOKEN=SECRET)
    assert said == sentence


def old_pythons() -> list[Path]:
    """Older interpreters on this machine."""
    found = [path for folder in OLD for path in (*folder.glob("*/bin/python"), *folder.glob("python[23]*"))]
    versions = [path for path in found if path.name in {"python", "python2", "python3.9", "python3.10", "python3.8"}]
    return [path for path in versions if path.exists() and _minor(path) < (3, 11)]


def _minor(python: Path) -> tuple[int, ...]:
    asked = [str(python), "-c", "import sys; print('%d %d' % sys.version_info[:2])"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603
    return tuple(map(int, done.stdout.split())) or (9,)


@pytest.mark.skipif(not old_pythons(), reason="no older Python on this machine")
@pytest.mark.parametrize("python", old_pythons(), ids=str)
def test_an_older_python(python: Path) -> None:
    """It is told which one is needed, also where it cannot read the rest of the program."""
    done = subprocess.run(  # noqa: S603
        [str(python), "-m", "bot", "run"], cwd=ROOT, capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"}
    )
    said = done.stderr.decode().strip()
    assert said.startswith("督办需要 Python 3.11 或更新的版本，这里是 ")
    assert done.returncode == 1
    assert len(said.splitlines()) == 1


def test_windows_itself() -> None:
    """Whoever starts it there is led to where it runs, without a traceback."""
    script = "import sys; sys.platform = 'win32'; import bot"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert (
        done.stderr.strip() == "督办不能直接在 Windows 上运行：请装 WSL2，在里面照 Linux 安装。见 docs/platforms.md。"
    )


def test_a_python_without_the_packages(tmp_path: Path) -> None:
    """The one that is missing is named, and how to install them all."""
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    asked = [sys.executable, "-I", "-S", "-c", "import runpy, sys; sys.path.insert(0, '.'); runpy.run_module('bot')"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stderr.startswith("缺少程序包 click：")
    assert "Traceback" not in done.stderr


def test_what_nobody_foresaw_is_told_by_its_place_alone(tmp_path: Path) -> None:
    """The places go to whoever writes the program; the words of the error may hold anything, and stay away."""
    script = (
        "import bot.cli.check as check\n"
        "from bot.cli import main\n"
        "async def fail(*_):\n"
        f"    raise KeyError({SECRET!r})\n"
        "check.report_results = fail\n"
        "main(['check'])\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("程序出了错（KeyError），没有办完。")
    assert "bot/cli/command.py" in done.stderr
    assert "HuaiChuan" not in done.stderr
