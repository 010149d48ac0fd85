"""Where a ledger is kept, by its address."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from bot.services.ledger import Store
from storage.tiny import TinyStore
from storage.trouble import MoveUnfinished

MOVING = "moving"  # the shelf of the mark that a move has begun and not ended


class KeptStore(Store, Protocol):
    """A store whose documents can be carried into another."""

    def documents(self) -> AsyncIterator[tuple[str, str, bytes]]:
        """Every document as (shelf, id, document), as of one moment."""

    async def keep(self, documents: list[tuple[str, str, bytes | None]]) -> None:
        """Keep documents as they are, whatever their shelves, in one transaction; None forgets one."""

    async def holds(self, shelf: str) -> bool:
        """True where there is a document on the shelf."""

    async def clear(self) -> None:
        """Forget everything."""


async def open_store(address: str | Path) -> Store:
    """Open the ledger at `tinydb:data/ledger.json`, a plain path, or `postgresql://…`.

    Raises StoreTrouble with a sentence for people; MoveUnfinished where only a part of a ledger was moved there.
    """
    store = await open_any(address)
    if await store.holds(MOVING):
        await store.close()
        raise MoveUnfinished(address)
    return store


async def open_any(address: str | Path) -> KeptStore:
    """Open what is there, be it whole or not."""
    if str(address).startswith(("postgresql:", "postgres:")):
        from storage.postgres import PostgresStore  # psycopg is an extra

        return await PostgresStore.at(str(address))
    return TinyStore(Path(str(address).removeprefix("tinydb:")))
