"""The documents say what the program does: read by the tests, so that they stay true."""

import re
import tomllib
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import pytest
from click import Context, Group
from click.testing import CliRunner

from benchmarks import page as benchmarks
from bot.cli import main
from bot.config import Config, load_config
from bot.domain.plan.measure import Stage
from bot.messages.wording import load_wording, official, standard
from handlers import ROUTES
from tests.handlers.journal_check import FIGURE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
MAP = (ROOT / "docs" / "architecture.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
LAYERS = ("domain", "services", "messages")
CODE = re.compile(r"`([^`]+)`")
NAMED_PATH = re.compile(r"(?<![\w/.:-])(?:bot|handlers|storage|tests|docs|deploy|benchmarks)/[\w./@*<>-]*[\w/*]")
NAMED_MODULE = re.compile(r"python -m ((?:bot|benchmarks)\b[\w.]*)")
EXAMPLE = ROOT / "config.example.toml"


def console_commands(group: Group, prefix: str = "") -> set[str]:
    """Every command of the command line with its words."""
    found: set[str] = set()
    context = Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found |= console_commands(command, f"{prefix}{name} ") if isinstance(command, Group) else {f"{prefix}{name}"}
    return found


def test_example_configuration_is_the_defaults() -> None:
    """Whoever copies the example changes nothing by it."""
    assert load_config(EXAMPLE, {}) == Config()


def test_every_setting_is_documented_and_nothing_else() -> None:
    """The example names every key that can be set, and no other."""
    written = tomllib.loads(EXAMPLE.read_text("utf-8"))
    known = {}
    for name, section in get_type_hints(Config).items():
        assert is_dataclass(section)
        known[name] = {field.name for field in fields(section)}
    assert {name: set(table) for name, table in written.items()} == known


def test_every_setting_has_its_own_sentence() -> None:
    """Above every key, or above the group it stands in, is a comment."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    explained = False
    for line in lines:
        if line.startswith("#"):
            explained = True
        elif not line or line.startswith("["):
            explained = False
        else:
            assert explained, line


@pytest.mark.parametrize(
    "command", [command for command in ROUTES.commands if command.name != "start"], ids=lambda c: c.name
)
def test_every_command_stands_in_the_readme_and_the_help(command) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Name, Chinese words and description are the same in help and README."""
    what = load_wording().word(f"help.{command.name}")
    assert f"| `/{command.name}` | {'、'.join(command.words)} | {what} |" in README


def test_readme_names_no_command_that_is_not_there() -> None:
    """The README's table lists exactly the commands of the chat."""
    listed = set(re.findall(r"^\| `/(\w+)` \|", README, re.MULTILINE))
    assert listed == {command.name for command in ROUTES.commands} - {"start"}


def test_readme_lists_the_command_line() -> None:
    """The README's second table lists exactly the commands of the command line."""
    listed = set(re.findall(r"^\| `([a-z ]+)` \|", README, re.MULTILINE))
    assert listed == console_commands(main)


def test_lock_files_name_no_index() -> None:
    """Packages are pinned by hash and fetched from wherever the machine's own settings say."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|index-url|find-links", text)


def test_links_between_documents_hold() -> None:
    """Every relative link and picture of README and docs leads somewhere."""
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_figure_of_the_stages_is_true() -> None:
    """Every arrow of the README's figure is a step that the measure can take, and every stage is in it."""
    names = {words.rpartition("·")[2]: stage for stage in Stage for words in [official(f"status.stage.{stage}")]}
    arrows = re.findall(r"^    (\S+) --> (\S+):", README, re.MULTILINE)
    steps = {(names[old], names[new]) for old, new in arrows if old != "[*]"}
    assert steps <= set().union(*FIGURE.values())
    assert {stage for step in steps for stage in step} == set(Stage)


def test_the_installed_command_is_the_command_line() -> None:
    """`duban` does what `python -m bot` does."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    module, _, name = scripts["duban"].partition(":")
    assert getattr(import_module(module), name) is main


def test_every_mistake_of_a_configuration_is_told_at_once(tmp_path: Path) -> None:
    """In the order in which they are looked for, with what is wrong and what to do; a secret is not shown."""
    file = tmp_path / "config.toml"
    file.write_text('x = 1\nport = 4\n[telegram]\ntoken = 5\n[unit]\nzone = "Mars"\n[policy]\ngrace = -1\n', "utf-8")
    environment = {"DUBAN_CONFIG": str(file), "DUBAN_PORT_NUMBER": "7", "DUBAN_NOTHING": "1"}
    ran = CliRunner().invoke(main, ["check"], env=environment)
    assert ran.exit_code == 2
    assert ran.output.splitlines() == [
        "配置有误：",
        "  · 环境变量 DUBAN_NOTHING 没有对应的配置项。",
        "  · 没有 x 这个配置项。",
        "  · [port] 应当是一节，而不是一个值。",
        "  · telegram.token 的值 （不显示） 不对：应为 文字，写的是 整数。",
        "  · unit.zone 的时区 Mars 不存在，通常写 Asia/Shanghai。",
        "  · policy.grace 不能是负数。",
    ]


def test_every_code_of_a_mistake_has_its_sentence() -> None:
    """Nobody reads a code."""
    text = (ROOT / "bot" / "config.py").read_text("utf-8")
    codes = set(re.findall(r'mistake\(\s*"(\w+)"', text))
    assert len(codes) > 15
    assert {code for code in codes if f"operations.config.{code}" not in load_wording()} == set()


def test_every_thing_that_check_finds_has_its_sentence() -> None:
    """What is looked at, and what is found."""
    text = (ROOT / "bot" / "diagnostics.py").read_text("utf-8")
    named = set(re.findall(r'(?:good|bad|note|missing\))\("(\w+)", "(\w*)"', text))
    assert len(named) > 15
    keys = {key for pair in named for key in pair if key}
    assert {key for key in keys if f"operations.check.{key}" not in load_wording()} == set()


HANDBOOK = [
    ROOT / "docs" / f"{name}.md" for name in ("owner", "leader", "secretary", "office", "observer", "first-day")
]


@pytest.mark.parametrize("page", HANDBOOK, ids=lambda page: page.stem)
def test_the_handbook_names_keys_and_commands_that_there_are(page: Path) -> None:
    """Each page of a role: every key is a button's label, every command one of the chat's, and it fits on a sheet."""
    text = page.read_text("utf-8")
    assert set(re.findall(r"〔([^〕]+)〕", text)) <= {*standard().values()}
    chat = {command.name for command in ROUTES.commands} | {"newbot"}  # BotFather's
    commands = set(re.findall(r"`/(\w+)", text))
    assert commands
    assert commands <= chat
    assert text.count("\n") <= 60


def test_the_handbook_names_commands_of_the_command_line() -> None:
    """Every one in backticks."""
    told = {
        name
        for page in HANDBOOK
        for name in re.findall(r"`(?:\S+/)?(?:python -m bot|duban) (\w+)", page.read_text("utf-8"))
    }
    assert {"init", "appoint"} <= told <= set(main.list_commands(Context(main)))


def table(page: str, head: str) -> list[list[str]]:
    """The rows of a page's table that begins with these columns."""
    _, _, rest = page.partition(f"\n| {head} ")
    lines = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    """Files, folders and modules; `<capability>` stands for any."""
    text = page.read_text("utf-8")
    named = {path.group() for path in NAMED_PATH.finditer(text)}
    modules = {name.replace(".", "/") for name in NAMED_MODULE.findall(text)}
    missing = {path for path in named if not list(ROOT.glob(re.sub(r"<\w+>", "*", path)))}
    assert missing | {name for name in modules if not list(ROOT.glob(f"{name}*"))} == set()


def test_the_index_lists_every_page() -> None:
    """docs/README.md leads to each page of docs, and to those beside the README."""
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    linked = {(ROOT / "docs" / target).resolve() for target in re.findall(r"\]\(([^)#]+)\)", index)}
    assert {page.resolve() for page in PAGES} - linked == {(ROOT / "docs" / "README.md").resolve()}


def test_every_picture_is_shown() -> None:
    """On one of the pages; and none is shown that is not there."""
    shown = {
        Path(name).name for page in PAGES for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text("utf-8"))
    }
    folder = ROOT / "docs" / "pictures"
    assert {file.name for file in folder.iterdir() if file.suffix in {".png", ".svg"}} == shown


