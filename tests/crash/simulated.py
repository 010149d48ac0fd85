"""A disk in memory that fails at a chosen step, and after a loss of power keeps only what it had promised."""

import errno
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from storage.disk import Disk


class PowerCut(BaseException):
    """The machine stops here; nothing after it happens."""


@dataclass
class File:
    """What a file holds, and what of it would survive a loss of power."""

    content: bytes = b""
    durable: bytes = b""


@dataclass
class Fault:
    """What happens at the k-th step: a loss of power, or an error of the system for so many steps."""

    at: int = 0
    error: int | None = None  # errno; None cuts the power
    short: bool = False  # a write at that step takes half before it fails
    lasting: int = 1  # how many steps in a row fail


@dataclass
class SimulatedDisk(Disk):
    """Files and names, each with what is visible and what is durable."""

    fault: Fault = field(default_factory=Fault)
    names: dict[Path, File] = field(default_factory=dict)
    durable_names: dict[Path, File] = field(default_factory=dict)
    steps: int = 0
    off: bool = False
    _open: dict[int, File] = field(default_factory=dict)

    def _step(self, file: File | None = None, rest: bytes = b"") -> None:
        """Count a step, and fail where it is its turn."""
        if self.off:
            raise PowerCut
        self.steps += 1
        if not self.fault.at <= self.steps < self.fault.at + self.fault.lasting:
            return
        if file is not None and self.fault.short:
            file.content += rest[: len(rest) // 2]
        if self.fault.error is None:
            self.off = True
            raise PowerCut
        raise OSError(self.fault.error, "simulated")

    def make_folder(self, folder: Path) -> None:
        """Folders are there."""

    def read(self, path: Path) -> bytes | None:
        """The visible content."""
        return self.names[path].content if path in self.names else None

    def open(self, path: Path) -> int:
        """A handle; a new name is not durable yet."""
        self._step()
        handle = len(self._open) + 1
        self._open[handle] = self.names.setdefault(path, File())
        return handle

    def write(self, file: int, content: bytes | memoryview) -> int:
        """Take the content, in two parts where there is much."""
        self._step(self._open[file], bytes(content))
        taken = len(content) if len(content) < 200 else len(content) * 2 // 3
        self._open[file].content += bytes(content[:taken])
        return taken

    def fsync(self, file: int) -> None:
        """Make the content durable."""
        self._step()
        self._open[file].durable = self._open[file].content

    def lock(self, file: int) -> bool:  # noqa: ARG002 - the disk's form
        """Nobody else is there."""
        return True

    def size(self, file: int) -> int:
        """The length of the visible content."""
        return len(self._open[file].content)

    def stamp(self, path: Path) -> object:
        """The visible file itself, and its content."""
        return (id(self.names[path]), self.names[path].content) if path in self.names else None

    def truncate(self, file: int, size: int) -> None:
        """Cut the visible content."""
        self._step()
        self._open[file].content = self._open[file].content[:size]

    def close(self, file: int) -> None:
        """Forget nothing: handles are never used again."""

    def replace(self, source: Path, target: Path) -> None:
        """Rename the visible file."""
        self._step()
        self.names[target] = self.names.pop(source)

    def remove(self, path: Path) -> None:
        """Take the visible name away."""
        self._step()
        self.names.pop(path, None)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in the folder durable."""
        self._step()
        elsewhere = {path: file for path, file in self.durable_names.items() if path.parent != folder}
        self.durable_names = elsewhere | {path: file for path, file in self.names.items() if path.parent == folder}

    def exists(self, path: Path) -> bool:
        """True where the name is visible."""
        return path in self.names

    def is_at(self, file: int, path: Path) -> bool:
        """True while the name is the open file's."""
        return self.names.get(path) is self._open[file]

    def survivors(self) -> Iterator["SimulatedDisk"]:
        """Every disk that may be found after a loss of power: what was not synced may be there, or not, or in part."""
        seen: list[dict[Path, bytes]] = []
        for names in (self.durable_names, self.names):
            for keep in (_nothing, _half, _everything):
                found = {path: keep(file) for path, file in names.items()}
                if found not in seen:
                    seen.append(found)
                    kept = {path: File(content, content) for path, content in found.items()}
                    yield SimulatedDisk(names=kept, durable_names=dict(kept))


def _nothing(file: File) -> bytes:
    return file.durable


def _everything(file: File) -> bytes:
    return file.content


def _half(file: File) -> bytes:
    """Half of what was appended since the last sync, or where the file was cut, what it was."""
    if not file.content.startswith(file.durable):
        return file.durable
    return file.content[: (len(file.durable) + len(file.content)) // 2]


class NoFsync(SimulatedDisk):
    """A program that forgot to sync its files."""

    def fsync(self, file: int) -> None:
        """Do nothing."""


class NoFolderSync(SimulatedDisk):
    """A program that forgot to sync the folder after a rename."""

    def sync_folder(self, folder: Path) -> None:
        """Do nothing."""


FULL = errno.ENOSPC
BROKEN = errno.EIO
