"""A ledger on which an act is tried: it reads what is so, and holds back what is written until that is kept."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from bot.services.core.ledger import SHELVES, Ledger
from bot.services.core.shelf import Key, Query, Shelf

Written = dict[str, Any]  # records by id, None for one that is gone


class _Shelf:
    """A shelf of which what was written since stands beside what is kept."""

    def __init__(self, shelf: Shelf[Any]) -> None:
        self._shelf = shelf
        self.before: Written = {}
        self.after: Written = {}

    async def get(self, id: str) -> Any:  # noqa: A002 - the port's word
        """The record as it would be, None where there is none."""
        return self.after[id] if id in self.after else await self._shelf.get(id)

    async def get_many(self, ids: Iterable[str]) -> list[Any]:
        """Those of the records that would be there, in the order of the ids, each once."""
        found = [await self.get(id_) for id_ in dict.fromkeys(ids)]
        return [record for record in found if record is not None]

    async def add(self, record: Any) -> bool:
        """Hold a new record; False where its id is there already."""
        if await self.get(record.id) is not None:
            return False
        await self.put(record)
        return True

    async def put(self, record: Any) -> None:
        """Hold the record."""
        await self._write(record.id, record)

    async def drop(self, id: str) -> None:  # noqa: A002 - the port's word
        """Hold that a record is gone."""
        await self._write(id, None)

    async def _write(self, id_: str, record: Any) -> None:
        if id_ not in self.before:
            self.before[id_] = await self._shelf.get(id_)
        self.after[id_] = record

    async def find(
        self,
        query: Query[Any],
        *prefix: str,
        since: str = "",
        until: str | None = None,
        limit: int | None = None,
        latest: bool = False,
    ) -> list[Any]:
        """What `find` of the port would give."""
        enough = None if limit is None else limit + len(self.after)
        kept = await self._shelf.find(query, *prefix, since=since, until=until, limit=enough, latest=latest)
        records = [record for record in kept if record.id not in self.after]
        records += [record for record in self.after.values() if record is not None]
        places = sorted(
            (place for one in records for place in _places(query, one, prefix, (since, until))),
            key=lambda place: place[:2],
            reverse=latest,
        )
        found = {id_: record for _, id_, record in reversed(places)}
        ordered = [found.pop(id_) for _, id_, _ in places if id_ in found]
        return ordered[:limit]

    async def find_each(self, query: Query[Any], prefixes: Sequence[Key], **bounds: Any) -> list[list[Any]]:
        """What `find` gives for each of the prefixes."""
        return [await self.find(query, *prefix, **bounds) for prefix in prefixes]


def _places(
    query: Query[Any], record: Any, prefix: Key, span: tuple[str, str | None]
) -> Iterator[tuple[Key, str, Any]]:
    """Under which of its keys a record is found."""
    since, until = span
    for key in query.keys(record):
        rest = key[len(prefix) :]
        if key[: len(prefix)] != prefix or (rest and (rest[0] < since or (until is not None and rest[0] >= until))):
            continue
        yield key, record.id, record


class _Ledger:
    """The ledger with its shelves so."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        shelf = _Shelf(getattr(self._ledger, name))
        setattr(self, name, shelf)
        return shelf


class Trial:
    """An act on trial: `ledger` is what it is given, then it can be looked at what would become of which records."""

    def __init__(self, ledger: Ledger) -> None:
        self._kept = ledger
        self.ledger = cast("Ledger", _Ledger(ledger))

    def _shelf(self, name: str) -> _Shelf:
        found: _Shelf = getattr(self.ledger, name)
        return found

    def before(self, name: str) -> Written:
        """What was written to a shelf, as it was; None for what is new."""
        return dict(self._shelf(name).before)

    def after(self, name: str) -> Written:
        """What was written to a shelf, as it would be; None for what would be gone."""
        return dict(self._shelf(name).after)

    async def keep(self) -> None:
        """Write it all, in the ledger's own transaction."""
        for name in SHELVES:
            shelf: Shelf[Any] = getattr(self._kept, name)
            for id_, record in self._shelf(name).after.items():
                await (shelf.drop(id_) if record is None else shelf.put(record))
