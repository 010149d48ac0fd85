"""What the TinyDB binding promises beyond the contract: its files, its lock, and what it says when they are hurt."""

import asyncio
import datetime as dt
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

import msgspec
import pytest
from tinydb import TinyDB, where
from tinydb.storages import Storage
from tinydb.table import Table

from bot.domain.outbox.message import Message
from bot.domain.people.proposal import Act, Proposal
from bot.domain.plan.measure import Measure, Stage
from bot.services.core import ledger as port
from storage.codec import to_fields
from storage.disk import Disk
from storage.errors import StoreDamaged, StoreInUse, StoreUnwritable
from storage.opening import open_store
from storage.tinydb import append
from storage.tinydb.append import AppendStorage
from storage.tinydb.index import KeyRange
from storage.tinydb.snapshot_reader import read_snapshot
from storage.tinydb.store import TinyDBStore
from storage.tinydb.table import LedgerDB, LedgerDocument
from tests.storage.said import raises_saying

NOON = dt.datetime(2026, 3, 2, 4, 0, tzinfo=dt.UTC)


def measure(number: str) -> Measure:
    """A measure of the plan."""
    return Measure(
        id=f"u1/A/{number}",
        unit="u1",
        plan="u1/A",
        finding="u1/A/1",
        number=number,
        text="清点仓库物资",
        owners=("u1/p1",),
    )


async def put(store: TinyDBStore, *numbers: str) -> None:
    """Keep measures, a transaction each."""
    for number in numbers:
        async with store.open() as ledger:
            await ledger.measures.put(measure(number))


async def numbers(path: Path) -> list[str]:
    """The numbers of the measures that a start finds."""
    store = TinyDBStore(path)
    async with store.open() as ledger:
        found = await ledger.measures.find(port.MEASURES_OF_UNIT, "u1")
    await store.close()
    return [m.number for m in found]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is to be kept."""
    return tmp_path / "data" / "ledger.json"


def abandon(store: TinyDBStore) -> None:
    """Leave the store as a killed process would: files as they are, the lock gone."""
    store._storage.close()
    store._file_lock.release()


async def test_stock_tinydb_reads_the_file(path: Path) -> None:
    """The package as it comes opens the ledger, finds a document by its field, and Chinese is written as such."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2")
    await store.close()
    with TinyDB(path) as db:
        assert db.table("measures").get(where("number") == "1-2")["text"] == "清点仓库物资"
        assert len(db.table("measures")) == 2
    assert "清点仓库物资" in path.read_text("utf-8")


async def test_file_that_stock_tinydb_wrote_is_read(path: Path) -> None:
    """A ledger that somebody corrected with TinyDB itself, escapes and all, is opened again."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    await store.close()
    with TinyDB(path) as db:
        db.table("measures").update({"number": "1-9"})
    assert "\\u" in path.read_text("utf-8")
    assert await numbers(path) == ["1-9"]


async def test_tinydb_serves_the_live_ledger(path: Path) -> None:
    """TinyDB's own calls work inside a transaction, are durable with it, and queries follow them."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2", "1-3")
    table = store._db.table("measures")
    async with store.open() as ledger:
        assert table.update({"stage": "closed"}, where("number") == "1-2") == ["u1/A/1-2"]  # type: ignore[comparison-overlap]  # typed as int by TinyDB
        table.remove(where("number") == "1-3")
        table.insert(LedgerDocument(to_fields(measure("1-4")), "u1/A/1-4"))
        assert len(table) == 3
        assert {d["number"] for d in table.all()} == {"1-1", "1-2", "1-4"}
        assert len(await ledger.measures.find(port.MEASURES_OF_UNIT, "u1")) == 3
    abandon(store)
    assert await numbers(path) == ["1-1", "1-2", "1-4"]


