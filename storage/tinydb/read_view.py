"""The ledger as it was committed at one moment, while others go on changing it."""

import heapq
from collections.abc import Iterator, Mapping
from typing import Any

from tinydb.storages import Storage

from storage.codec import decode
from storage.tinydb.append import AppendStorage
from storage.tinydb.index import KeyRange, ids_of
from storage.tinydb.table import Documents


class TableView(Mapping[str, bytes]):
    """A table with the documents that were replaced since; None is one that was not there."""

    def __init__(self, live: Mapping[str, bytes], replaced: Mapping[str, bytes | None]) -> None:
        self._live = live
        self._replaced = replaced

    def __getitem__(self, id_: str) -> bytes:
        document = self._replaced[id_] if id_ in self._replaced else self._live[id_]
        if document is None:
            raise KeyError(id_)
        return document

    def get(self, id_: str, default: Any = None) -> Any:
        """The document, or the default where there is none; asked of every record that is read."""
        document = self._replaced[id_] if id_ in self._replaced else self._live.get(id_)
        return default if document is None else document

    def __iter__(self) -> Iterator[str]:
        yield from (id_ for id_ in self._live if id_ not in self._replaced)
        yield from (id_ for id_, document in self._replaced.items() if document is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ReadView(Storage):
    """A storage for TinyDB that shows the live tables without what was changed, or is not committed, since it began.

    It costs nothing to begin, and a query costs its answer and what was changed meanwhile.
    """

    def __init__(self, live: AppendStorage) -> None:
        super().__init__()
        self._live = live
        self._replaced: dict[str, dict[str, bytes | None]] = {}
        self.begin()

    def begin(self) -> None:
        """Show what is committed now."""
        self._live.attach(self.remember)

    def end(self) -> None:
        """Show nothing of this moment any more; another may begin."""
        self._live.detach(self.remember)
        self._replaced = {}

    def remember(self, table: str, id_: str, before: bytes | None) -> None:
        """Keep a document that is being replaced, as it was when the view began."""
        self._replaced.setdefault(table, {}).setdefault(id_, before)

    def read(self) -> dict[str, Any] | None:
        """All tables with their documents, decoded when they are asked for."""
        return {name: Documents(self.table(name)) for name in {*self._live.tables, *self._replaced}} or None

    def table(self, name: str) -> TableView:
        """The encoded documents of a table by their ids."""
        return TableView(self._live.table(name), self._replaced.get(name, {}))

    def ids(self, table: str, cond: KeyRange, *, latest: bool) -> Iterator[str]:
        """The ids of the table's documents in the range, each once, in the order of their keys."""
        index, replaced = self._live.indexes[cond.query], self._replaced.get(table, {})
        if not replaced:
            return ids_of(index.within(cond, latest=latest))
        live = (entry for entry in index.within(cond, latest=latest) if entry[1] not in replaced)
        records = (decode(cond.query.record, document) for document in replaced.values() if document is not None)
        old = [entry for record in records for entry in index.entries_of(record) if cond.covers(entry)]
        return ids_of(heapq.merge(live, sorted(old, reverse=latest), reverse=latest))

    def change(self, table: str, documents: Mapping[str, bytes | None]) -> None:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError(f"a write to {table} ({len(documents)}) while reading")

    def write(self, data: Mapping[str, Any]) -> None:
        """Raise RuntimeError: whoever reads does not write."""
        raise RuntimeError(f"a write of {len(data)} tables while reading")

    def close(self) -> None:
        """End the view."""
        self.end()
