"""Tenancy: whatever somebody of one unit sends, nothing of another is read or changed."""

import asyncio
import datetime as dt
import json
import re
import shutil
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import cast

import msgspec
import pytest
from structlog.testing import capture_logs

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.domain.core.refusal import NotFound, StaleButton
from bot.domain.imports.draft import PlanDraft
from bot.domain.people.person import Person
from bot.domain.units.unit import Unit
from bot.messages.core.tap import Tap
from bot.messages.core.taps import ShowUnits, UnitsWorkbook
from bot.readers.paper import marked
from bot.readers.plan import read_plan
from bot.sandbox import Phone
from bot.sandbox.server import application
from bot.services.core.callback_data import button_key, read_tap, seal, unseal, written
from bot.services.core.ledger import DRAFTS_OF, EVIDENCE_BY, PEOPLE_OF, REPLY, SHELVES, UNITS, Card
from bot.services.core.tenancy import CrossTenantWrite, scoped
from bot.services.imports.plan_import import accept, preview
from bot.services.operations.jobs import UNIT_JOBS
from bot.services.people.binding import invite
from bot.services.units.administration import add_unit, set_unit
from handlers import ROUTES
from storage.opening import DocumentStore
from tests.handlers.conftest import BEIJING, WORDING

START = dt.datetime(2025, 4, 28, 9, 0, tzinfo=BEIJING)  # Monday; some measures are overdue
ROLES = {"office": "何清溪", "owner": "孟晓川", "leader": "沈知行", "secretary": "陆景澄"}
MARKS = {"ua": "玄铁岭", "ub": "碧波渡"}  # a word in every text of the unit
SURNAMES = {"ua": "慕容", "ub": "欧阳"}  # and before every name
PNG = bytes.fromhex("89504e470d0a1a0a") + b"not really"
LAST = {"backup", "undo_import"}  # what takes long, and what ends the measures with which others try
SEALED_NEVER = {"cards", "counters", "heads", "journal", "units", "watches"}  # records that no button speaks of
EXTRAS = (
    "在忙",
    "80%",
    "已完成",
    "2-3 完成70%",
    "A/2-3 完成70%",
    "2-3 申请延到6月20日",
    "因雨停工",
    "你好",
    "转告一下",
)


def of_unit(unit: str) -> PlanDraft:
    """The example ledger with the unit's own mark in every text and name."""
    text = msgspec.json.encode(read_plan(WORKBOOK.read_bytes(), WORKBOOK.name, reference=START.date())).decode()
    plain = json.loads(text)
    names = sorted({person["name"] for person in plain["people"]}, key=len, reverse=True)
    for name in names:
        text = text.replace(f'"{name}"', f'"{SURNAMES[unit]}{name}"')
    draft = json.loads(text)
    draft["title"] = f"{MARKS[unit]}整改方案"
    draft["unit"] = f"{MARKS[unit]}局"
    for finding in draft["findings"]:
        finding["text"] = MARKS[unit] + finding["text"]
        finding["task"] = MARKS[unit] + finding["task"]
        for measure in finding["measures"]:
            measure["text"] = MARKS[unit] + measure["text"]
            measure["departments"] = [MARKS[unit] + name for name in measure["departments"]]
    for person in draft["people"]:
        person["department"] = MARKS[unit] + person["department"]
    return msgspec.convert(draft, PlanDraft)


