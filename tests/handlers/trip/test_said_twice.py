"""Who has heard nothing says it again: the same words of the same person, still unanswered, are one thing."""

import pytest

from tests.handlers.conftest import DAY, LEADER, OFFICE, OWN, OWNER, QUESTIONS, SECRETARY, Chats, labels

SAID = (
    (OFFICE, "/meeting 3月28日9点 党组会", "meetings", "党组会 2025-03-28"),
    (LEADER, f"/visit {OWN} 3月25日", "visits", "现场督办 2025-03-25"),
    (OFFICE, f"督办单 {OWN} 请说明原因", "letters", "督办单拟稿"),
    (SECRETARY, f"批示 {OWN} 抓紧办", "instructions", "同样的批示已经转达，正等答复"),
    (OFFICE, "举一反三 2 查其他工地 由罗雨桐 4月9日前", "assignments", "同样的检查已经交办，正等答复"),
)


@pytest.mark.parametrize(("name", "words", "shelf", "told"), SAID, ids=[shelf for _, _, shelf, _ in SAID])
async def test_the_same_said_again_is_one_thing(chats: Chats, name: str, words: str, shelf: str, told: str) -> None:
    """What stands is shown or said, and nothing is written a second time; other words are another thing."""
    count = await chats.ledger_holds(shelf)
    await chats.say(name, words)
    assert await chats.ledger_holds(shelf) == count + 1
    left_out = QUESTIONS | {"outbox", "last"}
    once = await chats.ledger(but=left_out)
    assert told in (await chats.say(name, words)).text
    assert await chats.ledger(but=left_out) == once


async def test_one_letter_is_issued_of_what_was_asked_for_twice(chats: Chats) -> None:
    """Both messages bear the one draft; once it is issued, the same words are a new one."""
    first = await chats.say(OFFICE, f"督办单 {OWN} 请说明原因")
    again = await chats.say(OFFICE, f"督办单 {OWN} 请说明原因")
    assert "已签发：督办〔2025〕1号" in await chats.press(OFFICE, first, labels(first)[0])
    assert "已签发" not in await chats.press(OFFICE, again, labels(again)[0])
    assert await chats.ledger_holds("letters") == 1
    await chats.say(OFFICE, f"督办单 {OWN} 请说明原因")
    assert await chats.ledger_holds("letters") == 2


async def test_an_instruction_that_was_answered_may_be_given_again(chats: Chats) -> None:
    """Nor is one of other words, or of another day's visit, the same."""
    await chats.say(SECRETARY, f"批示 {OWN} 抓紧办")
    await chats.say(SECRETARY, f"批示 {OWN} 抓紧办，周五前报我")
    assert await chats.ledger_holds("instructions") == 2
    await chats.say(LEADER, f"/visit {OWN} 3月25日")
    await chats.say(LEADER, f"/visit {OWN} 3月26日")
    assert await chats.ledger_holds("visits") == 2
    await chats.stage.pass_time(DAY)
    assert "同样的批示" in (await chats.say(SECRETARY, f"批示 {OWN} 抓紧办")).text


async def drafts(chats: Chats, kind: str) -> int:
    """How many drafts of a kind wait."""
    kept = [document for (shelf, _), document in (await chats.ledger()).items() if shelf == "drafts"]
    return sum(f'"kind":"{kind}"'.encode() in one for one in kept)


async def test_a_decision_that_is_written_twice_is_registered_once(chats: Chats) -> None:
    """One draft, whichever card is pressed; the day that was settled stays; what is registered is not once more."""
    words = f"3月18日党组会议定：{OWN} 由孟晓川4月20日前完成验收"
    first, again = await chats.say(OFFICE, words), await chats.say(OFFICE, words)
    assert await drafts(chats, "resolution") == 1
    assert "已登记" in await chats.press(OFFICE, again, "✅ 登记")
    assert "已登记" not in await chats.press(OFFICE, first, "✅ 登记")
    third = await chats.say(OFFICE, words)
    assert "同样的要求已经登记（2025-04-20（周日）前）" in await chats.press(OFFICE, third, "✅ 登记")
    assert await chats.ledger_holds("instructions") == 1
    assert "已登记" in await chats.press(OFFICE, third, "作为新措施")
    assert "同样的要求" in await chats.press(OFFICE, await chats.say(OFFICE, words), "作为新措施")


async def test_a_wait_that_is_said_twice_is_offered_and_registered_once(chats: Chats) -> None:
    """One draft below both cards; said once more it is registered already, not unread."""
    words = f"等待 {OWN} 等住建局先修管网"
    await chats.say(OWNER, words)
    again = await chats.say(OWNER, words)
    assert await drafts(chats, "wait") == 1
    assert "已登记" in await chats.press(OWNER, again, labels(again)[0])
    assert (await chats.say(OWNER, words)).text == f"{OWN} 已经登记在等 住建局，一切照旧。"
    assert await drafts(chats, "wait") == 0
    assert await chats.ledger_holds("dependencies") == 1
