"""Which tests enter which block of the rules and the readers: a plugin that notes it, and a map that tells.

    python -m pytest -p benchmarks.harness.entered --entered FOLDER tests/domain tests/readers

Each block of a function (its body, each branch, each loop) gets a mark when its module is imported; what a test has
passed is noted. A fault in a line can be found by no other test than one that enters the block
in which it stands. Files stand in the map by their contents, so that one that was changed since counts as unknown.
"""

import ast
import builtins
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType

import pytest

ROOMS = ("bot.domain.", "bot.readers.")
HOUSE = "tests/domain/test_frozen.py"  # holds for every module, and enters none
MARK = "__entered__"
Block = tuple[int, int]  # its first line and its last


def blocks(tree: ast.Module) -> Iterator[tuple[Block, list[ast.stmt]]]:
    """The blocks of all functions; that of a function begins with its decorators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            continue
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if not isinstance(block, list) or not block:
                continue
            first, last = block[0].lineno, block[-1].end_lineno or 0
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min(node.lineno, *(one.lineno for one in node.decorator_list), node.lineno)
            yield (first, last), block


def marked(tree: ast.Module, name: str) -> ast.Module:
    """The module with a mark at the head of each block."""
    for (first, _), block in [*blocks(tree)]:
        described = isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant)
        mark = ast.parse(f"{MARK}(({name!r}, {first}))").body[0]
        for node in ast.walk(mark):
            ast.copy_location(node, block[0])
        block.insert(int(described), mark)
    return tree


def marked_code(source: bytes, name: str, path: str) -> CodeType:
    """A module with its marks, compiled."""
    return compile(marked(ast.parse(source), name), path, "exec", dont_inherit=True)


def innermost(source: bytes, line: int) -> int | None:
    """The first line of the smallest block that a line stands in, None for one that is run at the import."""
    within = [block for block, _ in blocks(ast.parse(source)) if block[0] <= line <= block[1]]
    return min(within, key=lambda block: block[1] - block[0])[0] if within else None


def digest(file: Path) -> str:
    """By what a file is known again."""
    return sha256(file.read_bytes()).hexdigest()[:16]


class Map:
    """What the plugin has noted, as far as its files are the same today."""

    def __init__(self, root: Path, folder: Path) -> None:
        """Join what several processes noted."""
        self.of: dict[str, list[str]] = defaultdict(list)  # tests by module and block
        self.files: set[str] = set()
        self.house: list[str] = []
        breadth: dict[str, int] = {}
        for part in sorted(folder.glob("*.json")):
            noted = json.loads(part.read_text("utf-8"))
            of_part = noted["files"].items()
            same = {name for name, known in of_part if (root / name).is_file() and digest(root / name) == known}
            self.files |= same
            for test, passed in noted["tests"].items():
                if test.split("::")[0] in same:
                    breadth[test] = len(passed)
                    self.house += [test] if test.startswith(HOUSE) else []
                    for block in passed:
                        self.of[block].append(test)
        for tests in self.of.values():
            tests.sort(key=lambda test: (breadth[test], test))

    def entering(self, module: str, source: bytes, line: int) -> list[str]:
        """The tests that enter the block of a line, the most particular first, or the module where it is in none.

        Empty where nothing is known of the module.
        """
        if module not in self.files:
            return []
        block = innermost(source, line)
        if block is not None:
            return self.of.get(f"{module}:{block}", [])
        every = [tests for name, tests in self.of.items() if name.startswith(f"{module}:")]
        return [*dict.fromkeys([*self.house, *(test for tests in sorted(every, key=len) for test in tests)])]


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the import's own shape
        """The module's own code, with marks."""
        return marked_code(self.get_data(self.path), Path(self.path).relative_to(Path.cwd()).as_posix(), self.path)


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, _: object = None) -> ModuleSpec | None:
        """Load the modules of the rooms with marks."""
        if not fullname.startswith(ROOMS):
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec and spec.origin and spec.origin.endswith(".py"):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


_PASSED: set[tuple[str, int]] = set()


def watch() -> None:
    """Note from here on what is entered; before anything of the rooms is imported."""
    setattr(builtins, MARK, _PASSED.add)
    sys.meta_path.insert(0, _Finder())


def entered_so_far() -> set[tuple[str, int]]:
    """What was entered since."""
    return {*_PASSED}


class _Notes:
    def __init__(self, folder: Path) -> None:
        """Nothing is passed yet."""
        self.folder = folder
        self.tests: dict[str, list[str]] = {}
        self.passed = _PASSED

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what a test passes, its fixtures with it."""
        self.passed.clear()
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] = [f"{module}:{line}" for module, line in sorted(self.passed)]

    def pytest_sessionfinish(self) -> None:
        """Keep the notes beside those of other processes."""
        names = {test.split("::")[0] for test in self.tests}
        modules = {block.rsplit(":", 1)[0] for passed in self.tests.values() for block in passed}
        files = {name: digest(Path(name)) for name in sorted(names | modules)}
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-{os.getpid()}.json"
        if self.tests:
            part.write_text(json.dumps({"files": files, "tests": self.tests}, ensure_ascii=False), "utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to keep the notes."""
    parser.addoption("--entered", type=Path, help="a folder for what each test entered")


def pytest_configure(config: pytest.Config) -> None:
    """Begin before anything of the rooms is imported."""
    if folder := config.getoption("--entered"):
        watch()
        config.pluginmanager.register(_Notes(folder.resolve()), "entered-notes")
