"""Reading an exported journal: what cannot be read is named by its line."""

from dataclasses import dataclass

import msgspec

from bot.domain.history.journal import Entry, Head


@dataclass(frozen=True)
class JournalFile:
    """What a file holds: the last link as it was written down, the entries, and the lines that are none."""

    head: Head | None
    entries: tuple[Entry, ...]
    unreadable: tuple[int, ...]  # lines, counted from 1


def read_journal(content: bytes) -> JournalFile:
    """The journal in an exported file."""
    head: Head | None = None
    entries, unreadable = [], []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            if number == 1:
                head = msgspec.json.decode(line, type=Head)
            elif line:
                entries.append(msgspec.json.decode(line, type=Entry))
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
            unreadable.append(number)
    return JournalFile(head, tuple(entries), tuple(unreadable))
