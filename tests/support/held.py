"""What nobody may do while they hold the ledger, for all others wait: draw, read a file, compare, ask Telegram."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

import docx.document
import openpyxl
import PIL.Image
import pytest
import segno
import telegram

from bot.domain.imports.revision import compare
from bot.domain.similar.likeness import alike
from bot.readers.plan import read_plan
from bot.services.core.ledger import Ledger
from storage.postgres.store import PostgresStore
from storage.tinydb.store import TinyDBStore

LENGTHY: tuple[tuple[type, str], ...] = (
    (docx.document.Document, "save"),
    (openpyxl.Workbook, "save"),
    (PIL.Image.Image, "save"),
    (segno.QRCode, "save"),
    (telegram.Bot, "_post"),  # every call but those of files
    (telegram.Bot, "get_file"),
    (telegram.File, "download_to_memory"),
)
COMPARING: tuple[Callable[..., Any], ...] = (alike, compare, read_plan)
STORES: tuple[type[TinyDBStore | PostgresStore], ...] = (TinyDBStore, PostgresStore)
QUICK = ("FileBlobStore._drop",)  # what no proof wants any more goes while nobody can begin to want it
_held: ContextVar[bool] = ContextVar("held", default=False)


@contextmanager
def watching() -> Iterator[list[str]]:
    """What was done by whoever held the ledger, be it a person or the clock, as far as the tests within come."""
    done: list[str] = []
    to_thread, new_process = asyncio.to_thread, asyncio.create_subprocess_exec

    async def in_thread(work: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        name = getattr(work, "__qualname__", repr(work))
        if _held.get() and name not in QUICK:
            done.append(name)
        return await to_thread(work, *args, **facts)

    with pytest.MonkeyPatch.context() as program:
        for store in STORES:
            program.setattr(store, "open", _holding(store.open))
        program.setattr(asyncio, "to_thread", in_thread)
        program.setattr(asyncio, "create_subprocess_exec", _noted(new_process, "a process", done))
        for kind, name in LENGTHY:
            program.setattr(kind, name, _noted(getattr(kind, name), f"{kind.__name__}.{name}", done))
        for work in COMPARING:
            noted = _noted(work, work.__name__, done)
            for module in _bound_in(work):
                program.setattr(module, work.__name__, noted)
        yield done


def _holding(keep: Callable[[Any], Any]) -> Callable[[Any], Any]:
    @asynccontextmanager
    async def holding(store: Any) -> AsyncIterator[Ledger]:
        async with keep(store) as ledger:
            _held.set(True)
            try:
                yield ledger
            finally:
                _held.set(False)

    return holding


def _bound_in(work: Callable[..., Any]) -> list[Any]:
    """The modules that call a function by its name."""
    return [module for module in [*sys.modules.values()] if getattr(module, "__dict__", {}).get(work.__name__) is work]


def _noted(work: Callable[..., Any], name: str, done: list[str]) -> Callable[..., Any]:
    @wraps(work)
    def noted(*args: Any, **facts: Any) -> Any:
        if _held.get():
            done.append(name)
        return work(*args, **facts)

    return noted
