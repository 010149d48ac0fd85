"""The check of a ledger against its own history: its chains, and every record as the changes make it anew."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

import msgspec

from bot.documents.journal_file import journal_file
from bot.domain.history.anchor import Anchor, end_of
from bot.domain.history.change import EXEMPT, Change, Difference, Fields, RecordKey, hidden, rebuilt
from bot.domain.history.journal import Entry, Head, breaks, rewritten
from bot.readers.journal import read_journal
from bot.services.core.ledger import JOURNAL_OF_UNIT, SHELVES
from bot.services.core.request import RequestContext

Document = tuple[str, str, bytes]  # shelf, id, the record
ACCOUNT_KEY = ("secrets", "account hashes")
NAMES = ("number", "name", "title", "id")  # by which a record is called, the first that it has


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What the check of a unit found: how many entries, every place where a chain or a record does not hold."""

    unit: str
    count: int
    breaks: tuple[tuple[int, str], ...]  # number of the entry, and what is wrong with it
    differences: tuple[Difference, ...] = ()
    records: int = 0  # compared field by field
    since: int = 0  # the entry since which changes are recorded; 0 where none is
    called: Mapping[RecordKey, str] = field(default_factory=dict)
    anchor: Anchor | None = None  # the end of the chain of changes
    rewritten: int = 0  # entries in which an erasure put a pseudonym for a name

    @property
    def holds(self) -> bool:
        """True where nothing was altered, removed or inserted."""
        return not self.breaks and not self.differences


class _Kept(Protocol):
    def documents(self) -> AsyncGenerator[Document]:
        """Every document as of one moment."""


def verified(unit: str, entries: Sequence[Entry], head: Head | None) -> Verified:
    """Check entries in the order in which they are kept; without a head a cut at the end cannot be seen."""
    return Verified(
        unit=unit,
        count=len(entries),
        breaks=tuple(breaks(entries, head)),
        rewritten=len(rewritten(entries, "entries")),
    )


async def verify(request: RequestContext) -> tuple[Verified, ...]:
    """Check every unit of the ledger as of one moment: its chains, and each record against what its changes made.

    The ends of the chains as they were kept outside the ledger must still be in it.
    """
    anchors = await request.runtime.anchors.read()  # first: those that come meanwhile are of later changes
    kept = [document async for document in cast("_Kept", request.store).documents()]
    return await asyncio.to_thread(examined, kept, anchors)


def examined(documents: Iterable[Document], anchors: Iterable[Anchor] = ()) -> tuple[Verified, ...]:
    """The same of documents that were read, wherever they come from."""
    ledger = _Ledger()
    for anchor in anchors:
        ledger.expect(anchor)
    for shelf, id_, document in documents:
        ledger.take(shelf, id_, document)
    return tuple(ledger.verified(unit) for unit in sorted(ledger.units))


class _Ledger:
    """A ledger taken apart by units."""

    def __init__(self) -> None:
        self.units: set[str] = set()
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._changes: dict[str, list[Change]] = defaultdict(list)
        self._heads: dict[str, Head] = {}
        self._records: dict[str, dict[RecordKey, Fields]] = defaultdict(dict)
        self._unreadable: dict[str, list[Difference]] = defaultdict(list)
        self._anchors: dict[str, list[Anchor]] = defaultdict(list)
        self._key = b""

    def expect(self, anchor: Anchor) -> None:
        """Take in what was kept outside of the end of a chain."""
        self.units.add(anchor.unit)
        self._anchors[anchor.unit].append(anchor)

    def take(self, shelf: str, id_: str, document: bytes) -> None:
        """Take a document in."""
        try:
            self._take(shelf, id_, document)
        except msgspec.DecodeError:
            unit = id_.partition("/")[0]
            self.units.add(unit)
            self._unreadable[unit].append(Difference(what="record_unreadable", unit=unit, shelf=shelf, record=id_))

    def _take(self, shelf: str, id_: str, document: bytes) -> None:
        match shelf:
            case "journal":
                entry = msgspec.json.decode(document, type=Entry)
                self._entries[entry.unit].append(entry)
            case "changes":
                change = msgspec.json.decode(document, type=Change)
                self._changes[change.unit].append(change)
            case "heads":
                head = msgspec.json.decode(document, type=Head)
                self._heads[head.unit] = head
            case _ if (shelf, id_) == ACCOUNT_KEY:
                self._key = msgspec.json.decode(document)["value"].encode()
            case _ if shelf in SHELVES and shelf not in EXEMPT:
                fields: dict[str, Any] = msgspec.json.decode(document)
                unit = str(fields.get("id" if shelf == "units" else "unit", ""))
                self._records[unit][shelf, id_] = fields
                if shelf == "units":
                    self.units.add(unit)

    def verified(self, unit: str) -> Verified:
        """Check a unit."""
        entries = sorted(self._entries[unit], key=lambda entry: entry.number)
        head = self._heads.get(unit)
        found = self._records[unit]
        changes = sorted(self._changes[unit], key=lambda change: change.number)
        recorded = changes or (head and head.changes)
        differences = [
            *self._unreadable[unit],
            *self._missed(unit, changes),
            *(self._compared(unit, changes, entries, head) if recorded else ()),
        ]
        called = {key: _called(fields) for key, fields in found.items()}
        return Verified(
            unit=unit,
            count=len(entries),
            breaks=tuple(breaks(entries, head)),
            differences=tuple(differences),
            records=len(found),
            since=max(1, changes[0].entry) if changes else 0,
            called={(one.shelf, one.record): called.get((one.shelf, one.record), one.record) for one in differences},
            anchor=end_of(head),
            rewritten=len(rewritten(entries, "entries")),
        )

    def _missed(self, unit: str, changes: Sequence[Change]) -> Iterator[Difference]:
        """The latest of what was kept outside that the chain does not hold any more."""
        links = {change.number: change.digest for change in changes}
        for anchor in reversed(self._anchors[unit]):
            link = links.get(anchor.number, "")
            if not link.startswith(anchor.hash) or not link:
                what = "anchor_rewritten" if link else "anchor_cut_off"
                yield Difference(what=what, unit=unit, found=anchor.number)
                return

    def _compared(
        self, unit: str, changes: Sequence[Change], entries: Sequence[Entry], head: Head | None
    ) -> list[Difference]:
        found = {
            key: hidden(fields, self._key) if key[0] == "people" else fields
            for key, fields in self._records[unit].items()
        }
        digests = {entry.number: entry.digest for entry in entries}
        made, broken = rebuilt(unit, changes, digests, rewritten(entries, "changes"))
        return [*broken, *made.ends(head or Head(unit)), *made.compared(found)]


def _called(fields: Fields) -> str:
    return str(next(fields[name] for name in NAMES if fields.get(name)))


async def export_journal(request: RequestContext, unit: str) -> bytes:
    """The unit's journal as a file that can be checked without the ledger."""
    async with request.look() as ledger:
        entries = await ledger.journal.find(JOURNAL_OF_UNIT, unit)
        return journal_file(entries, await ledger.heads.get(unit) or Head(unit))


def verify_export(content: bytes) -> Verified:
    """Check an exported journal; a line that cannot be read is a place where it does not hold, as is a missing head."""
    file = read_journal(content)
    found = verified(file.head.unit if file.head else "", file.entries, file.head)
    lines = tuple((line - 1, "unreadable") for line in file.unreadable)
    empty = () if file.head else ((0, "no head"),)
    return replace(found, breaks=tuple(sorted({*found.breaks, *lines, *empty})))
