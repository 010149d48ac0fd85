"""Where a ledger is kept, by its address."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from bot.services.core.ledger import Store
from storage.errors import MoveUnfinished
from storage.tinydb.store import TinyStore

MARK = ("moving", "moving")  # shelf and id of the mark that a move has begun and not ended
DATABASES = ("postgresql:", "postgres:")


class KeptStore(Store, Protocol):
    """A store whose documents can be carried into another."""

    def documents(self) -> AsyncGenerator[tuple[str, str, bytes]]:
        """Every document as (shelf, id, document), as of one moment."""

    async def keep(self, documents: list[tuple[str, str, bytes | None]]) -> None:
        """Keep documents as they are, whatever their shelves, in one transaction; None forgets one."""

    async def fetch(self, shelf: str, id_: str) -> bytes | None:
        """A document as it is kept, None where there is none."""


async def open_store(address: str | Path) -> Store:
    """Open the ledger at `tinydb:data/ledger.json`, a plain path, or `postgresql://…`.

    Raises StoreError with a sentence for people; MoveUnfinished where only a part of a ledger was moved there.
    """
    store = await open_any(address)
    if await store.fetch(*MARK):
        await store.close()
        raise MoveUnfinished(bare(str(address)))
    return store


async def open_any(address: str | Path) -> KeptStore:
    """Open what is there, be it whole or not."""
    if str(address).startswith(DATABASES):
        from storage.postgres.store import PostgresStore  # psycopg is an extra

        return await PostgresStore.at(str(address))
    return TinyStore(Path(str(address).removeprefix("tinydb:")))


def bare(address: str) -> str:
    """The address as it may be shown: the whole path of a file, where a database is without user and password."""
    if address.startswith(DATABASES):
        from storage.postgres.store import shown

        return shown(address)
    return str(Path(address.removeprefix("tinydb:")).resolve())
