"""Long rows of steps let others in, at every so many of them."""

import asyncio

from bot.services.core.pacing import STRETCH, paced


async def test_others_are_let_in_after_every_stretch() -> None:
    """The items come in their order, each once."""
    turns = 0
    going = True

    async def other() -> None:
        nonlocal turns
        while going:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    assert [item async for item in paced(range(10 * STRETCH))] == [*range(10 * STRETCH)]
    going = False
    await task
    assert turns == 10
    assert [item async for item in paced(list[int]())] == []
