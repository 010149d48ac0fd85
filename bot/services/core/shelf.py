"""All records of one kind, and the questions that they answer from an index."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
Key = tuple[str, ...]


@dataclass(frozen=True)
class Query(Generic[T]):
    """A named question to a shelf: a record is found under each of its keys, at a cost that follows the answer.

    Keys of one query all have the same number of words; words compare as text, so times are ISO 8601 in UTC.
    """

    name: str
    record: type[T]
    keys: Callable[[T], Iterable[Key]] = field(compare=False)


class Shelf(Protocol[T]):
    """All records of one kind."""

    async def get(self, id: str) -> T | None:  # noqa: A002 - the field's own word
        """The record, None where there is none."""

    async def get_many(self, ids: Iterable[str]) -> list[T]:
        """The records that are there, in the order of the ids, each once."""

    async def add(self, record: T) -> bool:
        """Keep a new record; False, and nothing changed, where its id is there already."""

    async def put(self, record: T) -> None:
        """Keep the record, replacing the one of the same id."""

    async def drop(self, id: str) -> None:  # noqa: A002
        """Forget a record; only what is no part of the history may be dropped."""

    async def find(
        self,
        query: Query[T],
        *prefix: str,
        since: str = "",
        until: str | None = None,
        limit: int | None = None,
        latest: bool = False,
    ) -> list[T]:
        """Records whose key starts with `prefix`, next word in [since, until), in the order of keys, then of ids.

        `latest` gives them from the end. `limit` counts records.
        """

    async def find_each(
        self, query: Query[T], prefixes: Sequence[Key], *, limit: int | None = None, latest: bool = False
    ) -> list[list[T]]:
        """What `find` gives for each of the prefixes, asked at once."""
