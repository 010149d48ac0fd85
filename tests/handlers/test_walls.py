"""The wall between units: whatever somebody of one unit sends, nothing of another is read or changed."""

import datetime as dt
import json
import re
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
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
from bot.messages.core.taps import ShowUnits, Tap, UnitsWorkbook
from bot.readers.plan import read_plan
from bot.sandbox import Phone
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
class App:
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
async def two_units(folder: Path) -> AsyncIterator[App]:
    """Both units taken in, with something of every kind going on in each."""
    async with open_stage(folder, START) as stage:
        house = App(stage)
        for unit, mark in MARKS.items():
            await add_unit(stage.app.request, Unit(id=unit, name=f"{mark}局"), bots=())
            request = scoped(stage.app.request, unit)
            await preview(request, unit, of_unit(unit), "台账.xlsx", by=None)
            await accept(request, by=None)
            for role in ROLES:
                name = house.name(role, unit)
                (invited,) = await invite(request, by=None, unit=unit, names=(name,))
                stage.phone(name).open_link(invited.code)
        await stage.settle()
        for unit in MARKS:
            await busy(house, unit)
        await stage.pass_time(dt.timedelta(days=1))
        yield house


async def busy(house: App, unit: str) -> None:
    """Let the people of a unit do something of every kind."""
    mark = MARKS[unit]
    office, owner, leader, secretary = (house.phone(role, unit) for role in ROLES)
    deeds: tuple[tuple[Phone, str], ...] = (
        (owner, f"2-3 完成30%，{mark}已开工"),
        (owner, f"2-3 {mark}天气不好，申请延到7月10日"),
        (office, f"/letter 2-4 {mark}请说明原因"),
        (office, f"/nudge 逾期 {mark}"),
        (office, f"/away {house.name('leader', unit)} 5月20日-5月22日 由{house.name('office', unit)}代"),
        (office, f"/handover {house.name('owner', unit)} {house.name('office', unit)}"),
        (office, "/board"),
        (office, "/people"),
        (office, "/invite"),
        (secretary, f"/instruct 2-3 {mark}抓紧"),
        (secretary, "/digest"),
        (leader, "/status"),
        (owner, f"{mark}一切顺利吗"),
        (owner, "/due 5月"),
        (owner, "/history 2-3"),
    )
    for phone, words in deeds:
        phone.say(words)
        await house.stage.settle()
    owner.send_photo(PNG + mark.encode(), f"2-3 {mark}现场")
    owner.send_file(f"{mark}.pdf", PNG)
    office.send_file("台账.xlsx", WORKBOOK.read_bytes())
    await house.stage.settle()
    await press_newest(house, owner, "day")
    office.say("1-1 已完成")
    await house.stage.settle()
    for _ in ("review", "decide"):
        await press_newest(house, secretary, "ok")
    await press_newest(house, office, "issue")
    owner.say("5-1 已完成")
    await house.stage.settle()


async def press_newest(house: App, phone: Phone, action: str) -> None:
    """Press the newest button of an action."""
    for message in reversed(phone.inbox):
        for button in (button for row in message.buttons for button in row):
            if (button.data or "").startswith(f"{action}|"):
                phone.press_button(message, button)
                await house.stage.settle()
                return
    raise LookupError(action)


@pytest.fixture(params=tuple(MARKS))
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[App]:
    """The two units, seen from either side."""
    async with two_units(tmp_path) as opened:
        opened.unit = request.param
        opened.words = (MARKS[opened.unit], SURNAMES[opened.unit])
        yield opened


ONE_SIDE = pytest.mark.parametrize("house", [next(iter(MARKS))], indirect=True)  # where both are alike


@asynccontextmanager
async def untouched(house: App) -> AsyncIterator[None]:
    """Nothing of the unit changes meanwhile, and nobody of the other hears a word of it."""
    before = await house.documents(house.unit)
    assert {shelf for shelf, _ in before} >= set(SHELVES) - {"handled", "secrets"}
    yield
    await house.stage.settle()
    assert await house.documents(house.unit) == before
    assert [text for text in house.heard() if house.tells(text)] == []


def fitting(kind: type[Tap], shapes: Iterable[tuple[str, ...]]) -> Iterator[Tap]:
    """The taps of a kind whose fields the shapes can fill."""
    for shape in shapes:
        with suppress(StaleButton):
            yield read_tap(str(kind.__struct_config__.tag), shape)


def wishes(house: App) -> tuple[str, ...]:
    """What may follow a command: numbers that both units have, and whatever could name something of the other's."""
    unit, other = house.unit, house.other
    owner, mate = house.name("owner", unit), house.name("office", unit)
    own = house.name("owner", other)
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


async def test_no_command_reaches_over_the_wall(house: App) -> None:
    """Every command and every plain word, with every wish, by office, owner, leader and secretary."""
    owner = house.name("owner", house.unit)
    house.typed += [*wishes(house), owner, house.name("office", house.unit), f"{house.unit}/A/2-3"]
    for command in sorted(ROUTES.commands, key=lambda command: command.name in LAST):
        async with untouched(house):
            for phone in house.intruders:
                for words in wishes(house):
                    phone.say(f"/{command.name} {words}")
                for word in command.words:
                    phone.say(f"{word} {house.unit}/A/2-3")
                    phone.say(f"{word} {owner}")


