"""Loading modules: much at once, of which nothing is rubbish, and nothing that only others need."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import cast

# What libraries load where it is there, for a command line, coloured tracebacks, passports, green threads and older
# Pythons: 14 MB.
EXTRAS = ("rich", "pygments", "cryptography", "typing_extensions", "greenlet")


@contextmanager
def without_extras() -> Iterator[None]:
    """Load libraries as if those packages were not there; whoever needs one imports it afterwards as ever."""
    there = {name: sys.modules.pop(name, None) for name in EXTRAS}
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    modules.update(dict.fromkeys(EXTRAS))  # None: not to be found
    try:
        yield
    finally:
        for name, module in there.items():
            del modules[name]
            if module is not None:
                modules[name] = module


@contextmanager
def loading() -> Iterator[None]:
    """Let nobody look for rubbish while modules are loaded, nor in them later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


async def load(module: str) -> None:
    """Load a module with all that it needs, unless it is there already; the loop goes on meanwhile."""
    if module in sys.modules:
        return
    with loading():
        await asyncio.to_thread(import_module, module)
