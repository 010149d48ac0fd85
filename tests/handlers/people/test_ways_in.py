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
from bot.services.core.ledger import JOURNAL_OF, MEASURES_NUMBERED, PEOPLE_OF
from bot.services.operations.health import health_of
from bot.services.people.binding import appoint, invite
from tests.handlers.conftest import (
    BEIJING,
    DAY,
    LEADER,
    MATE,
    OFFICE,
    OWN,
    OWNER,
    SECRETARY,
    STRANGER,
    Chats,
    labels,
)

START = dt.datetime(2025, 4, 7, 9, 0, tzinfo=BEIJING)
HEAD = ("问题编号", "反馈问题", "措施编号", "整改措施", "责任领导", "责任科室", "经办人", "完成时限")
ROWS = (
    ("1", "台账更新不及时", "1-1", "每周核对一次设备台账", "邵原", "设备科", "王磊", "2025年6月30日"),
    ("1", "台账更新不及时", "1-2", "逐台张贴二维码标识", "邵原", "财务科", "王磊", "2025年6月30日"),
    ("2", "值守记录有缺页", "2-1", "补齐值守记录并装订", "鲁望", "设备科", "汤秋", "2025年7月31日"),
)


def workbook(people: Sequence[tuple[str, ...]] = (), rows: Sequence[tuple[str, ...]] = ROWS) -> bytes:
    """A ledger of three measures, and a list of people where one is given."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "整改台账"
    for row in (HEAD, *rows):
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
        assert "duban confirm" in said
        assert not (await people(chats))["邵原"].holds(Role.SECRETARY)


async def test_the_first_secretary_consents_in_person(tmp_path: Path) -> None:
    """The only clerk asks; who is proposed opens a link, finds the request and confirms it: leaders hear of it."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint("何清")
        await opens_link(chats, "何清")
        await take_in(
            chats, "何清", workbook([("邵原", "局长", "办公室", "责任领导"), ("鲁望", "副局长", "办公室", "责任领导")])
        )
        await opens_link(chats, "鲁望")
        said = await chats.say("何清", "/people 任 邵原 书记")
        assert "/invite 邵原" in said.text
        assert "没有等您决定的" in (await chats.say("鲁望", "待办")).text
        phone = await opens_link(chats, "邵原")
        asked = next(one for one in reversed(phone.inbox) if "✅ 确认" in labels(one))
        assert "任命 邵原 为党组书记" in asked.text
        await chats.press("邵原", asked, "✅ 确认")
        assert (await people(chats))["邵原"].holds(Role.SECRETARY)
        for name in ("何清", "鲁望"):
            assert "邵原 已确认：任命 邵原 为党组书记（何清 提请）" in chats.phone(name).last.text


async def test_whoever_asks_confirms_no_secretary_with_a_phone_of_their_own_choosing(tmp_path: Path) -> None:
    """Neither for themselves, nor for somebody whom they bound by their own word."""
    async with open_stage(tmp_path, START) as stage:
        chats = Chats(stage)
        await stage.appoint("何清")
        await opens_link(chats, "何清")
        await take_in(chats, "何清", workbook([("邵原", "局长", "办公室", "责任领导")]))
        assert "没有能确认的人" in (await chats.say("何清", "/people 任 何清 书记")).text
        await chats.say("另一部", "你好")
        await chats.press("另一部", chats.phone("另一部").last, "申请绑定")
        await chats.say("另一部", "邵原 办公室 局长")
        await chats.press("何清", chats.phone("何清").last, "绑定为 邵原")
        await chats.say("何清", "/people 任 邵原 书记")
        assert "没有等您决定的" in (await chats.say("另一部", "待办")).text
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


async def test_a_link_of_somebody_bound_moves_nothing_unseen(chats: Chats) -> None:
    """Opened on another phone it asks the old one, tells office and secretary, and 这不是我 ends it."""
    (invited,) = await invite(chats.stage.app.request, by=None, unit="u1", names=(SECRETARY,))
    before = await chats.person(SECRETARY)
    (said,) = await chats.after(STRANGER, lambda phone: phone.open_link(invited.code))
    assert f"这是 {SECRETARY} 的链接，但 {SECRETARY} 已在另一部手机上绑定" in said.text
    assert await chats.person(SECRETARY) == before
    asked = chats.phone(SECRETARY).last
    assert "有人在另一部手机" in asked.text
    assert f"{SECRETARY} 的绑定链接在另一部手机" in chats.phone(OFFICE).last.text
    assert "已拦下" in await chats.press(SECRETARY, asked, "🚫 这不是我")
    assert "换手机的不是本人" in chats.phone(OFFICE).last.text
    await chats.stage.pass_time(3 * DAY)
    assert (await chats.person(SECRETARY)).chat == before.chat
    (again,) = await chats.after(STRANGER, lambda phone: phone.open_link(invited.code))
    assert "无效" in again.text
    async with chats.stage.app.request.look() as ledger:
        entries = await ledger.journal.find(JOURNAL_OF, before.id)
    assert [(entry.verb, entry.after["account"]) for entry in entries[-2:]] == [
        ("claim", str(chats.phone(STRANGER).user.id)[-4:]),
        ("refuse_claim", str(chats.phone(STRANGER).user.id)[-4:]),
    ]


