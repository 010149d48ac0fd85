"""What the PostgreSQL binding promises beyond the contract: several processes, restarts, indexes, versions."""

import asyncio
import datetime as dt
import json
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import AsyncCursor

from bot.domain.history.journal import Entry, breaks
from bot.domain.outbox.message import Message
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.services.core import ledger as port
from bot.services.core.ledger import PEOPLE_OF, Handled
from bot.services.core.request import enter
from bot.services.core.shelf import Query
from storage.codec import encode
from storage.errors import (
    StoreAddressInvalid,
    StoreBusy,
    StoreConflict,
    StoreForbidden,
    StoreNewer,
    StoreReadOnly,
    StoreUnreachable,
)
from storage.postgres import schema
from storage.postgres.store import FIND, PostgresStore
from tests.storage.said import raises_saying, said
from tests.storage.server import Server

pytestmark = pytest.mark.postgres

ROOT = Path(__file__).parents[2]
NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MEASURE = Measure(
    id="u1/A/1-1", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="清点仓库物资", owners=("u1/p1",)
)
OTHER = replace(MEASURE, id="u2/A/1-1", unit="u2")


@pytest.fixture
async def two(postgres: Server) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """Two processes' stores on one database."""
    address = postgres.database()
    stores = await PostgresStore.connect(address), await PostgresStore.connect(address)
    yield stores
    for store in stores:
        await store.close()


Two = tuple[PostgresStore, PostgresStore]


async def test_two_processes_lose_no_change(two: Two) -> None:
    """A hundred tasks in two processes write one chain without a gap and one figure without a loss."""

    async def reply(store: PostgresStore) -> None:
        async with store.open() as ledger:
            measure = await ledger.measures.get(MEASURE.id) or MEASURE
            await ledger.measures.put(replace(measure, percent=(measure.percent or 0) + 1))
            await enter(ledger, Entry(unit="u1", at=NOON, by="u1/p1", verb="report", subject=MEASURE.id))

    await asyncio.gather(*(reply(store) for _ in range(50) for store in two))
    async with two[0].open() as ledger:
        entries = await ledger.journal.find(port.JOURNAL_OF_UNIT, "u1")
        assert len(entries) == 100
        assert list(breaks(entries, await ledger.heads.get("u1"))) == []
        last = await ledger.measures.get(MEASURE.id)
        assert last is not None
        assert last.percent == 100


async def test_one_of_two_processes_handles_an_update(two: Two) -> None:
    """The second waits for the first and is then told that it came late; if the first fails, it is the one."""
    inside = asyncio.Event()

    async def handle(store: PostgresStore, *, fail: bool) -> bool:
        async with store.open() as ledger:
            added = await ledger.handled.add(Handled("7", "", NOON))
            inside.set()
            await asyncio.sleep(0.05)
            if fail:
                raise ZeroDivisionError
            return added

    first = asyncio.create_task(handle(two[0], fail=True))
    await inside.wait()
    assert await handle(two[1], fail=False)
    with pytest.raises(ZeroDivisionError):
        await first
    assert not await handle(two[0], fail=False)


async def test_units_do_not_wait_for_each_other(two: Two) -> None:
    """While one unit's transaction lasts, another unit's is done; the same unit's waits."""
    done: list[str] = []

    async def change(store: PostgresStore, measure: Measure, name: str) -> None:
        async with store.open() as ledger:
            await ledger.measures.put(measure)
        done.append(name)

    async with two[0].open() as ledger:
        await ledger.measures.put(MEASURE)
        waiting = asyncio.create_task(change(two[1], replace(MEASURE, percent=5), "same"))
        await change(two[1], OTHER, "other")
        await asyncio.sleep(0.05)
        assert done == ["other"]
    await waiting
    assert done == ["other", "same"]


