"""The look from above: figures and nothing else, ranked with care, weekly, and a seat for the first of an office."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.config import UnitSettings
from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.documents.workbook.oversight import oversight_book
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, OverQuota
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Stage as At
from bot.domain.plan.part import Part
from bot.domain.units.oversight import LEAST, Figures, Oversight, below
from bot.domain.units.unit import Quota, Unit
from bot.messages.body import plain
from bot.messages.units.view import oversight_body
from bot.messages.wording import load_wording
from bot.readers.plan import read_plan
from bot.services.core.ledger import JOURNAL_OF_UNIT, MEASURES_OF_UNIT, PEOPLE_OF
from bot.services.core.request import RequestContext
from bot.services.core.tenancy import scoped
from bot.services.history.verification import verify
from bot.services.imports.plan_import import accept, preview
from bot.services.units.administration import add_unit
from bot.services.units.oversight import invite_below, link_below, oversight_of_all, oversight_of_one, write_oversight
from tests.handlers.conftest import BEIJING, OFFICE, OWNER
from tests.support.outbox import messages_to

START = dt.datetime(2025, 5, 1, 9, 0, tzinfo=BEIJING)  # Thursday
DAY = dt.timedelta(days=1)
ABOVE = (
    Person(id="sz/p1", unit="sz", name="岳青", roles=(Role.OFFICE,)),
    Person(id="sz/p2", unit="sz", name="尹书记", roles=(Role.SECRETARY,)),
    Person(id="sz/p3", unit="sz", name="苗观", roles=(Role.OBSERVER,)),
    Person(id="sz/p4", unit="sz", name="桑办", roles=(Role.OWNER, Role.LEADER)),
)
CLERK, SECRETARY, OBSERVER, OWN = ABOVE
UNITS = (
    Unit(id="x1", name="水务局", above="sz"),
    Unit(id="x2", name="林业局", above="sz"),
    Unit(id="x10", name="水利站", above="x1"),
    Unit(id="y1", name="外县水务局"),
)


@dataclass
class Prefecture:
    """A prefecture's bot: 水务局 and its 水利站 have taken in a plan, 林业局 has not, 外县水务局 is not below it."""

    stage: Stage

    async def take_in(self, unit: str, findings: int = 9) -> None:
        """Let a unit take in the example, or the first findings of it."""
        request = scoped(self.stage.app.request, unit)
        read = read_plan(WORKBOOK.read_bytes(), WORKBOOK.name, reference=START.date())
        await preview(request, unit, replace(read, findings=read.findings[:findings]), "台账.xlsx", by=None)
        await accept(request, by=None)

    async def close(self, unit: str, numbers: Sequence[str]) -> None:
        """Close some measures of a unit today."""
        async with self.stage.app.request.store.open() as ledger:
            for measure in await ledger.measures.find(MEASURES_OF_UNIT, unit):
                if measure.number in numbers:
                    closed = replace(measure, stage=At.CLOSED, since=START.date(), reported=START)
                    await ledger.measures.put(closed)

    async def say(self, name: str, words: str) -> str:
        """The answer to what a person writes."""
        self.stage.phone(name).say(words)
        await self.stage.settle()
        return self.stage.phone(name).last.text


@asynccontextmanager
async def open_prefecture(folder: Path) -> AsyncIterator[Prefecture]:
    """The prefecture on a Thursday, with its own people bound."""
    async with open_stage(folder, START, unit=UnitSettings("sz", "清河市整改办")) as stage:
        for unit in UNITS:
            await add_unit(stage.app.request, unit, bots=())
        async with stage.app.request.store.open() as ledger:
            for person in ABOVE:
                await ledger.people.put(person)
        await stage.bind(*(person.name for person in ABOVE))
        prefecture = Prefecture(stage)
        for id_, findings in (("x1", 9), ("x10", 1), ("y1", 9)):
            await prefecture.take_in(id_, findings)
        yield prefecture


@pytest.fixture
async def prefecture(tmp_path: Path) -> AsyncIterator[Prefecture]:
    """The prefecture."""
    async with open_prefecture(tmp_path) as opened:
        yield opened


