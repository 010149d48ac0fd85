"""Sentences about several measures together, captions beside a question, and what a wording meant the last time."""

import pytest

from bot.domain.plan.measure import Stage
from bot.domain.replies.question_state import QuestionState
from bot.domain.replies.reply import Intent
from bot.messages.core.tap import Tap
from bot.messages.core.taps import AskExtension, AskProgress, Stuck
from tests.handlers.conftest import OFFICE, OWN, OWNER, QUESTIONS, Chats, labels
from tests.handlers.trip.test_questions import open_question, state

PICTURE = b"\xff\xd8\xff\xe0 a picture"


async def test_all_but_one_are_offered_and_a_tap_records_them(chats: Chats) -> None:
    """除5-1外都还没动: one's other open measures are named, and nothing is recorded before the tap."""
    before = await chats.ledger(but=QUESTIONS)
    asked = await chats.say(OWNER, "除5-1外都还没动")
    assert labels(asked) == [f"2项都登记：{OWN}、7-2"]
    assert await chats.ledger(but=QUESTIONS) == before
    await chats.press(OWNER, asked, labels(asked)[0])
    assert [len(await chats.progress(number)) for number in (OWN, "5-1", "7-2")] == [1, 0, 1]
    assert [one.intent for one in await chats.progress("7-2")] == [Intent.NOT_STARTED]


async def test_all_but_one_done_hands_in_after_the_tap_alone(chats: Chats) -> None:
    """A completion is never recorded from the sentence."""
    asked = await chats.say(OWNER, f"除了{OWN} 其他的都完成了")
    assert labels(asked) == ["2项报完成：5-1、7-2"]
    assert (await chats.measure("5-1")).stage is Stage.NOT_STARTED
    await chats.press(OWNER, asked, labels(asked)[0])
    assert [(await chats.measure(number)).percent for number in (OWN, "5-1", "7-2")] == [None, 100, 100]


async def test_all_but_one_records_the_one_and_asks_of_the_others(chats: Chats) -> None:
    """就5-1没弄完其他都弄完了: 5-1 is recorded, the others are handed in by one tap alone."""
    recorded, asked = await chats.after(OWNER, lambda phone: phone.say("就5-1没弄完其他都弄完了"))
    assert "已登记进展" in recorded.text
    assert labels(asked) == [f"2项报完成：{OWN}、7-2"]
    assert (await chats.measure(OWN)).stage is Stage.NOT_STARTED
    await chats.press(OWNER, asked, labels(asked)[0])
    assert [(await chats.measure(number)).percent for number in (OWN, "5-1", "7-2")] == [100, None, 100]


@pytest.mark.parametrize("words", ["除9-9外都完成了", "只有9-9没完成，其他都完成了"])
async def test_one_that_is_left_out_and_that_there_is_not_offers_nothing(chats: Chats, words: str) -> None:
    """A slip of the number must not hand in the very measure that was meant to be left out."""
    before = await chats.ledger(but=QUESTIONS)
    (told,) = await chats.after(OWNER, lambda phone: phone.say(words))
    assert "台账里没有 9-9" in told.text
    assert labels(told) == []
    assert await chats.ledger(but=QUESTIONS) == before


async def test_what_else_is_said_after_a_question_of_ours_is_not_lost(chats: Chats) -> None:
    """Asked of one measure, an owner speaks of two, of which one must be asked, and of one that there is not."""
    await open_question(chats, OWNER, AskProgress((await chats.measure(OWN)).id))
    told = await chats.after(OWNER, lambda phone: phone.say(f"{OWN}完成60%，5-1已完成，名单已公示，9-9完成20%"))
    assert (await chats.measure(OWN)).percent == 60
    assert ["报完成", "只是进展"] in [labels(one) for one in told]
    assert any("台账里没有 9-9" in one.text for one in told)


@pytest.mark.parametrize("words", [f"除{OWN}外都完成了吗", f"除{OWN}外都完成了，5-1卡在资金"])
async def test_what_else_is_said_beside_the_others_is_not_offered(chats: Chats, words: str) -> None:
    """A question, or words about further measures, are no report of all others."""
    before = await chats.ledger(but=QUESTIONS)
    assert "请写出编号" in (await chats.say(OWNER, words)).text
    assert await chats.ledger(but=QUESTIONS) == before


