"""Ways in that were found open, tried through the chat: nobody becomes anything, and closes anything, by one hand."""

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from bot.demo.stage import open_stage
from bot.domain.people.person import Person, Role
from bot.domain.plan.measure import Measure, Stage
from bot.sandbox import Message, Phone
from bot.services.core.ledger import MEASURES_NUMBERED, PEOPLE_OF
from bot.services.operations.health import health_of
from bot.services.people.binding import appoint, invite
from tests.handlers.conftest import BEIJING, Chats, labels

START = dt.datetime(2025, 4, 7, 9, 0, tzinfo=BEIJING)
HEAD = ("问题编号", "反馈问题", "措施编号", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
ROWS = (
    ("1", "台账更新不及时", "1-1", "每周核对一次设备台账", "邵原", "设备科", "王磊", "2025年6月30日"),
    ("1", "台账更新不及时", "1-2", "逐台张贴二维码标识", "邵原", "财务科", "王磊", "2025年6月30日"),
    ("2", "值守记录有缺页", "2-1", "补齐值守记录并装订", "鲁望", "设备科", "汤秋", "2025年7月31日"),
)


def workbook(people: Sequence[tuple[str, ...]] = ()) -> bytes:
    """A ledger of three measures, and a list of people where one is given."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "整改台账"
    for row in (HEAD, *ROWS):
        sheet.append(list(row))
    if people:
        listed = book.create_sheet("人员名单")
        listed.append(["姓名", "职务", "科室", "角色"])
        for person in people:
            listed.append(list(person))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


async def take_in(chats: Chats, name: str, content: bytes) -> Message:
    """Send the file and confirm it; the last message that follows."""
    await chats.after(name, lambda phone: phone.send_file("整改台账.xlsx", content))
    shown = next(one for one in reversed(chats.phone(name).inbox) if any("入库" in label for label in labels(one)))
    label = next(one for one in labels(shown) if "入库" in one)
    await chats.press(name, shown, label)
    return chats.phone(name).last


async def people(chats: Chats) -> dict[str, Person]:
    """Everybody active by name."""
    async with chats.stage.app.request.look() as ledger:
        return {one.name: one for one in await ledger.people.find(PEOPLE_OF, "u1") if one.active}


async def measure(chats: Chats, number: str) -> Measure:
    """The measure of a number."""
    async with chats.stage.app.request.look() as ledger:
        return (await ledger.measures.find(MEASURES_NUMBERED, "u1", number))[0]


async def opens_link(chats: Chats, name: str) -> Phone:
    """A link for somebody, opened on their own phone."""
    (invited,) = await invite(chats.stage.app.request, by=None, unit="u1", names=(name,))
    phone = chats.phone(name)
    await chats.after(name, lambda one: one.open_link(invited.code))
    return phone


async def test_an_ordinary_ledger_makes_leaders_and_asks_for_the_secretary(tmp_path: Path) -> None:
    """A column makes leaders; who is secretary is asked by buttons, and the command line confirms the first one."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint("何清")
        await opens_link(chats, "何清")
        asked = await take_in(chats, "何清", workbook())
        known = await people(chats)
        assert known["邵原"].roles == (Role.LEADER,)
        assert known["汤秋"].roles == (Role.OWNER,)
        assert "谁是党组书记" in asked.text
        assert (await health_of(stage.app.request, "u1")).lacking == (Role.SECRETARY,)
        assert "还没有党组书记" in (await chats.say("何清", "/health")).text
        said = await chats.press("何清", asked, "邵原")
        assert "须另一人确认后生效，但现在没有能确认的人" in said
        assert "python -m bot confirm" in said
        assert not (await people(chats))["邵原"].holds(Role.SECRETARY)


async def test_a_list_in_a_file_makes_nobody_secretary_or_office(tmp_path: Path) -> None:
    """角色=党组书记 in a roster is asked for and confirmed one by one; the one who sits there is told without fail."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint("何清")
        await opens_link(chats, "何清")
        await take_in(chats, "何清", workbook([("鲁望", "局长", "办公室", "责任领导")]))
        await appoint(stage.app.request, "u1", ("鲁望",), Role.SECRETARY)
        await opens_link(chats, "鲁望")
        await take_in(
            chats, "何清", workbook([("韦舟", "干事", "办公室", "党组书记"), ("薛禾", "干事", "办公室", "整改办")])
        )
        known = await people(chats)
        assert not known["韦舟"].holds(Role.SECRETARY)
        assert not known["薛禾"].holds(Role.OFFICE)
        listed = await chats.say("鲁望", "待办")
        assert "任命 韦舟 为党组书记，等您确认" in listed.text
        assert "任命 薛禾 为整改办，等您确认" in listed.text


async def test_two_of_one_name_are_two_people(tmp_path: Path) -> None:
    """The list has two 王磊: each gets the measures of his own department, and is shown with it."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint("何清")
        await opens_link(chats, "何清")
        listed = [
            ("王磊", "科员", "设备科", "经办人"),
            ("王磊", "会计", "财务科", "经办人"),
            ("汤秋", "科员", "设备科", "经办人"),
        ]
        await take_in(chats, "何清", workbook(listed))
        known = await people(chats)
        assert {"王磊（设备科）", "王磊（财务科）"} <= set(known)
        assert (await measure(chats, "1-1")).owners == (known["王磊（设备科）"].id,)
        assert (await measure(chats, "1-2")).owners == (known["王磊（财务科）"].id,)
        assert "王磊（设备科）" in (await chats.say("何清", "状态 1-1")).text
        assert "请连科室一起写" in (await chats.say("何清", "/invite 王磊")).text
        assert (await measure(chats, "1-1")).stage is Stage.NOT_STARTED
