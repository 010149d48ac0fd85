"""A command alone: who may not use it is refused before it is said how it is written, and no page is a dead end."""

import datetime as dt

from handlers import ROUTES
from tests.handlers.conftest import LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels
from tests.handlers.home.test_day_by_thumb import OBSERVER, SUPPORT, with_onlookers

REFUSED = "您没有办理这一项的权限，没有作任何更改。如需办理，请联系整改办。"
HOW = ("请这样写", "请写明", "登记请写", "要定一次会")
CLERKS = (
    "correct split merge cancel excuse standing nudge rule unbind invite import undo_import health backup first_day"
)
PAPERS = "report export release"
MAY_NOT = {
    OFFICE: "instruct",
    SECRETARY: CLERKS,
    LEADER: f"{CLERKS} {PAPERS} reopen letter instruct meeting units",
    OWNER: f"{CLERKS} {PAPERS} reopen letter instruct meeting units visit board",
    OBSERVER: f"{CLERKS} {PAPERS} reopen letter instruct meeting visit interim board",
    SUPPORT: f"{CLERKS} {PAPERS} reopen letter instruct meeting visit interim board units",
}
OWN_DAYS = {"away", "handover"}  # anybody may be away, and hand over what is their own
PAGES = {  # that have nothing to show yet
    "等待": (OFFICE, SECRETARY, LEADER, OWNER, OBSERVER, SUPPORT),
    "上级验收": (OFFICE, LEADER, OBSERVER),
    "群众意见": (OFFICE, OWNER, OBSERVER),
    "重点督查": (OFFICE, OWNER),
    "现场督办": (OFFICE, LEADER),
    "开会": (SECRETARY,),
    "定稿": (SECRETARY,),
    "日程": (OBSERVER, SUPPORT),
}
EVERYBODY = {"history", "find", "finding", "why"}  # which ask for a number or for words


async def test_who_may_not_is_refused_before_it_is_said_how_it_is_written(chats: Chats) -> None:
    """By the command and by its word; nobody else is refused, and whoever is taught may do it."""
    await with_onlookers(chats)
    for name, refused in MAY_NOT.items():
        person = await chats.person(name)
        for command in ROUTES.commands:
            for written in (f"/{command.name}", *command.words[:1]):
                said = (await chats.say(name, written)).text
                assert (said == REFUSED) is (command.name in refused.split()), (name, written, said)
                if any(how in said for how in HOW):
                    assert command.is_for(person) or command.name in OWN_DAYS | EVERYBODY, (name, written)


async def test_who_stands_in_for_an_owner_is_taught(chats: Chats) -> None:
    """The table reaches a delegate by the measures of whoever is away, on those days alone."""
    await with_onlookers(chats)
    assert (await chats.say(OBSERVER, "阶段进展")).text == REFUSED
    await chats.say(OFFICE, f"/away {OWNER} 6月16日-6月20日 由{OBSERVER}代")
    assert "请这样写" in (await chats.say(OBSERVER, "阶段进展")).text
    asked = await chats.say(OBSERVER, f"阶段进展 {OWN} 已改造4处")
    assert REFUSED not in asked.text
    await chats.stage.pass_time(dt.timedelta(days=7))
    assert (await chats.say(OBSERVER, "阶段进展")).text == REFUSED


async def test_a_page_without_a_line_leads_on(chats: Chats) -> None:
    """Each of its buttons is answered by something else than the page itself."""
    await with_onlookers(chats)
    for word, names in PAGES.items():
        for name in names:
            page = await chats.say(name, word)
            assert labels(page) != [], (name, page.text)
            for label in labels(page):
                said = await chats.press(name, page, label)
                assert said not in {page.text, REFUSED}, (name, word, label)


async def test_letting_go_of_nobody_says_how_it_is_written(chats: Chats) -> None:
    """Not that somebody without a name was not found."""
    answer = (await chats.say(OFFICE, "/unbind")).text
    assert answer.startswith("请这样写：/unbind 姓名")
