"""Which tests cover a fault, and a run of them against a mutant: what the tool of `benchmarks.mutation` calls.

    python -m benchmarks.harness.covering PRISTINE SECONDS NOTES

In a copy of the project, of which PRISTINE is the copy without a fault, it finds the line that was changed and runs
the tests that enter its block, as NOTES of `benchmarks.harness.entered` tell, the most particular first; no other could
find it. Where nothing is noted, the tests that import the module are run, then those that import what imports it, and
those that the map of the house (`docs/architecture.md`) names for its capability, until one fails or the seconds are
spent. Ends with status 1 where one failed. That none did in the time given is no proof: survivors are
looked at.
"""

import ast
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pytest

from benchmarks.harness.entered import Map

PURE = ("bot/domain", "bot/readers")
ELSEWHERE = {"crash", "browser", "storage", "sandbox", "hostile", "senders"}  # of the machine, not of rules
OUTSIDE = {"test_office_program.py", "test_random_use.py"}  # start programs, or act for minutes
PLACES = re.compile(r"`(tests/[^`]+)`")
FILES = 8  # that may use up the time
BATCH = 8  # files: to find the tests of a hundred takes longer than to run those of the nearest
ENDLESS = 60  # seconds of the processor that no test takes by itself
BEYOND = 9  # farther than any import


class _Hung(BaseException):
    """A test went on for longer than all tests of a fault may."""


class Budget:
    """Leave out the tests for which no time is left, and know whether anything failed; the processor's time counts."""

    def __init__(self, seconds: float, chosen: dict[str, int]) -> None:
        """Nothing is spent yet; finding the tests costs nothing. `chosen` are tests in the order of their rank."""
        signal.signal(signal.SIGPROF, self._hung)
        self.most, self.left, self.failed, self.ran, self.chosen = seconds / FILES, seconds, False, 0, chosen
        self.spent: dict[Path, float] = defaultdict(float)

    def _hung(self, _signal: int, _frame: object) -> None:
        """End a test that does not end, by the processor's time: how busy the machine is finds no fault."""
        self.failed = True
        raise _Hung

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep of a file that the notes know no more than what enters the block, in the order of rank."""
        noted = {test.split("::")[0] for test in self.chosen}
        items[:] = [one for one in items if one.nodeid in self.chosen or one.nodeid.split("::")[0] not in noted]
        items.sort(key=lambda one: self.chosen.get(one.nodeid, len(self.chosen)))

    @property
    def is_spent(self) -> bool:
        """True where another test would be of no use."""
        return self.failed or self.left <= 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Count what a test takes."""
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, ENDLESS, 1)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self.left -= (took := time.process_time() - began)
            self.spent[item.path] += took

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """No file takes the time of the others."""
        if self.left <= 0 or (item.nodeid not in self.chosen and self.spent[item.path] > self.most):
            pytest.skip("the time is spent")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what became of a test."""
        self.failed |= report.failed
        self.ran += report.when == "call"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """What cannot be imported has failed."""
        self.failed |= report.failed


def imported(file: Path) -> set[str]:
    """The modules that a file names in its imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def dotted(root: Path, file: Path) -> str:
    """The name under which a file is imported."""
    return ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


@cache
def importers(root: Path) -> dict[str, frozenset[Path]]:
    """By module, the files of the program and of the tests that import it."""
    found: dict[str, set[Path]] = defaultdict(set)
    for file in [one for room in ("bot", "handlers", "tests") for one in (root / room).rglob("*.py")]:
        for name in imported(file):
            found[name].add(file)
    return {name: frozenset(files) for name, files in found.items()}


def mapped(root: Path, module: Path) -> set[Path]:
    """The test files that the map of the house names for the capability of a module."""
    rows = (root / "docs/architecture.md").read_text("utf-8").splitlines()
    here = {part for row in rows if row.startswith(f"| `{module.parent.name}` |") for part in PLACES.findall(row)}
    named = [root / name for name in here]
    return {file for one in named for file in ([one] if one.is_file() else one.rglob("test_*.py"))}


def covering(root: Path, module: Path) -> list[Path]:
    """The test files that cover a module, the nearest first, tests of pure rooms before those of chats."""
    seen, ring, tests = {module}, [module], dict[Path, int]()
    for distance in range(BEYOND):
        following = {file for one in ring for file in importers(root).get(dotted(root, one), ())} - seen
        seen |= following
        tests |= {file: distance for file in following if file.name.startswith("test_")}
        ring = [file for file in following if not file.name.startswith("test_")]
    tests |= dict.fromkeys(mapped(root, module), 0)
    parts = {file: file.relative_to(root / "tests").parts for file in tests}
    kept = [file for file in tests if parts[file][0] not in ELSEWHERE and file.name not in OUTSIDE]
    room = module.relative_to(root / "bot").parts
    return sorted(
        kept,
        key=lambda file: (
            module.stem not in file.stem,
            parts[file][0] not in {"domain", "readers"},
            parts[file][:2] != room[:2],
            tests[file],
            file,
        ),
    )


def changed(root: Path, pristine: Path) -> list[Path]:
    """The modules in which something differs."""
    files = [file for room in PURE for file in sorted((root / room).rglob("*.py"))]
    return [file for file in files if file.read_bytes() != (pristine / file.relative_to(root)).read_bytes()]


def lines_changed(before: bytes, after: bytes) -> list[int]:
    """The lines of the module without a fault in which the other differs."""
    pairs = zip_longest(before.splitlines(), after.splitlines())
    return [number for number, (old, new) in enumerate(pairs, 1) if old != new][:1]


def entering(root: Path, pristine: Path, notes: Map, modules: list[Path]) -> dict[str, int]:
    """The tests that enter what was changed, by rank."""
    found: dict[str, int] = {}
    for name in [module.relative_to(root).as_posix() for module in modules]:
        before = (pristine / name).read_bytes()
        for line in lines_changed(before, (root / name).read_bytes()):
            for test in notes.entering(name, before, line):
                found.setdefault(test, len(found))
    return found


def run(files: list[str], budget: Budget) -> int:
    """Run test files until one fails or the time is spent; how many are left."""
    while files and not budget.is_spent:
        now, files = files[:BATCH], files[BATCH:]
        pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", "not long", *now], plugins=[budget])
    return len(files)


def main() -> None:
    """Run what covers the line that was changed; without one, the tests of the pure rooms."""
    pristine, seconds, root = Path(sys.argv[1]), float(sys.argv[2]), Path.cwd()
    modules = changed(root, pristine)
    notes = Map(pristine, Path(sys.argv[3]))
    chosen = entering(root, pristine, notes, modules)
    files = [*dict.fromkeys(test.split("::")[0] for test in chosen)]
    files = files or [test.relative_to(root).as_posix() for module in modules for test in covering(root, module)]
    files = files if modules else ["tests/domain", "tests/readers"]
    budget = Budget(seconds if modules else 3600, chosen)
    left = run(files, budget)
    print(f"{budget.ran} tests, {len(chosen)} enter it, {left} files were left")
    sys.exit(budget.failed)


if __name__ == "__main__":
    main()