async def test_no_button_reaches_over_the_wall(house: App) -> None:
    """Every button that the other unit was offered, sealed anew for each of those who try."""
    offered = await house.offered()
    assert len({type(tap) for tap in offered}) > 15
    async with untouched(house):
        for phone in house.intruders:
            for data in await house.seals(phone, offered):
                phone.press_data(phone.last, data)
            await house.stage.settle()


async def test_no_action_reaches_over_the_wall(house: App) -> None:
    """Every action there is, with ids of every kind of record of the other unit in every place."""
    unit = house.unit
    places: dict[str, str] = {}
    for shelf, id_ in await house.documents(unit):
        places.setdefault(shelf, id_)
    measure, person = f"{unit}/A/2-3", f"{unit}/p1"
    ids = (measure, person, f"{unit}/A/2", *(places[shelf] for shelf in sorted(places) if shelf not in SEALED_NEVER))
    own = await house.own_questions()
    shapes: list[tuple[str, ...]] = [(one, measure, *more) for one in own for more in ((), ("done",))]
    shapes.append(())
    for id_ in ids:
        shapes += [(id_,), (id_, "80"), (id_, "office"), (id_, person), (person, id_), ("tomorrow", id_)]
        shapes += [(id_, "review", "1"), ("rday", id_, "20250501"), ("ext", id_, "20250501")]
        shapes += [(id_, "standing"), ("rday", id_, "202505"), ("ext", id_, "")]
    assert len(own) >= 2
    assert len(ROUTES.taps) > 30
    for route in ROUTES.taps:
        taps = list(fitting(route.kind, shapes))
        assert taps, route.kind
        async with untouched(house):
            with capture_logs():  # some of them are nothing that a button could say
                for role in ("office", "owner"):
                    phone = house.phone(role, house.other)
                    for data in await house.seals(phone, taps):
                        phone.press_data(phone.last, data)
                await house.stage.settle()
            house.phone("office", house.other).say("这是对问题的回答，请登记")


async def test_no_answer_reaches_over_the_wall(house: App) -> None:
    """A reply to a message of another chat, or to a card that speaks of another unit's measures."""
    foreign = [message for role in ROLES for message in house.phone(role, house.unit).inbox if message.buttons]
    assert len(foreign) > 20
    measures = tuple(f"{house.unit}/A/{number}" for number in ("2-3", "2-4"))
    async with house.stage.app.request.store.open() as ledger:
        for phone in house.intruders:
            card = Card(f"{phone.user.id}:{phone.last.id}", house.unit, measures, START)
            await ledger.cards.put(card)
    async with untouched(house):
        for phone in house.intruders:
            phone.say("完成80%", phone.last)
            phone.say("/instruct 抓紧办理", phone.last)
            phone.send_photo(PNG, "现场照片", phone.last)
            for message in foreign:
                phone.say("完成80%", message)
            await house.stage.settle()


async def test_nothing_else_that_is_sent_reaches_over_the_wall(house: App) -> None:
    """Plain words, photos, files, places, edits, forwarded messages, and the other unit's link."""
    request = scoped(house.stage.app.request, house.unit)
    (link,) = await invite(request, by=None, unit=house.unit, names=(f"{SURNAMES[house.unit]}罗雨桐",))
    foreign = house.phone("owner", house.unit).last
    async with untouched(house):
        house.typed += [f"{house.unit}/A/2-3", foreign.text]
        for phone in house.intruders:
            for words in (*EXTRAS, f"{house.unit}/A/2-3 完成80%"):
                phone.say(words)
            number = phone.say("2-3 完成10%")
            await house.stage.settle()
            own = next(message for message in phone.messages if message.text == "2-3 完成10%")
            phone.edit(own, f"{house.unit}/A/2-3 完成90%")
            phone.open_link(link.code)
            phone.send_photo(PNG + str(number).encode(), f"{house.unit}/A/2-3")
            phone.send_file("台账.xlsx", WORKBOOK.read_bytes())
            phone.send_voice(PNG)
            phone.send_location(30.0, 120.0)
            phone.forward(foreign)
            await house.stage.settle()


@ONE_SIDE
async def test_a_round_of_the_clock_writes_in_its_own_unit_only(house: App) -> None:
    """A month later the rounds are made in the other unit: it changes, this one does not, nor what belongs to none."""
    clock = house.stage.app.request.clock() + dt.timedelta(days=30, hours=8)
    request = replace(house.stage.app.request, clock=lambda: clock)
    mine, nobodys, theirs = [await house.documents(unit) for unit in (house.unit, "", house.other)]
    for job in UNIT_JOBS:
        await job.work(scoped(request, house.other), house.other)
    assert await house.documents(house.unit) == mine
    assert await house.documents("") == nobodys
    changed = {
        place[0] for place, document in (await house.documents(house.other)).items() if theirs.get(place) != document
    }
    assert changed >= {"outbox", "reminders", "watches", "measures"}


