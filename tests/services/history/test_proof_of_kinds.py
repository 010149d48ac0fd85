"""Every kind of record proves itself, a new one too: whatever is falsified of any is found and named in Chinese."""

import dataclasses
import datetime as dt
import enum
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import psycopg
import pytest

from bot.cli.history import prove
from bot.config import Config, StoreSettings
from bot.domain.evidence.evidence import EvidenceKind
from bot.domain.history.change import ACCOUNTS, EXEMPT, account_hash
from bot.domain.history.journal import Entry, Head
from bot.domain.people.invitation import Invitation
from bot.domain.units.unit import Unit
from bot.messages.history.difference import difference_lines
from bot.messages.wording import load_wording
from bot.services.core.ledger import SHELVES, Store
from bot.services.evidence.upload import Upload, keep_evidence
from bot.services.history.verification import Verified, examined
from bot.services.operations.proof import prove_daily
from storage.opening import DocumentStore, open_store
from tests.services.history.test_proof import FALSIFIED, Tables, lived
from tests.services.scene import FIRST, OFFICE, OWNER, START, Scene, open_scene
from tests.storage.server import Server

RECORDED = sorted(set(SHELVES) - set(EXEMPT))
FIELDS = [(shelf, one.name) for shelf in RECORDED for one in dataclasses.fields(SHELVES[shelf])]
CHINESE = re.compile(r"[\u4e00-\u9fff（）]+")
Documents = dict[tuple[str, str], dict[str, Any]]


def value(type_: Any, n: int) -> Any:
    """Some value of a type; another number gives another one, where there is one."""
    parts, origin = [part for part in get_args(type_) if part not in {NoneType, Ellipsis}], get_origin(type_)
    day = dt.date(2026, 3, n + 1)
    made: Any = {
        Any: n,
        str: f"词{n}",
        bool: n % 2 == 1,
        int: n + 3,
        float: n + 0.5,
        dt.timedelta: dt.timedelta(n + 1),
        dt.date: day,
        dt.time: dt.time(n + 1),
        dt.datetime: dt.datetime.combine(day, dt.time(8), dt.UTC),
    }.get(type_)
    if origin in {Union, UnionType}:
        made = value(parts[0], n)
    elif origin is tuple:
        made = tuple(value(part, n) for part in parts)
    elif origin is dict:
        made = {"photos": value(parts[1], n)}
    elif dataclasses.is_dataclass(type_):
        made = record(cast("type[Any]", type_), n)
    elif isinstance(type_, type) and issubclass(type_, enum.Enum):
        made = [*type_][n % len(type_)]
    assert made is not None, type_
    return made


def record(kind: type[Any], n: int) -> Any:
    """A record with something in each of its fields; its policy is the usual one."""
    types = get_type_hints(kind)
    facts = {one.name: value(types[one.name], n) for one in dataclasses.fields(kind) if one.init}
    usual = Unit(id="u1", name="词")
    return kind(**(facts | {"policy": usual.policy} if kind is Unit else facts))


async def fill(store: Store) -> None:
    """Two records of every kind that has a history, each made with the first entry of the journal."""
    async with store.open() as ledger:
        entry = Entry(unit="u1", at=START, by="u1/p1", verb="import", subject="u1/A").after_entry(Head("u1"))
        await ledger.journal.put(entry)
        await ledger.heads.put(Head("u1", entry.number, entry.digest))
        for shelf in RECORDED:
            for n in (1, 2):
                made = record(SHELVES[shelf], n)
                ids = {"id": "u1"} if shelf == "units" else {"id": f"u1/{shelf}-{n}", "unit": "u1"}
                named = {one.name for one in dataclasses.fields(made)}
                await getattr(ledger, shelf).put(dataclasses.replace(made, **{k: ids[k] for k in ids if k in named}))


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Documents]:
    """What such a ledger keeps, by shelf and id."""
    store = await open_store(tmp_path / "ledger.json")
    await fill(store)
    yield {
        (shelf, id_): json.loads(document) async for shelf, id_, document in cast("DocumentStore", store).documents()
    }
    await store.close()


def proved(documents: Documents) -> tuple[Verified, ...]:
    """What the check says of them."""
    return examined((*key, json.dumps(fields).encode()) for key, fields in documents.items())


def said(documents: Documents) -> list[str]:
    """The same in words."""
    return [line for one in proved(documents) for line in difference_lines(load_wording(), one.differences, one.called)]


def other(found: Any) -> Any:
    """Something that a field does not hold."""
    match found:
        case bool():
            return not found
        case int() | float():
            return found + 1
        case str():
            return found + "x"
        case list():
            return [*found, *found]
        case dict():
            return found | {"forged": 1}
        case _:
            return "forged"


def id_on(documents: Documents, shelf: str) -> str:
    """The last record of a shelf."""
    return max(id_ for at, id_ in documents if at == shelf)


