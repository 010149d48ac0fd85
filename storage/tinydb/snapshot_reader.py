"""Reading a ledger on disk beside the program that is writing it, without its lock."""

from pathlib import Path

from bot.domain.core.store_error import fault
from storage.disk import Disk
from storage.errors import StoreDamaged
from storage.tinydb import checkpoint
from storage.tinydb.append import replay
from storage.tinydb.checkpoint import Checkpoint, Tables
from storage.tinydb.write_ahead_log import lines

TRIES = 100


def read_snapshot(path: Path, disk: Disk, *, altered: bool = False) -> tuple[Tables, int]:
    """All tables and the number of the last transaction, as of one moment; `altered` reads past a wrong checksum.

    The checkpoint is looked at before and after the log: were it replaced in between, the two would not fit together.
    """
    log = path.with_suffix(".log")
    for _ in range(TRIES):
        before = disk.read(path)
        logged = disk.read(log) or b""
        if before == disk.read(path):
            found = Checkpoint({}, 0) if before is None else checkpoint.decode(before, path, altered=altered)
            return found.tables, replay(
                found.tables, found.number, ((number, changes) for number, changes, _ in lines(logged, log)), log
            )
    raise StoreDamaged(path=path, fault=fault("kept_changing"))
