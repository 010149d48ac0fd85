"""减负账: what each person was asked, to himself, to the office, and to an inspector; nobody is ranked."""

import datetime as dt

import pytest

from bot.documents.word.burden import burden_sheet
from bot.domain.core.refusal import Unreadable
from bot.services.reporting.burden import burden_for
from tests.handlers.conftest import BEIJING, LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels

JUNE = dt.datetime(2025, 6, 16, 9, 0, tzinfo=BEIJING)


async def a_working_june(chats: Chats) -> None:
    """Three weeks in which the clock comes round each morning and the office nudges once."""
    for day in range(2, 21):
        chats.stage.sandbox.clock.set(dt.datetime(2025, 6, day, 9, 0, tzinfo=BEIJING))
        await chats.stage.app.tick()
        await chats.stage.settle()
    await chats.say(OFFICE, f"/nudge {OWN}")


def documents(chats: Chats, name: str) -> list[str]:
    """Names of the files that a person was sent."""
    return [one.file_name for one in chats.phone(name).inbox if one.file_name]


async def test_each_sees_his_own_and_the_office_everybody_in_the_order_of_the_roster(chats: Chats) -> None:
    """Figures are those of the phone: as many messages as arrived that the person did not ask for."""
    phone = chats.phone(OWNER)
    before = len(phone.inbox)
    await a_working_june(chats)
    arrived = len(phone.inbox) - before - len(phone.chat.pinned)  # the card of the first page asks for nothing
    own = await chats.say(OWNER, "减负账")
    assert f"收到消息 {arrived} 条" in own.text
    assert "要求答复 1 项" in own.text
    assert OFFICE not in own.text
    assert labels(own) == []
    for reader in (OFFICE, SECRETARY):
        whole = await chats.say(reader, "/burden")
        assert f"{OWNER} 消息{arrived}" in whole.text
        assert "排名" in whole.text
        names = [line.split()[0] for line in whole.text.split("\n\n")[1].splitlines()]
        burden = await burden_for(chats.stage.app.request, await chats.person(reader))
        roster = [line.person for line in burden.lines]
        assert names == [one.name for one in roster]
        assert roster == sorted(roster, key=lambda one: (one.rank, one.department, one.name))


async def test_the_same_matter_reminded_several_times_counts_once(chats: Chats) -> None:
    """The reports that were asked are the deadlines that were spoken of, however often."""
    await a_working_june(chats)
    burden = await burden_for(chats.stage.app.request, await chats.person(OWNER))
    (line,) = burden.lines
    assert 0 < line.now.reports <= line.now.messages
    assert line.now.resting == 0
    assert line.now.fullest <= burden.ceiling
    july = await chats.say(OWNER, "/burden 5月")
    assert "2025年5月" in july.text


async def test_a_page_for_the_inspector_by_word_and_by_button(chats: Chats) -> None:
    """The office and the secretary get a Word file; others do not."""
    await a_working_june(chats)
    for act in ("/report 减负账", "出文 减负账 6月"):
        await chats.say(OFFICE, act)
        assert any("减负情况（2025年6月）" in name for name in documents(chats, OFFICE))
    whole = await chats.say(SECRETARY, "减负")
    await chats.press(SECRETARY, whole, "📄 给检查看的一页")
    assert any("减负情况" in name for name in documents(chats, SECRETARY))
    await chats.say(OWNER, "/report 减负账")
    assert documents(chats, OWNER) == []
    burden = await burden_for(chats.stage.app.request, await chats.person(OFFICE))
    assert "不排名" in burden_sheet(burden, burden.until).text


async def test_evidence_that_is_demanded_carries_its_ground(chats: Chats) -> None:
    """The message that demands it says who set it and when; the account counts it and says the same."""
    chats.stage.sandbox.clock.set(JUNE)
    await chats.say(OFFICE, "/policy 照片数 2")
    await chats.say(OFFICE, f"/policy {OWN} 文件数 1")
    asked = await chats.say(OWNER, f"{OWN} 已完成")
    ground = f"本单位设置“照片数”，{OFFICE}2025年6月16日定；{OWN}设置“文件数”，{OFFICE}2025年6月16日定"
    assert f"照片 2 张、文件 1 份（依据：{ground}）" in asked.text
    own = await chats.say(OWNER, "减负账")
    assert "要求交照片 2 张" in own.text
    assert "要求交文件 1 份" in own.text
    assert f"要求照片、文件的依据：{ground}" in own.text
    assert "要求交" not in (await chats.say(LEADER, "减负账")).text


async def test_a_decision_counts_when_it_is_asked_and_once(chats: Chats) -> None:
    """Whether it is given or not, in how many messages and words; what waits without a message of its own as well."""

    async def asked(name: str) -> int:
        burden = await burden_for(chats.stage.app.request, await chats.person(name))
        (line,) = [one for one in burden.lines if one.person.name == name]
        return line.now.decisions

    chats.stage.sandbox.clock.set(JUNE)
    assert [await asked(name) for name in (OWNER, LEADER, OFFICE)] == [0, 0, 0]
    await chats.stage.tick()
    drafts = await asked(OFFICE)  # of letters, by the clock; they stand in the message of the day alone
    assert drafts == 6
    await chats.say(OWNER, f"{OWN} 已完成")
    assert "要求审签 1 项" in (await chats.say(LEADER, "减负账")).text
    await chats.say(LEADER, f"{OWN} 同意")
    assert await asked(LEADER) == 1
    assert await asked(OFFICE) == drafts + 1
    await chats.press(OFFICE, await chats.say(OFFICE, "待办"), "2-1 ✅ 签发")
    await chats.say(OFFICE, f"{OWN} 退回 佐证不全")
    assert await asked(OFFICE) == drafts + 1
    assert await asked(OWNER) == 0
    day = await chats.say(OWNER, "5-1 讲师没有空，申请延到2025年7月31日")
    await chats.press(OWNER, day, labels(day)[0])
    await chats.say(LEADER, "5-1 不同意 请按原定时限办结")
    assert await asked(LEADER) == 2


async def test_what_no_month_is_or_is_forgotten_is_refused(chats: Chats) -> None:
    """A month whose messages are no longer remembered is not counted as empty."""
    chats.stage.sandbox.clock.set(dt.datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING))
    assert "180天" in (await chats.say(OWNER, "/burden 2025年8月")).text
    assert "已按180天清理" in (await chats.say(OWNER, "/burden 2025年10月")).text
    with pytest.raises(Unreadable):
        await burden_for(chats.stage.app.request, await chats.person(OWNER), "上周")
