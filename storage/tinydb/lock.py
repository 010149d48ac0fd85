"""One process at a time: a lock that ends with the process, however that ends."""

import fcntl
import os
from pathlib import Path

from bot.domain.core.store_error import fault
from storage.disk import PRIVATE_FILE
from storage.errors import StoreInUse


class FileLock:
    """A lock on a store; the file beside it names the process that holds it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, 20).decode("ascii", "replace").strip()
            os.close(self._file)
            raise StoreInUse(path=path, holder=fault("holder", process=holder) if holder else "") from error
        os.pwrite(self._file, b"%-10d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Let another process in; a second time does nothing."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)
