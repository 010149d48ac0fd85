"""The unit of work of one update: whatever it opens is one and the same transaction, which ends with its answers."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext

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

    @property
    def is_open(self) -> bool:
        """True once the transaction is begun."""
        return self._ledger is not None

    def read(self) -> AbstractAsyncContextManager[Ledger]:
        """The ledger as the update left it, or as it is where the update changed nothing yet."""
        return self._store.read() if self._ledger is None else nullcontext(self._ledger)

    async def close(self) -> None:
        """The store stays open: it is not the update's own."""


@asynccontextmanager
async def unit_of_work(store: Store) -> AsyncIterator[UnitOfWork]:
    """Keep all that is done within, durably, at a clean exit; an exception keeps nothing."""
    async with AsyncExitStack() as stack:
        yield UnitOfWork(store, stack)
