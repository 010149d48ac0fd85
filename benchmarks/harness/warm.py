"""A room of tests that is kept warm: every test stands ready, and each mutant is put into a fork of it.

    python -m benchmarks.harness.warm PRISTINE SECONDS NOTES SOCKET

What costs most in the run of a mutant is not the test that finds it but to start, import and collect. So the tests that
`benchmarks.harness.entered` has noted are collected once in a copy of the project; for each question at the socket a
fork looks which module differs from PRISTINE, gives the functions that live in it their new code, and runs the tests
that enter the block. Where the fault stands in what is run at the import (a constant, a default, a decorator, or a
function that the import calls), the fork forgets all modules of ours and imports them anew, with the fault. Of a module
of which nothing is noted it knows no test: the answer is `cold`, and `covering` looks for them.
"""

import contextlib
import gc
import inspect
import os
import resource
import socket
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from benchmarks.harness.covering import Budget, changed, dotted, entering, lines_changed, run
from benchmarks.harness.entered import Map, entered_so_far, innermost, marked_code, watch

COLD = "cold"
OURS = frozenset({"bot", "handlers", "storage", "tests"})
MOST = 8 << 30  # bytes of a fork that a fault makes grow without end


def functions(code: CodeType) -> Iterator[CodeType]:
    """The functions in a code, and those in them."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            if one.co_flags & inspect.CO_OPTIMIZED:
                yield one
            yield from functions(one)


def at_import(code: CodeType) -> list[object]:
    """What an import runs of a code: all but the bodies of functions."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    plain = [repr(one) for one in code.co_consts if not isinstance(one, CodeType)]
    classes = [at_import(one) for one in inner if not one.co_flags & inspect.CO_OPTIMIZED]
    return [code.co_code, code.co_names, plain, len(inner), classes]


def transplant(before: CodeType, after: CodeType) -> bool:
    """Give the living functions of a module their new code; False where that is not all that changed."""
    if at_import(before) != at_import(after):
        return False
    new = {old: one for old, one in zip(functions(before), functions(after), strict=True) if old != one}
    try:
        for one in gc.get_objects():
            if isinstance(one, FunctionType) and one.__code__ in new:
                one.__code__ = new[one.__code__]
    except ValueError:  # it closes over something else
        return False
    return True


class Room:
    """The plugin that answers instead of running everything."""

    def __init__(self, pristine: Path, seconds: float, notes: Path, listening: socket.socket) -> None:
        """Nothing is collected yet."""
        self.pristine, self.seconds, self.listening = pristine, seconds, listening
        self.notes = Map(pristine, notes)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Answer as long as somebody asks."""
        items, imported = {one.nodeid: one for one in session.items}, entered_so_far()
        while True:
            asking, _ = self.listening.accept()
            if os.fork() == 0:
                with contextlib.suppress(BaseException):
                    asking.sendall(self._answer(session, items, imported).encode())
                os._exit(0)
            os.wait()
            asking.close()

    def _answer(self, session: pytest.Session, items: dict[str, pytest.Item], imported: set[tuple[str, int]]) -> str:
        root = Path.cwd()
        resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
        modules = changed(root, self.pristine)
        names = [module.relative_to(root).as_posix() for module in modules]
        if len(names) != 1 or names[0] not in self.notes.files:
            return COLD
        chosen = entering(root, self.pristine, self.notes, modules)
        budget = Budget(self.seconds, chosen)
        if self._taken_in(root, modules[0], imported):
            session.config.pluginmanager.register(budget)
            self._run([items[test] for test in chosen if test in items], budget)
        else:
            for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
                del sys.modules[name]
            run([*dict.fromkeys(test.split("::")[0] for test in chosen)], budget)
        return f"{int(budget.failed)} {budget.ran} tests of {len(chosen)} that enter it"

    @staticmethod
    def _run(ready: list[pytest.Item], budget: Budget) -> None:
        for item, following in zip_longest(ready, ready[1:]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if budget.is_spent:
                return

    def _taken_in(self, root: Path, module: Path, imported: set[tuple[str, int]]) -> bool:
        name, old, new = module.relative_to(root).as_posix(), (self.pristine / module.relative_to(root)), module
        before, after = old.read_bytes(), new.read_bytes()
        if dotted(root, module) not in sys.modules:
            return True
        block = innermost(before, lines_changed(before, after)[0])
        if block is None or (name, block) in imported:
            return False
        try:
            return transplant(marked_code(before, name, str(module)), marked_code(after, name, str(module)))
        except SyntaxError:
            return False


def main() -> None:
    """Collect what is noted, then listen."""
    pristine, seconds, notes = Path(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[4])
        listening.listen()
        watch()
        room = Room(pristine, seconds, notes, listening)
        tests = sorted(name for name in room.notes.files if name.startswith("tests/"))
        pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-m", "not long", *tests], plugins=[room])


if __name__ == "__main__":
    main()
