"""What people do with reminders, on their phones."""

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo.stage import WORKBOOK, Stage, open_stage
from bot.services.core.ledger import MEASURES_OF_UNIT, PEOPLE_OF
from tests.handlers.conftest import DAY, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, Chats

START = dt.datetime(2025, 9, 15, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """An office with its ledger, everybody bound."""
    async with open_stage(tmp_path, START) as opened:
        await opened.take_in(WORKBOOK)
        await opened.bind(*await opened.people())
        yield opened


async def reminded(stage: Stage) -> str:
    """Let days pass until somebody who owns measures has a reminder; the name."""
    for _ in range(40):
        await stage.tick()
        for name, phone in stage.phones.items():
            if any("整改提醒" in message.text and message.buttons for message in phone.inbox):
                return name
        await stage.pass_time(dt.timedelta(days=1))
    raise AssertionError("nobody was reminded in 40 days")


async def test_buttons_under_a_reminder_answer(stage: Stage) -> None:
    """收到, later, and, where there is one measure, why."""
    phone = stage.phone(await reminded(stage))
    card = next(message for message in reversed(phone.inbox) if "整改提醒" in message.text)
    phone.press(card, "收到")
    await stage.settle()
    card = next(message for message in phone.inbox if message.id == card.id)
    assert "已登记：收到" in card.text
    assert "收到" not in {button.text for row in card.buttons for button in row}
    phone.press(card, "⏰ 明天再提醒")
    await stage.settle()
    assert "再提醒您" in phone.last.text
    labels = {button.text for row in card.buttons for button in row}
    if "为什么提醒我" in labels:
        phone.press(card, "为什么提醒我")
        await stage.settle()
        assert "已提醒" in phone.last.text


async def test_office_asks_why_foresees_and_sets(stage: Stage) -> None:
    """Commands and plain words alike; owners may ask why, not set."""
    async with stage.app.request.look() as ledger:
        people = await ledger.people.find(PEOPLE_OF, "u1")
        measure = (await ledger.measures.find(MEASURES_OF_UNIT, "u1"))[0]
    office = stage.phone(next(person.name for person in people if "office" in person.roles))
    owner = stage.phone(next(person.name for person in people if set(person.roles) == {"owner"}))
    for phone, words, answer in (
        (office, f"/why {measure.number}", "为什么提醒（或没提醒）"),
        (office, f"为什么提醒 {measure.number}", "为什么提醒（或没提醒）"),
        (office, "/forecast 30", "今后30天提醒预告"),
        (office, "/policy", "提前天数：20、10、3、1、0"),
        (office, "/policy 宽限工作日 2", "宽限工作日由 1 改为 2"),
        (
            office,
            "/policy 销号环节 整改办 书记",
            "“销号环节”由 责任领导、整改办、党组书记 改为 整改办、党组书记",
        ),
        (owner, "/policy 宽限工作日 3", "您没有办理这一项的权限"),
        (office, "/nudge", "请这样写：/nudge 3-2"),
        (office, "/handover 甲", "请这样写：/handover"),
    ):
        phone.say(words)
        await stage.settle()
        assert any(answer in message.text for message in phone.inbox[-2:]), (words, phone.last.text)
        if words.startswith("/forecast"):
            named = "".join(message.file_name or "" for message in phone.inbox[-2:])
            assert re.fullmatch(r".+提醒预告\d{8}\.xlsx", named)  # whose, what, of which day


async def test_a_person_is_urged_for_what_that_person_owes_and_for_nothing_else(chats: Chats) -> None:
    """催办 with a name: own measures, a check that waits, what others wait for; nobody else hears of it."""
    own = await chats.say(OFFICE, f"催办 {OWNER}")
    assert "已催办3项：2-3、5-1、7-2" in own.text
    assert f"已告知：{OWNER}" in own.text
    assert "整改办催办\n2-3 " in chats.phone(OWNER).last.text
    assert (await chats.say(OFFICE, f"催办 {LEADER}")).text.startswith(f"{LEADER} 现在没有要催的")
    await chats.say(OWNER, f"{OWN} 已完成")
    assert f"已催办1项：{OWN}\n已告知：{LEADER}" in (await chats.say(OFFICE, f"催办 {LEADER}")).text
    assert f"{OWN} 审核" in chats.phone(LEADER).last.text
    await chats.say(OWNER, "5-1 完成30%")
    again = (await chats.say(OFFICE, f"催办 {OWNER}")).text
    assert "已催办1项：7-2" in again
    assert "今天已经报过，没有再催：5-1" in again
    assert "附言" not in again
    assert "权限" in (await chats.say(MATE, f"/nudge {OWNER}")).text


async def test_what_was_given_to_a_person_is_urged_once_its_day_has_come(chats: Chats) -> None:
    """A word of the public that is not answered, and what somebody waits for, by the name of who is asked."""
    await chats.say(OFFICE, f"群众意见 2 来信 河边又有人倒垃圾，由{LEADER} 3月26日")
    assert "现在没有要催的" in (await chats.say(OFFICE, f"催办 {LEADER}")).text  # its day has not come
    offer = (await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 卡在{OTHERS}没完")))[-1]
    await chats.press(OWNER, offer, f"是，在等 {OTHERS}")
    await chats.stage.pass_time(DAY * 8)
    said = (await chats.say(OFFICE, f"催办 {LEADER} 请今天答复")).text
    assert said == f"已催办交办事项1件\n已告知：{LEADER}"
    urged = chats.phone(LEADER).last.text
    assert "整改办催办群众监督意见（问题2）：河边又有人倒垃圾" in urged
    assert "附言：请今天答复" in urged
    assert f"在等的一方已催：{MATE}" in (await chats.say(OFFICE, f"催办 {MATE}")).text
    assert "在等的一方" not in (await chats.say(OFFICE, f"催办 {OWNER}")).text  # it is not his to name the day


async def test_absence_handover_and_nudge_in_chat(stage: Stage) -> None:
    """One line each; a handover asks first."""
    async with stage.app.request.look() as ledger:
        people = await ledger.people.find(PEOPLE_OF, "u1")
        measures = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
    office = stage.phone(next(person.name for person in people if "office" in person.roles))
    owners = [
        person
        for person in people
        if "office" not in person.roles and any(person.id in measure.owners for measure in measures)
    ]
    one, other = owners[0], owners[1]
    number = next(measure.number for measure in measures if one.id in measure.owners)
    office.say(f"/away {one.name} 10月9日-10月10日 由{other.name}代")
    await stage.settle()
    assert f"{one.name} 2025-10-09（周四）至2025-10-10（周五）不在岗" in office.last.text
    office.say(f"催办 {number}")
    await stage.settle()
    assert "已催办1项" in office.last.text
    assert "整改办催办" in stage.phone(one.name).last.text
    office.say(f"/handover {one.name} {other.name}")
    await stage.settle()
    office.press(office.last, "确认移交")
    await stage.settle()
    assert "已移交" in office.inbox[-1].text
    async with stage.app.request.look() as ledger:
        after = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
    assert not [measure for measure in after if one.id in measure.owners]


async def test_who_wrote_and_is_still_asked_what_it_means_is_not_silent(chats: Chats) -> None:
    """Words that wait for a choice are an answer: neither page nor card nor list says that nobody answered."""

    async def days(count: int) -> None:
        for _ in range(count):
            await chats.stage.pass_time(DAY)
            await chats.stage.tick()
            await chats.stage.settle()

    async def page() -> str:
        return (await chats.after(OFFICE, lambda phone: phone.say("/digest")))[0].text

    await days(14)
    silent = await page()
    assert f"{MATE}10个工作日" in silent
    assert "还没有人报过进展" in (await chats.say(OFFICE, "/status 9-1")).text
    assert "申请销号" in (await chats.say(MATE, "9-1 完成，又去检查了一次")).text
    for words in ("弄好了", "都弄好了"):
        await chats.stage.pass_time(dt.timedelta(minutes=1))  # of two at one moment either may be the last
        assert "哪一项" in (await chats.say(MATE, words)).text
    await days(1)
    assert MATE not in (await page()).split("未回复", 1)[1]
    card = (await chats.say(OFFICE, "/status 9-1")).text
    assert f"“9-1 完成，又去检查了一次”——{MATE} 2025-04-03（周四），意思待本人选定" in card
    listed = (await chats.say(OFFICE, "哪些没有报过进展")).text
    assert f"“都弄好了”——{MATE} 2025-04-03（周四），是哪项待本人选定" in listed
    assert "还没有人报过进展" not in card
    chased = [one.text for one in chats.phone(OFFICE).inbox if "工作日未回复" in one.text]
    assert not any(MATE in text for text in chased if "2025-04-04" in text)