async def test_figures_are_those_of_the_one_engine_of_counts(prefecture: Prefecture) -> None:
    """Every level below, in the order of their list, and nobody else; the parts add up to the measures."""
    await prefecture.close("x1", ("1-1", "1-2"))
    seen = await oversight_of_all(prefecture.stage.app.request, CLERK)
    assert [(one.name, one.upper) for one in seen.units] == [
        ("水务局", "清河市整改办"),
        ("水利站", "水务局"),
        ("林业局", "清河市整改办"),
    ]
    water = seen.units[0]
    assert (water.findings, water.measures, water.people, water.unbound) == (9, 23, 13, 13)
    assert (water.count(Part.CLOSED), water.closed_lately, water.heard_lately) == (2, 2, 2)
    assert sum(water.count(part) for part in Part) == water.measures
    assert water.imported == START.date()
    assert (water.count(Part.OVERDUE), water.overdue_lately, water.longest) == (4, 1, 29)
    assert seen.total.measures == 23 + seen.units[1].measures
    assert [one.name for one in seen.empty] == ["林业局"]


async def test_only_secretary_office_and_observer_look_down(prefecture: Prefecture) -> None:
    """Not an owner or a leader; not somebody who has left; and in a unit without lower ones there is nothing to see."""
    request = prefecture.stage.app.request
    for person in (CLERK, SECRETARY, OBSERVER):
        assert len((await oversight_of_all(request, person)).units) == 3
    for person in (OWN, Person(id="sz/p9", unit="sz", name="走了的人", roles=(Role.OFFICE,))):
        with pytest.raises(NotAllowed):
            await oversight_of_all(request, person)
    async with request.look() as ledger:
        (clerk,) = await ledger.people.find(PEOPLE_OF, "y1", OFFICE)
    with pytest.raises(NotFound) as refused:
        await oversight_of_all(request, clerk)
    assert refused.value.facts["what"] == "below"


async def test_a_unit_is_found_by_its_name_and_never_by_guessing(prefecture: Prefecture) -> None:
    """The whole name, a part that only one has, or the id; neither one of two nor one outside."""
    request = prefecture.stage.app.request
    for name, wanted in (("水务局", "x1"), ("水利", "x10"), ("x2", "x2"), ("林业局", "x2")):
        assert [one.unit for one in (await oversight_of_one(request, CLERK, name)).units] == [wanted]
    for name, why in (("水", "units"), ("外县水务局", "unit"), ("y1", "unit"), ("sz", "unit")):
        with pytest.raises(NotFound) as refused:
            await oversight_of_one(request, CLERK, name)
        assert refused.value.facts["why"] == why


async def test_no_text_and_no_name_comes_up(prefecture: Prefecture) -> None:
    """Screens, detail, workbook and the week: nothing that the units below, or their people, wrote."""
    await prefecture.stage.pass_time(5 * DAY)
    for words in ("/units", "/units 水务局", "/units 林业局", "下级单位"):
        await prefecture.say(CLERK.name, words)
    book = next(
        m for m in prefecture.stage.phone(CLERK.name).inbox if any("工作簿" in b.text for r in m.buttons for b in r)
    )
    prefecture.stage.phone(CLERK.name).press(book, "📄 工作簿")
    await prefecture.stage.settle()
    found = [message for phone in prefecture.stage.sandbox.people for message in phone.inbox]
    said = [message.text for message in found]
    for content in (message.document for message in found if message.document):
        said += [str(cell.value) for body in load_workbook(BytesIO(content)) for row in body for cell in row]
    assert sum("各单位整改周报" in text for text in said) == 2
    assert sum("水务局" in text for text in said) > 5
    async with prefecture.stage.app.request.look() as ledger:
        for unit in ("x1", "x10", "y1"):
            names = [person.name for person in await ledger.people.find(PEOPLE_OF, unit)]
            texts = [measure.text[:8] for measure in await ledger.measures.find(MEASURES_OF_UNIT, unit)]
            assert [text for text in said if any(word in text for word in (*names, *texts))] == []


