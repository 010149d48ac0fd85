"""All buttons of all cards are pressed, by every role: each press is answered, none is dead, none fails."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from bot.demo.stage import WORKBOOK
from bot.sandbox import Message
from tests.handlers.conftest import BEIJING, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels
from tests.handlers.test_day_by_thumb import OBSERVER, SUPPORT, with_onlookers
from tests.sandbox.conftest import png

pytestmark = pytest.mark.long

JUNE = dt.datetime(2025, 6, 16, 9, 0, tzinfo=BEIJING)
ROOTS = (
    *(
        "首页",
        "待办",
        "我的",
        "逾期",
        "状态",
        f"状态 {OWN}",
        f"状态 {OTHERS}",
        "问题2",
        "周报",
        "帮助",
        "减负账",
        "人员",
    ),
    *(
        "看板",
        "统计",
        "日程",
        "设置",
        "名单",
        "邀请",
        "等待",
        "举一反三",
        "群众意见",
        "会议",
        "督办",
        "出文",
        "批示",
        "稍后",
    ),
    *(
        "/health",
        "/first_day",
        "/forecast",
        "/letter",
        "/release",
        "/nudge",
        "/visit",
        "/key",
        "/similar 3",
        "/units",
        f"/why {OWN}",
        f"/history {OWN}",
    ),
)
MOST = 2  # presses of a kind of button by one person
SAID = (
    (OWNER, "2-1 有困难：配套资金还没有批下来"),
    (OWNER, "完成60%"),
    (OWNER, "2-3 等财政局拨款"),
    (MATE, f"{OTHERS} 讲师档期冲突，申请延到2025年7月31日"),
    (SECRETARY, f"/instruct {OTHERS} 本周内说明原因"),
    (OFFICE, f"/letter 提示函 {OTHERS} 请说明进度"),
    (OFFICE, f"/letter 督办单 {OTHERS} 请说明进度"),
    (OFFICE, f"/nudge {OTHERS}"),
    (OFFICE, "/meeting 6月20日9点 党组会"),
    (OFFICE, "/visit 3-2、3-3 6月20日9点 地点 柳河闸口"),
    (OFFICE, "/voice 3 来电 反映河道垃圾没有清"),
    (OFFICE, "/key 3-2 进度慢"),
    (OFFICE, "/cancel 4-1 理由 重复"),
    (OFFICE, "/report 公开稿"),
    (OFFICE, "/away 沈知行 今天-6月28日 由罗雨桐代"),
    (OFFICE, "/people 任 罗雨桐 整改办"),
    (OFFICE, "举一反三 3 全部科室 孟晓川 6月25日"),
)
ENOUGH = {
    OFFICE: 60,
    OWNER: 24,
    LEADER: 16,
    SECRETARY: 28,
    MATE: 20,
    OBSERVER: 9,
    SUPPORT: 9,
}  # kinds of button that each meets
SILENT = {"nil"}  # heads and empty cells of a calendar


@dataclass
class Walk:
    """One person's way over all that can be pressed."""

    chats: Chats
    name: str
    pressed: Counter[str] = field(default_factory=Counter)
    dead: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)

    def open(self) -> Iterable[tuple[Message, str, str]]:
        """Buttons that hang on the phone and whose kind was not pressed enough, the newest first."""
        for message in reversed(self.chats.phone(self.name).inbox):
            for row in message.buttons:
                for button in row:
                    if button.data and self.pressed[kind(button.data)] < MOST:
                        yield message, button.text, button.data

    async def go(self) -> None:
        """Press until every kind of button that is to be seen was pressed."""
        while found := next(iter(self.open()), None):
            message, label, data = found
            self.pressed[kind(data)] += 1
            phone = self.chats.phone(self.name)
            was = message.text, [[b.text for b in row] for row in message.buttons]
            known = len(phone.inbox)
            text = await self.chats.press_data(self.name, message, data)
            press = list(self.chats.stage.sandbox.presses.values())[-1]
            now = message.text, [[b.text for b in row] for row in message.buttons]
            answered = press.text or len(phone.inbox) > known or was != now
            if (not answered and kind(data) not in SILENT) or "失效" in text:
                self.dead.append(f"{self.name}: {label} ({data}) below {message.text[:30]!r}: {text[:40]!r}")
            if was != now and not message.buttons:
                self.ends.append(f"END {self.name}: {label} ({data}) -> {message.text[:60]!r}")
            if "请写" in text or "请说" in text:
                await self.chats.say(self.name, "现场看过，正在办理")


def kind(data: str) -> str:
    """The kind of button, with what a day is asked for."""
    tag, *rest = data.split("|")
    return f"{tag}|{rest[0]}" if tag in {"day", "cal", "run"} else tag


async def a_full_office(chats: Chats) -> None:
    """Something of every kind waits: reports, requests, letters, a meeting, a visit, what the public said."""
    chats.stage.sandbox.clock.set(JUNE)
    await chats.say(OFFICE, "/policy 已报完成后撤回 是")
    for name, words in SAID:
        await chats.say(name, words)
    await chats.after(OWNER, lambda phone: phone.send_photo(png(), f"{OWN} 已完成"))
    await chats.after(MATE, lambda phone: phone.send_album([png(), png()]))
    await chats.after(OFFICE, lambda phone: phone.send_file(WORKBOOK.name, WORKBOOK.read_bytes()))
    await chats.stage.tick()


@pytest.mark.parametrize("name", ENOUGH)
async def test_every_button_is_answered_and_leads_on(chats: Chats, name: str) -> None:
    """Nobody sees nothing, nothing fails within, and what is left in the place of a card has a button."""
    await a_full_office(chats)
    if name in {OBSERVER, SUPPORT}:
        await with_onlookers(chats)
        await chats.act(OFFICE, "更正 3-1 配合 财政局（6月30日前拨付设备款） 理由 方案写明")
        waits = await chats.say(OWNER, "7-2 等财政局拨款")
        await chats.press(OWNER, waits, labels(waits)[0])
    walk = Walk(chats, name)
    for words in ROOTS:
        await chats.say(name, words)
        await walk.go()
    assert walk.dead == []
    assert walk.ends == []
    assert len(walk.pressed) > ENOUGH[name]
    assert not chats.failures()
