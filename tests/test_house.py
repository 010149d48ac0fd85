"""The layout holds: a capability has one name in every layer, and its commands lead into its own service."""

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import ROUTES
from handlers.core.routes import Command

ROOT = Path(__file__).parents[1]
CODE = ("bot", "handlers", "storage")
LONGEST, MOST = 350, 20  # lines of a module, modules directly in a folder
UNHEARD = {"outbox"}  # capabilities that nobody talks to
UNSERVED = {"help"}  # capabilities that only speak


def folders(layer: str) -> set[str]:
    """The capabilities that have a folder in a layer."""
    found = {path.parent.name for path in (ROOT / "bot" / layer).glob("*/*") if path.suffix in {".py", ".toml"}}
    return found - {"core"}


def modules(*roots: str) -> Iterator[Path]:
    """Every module below the folders."""
    for root in roots:
        yield from sorted((ROOT / root).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """The modules, and the names in them, that a module imports, as far as they stand in its head or its functions."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def capability(path: Path) -> str:
    """The word of a handler: its module, or the folder of its modules."""
    return path.relative_to(ROOT / "handlers").parts[0].removesuffix(".py")


HANDLERS = {capability(path) for path in modules("handlers")} - {"__init__", "core"}


def test_a_capability_has_one_name_in_every_layer() -> None:
    """A handler, a folder of services, a table of sentences; and a folder of the domain where it has rules."""
    assert folders("services") | UNSERVED == HANDLERS | UNHEARD
    assert folders("messages") == HANDLERS | UNHEARD
    assert folders("domain") <= HANDLERS | UNHEARD
    tables = {path.parent.name for path in (ROOT / "bot" / "messages").glob("*/text.toml")}
    assert tables - {"core"} == HANDLERS | UNHEARD


def services_of(function: str, tree: ast.Module) -> set[str]:
    """The folders of services whose names a function of a module uses, itself or through others of the module."""
    folder = {
        name.asname or name.name: (f"{node.module}.{name.name}".split(".")[2:] or [""])[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bot.services")
        for name in node.names
    }
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    reached, waiting = set[str](), [function]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        if name in functions:
            used = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)}
            waiting += used - reached
    return {folder[name] for name in reached if name in folder}


@pytest.mark.parametrize("command", ROUTES.commands, ids=lambda command: command.name)
def test_a_command_lives_in_its_capability(command: Command) -> None:
    """Its handler stands in handlers/<name> and calls a service of bot/services/<name>/, where it calls any."""
    path = Path(inspect.getfile(command.handle))
    assert capability(path) in HANDLERS
    called = services_of(command.handle.__name__, ast.parse(path.read_text("utf-8")))
    assert not called or capability(path) in called


def test_no_handler_imports_another() -> None:
    """What two of them need stands in handlers/core, which knows none of them; one place joins them all."""
    others = {f"handlers.{name}" for name in HANDLERS}
    found = {path: {".".join(name.split(".")[:2]) for name in imports(path)} & others for path in modules("handlers")}
    assert found.pop(ROOT / "handlers" / "__init__.py") == others
    assert {path: alien for path, used in found.items() if (alien := used - {f"handlers.{capability(path)}"})} == {}


def test_a_handler_opens_no_ledger_and_catches_nothing() -> None:
    """Reading and writing is for the services, a refusal is answered in one place."""
    busy = [
        f"{path.stem}:{node.lineno}"
        for path in modules("handlers")
        if capability(path) in HANDLERS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Try) or (isinstance(node, ast.Attribute) and node.attr in {"look", "open", "store"})
    ]
    assert busy == []


def room(path: Path) -> str:
    """The handler that a module belongs to, or the module itself."""
    return capability(path) if path.is_relative_to(ROOT / "handlers") else str(path)


def test_everything_in_core_is_shared() -> None:
    """A part that one handler uses alone belongs to it."""
    parts = {path.stem for path in (ROOT / "handlers" / "core").glob("*.py")} - {"__init__"}
    users = {path: imports(path) for path in modules("handlers", "bot")}
    alone = {
        part: used
        for part in parts
        if len(used := {room(path) for path, found in users.items() if f"handlers.core.{part}" in found}) == 1
        and used <= HANDLERS
    }
    assert alone == {}


def test_modules_and_folders_stay_small() -> None:
    """What is longer is two things; what is fuller is two rooms, of tests too."""
    long = {str(path.relative_to(ROOT)) for path in modules(*CODE) if path.read_text("utf-8").count("\n") > LONGEST}
    assert long == set()
    full = Counter(path.parent for path in modules(*CODE, "tests") if path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)): count for folder, count in full.items() if count > MOST} == {}
