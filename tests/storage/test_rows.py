"""The database keeps units apart by itself: where the program forgot whose records it shows, PostgreSQL would not."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from bot.config import Config, StoreSettings
from bot.diagnostics import diagnose
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person
from bot.domain.units.unit import Unit
from bot.services.core import tenancy
from bot.services.core.ledger import PEOPLE_AT, PEOPLE_OF, UNITS, Handled, Ledger
from bot.services.core.tenancy import CrossTenantWrite, scoped_ledger
from storage.postgres.schema import is_walled
from storage.postgres.store import PostgresStore
from tests.storage.server import Server

pytestmark = pytest.mark.postgres

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
OURS = Person(id="u1/p1", unit="u1", name="何清溪", chat=7)
THEIRS = Person(id="u2/p1", unit="u2", name="沈知行", chat=7)
NOBODYS = Handled(":1", "", NOON)
WORD = Message(id="word:1", unit="u2", to=THEIRS.id, kind="notice", due=NOON)  # no unit begins its id


async def filled(address: str) -> PostgresStore:
    """A store with a person in each of two units."""
    store = await PostgresStore.connect(address)
    async with store.open() as ledger:
        for person in (OURS, THEIRS):
            await ledger.units.put(Unit(id=person.unit, name=person.unit))
            await ledger.people.put(person)
        await ledger.handled.put(NOBODYS)
        await ledger.outbox.put(WORD)
    return store


@pytest.fixture
async def store(postgres: Server) -> AsyncIterator[PostgresStore]:
    """Two units of the program's role."""
    store = await filled(postgres.database())
    yield store
    await store.close()


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program shows and takes records of any unit to and from any other."""
    monkeypatch.setattr(tenancy._Shelf, "_shown", lambda *_: True)
    monkeypatch.setattr(tenancy._Shelf, "_demand_ours", lambda *_: None)


async def seen(ledger: Ledger) -> list[list[Person]]:
    """All ways to look at people."""
    return [
        await ledger.people.get_many([OURS.id, THEIRS.id]),
        [one for one in [await ledger.people.get(id_) for id_ in (OURS.id, THEIRS.id)] if one],
        await ledger.people.find(PEOPLE_AT, "7"),
        [one for found in await ledger.people.find_each(PEOPLE_OF, [("u1",), ("u2",)]) for one in found],
    ]


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("write", [True, False])
async def test_rows_of_another_unit_are_not_there(store: PostgresStore, *, write: bool) -> None:
    """Whichever way they are looked for, before or after the same transaction saw them before all units."""
    async with store.open() if write else store.read() as ledger:
        within = scoped_ledger("u1", ledger)
        assert await seen(within) == [[OURS]] * 4
        assert await seen(ledger) == [[OURS, THEIRS]] * 4
        assert await seen(within) == [[OURS]] * 4
        assert [unit.id for unit in await within.units.find(UNITS)] == ["u1"]
        assert await within.handled.get(NOBODYS.id) == NOBODYS
        assert await within.outbox.get(WORD.id) is None
        assert await scoped_ledger("", ledger).people.get_many([OURS.id, THEIRS.id]) == []


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("looked", [None, "u1", "*"])
async def test_rows_of_another_unit_cannot_be_written(store: PostgresStore, looked: str | None) -> None:
    """Neither over one that is there, nor a new one, nor may one be dropped; who looked before makes no difference."""
    new = replace(THEIRS, id="u2/p9")

    @asynccontextmanager
    async def within() -> AsyncIterator[Ledger]:
        async with store.open() as ledger:
            if looked:
                await (ledger if looked == "*" else scoped_ledger(looked, ledger)).people.get(THEIRS.id)
            yield scoped_ledger("u1", ledger)

    async def put(person: Person) -> None:
        async with within() as ledger:
            await ledger.people.put(person)

    async def add(person: Person) -> None:
        async with within() as ledger:
            await ledger.people.add(person)

    for person in (replace(THEIRS, name="换了人"), replace(THEIRS, unit="u1"), new):
        with pytest.raises(CrossTenantWrite):
            await put(person)
    with pytest.raises(CrossTenantWrite):
        await add(new)
    async with within() as ledger:
        await ledger.people.drop(THEIRS.id)
    async with store.read() as ledger:
        assert await ledger.people.find(PEOPLE_OF) == [OURS, THEIRS]
    assert await store.misplaced() == []


async def test_one_transaction_writes_within_units_and_before_all(store: PostgresStore) -> None:
    """What a scoped ledger did not find, the whole one finds and writes; each writes where it may, all at the end."""
    async with store.open() as ledger:
        assert await scoped_ledger("u1", ledger).people.get(THEIRS.id) is None
        assert await scoped_ledger("u1", ledger).people.get("u2/p2") is None
        assert await ledger.people.add(replace(THEIRS, id="u2/p2"))
        await ledger.people.put(replace(THEIRS, chat=8))
        await scoped_ledger("u1", ledger).people.put(replace(OURS, chat=9))
        await scoped_ledger("u2", ledger).people.drop("u2/p2")
        assert await ledger.people.get("u2/p2") is None
    async with store.read() as ledger:
        assert [person.chat for person in await ledger.people.find(PEOPLE_OF)] == [9, 8]
    assert await store.misplaced() == []


async def test_who_says_no_unit_sees_none(store: PostgresStore, postgres: Server) -> None:
    """Another program with the same role, which forgot to say whose it is, gets what belongs to nobody; so does SQL."""
    with psycopg.connect(postgres.address(store.address.rpartition("/")[2])) as connection:
        kept = connection.execute("select shelf from documents").fetchall()
        assert kept == [("handled",)]
        connection.execute("set duban.unit = 'u2'")
        found = connection.execute("select id from documents where shelf = 'people'").fetchall()
        assert found == [(THEIRS.id,)]
        connection.execute("delete from places where id = %s", [OURS.id])
    assert await store.misplaced() == []


@pytest.mark.usefixtures("forgetful")
async def test_a_superuser_is_not_held_and_check_says_so(postgres: Server, tmp_path: Path) -> None:
    """Which shows that it is the database that held the others."""
    address = postgres.database()
    assert is_walled(address) is None
    for role, walled in (("duban", True), ("postgres", False)):
        named = address.replace("duban@", f"{role}@")
        store = await filled(named)
        async with store.read() as ledger:
            assert (await seen(scoped_ledger("u1", ledger)) == [[OURS]] * 4) is walled
        await store.close()
        assert is_walled(named) is walled
        config = Config(store=StoreSettings(named, str(tmp_path / "evidence")))
        told = [one.found async for one in diagnose(config, "u1") if one.what == "rows"]
        assert told == ["rows_good" if walled else "rows_bad"]