@dataclass
class TwoUnits:
    """Two units in one ledger, with four people of each at their phones."""

    stage: Stage
    unit: str = ""  # that is to be kept from the other
    words: tuple[str, ...] = ()  # that only its people know
    typed: list[str] = field(default_factory=list)

    @property
    def other(self) -> str:
        """The unit whose people try."""
        return next(unit for unit in MARKS if unit != self.unit)

    def name(self, role: str, unit: str) -> str:
        """The name of who holds a role."""
        return SURNAMES[unit] + ROLES[role]

    def phone(self, role: str, unit: str) -> Phone:
        """The phone of who holds a role."""
        return self.stage.phone(self.name(role, unit))

    @property
    def intruders(self) -> list[Phone]:
        """The phones of the unit whose people try."""
        return [self.phone(role, self.other) for role in ROLES]

    async def documents(self, unit: str) -> dict[tuple[str, str], bytes]:
        """Every document of a unit, byte by byte."""
        store = cast("DocumentStore", self.stage.app.request.store)
        return {
            (shelf, id_): document
            async for shelf, id_, document in store.documents()
            if msgspec.json.decode(document).get("unit", id_) == unit
        }

    async def seals(self, phone: Phone, asked: Iterable[Tap]) -> list[str]:
        """Buttons as they would be sealed for a phone's account; what is too long for one is none."""
        request = self.stage.app.request
        async with request.store.open() as ledger:
            key = await button_key(ledger)
        found = []
        for tap in asked:
            with suppress(ValueError):
                found.append(seal(key, phone.user.id, tap, request.now()))
        return found

    async def offered(self) -> list[Tap]:
        """Every button that the people of the unit were ever offered, with what it does."""
        request = self.stage.app.request
        async with request.store.open() as ledger:
            key = await button_key(ledger)
        found = set()
        for role in ROLES:
            phone = self.phone(role, self.unit)
            for button in (button for message in phone.inbox for row in message.buttons for button in row):
                if button.data:
                    found.add(unseal(key, phone.user.id, button.data, request.now()))
        return sorted(found, key=written)

    async def own_questions(self) -> tuple[str, ...]:
        """What the owner who tries was really asked: to choose a measure for a sentence, and for a file."""
        async with self.stage.app.request.look() as ledger:
            (owner,) = await ledger.people.find(PEOPLE_OF, self.other, self.name("owner", self.other))
            drafts = await ledger.drafts.find(DRAFTS_OF, owner.id, REPLY)
            sent = [e for e in await ledger.evidence.find(EVIDENCE_BY, owner.id) if not e.measure]
        return (*(draft.id.rpartition(":")[2] for draft in drafts), *(e.message.rpartition(":")[2] for e in sent))

    def tells(self, text: str) -> bool:
        """True where a text holds a word of the unit that nobody of the other wrote before."""
        for typed in sorted(self.typed, key=len, reverse=True):
            text = text.replace(typed, "")
        return any(word in text for word in self.words)

    def heard(self) -> Iterator[str]:
        """Whatever was said to the people who try: texts, buttons, alerts, files."""
        for phone in self.intruders:
            for message in phone.inbox:
                yield message.text
                yield from (button.text for row in message.buttons for button in row)
                if message.document:
                    yield message.file_name or ""
                    yield from unpacked(message.document)
        yield from (press.text for press in self.stage.sandbox.presses.values() if press.phone in self.intruders)