@ONE_SIDE
async def test_a_round_asked_for_the_wrong_unit_finds_nothing(house: App) -> None:
    """Behind the wall of one unit the clock cannot be sent to another."""
    before = await house.documents(house.unit)
    for job in UNIT_JOBS:
        with pytest.raises(NotFound):
            await job.work(scoped(house.stage.app.request, house.other), house.unit)
    assert await house.documents(house.unit) == before


@ONE_SIDE
async def test_nothing_of_another_unit_can_be_written(house: App) -> None:
    """Neither a record that says it is theirs, nor one of ours under an id of theirs; and walls do not open inwards."""
    request = scoped(house.stage.app.request, house.other)
    person = Person(id=f"{house.unit}/p1", unit=house.unit, name="甲")
    for record in (person, replace(person, unit=house.other)):
        with pytest.raises(CrossTenantWrite):
            async with request.open() as ledger:
                await ledger.people.put(record)
    with pytest.raises(CrossTenantWrite):
        async with request.open() as ledger:
            await ledger.people.add(replace(person, id="fresh"))
    async with request.open() as ledger:
        await ledger.people.drop(person.id)
        assert await ledger.people.get(person.id) is None
        assert await ledger.units.get(house.unit) is None
        assert {unit.id for unit in await ledger.units.find(UNITS)} == {house.other}
    async with scoped(request, house.unit).look() as ledger:
        assert await ledger.units.find(UNITS) == []
    async with house.stage.app.request.look() as ledger:
        assert await ledger.people.get(person.id) != person


@ONE_SIDE
async def test_a_stranger_sees_no_unit(house: App) -> None:
    """Somebody without a link finds nothing and leaves nothing."""
    stranger = house.stage.phone("路人")
    everything = [await house.documents(unit) for unit in MARKS]
    for words in filter(None, wishes(house)):
        stranger.say(f"/status {words}")
        stranger.say(words)
    for data in await house.seals(stranger, await house.offered()):
        stranger.press_data(house.phone("owner", house.unit).last, data)
    await house.stage.settle()
    assert [await house.documents(unit) for unit in MARKS] == everything
    assert {message.text for message in stranger.inbox} == {WORDING.word("core.refusal.NotBound")}


@ONE_SIDE
async def test_an_upper_unit_is_no_door_in_the_wall(house: App) -> None:
    """Put above the other, a unit sees its name and its figures, and changes nothing; from below nothing is seen."""
    request = house.stage.app.request
    await set_unit(request, house.unit, upper=house.other, bots=())
    house.typed += [f"{MARKS[house.unit]}局", house.name("owner", house.unit)]
    async with untouched(house):
        for phone in house.intruders:
            for words in ("", house.unit, f"{MARKS[house.unit]}局", f"{house.unit}/A/2-3", "2-3", "邀请 没有的单位 甲"):
                phone.say(f"/units {words}")
            await house.stage.settle()
            for data in await house.seals(phone, [ShowUnits(1), ShowUnits(9), UnitsWorkbook()]):
                phone.press_data(phone.last, data)
    assert any("问题9 · 措施23" in text for text in house.heard())
    house.unit, house.words = house.other, (MARKS[house.other], SURNAMES[house.other])
    house.typed = []
    async with untouched(house):
        for phone in house.intruders:
            for words in ("", house.unit, "邀请 甲 乙"):
                phone.say(f"/units {words}")


@ONE_SIDE
async def test_one_tick_serves_every_unit(house: App) -> None:
    """Each unit's board follows its own figures, in the same tick, and says nothing of the other's."""
    await house.stage.tick()
    boards = {unit: next(m for m in house.phone("office", unit).inbox if "整改看板" in m.text) for unit in MARKS}
    shown = {unit: board.text for unit, board in boards.items()}
    for unit in MARKS:
        house.phone("office", unit).say("/cancel 2-4 理由 与别的措施重复")
    await house.stage.settle()
    await house.stage.tick()
    for unit, board in boards.items():
        assert board.text != shown[unit]
        assert MARKS[unit] in board.text
        assert not any(mark in board.text for mark in MARKS.values() if mark != MARKS[unit])


def test_only_binding_and_the_look_from_above_leave_the_unit() -> None:
    """A handler that takes the request over all units is named here, or it is a hole."""
    folder = Path(__file__).parents[2] / "handlers"
    texts = {file.stem: file.read_text("utf-8") for file in folder.rglob("*.py") if file.name != "context.py"}
    found = {
        (name, service) for name, text in texts.items() for service in re.findall(r"(\w+)\(context\.unscoped", text)
    }
    assert found == {("people", "bind"), ("units", "oversee"), ("units", "oversee_one"), ("units", "seat_below")}
    assert sum(text.count("unscoped") for text in texts.values()) == 6
    assert {name for name, text in texts.items() if ".state.request" in text} == set()