async def test_change_between_reading_and_writing_is_a_conflict(two: Two) -> None:
    """A record found before the unit was locked, and changed by another since, is not overwritten."""
    async with two[0].open() as ledger:
        await ledger.people.put(Person(id="u1/p1", unit="u1", name="周一", chat=5))

    async def rename() -> None:
        async with two[0].open() as ledger:
            (person,) = await ledger.people.find(port.PEOPLE_AT, "5")
            async with two[1]._pool.connection() as connection:
                await connection.execute("select pg_advisory_xact_lock(hashtextextended('u1', 0))")
                newer = json.dumps({"id": "u1/p1", "unit": "u1", "name": "周二", "chat": 5}, ensure_ascii=False)
                await connection.execute("update documents set document = %s where id = 'u1/p1'", [newer])
            await ledger.people.put(replace(person, name="周三"))

    with raises_saying(StoreConflict, "没有记入台账"):
        await rename()
    async with two[1].open() as ledger:
        found = await ledger.people.get("u1/p1")
        assert found is not None
        assert found.name == "周二"


async def test_what_was_absent_is_looked_for_again_when_the_turn_has_come(two: Two) -> None:
    """A message that another wrote before the unit was locked is seen, and not written over."""
    message = Message(id="digest:2026-W10:u1", unit="u1", to="u1/p1", kind="digest", due=NOON)

    async def write_over() -> None:
        async with two[0].open() as ledger:
            assert await ledger.outbox.get(message.id) is None
            async with two[1].open() as other:
                assert await other.outbox.add(message)
            await ledger.measures.get(MEASURE.id)
            assert await ledger.outbox.get(message.id) == message
            assert not await ledger.outbox.add(message)
            await ledger.outbox.put(replace(message, kind="notice"))

    with pytest.raises(StoreConflict):
        await write_over()
    async with two[1].open() as ledger:
        assert await ledger.outbox.get(message.id) == message


async def test_deadlock_of_two_units_is_a_conflict_for_one(two: Two) -> None:
    """Two transactions that take the same units in opposite order do not wait for ever, and one is kept."""
    met = asyncio.Barrier(2)

    async def both(store: PostgresStore, first: Measure, second: Measure) -> None:
        async with store.open() as ledger:
            await ledger.measures.put(first)
            await met.wait()
            await ledger.measures.put(second)

    outcomes = await asyncio.gather(both(two[0], MEASURE, OTHER), both(two[1], OTHER, MEASURE), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StoreConflict"]


async def test_acknowledged_change_survives_a_crash_of_the_server(postgres: Server) -> None:
    """The server is stopped by force while people reply: what was acknowledged is there, and the store goes on."""
    store = await PostgresStore.connect(postgres.database())
    told, refused = [], 0

    async def reply(n: int) -> None:
        nonlocal refused
        try:
            async with store.open() as ledger:
                await ledger.handled.add(Handled(str(n), "", NOON))
            told.append(str(n))
        except StoreUnreachable:
            refused += 1

    for n in range(20):
        await reply(n)
    inside = asyncio.Event()

    async def cut_off() -> None:
        async with store.open() as ledger:
            await ledger.handled.add(Handled("cut", "", NOON))
            inside.set()
            await asyncio.sleep(0.5)
            await ledger.handled.add(Handled("cut too", "", NOON))

    task = asyncio.create_task(cut_off())
    await inside.wait()
    await asyncio.to_thread(postgres.stop)
    await asyncio.to_thread(postgres.start)
    with raises_saying(StoreUnreachable, "连接不上数据库"):
        await task
    for n in range(20, 40):
        await reply(n)
    assert refused == 0
    async with store.open() as ledger:
        assert {h.id for h in await ledger.handled.find(port.HANDLED_AT)} == set(told)
    await store.close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://duban:s3cret@127.0.0.1:1/ledger",
        "postgresql://127.0.0.1:1/ledger?user=duban&password=s3cret",
        "postgresql://duban:p@s3cret@127.0.0.1:1/ledger",
        "postgresql://duban:p@s3cret:9@127.0.0.1:1/ledger",
        "postgresql://duban:9/s3cret@127.0.0.1:1/ledger",
        "postgresql://duban:s3cret%@127.0.0.1:1/ledger",
        "postgresql:duban:s3cret@127.0.0.1",
    ],
)
async def test_unreachable_server_is_told_without_its_password(address: str) -> None:
    """The sentence names the server, or how an address is written, never the secret in it."""
    with pytest.raises((StoreUnreachable, StoreAddressInvalid)) as told:
        await PostgresStore.connect(address)
    assert "127.0.0.1" in said(told.value) or "postgresql://用户:口令@主机" in said(told.value)
    assert "s3cret" not in said(told.value)


