"""What every store promises: one file of claims, run over each binding."""

import asyncio
import datetime as dt
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from bot.domain.history.journal import Entry, breaks
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Absence, Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import Measure, Stage
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence
from bot.domain.settings.policy import Policy
from bot.domain.units.unit import Unit
from bot.services.core import ledger as port
from bot.services.core.ledger import Handled, Ledger, Store
from bot.services.core.request import difference, enter
from storage.opening import DocumentStore, open_store
from tests.storage.server import Server

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MEASURE = Measure(
    id="u1/A/3-2",
    unit="u1",
    plan="u1/A",
    finding="u1/A/3",
    number="3-2",
    text="每季度核对一次库房账目，“账实相符”",
    leaders=("u1/p2",),
    departments=("水保股", "办公室"),
    owners=("u1/p7", "u1/p9"),
    deadline=Deadline(DeadlineKind.BY_DATE, "2026年6月底前", dt.date(2026, 6, 30), dt.date(2026, 6, 30)),
    policy={"marks": [10, 3]},
)

MONTHLY = Recurrence(unit=Cycle.MONTH, day=(8, LAST), from_=dt.date(2026, 7, 1))
STAGES = (Node(dt.date(2026, 3, 31), "摸底"), Node(dt.date(2026, 6, 30), "补齐"))

Address = str | Path


class Kept:
    """A store with its address, so that a test can close it and look at what was kept."""

    def __init__(self, address: Address, store: Store) -> None:
        self.address = address
        self.store = store

    async def again(self) -> Store:
        """The same store, closed and opened again."""
        await self.store.close()
        self.store = await open_store(self.address)
        return self.store