async def test_a_ledger_of_every_kind_holds(kept: Documents) -> None:
    """Nothing is found where nothing was falsified, and each kind is compared."""
    (found,) = proved(kept)
    assert found.holds, said(kept)
    assert (found.unrecorded, found.since) == (0, 1)
    assert {shelf for shelf, _ in kept} >= set(RECORDED)
    assert found.records == sum(shelf in RECORDED for shelf, _ in kept)


async def test_every_field_of_every_kind_is_compared_and_called_by_its_name(kept: Documents) -> None:
    """Whichever field is falsified is named with record, field and entry, and no word of the program is in it."""
    wording = load_wording()
    for shelf, name in FIELDS:
        key = (shelf, id_on(kept, shelf))
        if name == "id" or (shelf != "units" and name == "unit") or name not in kept[key]:
            continue
        lines = said(kept | {key: kept[key] | {name: other(kept[key][name])}})
        assert len(lines) == 1, (shelf, name, lines)
        assert lines[0].endswith("（最后写到它的是第 1 条历史）"), lines
        called, _, field = lines[0].partition("：")[0].partition("的")
        assert called.startswith(wording.word(f"history.record.{shelf}")), lines
        assert CHINESE.fullmatch(field) or "绑定账号" in field, lines


def test_every_kind_and_field_has_its_word() -> None:
    """A new kind of record and a new field need a word by which the check can name them."""
    wording = load_wording()
    words = [f"history.record.{shelf}" for shelf in RECORDED] + [f"history.field.{name}" for _, name in FIELDS]
    assert [word for word in dict.fromkeys(words) if word not in wording] == []
    assert [key for key in words if not CHINESE.fullmatch(wording.word(key))] == []


@pytest.mark.parametrize("shelf", RECORDED)
async def test_a_record_that_goes_comes_or_takes_another_s_place_is_named(kept: Documents, shelf: str) -> None:
    """One that is gone, one that is there twice, one of another unit or of none, and two that changed places."""
    word, last = load_wording().word(f"history.record.{shelf}"), (shelf, id_on(kept, shelf))
    gone = said({key: fields for key, fields in kept.items() if key != last})
    assert any(line.startswith(word) and "历史上有，台账上没有了" in line for line in gone)
    if shelf == "units":
        return
    for fields in (kept[last] | {"id": "u1/zz"}, kept[last] | {"unit": "u9"}, kept[last] | {"unit": ""}):
        lines = said(kept | {(shelf, "u1/zz"): fields})
        assert any(line.startswith(word) and "台账上有，历史上没有" in line for line in lines), lines
    first = (shelf, min(id_ for at, id_ in kept if at == shelf))
    swapped = said(kept | {first: kept[last], last: kept[first]})
    assert any(line.startswith(word) and "的内部编号：" in line for line in swapped), swapped


async def test_chains_that_were_begun_anew_or_stand_elsewhere_are_said(kept: Documents) -> None:
    """Without changes nothing was compared, which is said; a link under another's id is found."""
    without = {key: fields for key, fields in kept.items() if key[0] not in {"changes", "heads"}}
    assert [(one.unrecorded, one.records) for one in proved(without)] == [(found := proved(kept)[0].records, found)]
    for shelf in ("journal", "changes"):
        key = next(key for key in kept if key[0] == shelf)
        moved = {at: fields for at, fields in kept.items() if at != key} | {(shelf, "u1/000000777"): kept[key]}
        assert any("存在别的编号下" in line for line in said(moved))


async def test_no_account_stands_in_a_change(tmp_path: Path) -> None:
    """Of every account, a link's second one too, the chain keeps a keyed hash."""
    async with open_scene(tmp_path) as scene:
        async with scene.store.open() as ledger:
            claimed = Invitation(
                id="0" * 64, unit="u1", person=OWNER.id, expires=START, issued_by=OFFICE.id, claimed=918273645546
            )
            await ledger.invitations.put(claimed)
        documents = {
            (shelf, id_): json.loads(one) async for shelf, id_, one in cast("DocumentStore", scene.store).documents()
        }
    assert ACCOUNTS["invitations"] == ("claimed",)
    changes = [fields for (shelf, _), fields in documents.items() if shelf == "changes"]
    kept = next(one["records"]["invitations"]["0" * 64] for one in changes if "invitations" in one["records"])
    key = documents["secrets", "account hashes"]["value"].encode()
    assert kept["claimed"] == account_hash(918273645546, key)
    assert "918273645546" not in json.dumps(changes)
    assert proved(documents)[0].holds


def files(folder: Path) -> Iterator[Path]:
    """The files of evidence."""
    return (file for file in (folder / "evidence").rglob("*") if file.is_file())


