"""The check of a ledger against its own history: its chains, and every record as the changes make it anew."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol, cast

import msgspec

from bot.documents.journal_file import journal_file
from bot.domain.history.anchor import Anchor, end_of
from bot.domain.history.change import EXEMPT, Change, Difference, Fields, RecordKey, hidden, rebuilt
from bot.domain.history.journal import Entry, Head, breaks, rewritten
from bot.domain.history.told import Told
from bot.readers.journal import read_journal
from bot.services.core.ledger import JOURNAL_OF_UNIT, SHELVES, BlobStore
from bot.services.core.request import RequestContext, difference

Document = tuple[str, str, bytes]  # shelf, id, the record
ACCOUNT_KEY = ("secrets", "account hashes")
NAMES = ("number", "name", "title", "id")  # by which a record is called, the first that it has
FILES: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "evidence": lambda one: () if one.expired else (one.digest,),
    "releases": lambda one: one.files,
    "acceptances": lambda one: one.files,
}
LINKS = {"journal": "entry_misplaced", "changes": "change_misplaced"}
UNREADABLE = (ValueError, TypeError, AttributeError)  # no JSON, no UTF-8, or nothing of the shape of a record


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
    anchors_damaged: bool = False  # the file of the ends that were kept outside is not what was written
    rewritten: int = 0  # entries in which an erasure put a pseudonym for a name
    unrecorded: int = 0  # records of a ledger of which nobody ever wrote down the changes: they cannot be compared

    @property
    def holds(self) -> bool:
        """True where nothing was altered, removed or inserted."""
        return self.ledger_holds and not self.anchors_damaged

    @property
    def ledger_holds(self) -> bool:
        """True where the ledger itself is what its history says."""
        return not self.breaks and not self.differences


class _Kept(Protocol):
    def documents(self) -> AsyncGenerator[Document]:
        """Every document as of one moment."""

    async def misplaced(self) -> list[tuple[str, str, str]]:
        """Unit, shelf and id of every record that queries do not find where they look for it."""


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

    The ends of the chains as they were kept outside the ledger must still be in it, the files of its records must be
    what they were, and queries must find what they look for.
    """
    anchors = await request.runtime.anchors.read()  # first: those that come meanwhile are of later changes
    store = cast("_Kept", request.store)
    kept = [document async for document in store.documents()]
    damaged = await request.runtime.anchors.is_damaged()
    found = await asyncio.to_thread(examined, kept, anchors)
    found = tuple(replace(one, anchors_damaged=damaged) for one in found)
    return await surrounded(found, kept, request.blobs, await store.misplaced())


def examined(documents: Iterable[Document], anchors: Iterable[Anchor] = ()) -> tuple[Verified, ...]:
    """The same of documents that were read, wherever they come from."""
    ledger = _Ledger()
    for anchor in anchors:
        ledger.expect(anchor)
    for shelf, id_, document in documents:
        ledger.take(shelf, id_, document)
    return tuple(ledger.verified(unit) for unit in sorted(ledger.units))


async def surrounded(
    found: Iterable[Verified],
    documents: Iterable[Document],
    blobs: BlobStore,
    misplaced: Iterable[tuple[str, str, str]] = (),
) -> tuple[Verified, ...]:
    """Add what is wrong around the documents: files that are not what they were, records that no query finds."""
    wrong: dict[str, list[Difference]] = defaultdict(list)
    called: dict[RecordKey, str] = {}
    for shelf, id_, document in documents:
        if shelf not in FILES:
            continue
        try:
            unit, digests = _files_of(shelf, document)
        except UNREADABLE:
            continue  # the check of the records says that it cannot be read
        if any([await blobs.fetch(digest) is None for digest in digests]):
            wrong[unit].append(Difference(what="file_damaged", unit=unit, shelf=shelf, record=id_))
            called[shelf, id_] = _called(msgspec.json.decode(document))
    for unit, shelf, id_ in misplaced:
        wrong[unit].append(Difference(what="record_misplaced", unit=unit, shelf=shelf, record=id_))
    return tuple(
        replace(one, differences=(*one.differences, *wrong[one.unit]), called={**called, **one.called}) for one in found
    )


