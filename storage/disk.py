"""The steps by which the store reaches the disk: the seam at which tests make each of them fail."""

import fcntl
import os
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Disk:
    """The disk as the operating system gives it."""

    def make_folder(self, folder: Path) -> None:
        """Make the folder and those above it, open to its owner only."""
        if not folder.is_dir():
            self.make_folder(folder.parent)
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            self.sync_folder(folder.parent)

    def read(self, path: Path) -> bytes | None:
        """The content of a file, None where there is none."""
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def read_own(self, path: Path) -> bytes | None:
        """The same; a link that somebody planted in its place is no file."""
        return None if path.is_symlink() else self.read(path)

    def open(self, path: Path) -> int:
        """Open a file for writing at its end, made where it is missing."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, PRIVATE_FILE)

    def write(self, file: int, content: bytes | memoryview) -> int:
        """Write at the end of the file; how many bytes it took, which may be fewer than there are."""
        return os.write(file, content)

    def fsync(self, file: int) -> None:
        """Wait until all that was written to the file would survive a loss of power."""
        os.fsync(file)

    def truncate(self, file: int, size: int) -> None:
        """Cut the file to a size."""
        os.ftruncate(file, size)

    def lock(self, file: int) -> bool:
        """Hold the open file until it is closed; False where another process holds it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def size(self, file: int) -> int:
        """How many bytes the open file has."""
        return os.fstat(file).st_size

    def stamp(self, path: Path) -> object:
        """Something that is another after anybody has written the file or put another in its place."""
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def close(self, file: int) -> None:
        """Let go of the file."""
        os.close(file)

    def replace(self, source: Path, target: Path) -> None:
        """Give a file another's name, in one step."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Take a name away."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in the folder would survive a loss of power."""
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def exists(self, path: Path) -> bool:
        """True where something has the name."""
        return path.exists()

    def is_at(self, file: int, path: Path) -> bool:
        """True while the open file is still the one of that name: nobody deleted or replaced it."""
        try:
            return os.path.samestat(os.fstat(file), path.stat())
        except FileNotFoundError:
            return False


def write_all(disk: Disk, file: int, content: bytes) -> None:
    """Write all of the content, however little the system takes at a time."""
    rest = memoryview(content)
    while rest:
        rest = rest[disk.write(file, rest) :]


def write_whole(disk: Disk, path: Path, content: bytes, suffix: str = ".new") -> None:
    """Put a file in place durably and in one step: a reader finds the old content or the new, never a part."""
    disk.close(write_held(disk, path, content, suffix))


def write_held(disk: Disk, path: Path, content: bytes, suffix: str = ".new") -> int:
    """The same; the file stays open, locked before it got its name."""
    temporary = path.with_name(path.name + suffix)
    file = disk.open(temporary)
    try:
        disk.truncate(file, 0)
        write_all(disk, file, content)
        disk.fsync(file)
        disk.lock(file)
        disk.replace(temporary, path)
        disk.sync_folder(path.parent)
    except BaseException:
        disk.close(file)
        raise
    return file
