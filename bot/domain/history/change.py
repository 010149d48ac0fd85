"""What each transaction made of the records, chained: every record can be derived from it anew.

A journal entry says what somebody did; the change of the same transaction holds every field that became another. A new
kind of record, or a new field, is in it without a word of code: only what `EXEMPT` names is left out.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.domain.history.journal import FIRST, Head

EXEMPT = {
    "journal": "the chain of entries itself",
    "heads": "the ends of the chains themselves",
    "changes": "the chain of changes itself",
    "outbox": "messages on their way, forgotten half a year later; what caused them is a record",
    "reminders": "what was told to whom; a measure is never changed by it",
    "inbox": "updates until they are handled",
    "handled": "numbers of updates, forgotten after four days",
    "drafts": "questions that wait for an answer",
    "cards": "which message shows which measure",
    "secrets": "keys, which stand in no history",
    "watches": "when a job ran",
}  # shelves whose records are no part of the history, and why
ACCOUNTS = {"people": ("chat", "former"), "invitations": ("claimed",)}  # the fields that hold an account, by shelf
Fields = dict[str, Any]
RecordKey = tuple[str, str]  # shelf, id


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a transaction changed in a unit; `records` are the fields as they became, by shelf and id.

    A record that is gone is None. `entry` and `entry_digest` are the end of the journal as the transaction left it.
    """

    unit: str
    records: dict[str, Any] = field(default_factory=dict)
    entry: int = 0
    entry_digest: str = FIRST
    number: int = 0
    previous: str = FIRST
    digest: str = ""

    @property
    def id(self) -> str:
        """Unit and running number: changes of a unit sort as they were made."""
        return change_id(self.unit, self.number)

    def computed(self) -> str:
        """The SHA-256 over everything but the digest itself."""
        facts = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "digest"}
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def after(self, head: Head) -> "Change":
        """The change as the next link of the chain, at the journal's end."""
        linked = replace(
            self, number=head.changes + 1, previous=head.change, entry=head.number, entry_digest=head.digest
        )
        return replace(linked, digest=linked.computed())


def change_id(unit: str, number: int) -> str:
    """The id of a unit's change."""
    return f"{unit}/{number:09d}"


def changed_fields(before: Fields | None, after: Fields | None) -> Fields | None:
    """The fields of a record that became another; None where it is gone, empty where none did."""
    if after is None:
        return None
    was = before or {}
    left_out: Fields = {name: None for name in was if name not in after}
    return left_out | {name: value for name, value in after.items() if name not in was or was[name] != value}


def accounts_in(shelf: str, fields: Fields) -> list[str]:
    """The fields of a record that hold an account as it is."""
    return [name for name in ACCOUNTS.get(shelf, ()) if isinstance(fields.get(name), int)]


def hidden(shelf: str, fields: Fields, key: bytes) -> Fields:
    """The fields of a record as the chain keeps them: of an account a keyed hash alone."""
    return fields | {name: account_hash(fields[name], key) for name in accounts_in(shelf, fields)}


def account_hash(account: int, key: bytes) -> str:
    """An account, so that it can be compared and not read."""
    return hashlib.blake2b(str(account).encode(), key=key, digest_size=16).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A place at which the ledger is not what its history says; `entry` is the last entry that speaks of it.

    `what` is a word of the table `history.difference`; a chain's own break has no record.
    """

    what: str
    unit: str
    entry: int = 0
    shelf: str = ""
    record: str = ""
    name: str = ""  # of the field
    recorded: Any = None
    found: Any = None


class Rebuilt:
    """The records of a unit as its changes make them, one after the other."""

    def __init__(self, unit: str, rewritten: Mapping[int, str]) -> None:
        self.unit = unit
        self._rewritten = rewritten
        self.records: dict[RecordKey, Fields] = {}
        self.last = Head(unit)
        self._said: dict[tuple[str, str, str], int] = {}  # the last entry that speaks of a field
        self._gone: dict[RecordKey, int] = {}

    def add(self, change: Change, entries: Mapping[int, str]) -> Iterator[Difference]:
        """Apply the next change; whatever does not hold of it. `entries` are the digests of the journal by number."""
        last = self.last
        if change.number != last.changes + 1:
            what = "change_missing" if change.number > last.changes + 1 else "change_inserted"
            yield Difference(what=what, unit=self.unit, entry=change.entry, found=change.number)
        elif change.previous != last.change:
            yield Difference(what="change_relinked", unit=self.unit, entry=change.entry, found=change.number)
        if change.computed() != self._rewritten.get(change.number, change.digest):
            yield Difference(what="change_altered", unit=self.unit, entry=change.entry, found=change.number)
        if change.entry and entries.get(change.entry) != change.entry_digest:
            what = "entry_rewritten" if change.entry in entries else "entry_cut_off"
            yield Difference(what=what, unit=self.unit, entry=change.entry)
        for shelf, records in change.records.items():
            for id_, made in records.items():
                self._apply((shelf, id_), made, change.entry)
        self.last = Head(self.unit, change.entry, change.entry_digest, change.number, change.digest)

    def _apply(self, key: RecordKey, made: Fields | None, entry: int) -> None:
        if made is None:
            self.records.pop(key, None)
            self._gone[key] = entry
            return
        self.records.setdefault(key, {}).update(made)
        self._said.update({(*key, name): entry for name in made})

    def ends(self, head: Head) -> Iterator[Difference]:
        """Where the chain of changes does not end as the ledger says, or the journal goes on beyond it."""
        if (head.changes, head.change) != (self.last.changes, self.last.change):
            yield Difference(what="change_cut_off", unit=self.unit, entry=self.last.number, found=head.changes)
        if head.number > self.last.number:
            yield Difference(what="entry_added", unit=self.unit, entry=head.number)

    def compared(self, found: Mapping[RecordKey, Fields]) -> Iterator[Difference]:
        """Every field in which the records of the ledger are not what the changes make of them."""
        for key in sorted({*self.records, *found}):
            shelf, id_ = key
            ours, theirs = self.records.get(key), found.get(key)
            if ours is None or theirs is None:
                what = "record_vanished" if theirs is None else "record_unknown"
                entry = max((n for said, n in self._said.items() if said[:2] == key), default=self._gone.get(key, 0))
                yield Difference(what=what, unit=self.unit, entry=entry, shelf=shelf, record=id_)
                continue
            for name in sorted({*ours, *theirs}):
                if name in ours and name not in theirs and ours[name] in (None, "", [], {}, False, 0):
                    continue  # a field that stood there with nothing in it
                if ours.get(name) != theirs.get(name):
                    yield Difference(
                        what="field",
                        unit=self.unit,
                        entry=self._said.get((*key, name), 0),
                        shelf=shelf,
                        record=id_,
                        name=name,
                        recorded=ours.get(name),
                        found=theirs.get(name),
                    )


def rebuilt(
    unit: str, changes: Iterable[Change], entries: Mapping[int, str], rewritten: Mapping[int, str]
) -> tuple[Rebuilt, list[Difference]]:
    """The records of a unit as all its changes make them, and what does not hold of the chain.

    `rewritten` are the hashes over the changes in which an erasure put a pseudonym for a name.
    """
    records = Rebuilt(unit, rewritten)
    broken = [difference for change in changes for difference in records.add(change, entries)]
    return records, broken
