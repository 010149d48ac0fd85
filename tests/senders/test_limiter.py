"""The limiter keeps Telegram's limits whatever the network does between our sending and its answer."""

import asyncio
import itertools
import random
import time

import pytest

from bot.transport.limiter import Busy, Limiter, Places


async def test_never_more_than_thirty_in_any_second() -> None:
    """Telegram counts at some moment before its answer: no window of a second holds a thirty-first."""
    limiter, chance = Limiter(), random.Random(7)  # noqa: S311 - the same delays each time
    counted: list[float] = []

    async def send(chat: int) -> None:
        async with limiter.turn(chat):
            before, after = chance.uniform(0, 0.05), chance.uniform(0, 0.05)
            await asyncio.sleep(before)
            counted.append(time.monotonic())
            await asyncio.sleep(after)

    await asyncio.gather(*(send(chat) for chat in range(1, 91)))
    counted.sort()
    assert all(late - early > 1 for early, late in zip(counted, counted[30:], strict=False))


async def test_one_a_second_to_a_person() -> None:
    """Whatever stands in the queue."""
    limiter = Limiter()
    times = []
    for _ in range(3):
        async with limiter.turn(5):
            times.append(time.monotonic())
    assert all(late - early >= 1 for early, late in itertools.pairwise(times))


async def test_hold_of_one_chat_holds_nobody_else() -> None:
    """Until a second chat is asked to wait as well: then it concerns the bot."""
    limiter = Limiter()
    limiter.hold(1, 30)
    await asyncio.wait_for(_once(limiter, 2), 20)
    with pytest.raises(Busy):
        await limiter.approach(1)
    limiter.hold(3, 30)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(_once(limiter, 4), 0.3)


async def test_answers_to_one_person_hold_up_nobody_else() -> None:
    """Who writes ten times in a second is answered one a second; the queue goes on meanwhile."""
    limiter, before = Limiter(), time.monotonic()
    answers = [asyncio.create_task(_once(limiter, 5)) for _ in range(10)]
    await asyncio.sleep(0.1)
    for chat in (6, 7, 8):
        async with asyncio.timeout(5), limiter.turn(chat):
            pass
    assert 1 <= sum(answer.done() for answer in answers) <= 1 + time.monotonic() - before
    for answer in answers:
        answer.cancel()
    await asyncio.gather(*answers, return_exceptions=True)


async def _once(limiter: Limiter, chat: int) -> None:
    async with limiter.turn(chat, urgent=True):
        pass


async def test_idle_chats_are_forgotten() -> None:
    """Memory does not grow with everybody who was ever written to."""
    places = Places(1, 1.0)
    places.take()
    assert not places.is_idle(0)
    places.answered(0)
    assert not places.is_idle(0.5)
    assert places.is_idle(2)
