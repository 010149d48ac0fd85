"""A real file system of one megabyte is filled by the ledger itself."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.blob_store import FileBlobStore
from storage.errors import StoreFull, StoreUnwritable
from storage.tinydb.store import TinyDBStore
from tests.crash.replier import reply
from tests.crash.test_kill import found
from tests.storage.said import raises_saying

pytestmark = pytest.mark.long


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A mounted tmpfs of a megabyte; in CI, which runs as root, it has to work."""
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "duban", str(tmp_path)]
    mounted = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a fixed command
    if mounted.returncode:
        reason = f"mounting is not permitted here: {mounted.stderr.decode().strip()}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)  # noqa: S603, S607 - a fixed command


async def test_full_disk_is_told_and_survived(small_disk: Path) -> None:
    """Replies are refused in words while the disk is full, none is half kept, and they go on when space returns."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 200_000)
    path = small_disk / "ledger.json"
    store = TinyDBStore(path)
    acknowledged = 0

    async def fill() -> None:
        nonlocal acknowledged
        while acknowledged < 5000:
            acknowledged = await reply(store)

    with raises_saying(StoreFull, "磁盘已满"):
        await fill()
    assert acknowledged > 100
    for _ in range(3):
        with raises_saying(StoreFull, "磁盘已满"):
            await reply(store)
    with raises_saying(StoreFull, "磁盘已满"):
        await FileBlobStore(small_disk / "evidence").keep(b"x" * 100_000)
    ballast.unlink()
    assert await reply(store) == acknowledged + 1
    assert await reply(store) == acknowledged + 2
    store._storage.close()
    store._file_lock.release()
    assert await found(path) == (acknowledged + 2, [])


async def test_start_on_a_full_disk_reads_everything(small_disk: Path) -> None:
    """A ledger on a disk without a free byte opens, is read, and refuses changes only."""
    path = small_disk / "ledger.json"
    store = TinyDBStore(path)
    for _ in range(50):
        await reply(store)
    store._storage.close()
    store._file_lock.release()
    with (small_disk / "ballast").open("wb", buffering=0) as ballast, pytest.raises(OSError, match="No space"):  # noqa: PT012 - it fills until it is full
        while ballast.write(b"x" * 1000):
            pass
    assert await found(path) == (50, [])


def remount(folder: Path, mode: str) -> None:
    """Make the disk read-only, or writable again."""
    subprocess.run(["mount", "-o", f"remount,{mode}", folder], check=True)  # noqa: S603, S607 - a fixed command


async def test_start_on_a_read_only_disk_is_refused_in_words(small_disk: Path) -> None:
    """What could not be kept is not opened at all; when the disk can be written again, everything is there."""
    path = small_disk / "ledger.json"
    store = TinyDBStore(path)
    assert await reply(store) == 1
    await store.close()
    remount(small_disk, "ro")
    with pytest.raises(StoreUnwritable, match="disk_read_only"):
        TinyDBStore(path)
    remount(small_disk, "rw")
    assert await found(path) == (1, [])