@pytest.fixture(params=["tinydb", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    """An empty store of each kind."""
    address: Address = tmp_path / "data" / "ledger.json"
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        address = server.database()
    kept = Kept(address, await open_store(address))
    yield kept
    await kept.store.close()


def message(id_: str, due: dt.datetime = NOON, priority: Priority = Priority.GREEN) -> Message:
    """A message that waits."""
    return Message(id=id_, unit="u1", to="u1/p7", kind="notice", due=due, priority=priority)


async def put(store: Store, *measures: Measure) -> None:
    """Keep measures in one transaction."""
    async with store.open() as ledger:
        for measure in measures:
            await ledger.measures.put(measure)


async def documents(store: Store) -> list[tuple[str, str, bytes]]:
    """Every document, as whoever proves or moves the ledger reads it."""
    return [document async for document in cast("DocumentStore", store).documents()]


async def test_record_comes_back_as_it_was_after_a_restart(kept: Kept) -> None:
    """Nested values, tuples, days, enums and Chinese survive the codec and the disk."""
    unit = Unit(id="u1", name="临河县水务局", policy=Policy(marks=(5, 1), send_at=dt.time(9, 15), steps=(Role.OFFICE,)))
    person = Person(
        id="u1/p7",
        unit="u1",
        name="周晓岚",
        roles=(Role.OWNER, Role.OFFICE),
        chat=10**10,
        bound_at=NOON,
        send_at=dt.time(7, 45),
        absences=(Absence(dt.date(2026, 4, 1), dt.date(2026, 4, 8), "u1/p9"),),
    )
    due = dt.datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    letter = replace(message("a", due), facts={"n": [1, 2.5, None, True, {"键": "值"}]}, state=MessageState.UNCERTAIN)
    staged = replace(MEASURE.deadline, recurrence=MONTHLY, nodes=STAGES)
    async with kept.store.open() as ledger:
        await ledger.units.put(unit)
        await ledger.people.put(person)
        await ledger.measures.put(MEASURE)
        await ledger.measures.put(replace(MEASURE, id="u1/A/3-3", deadline=staged))
        await ledger.outbox.put(letter)
    async with (await kept.again()).open() as ledger:
        assert await ledger.units.get("u1") == unit
        assert await ledger.people.get("u1/p7") == person
        assert await ledger.measures.get("u1/A/3-2") == MEASURE
        assert await ledger.measures.get("u1/A/3-3") == replace(MEASURE, id="u1/A/3-3", deadline=staged)
        assert await ledger.outbox.get("a") == letter


async def test_several_records_come_in_the_order_asked(kept: Kept) -> None:
    """Each once, also one that was written, and not one that was dropped, a moment before; absent ones are left out."""
    first, second, third = (replace(MEASURE, id=f"u1/A/1-{n}") for n in (1, 2, 3))
    await put(kept.store, first, second)
    async with kept.store.open() as ledger:
        await ledger.measures.put(third)
        await ledger.measures.drop(first.id)
        asked = [third.id, "u1/A/none", second.id, first.id, third.id]
        assert await ledger.measures.get_many(asked) == [third, second]
        assert await ledger.measures.get_many([]) == []


async def test_exception_keeps_nothing(kept: Kept) -> None:
    """What was put, added and dropped before an exception is undone, in records and in answers to questions."""
    await put(kept.store, MEASURE)
    moved = replace(MEASURE, owners=("u1/p1",), stage=Stage.CLOSED)

    async def fail() -> None:
        async with kept.store.open() as ledger:
            await ledger.measures.put(moved)
            await ledger.measures.put(replace(MEASURE, id="u1/A/4-1"))
            await ledger.measures.drop("u1/A/4-1")
            await ledger.measures.drop(MEASURE.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    for restarted in (False, True):
        store = await kept.again() if restarted else kept.store
        async with store.open() as ledger:
            assert await ledger.measures.find(port.MEASURES_OF_UNIT, "u1") == [MEASURE]
            assert await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p7") == [MEASURE]
            assert await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p1") == []
            assert await ledger.measures.find(port.MEASURES_DUE, "u1") == [MEASURE]


async def test_cancelled_transaction_keeps_nothing(kept: Kept) -> None:
    """A task that is cancelled inside its transaction leaves no trace, and the next one goes ahead."""
    inside = asyncio.Event()

    async def stuck() -> None:
        async with kept.store.open() as ledger:
            await ledger.measures.put(MEASURE)
            inside.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    await asyncio.wait({task})
    async with kept.store.open() as ledger:
        assert await ledger.measures.get(MEASURE.id) is None


async def test_add_refuses_an_id_that_is_there(kept: Kept) -> None:
    """The first message with a reason stays; the second is told so, in the same transaction and in a later one."""
    async with kept.store.open() as ledger:
        assert await ledger.outbox.add(message("digest:2026-W10"))
        assert not await ledger.outbox.add(message("digest:2026-W10", NOON + dt.timedelta(days=1)))
    async with (await kept.again()).open() as ledger:
        assert not await ledger.outbox.add(message("digest:2026-W10", NOON + dt.timedelta(days=1)))
        assert await ledger.outbox.get("digest:2026-W10") == message("digest:2026-W10")


async def test_questions_see_what_the_transaction_wrote(kept: Kept) -> None:
    """An added, a changed and a dropped record are found, or no longer found, before the transaction ends."""
    await put(kept.store, MEASURE, replace(MEASURE, id="u1/A/1-1"))
    async with kept.store.open() as ledger:
        await ledger.measures.put(replace(MEASURE, owners=("u1/p1",)))
        await ledger.measures.drop("u1/A/1-1")
        await ledger.measures.drop("u1/A/none")
        assert await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p7") == []
        assert [m.id for m in await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p1")] == [MEASURE.id]
    for restarted in (False, True):
        store = await kept.again() if restarted else kept.store
        async with store.open() as ledger:
            assert [m.id for m in await ledger.measures.find(port.MEASURES_OF_UNIT, "u1")] == [MEASURE.id]


def due(number: str, day: int, unit: str = "u1") -> Measure:
    """A measure that is due on a day of June."""
    date = dt.date(2026, 6, day)
    id_ = f"{unit}/A/{number}"
    return replace(MEASURE, id=id_, unit=unit, number=number, deadline=Deadline(DeadlineKind.BY_DATE, "", date, date))


async def test_question_with_bounds_is_half_open(kept: Kept) -> None:
    """`since` is included, `until` is not, and only the unit that was asked for answers."""
    await put(kept.store, *(due(str(n), n) for n in (9, 3, 7, 5)), due("1", 5, "u2"), due("2", 5, "u10"))
    async with kept.store.open() as ledger:
        found = await ledger.measures.find(port.MEASURES_DUE, "u1", since="2026-06-05", until="2026-06-09")
        assert [m.number for m in found] == ["5", "7"]
        everything = await ledger.measures.find(port.MEASURES_DUE, "u1")
        assert [m.number for m in everything] == ["3", "5", "7", "9"]
        exact = await ledger.measures.find(port.MEASURES_DUE, "u1", "2026-06-05")
        assert [m.id for m in exact] == ["u1/A/5"]
        late = await ledger.measures.find(port.MEASURES_DUE, "u1", since="2026-06-06")
        assert [m.number for m in late] == ["7", "9"]
        every_unit = await ledger.measures.find(port.MEASURES_DUE, until="u2")
        assert [m.unit for m in every_unit] == ["u1", "u1", "u1", "u1", "u10"]


async def test_limit_and_latest_count_from_the_right_end(kept: Kept) -> None:
    """`limit` counts records, `latest` starts at the end; equal keys are in the order of ids."""
    await put(kept.store, due("1", 5), due("2", 5), due("3", 6))
    async with kept.store.open() as ledger:
        first = await ledger.measures.find(port.MEASURES_DUE, "u1", limit=2)
        assert [m.number for m in first] == ["1", "2"]
        last = await ledger.measures.find(port.MEASURES_DUE, "u1", limit=2, latest=True)
        assert [m.number for m in last] == ["3", "2"]
        assert await ledger.measures.find(port.MEASURES_DUE, "u1", limit=0) == []


async def test_record_with_several_keys_is_found_once(kept: Kept) -> None:
    """A measure of two owners is under each of them, and once in an answer about all people."""
    await put(kept.store, MEASURE)
    async with kept.store.open() as ledger:
        for person in ("u1/p2", "u1/p7", "u1/p9"):
            assert len(await ledger.measures.find(port.MEASURES_OF_PERSON, person)) == 1
        assert len(await ledger.measures.find(port.MEASURES_OF_PERSON)) == 1
        assert len(await ledger.measures.find(port.MEASURES_OF_PERSON, latest=True, limit=2)) == 1


async def test_question_with_several_prefixes_gives_each_its_answer(kept: Kept) -> None:
    """Asked at once, every prefix gets what it gets alone, also an empty one, and also what was just written."""
    measures = [replace(MEASURE, id=f"u1/A/{n}", owners=(f"u1/p{n % 3}", f"u1/p{n % 4}")) for n in range(12)]
    await put(kept.store, *measures[:-1])
    prefixes = [("u1/p0",), ("u1/p3",), (), ("u1/nobody",), ("u1/p0",)]
    async with kept.store.open() as ledger:
        await ledger.measures.put(measures[-1])
        for limit in (None, 1, 5, 0):
            for latest in (False, True):
                alone = [
                    await ledger.measures.find(port.MEASURES_OF_PERSON, *prefix, limit=limit, latest=latest)
                    for prefix in prefixes
                ]
                asked = await ledger.measures.find_each(port.MEASURES_OF_PERSON, prefixes, limit=limit, latest=latest)
                assert asked == alone
        assert len(alone[2]) == 0
        assert await ledger.measures.find_each(port.MEASURES_OF_PERSON, []) == []
        (everything,) = await ledger.measures.find_each(port.MEASURES_OF_PERSON, [()], limit=12)
        assert {measure.id for measure in everything} == {measure.id for measure in measures}


async def test_waiting_messages_come_by_priority_and_due_time(kept: Kept) -> None:
    """Times compare as times across the hour, and a message that is sent is no longer ready."""
    async with kept.store.open() as ledger:
        for hours, priority in ((11, 3), (-3, 3), (2, 3), (50, 1)):
            await ledger.outbox.add(message(f"m{hours}", NOON + dt.timedelta(hours=hours), Priority(priority)))
        await ledger.outbox.add(replace(message("gone"), state=MessageState.SENT))
    async with kept.store.open() as ledger:
        now = port.moment(NOON + dt.timedelta(hours=5))
        assert [m.id for m in await ledger.outbox.find(port.OUTBOX_READY, "")] == ["m50", "m-3", "m2", "m11"]
        assert [m.id for m in await ledger.outbox.find(port.OUTBOX_READY, "", "3", until=now)] == ["m-3", "m2"]


async def test_words_of_keys_compare_by_code_point(kept: Kept) -> None:
    """Names and numbers with any sign are ordered the same by every store, whatever its locale."""
    names = ["a", "B", "Ä", "张三", "李四", "a b", "a'b", "a%", "😀", ""]
    async with kept.store.open() as ledger:
        for n, name in enumerate(names):
            await ledger.people.put(Person(id=f"u1/p{n}", unit="u1", name=name))
        assert [p.name for p in await ledger.people.find(port.PEOPLE_OF, "u1")] == sorted(names)
        assert [p.name for p in await ledger.people.find(port.PEOPLE_OF, "u1", "a%")] == ["a%"]


async def test_transactions_take_turns(kept: Kept) -> None:
    """Fifty tasks that each add one to the same figure lose none."""

    async def count() -> None:
        async with kept.store.open() as ledger:
            measure = await ledger.measures.get(MEASURE.id)
            assert measure is not None
            await asyncio.sleep(0)
            await ledger.measures.put(replace(measure, percent=(measure.percent or 0) + 1))

    await put(kept.store, MEASURE)
    await asyncio.gather(*(count() for _ in range(50)))
    async with kept.store.open() as ledger:
        counted = await ledger.measures.get(MEASURE.id)
        assert counted is not None
        assert counted.percent == 50


async def test_one_of_two_adds_of_an_id_wins(kept: Kept) -> None:
    """The same update handled by two tasks at once is recorded once."""

    async def handle() -> bool:
        async with kept.store.open() as ledger:
            added = await ledger.handled.add(Handled("77", "", NOON))
            await asyncio.sleep(0)
            return added

    assert sorted(await asyncio.gather(*(handle() for _ in range(5)))) == [False] * 4 + [True]


async def test_journal_chain_holds_after_a_restart(kept: Kept) -> None:
    """Entries come back in order and with the very values that their digests were made of."""
    changed = replace(MEASURE, stage=Stage.UNDER_WAY, reported=NOON)
    async with kept.store.open() as ledger:
        for n in range(3):
            before, after = difference(MEASURE, changed)
            at = NOON + dt.timedelta(microseconds=n)
            await enter(
                ledger,
                Entry(
                    unit="u1",
                    at=at,
                    by="u1/p7",
                    verb="report",
                    subject=MEASURE.id,
                    before=before,
                    after=after,
                    words=f"第{n}次",
                    update=900 + n,
                ),
            )
            await enter(ledger, Entry(unit="u2", at=at, by="clock", verb="remind", subject="x"))
    async with (await kept.again()).open() as ledger:
        for unit in ("u1", "u2"):
            entries = await ledger.journal.find(port.JOURNAL_OF_UNIT, unit)
            assert [entry.number for entry in entries] == [1, 2, 3]
            assert list(breaks(entries, await ledger.heads.get(unit))) == []
        latest = await ledger.journal.find(port.JOURNAL_SINCE, "u1", limit=1, latest=True)
        assert [entry.words for entry in latest] == ["第2次"]


async def test_reader_is_not_held_up_by_an_open_transaction_and_sees_none_of_it(kept: Kept) -> None:
    """Changed, new and dropped records of a transaction that is still open are as they were, also in every query."""
    other = replace(MEASURE, id="u1/A/4-1", number="4-1")
    await put(kept.store, MEASURE, other)
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with kept.store.open() as ledger:
            await ledger.measures.put(replace(MEASURE, owners=("u1/p1",), stage=Stage.CLOSED))
            await ledger.measures.add(replace(MEASURE, id="u1/A/5-1", number="5-1"))
            await ledger.measures.drop(other.id)
            assert len(await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p1")) == 1
            inside.set()
            await go_on.wait()

    async def check(ledger: Ledger) -> None:
        assert await ledger.measures.get_many([other.id, MEASURE.id, "u1/A/5-1"]) == [other, MEASURE]
        assert await ledger.measures.get("u1/A/5-1") is None
        assert await ledger.measures.find(port.MEASURES_NUMBERED, "u1") == [MEASURE, other]
        assert await ledger.measures.find(port.MEASURES_NUMBERED, "u1", limit=1) == [MEASURE]
        assert await ledger.measures.find(port.MEASURES_NUMBERED, "u1", limit=1, latest=True) == [other]
        assert await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p1") == []
        assert await ledger.measures.find_each(port.MEASURES_DUE, [("u1",), ("u2",)]) == [[MEASURE, other], []]

    committed = await documents(kept.store)
    writing = asyncio.create_task(write())
    await inside.wait()
    meanwhile = await documents(kept.store)
    async with asyncio.timeout(60), kept.store.read() as ledger:
        await check(ledger)
        go_on.set()
        await writing
        await check(ledger)
    assert meanwhile == committed
    async with kept.store.read() as ledger:
        assert [m.number for m in await ledger.measures.find(port.MEASURES_NUMBERED, "u1")] == ["3-2", "5-1"]
        assert len(await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p1")) == 1


async def test_reader_sees_one_moment(kept: Kept) -> None:
    """Random changes, kept or undone, while a reader goes on: it always sees what was there when it began."""
    chance = random.Random(5)  # noqa: S311 - a test's own
    ids = [f"u1/A/{n}" for n in range(8)]
    await put(kept.store, *(replace(MEASURE, id=id_) for id_ in ids[:4]))

    async def change() -> None:
        with suppress(ZeroDivisionError):
            async with kept.store.open() as ledger:
                for _ in range(3):
                    id_ = chance.choice(ids)
                    await ledger.measures.put(replace(MEASURE, id=id_, owners=(f"u1/p{chance.randrange(3)}",)))
                    await ledger.measures.drop(chance.choice(ids))
                if chance.random() < 0.3:
                    raise ZeroDivisionError

    async def seen(ledger: Ledger) -> list[object]:
        by_person = [("u1/p0",), ("u1/p1",), ("u1/p7",)]
        return [
            await ledger.measures.get_many(ids),
            await ledger.measures.find_each(port.MEASURES_OF_PERSON, by_person),
            await ledger.measures.find(port.MEASURES_OF_UNIT, "u1", limit=3, latest=True),
        ]

    for _ in range(10):
        async with kept.store.read() as ledger:
            first = await seen(ledger)
            for _ in range(4):
                await asyncio.create_task(change())
                assert await seen(ledger) == first
        async with kept.store.open() as ledger:
            now = await seen(ledger)
        async with kept.store.read() as ledger:
            assert await seen(ledger) == now


async def test_write_while_reading_is_refused(kept: Kept) -> None:
    """Whoever only reads cannot put, add or drop, and nothing is changed by the attempt."""
    await put(kept.store, MEASURE)
    for attempt in ("put", "add", "drop"):
        async with kept.store.read() as ledger:
            given = MEASURE.id if attempt == "drop" else replace(MEASURE, id="u1/A/9-9", percent=9)
            with pytest.raises(RuntimeError, match="while reading"):
                await getattr(ledger.measures, attempt)(given)
    async with kept.store.read() as ledger:
        assert await ledger.measures.find(port.MEASURES_OF_UNIT, "u1") == [MEASURE]
        late = ledger
    with pytest.raises(RuntimeError, match="ended"):
        await late.measures.get(MEASURE.id)


async def test_transaction_inside_a_transaction_is_refused(kept: Kept) -> None:
    """Instead of waiting for itself for ever, a task is told of its mistake."""
    for outer, inner in itertools.product((kept.store.open, kept.store.read), repeat=2):
        async with outer():
            with pytest.raises(RuntimeError, match="transaction"):
                async with inner():
                    pass


async def test_ledger_is_of_no_use_after_its_transaction(kept: Kept) -> None:
    """A late write cannot slip into another's transaction."""
    async with kept.store.open() as ledger:
        late: Ledger = ledger
    with pytest.raises((AttributeError, RuntimeError)):
        await late.measures.put(MEASURE)


async def test_closed_store_refuses_and_closes_twice(kept: Kept) -> None:
    """After closing nothing can be written any more, and closing again is harmless."""
    await kept.store.close()
    await kept.store.close()
    with pytest.raises(RuntimeError, match="closed"):
        await put(kept.store, MEASURE)


async def test_record_of_another_kind_is_refused(kept: Kept) -> None:
    """A shelf keeps one kind of record."""
    with pytest.raises(TypeError, match="shelf of Measure"):
        async with kept.store.open() as ledger:
            await ledger.measures.put(message("m"))  # type: ignore[arg-type]  # the mistake under test


@pytest.mark.parametrize("facts", [{"due": dt.date(2026, 1, 1)}, {"list": [NOON]}, {1: "x"}], ids=repr)
async def test_free_facts_must_be_plain(kept: Kept, facts: dict[str, object]) -> None:
    """What would come back as something else than it was is refused when it is written."""
    with pytest.raises(TypeError, match="facts"):
        async with kept.store.open() as ledger:
            await ledger.outbox.add(replace(message("m"), facts=facts))
    async with kept.store.open() as ledger:
        assert await ledger.outbox.get("m") is None


async def test_time_without_a_zone_is_refused(kept: Kept) -> None:
    """A naive time would mean another moment on another machine."""
    with pytest.raises(TypeError, match="zone"):
        async with kept.store.open() as ledger:
            await ledger.outbox.add(message("m", NOON.replace(tzinfo=None)))


async def test_every_question_is_answered_by_its_shelf(kept: Kept) -> None:
    """No named question lacks its index."""
    async with kept.store.open() as ledger:
        for query in port.QUERIES:
            shelf = next(name for name, kind in port.SHELVES.items() if kind is query.record)
            assert await getattr(ledger, shelf).find(query, "nothing") == []


def expected(
    people: list[Person], prefix: tuple[str, ...], bounds: tuple[str, str | None], limit: int | None
) -> list[str]:
    """What the port promises, the slow way."""
    since, until = bounds
    found = []
    for person in people:
        key = (person.unit, person.name)
        rest = key[len(prefix)] if len(prefix) < len(key) else ""
        if key[: len(prefix)] == prefix and since <= rest and (until is None or rest < until):
            found.append((key, person.id))
    return [id_ for _, id_ in sorted(found)][:limit]


async def test_any_question_gives_what_the_port_says(kept: Kept) -> None:
    """Two hundred random questions about people with awkward names get the same answers as a plain search."""
    chance = random.Random(7)  # noqa: S311 - a test's own
    words = ["", "a", "ab", "b", " ", "a ", "a'", "%", "张", "张三", "é", "😀", "~", "\x7f"]
    people = [
        Person(id=f"u/p{n}", unit=chance.choice(["u", "u1", "u10"]), name=chance.choice(words)) for n in range(150)
    ]
    async with kept.store.open() as ledger:
        for person in people:
            await ledger.people.put(person)
        for n in chance.sample(range(150), 50):
            people[n] = replace(people[n], name=chance.choice(words))
            await ledger.people.put(people[n])
        for _ in range(200):
            prefix = tuple(chance.choice([("u",), ("u1",), ("u1", chance.choice(words)), ()]))
            since = "" if len(prefix) == 2 else chance.choice(["", *words])
            until = None if len(prefix) == 2 else chance.choice([None, *words[1:]])
            limit = chance.choice([None, 1, 3, 100])
            answer = await ledger.people.find(port.PEOPLE_OF, *prefix, since=since, until=until, limit=limit)
            assert [p.id for p in answer] == expected(people, prefix, (since, until), limit)
            assert len({p.id for p in answer}) == len(answer)


async def test_any_changes_leave_what_was_done_last(kept: Kept) -> None:
    """Random changes in transactions of which some fail: records, refusals and answers are those of a plain dict."""
    chance = random.Random(11)  # noqa: S311 - a test's own
    ids, owners = [f"u1/A/{n}" for n in range(5)], [f"u1/p{n}" for n in range(3)]
    kept_so_far: dict[str, Measure] = {}

    async def change(ledger: Ledger, now: dict[str, Measure]) -> None:
        measure = replace(MEASURE, id=chance.choice(ids), leaders=(), owners=tuple(chance.sample(owners, 2)))
        match chance.choice(["add", "put", "drop", "get", "find", "find"]):
            case "add":
                assert await ledger.measures.add(measure) == (measure.id not in now)
                now.setdefault(measure.id, measure)
            case "put":
                await ledger.measures.put(measure)
                now[measure.id] = measure
            case "drop":
                await ledger.measures.drop(measure.id)
                now.pop(measure.id, None)
            case "get":
                assert await ledger.measures.get(measure.id) == now.get(measure.id)
            case _:
                owner = chance.choice(owners)
                found = await ledger.measures.find(port.MEASURES_OF_PERSON, owner)
                assert found == [now[id_] for id_ in sorted(now) if owner in now[id_].owners]

    for _ in range(120):
        now = dict(kept_so_far)
        fails = chance.random() < 0.3
        with suppress(ZeroDivisionError):
            async with kept.store.open() as ledger:
                for _ in range(chance.randrange(9)):
                    await change(ledger, now)
                if fails:
                    raise ZeroDivisionError
        if not fails:
            kept_so_far = now
    async with (await kept.again()).open() as ledger:
        assert await ledger.measures.get_many(ids) == [kept_so_far[id_] for id_ in ids if id_ in kept_so_far]
