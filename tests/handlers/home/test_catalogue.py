"""What the bot can say, offer and do fits together: read from the source, so that nothing is forgotten."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from bot.domain.core import refusal
from bot.domain.core.refusal import Refusal
from bot.domain.people.person import Role
from bot.messages.core.tap import Tap
from bot.messages.core.taps import TAPS
from bot.messages.help.view import TASKS
from bot.messages.wording import load_wording, standard
from handlers import ROUTES

ROOT = Path(__file__).parents[3]
PROSE = {"documents", "demo", "cli", "sandbox"}  # folders whose sentences reach nobody by chat
READ = (
    "bot/readers",
    "bot/domain/settings/setting.py",
    "bot/domain/core/local_day.py",
    "bot/domain/core/numerals.py",
    "bot/domain/reporting/privacy.py",  # what is looked for in papers, and stands there in its place
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
BEFORE = ("bot/__init__.py", "bot/__main__.py")  # run before any table can be read, by whatever Python
A_SENTENCE = 6  # Chinese characters
PATTERN = re.compile(r"[\\\[\]|*+]|\(\?")  # what a pattern has and a sentence has not
FACTS_OF_REFUSALS = {"what", "name", "who", "number", "stage"}  # filled in where a refusal does not bring them
SAYING = {"say", "word"}
OLD = {"HandOver"}  # stands in chats still, where it shows what an act would do now; nothing offers it any more
WORDING = load_wording()


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """Every module in which sentences, buttons and refusals stand."""
    found = [path for folder in ("bot", "handlers", "storage") for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))) for path in found)


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call, with where it stands."""
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{name}:{node.lineno}", node