async def test_copy_is_of_one_moment_and_keeps_nobody_waiting(two: Two) -> None:
    """While the documents are read out, others change the ledger at once, and the copy is of before."""
    first = [replace(MEASURE, id=f"u1/A/{n}") for n in range(3000)]
    await two[0].put_documents([("measures", measure.id, encode(measure)) for measure in first])
    found: list[bytes] = []
    async for _, _, document in two[0].documents():
        if not found:
            async with asyncio.timeout(60), two[1].open() as ledger:
                await ledger.measures.drop("u1/A/999")
                await ledger.measures.put(replace(MEASURE, id="u1/A/998", percent=5))
                await ledger.measures.put(replace(MEASURE, id="u1/A/none"))
        found.append(document)
    assert sorted(found) == sorted(map(encode, first))


async def test_server_says_itself_why_it_refuses(postgres: Server) -> None:
    """A database that was not made yet is named in the server's own words."""
    with pytest.raises(StoreUnreachable, match='database "nowhere" does not exist'):
        await PostgresStore.connect(postgres.address("nowhere"))


async def test_user_who_may_make_no_tables_is_told_so(postgres: Server) -> None:
    """Instead of a traceback there is a sentence about the owner of the database."""
    address = postgres.database()
    with psycopg.connect(address.replace("duban@", "postgres@"), autocommit=True) as connection:
        connection.execute("create role guest login")
    with raises_saying(StoreForbidden, "没有建表的权限"):
        await PostgresStore.connect(address.replace("duban@", "guest@"))


async def test_waiting_for_a_turn_ends(two: Two) -> None:
    """Where somebody holds the unit too long, the one who waits is told that nothing was kept, and may try again."""

    async def impatient() -> None:
        async with two[1].session() as session:
            await session.connection.execute("set local lock_timeout = '50ms'")
            await session.put("measures", MEASURE, encode(MEASURE).decode())

    async with two[0].open() as ledger:
        await ledger.measures.put(MEASURE)
        with raises_saying(StoreBusy, "没有记入台账"):
            await impatient()
    await impatient()


async def test_statement_that_takes_too_long_is_given_up(two: Two) -> None:
    """A slow server costs patience, not a hanging bot."""

    async def slow() -> None:
        async with two[0].session() as session:
            await session.connection.execute("set local statement_timeout = '50ms'")
            await session.connection.execute("select pg_sleep(10)")

    with pytest.raises(StoreBusy):
        await slow()


async def test_standby_is_told_apart(two: Two) -> None:
    """A server that takes no changes is said to be one."""

    async def change() -> None:
        async with two[0].session() as session:
            await session.connection.execute("set transaction read only")
            await session.put("measures", MEASURE, encode(MEASURE).decode())

    with raises_saying(StoreReadOnly, "只能读"):
        await change()


async def test_connections_that_the_server_cut_are_renewed(two: Two) -> None:
    """All connections are ended by the server while idle: the next transaction notices nothing."""
    async with two[0].open() as ledger:
        await ledger.measures.put(MEASURE)
    async with two[1]._pool.connection() as connection:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
    async with two[0].open() as ledger:
        assert await ledger.measures.get(MEASURE.id) == MEASURE


async def test_every_question_is_answered_from_its_index(two: Two) -> None:
    """In a ledger of some thousand records the plan of no question reads a table from end to end."""
    measures = [replace(MEASURE, id=f"u1/A/{n}", number=str(n), owners=(f"u1/p{n}",)) for n in range(3000)]
    people = [Person(id=f"u1/p{n}", unit="u1", name=f"甲{n}", chat=n) for n in range(3000)]
    shelves = (("measures", measures), ("people", people))
    await two[0].put_documents([(shelf, record.id, encode(record)) for shelf, records in shelves for record in records])
    async with two[0]._pool.connection() as connection:
        await connection.execute("analyze")
        numbers = count(1)
        question = re.sub("%[bs]", lambda _: f"${next(numbers)}", FIND.format(way="asc"))
        await connection.execute(f"prepare question (text[], text[], text, text, int) as {question}")
        for query in port.QUERIES:
            shelf = next(name for name, kind in port.SHELVES.items() if kind is query.record)
            asked = f"""array['u1/p7\x01'], array['u1/p7\x02'], '{shelf}', '{query.name}', null"""
            cursor = await connection.execute(f"explain execute question ({asked})")
            plan = "\n".join(row[0] for row in await cursor.fetchall())
            assert "using places_pkey" in plan
            assert "using documents_pkey" in plan
            assert "Seq Scan" not in plan


