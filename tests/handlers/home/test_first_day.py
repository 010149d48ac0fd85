"""The first day: six steps pinned in the office's chat, each as the ledger has it, gone when all are done."""

import datetime as dt
from pathlib import Path

from bot.demo.stage import WORKBOOK, open_stage
from bot.domain.plan.deadline import DeadlineKind
from bot.sandbox import Message
from bot.services.core.ledger import MEASURES_OF_UNIT, PEOPLE_OF
from tests.handlers.conftest import LEADER, OFFICE, OWN, OWNER, START, Chats, data_of, labels

NEW = "江望舒"


def card(chats: Chats, name: str = OFFICE) -> Message | None:
    """The steps where they hang."""
    return next((one for one in chats.phone(name).chat.pinned if "第一天" in one.text), None)


def shown(chats: Chats, name: str = OFFICE) -> list[str]:
    """The lines of the card."""
    hung = card(chats, name)
    assert hung
    return hung.text.split("\n")


async def test_card_follows_the_ledger_and_each_open_step_has_its_button(chats: Chats) -> None:
    """Pinned without asking, one message, edited as things are done; every button leads somewhere."""
    await chats.stage.tick()
    assert "✅ ① 台账：9个问题23条措施" in shown(chats)
    assert "✅ ② 书记、领导：都有" in shown(chats)
    assert any(line.startswith("⬜ ④ 邀请：已绑定5人，共") for line in shown(chats))
    assert "⬜ ⑤ 试发一条提醒：还没有人收到过" in shown(chats)
    assert any(line.startswith("✅ ⑥ 下次提醒：2025-03-2") for line in shown(chats))
    hung = card(chats)
    assert hung
    assert [label[:1] for label in labels(hung)] == [line[2] for line in shown(chats) if line.startswith("⬜")]
    before = hung.text
    for label in labels(hung):
        assert await chats.press(OFFICE, hung, label)
    assert hung.text == before
    offered = chats.phone(OFFICE).last
    assert f"催办 {OWN}（{OWNER}）" in labels(offered)
    said = await chats.after(OWNER, lambda _: chats.phone(OFFICE).press(offered, f"催办 {OWN}（{OWNER}）"))
    assert OWN in said[-1].text
    await chats.stage.tick()
    assert any(line.startswith(f"✅ ⑤ 试发一条提醒：{OWNER} 已收到（2025-03-20 ") for line in shown(chats)), hung.text
    assert card(chats) is hung
    assert len(chats.phone(OFFICE).chat.pinned) == 2  # the home card below it


async def test_card_is_gone_when_all_is_done(chats: Chats) -> None:
    """It says so in place, is no longer pinned, and comes back to nobody."""
    await chats.stage.tick()
    hung = card(chats)
    assert hung
    async with chats.stage.app.request.look() as ledger:
        rest = [one.name for one in await ledger.people.find(PEOPLE_OF, "u1") if one.chat is None]
    await chats.stage.bind(*rest)
    for measure in await vague(chats):
        await chats.say(OFFICE, f"/correct {measure} 时限 2025年9月30日 理由 补上")
    await chats.say(OFFICE, f"催办 {OWN}")
    await chats.stage.tick()
    assert card(chats) is None, hung.text
    assert "第一天的事都办好了" in hung.text
    assert labels(hung) == []
    await chats.say(OFFICE, "首页")
    await chats.stage.tick()
    assert card(chats) is None
    assert "下一步" not in (await chats.say(OFFICE, "/health")).text
    asked = await chats.say(OFFICE, "第一天")
    assert "办好 6/6" in asked.text


async def vague(chats: Chats) -> list[str]:
    """Numbers of the measures whose deadline nobody knows."""
    async with chats.stage.app.request.look() as ledger:
        found = await ledger.measures.find(MEASURES_OF_UNIT, "u1")
    return [one.number for one in found if one.deadline.kind is DeadlineKind.UNCLEAR]


async def test_an_empty_office_is_led_from_the_first_step(tmp_path: Path) -> None:
    """Nothing is ticked that is not so; health and the empty register say the same next step."""
    async with open_stage(tmp_path, START) as stage:
        await stage.appoint(NEW)
        await stage.bind(NEW)
        chats = Chats(stage)
        await stage.tick()
        assert all(not line.startswith("✅") for line in shown(chats, NEW))
        assert any(line.startswith("▶ 下一步 ① ") for line in shown(chats, NEW))
        health = await chats.say(NEW, "/health")
        assert "下一步 ①" in health.text
        assert labels(health)[-1] == "① 台账"
        assert "直接发给我" in await chats.press(NEW, health, "① 台账")
        assert "下一步 ①" in (await chats.say(NEW, "/status")).text
        assert "还没有党组书记" in "".join(shown(chats, NEW))
        chats.phone(NEW).send_file(WORKBOOK.name, WORKBOOK.read_bytes())
        await stage.settle()
        await chats.press(NEW, chats.phone(NEW).last, "✅ 确认入库")
        await stage.tick()
        assert any(line.startswith("✅ ① 台账") for line in shown(chats, NEW))
        nobody = await chats.press(NEW, card(chats, NEW) or chats.phone(NEW).last, "⑤ 试发一条提醒")
        assert "还没有一个有措施要办的人绑定" in nobody


async def test_nobody_but_the_office_goes_through_the_steps(chats: Chats) -> None:
    """A button of the office's card does nothing on another phone, and others have no card."""
    await chats.stage.tick()
    hung = card(chats)
    assert hung
    step = data_of(hung, "⑤ 试发一条提醒")
    known = await chats.ledger()
    assert "催办" not in await chats.press_data(LEADER, hung, step)
    assert card(chats, LEADER) is None
    assert "第一天" not in (await chats.say(LEADER, "/first_day")).text[:5]
    assert (await chats.ledger()).keys() >= known.keys()


async def test_what_is_said_in_the_evening_is_told_with_the_hour_at_which_it_comes(chats: Chats) -> None:
    """Nobody is said to have been told who sleeps: the hour stands behind the names, and then it comes."""
    await chats.stage.pass_time(dt.timedelta(hours=13))  # ten in the evening
    before = len(chats.phone(OWNER).inbox)
    assert (await chats.say(OFFICE, f"催办 {OWN}")).text.endswith(f"已告知：{OWNER}（免打扰时间，07:30 送达）")
    assert len(chats.phone(OWNER).inbox) == before
    await chats.stage.pass_time(dt.timedelta(hours=9, minutes=31))
    assert any("整改办催办" in message.text for message in chats.phone(OWNER).inbox[before:])
