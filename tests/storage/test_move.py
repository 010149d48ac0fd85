"""Moving a ledger between stores: whole and proved, or not at all."""

import datetime as dt
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.history.journal import Entry, breaks
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.services.core import ledger as port
from bot.services.core.request import enter
from storage.archive.move import move
from storage.errors import MoveFailed, MoveSourceDiffers, MoveUnfinished, StoreNotEmpty
from storage.opening import open_any, open_store
from storage.postgres.session import RawDocument
from storage.postgres.store import PostgresStore
from storage.tinydb.store import TinyDBStore
from tests.storage.said import raises_saying
from tests.storage.server import Server

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)
MEASURE = Measure(id="u1/A/1-1", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="清点仓库物资")


@pytest.fixture(params=["tinydb", pytest.param("postgresql", marks=pytest.mark.postgres)])
def other_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each kind."""
    if request.param == "tinydb":
        return f"tinydb:{tmp_path / 'other' / 'ledger.json'}"
    server: Server = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
async def source(tmp_path: Path) -> str:
    """A ledger with some hundred documents, one of them on a shelf of a newer program."""
    address = f"tinydb:{tmp_path / 'data' / 'ledger.json'}"
    store = await open_any(address)
    async with store.open() as ledger:
        for n in range(700):
            await ledger.measures.put(replace(MEASURE, id=f"u1/A/{n}", number=str(n), owners=(f"u1/p{n % 3}",)))
        for n in range(3):
            await ledger.people.put(Person(id=f"u1/p{n}", unit="u1", name=f"周{n}", chat=n))
            await enter(
                ledger, Entry(unit="u1", at=NOON, by="u1/p1", verb="report", subject=f"u1/A/{n}", words="“账实”相符\n")
            )
    await store.put_documents([("seals", "s1", b'{"id":"s1","colour":"red"}')])
    await store.close()
    return address


async def contents(address: str) -> list[tuple[str, str, bytes]]:
    """Every document."""
    store = await open_any(address)
    found = [document async for document in store.documents()]
    await store.close()
    return found


async def test_moved_ledger_is_the_same_byte_for_byte_there_and_back(
    source: str, other_place: str, tmp_path: Path
) -> None:
    """Counts, documents, chain and answers to questions are the same in the other store, and after moving back."""
    told: list[tuple[int, int]] = []
    counts = await move(source, other_place, lambda done, total: told.append((done, total)))
    assert counts == {"heads": 1, "journal": 3, "measures": 700, "people": 3, "seals": 1}
    assert told[0] == (500, 708)
    assert told[-1] == (708, 708)
    there = await open_any(other_place)
    async with there.open() as ledger:
        assert len(await ledger.measures.find(port.MEASURES_OF_PERSON, "u1/p1")) == 233
        entries = await ledger.journal.find(port.JOURNAL_OF_UNIT, "u1")
        assert list(breaks(entries, await ledger.heads.get("u1"))) == []
    await there.close()
    back = f"tinydb:{tmp_path / 'back' / 'ledger.json'}"
    assert await move(other_place, back) == counts
    assert await contents(back) == await contents(source)


async def test_target_with_a_ledger_is_refused(source: str, other_place: str) -> None:
    """One record is enough: nothing of it is touched."""
    store = await open_any(other_place)
    async with store.open() as ledger:
        await ledger.measures.put(MEASURE)
    await store.close()
    before = await contents(other_place)
    with raises_saying(StoreNotEmpty, "已有台账"):
        await move(source, other_place)
    assert await contents(other_place) == before


class Interrupted(Exception):  # noqa: N818 - it is no error
    """Somebody pulled the plug."""


async def interrupt(source: str, target: str) -> None:
    """Move until the first sign of progress."""

    def stop(_done: int, _total: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        await move(source, target, stop)


async def test_interrupted_move_cannot_be_used_and_goes_on(
    source: str, other_place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part that arrived is not opened as a ledger; what is there and still the same is not sent again."""
    await interrupt(source, other_place)
    with raises_saying(MoveUnfinished, "没有完成"):
        await open_store(other_place)
    store = await open_any(source)
    async with store.open() as ledger:
        await ledger.measures.drop("u1/A/0")
        await ledger.measures.put(replace(MEASURE, id="u1/A/1", text="又清点了一次"))
        await ledger.measures.put(replace(MEASURE, id="u1/A/999"))
    await store.close()
    sent = count_sent(monkeypatch)
    counts = await move(source, other_place)
    assert counts["measures"] == 700
    assert await contents(other_place) == await contents(source)
    assert len(sent) == 208 + 3 + 1  # what had not arrived, three changes, and the mark


