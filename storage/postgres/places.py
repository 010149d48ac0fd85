"""Whether every query finds what it looks for: the places under which records stand, made anew and compared."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
from psycopg import AsyncConnection

from bot.services.core.ledger import QUERIES, SHELVES
from storage.codec import decode
from storage.postgres import schema

Misplaced = tuple[str, str, str]  # unit, shelf, id
QUERIES_OF = {shelf: [query for query in QUERIES if query.record is kind] for shelf, kind in SHELVES.items()}
PLACES = "select query, key, id, unit from places where query = any(%s)"
DOCUMENTS = "select id, unit, document::text from documents where shelf = %s"


async def misplaced(connection: AsyncConnection[Any]) -> list[Misplaced]:
    """Every record that stands under a wrong place or unit, or under none, and places of records that are gone."""
    found: list[Misplaced] = []
    for shelf, queries in QUERIES_OF.items():
        names = [query.name for query in queries]
        places: dict[str, set[str]] = {}
        async for name, key, id_, unit in _rows(connection, PLACES, names):
            places.setdefault(id_, set()).add(f"{name} {key} {unit}")
        async for id_, unit, document in _rows(connection, DOCUMENTS, shelf):
            stands = places.pop(id_, set())
            try:
                record = decode(SHELVES[shelf], document.encode())
            except msgspec.MsgspecError:
                continue  # the check of the records says that it cannot be read
            entries = {
                f"{name} {key} {unit}" for query in queries for name, key, _ in schema.index_entries(query, record)
            }
            if (id_, unit, stands) != (record.id, record.unit, entries):
                found.append((record.unit, shelf, id_))
        found += [(id_.partition("/")[0], shelf, id_) for id_ in sorted(places)]
    return found


async def _rows(connection: AsyncConnection[Any], question: str, asked: Any) -> AsyncIterator[tuple[Any, ...]]:
    async with connection.cursor(name="places") as cursor:
        cursor.itersize = schema.BATCH
        await cursor.execute(question, [asked])
        async for row in cursor:
            yield row
