"""The indexes: each record stands in order under every key that a query has for it, and conditions ask for ranges."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sortedcontainers import SortedList
from tinydb.queries import QueryInstance

from bot.services.core.ledger import QUERIES, SHELVES
from bot.services.core.shelf import Key, Query
from storage.codec import decode, from_fields, glance

Entry = tuple[Key, str]  # a key, and the id of the record found under it


class KeyRange(QueryInstance):
    """A condition of TinyDB: a key of the query starts with `prefix` and goes on in [since, until).

    Our table answers it from the index; to any other table it is a condition like all others.
    """

    def __init__(self, query: Query[Any], prefix: Key, since: str = "", until: str | None = None) -> None:
        self.query = query
        self.start = ((*prefix, since) if since else prefix,)
        self.end = _end(prefix, until)
        super().__init__(self._holds, (query.name, prefix, since, until))

    def _holds(self, fields: Mapping[str, Any]) -> bool:
        record = from_fields(self.query.record, fields)
        return any(self.covers((tuple(key), record.id)) for key in self.query.keys(record))

    def covers(self, entry: Entry) -> bool:
        """True where the entry's key is in the range."""
        return self.start <= entry and (self.end is None or entry < self.end)


def _end(prefix: Key, until: str | None) -> tuple[Key] | None:
    """The first entry after the range; a shorter tuple comes before all that extend it."""
    if until is not None:
        return ((*prefix, until),)
    return ((*prefix[:-1], prefix[-1] + "\0"),) if prefix else None


class Index:
    """The entries of all records under one query's keys."""

    def __init__(self, query: Query[Any], records: Iterable[Any] = ()) -> None:
        self._query = query
        self._entries: SortedList[Entry] = SortedList(entry for record in records for entry in self.entries_of(record))

    def entries_of(self, record: Any) -> set[Entry]:
        """The entries of a record, none where there is no record."""
        return set() if record is None else {(tuple(key), record.id) for key in self._query.keys(record)}

    def replace(self, before: set[Entry], after: set[Entry]) -> None:
        """Take the entries of the record before out and put those of the one after in."""
        for entry in before - after:
            self._entries.remove(entry)
        for entry in after - before:
            self._entries.add(entry)

    def within(self, cond: KeyRange, *, latest: bool) -> Iterator[Entry]:
        """The entries in the range, in the order of keys, then of ids; `latest` gives them from the end."""
        entries: Iterator[Entry] = self._entries.irange(cond.start, cond.end, inclusive=(True, False), reverse=latest)
        return entries


def ids_of(entries: Iterable[Entry]) -> Iterator[str]:
    """The ids of the entries, each once, in their order."""
    seen = set()
    for _, id_ in entries:
        if id_ not in seen:
            seen.add(id_)
            yield id_


class Indexes:
    """The indexes of every shelf, kept in step with each change."""

    def __init__(self, tables: Mapping[str, Mapping[str, bytes]]) -> None:
        self._of_shelf: dict[str, list[Index]] = {}
        self._of_query: dict[str, Index] = {}
        for shelf, kind in SHELVES.items():
            queries = [query for query in QUERIES if query.record is kind]
            documents = tables.get(shelf, {}).values() if queries or shelf != "changes" else ()
            records = [decode(kind, document) for document in documents]
            indexes = {query.name: Index(query, records) for query in queries}
            self._of_shelf[shelf] = list(indexes.values())
            self._of_query.update(indexes)

    def __getitem__(self, query: Query[Any]) -> Index:
        return self._of_query[query.name]

    def replace(self, shelf: str, old: bytes | None, new: bytes | None) -> None:
        """Follow a change of one document of a shelf; a table that is no shelf has no index.

        A document that is no record of the shelf raises before any index follows.
        """
        if indexes := self._of_shelf.get(shelf):
            before = None if old is None else glance(SHELVES[shelf], old)
            after = None if new is None else glance(SHELVES[shelf], new)
            entries = [(index, index.entries_of(before), index.entries_of(after)) for index in indexes]
            for index, was, now in entries:
                index.replace(was, now)
