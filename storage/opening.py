"""Where a ledger is kept, by its address."""

from pathlib import Path

from bot.services.ledger import Store
from storage.tiny import TinyStore


async def open_store(address: str | Path) -> Store:
    """Open the ledger at `tinydb:data/ledger.json` or a plain path; raises StoreTrouble with a sentence for people."""
    return TinyStore(Path(str(address).removeprefix("tinydb:")))