async def test_cost_of_a_question_follows_its_answer(two: Two) -> None:
    """Of 3,000 people as many rows are read as stand in the answer, by count of the server."""
    people = [Person(id=f"u1/p{n}", unit="u1", name=f"甲{n}", chat=n) for n in range(3000)]
    await two[0].put_documents([("people", person.id, encode(person)) for person in people])
    async with two[0]._pool.connection() as connection:
        explain = "explain (analyze, format json) " + FIND.format(way="asc")
        asked = [["u1\x01"], ["u1\x02"], "people", "people_of", 7]
        plan = await (await connection.execute(explain, asked)).fetchone()
    read = re.findall(r"'Relation Name': '(\w+)'.*?'Actual Rows': (\d+).*?'Actual Loops': (\d+)", str(plan))
    assert sorted((table, int(rows) * int(loops)) for table, rows, loops in read) == [("documents", 7), ("places", 7)]


async def test_what_a_transaction_writes_is_sent_together(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred measures, read and written twice, cost a handful of statements."""
    ids = [f"u1/A/{n}" for n in range(100)]
    await two[0].put_documents([("measures", id_, encode(replace(MEASURE, id=id_))) for id_ in ids])
    statements = 0
    execute = AsyncCursor.execute

    async def counting(*arguments: Any, **options: Any) -> Any:
        nonlocal statements
        statements += 1
        return await execute(*arguments, **options)

    async with two[0].open() as ledger:
        monkeypatch.setattr(AsyncCursor, "execute", counting)
        for percent in (30, 60):
            for measure in await ledger.measures.get_many(ids):
                assert await ledger.measures.get(measure.id) == measure
                await ledger.measures.put(replace(measure, percent=percent))
    assert statements <= 4  # a lock, a reading, a writing


async def test_changed_question_is_built_anew(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program whose keys are made in another way finds the records that an older one wrote."""
    address = postgres.database()
    store = await PostgresStore.connect(address)
    async with store.open() as ledger:
        await ledger.measures.put(MEASURE)
        assert await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p1") == [MEASURE]
    await store.close()
    other = Query("measures_of_person", Measure, lambda m: [(f"owner {p}",) for p in m.owners])
    changed = tuple(other if query.name == other.name else query for query in port.QUERIES)
    monkeypatch.setattr(schema, "QUERIES", changed)
    store = await PostgresStore.connect(address)
    async with store.open() as ledger:
        assert await ledger.measures.find(other, "owner u1/p1") == [MEASURE]
        assert await ledger.measures.find(other, "u1/p1") == []
    await store.close()


async def test_query_that_is_no_more_leaves_nothing(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its index entries are removed, and an older program that still has it builds them again."""
    address = postgres.database()
    gone = port.MEASURES_OF_PERSON
    others = tuple(query for query in port.QUERIES if query is not gone)
    for queries, found in ((port.QUERIES, True), (others, False), (port.QUERIES, True)):
        monkeypatch.setattr(schema, "QUERIES", queries)
        store = await PostgresStore.connect(address)
        if queries is port.QUERIES:
            async with store.open() as ledger:
                await ledger.measures.put(MEASURE)
                assert await ledger.measures.find(gone, "u1/p1") == [MEASURE]
        async with store.connection() as connection:
            rows = await connection.execute(
                "select count(*) from places where query = %s and id = %s", [gone.name, MEASURE.id]
            )
            assert bool((await rows.fetchall())[0][0]) == bool(found)
        await store.close()


def test_fingerprint_follows_the_keys_only() -> None:
    """It changes with what the function does, not from run to run."""
    names = {query.name: schema.fingerprint(query) for query in port.QUERIES}
    assert len(set(names.values())) >= len(names) * 3 // 4  # some questions rightly ask for the same keys
    assert "0x" not in "".join(names.values())


async def test_schema_is_brought_up_by_several_processes_at_once(postgres: Server) -> None:
    """Three processes that start on an empty database all find it ready."""
    address = postgres.database()
    code = "import sys, storage.postgres.schema as s; s.prepare(sys.argv[1])"
    started = (sys.executable, "-c", code, address)
    processes = [await asyncio.create_subprocess_exec(*started, cwd=ROOT) for _ in range(3)]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    with psycopg.connect(address) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [(schema.VERSION,)]


async def test_schema_of_a_newer_program_is_refused(postgres: Server) -> None:
    """An old program does not work on what it does not know."""
    address = postgres.database()
    await (await PostgresStore.connect(address)).close()
    with psycopg.connect(address) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(StoreNewer, match="9999"):
        await PostgresStore.connect(address)


async def test_schema_is_seen_and_taken_back_on_the_command_line(postgres: Server) -> None:
    """Alembic's own commands work on the program's database, and the program brings it up to date again."""
    address = postgres.database()
    await (await PostgresStore.connect(address)).close()
    given = {"DUBAN_STORE_URL": address}

    async def alembic(*words: str) -> str:
        called = (str(Path(sys.executable).with_name("alembic")), *words)  # as the handbook calls it
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | given
        process = await asyncio.create_subprocess_exec(*called, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE)
        said, wrong = await process.communicate()
        assert process.returncode == (0 if given else 1), wrong.decode()
        return (said if given else wrong).decode()

    assert await alembic("current") == f"{schema.VERSION} (head)\n"
    await alembic("downgrade", "base")
    assert await alembic("current") == ""
    await (await PostgresStore.connect(address)).close()
    assert await alembic("current") == f"{schema.VERSION} (head)\n"
    given.clear()
    assert (await alembic("current")).startswith("没有数据库的地址：请先设环境变量 DUBAN_STORE_URL")


def test_version_is_the_latest_migration() -> None:
    """The number in the program is that of the last file in the folder."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.VERSION


async def test_durability_does_not_depend_on_the_servers_default(postgres: Server) -> None:
    """A database set to answer before it has written is told not to."""
    address = postgres.database()
    with psycopg.connect(address, autocommit=True) as connection:
        set_off = "execute format('alter database %I set synchronous_commit = off', current_database())"
        connection.execute(f"do $$ begin {set_off}; end $$")
    store = await PostgresStore.connect(address)
    async with store._pool.connection() as pooled:
        (setting,) = await (await pooled.execute("show synchronous_commit")).fetchone() or ("",)
    assert setting == "on"
    await store.close()


async def test_migration_keeps_the_documents_as_they_were(postgres: Server) -> None:
    """A database of an older program is brought up to date after its documents were copied beside."""
    database = postgres.database()
    store = await PostgresStore.connect(database)
    await store.put_documents([("seals", "s1", b'{"id":"s1"}')])
    async with store.open() as ledger:
        await ledger.people.put(Person(id="u1/p1", unit="u1", name="何清溪"))
    await store.close()
    config = Config(attributes={"conninfo": database})
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    await asyncio.to_thread(command.downgrade, config, "0002")
    store = await PostgresStore.connect(database)
    with psycopg.connect(database, autocommit=True) as connection:
        rows = connection.execute("select shelf, id from duban_0002.documents order by 1").fetchall()
        assert rows == [("people", "u1/p1"), ("seals", "s1")]
    async with store.read() as ledger:
        assert [person.name for person in await ledger.people.find(PEOPLE_OF, "u1")] == ["何清溪"]
    assert await store.misplaced() == []
    await store.close()


async def test_field_of_a_newer_program_is_refused(postgres: Server) -> None:
    """A program that would drop a field opens nothing, and says which."""
    database = postgres.database()
    await (await PostgresStore.connect(database)).close()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("insert into fields values ('measures.weight')")
    with raises_saying(StoreNewer, "measures.weight"):
        await PostgresStore.connect(database)