def one(name: str, late: int, measures: int, **facts: int) -> Figures:
    """A unit with so many overdue of so many."""
    parts = {Part.OVERDUE: late, Part.CLOSED: measures - late}
    return Figures(
        unit=name,
        name=name,
        upper="",
        findings=3,
        measures=measures,
        parts=parts,
        imported=START.date(),
        longest=late,
        **facts,  # type: ignore[arg-type]  # figures all
    )


def test_what_wants_looking_after_is_ranked_by_count_then_share() -> None:
    """Too few measures are told apart with the reason, never ranked; who has nothing overdue is not named."""
    units = (one("甲", 2, 40), one("乙", 3, 40), one("丙", 2, 20), one("丁", 4, LEAST - 1), one("戊", 0, 40))
    seen = Oversight("市", START.date(), units)
    assert [found.name for found in seen.wanting] == ["乙", "丙", "甲"]
    assert [found.name for found in seen.unranked] == ["丁"]
    text = plain(oversight_body(load_wording(), seen).text)
    assert "1. 乙　逾期3/40（7.5%），最长3天\n2. 丙　逾期2/20（10.0%），最长2天" in text
    assert f"措施不足{LEAST}条、不参与排序：丁 逾期4/9（44.4%）" in text


def test_a_province_is_read_in_pages() -> None:
    """136 units: every one on some page in the order of the list, each page one message, the next a tap away."""
    units = tuple(one(f"第{number}个单位的名称", number % 4, 40) for number in range(1, 137))
    seen = Oversight("省", START.date(), units)
    sheets = [oversight_body(load_wording(), seen, page) for page in range(1, 11)]
    texts = [plain(body.text) for body in sheets]
    assert max(map(len, texts)) < 3500
    listed = [line for text in texts for line in text.rpartition("各单位（")[2].split("\n") if "问题3 措施40" in line]
    assert [line.partition(" ")[2].partition(" ")[0] for line in listed] == [unit.name for unit in units]
    assert [[button.label for button in body.buttons[0]] for body in (sheets[0], sheets[4], sheets[9])] == [
        ["下一页 ▶"],
        ["◀ 上一页", "下一页 ▶"],
        ["◀ 上一页"],
    ]
    assert oversight_body(load_wording(), seen, 99).text == sheets[9].text
    book = load_workbook(BytesIO(oversight_book(seen)))
    assert [body.title for body in book] == ["各单位", "要关注"]
    assert book["各单位"].max_row == 3 + 136 + 1
    assert [cell.value for cell in book["各单位"][140]][1:5] == ["合计", None, 408, 5440]
    assert book["要关注"].max_row == 3 + 102


def test_units_below_stand_in_the_order_of_their_ids() -> None:
    """x2 before x10, each followed by its own; a circle, which cannot be made, would not hang the bot."""
    units = [
        Unit(id="x10", name="", above="a"),
        Unit(id="x2", name="", above="a"),
        Unit(id="y", name="", above="x2"),
        Unit(id="z", name=""),
    ]
    assert [unit.id for unit in below(units, "a")] == ["x2", "y", "x10"]
    assert [unit.id for unit in below([Unit(id="a", name="", above="b"), Unit(id="b", name="", above="a")], "a")] == [
        "b",
        "a",
    ]


