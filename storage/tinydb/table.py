"""A TinyDB table over the live documents: reading decodes what is looked at, writing costs what is changed."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.table import Table

from storage.tinydb.append import AppendStorage, encoded


class Documents(MutableMapping[str, Any]):
    """Documents of a table, decoded when touched; changes stay here until they are handed over."""

    def __init__(self, live: Mapping[str, bytes]) -> None:
        self._live = live
        self._touched: dict[str, Any] = {}
        self._gone: set[str] = set()

    def __getitem__(self, id_: str) -> Any:
        if id_ in self._gone:
            raise KeyError(id_)
        if id_ not in self._touched:
            self._touched[id_] = msgspec.json.decode(self._live[id_])
        return self._touched[id_]

    def __setitem__(self, id_: str, fields: Any) -> None:
        self._gone.discard(id_)
        self._touched[id_] = fields

    def __delitem__(self, id_: str) -> None:
        if id_ not in self:
            raise KeyError(id_)
        self._touched.pop(id_, None)
        self._gone.add(id_)

    def __contains__(self, id_: object) -> bool:
        return id_ not in self._gone and (id_ in self._touched or id_ in self._live)

    def __iter__(self) -> Iterator[str]:
        yield from (id_ for id_ in self._live if id_ not in self._gone)
        yield from (id_ for id_ in self._touched if id_ not in self._live)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changes(self) -> dict[str, bytes | None]:
        """Every document that was touched as it is now; None for one that was removed."""
        gone: dict[str, bytes | None] = {id_: None for id_ in self._gone if id_ in self._live}
        return gone | {id_: encoded(id_, fields) for id_, fields in self._touched.items()}


class LedgerTable(Table):
    """A table whose documents are found under their own ids."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB: "can be overridden", but typed as int
    _storage: AppendStorage

    def put(self, id_: str, document: bytes | None) -> None:
        """Replace a document as it is kept, or with None remove it."""
        self._storage.change(self.name, {id_: document})
        self.clear_cache()

    def kept(self, id_: str) -> bytes | None:
        """The document as it is kept, None where there is none."""
        return self._storage.tables.get(self.name, {}).get(id_)

    def _read_table(self) -> Any:
        return Documents(self._storage.tables.get(self.name, {}))

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        documents = Documents(self._storage.tables.get(self.name, {}))
        updater(documents)
        self._storage.change(self.name, documents.changes())
        self.clear_cache()


class LedgerDB(TinyDB):
    """TinyDB with such tables."""

    table_class = LedgerTable