@cache
def unpacked(content: bytes) -> tuple[str, ...]:
    """What a Word file or a workbook says, in its raw parts."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return ()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return tuple(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@asynccontextmanager
async def two_units(folder: Path) -> AsyncIterator[TwoUnits]:
    """Both units taken in, with something of every kind going on in each."""
    async with open_stage(folder, START) as stage:
        two = TwoUnits(stage)
        for unit, mark in MARKS.items():
            await add_unit(stage.app.request, Unit(id=unit, name=f"{mark}局"), bots=())
            request = scoped(stage.app.request, unit)
            await preview(request, unit, of_unit(unit), "台账.xlsx", by=None)
            await accept(request, by=None)
            for role in ROLES:
                name = two.name(role, unit)
                (invited,) = await invite(request, by=None, unit=unit, names=(name,))
                stage.phone(name).open_link(invited.code)
        await stage.settle()
        for unit in MARKS:
            await busy(two, unit)
        await stage.pass_time(dt.timedelta(days=1))
        yield two


async def busy(two: TwoUnits, unit: str) -> None:
    """Let the people of a unit do something of every kind."""
    mark = MARKS[unit]
    office, owner, leader, secretary = (two.phone(role, unit) for role in ROLES)
    deeds: tuple[tuple[Phone, str], ...] = (
        (owner, f"2-3 完成30%，{mark}已开工"),
        (owner, f"2-3 {mark}天气不好，申请延到7月10日"),
        (office, f"/letter 2-4 {mark}请说明原因"),
        (office, f"/nudge 逾期 {mark}"),
        (office, f"/away {two.name('leader', unit)} 5月20日-5月22日 由{two.name('office', unit)}代"),
        (office, f"/handover {two.name('owner', unit)} {two.name('office', unit)}"),
        (office, "/board"),
        (office, "/people"),
        (office, f"/people 任 {two.name('owner', unit)} 整改办"),
        (office, "/invite"),
        (secretary, f"/instruct 2-3 {mark}抓紧"),
        (office, f"/meeting 6月20日9点 {mark}调度会"),
        (office, f"4月25日党组会议定：2-4 6月底前{mark}完成"),
        (office, f"/visit 2-4 6月10日 地点 {mark}渡口"),
        (secretary, "/digest"),
        (leader, "/status"),
        (owner, f"{mark}一切顺利吗"),
        (owner, "/due 5月"),
        (office, f"/voice 2 来电 {mark}路口积水"),
        (office, f"/similar 2 {mark}洗砂厂"),
        (office, f"/rule 2 《{mark}办法》 某办〔2025〕6号 4月18日"),
        (office, "/report 公开稿"),
        (owner, f"/wait 2-3 等{mark}公司供货"),
        (owner, "/history 2-3"),
    )
    for phone, words in deeds:
        phone.say(words)
        await two.stage.settle()
    owner.send_photo(PNG + mark.encode(), f"2-3 {mark}现场")
    owner.send_file(f"{mark}.pdf", PNG)
    office.send_file("台账.xlsx", WORKBOOK.read_bytes())
    await two.stage.settle()
    office.send_file("改稿.docx", paper_of(office))
    await two.stage.settle()
    await press_newest(two, office, "prel")
    await press_newest(two, office, "mok")
    await press_newest(two, owner, "day")
    await press_newest(two, owner, "wyes")
    office.say("1-1 已完成")
    await two.stage.settle()
    await press_newest(two, secretary, "ok")  # who leads it as well, and takes one step
    await press_newest(two, office, "issue")
    owner.say("5-1 已完成")
    await two.stage.settle()
    for phone in (leader, office, secretary):
        await press_newest(two, phone, "ok")
    office.say("报验 5-1")
    await two.stage.settle()
    for _ in range(4):
        await press_newest(two, office, "aown")
    await press_newest(two, office, "aup")
    office.say("/similar 2")
    await two.stage.settle()
    await press_newest(two, office, "cause")
    office.say(f"{mark}制度没有跟上")
    await two.stage.settle()


def paper_of(phone: Phone) -> bytes:
    """The newest Word on a phone that bears a mark."""
    words = [m.document for m in phone.inbox if m.document and (m.file_name or "").endswith(".docx")]
    return next(content for content in reversed(words) if marked(content))


async def press_newest(two: TwoUnits, phone: Phone, action: str) -> None:
    """Press the newest button of an action."""
    for message in reversed(phone.inbox):
        for button in (button for row in message.buttons for button in row):
            if (button.data or "").startswith(f"{action}|"):
                phone.press_button(message, button)
                await two.stage.settle()
                return
    raise LookupError(action)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stage]:
    """The two units as every test finds them, closed: their folder, and their phones before Telegram."""
    folder = tmp_path_factory.mktemp("units")

    async def prepare() -> Stage:
        async with two_units(folder) as two:
            return two.stage

    return folder, asyncio.run(prepare())


@asynccontextmanager
async def copied(folder: Path, stage: Stage, new: Path) -> AsyncIterator[TwoUnits]:
    """Another one like it, byte by byte and message by message, in a new folder."""
    shutil.copytree(folder, new)
    stage.sandbox.on_clock_moved = None
    sandbox, phones = deepcopy((stage.sandbox, stage.phones), {id(stage.sandbox.app): None})
    sandbox.app = application(sandbox)
    async with open_stage(new, START, sandbox=sandbox) as opened:
        opened.phones |= phones
        yield TwoUnits(opened)


@pytest.fixture(params=tuple(MARKS))
async def two(request: pytest.FixtureRequest, prepared: tuple[Path, Stage], tmp_path: Path) -> AsyncIterator[TwoUnits]:
    """The two units, seen from either side."""
    async with copied(*prepared, tmp_path / "units") as opened:
        opened.unit = request.param
        opened.words = (MARKS[opened.unit], SURNAMES[opened.unit])
        yield opened


ONE_SIDE = pytest.mark.parametrize("two", [next(iter(MARKS))], indirect=True)  # where both are alike


@asynccontextmanager
async def untouched(two: TwoUnits) -> AsyncIterator[None]:
    """Nothing of the unit changes meanwhile, and nobody of the other hears a word of it."""
    before = await two.documents(two.unit)
    assert {shelf for shelf, _ in before} >= set(SHELVES) - {"handled", "inbox", "secrets"}
    yield
    await two.stage.settle()
    assert await two.documents(two.unit) == before
    assert [text for text in two.heard() if two.tells(text)] == []


def fitting(kind: type[Tap], shapes: Iterable[tuple[str, ...]]) -> Iterator[Tap]:
    """The taps of a kind whose fields the shapes can fill."""
    for shape in shapes:
        with suppress(StaleButton):
            yield read_tap(str(kind.__struct_config__.tag), shape)


def wishes(two: TwoUnits) -> tuple[str, ...]:
    """What may follow a command: numbers that both units have, and whatever could name something of the other's."""
    unit, other = two.unit, two.other
    owner, mate = two.name("owner", unit), two.name("office", unit)
    own = two.name("owner", other)
    return (
        "",
        "2-3",
        f"{unit}/A/2-3",
        f"{unit}/A/2-3 请说明原因",
        f"2-3 经办人 {owner} 理由 调岗",
        f"{unit}/A/2-3 经办人 {own} 理由 调岗",
        f"{unit}/A/2-3 理由 不再需要",
        f"{unit}/A/2-3 2-3 理由 重复",
        owner,
        f"{owner} {mate}",
        f"{own} {owner}",
        f"{owner} 5月20日-5月22日 由{own}代",
        f"{own} 5月20日-5月22日 由{owner}代",
        f"{MARKS[unit]}局",
        f"{MARKS[unit]}办公室",
        f"邀请 {MARKS[unit]}局 {owner}",
        f"台账 {unit}",
        "提前天数 30,20,10",
    )


