"""核定情况: drafted from the owner's words, put right on the card, agreed to with the step, and used by papers."""

import pytest

from bot.domain.plan.measure import Stage
from bot.readers.reply.idle import result_draft
from bot.sandbox import Message
from tests.handlers.conftest import LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, data_of, labels

WRITE, CHANGE, AGREE = "✏️ 写核定情况", "✏️ 改核定情况", "✅ 通过"
DONE, BETTER = "涵洞清淤41处，6月3日通水", "清淤涵洞41处，6月3日全部通水，惠及3个村"


async def hand_in(chats: Chats, words: str) -> Message:
    """Report completion; where it is asked whether the whole is done, it is."""
    answer = await chats.say(OWNER, words)
    if "报完成" not in labels(answer):
        return answer
    asked = data_of(answer, "报完成")
    fresh = await chats.after(OWNER, lambda phone: phone.press_data(answer, asked))
    return fresh[-1] if fresh else answer


async def test_a_result_is_drafted_put_right_and_agreed_to(chats: Chats) -> None:
    """The leader puts the owner's words right and agrees to the new card; the history has the result."""
    answer = await hand_in(chats, f"{OWN} 已完成，{DONE}")
    assert f"已完成，{DONE}" in answer.text
    assert CHANGE in labels(answer)
    card = chats.phone(LEADER).last
    assert f"核定情况：已完成，{DONE}" in card.text
    assert "做了什么" in await chats.press(LEADER, card, CHANGE)
    fresh = await chats.after(LEADER, lambda phone: phone.say(BETTER))
    assert any("核定情况改为" in message.text for message in fresh)
    renewed = next(message for message in fresh if AGREE in labels(message))
    assert f"核定情况：{BETTER}" in renewed.text
    await chats.press(LEADER, renewed, AGREE)
    assert (await chats.measure(OWN)).stage is Stage.VERIFY
    for name in (OFFICE, SECRETARY):
        await chats.press(name, chats.phone(name).last, AGREE)
    measure = await chats.measure(OWN)
    assert (measure.stage, measure.approved_result) == (Stage.CLOSED, BETTER)
    assert BETTER in (await chats.say(OFFICE, f"/history {OWN}")).text


async def test_an_old_card_agrees_to_nothing_that_it_does_not_show(chats: Chats) -> None:
    """The owner changes the words while the leader has the first card: that card is out of date, the new one is not."""
    answer = await hand_in(chats, f"{OWN} 已完成")
    old = chats.phone(LEADER).last
    yes = data_of(old, AGREE)
    assert "还没有写" in old.text
    await chats.press(OWNER, answer, WRITE)
    await chats.say(OWNER, DONE)
    await chats.press_data(LEADER, old, yes)
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    renewed = next(message for message in reversed(chats.phone(LEADER).inbox) if DONE in message.text)
    await chats.press(LEADER, renewed, AGREE)
    assert (await chats.measure(OWN)).stage is Stage.VERIFY


async def test_the_owner_changes_nothing_that_somebody_agreed_to(chats: Chats) -> None:
    """Once the leader has agreed the words are the checkers'."""
    answer = await hand_in(chats, f"{OWN} 已完成，{DONE}")
    await chats.press(LEADER, chats.phone(LEADER).last, AGREE)
    before = await chats.measure(OWN)
    await chats.press(OWNER, answer, CHANGE)
    await chats.say(OWNER, "清淤涵洞400处")
    assert (await chats.measure(OWN)).result == before.result


@pytest.mark.parametrize(
    ("words", "draft"),
    [
        ("3-2 已完成", ""),
        ("3-2完成了！", ""),
        ("已全部完成", ""),
        ("都落实到位了，请审核", ""),
        ("第一轮3-2：整改完成", ""),
        ("3-2 已完成，12处管网全部改造，6月3日通水", "已完成，12处管网全部改造，6月3日通水"),
        ("3-2，清理堆场23处，清运废料410吨，全部完成", "清理堆场23处，清运废料410吨，全部完成"),
        ("13-2已完成清淤", "13-2已完成清淤"),
        ("弄完了", ""),
        ("报告主任，这条我们干完了", ""),
        ("3-2全部办好了，谢谢领导", ""),
        ("整改到位✅", ""),
        ("3-2 都搞掂咯", ""),
        ("已经完成整改并通过了县里验收", "已经完成整改并通过了县里验收"),
        ("五个点位全部完成", "五个点位全部完成"),
        ("做完了，财政那边没好", "做完了，财政那边没好"),
    ],
)
def test_a_draft_is_what_was_said_beside_the_number(words: str, draft: str) -> None:
    """Bare words are no result; nothing is added to what was said."""
    assert result_draft(words, "3-2") == draft