async def test_a_new_phone_is_bound_with_the_consent_of_the_old(chats: Chats) -> None:
    """同意换手机 moves the account at once; the new phone is greeted, and the old one is a stranger's."""
    (invited,) = await invite(chats.stage.app.request, by=None, unit="u1", names=(OWNER,))
    await chats.after("新手机", lambda phone: phone.open_link(invited.code))
    await chats.press(OWNER, chats.phone(OWNER).last, "同意换手机")
    assert "已换到这部手机" in chats.phone("新手机").last.text
    assert OWN in (await chats.say("新手机", "我的")).text
    assert "还没有绑定" in (await chats.say(OWNER, "我的")).text


async def test_without_an_answer_a_phone_moves_after_its_day(chats: Chats) -> None:
    """The old phone was lost: a day later the new one is bound, and office and secretary hear of it."""
    (invited,) = await invite(chats.stage.app.request, by=None, unit="u1", names=(OWNER,))
    await chats.after("新手机", lambda phone: phone.open_link(invited.code))
    await chats.stage.pass_time(dt.timedelta(hours=23))
    assert (await chats.person(OWNER)).chat == chats.phone(OWNER).user.id
    await chats.stage.pass_time(dt.timedelta(hours=2))
    assert (await chats.person(OWNER)).chat == chats.phone("新手机").user.id
    for name in (OFFICE, SECRETARY):
        assert any(f"{OWNER} 已换到新手机" in message.text for message in chats.phone(name).inbox)


async def test_who_opens_anothers_link_is_asked_to_send_it_on(chats: Chats) -> None:
    """An office that opens the link of somebody else is told whose it is, and the link stays good."""
    (invited,) = await invite(chats.stage.app.request, by=None, unit="u1", names=("唐若溪",))
    (said,) = await chats.after(OFFICE, lambda phone: phone.open_link(invited.code))
    assert "这是 唐若溪 的链接，请转发给本人" in said.text
    (welcome,) = await chats.after("唐若溪", lambda phone: phone.open_link(invited.code))
    assert "绑定成功" in welcome.text


async def test_links_say_their_hours_as_they_are(chats: Chats) -> None:
    """72 hours, not 71."""
    assert "72 小时内有效" in (await chats.say(OFFICE, "/invite 唐若溪")).text


async def test_one_clerk_closes_nothing_alone(chats: Chats) -> None:
    """A shorter way is asked for, closed and set back by one hand: it does not come to that."""
    await chats.say(OFFICE, f"/policy {OWN} 销号环节 整改办")
    await chats.say(OWNER, f"{OWN} 已完成")
    await chats.say(OFFICE, f"{OWN} 同意")
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    await chats.press(SECRETARY, chats.phone(SECRETARY).inbox[-1], "✅ 确认")
    for name in (LEADER, OFFICE):
        await chats.say(name, f"{OWN} 同意")
    assert (await chats.measure(OWN)).stage is Stage.DECIDE  # whoever shortened the way of what waits takes no step


async def test_a_leader_is_handed_over_by_two(chats: Chats) -> None:
    """What a leader leads goes to a successor, with the closing that waits, once a second person confirmed it."""
    await chats.say(OWNER, f"{OWN} 已完成")
    asked = await chats.say(OFFICE, f"/handover {LEADER} {MATE}")
    await chats.press(OFFICE, asked, "确认移交")
    assert (await chats.measure(OWN)).leaders == ((await chats.person(LEADER)).id,)
    await chats.press(SECRETARY, chats.phone(SECRETARY).last, "✅ 确认")
    assert (await chats.measure(OWN)).leaders == ((await chats.person(MATE)).id,)
    assert "等您审核销号" in (await chats.say(MATE, "待办")).text


async def test_ones_own_measures_are_handed_over_by_oneself(chats: Chats) -> None:
    """An owner who may see the preview may confirm it."""
    asked = await chats.say(OWNER, f"/handover {OWNER} {MATE}")
    assert "移交" in await chats.press(OWNER, asked, "确认移交")
    assert (await chats.measure(OWN)).owners == ((await chats.person(MATE)).id,)


async def test_a_link_that_is_opened_again_and_again_is_claimed_once(chats: Chats) -> None:
    """The old phone is asked once, the office and the secretary hear it once; the day runs from the first time."""
    (invited,) = await invite(chats.stage.app.request, by=None, unit="u1", names=(OWNER,))
    new = chats.phone("新手机")
    new.open_link(invited.code)
    await chats.stage.pass_time(dt.timedelta(hours=20))
    before = {name: len(chats.phone(name).inbox) for name in (OWNER, OFFICE, SECRETARY)}
    told = [await chats.after("新手机", lambda phone: phone.open_link(invited.code)) for _ in range(3)]
    assert [[one.text for one in got] for got in told] == [
        [f"已经请 {OWNER} 的原手机确认，正在等答复，没有再问一次。"],
        [],
        [],
    ]
    assert {name: len(chats.phone(name).inbox) for name in before} == before
    await chats.stage.pass_time(dt.timedelta(hours=5))
    assert (await chats.person(OWNER)).chat == new.user.id
