"""A large question to TinyDB: others are let in meanwhile, and what they change is not seen by whoever began before."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.people.person import Person
from bot.services.core import pacing
from bot.services.core.ledger import PEOPLE_OF
from storage.tinydb.store import TinyDBStore
from storage.tinydb.table import PAGE

PAGES = 6
PEOPLE = [Person(id=f"u1/p{n:05}", unit="u1", name=f"某人{n:05}") for n in range(PAGES * PAGE)]


@pytest.fixture
async def store(tmp_path: Path) -> TinyDBStore:
    """A ledger of many people."""
    store = TinyDBStore(tmp_path / "ledger.json")
    async with store.open() as ledger:
        for person in PEOPLE:
            await ledger.people.put(person)
    return store


async def turns_while(asked: "asyncio.Task[list[Person]]") -> int:
    """How often another task comes on until one has its answer."""
    turns = 0
    while not asked.done():
        await asyncio.sleep(0)
        turns += 1
    return turns


@pytest.mark.parametrize("writing", [False, True])
async def test_a_large_answer_lets_others_in(
    store: TinyDBStore, monkeypatch: pytest.MonkeyPatch, *, writing: bool
) -> None:
    """After every page where a stretch may last no time at all; whether it is read or written."""
    monkeypatch.setattr(pacing, "LONGEST", 0)

    async def ask() -> list[Person]:
        async with store.open() if writing else store.read() as ledger:
            return await ledger.people.find(PEOPLE_OF, "u1")

    asked = asyncio.create_task(ask())
    assert await turns_while(asked) >= PAGES
    assert asked.result() == PEOPLE
    await store.close()


async def test_a_short_stretch_is_not_cut(store: TinyDBStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small questions come through at once, as long as the stretch lasts."""
    monkeypatch.setattr(pacing, "LONGEST", 3600)

    async def ask() -> list[Person]:
        async with store.read() as ledger:
            return [*await ledger.people.find(PEOPLE_OF, "u1"), *await ledger.people.get_many([PEOPLE[0].id])]

    asked = asyncio.create_task(ask())
    assert await turns_while(asked) <= 1
    await store.close()


async def test_what_is_changed_in_between_is_not_seen(store: TinyDBStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is of one moment: nobody is in it twice, left out, or new."""
    monkeypatch.setattr(pacing, "LONGEST", 0)
    began = asyncio.Event()

    async def ask() -> list[Person]:
        async with store.read() as ledger:
            began.set()
            return await ledger.people.find(PEOPLE_OF, "u1")

    asked = asyncio.create_task(ask())
    await began.wait()
    async with store.open() as other:
        await other.people.drop(PEOPLE[-1].id)
        await other.people.put(Person(id=PEOPLE[-2].id, unit="u1", name="改名"))
        await other.people.put(Person(id="u1/pnew", unit="u1", name="新来"))
    assert not asked.done()
    assert await asked == PEOPLE
    await store.close()
