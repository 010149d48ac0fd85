"""A measure of several owners: each hands in a part, the measure goes up when all have, or the lead says why not."""

from dataclasses import replace

from bot.domain.plan.measure import Stage
from bot.services.core.ledger import PEOPLE_OF
from tests.handlers.conftest import LEADER, MATE, OFFICE, OWN, OWNER, Chats, labels


async def shared(chats: Chats) -> None:
    """The owner's measure becomes one of both clerks."""
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.open() as ledger:
        ids = {person.name: person.id for person in await ledger.people.find(PEOPLE_OF, "u1")}
        await ledger.measures.put(replace(measure, owners=(ids[OWNER], ids[MATE])))


async def test_measure_goes_up_when_all_have_spoken(chats: Chats) -> None:
    """One says done: nothing goes up, the other is told; the other says done: it goes to review."""
    await shared(chats)
    answer = await chats.say(OWNER, f"{OWN} 已完成")
    assert f"还没有报上去：{MATE}" in answer.text
    measure = await chats.measure(OWN)
    assert measure.stage is Stage.UNDER_WAY
    assert any("已报完成自己的一份" in message.text for message in chats.phone(MATE).inbox)
    card = await chats.say(OFFICE, f"/status {OWN}")
    assert f"{OWNER} 已报完成；{MATE} 未报完成" in card.text
    answer = await chats.say(MATE, f"{OWN} 已完成")
    assert "已报完成，等待审核" in answer.text
    assert (await chats.measure(OWN)).stage is Stage.REVIEW


async def test_lead_hands_in_for_a_reason_and_the_checker_sees_who_is_missing(chats: Chats) -> None:
    """The first owner may say why the other has not spoken."""
    await shared(chats)
    answer = await chats.say(OWNER, f"{OWN} 已完成")
    assert "整项先报上去" in labels(answer)
    await chats.press(OWNER, answer, "整项先报上去")
    done = await chats.say(OWNER, "罗雨桐外出学习，材料已由我代交")
    assert "已报完成，等待审核" in done.text
    assert "核定情况草稿" not in done.text
    measure = await chats.measure(OWN)
    assert (measure.stage, measure.result) == (Stage.REVIEW, "")
    assert any(f"尚未报完成：{MATE}" in message.text for message in chats.phone(LEADER).inbox)


async def test_only_the_lead_may_hand_in_alone(chats: Chats) -> None:
    """The second owner is not offered it."""
    await shared(chats)
    assert "整项先报上去" not in labels(await chats.say(MATE, f"{OWN} 已完成"))


async def test_nudge_reaches_just_those_who_owe(chats: Chats) -> None:
    """Who handed his part in is not urged."""
    await shared(chats)
    await chats.say(OWNER, f"{OWN} 已完成")
    answer = await chats.say(OFFICE, f"/nudge {OWN}")
    assert f"已告知：{MATE}" in answer.text


async def test_what_was_returned_today_can_be_urged_today(chats: Chats) -> None:
    """A report that was sent back answers nothing: 今天已经报过 would not be so."""
    await chats.say(OWNER, f"{OWN} 已完成")
    await chats.say(LEADER, f"{OWN} 退回 缺照片")
    answer = await chats.say(OFFICE, f"/nudge {OWN}")
    assert f"已告知：{OWNER}" in answer.text


async def test_taking_back_gives_the_part_back(chats: Chats) -> None:
    """Undone, the part is not handed in."""
    await shared(chats)
    answer = await chats.say(OWNER, f"{OWN} 已完成")
    await chats.press(OWNER, answer, "↩️ 撤回")
    assert not any(share.done for share in (await chats.measure(OWN)).shares)


async def test_nothing_is_said_of_parts_where_none_were_kept(chats: Chats) -> None:
    """A measure of two that was handed in before parts were kept: who has not spoken is not known."""
    await shared(chats)
    for name in (OWNER, MATE):
        await chats.say(name, f"{OWN} 已完成")
    measure = await chats.measure(OWN)
    async with chats.stage.app.request.open() as ledger:
        await ledger.measures.put(replace(measure, shares=()))
    listed = await chats.say(LEADER, "/todo")
    label = next(label for label in labels(listed) if OWN in label)
    opened = await chats.press(LEADER, listed, label)
    assert OWN in opened
    assert "尚未报完成" not in opened
