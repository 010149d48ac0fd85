"""The blobs: evidence under the SHA-256 of its content, in two levels of folders, open to its owner only."""

import asyncio
import hashlib
import os
import re
import threading
from pathlib import Path

import structlog

from storage.disk import Disk, write_whole
from storage.errors import BAD_FILE, write_error

log = structlog.get_logger(__name__)
DIGEST = re.compile(r"[0-9a-f]{64}")


class FileBlobStore:
    """Blobs in a folder."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self._folder = folder
        self._disk = disk or Disk()

    async def keep(self, content: bytes) -> str:
        """Keep the content durably and give its SHA-256 in hexadecimal; the same content is kept once."""
        return await asyncio.to_thread(self.put, content)

    def put(self, content: bytes) -> str:
        """Keep the content durably, in this thread; see `keep`."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path_of(digest)
        try:
            if self._disk.read_own(path) != content:
                self._disk.make_folder(path.parent)
                write_whole(self._disk, path, content, f".{os.getpid()}-{threading.get_ident()}.new")
        except OSError as error:
            raise write_error(path, error) from error
        return digest

    async def fetch(self, digest: str) -> bytes | None:
        """The content, None where it is missing, no longer what it was, or cannot be read."""
        return await asyncio.to_thread(self._fetch, digest)

    def _fetch(self, digest: str) -> bytes | None:
        if not DIGEST.fullmatch(digest):
            return None
        try:
            content = self._disk.read_own(self.path_of(digest))
        except OSError as error:
            if error.errno not in BAD_FILE:
                raise
            log.warning("file_unreadable", file=digest, error=type(error).__name__)
            return None
        return content if content is not None and hashlib.sha256(content).hexdigest() == digest else None

    async def is_there(self, digest: str) -> bool:
        """True where content stands under the digest; it is not read."""
        return DIGEST.fullmatch(digest) is not None and self._disk.exists(self.path_of(digest))

    async def drop(self, digest: str) -> None:
        """Let the content go; nothing happens where it is gone already."""
        await asyncio.to_thread(self._drop, digest)

    def _drop(self, digest: str) -> None:
        path = self.path_of(digest)
        if DIGEST.fullmatch(digest) and self._disk.exists(path):
            try:
                self._disk.remove(path)
            except OSError as error:
                raise write_error(path, error) from error

    def path_of(self, digest: str) -> Path:
        """Where the content of a digest stands."""
        return self._folder / digest[:2] / digest[2:4] / digest