def count_sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of all documents that are sent to any store from now on."""
    sent: list[str] = []
    for kind in (TinyDBStore, PostgresStore):
        monkeypatch.setattr(kind, "put_documents", counting(kind.put_documents, sent))
    return sent


def counting(
    keep: Callable[[Any, list[RawDocument]], Awaitable[None]], sent: list[str]
) -> Callable[..., Awaitable[None]]:
    """The same, noting what is sent."""

    async def kept(store: Any, documents: list[RawDocument]) -> None:
        sent.extend(id_ for _, id_, _ in documents)
        await keep(store, documents)

    return kept


async def test_interrupted_move_goes_on_from_its_own_source_only(source: str, other_place: str, tmp_path: Path) -> None:
    """Another ledger is refused by name, and what had arrived stays; the same file, however it is written, goes on."""
    await interrupt(source, other_place)
    part = await contents(other_place)
    another = f"tinydb:{tmp_path / 'another.json'}"
    store = await open_any(another)
    async with store.open() as ledger:
        await ledger.measures.put(MEASURE)
    await store.close()
    with pytest.raises(MoveSourceDiffers, match=r"data/ledger\.json"):
        await move(another, other_place)
    assert await contents(other_place) == part
    assert (await move(os.path.relpath(source.removeprefix("tinydb:")), other_place))["measures"] == 700


@pytest.mark.postgres
async def test_sentences_of_a_move_hold_no_password(source: str, postgres: Server) -> None:
    """Neither one half moved, nor one of another source, nor one that is not empty repeats it."""
    address = f"{postgres.database()}&password=s3cret"
    await interrupt(source, address)
    with pytest.raises(MoveUnfinished) as unfinished:
        await open_store(address)
    with pytest.raises(MoveSourceDiffers) as elsewhere:
        await move(source, address, called=address)
    await move(source, address)
    with pytest.raises(StoreNotEmpty) as full:
        await move(source, address)
    assert "s3cret" not in f"{unfinished.value}{elsewhere.value}{full.value}"


async def test_half_moved_ledger_is_no_source(source: str, other_place: str, tmp_path: Path) -> None:
    """What is not whole is not moved on."""
    await interrupt(source, other_place)
    with raises_saying(MoveFailed, "没有完成"):
        await move(other_place, str(tmp_path / "third.json"))


async def test_broken_chain_is_not_carried_silently(source: str, other_place: str) -> None:
    """A journal in which somebody polished an entry stops the move, and the target stays unusable."""
    path = Path(source.removeprefix("tinydb:"))
    polished = path.read_text().replace('"verb":"report"', '"verb":"praise"', 1)
    path.write_text(polished.replace("\n", ""))  # as another program writes: the form of ours would be refused at once
    with raises_saying(MoveFailed, "第 1 条日志内容被改动"):
        await move(source, other_place)
    with pytest.raises(MoveUnfinished):
        await open_store(other_place)


async def test_document_lost_on_the_way_is_noticed(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target that drops one document of 708 is found out."""
    keep = TinyDBStore.put_documents

    async def careless(self: TinyDBStore, documents: list[tuple[str, str, bytes | None]]) -> None:
        await keep(self, [document for document in documents if document[1] != "u1/A/77"])

    monkeypatch.setattr(TinyDBStore, "put_documents", careless)
    with raises_saying(MoveFailed, "不一致"):
        await move(source, str(tmp_path / "careless" / "ledger.json"))
