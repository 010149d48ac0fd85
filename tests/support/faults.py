"""Faults of the disk that tests let happen."""

import errno

import pytest

from storage.tinydb.write_ahead_log import Changes, WriteAheadLog


def fail_once(monkeypatch: pytest.MonkeyPatch, shelf: str) -> None:
    """Let the next transaction that changes a shelf find the disk broken."""
    append, failing = WriteAheadLog.append, [OSError(errno.EIO, "no")]

    def fails(self: WriteAheadLog, number: int, changes: Changes) -> None:
        if failing and shelf in changes:
            raise failing.pop()
        append(self, number, changes)

    monkeypatch.setattr(WriteAheadLog, "append", fails)
