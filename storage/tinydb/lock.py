"""One process at a time: a lock that ends with the process, however that ends."""

import contextlib
import fcntl
import os
import re
import zlib
from pathlib import Path

from bot.domain.core.store_error import fault
from storage.disk import PRIVATE_FILE
from storage.errors import StoreInUse

DIGITS = 7  # of the number of a process
PROCESS = DIGITS + 4  # bytes for it, with a checksum and the line's end
MARK = b"kept\n"
NOTE = 28  # bytes for a number of at most 19 digits with its checksum
LAST = PROCESS + len(MARK)  # where the number of the last transaction stands


NOTED = re.compile(rb"(\d{1,19})(?: ([0-9a-f]{8}))? *\n?")  # older programs wrote no checksum


def last_kept(content: bytes) -> int:
    """The number of the last transaction that was acknowledged, as a lock's file says; 0 where it says none."""
    noted = NOTED.fullmatch(content[LAST:])
    return int(noted[1]) if noted and noted[2] in {None, _checksum(noted[1])} else 0


def is_damaged(content: bytes) -> bool:
    """True where a lock's file does not name its process, or how far the ledger was kept, as that was written there."""
    number = content[:DIGITS].strip()
    named = content[:PROCESS] in {_process(number), b"%-10s\n" % number}  # the second of an older program
    return bool(content) and not (named and (len(content) == PROCESS or _is_note(content)))


def _is_note(content: bytes) -> bool:
    return content[PROCESS:LAST] == MARK and last_kept(content) > 0


def _process(number: bytes) -> bytes:
    """The number of a process as it stands in a lock's file."""
    return number.ljust(DIGITS) + _checksum(number.ljust(DIGITS))[-3:] + b"\n"


def _checksum(number: bytes) -> bytes:
    return b"%08x" % zlib.crc32(number)


class FileLock:
    """A lock on a store; the file beside it names the process that holds it, and how far the ledger was kept.

    That is written after the log was synced, and not synced itself: it never says more than the log holds.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._file, DIGITS).decode("ascii", "replace").strip()
            os.close(self._file)
            raise StoreInUse(path=path, holder=fault("holder", process=holder) if holder else "") from error
        os.pwrite(self._file, _process(b"%d" % os.getpid()), 0)

    def mark(self, number: int) -> None:
        """Note that the ledger goes to this transaction: were its file to vanish, or its end, a start would know.

        The transaction is kept already: where the disk refuses the note, a lower number stands there.
        """
        with contextlib.suppress(OSError):
            said = b"%d" % number
            os.pwrite(self._file, MARK + (said + b" " + _checksum(said)).ljust(NOTE) + b"\n", PROCESS)

    def release(self) -> None:
        """Let another process in; a second time does nothing."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)
