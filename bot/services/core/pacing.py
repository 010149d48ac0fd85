"""Long rows of small steps that never wait: others are let in between them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")
STRETCH = 20  # steps, each of a tenth of a millisecond to one


async def paced(items: Iterable[T]) -> AsyncIterator[T]:
    """The items in their order; after every STRETCH of them whatever else is ready goes on first."""
    for number, item in enumerate(items, 1):
        yield item
        if number % STRETCH == 0:
            await asyncio.sleep(0)
