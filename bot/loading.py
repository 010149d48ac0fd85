"""Loading modules: much at once, of which nothing is rubbish."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


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
