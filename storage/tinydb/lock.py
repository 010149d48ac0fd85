"""One process at a time: a lock that ends with the process, however that ends."""

import fcntl
import os
from pathlib import Path

from bot.domain.core.store_error import fault
from storage.disk import PRIVATE_FILE
from storage.errors import StoreInUse

PROCESS = 11  # bytes for the number of the process
MARK = b"kept\n"


class FileLock:
    """A lock on a store; the file beside it names the process that holds it, and says whether a ledger was kept."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, PROCESS).decode("ascii", "replace").strip()
            os.close(self._file)
            raise StoreInUse(path=path, holder=fault("holder", process=holder) if holder else "") from error
        self._marked = os.pread(self._file, len(MARK), PROCESS) == MARK
        os.pwrite(self._file, b"%-10d\n" % os.getpid(), 0)

    def mark(self) -> None:
        """Note that there is a ledger here from now on: were its file to vanish, a start would know."""
        if not self._marked:
            os.pwrite(self._file, MARK, PROCESS)
            self._marked = True

    def release(self) -> None:
        """Let another process in; a second time does nothing."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)