@pytest.mark.parametrize("way", ["altered", "gone"])
async def test_file_of_evidence_that_is_not_what_it_was_is_named(
    tmp_path: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the command, and by the day's check to the office."""
    async with open_scene(tmp_path) as scene:
        await keep_evidence(
            scene.request, OWNER, Upload(content=b"photo", kind=EvidenceKind.PHOTO, name="签到.jpg"), FIRST
        )
        config = Config(store=StoreSettings(url=str(tmp_path / "ledger.json"), evidence=str(tmp_path / "evidence")))
        assert await prove(config, None) == 0
        (file,) = files(tmp_path)
        file.write_bytes(b"forged") if way == "altered" else file.unlink()
        assert await prove(config, None) == 1
        assert "佐证 签到.jpg：存的原件不在了，或者不是当时的那一份" in capsys.readouterr().out
        assert await prove_daily(scene.request)
        (told,) = [m for m in await scene.messages(OFFICE, "notice") if m.facts["key"] == "operations.proof_differs"]
        assert "佐证 签到.jpg" in str(told.facts)


SQL = {
    "a measure is closed": (
        """update documents set document = replace(document::text, '"not_started"', '"closed"')::json
        where shelf = 'measures' and id like '%3-2'""",
        "措施 3-2 的状态：台账上是“已销号”，历史记的是“未启动”",
    ),
    "a letter is gone": ("delete from documents where shelf = 'letters'", "督办函 .*：历史上有，台账上没有了"),
    "the last entries are gone": (
        "delete from documents where shelf = 'journal' and id > 'u1/000000009'",
        "末尾的历史被截掉了",
    ),
    "a measure is hidden from every query": (
        "delete from places where id like '%3-2'",
        "措施 .*3-2：数据库的查询目录里少了它",
    ),
    "a measure is hidden from the clock": (
        "delete from places where query = 'measures_to_wake' and id like '%3-2'",
        "措施 .*3-2：数据库的查询目录里少了它",
    ),
    "a query finds what is not there": (
        "insert into places values ('measures_of_unit', 'u1' || chr(1), 'u1/A/9-9')",
        "措施 u1/A/9-9：数据库的查询目录里少了它、多了它",
    ),
    "a record is another unit's": (
        "update documents set unit = 'u2' where shelf = 'people' and id = 'u1/p1'",
        "人员 .*：数据库的查询目录里少了它、多了它，或者记错了单位",
    ),
    "two records change places": (
        """update documents set id = case when id like '%3-1' then 'u1/A/3-2x' else 'u1/A/3-1x' end
        where shelf = 'measures' and id < 'u1/A/3-3'""",
        "措施 3-[12]：台账上有，历史上没有",
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("way", SQL)
async def test_whatever_is_falsified_by_sql_is_found_and_named(
    tmp_path: Path, postgres: Server, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the database too, where a record may also be hidden without a word of it being changed."""
    address = postgres.database()
    async with open_scene(tmp_path, address=address) as scene:
        await lived(scene)
        config = Config(store=StoreSettings(url=address, evidence=str(tmp_path / "evidence")))
        assert await prove(config, None) == 0, capsys.readouterr().out
        sql, words = SQL[way]
        with psycopg.connect(address.replace("duban@", "postgres@")) as connection:
            connection.execute(sql)
        assert await prove(config, None) == 1
        found = capsys.readouterr().out
        assert re.search(words, found), found
        assert await _told(scene)


@pytest.mark.postgres
@pytest.mark.parametrize("way", FALSIFIED)
async def test_the_database_is_proved_as_the_file_is(
    tmp_path: Path, postgres: Server, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each change of the file by hand, done to the rows of the database, is found there too, in the same words."""
    address = postgres.database()
    async with open_scene(tmp_path, address=address) as scene:
        await lived(scene)
    config = Config(store=StoreSettings(url=address, evidence=str(tmp_path / "evidence")))
    falsify, words = FALSIFIED[way]
    with psycopg.connect(address.replace("duban@", "postgres@")) as connection:
        tables: Tables = defaultdict(dict)
        for shelf, id_, document in connection.execute("select shelf, id, document from documents"):
            tables[shelf][id_] = document
        falsify(tables)
        connection.execute("delete from documents")
        for shelf, rows in tables.items():
            for id_, row in rows.items():
                kept = [shelf, row.get("id", id_), row.get("unit", "u1"), json.dumps(row, ensure_ascii=False)]
                connection.execute("insert into documents values (%s, %s, %s, %s)", kept)
    assert await prove(config, None) == 1
    said = capsys.readouterr().out
    assert re.search(words, said), said


@pytest.mark.postgres
async def test_what_was_hidden_from_queries_comes_back_as_the_handbook_says(tmp_path: Path, postgres: Server) -> None:
    """The record of which queries are built is forgotten, and the next start builds them all anew from the records."""
    address = postgres.database()
    config = Config(store=StoreSettings(url=address, evidence=str(tmp_path / "evidence")))
    async with open_scene(tmp_path, address=address) as scene:
        await lived(scene)
    with psycopg.connect(address.replace("duban@", "postgres@")) as connection:
        connection.execute("delete from places where id like '%3-2'")
    assert await prove(config, None) == 1
    with psycopg.connect(address.replace("duban@", "postgres@")) as connection:
        connection.execute("delete from questions")
    await (await open_store(address)).close()
    assert await prove(config, None) == 0


async def _told(scene: Scene) -> bool:
    """True where the day's check tells the office."""
    assert await prove_daily(scene.request)
    return "operations.proof_differs" in await scene.told(OFFICE)
