"""申请绑定: a visitor without a link hears where he is, knocks once, and the office decides who that is."""

import datetime as dt
from pathlib import Path

import pytest

from bot.domain.people.person import Role
from bot.domain.settings.policy import Policy
from bot.domain.units.unit import Unit
from bot.messages.inert import JOINER
from bot.sandbox import Message
from bot.services.core.draft_content import PendingKnock
from bot.services.core.ledger import DRAFTS_OF, PROPOSALS_OPEN
from bot.services.core.transaction import unit_of
from bot.services.history.verification import verify
from bot.services.invitations.knock import WAITING
from bot.services.pending.proposals import decide_on_command_line
from bot.services.units.administration import add_unit
from tests.handlers.conftest import (
    DAY,
    OFFICE,
    OWNER,
    SECRETARY,
    STRANGER,
    Chats,
    data_of,
    holds_account,
    labels,
    open_chats,
)
from tests.handlers.people.test_people import LINK, UNBOUND

KNOCK, REFUSE, OTHERS = "申请绑定", "拒绝", "其他人…"
UNIT = "整改督办助手"


async def knocks(chats: Chats, name: str, words: str) -> str:
    """Somebody without a link knocks, and says who that is: what is answered."""
    door = await chats.say(name, "你好")
    await chats.press(name, door, KNOCK)
    return (await chats.say(name, words)).text


def card(chats: Chats, name: str, label: str = REFUSE) -> Message:
    """The newest message on a phone that bears a button."""
    return next(message for message in reversed(chats.phone(name).inbox) if label in labels(message))


async def test_a_visitor_hears_where_he_is_and_is_bound_by_the_office(chats: Chats) -> None:
    """One tap and one line; the office's card names the account and who may be meant; the newcomer is welcomed."""
    door = await chats.say(STRANGER, "在吗")
    assert UNIT in door.text
    assert labels(door) == [KNOCK]
    assert "姓名、科室、职务" in await chats.press(STRANGER, door, KNOCK)
    said = await chats.say(STRANGER, f"我是{UNBOUND}，办公室科员")
    assert "已转给" in said.text
    assert not {one for one in (OFFICE, OWNER, SECRETARY, UNBOUND) if one in said.text}
    asked = card(chats, OFFICE)
    assert f"自称：我是{UNBOUND}，办公室科员" in asked.text
    assert f"账号尾号{str(chats.phone(STRANGER).user.id)[-4:]}" in asked.text
    assert labels(asked) == [f"绑定为 {UNBOUND}", OTHERS, REFUSE]
    assert "有人申请绑定" in (await chats.say(OFFICE, "待办")).text
    yes = data_of(asked, f"绑定为 {UNBOUND}")
    assert f"绑定为 {UNBOUND}" in await chats.press(OFFICE, asked, f"绑定为 {UNBOUND}")
    assert (await chats.person(UNBOUND)).chat == chats.phone(STRANGER).user.id
    assert f"{UNBOUND}，您好" in chats.phone(STRANGER).last.text
    assert "已经办过" in await chats.press_data(OFFICE, asked, yes)
    assert "没有等您决定的" in (await chats.say(OFFICE, "待办")).text
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_who_is_turned_away_hears_it_and_is_kept_out_for_a_week(chats: Chats) -> None:
    """Neither a new knock nor words reach the office; after a week it may be tried again."""
    await knocks(chats, STRANGER, "张某某 记者")
    before = len(chats.phone(OFFICE).inbox)
    await chats.press(OFFICE, card(chats, OFFICE), REFUSE)
    assert "没有同意" in chats.phone(STRANGER).last.text
    await chats.stage.pass_time(DAY)
    door = await chats.say(STRANGER, "再试")
    assert "没有同意" in await chats.press(STRANGER, door, KNOCK)
    assert not [m for m in chats.phone(OFFICE).inbox[before:] if "有人申请绑定" in m.text]
    await chats.stage.pass_time(8 * DAY)
    assert "已转给" in await knocks(chats, STRANGER, "张某某 办公室")


async def test_words_without_a_knock_are_nothing(chats: Chats) -> None:
    """What a visitor writes without having pressed, or an hour later, leaves nothing."""
    before = await chats.ledger()
    assert "还没有绑定" in (await chats.say(STRANGER, f"我是{UNBOUND}，办公室")).text
    assert await chats.ledger() == before
    door = chats.phone(STRANGER).last
    await chats.press(STRANGER, door, KNOCK)
    await chats.stage.pass_time(dt.timedelta(minutes=61))
    assert "还没有绑定" in (await chats.say(STRANGER, f"我是{UNBOUND}，办公室")).text