def name_of(call: ast.Call) -> str:
    """The name that is called, without what it belongs to."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def constant(node: ast.AST | None) -> str | None:
    """A text that stands in the source as it is."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def placeholders(sentence: str) -> set[str]:
    """The facts that a sentence asks for."""
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(sentence) if name}


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Every kind of refusal."""
    for found in kind.__subclasses__():
        yield found
        yield from refusals(found)


@pytest.mark.parametrize("kind", sorted({kind.__name__ for kind in refusals()}))
def test_every_refusal_has_its_sentence(kind: str) -> None:
    """A refusal without words would be an excuse for something that went wrong."""
    assert f"core.refusal.{kind}" in WORDING
    assert hasattr(refusal, kind)


def test_every_code_of_a_refusal_has_its_sentence() -> None:
    """`what` is either what somebody wrote or called, or an English code with a sentence of its own."""
    kinds = {kind.__name__ for kind in refusals()}
    missing = []
    for place, call in calls():
        for given in call.keywords:
            code = constant(given.value)
            if name_of(call) in kinds and given.arg in {"what", "why"} and code and code.isascii():
                key = f"core.refusal.{name_of(call)}_{code}"
                missing += [f"{place} {key}"] if key not in WORDING else []
    assert missing == []


def test_every_sentence_of_a_refusal_has_its_facts() -> None:
    """A sentence asks for nothing that the table or the refusal does not bring."""
    brought: dict[str, set[str]] = {}
    for _, call in calls():
        brought.setdefault(name_of(call), set()).update(k.arg for k in call.keywords if k.arg)
    for key, sentence in standard().items():
        table, _, name = key.rpartition(".")
        if table == "core.refusal" and name[0].isupper():
            kind = name.partition("_")[0]
            assert placeholders(sentence) <= FACTS_OF_REFUSALS | brought.get(kind, set()), key


def test_every_command_is_explained() -> None:
    """/help and the menu have a line for each; Telegram takes at most 256 characters of it."""
    names = [command.name for command in ROUTES.commands]
    assert len(names) == len(set(names))
    assert [name for name in names if f"help.{name}" not in WORDING] == []
    assert all(len(WORDING.word(f"help.{name}")) <= 256 for name in names)
    explained = {key.partition(".")[2] for key in standard() if key.startswith("help.")}
    assert {name for name in explained - set(names) if "." not in name} == {
        *("line", "foot"),
        *(f"head_{role}" for role in Role),
    }
    assert {name for names in TASKS.values() for name in names} | {"start"} == set(names)


def test_no_two_commands_share_a_word() -> None:
    """A Chinese word opens one thing."""
    words = [word for command in ROUTES.commands for word in command.words]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_every_key_that_is_said_is_in_the_catalogue() -> None:
    """A sentence that is missing would be found by the first person who needs it."""
    missing = []
    for place, call in calls():
        key = constant(call.args[0]) if call.args else None
        if name_of(call) in SAYING and key and key not in WORDING:
            missing.append(f"{place} {key}")
    assert missing == []


def test_every_key_that_looks_like_one_is_in_the_catalogue() -> None:
    """Keys that travel through tables, notices and outcomes are in the catalogue too."""
    tables = "|".join(re.escape(table) for table in {key.rpartition(".")[0] for key in standard()})
    looks_like_one = re.compile(rf"(?:{tables})\.[A-Za-z_]*[A-Za-z]")
    nested = {key.rpartition(".")[0] for key in standard()}
    missing = []
    for name, tree in sources():
        for node in ast.walk(tree):
            key = constant(node)
            if key and looks_like_one.fullmatch(key) and key not in WORDING and key not in nested:
                missing.append(f"{name}:{getattr(node, 'lineno', 0)} {key}")
    assert missing == []


def test_every_sentence_is_given_its_facts() -> None:
    """Where a key and its facts stand in the source, no placeholder is left open."""
    short = []
    for place, call in calls():
        key = constant(call.args[0]) if call.args else None
        if name_of(call) in SAYING and key in standard() and all(k.arg for k in call.keywords):
            lacking = placeholders(standard()[str(key)]) - {k.arg for k in call.keywords}
            short += [f"{place} {key} lacks {sorted(lacking)}"] if lacking else []
    assert short == []


def built() -> Iterator[str]:
    """Patterns of the keys that are put together in the source: f"status.part.{part}" is every key of that table."""
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                yield "".join(re.escape(text) if (text := constant(part)) else r"\w+" for part in node.values)
            elif (text := constant(node)) and re.fullmatch(r"(?:[a-z_]+\.)+", text):
                yield re.escape(text) + r"\w+"


def test_every_sentence_is_used() -> None:
    """A sentence that nobody says is a sentence that nobody keeps true."""
    said = {text for _, tree in sources() for node in ast.walk(tree) if (text := constant(node))}
    patterns = {pattern for pattern in built() if re.match(r"[a-z]+\\\.", pattern)}
    together = re.compile("|".join(patterns))
    assert [key for key in standard() if key not in said and not together.fullmatch(key)] == []


def sentences(name: str, tree: ast.Module) -> Iterator[str]:
    """Chinese sentences that stand in a module, without docstrings, patterns, and the words that open a command."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {
        id(word)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node) == "Command"
        for word in ast.walk(node)
    }
    for node in ast.walk(tree):
        text = constant(node)
        if text and id(node) not in silent and len(CHINESE.findall(text)) >= A_SENTENCE and not PATTERN.search(text):
            yield f"{name}:{getattr(node, 'lineno', 0)} {text}"


def test_no_sentence_stands_in_the_code() -> None:
    """What people read in chat stands in a table, where an office may have its own way of saying it."""
    spoken = [
        (name, tree)
        for name, tree in sources()
        if not name.startswith(READ) and not PROSE & set(Path(name).parts) and name not in BEFORE
    ]
    assert [sentence for name, tree in spoken for sentence in sentences(name, tree)] == []


def offered() -> set[str]:
    """The name of every tap that is put behind a button."""
    return {name_of(call) for _, call in calls()} & {kind.__name__ for kind in TAPS}


def test_every_button_leads_somewhere() -> None:
    """A button that no handler takes would be a promise broken; one that nobody offers is dead code."""
    taken = [route.kind for route in ROUTES.taps]
    assert len(taken) == len(set(taken))
    assert set(taken) == set(TAPS) == set(Tap.__subclasses__())
    assert offered() == {kind.__name__ for kind in TAPS} - OLD
