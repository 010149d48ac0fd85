"""The unit of work of one update: whatever it opens is one and the same transaction, which ends with its answers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.services.core.ledger import Ledger, Store


class UnitOfWork:
    """A store as one update sees it: it is read beside the others, and held from the first change to the end."""

    def __init__(self, store: Store, stack: AsyncExitStack) -> None:
        self._store = store
        self._stack = stack
        self._ledger: Ledger | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ledger]:
        """The transaction of the update, begun where it is not yet."""
        if self._ledger is None:
            self._ledger = await self._stack.enter_async_context(self._store.open())
        yield self._ledger

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Ledger]:
        """The ledger as the update left it, or as it is where the update changed nothing yet."""
        if self._ledger is not None:
            yield self._ledger
        else:
            async with self._store.read() as ledger:
                yield ledger

    async def close(self) -> None:
        """The store stays open: it is not the update's own."""


@asynccontextmanager
async def unit_of_work(store: Store) -> AsyncIterator[UnitOfWork]:
    """Keep all that is done within, durably, at a clean exit; an exception keeps nothing."""
    async with AsyncExitStack() as stack:
        yield UnitOfWork(store, stack)