@pytest.mark.long
async def test_no_command_reaches_another_unit(two: TwoUnits) -> None:
    """Every command and every plain word, with every wish, by office, owner, leader and secretary."""
    owner = two.name("owner", two.unit)
    two.typed += [*wishes(two), owner, two.name("office", two.unit), f"{two.unit}/A/2-3"]
    for command in sorted(ROUTES.commands, key=lambda command: command.name in LAST):
        async with untouched(two):
            for phone in two.intruders:
                for words in wishes(two):
                    phone.say(f"/{command.name} {words}")
                for word in command.words:
                    phone.say(f"{word} {two.unit}/A/2-3")
                    phone.say(f"{word} {owner}")


async def test_no_button_reaches_another_unit(two: TwoUnits) -> None:
    """Every button that the other unit was offered, sealed anew for each of those who try."""
    offered = await two.offered()
    assert len({type(tap) for tap in offered}) > 15
    async with untouched(two):
        for phone in two.intruders:
            for data in await two.seals(phone, offered):
                phone.press_data(phone.last, data)
            await two.stage.settle()


@pytest.mark.long
async def test_no_action_reaches_another_unit(two: TwoUnits) -> None:
    """Every action there is, with ids of every kind of record of the other unit in every place."""
    unit = two.unit
    places: dict[str, str] = {}
    for shelf, id_ in await two.documents(unit):
        places.setdefault(shelf, id_)
    measure, person = f"{unit}/A/2-3", f"{unit}/p1"
    ids = (measure, person, f"{unit}/A/2", *(places[shelf] for shelf in sorted(places) if shelf not in SEALED_NEVER))
    own = await two.own_questions()
    shapes: list[tuple[str, ...]] = [(one, measure, *more) for one in own for more in ((), ("done",))]
    shapes += [(), ("2",), ("1", "0"), ("True",), ("no",), ("20250501",), ("roles",), ("try",), ("2025-03",)]
    shapes += [("ins",), ("party",), ("call", "1"), ("call", f"{unit}/A/2")]
    for id_ in ids:
        shapes += [(id_,), (id_, "80"), (id_, "office"), (id_, person), (person, id_), ("tomorrow", id_)]
        shapes += [(id_, "review", "1"), (id_, "0", "2"), ("rday", id_, "20250501"), ("ext", id_, "20250501")]
        shapes += [(id_, measure), (id_, measure, "difficulty"), (id_, "answered"), (id_, "rules"), (id_, id_)]
        shapes += [(id_, "0", ""), (id_, "0000", "a1b2"), (id_, "returned", "0", "")]
        shapes += [(id_, "standing"), (id_, "True"), ("rday", id_, "202505"), ("ext", id_, "")]
    assert len(own) >= 2
    assert len(ROUTES.taps) > 30
    for route in ROUTES.taps:
        taps = list(fitting(route.kind, shapes))
        assert taps, route.kind
        async with untouched(two):
            with capture_logs():  # some of them are nothing that a button could say
                for role in ("office", "owner"):
                    phone = two.phone(role, two.other)
                    for data in await two.seals(phone, taps):
                        phone.press_data(phone.last, data)
                await two.stage.settle()
            two.phone("office", two.other).say("这是对问题的回答，请登记")