async def test_the_week_is_written_once_to_secretary_and_office(prefecture: Prefecture) -> None:
    """At the upper unit's own hour, with the workbook; not to observers, nor to who switched it off."""
    await prefecture.stage.pass_time(3 * DAY)
    stage = prefecture.stage
    assert "已关闭" in await prefecture.say(CLERK.name, "/switch 单位周报")
    assert "已打开" in await prefecture.say(CLERK.name, "/switch 单位周报")
    await stage.pass_time(DAY * 2)  # Monday, 5 May, is a day of rest
    for _ in range(3):
        await stage.tick()
    weeks = {p.name: [m for m in stage.phone(p.name).inbox if "各单位整改周报" in m.text] for p in ABOVE}
    assert {name: len(found) for name, found in weeks.items()} == {
        CLERK.name: 1,
        SECRETARY.name: 1,
        OBSERVER.name: 0,
        OWN.name: 0,
    }
    (page,) = weeks[SECRETARY.name]
    assert page.date.astimezone(BEIJING) == dt.datetime(2025, 5, 6, 8, 0, tzinfo=BEIJING)
    assert [button.text for row in page.buttons for button in row] == ["📋 各单位", "📄 工作簿"]
    assert "第19周\n3个下级单位" in page.text
    assert "还没有导入台账的1个：林业局" in page.text
    await prefecture.say(SECRETARY.name, "/switch 单位周报")
    await stage.pass_time(7 * DAY)
    assert [len([m for m in stage.phone(p.name).inbox if "各单位整改周报" in m.text]) for p in (CLERK, SECRETARY)] == [
        2,
        1,
    ]


async def test_the_week_of_the_units_below_holds_nobody_up(prefecture: Prefecture) -> None:
    """No transaction spans two units while they are counted, and a second round finds nothing to do."""
    request = prefecture.stage.app.request
    later = START + 5 * DAY
    assert await write_oversight(replace(request, clock=lambda: later)) == 2
    assert await write_oversight(replace(request, clock=lambda: later)) == 0


async def test_the_first_of_an_office_gets_a_link_from_above(prefecture: Prefecture) -> None:
    """Appointed and invited in the lower unit's own chain; its office hears of it, and the link binds."""
    stage, request = prefecture.stage, prefecture.stage.app.request
    answer = await prefecture.say(CLERK.name, "/units 邀请 水务局 宋新")
    assert "水务局 整改办 宋新 的专用链接" in answer
    stage.phone("宋新").open_link(answer.rpartition("start=")[2])
    await stage.settle()
    assert "您的身份：整改办" in stage.phone("宋新").last.text
    async with request.look() as ledger:
        (person,) = await ledger.people.find(PEOPLE_OF, "x1", "宋新")
        (clerk,) = await ledger.people.find(PEOPLE_OF, "x1", OFFICE)
        entries = [e for e in await ledger.journal.find(JOURNAL_OF_UNIT, "x1") if e.subject == person.id]
        told = await messages_to(ledger, clerk.id)
        assert await ledger.journal.find(JOURNAL_OF_UNIT, "sz", latest=True, limit=1) != entries[-1:]
    assert [(entry.verb, entry.by) for entry in entries] == [
        ("appoint", CLERK.id),
        ("invite", CLERK.id),
        ("bind", person.id),
    ]
    assert [message.facts["key"] for message in told] == ["units.invited_told"]
    assert all(checked.holds for checked in await verify(request))
    with pytest.raises(NoChange):
        await seat(request, CLERK, "水务局", "宋新")


async def seat(request: RequestContext, by: Person, unit_name: str, name: str) -> None:
    """Put somebody into the office of a unit below."""
    unit, link = await link_below(request, by, unit_name, name)
    await invite_below(request, by, unit, link)


async def test_nobody_else_seats_anybody(prefecture: Prefecture) -> None:
    """Not the secretary, not in a unit that is not below, not beyond the quota; and the lower office cannot look up."""
    request = prefecture.stage.app.request
    with pytest.raises(NotAllowed):
        await seat(request, SECRETARY, "水务局", "宋新")
    for name in ("外县水务局", "sz", "清河市整改办"):
        with pytest.raises(NotFound):
            await seat(request, CLERK, name, "宋新")
    async with request.store.open() as ledger:
        unit = await ledger.units.get("x1")
        assert unit
        await ledger.units.put(replace(unit, quota=Quota(people=13)))
    with pytest.raises(OverQuota):
        await seat(request, CLERK, "水务局", "宋新")
    with pytest.raises(NotAllowed):  # who is there in another role is the lower unit's own business
        await seat(request, CLERK, "水务局", OWNER)
    async with request.look() as ledger:
        (clerk,) = await ledger.people.find(PEOPLE_OF, "x10", OFFICE)
    with pytest.raises(NotFound):
        await seat(request, clerk, "水务局", "宋新")
