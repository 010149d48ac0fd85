"""TinyDB's table over encoded documents: reading decodes what is looked at, writing costs what is changed."""

import itertools
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cached_property
from typing import Any, Protocol, cast

import msgspec
from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from storage.tinydb.index import KeyRange

Fields = dict[str, Any]
PAGE = 100  # documents that are decoded at a stretch


class Documents(Mapping[str, Fields]):
    """The documents of a table, decoded one by one when they are asked for."""

    def __init__(self, raw: Mapping[str, bytes]) -> None:
        self._raw = raw

    def __getitem__(self, id_: str) -> Fields:
        fields: Fields = msgspec.json.decode(self._raw[id_])
        return fields

    def __contains__(self, id_: object) -> bool:
        return id_ in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class StoredDocument(Mapping[str, Any]):
    """A document of a table as it is kept, decoded when somebody looks into it."""

    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded

    @cached_property
    def _fields(self) -> Fields:
        fields: Fields = msgspec.json.decode(self.encoded)
        return fields

    def __getitem__(self, name: str) -> Any:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


class ChangedDocuments(MutableMapping[str, Fields]):
    """Documents while TinyDB changes them: what it touches stays here until it is handed over."""

    def __init__(self, documents: Mapping[str, Fields]) -> None:
        self._documents = documents
        self._touched: dict[str, Fields] = {}
        self._removed: set[str] = set()

    def __getitem__(self, id_: str) -> Fields:
        if id_ in self._removed:
            raise KeyError(id_)
        if id_ not in self._touched:
            self._touched[id_] = self._documents[id_]
        return self._touched[id_]

    def __setitem__(self, id_: str, fields: Fields) -> None:
        self._removed.discard(id_)
        self._touched[id_] = fields

    def __delitem__(self, id_: str) -> None:
        if id_ not in self:
            raise KeyError(id_)
        self._touched.pop(id_, None)
        self._removed.add(id_)

    def __contains__(self, id_: object) -> bool:
        return id_ not in self._removed and (id_ in self._touched or id_ in self._documents)

    def __iter__(self) -> Iterator[str]:
        yield from (id_ for id_ in self._documents if id_ not in self._removed)
        yield from (id_ for id_ in self._touched if id_ not in self._documents)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changes(self) -> dict[str, bytes | None]:
        """Every document that was touched, encoded as it is now; None for one that was removed."""
        removed: dict[str, bytes | None] = {id_: None for id_ in self._removed if id_ in self._documents}
        return removed | {id_: encoded(id_, fields) for id_, fields in self._touched.items()}


def encoded(id_: str, fields: Mapping[str, Any]) -> bytes:
    """Fields as an encoded document that carries its id."""
    return msgspec.json.encode({**fields, "id": id_})


class TableStorage(Protocol):
    """A storage of TinyDB as the table below needs it."""

    def table(self, name: str) -> Mapping[str, bytes]:
        """The encoded documents of a table by their ids."""

    def change(self, table: str, documents: Mapping[str, bytes | None]) -> None:
        """Replace documents of a table, or with None remove them."""

    def ids(self, table: str, cond: KeyRange, *, latest: bool) -> Iterator[str]:
        """The ids of the table's documents in the range, each once, in the order of their keys."""


class LedgerTable(Table):
    """A table whose documents have ids of text, whose ranges of keys are answered from an index."""

    document_id_class = str  # type: ignore[assignment]  # TinyDB: "can be overridden", but typed as int
    _storage: TableStorage  # type: ignore[assignment]  # a Storage, and more

    def __init__(self, storage: Any, name: str) -> None:
        super().__init__(storage, name, cache_size=0)  # an answer from before an undo must not be given again

    def search(self, cond: QueryLike, *, limit: int | None = None, latest: bool = False) -> list[Document]:
        """The documents for which the condition holds; those of a KeyRange in the order of their keys.

        `latest` gives these from the end, `limit` the first of them.
        """
        if not isinstance(cond, KeyRange):
            return super().search(cond)
        pages = self.search_pages(cond, limit=limit, latest=latest)
        return [LedgerDocument(document, document["id"]) for page in pages for document in page]

    def search_pages(self, cond: KeyRange, *, limit: int | None, latest: bool) -> Iterator[list[StoredDocument]]:
        """What `search` gives, PAGE documents at a time; in between the ledger may be changed if this is a view."""
        ids = [*itertools.islice(self._storage.ids(self.name, cond, latest=latest), limit)]
        for first in range(0, len(ids), PAGE):
            documents = self._storage.table(self.name)
            yield [StoredDocument(documents[id_]) for id_ in ids[first : first + PAGE]]

    def get(self, cond: Any = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """The document as TinyDB's own table gives it; one that is named by its id is not decoded yet."""
        if doc_id is None:
            return super().get(cond, doc_id, doc_ids)
        kept = self._storage.table(self.name).get(doc_id)
        return None if kept is None else StoredDocument(kept)

    def insert(self, document: Mapping[str, Any]) -> int:
        """Keep a new document; one with an id of text costs one encoding."""
        if not isinstance(document, LedgerDocument):
            return super().insert(document)
        if document.key in self._storage.table(self.name):
            raise ValueError(f"Document with ID {document.key} already exists")
        self._storage.change(self.name, {document.key: encoded(document.key, document)})
        return document.doc_id

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Keep the document, or its fields in the one that is there; one with an id of text costs one encoding."""
        if cond is not None or not isinstance(document, LedgerDocument):
            return super().upsert(document, cond)
        kept = self._storage.table(self.name).get(document.key)
        fields = document if kept is None else msgspec.json.decode(kept) | document
        self._storage.change(self.name, {document.key: encoded(document.key, fields)})
        return [document.doc_id]

    def _read_table(self) -> Any:
        return Documents(self._storage.table(self.name))

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        documents = ChangedDocuments(self._read_table())
        updater(documents)
        self._storage.change(self.name, documents.changes())


class LedgerDocument(Document):
    """A document with its id, which is text."""

    def __init__(self, fields: Mapping[str, Any], doc_id: str) -> None:
        super().__init__(fields, cast("int", doc_id))
        self.key = doc_id


class LedgerDB(TinyDB):
    """TinyDB with such tables."""

    table_class = LedgerTable  # type: ignore[assignment]  # given an instance of our storage only