async def test_ranges_of_keys_are_conditions_of_tinydb(path: Path) -> None:
    """What our table answers from the index, stock TinyDB finds in the closed file by trying every document."""
    store = TinyDBStore(path)
    await put(store, *(f"{n}-1" for n in range(30)))
    ranges = [
        KeyRange(port.MEASURES_OF_PERSON, ("u1/p1",)),
        KeyRange(port.MEASURES_NUMBERED, ("u1", "7-1")),
        KeyRange(port.MEASURES_NUMBERED, ("u1",), "12", "3"),
        KeyRange(port.MEASURES_NUMBERED, ("u2",)),
        KeyRange(port.MEASURES_NUMBERED, ()),
    ]
    table = store._db.table("measures")
    found = [sorted(d["number"] for d in table.search(cond)) for cond in ranges]
    assert [len(some) for some in found] == [30, 1, 19, 0, 30]
    closed = where("number") == "7-1"
    assert [d["number"] for d in table.search(ranges[2] & closed)] == []
    assert [d["number"] for d in table.search(ranges[0] & closed)] == ["7-1"]
    await store.close()
    with TinyDB(path) as db:
        assert [sorted(d["number"] for d in db.table("measures").search(cond)) for cond in ranges] == found


async def test_dropping_tables_through_tinydb_is_durable(path: Path) -> None:
    """TinyDB's drop_table and drop_tables write the difference only, and a start finds nothing."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2")
    async with store.open():
        store._db.drop_table("measures")
    await put(store, "2-1")
    async with store.open():
        store._db.drop_tables()
    await put(store, "3-1")
    abandon(store)
    assert await numbers(path) == ["3-1"]


async def test_write_outside_a_transaction_is_refused(path: Path) -> None:
    """Whoever kept a table beyond its transaction changes nothing with it."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    for write in (store._db.drop_tables, lambda: store._db.table("measures").remove(where("number") == "1-1")):
        with pytest.raises(RuntimeError, match="outside a transaction"):
            write()
    await store.close()
    assert await numbers(path) == ["1-1"]


async def test_failing_update_of_tinydb_changes_nothing(path: Path) -> None:
    """An updater that raises half-way leaves every document as it was."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2")
    async with store.open() as ledger:
        with pytest.raises(KeyError):
            store._db.table("measures").update(
                lambda fields: fields.pop("nothing" if fields["number"] == "1-2" else "text")
            )
        assert await ledger.measures.get("u1/A/1-1") == measure("1-1")
    await store.close()


async def test_record_that_cannot_be_read_back_undoes_its_transaction(path: Path) -> None:
    """Where no index can follow, nothing of the transaction stays, in memory neither, and the next one is whole."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    unreadable = Proposal(
        id="u1/q1", unit="u1", act=Act.CANCEL, subject="", by="", at=NOON, what="", facts={"n": cast("str", 1)}
    )

    async def fail() -> None:
        async with store.open() as ledger:
            await ledger.measures.put(measure("1-2"))
            await ledger.measures.drop("u1/A/1-1")
            await ledger.proposals.put(unreadable)

    with pytest.raises(msgspec.ValidationError, match="facts"):
        await fail()
    async with store.open() as ledger:
        assert [m.number for m in await ledger.measures.find(port.MEASURES_OF_UNIT, "u1")] == ["1-1"]
    await put(store, "1-3")
    await store.close()
    assert await numbers(path) == ["1-1", "1-3"]


async def test_table_of_a_newer_program_is_kept(path: Path) -> None:
    """What this program does not know, a table or a field, is neither lost nor in its way."""
    path.parent.mkdir()
    fields = {"id": "u1/A/1-1", "unit": "u1", "plan": "u1/A", "finding": "u1/A/1", "number": "1-1", "text": "x"}
    path.write_text(
        json.dumps(
            {
                "checkpoint": {"1": {"number": 7}},
                "seals": {"1": {"id": "s1", "colour": "red"}},
                "measures": {"1": fields | {"weight": 3}},
            }
        )
    )
    store = TinyDBStore(path)
    async with store.open() as ledger:
        found = await ledger.measures.get("u1/A/1-1")
        assert found == Measure(id="u1/A/1-1", unit="u1", plan="u1/A", finding="u1/A/1", number="1-1", text="x")
        await ledger.measures.put(replace(found, text="y"))
    await put(store, "1-2")
    await store.close()
    kept = json.loads(path.read_text("utf-8"))
    assert kept["seals"] == {"1": {"id": "s1", "colour": "red"}}
    assert kept["measures"]["1"]["text"] == "y"
    assert kept["measures"]["1"]["weight"] == 3
    assert kept["checkpoint"]["1"]["number"] == 9


