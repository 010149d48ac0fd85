"""What answers a named question: each record stands in order under every key that the question has for it."""

from collections.abc import Iterable, Iterator
from typing import Any

from sortedcontainers import SortedList

from bot.services.core.ledger import QUERIES, SHELVES, Key, Query
from storage.codec import decode

Place = tuple[Key, str]  # the key, and the id of the record found under it


class Index:
    """The places of all records under one question's keys."""

    def __init__(self, query: Query[Any], records: Iterable[Any] = ()) -> None:
        self._query = query
        self._places: SortedList[Place] = SortedList(place for record in records for place in self._of(record))

    def _of(self, record: Any) -> set[Place]:
        return {(tuple(key), record.id) for key in self._query.keys(record)}

    def move(self, old: Any, new: Any) -> None:
        """Take the places of the old record away and give the new one its own; None is no record."""
        before = self._of(old) if old is not None else set()
        after = self._of(new) if new is not None else set()
        for place in before - after:
            self._places.remove(place)
        for place in after - before:
            self._places.add(place)

    def ids(self, prefix: Key, since: str, until: str | None, *, latest: bool) -> Iterator[str]:
        """Ids in the order of keys, each once, from keys that start with `prefix` and go on in [since, until)."""
        seen = set()
        start, end = _bounds(prefix, since, until)
        for _, id_ in self._places.irange(start, end, inclusive=(True, False), reverse=latest):
            if id_ not in seen:
                seen.add(id_)
                yield id_


def _bounds(prefix: Key, since: str, until: str | None) -> tuple[tuple[Key], tuple[Key] | None]:
    """The first place in question and the first place after it; a shorter tuple comes before all that extend it."""
    start = (*prefix, since) if since else prefix
    if until is not None:
        return (start,), ((*prefix, until),)
    return (start,), ((*prefix[:-1], prefix[-1] + "\0"),) if prefix else None


class Indexes:
    """The indexes of every shelf, kept in step with each change."""

    def __init__(self, tables: dict[str, dict[str, bytes]]) -> None:
        self._of_shelf: dict[str, list[Index]] = {}
        self._of_query: dict[str, Index] = {}
        for shelf, kind in SHELVES.items():
            records = [decode(kind, document) for document in tables.get(shelf, {}).values()]
            indexes = {query.name: Index(query, records) for query in QUERIES if query.record is kind}
            self._of_shelf[shelf] = list(indexes.values())
            self._of_query.update(indexes)

    def __getitem__(self, query: Query[Any]) -> Index:
        return self._of_query[query.name]

    def move(self, shelf: str, old: bytes | None, new: bytes | None) -> None:
        """Follow a change of one document of a shelf; a table that is no shelf has no index."""
        if indexes := self._of_shelf.get(shelf):
            before = None if old is None else decode(SHELVES[shelf], old)
            after = None if new is None else decode(SHELVES[shelf], new)
            for index in indexes:
                index.move(before, after)