def modules_of(layer: str, capability: str) -> set[str]:
    """The modules of a capability in a layer."""
    return {path.stem for path in (ROOT / "bot" / layer / capability).glob("*.py")} - {"__init__"}


def test_the_map_shows_every_module_of_every_capability() -> None:
    """The first table of docs/architecture.md is what stands in the folders of the layers."""
    shown = {
        CODE.findall(row[0])[0]: [set(CODE.findall(cell)) for cell in row[2:]]
        for row in table(MAP, "capability | what")
    }
    there = {path.parent.name for path in (ROOT / "bot" / "messages").glob("*/text.toml")} - {"core"}
    assert shown == {name: [modules_of(layer, name) for layer in LAYERS] for name in there}


def test_the_map_shows_every_handler_and_command() -> None:
    """The second table of docs/architecture.md is what the handlers declare; the tests that it names are there."""
    places = {path.relative_to(ROOT).parts[1] for path in (ROOT / "handlers").rglob("*.py")} - {"__init__.py", "core"}
    handlers = {place.removesuffix(".py"): set[str]() for place in places}
    for command in ROUTES.commands:
        handlers[command.handle.__module__.split(".")[1]].add(f"/{command.name}")
    rows = {CODE.findall(row[0])[0]: row for row in table(MAP, "capability | handler")}
    assert set(rows) == {CODE.findall(row[0])[0] for row in table(MAP, "capability | what")}
    heard = {name: row for name, row in rows.items() if row[1] != "–"}
    assert {row[1].strip("`/").removeprefix("handlers/") for row in heard.values()} == places
    assert {name: set(CODE.findall(row[2])) for name, row in heard.items()} == handlers
    assert {name for name, row in rows.items() if not CODE.findall(row[3])} == set()