async def test_two_that_are_one_are_offered_to_the_office(chats: Chats) -> None:
    """Of one finding: the office gets the command with both numbers; nothing is merged, no stage changes."""
    asked = await chats.say(OWNER, f"{OWN}跟2-4是一个事")
    assert labels(asked) == ["请整改办合并", "只是补充说明"]
    assert await chats.progress(OWN) == []
    before = len(chats.phone(OFFICE).inbox)
    await chats.press(OWNER, asked, "请整改办合并")
    (told,) = chats.phone(OFFICE).inbox[before:]
    assert f"/merge {OWN} 2-4 理由 同一件事" in told.text
    assert (await chats.measure(OWN)).stage is Stage.NOT_STARTED
    assert "还没有人报过进展" in (await chats.say(OFFICE, f"/status {OWN}")).text


async def test_two_of_different_findings_are_no_command(chats: Chats) -> None:
    """/merge would refuse it, so that it is not proposed; a number that nobody has is told; none is asked for."""
    before = len(chats.phone(OFFICE).inbox)
    asked = await chats.say(OWNER, f"{OWN}和5-1是同一件事")
    await chats.press(OWNER, asked, "请整改办合并")
    (told,) = chats.phone(OFFICE).inbox[before:]
    assert "不在同一个问题下" in told.text
    assert "/merge" not in told.text
    assert "没有找到" in (await chats.say(OWNER, f"{OWN}跟9-9是一个事")).text
    which = await chats.say(OWNER, "跟5-1是一个事")
    assert [label.split()[0] for label in labels(which)] == [OWN, "7-2"]


async def test_what_a_wording_meant_stands_first_the_next_time(chats: Chats) -> None:
    """Of the same person and wording, whatever the measure is; it is still asked, and another's order is as it was."""
    asked = await chats.say(OWNER, f"{OWN} 已完成，值班表已张贴")
    assert labels(asked) == ["报完成", "只是进展"]
    await chats.press(OWNER, asked, "只是进展")
    again = await chats.say(OWNER, "7-2已完成, 值班表已张贴。")
    assert labels(again) == ["只是进展", "报完成"]
    assert await chats.progress("7-2") == []
    assert labels(await chats.say(OWNER, "7-2 已完成，排班表已张贴")) == ["报完成", "只是进展"]
    await chats.press(OWNER, again, "报完成")
    assert labels(await chats.say(OWNER, "5-1已完成，值班表已张贴"))[0] == "报完成"


@pytest.mark.parametrize("tap", [AskExtension, Stuck, AskProgress])
@pytest.mark.parametrize("caption", ["5-1 现场", "7-2 整改后的照片", "5-1 签到表（2）"])
async def test_a_caption_with_a_number_is_a_proof_and_the_question_stays(
    chats: Chats, tap: type[Tap], caption: str
) -> None:
    """Of the very measure that is asked about too: no word of it is recorded as the answer."""
    number = caption.split(maxsplit=1)[0]
    await open_question(chats, OWNER, tap((await chats.measure("5-1")).id))
    (answer,) = await chats.after(OWNER, lambda phone: phone.send_photo(PICTURE, caption))
    assert f"已收存为 {number} 的佐证" in answer.text
    assert await chats.progress(number) == []
    assert (await state(chats, OWNER))[1] is QuestionState.ASKED


async def test_a_caption_that_reports_is_a_report_of_its_measure(chats: Chats) -> None:
    """完成60% is one, whatever was asked; a bare thing without a number asks for its measure and nothing else."""
    await open_question(chats, OWNER, AskExtension((await chats.measure("5-1")).id))
    await chats.after(OWNER, lambda phone: phone.send_photo(PICTURE, "7-2 完成60%"))
    assert (await chats.measure("7-2")).percent == 60
    assert await chats.progress("5-1") == []
    (answer,) = await chats.after(OWNER, lambda phone: phone.send_photo(PICTURE + b"2", "现场照片"))
    assert "已收存为 5-1 的佐证" in answer.text


@pytest.mark.parametrize(
    ("words", "shown"),
    [("正在推进，预计4月20日完成", True), ("正在推进，4月20日开会", False), ("预计4月20日完成招标", False)],
)
async def test_an_expected_end_is_that_of_the_whole(chats: Chats, words: str, *, shown: bool) -> None:
    """A day of a step on the way is not called 预计完成."""
    answer = await chats.say(OWNER, f"{OWN} {words}")
    assert ("预计完成：2025-04-20" in answer.text) is shown


async def test_a_day_that_is_not_shown_is_repeated(chats: Chats) -> None:
    """With a percentage, which is what the answer says else."""
    assert "没有计入：“4月20日开工”" in (await chats.say(OWNER, f"{OWN} 完成60%，4月20日开工")).text
