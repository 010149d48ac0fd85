"""All buttons of all cards are pressed, by every role: each press is answered, none is dead, none fails."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from bot.demo.stage import WORKBOOK
from bot.sandbox import Message
from handlers import ROUTES
from tests.handlers.conftest import BEIJING, LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, SECRETARY, Chats, labels
from tests.handlers.home.test_day_by_thumb import OBSERVER, SUPPORT, with_onlookers
from tests.sandbox.conftest import png

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
    (OWNER, "5-1 有困难：配套资金还没有批下来"),
    (OWNER, "7-2 完成60%"),
    (OWNER, "2-3 等财政局拨款"),
    (MATE, f"{OTHERS} 讲师档期冲突，申请延到2026年1月31日"),
    (SECRETARY, f"/instruct {OTHERS} 本周内说明原因"),
    (OFFICE, f"/letter 提示函 {OTHERS} 请说明进度"),
    (OFFICE, f"/letter 督办单 {OTHERS} 请说明进度"),
    (OFFICE, "/nudge 8-1"),
    (OFFICE, "/meeting 6月20日9点 党组会"),
    (OFFICE, f"/visit 3-2、{OWN} 6月20日9点 地点 柳河闸口"),
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
WALKED = {  # kinds of button, by one person who meets each
    OFFICE: (
        "aans ack act amov bpap cal card cause chk dans day dfwd done drop ext fin first hist inv invall "
        "issue lword madd mcan mdec mend mgo mit mno more mout mpap mpre mtg nchk nokey nudge page paper "
        "pct per pick proof ready rem rep res round run snz stuck take todo todop try undo uninv unissue "
        "mnew vat vcan vdem vend vgo vis vlift vmark vnew vnow von vpap vsee why"
    ),
    SECRETARY: "inst key reply",
    LEADER: "back ok",
    OWNER: "aclr unproof wans wdone wlift wnot wyes",
    MATE: "for",
    OBSERVER: "wait",
    SUPPORT: "",
}
ELSEWHERE = {  # kinds of button that nobody meets on these ways, and where they are met
    "aback acc adoc adocx agr alot ano aok aown aup": "goes to the unit above, and comes back",
    "asplan decide head implist kind later nameis reimp unimp": "hangs below a file that is in doubt, or was taken in",
    "revive same side": "hangs below a newer file",
    "calm relapse": "comes months after a closing",
    "fig mean rest whole": "of a report that says two things",
    "give hlist hpap hsign": "of people who come, go and hand over",
    "kbind kno knock kwho": "of one who is bound to nobody",
    "moved noact role unact": "of a second key, or of what was done by it",
    "iret iset lreply sign": "after an answer to an instruction, or a letter that was issued",
    "mfil mfiq mfno mfok mok": "of facts on the eve of a meeting, or of what it decided",
    "pback pfinal pnone pok prel punrel pwhich": "of a paper that came back as a file",
    "ubook units": "where there are lower units",
    "here invp": "of more than a page, or of a line that is tried",
    "topic": "below a question of which a part was understood",
    "sim wno xno xok": "after an answer that another gave",
}
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


def test_every_kind_of_button_is_walked_or_argued() -> None:
    """A new kind is met on these ways, or it is said where else; none is in both lists."""
    walked = {tag for tags in WALKED.values() for tag in tags.split()}
    elsewhere = {tag for tags in ELSEWHERE for tag in tags.split()}
    assert walked | elsewhere | SILENT == {str(route.kind.__struct_config__.tag) for route in ROUTES.taps}
    assert not walked & elsewhere
    assert len(walked) > 80


@pytest.mark.long
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
    assert {*WALKED[name].split()} <= {one.partition("|")[0] for one in walk.pressed}
    assert not chats.failures()