def glossary() -> list[list[str]]:
    """The rows of both tables of the glossary."""
    lines = [line for line in GLOSSARY.splitlines() if line.startswith("| ") and not line.startswith("| 中文")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("row", glossary(), ids=lambda row: row[0])
def test_a_word_of_the_glossary_is_defined_where_it_says(row: list[str]) -> None:
    """Each code word is a class, a function, a field or a constant of a file named beside it."""
    _, words, _, where = row
    text = "\n".join((ROOT / path).read_text("utf-8") for path in CODE.findall(where))
    assert CODE.findall(words)
    for word in CODE.findall(words):
        assert re.search(rf"^\s*(?:class |(?:async )?def )?{word}\b", text, re.MULTILINE), word


def test_the_page_of_benchmarks_knows_every_benchmark_and_is_written_by_it() -> None:
    """Those that need arguments of their own, and the page itself, stand aside; what was not run is named as such."""
    folder = ROOT / "benchmarks"
    modules = {path.stem for path in folder.glob("[a-z]*.py")} | {
        path.parent.name for path in folder.glob("*/__main__.py")
    }
    assert {one.name for one in benchmarks.ALL} == modules - {"page", "mutation", "reading_peers", "nearness"}
    if not benchmarks.PAGE.is_file():  # until somebody has measured
        return
    page = benchmarks.PAGE.read_text("utf-8")
    assert page.startswith(benchmarks.HEAD)
    sections = {found["title"]: found["body"] for found in benchmarks.SECTION.finditer(page)}
    assert sections
    for name, body in sections.items():
        assert f"`python -m benchmarks.{name}" in body
        assert "load before" in body
        assert "Python 3." in body
    missing = page.partition("Not run here yet: ")[2]
    assert {*CODE.findall(missing)} == {one.name for one in benchmarks.ALL} - set(sections)