async def test_no_answer_reaches_another_unit(two: TwoUnits) -> None:
    """A reply to a message of another chat, or to a card that speaks of another unit's measures."""
    foreign = [message for role in ROLES for message in two.phone(role, two.unit).inbox if message.buttons]
    assert len(foreign) > 20
    measures = tuple(f"{two.unit}/A/{number}" for number in ("2-3", "2-4"))
    async with two.stage.app.request.store.open() as ledger:
        for phone in two.intruders:
            card = Card(f"{phone.user.id}:{phone.last.id}", two.unit, measures, START)
            await ledger.cards.put(card)
    async with untouched(two):
        for phone in two.intruders:
            phone.say("完成80%", phone.last)
            phone.say("/instruct 抓紧办理", phone.last)
            phone.send_photo(PNG, "现场照片", phone.last)
            for message in foreign:
                phone.say("完成80%", message)
            await two.stage.settle()


async def test_nothing_else_that_is_sent_reaches_another_unit(two: TwoUnits) -> None:
    """Plain words, photos, files, places, edits, forwarded messages, and the other unit's link."""
    request = scoped(two.stage.app.request, two.unit)
    (link,) = await invite(request, by=None, unit=two.unit, names=(f"{SURNAMES[two.unit]}罗雨桐",))
    foreign = two.phone("owner", two.unit).last
    paper = paper_of(two.phone("office", two.unit))
    async with untouched(two):
        two.typed += [f"{two.unit}/A/2-3", foreign.text]
        for phone in two.intruders:
            for words in (*EXTRAS, f"{two.unit}/A/2-3 完成80%"):
                phone.say(words)
            number = phone.say("2-3 完成10%")
            await two.stage.settle()
            own = next(message for message in phone.messages if message.text == "2-3 完成10%")
            phone.edit(own, f"{two.unit}/A/2-3 完成90%")
            phone.open_link(link.code)
            phone.send_photo(PNG + str(number).encode(), f"{two.unit}/A/2-3")
            phone.send_file("台账.xlsx", WORKBOOK.read_bytes())
            phone.send_file("改稿.docx", paper)
            phone.send_file("改稿.docx", paper, "改好了")
            phone.send_voice(PNG)
            phone.send_location(30.0, 120.0)
            phone.forward(foreign)
            await two.stage.settle()


@ONE_SIDE
async def test_a_round_of_the_clock_writes_in_its_own_unit_only(two: TwoUnits) -> None:
    """A month later the rounds are made in the other unit: it changes, this one does not, nor what belongs to none."""
    clock = two.stage.app.request.clock() + dt.timedelta(days=30, hours=8)
    request = replace(two.stage.app.request, clock=lambda: clock)
    mine, nobodys, theirs = [await two.documents(unit) for unit in (two.unit, "", two.other)]
    for job in UNIT_JOBS:
        await job.work(scoped(request, two.other), two.other)
    assert await two.documents(two.unit) == mine
    assert await two.documents("") == nobodys
    changed = {
        place[0] for place, document in (await two.documents(two.other)).items() if theirs.get(place) != document
    }
    assert changed >= {"outbox", "reminders", "watches", "measures"}


@ONE_SIDE
async def test_a_round_asked_for_the_wrong_unit_finds_nothing(two: TwoUnits) -> None:
    """Within one unit the clock cannot be sent to another."""
    before = await two.documents(two.unit)
    for job in UNIT_JOBS:
        with pytest.raises(NotFound):
            await job.work(scoped(two.stage.app.request, two.other), two.unit)
    assert await two.documents(two.unit) == before


@ONE_SIDE
async def test_nothing_of_another_unit_can_be_written(two: TwoUnits) -> None:
    """Neither a record that says it is theirs, nor one of ours under an id of theirs; and a scope is never widened."""
    request = scoped(two.stage.app.request, two.other)
    person = Person(id=f"{two.unit}/p1", unit=two.unit, name="甲")
    for record in (person, replace(person, unit=two.other)):
        with pytest.raises(CrossTenantWrite):
            async with request.open() as ledger:
                await ledger.people.put(record)
    with pytest.raises(CrossTenantWrite):
        async with request.open() as ledger:
            await ledger.people.add(replace(person, id="fresh"))
    async with request.open() as ledger:
        await ledger.people.drop(person.id)
        assert await ledger.people.get(person.id) is None
        assert await ledger.units.get(two.unit) is None
        assert {unit.id for unit in await ledger.units.find(UNITS)} == {two.other}
    async with scoped(request, two.unit).look() as ledger:
        assert await ledger.units.find(UNITS) == []
    async with two.stage.app.request.look() as ledger:
        assert await ledger.people.get(person.id) != person


