"""Long rows of steps let others in, again and again."""

import asyncio
import time

from bot.services.core.pacing import LONGEST, paced


async def test_others_are_let_in_once_a_stretch_is_too_long() -> None:
    """The items come in their order, each once; what is short is not interrupted."""
    turns = 0
    going = True

    async def other() -> None:
        nonlocal turns
        while going:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    for steps, fewest in ((5, 0), (5, 5)):
        turns, seen = 0, []
        async for item in paced(range(steps)):
            seen.append(item)
            if fewest:
                time.sleep(LONGEST)  # noqa: ASYNC251 - a step that never waits
        assert seen == [*range(steps)]
        assert turns >= fewest
    going = False
    await task
    assert [item async for item in paced(list[int]())] == []
