"""A confidential unit: nothing that is sent can be forwarded or saved, and no picture goes unless it is asked for."""

import datetime as dt
from pathlib import Path

from bot.domain.settings.policy import Policy
from tests.handlers.conftest import BEIJING, LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels, open_chats
from tests.sandbox.conftest import png

PICTURE = png()
SENDS = frozenset({"sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup"})
SAID = {
    OWNER: ("首页", "我的", "待办", "减负账", "帮助", f"状态 {OWN}", f"历史 {OWN}", f"为什么 {OWN}", "完成"),
    LEADER: ("首页", "待我审", "逾期", "周报", "看板"),
    SECRETARY: ("首页", "周报", "逾期", "批示", "图表", "看板", "/report 减负账"),
    OFFICE: ("首页", "待办", "统计", "名单", "邀请", "设置", "/report 台账", "提醒预告", "运行状况"),
}


def sent(chats: Chats) -> list[tuple[str, bool]]:
    """Each message that went out, and whether it is protected."""
    calls = [one for one in chats.stage.sandbox.calls if one.method in SENDS]
    return [(one.method, str(one.parameters.get("protect_content", "")).lower() == "true") for one in calls]


async def a_day(chats: Chats) -> None:
    """Everybody asks for what there is; something is handed in with pictures, decided, nudged; mornings come."""
    for name, words in SAID.items():
        for one in words:
            await chats.say(name, one)
    chats.stage.sandbox.clock.set(dt.datetime(2025, 6, 16, 9, 0, tzinfo=BEIJING))
    await chats.stage.tick()
    await chats.after(OWNER, lambda phone: phone.send_photo(PICTURE, f"{OWN} 已完成"))
    await chats.after(OFFICE, lambda phone: phone.say(f"/nudge {OWN}"))
    await chats.after(SECRETARY, lambda phone: phone.say(f"/instruct {OWN} 本周内说明原因"))
    await chats.stage.tick()


async def test_all_that_goes_out_is_protected(tmp_path: Path) -> None:
    """Answers, cards, lists, files, pictures, reminders, what others cause."""
    async with open_chats(tmp_path, Policy(confidential=True)) as chats:
        chats.stage.sandbox.calls.clear()
        await a_day(chats)
        found = sent(chats)
        assert len(found) > 30
        assert [method for method, protected in found if not protected] == []


async def test_elsewhere_nothing_is(chats: Chats) -> None:
    """But what speaks of a measure that alone is confidential."""
    await a_day(chats)
    assert not any(protected for _, protected in sent(chats))
    await chats.say(OFFICE, f"/policy {OWN} 保密简化 是")
    chats.stage.sandbox.calls.clear()
    await chats.say(OWNER, f"状态 {OWN}")
    assert all(protected for _, protected in sent(chats))


async def test_pictures_of_evidence_are_offered_not_pushed(tmp_path: Path) -> None:
    """The card that waits counts them; whoever may see them gets them by a tap."""
    async with open_chats(tmp_path, Policy(confidential=True)) as chats:
        await chats.after(OWNER, lambda phone: phone.send_photo(PICTURE, f"{OWN} 已完成"))
        phone = chats.phone(LEADER)
        assert [one for one in phone.inbox if one.photo] == []
        card = next(one for one in reversed(phone.inbox) if "✅ 通过" in labels(one))
        shown = await chats.press(LEADER, card, "📎 看佐证")
        assert [one for one in phone.inbox if one.attachment], shown