@ONE_SIDE
async def test_a_stranger_sees_no_unit(two: TwoUnits) -> None:
    """Somebody without a link finds nothing and leaves nothing."""
    stranger = two.stage.phone("路人")
    everything = [await two.documents(unit) for unit in MARKS]
    for words in filter(None, wishes(two)):
        stranger.say(f"/status {words}")
        stranger.say(words)
    for data in await two.seals(stranger, await two.offered()):
        stranger.press_data(two.phone("owner", two.unit).last, data)
    await two.stage.settle()
    assert [await two.documents(unit) for unit in MARKS] == everything
    assert {message.text for message in stranger.inbox} == {WORDING.word("invitations.knock.door_several")}


@ONE_SIDE
async def test_an_upper_unit_changes_nothing_below(two: TwoUnits) -> None:
    """Put above the other, a unit sees its name and its figures, and changes nothing; from below nothing is seen."""
    request = two.stage.app.request
    await set_unit(request, two.unit, upper=two.other, bots=())
    two.typed += [f"{MARKS[two.unit]}局", two.name("owner", two.unit)]
    async with untouched(two):
        for phone in two.intruders:
            for words in ("", two.unit, f"{MARKS[two.unit]}局", f"{two.unit}/A/2-3", "2-3", "邀请 没有的单位 甲"):
                phone.say(f"/units {words}")
            await two.stage.settle()
            for data in await two.seals(phone, [ShowUnits(1), ShowUnits(9), UnitsWorkbook()]):
                phone.press_data(phone.last, data)
    assert any("问题9 · 措施23" in text for text in two.heard())
    two.unit, two.words = two.other, (MARKS[two.other], SURNAMES[two.other])
    two.typed = []
    async with untouched(two):
        for phone in two.intruders:
            for words in ("", two.unit, "邀请 甲 乙"):
                phone.say(f"/units {words}")


@ONE_SIDE
async def test_one_tick_serves_every_unit(two: TwoUnits) -> None:
    """Each unit's board follows its own figures, in the same tick, and says nothing of the other's."""
    await two.stage.tick()
    boards = {unit: next(m for m in two.phone("office", unit).inbox if "整改看板" in m.text) for unit in MARKS}
    shown = {unit: board.text for unit, board in boards.items()}
    for unit in MARKS:
        phone = two.phone("office", unit)
        phone.say("/cancel 2-4 理由 与别的措施重复")
        await two.stage.settle()
        phone.press(phone.last, "确认取消")
    await two.stage.settle()
    await two.stage.tick()
    for unit, board in boards.items():
        assert board.text != shown[unit]
        assert MARKS[unit] in board.text
        assert not any(mark in board.text for mark in MARKS.values() if mark != MARKS[unit])


def test_only_binding_and_the_look_from_above_leave_the_unit() -> None:
    """A handler that takes the request over all units is named here, or it is a hole."""
    folder = Path(__file__).parents[3] / "handlers"
    texts = {file.stem: file.read_text("utf-8") for file in folder.rglob("*.py") if file.name != "context.py"}
    found = {
        (name, service) for name, text in texts.items() for service in re.findall(r"(\w+)\(\s*context\.unscoped", text)
    }
    assert found == {
        ("errors", "door"),  # which unit a visitor stands before
        ("invitations", "knock"),
        ("invitations", "say_who"),
        ("binding", "bind"),
        ("binding", "claim_facts"),  # whose link it is that was opened
        ("binding", "own_numbers"),  # of whoever has just been bound
        ("binding", "pin_home"),  # in the chat of whoever has just been bound
        ("units", "invite_below"),
        ("units", "link_below"),
        ("units", "oversight_of_all"),
        ("units", "oversight_of_one"),
        ("recording", "offer_waits"),  # whether a name that is waited for is another unit's, who is asked there
        ("acceptance", "prepare"),  # who accepts above
        ("acceptance", "hand_in"),
        ("acceptance", "draw"),
        ("acceptance", "judge"),
        ("acceptance", "call_back"),
        ("dependencies", "offer_waits"),
        ("dependencies", "accept_offer"),
        ("dependencies", "promise"),
        ("waiting", "end"),
        ("nudge", "chase_waits"),
        ("similar", "units_with_like"),  # that there is some, and no word of it
    }
    assert sum(text.count("unscoped") for text in texts.values()) == 28
    assert {name for name, text in texts.items() if ".state.request" in text} == set()
