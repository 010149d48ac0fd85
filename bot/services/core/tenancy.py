"""Tenancy: a scoped ledger shows, and takes, the records of one unit only.

Every update of a person and every job of a unit is scoped to one unit: a record of another one is not there, whatever
id was sent, and cannot be written. Records of no unit (numbers of updates, keys) belong to all.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar, cast

from bot.services.core.ledger import UNITS, Ledger, Store
from bot.services.core.request import RequestContext
from bot.services.core.shelf import Key, Query, Shelf

T = TypeVar("T")


class Shared(Protocol):
    """A record of which another unit has a share, under its own id; each names the `other`."""

    @property
    def other(self) -> str:
        """The id of the other half."""

    @property
    def is_open(self) -> bool:
        """True until it is over."""


S = TypeVar("S", bound=Shared)


class CrossTenantWrite(Exception):  # noqa: N818 - a fault of ours, never an answer
    """A record of another unit was to be written."""


class _Shelf(Generic[T]):
    """A shelf as seen from within a unit."""

    def __init__(self, shelf: Shelf[Any], unit: str) -> None:
        self._shelf = shelf
        self._unit = unit
        self._ours: set[str] = set()  # ids of what was read or written here before, or is not there

    def _shown(self, record: Any) -> bool:
        shown: bool = record.unit in {"", self._unit}
        if shown:
            self._ours.add(record.id)
        return shown

    async def get(self, id: str) -> T | None:  # noqa: A002 - the port's word
        """The record, None where there is none in this unit."""
        record = await self._shelf.get(id)
        if record is None:
            self._ours.add(id)
        return record if record is not None and self._shown(record) else None

    async def get_many(self, ids: Iterable[str]) -> list[T]:
        """Those of the records that are there in this unit, in the order of the ids, each once."""
        asked = list(ids)
        found = await self._shelf.get_many(asked)
        self._ours |= {*asked} - {record.id for record in found}
        return self._seen(found)

    def _seen(self, records: Iterable[Any]) -> list[T]:
        return [record for record in records if self._shown(record)]

    async def add(self, record: Any) -> bool:
        """Keep a new record; False where its id is there already; raises CrossTenantWrite."""
        self._demand_ours(record)
        return await self._shelf.add(record)

    async def put(self, record: Any) -> None:
        """Keep the record; raises CrossTenantWrite where it is, or would replace, another unit's."""
        self._demand_ours(record)
        if record.id not in self._ours and (kept := await self._shelf.get(record.id)) is not None:
            self._demand_ours(kept)
        self._ours.add(record.id)
        await self._shelf.put(record)

    async def drop(self, id: str) -> None:  # noqa: A002 - the port's word
        """Forget a record of this unit."""
        if await self.get(id) is not None:
            await self._shelf.drop(id)

    async def find(self, query: Query[Any], *prefix: str, **bounds: Any) -> list[T]:
        """Records of this unit under the query's keys; `limit` counts before others are left out."""
        return self._seen(await self._shelf.find(query, *prefix, **bounds))

    async def find_each(self, query: Query[Any], prefixes: Sequence[Key], **bounds: Any) -> list[list[T]]:
        """What `find` gives for each of the prefixes, asked at once."""
        return [self._seen(found) for found in await self._shelf.find_each(query, prefixes, **bounds)]

    def _demand_ours(self, record: Any) -> None:
        if record.unit not in {"", self._unit}:
            raise CrossTenantWrite(f"{type(record).__name__} {record.id} from within {self._unit}")


class _Ledger:
    """The ledger as seen from within a unit."""

    def __init__(self, ledger: Ledger, unit: str) -> None:
        within = getattr(ledger, "within", None)  # a store that keeps units apart too
        self._ledger: Ledger = within(unit) if within else ledger
        self._unit = unit

    def within(self, unit: str) -> Ledger:  # noqa: ARG002 - whoever is within one unit is within no other
        """Itself: nothing makes it wider."""
        return cast("Ledger", self)

    def __getattr__(self, name: str) -> Any:
        shelf: _Shelf[Any] = _Shelf(getattr(self._ledger, name), self._unit)
        setattr(self, name, shelf)
        return shelf


def scoped_ledger(unit: str, ledger: Ledger) -> Ledger:
    """The open ledger scoped to a unit; scoped to "" it holds the records of no unit alone."""
    return cast("Ledger", _Ledger(ledger, unit))


class _Within(AbstractAsyncContextManager[Ledger]):
    """A ledger that is opened, within a unit."""

    def __init__(self, whole: AbstractAsyncContextManager[Ledger], unit: str) -> None:
        self._whole = whole
        self._unit = unit

    async def __aenter__(self) -> Ledger:
        return scoped_ledger(self._unit, await self._whole.__aenter__())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await self._whole.__aexit__(kind, error, trace)


@dataclass(frozen=True)
class _Store:
    """A store of which one unit is seen."""

    store: Store
    unit: str

    def open(self) -> AbstractAsyncContextManager[Ledger]:
        """One transaction within the unit."""
        return _Within(self.store.open(), self.unit)

    def read(self) -> AbstractAsyncContextManager[Ledger]:
        """The ledger as it is committed now, within the unit."""
        return _Within(self.store.read(), self.unit)

    async def close(self) -> None:
        """Let go of the files or connections."""
        await self.store.close()


def scoped(request: RequestContext, unit: str) -> RequestContext:
    """The request scoped to a unit; a scoped one cannot reach another unit."""
    return replace(request, store=_Store(request.store, unit))


async def unit_ids(request: RequestContext) -> tuple[str, ...]:
    """Every unit that the request sees."""
    async with request.look() as ledger:
        return tuple(unit.id for unit in await ledger.units.find(UNITS))


def unit_in(id_: str) -> str:
    """The unit of a record, by its id."""
    return id_.partition("/")[0]


async def call_off_over(
    request: RequestContext,
    shares: Iterable[S],
    shelf: Callable[[Ledger], Shelf[S]],
    call_off: Callable[[RequestContext, S], Awaitable[object]],
) -> int:
    """End the shares of what is over in the unit that asked; how many. `request` is the one before all units."""
    over = []
    for share in shares:
        async with scoped(request, unit_in(share.other)).look() as ledger:
            one = await shelf(ledger).get(share.other)
        over += [one] if one and not one.is_open else []
    for one in over:
        await call_off(request, one)
    return len(over)
