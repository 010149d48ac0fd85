"""What nobody may do while they hold the ledger, for all others wait: draw, read a file, compare, ask Telegram."""

import asyncio
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

from bot.services.core.ledger import Ledger
from storage.tinydb.store import TinyDBStore

LENGTHY: tuple[tuple[type, str], ...] = (
    (docx.document.Document, "save"),
    (openpyxl.Workbook, "save"),
    (PIL.Image.Image, "save"),
    (segno.QRCode, "save"),
    (telegram.Bot, "get_file"),
    (telegram.File, "download_to_memory"),
)
QUICK = ("FileBlobStore._drop",)  # what no proof wants any more goes while nobody can begin to want it
_held: ContextVar[bool] = ContextVar("held", default=False)


@contextmanager
def watching() -> Iterator[list[str]]:
    """What was done by whoever held the ledger, and in which functions, as far as the tests within come."""
    done: list[str] = []
    keep, to_thread = TinyDBStore.open, asyncio.to_thread

    @asynccontextmanager
    async def holding(store: TinyDBStore) -> AsyncIterator[Ledger]:
        async with keep(store) as ledger:
            _held.set(True)
            try:
                yield ledger
            finally:
                _held.set(False)

    async def in_thread(work: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        name = getattr(work, "__qualname__", repr(work))
        if _held.get() and name not in QUICK:
            done.append(name)
        return await to_thread(work, *args, **facts)

    with pytest.MonkeyPatch.context() as program:
        program.setattr(TinyDBStore, "open", holding)
        program.setattr(asyncio, "to_thread", in_thread)
        for kind, name in LENGTHY:
            program.setattr(kind, name, _noted(getattr(kind, name), f"{kind.__name__}.{name}", done))
        yield done


def _noted(work: Callable[..., Any], name: str, done: list[str]) -> Callable[..., Any]:
    @wraps(work)
    def noted(*args: Any, **facts: Any) -> Any:
        if _held.get():
            done.append(name)
        return work(*args, **facts)

    return noted
