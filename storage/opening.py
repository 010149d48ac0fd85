"""Where a ledger is kept, by its address."""

import errno
import os
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from bot.domain.core.store_error import fault
from bot.services.core.ledger import Store
from bot.services.core.shared_store import InboxStore
from storage.errors import MoveUnfinished, NothingKept, SchemeUnknown, StoreVanished
from storage.tinydb.store import TinyDBStore

MOVE_MARKER = ("moving", "moving")  # shelf and id of the document that says that a move has begun and not ended
DATABASES = ("postgresql:", "postgres:")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class DocumentStore(InboxStore, Protocol):
    """A store whose documents can be moved into another, byte for byte."""

    def documents(self) -> AsyncGenerator[tuple[str, str, bytes]]:
        """Every document as (shelf, id, document), as of one moment."""

    async def misplaced(self) -> list[tuple[str, str, str]]:
        """Unit, shelf and id of every record that queries do not find where they look for it."""

    async def put_documents(self, documents: list[tuple[str, str, bytes | None]]) -> None:
        """Keep documents byte for byte, whatever their shelves, in one transaction; None removes one."""

    async def begin_record(self) -> None:
        """Record all that is kept, in a ledger that has no record of changes yet."""

    async def get_document(self, shelf: str, id_: str) -> bytes | None:
        """A document as it is kept, None where there is none."""


async def open_store(address: str | Path) -> Store:
    """Open the ledger at `tinydb:data/ledger.json`, a plain path, or `postgresql://…`.

    Raises StoreError; MoveUnfinished where only a part of a ledger was moved there.
    """
    store = await open_any(address, recording=True)
    if await store.get_document(*MOVE_MARKER):
        await store.close()
        raise MoveUnfinished(address=public_address(str(address)))
    try:
        await store.begin_record()
    except BaseException:
        await store.close()
        raise
    return store


async def open_reading(address: str) -> Store:
    """The same ledger to look at, beside the program that writes it; raises StoreError, and FileNotFoundError."""
    if (file := ledger_file(address)) is None:
        return await open_any(address)
    from storage.tinydb.read_only import ReadOnlyStore

    if not (file.exists() or file.with_suffix(".log").exists()):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))
    return ReadOnlyStore(file)


def demand_no_traces(address: str, evidence: Path, backups: Path) -> None:
    """Raise StoreVanished where anything of a former ledger lies beside an empty one: then it is not a new one."""
    traces = (
        ("evidence_beside", evidence, evidence.glob("[0-9a-f][0-9a-f]/*/*")),
        ("backups_beside", backups, backups.glob("duban-*.zip")),
        ("anchors_beside", evidence.parent / "anchors", evidence.parent.glob("anchors")),
    )
    for code, path, left in traces:
        if next(iter(left), None) is not None:
            raise StoreVanished(path=public_address(address), trace=fault(code, path=path))


def demand_ledger(file: Path, evidence: Path, backups: Path) -> None:
    """Raise StoreVanished where a ledger was kept in the file and is gone, NothingKept where none was begun."""
    if file.exists() or file.with_suffix(".log").exists():
        return
    if (lock := file.with_suffix(".lock")).exists():
        raise StoreVanished(path=file, trace=fault("lock_beside", path=lock))
    demand_no_traces(str(file), evidence, backups)
    raise NothingKept(path=public_address(str(file)))


def is_new(address: str, evidence: Path, backups: Path) -> bool:
    """True where no ledger was ever begun in a file: neither it nor anything of it is there. Raises StoreVanished."""
    file = ledger_file(address)
    if file is None or any(file.with_suffix(ending).exists() for ending in (file.suffix, ".log", ".lock")):
        return False
    demand_no_traces(address, evidence, backups)
    return True


def demand_known_scheme(address: str) -> None:
    """Raise SchemeUnknown where the address is neither a file's nor a database's: it must not become a file's name."""
    if (scheme := SCHEME.match(address)) and not address.startswith(("tinydb:", *DATABASES)):
        raise SchemeUnknown(scheme=scheme[0])


async def open_any(address: str | Path, *, recording: bool = False) -> DocumentStore:
    """Open what is there, also a part of a ledger; `recording` what every transaction changes of the records."""
    if str(address).startswith(DATABASES):
        from storage.postgres.store import PostgresStore  # psycopg is an extra

        return await PostgresStore.connect(str(address), recording=recording)
    demand_known_scheme(str(address))
    return TinyDBStore(Path(str(address).removeprefix("tinydb:")), recording=recording)


def public_address(address: str) -> str:
    """The address as it may be shown: the whole path of a file, a database without user and password.

    Raises SchemeUnknown: what is neither may hold a password, and is shown nowhere.
    """
    if address.startswith(DATABASES):
        from storage.postgres.address import without_credentials

        return without_credentials(address)
    demand_known_scheme(address)
    return str(Path(address.removeprefix("tinydb:")).resolve())


def ledger_file(address: str) -> Path | None:
    """The ledger's file; None where a database keeps it. Raises SchemeUnknown."""
    if address.startswith(DATABASES):
        return None
    demand_known_scheme(address)
    return Path(address.removeprefix("tinydb:"))


def backup_folder(address: str, evidence: Path, folder: str) -> Path:
    """Where archives go: the folder that is set, else one beside the ledger, for a database beside the evidence."""
    return Path(folder) if folder else (ledger_file(address) or evidence).parent / "backups"