async def test_a_flood_of_knocks_is_bounded(chats: Chats) -> None:
    """So many wait at once, one an account; the next one hears that there is no room, and the office no more."""
    for number in range(WAITING):
        assert "已转给" in await knocks(chats, f"{STRANGER}{number}", f"第{number}个路人 办公室")
    assert "等待核实的申请太多" in await chats.press("又一个", await chats.say("又一个", "在吗"), KNOCK)
    assert len([m for m in chats.phone(OFFICE).inbox if REFUSE in labels(m)]) == WAITING
    await chats.stage.pass_time(dt.timedelta(seconds=61))
    again = await chats.say(f"{STRANGER}0", "在吗")
    assert "还没有绑定" in again.text
    assert "已转给" in await chats.press(f"{STRANGER}0", again, KNOCK)
    assert len([m for m in chats.phone(OFFICE).inbox if REFUSE in labels(m)]) == WAITING


async def test_a_bound_name_is_not_offered(chats: Chats) -> None:
    """Whoever says to be somebody who has a phone does not get that identity; the office is told the right way."""
    await knocks(chats, STRANGER, f"{SECRETARY} 党组书记")
    asked = card(chats, OFFICE)
    assert f"{SECRETARY}已经绑定了手机" in asked.text
    assert f"绑定为 {SECRETARY}" not in labels(asked)


async def test_others_than_the_office_decide_nothing(chats: Chats) -> None:
    """Neither by the list nor by a borrowed button."""
    await knocks(chats, STRANGER, f"{UNBOUND} 办公室")
    asked = card(chats, OFFICE)
    assert "没有等您决定的" in (await chats.say(SECRETARY, "待办")).text
    assert "已失效" in await chats.press_data(OWNER, asked, data_of(asked, f"绑定为 {UNBOUND}"))
    assert (await chats.person(UNBOUND)).chat is None


async def test_words_of_a_visitor_are_no_links(chats: Chats) -> None:
    """A command, a link or marks in them are read as they are, and nothing of them can be tapped."""
    await knocks(chats, STRANGER, "点 https://a.example /undo_import <b>甲</b>")
    asked = card(chats, OFFICE)
    assert "自称：点 https://a.example /undo_import <b>甲</b>" in asked.text.replace(JOINER, "")
    assert any(f"绑定为 {UNBOUND}" in labels(one) for one in (asked,))
    assert {entity["type"] for entity in asked.entities} <= {"bold", "code", "date_time"}


async def test_one_of_standing_is_bound_before_the_secretary_s_eyes(chats: Chats) -> None:
    """The secretary hears who became a leader's phone, and whose doing it was."""
    await chats.say(OFFICE, f"/people 任 {UNBOUND} 责任领导")
    await chats.press(SECRETARY, card(chats, SECRETARY, "✅ 确认"), "✅ 确认")
    await knocks(chats, STRANGER, f"{UNBOUND} 副局长")
    await chats.press(OFFICE, card(chats, OFFICE), f"绑定为 {UNBOUND}")
    assert (await chats.person(UNBOUND)).holds(Role.LEADER)
    assert f"{OFFICE} 把申请绑定的账号" in chats.phone(SECRETARY).last.text


async def test_a_confidential_unit_keeps_its_name(tmp_path: Path) -> None:
    """The setting that shortens messages keeps the name from visitors too."""
    async with open_chats(tmp_path, Policy(confidential=True)) as chats:
        assert "这里是本单位的整改督办助手" in (await chats.say(STRANGER, "在吗")).text


async def test_who_is_bound_meanwhile_waits_no_more(chats: Chats) -> None:
    """A link came after all: the card is over, and the account stays who it is."""
    await knocks(chats, STRANGER, f"{UNBOUND} 办公室")
    asked = card(chats, OFFICE)
    await chats.say(OFFICE, f"/invite {UNBOUND}")
    (code,) = LINK.findall(chats.phone(OFFICE).last.text)
    await chats.after(STRANGER, lambda phone: phone.open_link(code))
    assert "没有等您决定的" in (await chats.say(OFFICE, "待办")).text
    assert "已经办过" in await chats.press_data(OFFICE, asked, data_of(asked, REFUSE))
    assert (await chats.person(UNBOUND)).chat == chats.phone(STRANGER).user.id