async def test_torn_last_line_is_cut_off_at_every_length(path: Path) -> None:
    """Whatever part of the last line reached the disk, the transactions before it are all there."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2", "1-3")
    abandon(store)
    log = path.with_suffix(".log")
    whole = log.read_bytes()
    second = whole.index(b"\n", whole.index(b"\n") + 1) + 1
    path.with_suffix(".lock").unlink()  # as before anybody was told of the last line
    for size in range(second, len(whole), 7):
        path.unlink(missing_ok=True)
        log.write_bytes(whole[:size])
        assert await numbers(path) == ["1-1", "1-2"]


async def test_holes_in_the_last_line_are_a_torn_line(path: Path) -> None:
    """A line of which only the end reached the disk is not taken for a transaction."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2")
    abandon(store)
    log = path.with_suffix(".log")
    whole = log.read_bytes()
    first = whole.index(b"\n") + 1
    path.with_suffix(".lock").unlink()  # as before anybody was told of the last line
    log.write_bytes(whole[:first] + b"\0" * 40 + whole[first + 40 :])
    assert await numbers(path) == ["1-1"]


async def test_broken_line_in_the_middle_is_loud(path: Path) -> None:
    """One flipped bit with transactions after it stops the start, in words, and the files stay as they are."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2", "1-3")
    abandon(store)
    log = path.with_suffix(".log")
    broken = bytearray(log.read_bytes())
    broken[len(broken) // 2] ^= 1
    log.write_bytes(broken)
    with raises_saying(StoreDamaged, "校验不符"):
        await open_store(path)
    assert log.read_bytes() == broken


async def test_missing_line_is_loud(path: Path) -> None:
    """A log from which a whole transaction was taken, and one without its checkpoint, stop the start."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2", "1-3")
    abandon(store)
    log = path.with_suffix(".log")
    first, second, third = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(first + third)
    with raises_saying(StoreDamaged, "第 1 笔之后应为第 2 笔"):
        TinyDBStore(path)
    log.write_bytes(second + third)
    with raises_saying(StoreDamaged, "不见了"):
        TinyDBStore(path)


@pytest.mark.parametrize("size", [0, 1, 50, -3])
async def test_truncated_checkpoint_is_loud(path: Path, size: int) -> None:
    """A ledger file cut short, even to nothing, is never taken for an empty ledger."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    await store.close()
    path.write_bytes(path.read_bytes()[:size])
    with raises_saying(StoreDamaged, "已损坏"):
        TinyDBStore(path)


async def test_unreadable_record_is_loud(path: Path) -> None:
    """A document that is no measure stops the start and frees the lock."""
    path.parent.mkdir()
    path.write_text('{"checkpoint": {"1": {"number": 1}}, "measures": {"1": {"id": "u1/A/1-1", "unit": 5}}}')
    for _ in range(2):
        with raises_saying(StoreDamaged, "有记录无法读取"):
            TinyDBStore(path)


async def test_covered_lines_are_skipped(path: Path) -> None:
    """A stop between checkpoint and truncating the log leaves both; nothing is done twice."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2")
    async with store.open():
        store._db.table("measures").remove(where("number") == "1-1")
    store._storage.write_checkpoint(store._storage.snapshot())
    await put(store, "1-3")
    abandon(store)
    assert path.with_suffix(".log").read_bytes().count(b"\n") == 4
    assert await numbers(path) == ["1-2", "1-3"]


async def test_second_opening_is_refused(path: Path) -> None:
    """The sentence says which ledger and which process; after closing the store can be opened."""
    store = TinyDBStore(path)
    with raises_saying(StoreInUse, f"ledger.json.*进程号 {os.getpid()}"):
        TinyDBStore(path)
    await store.close()
    await TinyDBStore(path).close()


