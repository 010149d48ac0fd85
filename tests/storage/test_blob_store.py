"""Evidence on disk: kept once, under its own hash, and never given out changed."""

import asyncio
import errno
import hashlib
import stat
from pathlib import Path

import pytest

from storage.blob_store import FileBlobStore
from storage.disk import Disk
from storage.errors import StoreUnwritable


async def test_content_comes_back_under_its_hash(tmp_path: Path) -> None:
    """What is kept is found by its SHA-256, also by a store opened later."""
    digest = await FileBlobStore(tmp_path / "evidence").keep(b"photo")
    assert digest == hashlib.sha256(b"photo").hexdigest()
    assert await FileBlobStore(tmp_path / "evidence").fetch(digest) == b"photo"


async def test_same_content_is_kept_once(tmp_path: Path) -> None:
    """Twenty people who send the same file at once leave one file and no temporary one."""
    blobs = FileBlobStore(tmp_path / "evidence")
    digests = await asyncio.gather(*(blobs.keep(b"x" * 100_000) for _ in range(20)))
    assert len(set(digests)) == 1
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == [digests[0]]
    assert await blobs.fetch(digests[0]) == b"x" * 100_000


async def test_changed_content_is_not_given_out(tmp_path: Path) -> None:
    """A file that is no longer what it was counts as missing, and keeping it again mends it."""
    blobs = FileBlobStore(tmp_path)
    digest = await blobs.keep(b"photo")
    blobs.path_of(digest).write_bytes(b"polished")
    assert await blobs.fetch(digest) is None
    await blobs.keep(b"photo")
    assert await blobs.fetch(digest) == b"photo"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64, "a" * 63 + "/", "a" * 64 + "\n"])
async def test_only_hashes_are_looked_up(tmp_path: Path, name: str) -> None:
    """Nothing but a SHA-256 in lower case reaches the disk."""
    assert await FileBlobStore(tmp_path).fetch(name) is None


async def test_evidence_is_the_owners_only(tmp_path: Path) -> None:
    """Files are 0600 in folders of 0700."""
    blobs = FileBlobStore(tmp_path / "evidence")
    place = blobs.path_of(await blobs.keep(b"photo"))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in list(place.parents)[:3]} == {0o700}


async def test_dropped_content_is_gone_and_can_be_kept_anew(tmp_path: Path) -> None:
    """Only the named content goes; dropping it twice, or what never was a digest, does nothing."""
    blobs = FileBlobStore(tmp_path / "evidence")
    gone, kept = await blobs.keep(b"old"), await blobs.keep(b"new")
    for name in (gone, gone, "../../etc/passwd"):
        await blobs.drop(name)
    assert await blobs.fetch(gone) is None
    assert await blobs.fetch(kept) == b"new"
    assert await blobs.keep(b"old") == gone
    assert await blobs.fetch(gone) == b"old"


async def test_a_file_that_cannot_be_read_is_no_content(tmp_path: Path) -> None:
    """Something else stands in its place: it counts as missing; what is no fault of this one file is an error."""
    blobs = FileBlobStore(tmp_path)
    digest = await blobs.keep(b"photo")
    blobs.path_of(digest).unlink()
    blobs.path_of(digest).mkdir()
    assert await blobs.fetch(digest) is None
    with pytest.raises(StoreUnwritable):
        await blobs.keep(b"photo")


async def test_a_machine_without_room_for_another_file_tells_nothing_of_the_content(tmp_path: Path) -> None:
    """At the next try the same file may be read."""

    class Crowded(Disk):
        def read(self, path: Path) -> bytes | None:
            raise OSError(errno.EMFILE, "too many open files", str(path))

    digest = await FileBlobStore(tmp_path).keep(b"photo")
    with pytest.raises(OSError, match="too many"):
        await FileBlobStore(tmp_path, Crowded()).fetch(digest)
