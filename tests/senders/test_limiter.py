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


async def test_holds_of_chats_hold_nobody_else() -> None:
    """However many chats are asked to wait: each waits for itself."""
    limiter = Limiter()
    for chat in (1, 3, 5):
        limiter.hold(chat, 30)
        with pytest.raises(Busy):
            await limiter.approach(chat)
    await asyncio.wait_for(_once(limiter, 4), 20)


async def test_a_refusal_at_full_speed_holds_the_bot() -> None:
    """Where the overall limit may have been passed nobody is written to, for just that time."""
    limiter = Limiter()
    await asyncio.gather(*(_once(limiter, chat) for chat in range(10, 34)))
    limiter.hold(10, 0.5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(_once(limiter, 4), 0.2)
    await asyncio.wait_for(_once(limiter, 4), 2)


async def test_answers_to_one_person_hold_up_nobody_else() -> None:
    """Who writes ten times in a second is answered in a short burst, then one a second; the queue goes on meanwhile."""
    limiter, before = Limiter(), time.monotonic()
    answers = [asyncio.create_task(_once(limiter, 5)) for _ in range(10)]
    await asyncio.sleep(0.2)
    for chat in (6, 7, 8):
        async with asyncio.timeout(5), limiter.turn(chat):
            pass
    assert 3 <= sum(answer.done() for answer in answers) <= 3 + time.monotonic() - before
    for answer in answers:
        answer.cancel()
    await asyncio.gather(*answers, return_exceptions=True)


async def test_an_answer_waits_for_no_message_of_the_queue() -> None:
    """A reminder a moment ago is no reason to leave somebody who writes without an answer for a second."""
    limiter = Limiter()
    async with limiter.turn(5):
        pass
    await asyncio.wait_for(_once(limiter, 5), 0.3)


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