def test_second_process_is_refused(path: Path) -> None:
    """The lock holds between processes, and ends with a killed one."""
    code = (
        "import sys, pathlib, storage.tinydb.store as t; t.TinyDBStore(pathlib.Path(sys.argv[1]))\n"
        "print(1, flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:  # noqa: S603 - our own interpreter
        assert other.stdout is not None
        assert other.stdout.readline() == b"1\n"
        with raises_saying(StoreInUse, f"进程号 {other.pid}"):
            TinyDBStore(path)
        other.kill()
    abandon(TinyDBStore(path))


async def test_files_are_the_owners_only(path: Path) -> None:
    """Every file is 0600 and the folder 0700, whatever the umask."""
    umask = os.umask(0)
    try:
        store = TinyDBStore(path)
        await put(store, "1-1")
        await store.close()
    finally:
        os.umask(umask)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"ledger.json": 0o600, "ledger.log": 0o600, "ledger.lock": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_deleted_files_are_written_anew(path: Path) -> None:
    """Files taken away while the program runs are back after the next transaction, with everything in them."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    await store.close()
    store = TinyDBStore(path)
    await put(store, "1-2")
    path.with_suffix(".log").unlink()
    await put(store, "1-3")
    path.unlink()
    await put(store, "1-4")
    path.with_suffix(".log").write_bytes(b"")
    path.with_suffix(".log").unlink()
    path.unlink()
    await put(store, "1-5")
    abandon(store)
    assert await numbers(path) == ["1-1", "1-2", "1-3", "1-4", "1-5"]


async def test_deleted_folder_is_not_acknowledged(path: Path) -> None:
    """With the folder gone nothing can be durable: the transaction fails in words and memory stays as it was."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    moved = path.parent.rename(path.parent.with_name("elsewhere"))
    with raises_saying(StoreUnwritable, "没有记入台账"):
        await put(store, "1-2")
    moved.rename(path.parent)
    await put(store, "1-3")
    await store.close()
    assert await numbers(path) == ["1-1", "1-3"]


async def test_checkpoint_is_written_while_people_go_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that outgrew the file is folded into it while the store runs; nothing is lost or kept twice."""
    monkeypatch.setattr(append, "CHECKPOINT_FROM", 2000)
    store = TinyDBStore(path)
    await asyncio.gather(*(put(store, f"{n}-1", f"{n}-2") for n in range(40)))
    assert store._checkpoint is not None
    await asyncio.wait({store._checkpoint})
    abandon(store)
    assert path.stat().st_size > 2000
    assert path.with_suffix(".log").stat().st_size < 2 * path.stat().st_size
    assert len(await numbers(path)) == 80


async def test_older_snapshot_never_replaces_a_newer_checkpoint(path: Path) -> None:
    """A thread that is late with its checkpoint, after a cancelled task, does not take the ledger back."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    late = store._storage.snapshot()
    await put(store, "1-2")
    store._storage.fold_log()
    store._storage.write_checkpoint(late)
    abandon(store)
    assert await numbers(path) == ["1-1", "1-2"]


async def test_running_ledger_can_be_read_beside(path: Path) -> None:
    """Another process sees a whole ledger without the lock: checkpoint and log, up to the last whole line."""
    store = TinyDBStore(path)
    await put(store, "1-1", "1-2")
    store._storage.fold_log()
    await put(store, "1-3")
    with path.with_suffix(".log").open("ab") as log:
        log.write(b"4 0000")
    tables, number = read_snapshot(path, Disk())
    assert number == 3
    assert sorted(tables["measures"]) == ["u1/A/1-1", "u1/A/1-2", "u1/A/1-3"]
    abandon(store)


async def test_write_costs_what_is_changed(path: Path) -> None:
    """With a thousand measures a change appends one line of its own size, and no table is copied."""
    store = TinyDBStore(path)
    async with store.open() as ledger:
        for n in range(1000):
            await ledger.measures.put(measure(f"{n}-1"))
            await ledger.outbox.put(Message(id=f"m{n}", unit="u1", to="u1/p1", kind="notice", due=NOON))
    before = path.with_suffix(".log").stat().st_size
    table = store._storage.tables["measures"]
    async with store.open() as ledger:
        await ledger.measures.put(replace(measure("5-1"), stage=Stage.CLOSED))
    assert path.with_suffix(".log").stat().st_size - before < 600
    assert store._storage.tables["measures"] is table
    await store.close()


async def test_unchanged_record_writes_nothing(path: Path) -> None:
    """Putting a record as it is, and only reading, cost no line."""
    store = TinyDBStore(path)
    await put(store, "1-1")
    before = path.with_suffix(".log").stat().st_size
    await put(store, "1-1")
    assert path.with_suffix(".log").stat().st_size == before
    await store.close()


def test_it_is_a_storage_of_tinydb(path: Path) -> None:
    """The binding runs under the real package: its database, its table, its storage interface."""
    path.parent.mkdir()
    with LedgerDB(path, Disk(), storage=AppendStorage) as db:
        assert isinstance(db, TinyDB)
        assert isinstance(db.table("measures"), Table)
        assert isinstance(db.storage, Storage)
        assert db.tables() == set()
