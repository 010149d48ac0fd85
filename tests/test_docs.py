"""The documents say what the program does: read by the tests, so that they stay true."""

import re
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_type_hints

import pytest
from click import Context, Group

from bot.cli import main
from bot.config import Config, load_config
from bot.domain.plan.measure import STAGE_WORDS, Stage
from bot.messages.wording import load_wording
from handlers import ROUTES
from tests.handlers.witness import FIGURE

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
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
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_figure_of_the_stages_is_true() -> None:
    """Every arrow of the README's figure is a step that the measure can take, and every stage is in it."""
    names = {words.rpartition("·")[2]: stage for stage, words in STAGE_WORDS.items()}
    arrows = re.findall(r"^    (\S+) --> (\S+):", README, re.MULTILINE)
    steps = {(names[old], names[new]) for old, new in arrows if old != "[*]"}
    assert steps <= set().union(*FIGURE.values())
    assert {stage for step in steps for stage in step} == set(Stage)