def _files_of(shelf: str, document: bytes) -> tuple[str, tuple[str, ...]]:
    """The unit of a record, and the digests of the files that have to be there for it."""
    record = msgspec.json.decode(document, type=SHELVES[shelf])
    return record.unit, FILES[shelf](record)


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
        except UNREADABLE:
            unit = id_.partition("/")[0]
            self.units.add(unit)
            self._unreadable[unit].append(Difference(what="record_unreadable", unit=unit, shelf=shelf, record=id_))

    def _take(self, shelf: str, id_: str, document: bytes) -> None:
        match shelf:
            case "journal":
                entry = msgspec.json.decode(document, type=Entry)
                self._entries[entry.unit].append(entry)
                self._place(shelf, id_, entry)
            case "changes":
                change = msgspec.json.decode(document, type=Change)
                self._changes[change.unit].append(change)
                self._place(shelf, id_, change)
            case "heads":
                head = msgspec.json.decode(document, type=Head)
                self._heads[head.unit] = head
            case _ if (shelf, id_) == ACCOUNT_KEY:
                self._key = msgspec.json.decode(document)["value"].encode()
            case _ if shelf in SHELVES and shelf not in EXEMPT:
                fields: dict[str, Any] = msgspec.json.decode(document)
                unit = str(fields.get("id" if shelf == "units" else "unit", ""))
                self._records[unit][shelf, id_] = fields
                self.units.add(unit)

    def _place(self, shelf: str, id_: str, link: Entry | Change) -> None:
        """Take in whose chain it is a link of, and note one that stands under the id of another."""
        self.units.add(link.unit)
        if id_ != link.id:
            what = LINKS[shelf]
            self._unreadable[link.unit].append(Difference(what=what, unit=link.unit, found=link.number))

    def verified(self, unit: str) -> Verified:
        """Check a unit."""
        entries = sorted(self._entries[unit], key=lambda entry: entry.number)
        head = self._heads.get(unit)
        found = self._records[unit]
        changes = sorted(self._changes[unit], key=lambda change: change.number)
        recorded = any(self._changes.values()) or any(one.changes for one in self._heads.values())
        differences = [
            *self._unreadable[unit],
            *self._missed(unit, changes),
            *(self._compared(unit, changes, entries, head) if recorded else ()),
        ]
        wrong = {(one.shelf, one.record) for one in differences}
        called = {key: _called(fields) for key, fields in found.items() if key in wrong or key[0] == "people"}
        return Verified(
            unit=unit,
            count=len(entries),
            breaks=tuple(breaks(entries, head)),
            differences=tuple(differences),
            records=len(found),
            since=max(1, changes[0].entry) if changes else 0,
            called=called,
            anchor=end_of(head),
            rewritten=len(rewritten(entries, "entries")),
            unrecorded=0 if recorded else len(found),
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
        found = {key: hidden(key[0], fields, self._key) for key, fields in self._records[unit].items()}
        digests = {entry.number: entry.digest for entry in entries}
        made, broken = rebuilt(unit, changes, digests, rewritten(entries, "changes"))
        made.records = {key: hidden(key[0], fields, self._key) for key, fields in made.records.items()}
        written = [*made.compared(found)]
        known = {(one.shelf, one.record, one.name) for one in written}
        told = Told(entries, changes[0].entry if changes else len(entries))
        silent = [one for key in found for one in self._untold(unit, key, told)]
        silent = [one for one in silent if (one.shelf, one.record, one.name) not in known]
        return [*broken, *made.ends(head or Head(unit)), *written, *silent]

    def _untold(self, unit: str, key: RecordKey, told: Told) -> Iterator[Difference]:
        """The fields of a record that became another without a word in the journal."""
        if key[0] not in {"measures", "people"}:
            return
        try:
            record = msgspec.convert(self._records[unit][key], SHELVES[key[0]])
        except UNREADABLE:
            return  # its fields are no longer of its kind, which the comparison with the changes says
        facts = difference(None, record)[1]
        yield from told.differences(unit, key, {one.name: facts.get(one.name) for one in fields(record)})


def _called(fields: Fields) -> str:
    return str(next((fields[name] for name in NAMES if fields.get(name)), ""))


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