async def test_of_several_units_the_one_that_is_named_decides(chats: Chats) -> None:
    """The door names none; whose whole name is written gets the card, and no other; without one it is asked again."""
    request = chats.stage.app.request
    await add_unit(request, Unit(id="u2", name="河西区水务局", above="u1"), bots=("",))
    await add_unit(request, Unit(id="u3", name="河西区水务局排水所", above="u2"), bots=("",))
    door = await chats.say(STRANGER, "在吗")
    again = data_of(door, KNOCK)
    assert "为几个单位服务" in door.text
    assert not {one for one in (UNIT, "水务局", "排水所") if f"{one}的" in door.text}
    assert "单位全称" in await chats.press(STRANGER, door, KNOCK)
    assert "没有看出是哪个单位" in (await chats.say(STRANGER, f"{UNBOUND} 办公室 科员")).text
    said = (await chats.say(STRANGER, "河西区水务局排水所 祝蔓 办公室 科员")).text
    assert "已转给" in said or "没有人收得到消息" in said
    assert not [one for one in chats.phone(OFFICE).inbox if REFUSE in labels(one)]
    async with request.look() as ledger:
        kept = {unit: await ledger.drafts.find(DRAFTS_OF, unit, PendingKnock.kind) for unit in ("u1", "u2", "u3")}
    assert [len(kept[unit]) for unit in ("u1", "u2", "u3")] == [0, 0, 1]
    await chats.press_data(STRANGER, door, again)
    async with request.look() as ledger:
        assert not await ledger.drafts.find(DRAFTS_OF, "u1", PendingKnock.kind)


async def test_a_visitor_who_names_the_upper_unit_is_bound_there(chats: Chats) -> None:
    """The office of that unit has the card, and binds."""
    await add_unit(chats.stage.app.request, Unit(id="u2", name="河西区水务局", above="u1"), bots=("",))
    async with chats.stage.app.request.look() as ledger:
        unit = await unit_of(ledger, "u1")
    await knocks(chats, STRANGER, f"{unit.name} {UNBOUND} 办公室")
    await chats.press(OFFICE, card(chats, OFFICE), f"绑定为 {UNBOUND}")
    assert (await chats.person(UNBOUND)).chat == chats.phone(STRANGER).user.id


async def unbound_secretary(chats: Chats) -> None:
    """The secretary's account is let go by whoever runs the machine, e.g. on a letter that was forged."""
    asked = await chats.say(OFFICE, f"/unbind {SECRETARY}")
    await chats.press(OFFICE, asked, "确认解绑")
    async with chats.stage.app.request.look() as ledger:
        (waits,) = await ledger.proposals.find(PROPOSALS_OPEN, "u1")
    await decide_on_command_line(chats.stage.app.request, "u1", waits.id, agree=True)
    await chats.stage.pass_time(dt.timedelta(minutes=1))


async def test_the_old_phone_hears_of_an_unbinding_on_the_command_line(chats: Chats) -> None:
    """Nobody lets go of an account unheard, whoever confirms it; a retirement is told in the same way."""
    await unbound_secretary(chats)
    assert (await chats.person(SECRETARY)).chat is None
    assert "已由整改办解除绑定" in chats.phone(SECRETARY).last.text


@pytest.mark.parametrize("way", ["knock", "link"])
async def test_the_old_phone_hears_when_another_one_is_bound(chats: Chats, way: str) -> None:
    """After an unbinding a knock or a link binds a second phone: the first one, the office and leaders hear it."""
    await unbound_secretary(chats)
    old, office = chats.phone(SECRETARY), len(chats.phone(OFFICE).inbox)
    if way == "knock":
        await knocks(chats, STRANGER, f"{SECRETARY} 党组书记")
        await chats.press(OFFICE, card(chats, OFFICE), f"绑定为 {SECRETARY}")
    else:
        await chats.say(OFFICE, f"/invite {SECRETARY}")
        (code,) = LINK.findall(chats.phone(OFFICE).last.text)
        await chats.after(STRANGER, lambda phone: phone.open_link(code))
    await chats.stage.pass_time(dt.timedelta(minutes=1))
    tail = str(chats.phone(STRANGER).user.id)[-4:]
    assert f"身份已在另一部手机（账号尾号{tail}）上绑定" in old.last.text
    assert [one for one in chats.phone(OFFICE).inbox[office:] if f"尾号{tail}" in one.text]
    assert (await chats.person(SECRETARY)).former is None
    kept = b"".join(  # the journal has its end, which here is all of it
        document for (shelf, _), document in (await chats.ledger()).items() if shelf in {"people", "changes"}
    )
    assert not holds_account(kept, old.user.id)
    assert all(proof.holds for proof in await verify(chats.stage.app.request))


async def test_the_same_phone_again_is_no_alarm(chats: Chats) -> None:
    """Whoever was unbound and binds the phone they had hears a welcome alone."""
    await unbound_secretary(chats)
    before = len(chats.phone(SECRETARY).inbox)
    await chats.say(OFFICE, f"/invite {SECRETARY}")
    (code,) = LINK.findall(chats.phone(OFFICE).last.text)
    await chats.after(SECRETARY, lambda phone: phone.open_link(code))
    assert not [one for one in chats.phone(SECRETARY).inbox[before:] if "另一部手机" in one.text]
