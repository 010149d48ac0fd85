"""What a sentence leaves open is asked before anything is recorded; what was left aside is said again."""

import pytest

from bot.domain.plan.measure import Stage
from bot.domain.replies.figure import Figure
from bot.domain.replies.question_state import QuestionState
from bot.domain.replies.reply import Intent
from bot.messages.core.tap import Tap
from bot.messages.core.taps import AskExtension, AskProgress, Instruct, Stuck
from bot.sandbox import Phone
from tests.handlers.conftest import LEADER, OFFICE, OTHERS, OWN, OWNER, QUESTIONS, SECRETARY, Chats, labels
from tests.handlers.trip.test_questions import ask_return, entries, open_question, state
from tests.sandbox.conftest import png


async def test_done_with_a_further_clause_is_asked_and_the_words_are_kept(chats: Chats) -> None:
    """One question with two buttons; 报完成 hands in, and what the owner wrote stands in the ledger."""
    before = await chats.ledger(but=QUESTIONS)
    asked = await chats.say(OWNER, f"{OWN} 已完成，值班安排表已张贴")
    assert labels(asked) == ["报完成", "只是进展"]
    assert await chats.ledger(but=QUESTIONS) == before
    assert "还没有销号" in await chats.press(OWNER, asked, "报完成")
    assert (await chats.measure(OWN)).stage is Stage.REVIEW
    assert [one.words for one in await chats.progress(OWN)] == [f"{OWN} 已完成，值班安排表已张贴"]


async def test_only_progress_is_no_completion(chats: Chats) -> None:
    """只是进展: under way, without a percentage that nobody said."""
    asked = await chats.say(OWNER, f"{OWN} 已完成，值班安排表已张贴")
    await chats.press(OWNER, asked, "只是进展")
    measure = await chats.measure(OWN)
    assert (measure.stage, measure.percent) == (Stage.UNDER_WAY, None)


async def test_a_lone_tick_is_asked(chats: Chats) -> None:
    """A picture of a tick may be thanks."""
    asked = await chats.say(OWNER, f"{OWN} ✅")
    assert labels(asked) == ["报完成", "只是进展"]
    assert (await chats.measure(OWN)).stage is Stage.NOT_STARTED


@pytest.mark.parametrize("words", ["还没开始", "一直没动", "下周才动工"])
async def test_what_has_not_begun_stays_so(chats: Chats, words: str) -> None:
    """The word is kept, the stage is as it was."""
    answer = await chats.say(OWNER, f"{OWN} {words}")
    assert "还没有开始" in answer.text
    assert (await chats.measure(OWN)).stage is Stage.NOT_STARTED
    assert [one.intent for one in await chats.progress(OWN)] == [Intent.NOT_STARTED]


async def test_a_complaint_changes_nothing_and_is_answered_kindly(chats: Chats) -> None:
    """Neither stage nor percentage nor last words."""
    await chats.say(OWNER, f"{OWN} 完成40%")
    answer = await chats.say(OWNER, f"{OWN} 天天催，真烦")
    assert "给您添麻烦了" in answer.text
    measure = await chats.measure(OWN)
    assert (measure.stage, measure.percent) == (Stage.UNDER_WAY, 40)
    shown = await chats.say(OFFICE, f"/status {OWN}")
    assert "完成40%" in shown.text
    assert "真烦" not in shown.text


async def test_thanks_and_the_words_of_others_are_no_last_words(chats: Chats) -> None:
    """Only what an owner says of the work is shown as the last word on it, with who said it."""
    await chats.say(OWNER, f"{OWN} 正在排班")
    await chats.say(OWNER, f"{OWN} 收到，谢谢")
    await chats.say(LEADER, f"{OWN} 要抓紧")
    shown = await chats.say(OFFICE, f"/status {OWN}")
    assert f"“{OWN} 正在排班”——{OWNER}" in shown.text


async def test_a_handing_over_is_offered_and_the_office_gets_the_name(chats: Chats) -> None:
    """Nothing moves before the office says so; its message holds the command with the name."""
    asked = await chats.say(OWNER, f"{OWN} 不归我，转给罗雨桐")
    assert labels(asked)[0] == "转给整改办改派"
    assert await chats.progress(OWN) == []
    before = len(chats.phone(OFFICE).inbox)
    await chats.press(OWNER, asked, "转给整改办改派")
    (told,) = chats.phone(OFFICE).inbox[before:]
    assert f"/correct {OWN} 经办人 罗雨桐" in told.text
    assert (await chats.person(OWNER)).id in (await chats.measure(OWN)).owners
    assert (await chats.measure(OWN)).stage is Stage.NOT_STARTED


async def test_a_word_is_taken_back_by_word(chats: Chats) -> None:
    """撤回 names what would be taken back; a tap does it."""
    await chats.say(OWNER, f"{OWN} 完成40%")
    asked = await chats.say(OWNER, "上面发错了")
    assert f"{OWN} 完成40%" in asked.text
    assert labels(asked) == [f"↩️ 撤回 {OWN}"]
    assert (await chats.measure(OWN)).percent == 40
    await chats.press(OWNER, asked, f"↩️ 撤回 {OWN}")
    assert await chats.progress(OWN) == []
    assert "现在没有可以撤回的登记" in (await chats.say(OWNER, "撤回")).text


async def test_taking_one_back_leaves_the_buttons_of_the_others(chats: Chats) -> None:
    """Of three measures in one message one is undone; the other two can be as before."""
    card = await chats.say(OWNER, f"{OWN} 完成40%，5-1完成50%，7-2完成60%")
    await chats.press(OWNER, card, "↩️ 撤回 5-1")
    changed = next(message for message in chats.phone(OWNER).inbox if message.id == card.id)
    assert labels(changed) == [f"↩️ 撤回 {OWN}", "↩️ 撤回 7-2"]
    await chats.press(OWNER, changed, "↩️ 撤回 7-2")
    assert [(await chats.measure(number)).percent for number in (OWN, "5-1", "7-2")] == [40, None, None]


async def test_an_unknown_number_is_told_and_the_others_are_recorded(chats: Chats) -> None:
    """What nobody knows takes nothing with it."""
    answers = await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 完成50%，99-9 完成20%"))
    assert any("台账里没有 99-9" in answer.text for answer in answers)
    assert (await chats.measure(OWN)).percent == 50


async def test_the_certain_part_is_recorded_and_the_doubtful_one_asked(chats: Chats) -> None:
    """The question speaks of its own measure."""
    answers = await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 完成50%，5-1 已完成，规范已印发"))
    asked = next(answer for answer in answers if "报完成" in labels(answer))
    assert asked.text.startswith("5-1")
    assert (await chats.measure(OWN)).percent == 50
    assert (await chats.measure("5-1")).stage is Stage.NOT_STARTED


async def test_what_is_not_finished_reaches_whoever_checks(chats: Chats) -> None:
    """没完成, said while it waits for review, goes to the reviewer."""
    await chats.say(OWNER, f"{OWN} 已全部完成")
    before = len(chats.phone(LEADER).inbox)
    await chats.say(OWNER, f"{OWN} 其实还没完成")
    assert any("其实还没完成" in message.text for message in chats.phone(LEADER).inbox[before:])


async def test_figures_are_echoed_kept_and_taken_back(chats: Chats) -> None:
    """In one line, with the reply that holds them."""
    answer = await chats.say(OWNER, f"{OWN} 完成40%，立案6起，罚款2.5万元")
    assert "数据：立案 6起 · 罚款 2.5万元" in answer.text
    (said,) = await chats.progress(OWN)
    assert said.figures == (
        Figure(name="立案", value=6, unit="起"),
        Figure(name="罚款", value=2.5, unit="万元"),
    )
    await chats.press(OWNER, answer, "↩️ 撤回")
    assert await chats.progress(OWN) == []


async def test_what_was_left_aside_is_said_again(chats: Chats) -> None:
    """A plan is no progress, and not lost."""
    answer = await chats.say(OWNER, f"{OWN} 完成40%，下周到60%")
    assert "已登记：完成 40%" in answer.text
    assert "没有计入：“下周到60%”" in answer.text


async def test_a_choice_of_another_is_not_taken(chats: Chats) -> None:
    """Somebody else's measure is no owner's to report, whatever the words are."""
    await chats.say(OWNER, f"{OTHERS} 还没开始")
    assert await chats.progress(OTHERS) == []


async def test_a_figure_that_contradicts_is_asked_and_the_card_shows_where_it_comes_from(chats: Chats) -> None:
    """12 last time, 10 now: on top, by a tap of whoever said it; nobody guesses."""
    await chats.say(OWNER, f"{OWN} 立案12起")
    asked = (await chats.after(OWNER, lambda phone: phone.say(f"{OWN} 立案10起")))[-1]
    assert "上次是12起，这次是10起" in asked.text
    assert "立案 12起，有出入待确认" in (await chats.say(OFFICE, f"/status {OWN}")).text
    await chats.press(OWNER, asked, "这次新增10起，累计22起")
    assert "立案 22起（3月20日 12起、3月20日 10起）" in (await chats.say(OFFICE, f"/status {OWN}")).text


async def test_a_search_finds_what_was_said_too(chats: Chats) -> None:
    """/find looks through the plan, replies, captions and letters, and quotes what it found."""
    await chats.say(OWNER, f"{OWN} 已邀请省总队教官授课")
    found = await chats.say(OFFICE, "/find 省总队 教官")
    assert found.text.startswith("省总队 教官 共1条")
    assert f"“{OWN} 已邀请省总队教官授课”——{OWNER}" in found.text


async def test_more_may_be_told_of_what_was_just_handed_in(chats: Chats) -> None:
    """Words and a picture without a number, right after 完成: the measure that waits is offered, and first of all."""
    await chats.say(OWNER, f"{OWN} 完成了")
    assert labels(await chats.say(OWNER, "签到表在办公室柜子里"))[0].startswith(OWN)
    (sent,) = await chats.after(OWNER, lambda phone: phone.send_photo(png()))
    assert labels(sent)[0].startswith(OWN)


async def test_what_was_just_spoken_of_is_offered_first(chats: Chats) -> None:
    """The measure of the last report, before those of smaller numbers; nothing is recorded before a tap."""
    await chats.say(OWNER, "7-2 完成50%")
    before = await chats.ledger(but=QUESTIONS)
    asked = await chats.say(OWNER, "签到表在办公室柜子里")
    assert [label[:3] for label in labels(asked)] == ["7-2", "2-3", "5-1"]
    assert await chats.ledger(but=QUESTIONS) == before


async def test_the_only_open_measure_does_not_take_what_may_be_of_the_one_that_waits(chats: Chats) -> None:
    """Two of three are handed in: a sentence without a number may be of any of them."""
    for number in (OWN, "5-1"):
        await chats.say(OWNER, f"{number} 完成了")
    asked = await chats.say(OWNER, "现场照片明天补")
    assert [label[:3] for label in labels(asked)] == ["5-1", "7-2", "2-3"]
    assert not await chats.progress("7-2")


@pytest.mark.parametrize("words", ["第二个", "2", "②", "就第二个吧", "选2"])
async def test_an_answer_may_be_chosen_by_its_place(chats: Chats, words: str) -> None:
    """What lies second below the question is what is said, and it is told which that was."""
    asked = await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    chosen, *_ = await chats.after(OWNER, lambda phone: phone.say(words))
    assert chosen.text == f"您选的是：“{labels(asked)[1]}”。"
    assert [one.words for one in await chats.progress(OWN)] == [labels(asked)[1]]
    assert [one.intent for one in await chats.progress(OWN)] == [Intent.BLOCKED]


async def test_the_place_of_a_reason_is_no_reason(chats: Chats) -> None:
    """The measure is returned for what lies third below the question; 第九个 is none of these, and leaves it open."""
    asked = await ask_return(chats)
    before = await entries(chats)
    assert "没有登记" in (await chats.say(LEADER, "第九个")).text
    assert (await entries(chats), (await state(chats, LEADER))[1]) == (before, QuestionState.ASKED)
    await chats.say(LEADER, "第三个")
    assert any(labels(asked)[2] in message.text for message in chats.phone(OWNER).inbox)
    assert not any("第三个" in message.text for message in chats.phone(OWNER).inbox)


async def test_a_measure_may_be_chosen_by_its_place(chats: Chats) -> None:
    """What was said is of the measure that was offered second; a place that was not offered chooses none."""
    asked = await chats.say(OWNER, "材料已经交上去了")
    before = await entries(chats)
    assert "没有登记" in (await chats.say(OWNER, "第八个")).text
    assert await entries(chats) == before
    answer = await chats.say(OWNER, "第二个")
    number = labels(asked)[1].split()[0]
    assert answer.text.startswith(number)
    assert [one.words for one in await chats.progress(number)] == ["材料已经交上去了"]


@pytest.mark.parametrize("tap", [Stuck, AskExtension])
@pytest.mark.parametrize("words", ["明天给你", "我明天问一下再报", "我跟领导商量一下", "等我问清楚再说", "下午回你"])
async def test_an_answer_that_is_to_come_is_waited_for(chats: Chats, tap: type[Tap], words: str) -> None:
    """It is no difficulty and no wish for more time, and the next words are the answer."""
    await open_question(chats, OWNER, tap((await chats.measure(OWN)).id))
    before = await entries(chats)
    assert "好的，不急。这句话没有登记" in (await chats.say(OWNER, words)).text
    assert (await entries(chats), (await state(chats, OWNER))[1]) == (before, QuestionState.ASKED)
    await chats.say(OWNER, "钱没到位，想延到12月20日")
    assert await entries(chats) > before


async def test_a_promise_may_be_the_answer(chats: Chats) -> None:
    """Whoever instructs may well say 核实一下, 我跟局长商量一下; of how a measure stands 明天给你 is kept."""
    await open_question(chats, SECRETARY, Instruct((await chats.measure(OWN)).id))
    assert "已转达批示" in (await chats.say(SECRETARY, "我跟局长商量一下")).text
    await open_question(chats, OWNER, AskProgress((await chats.measure(OWN)).id))
    await chats.say(OWNER, "明天给你")
    assert [one.words for one in await chats.progress(OWN)] == ["明天给你"]


async def test_a_place_chooses_nothing_where_nothing_is_offered(chats: Chats) -> None:
    """第二个 below a question that another has taken the place of is passed on to nobody and recorded nowhere."""
    own = (await chats.measure(OWN)).id
    overtaken = await open_question(chats, OWNER, Stuck(own))
    await open_question(chats, OWNER, AskExtension((await chats.measure("5-1")).id))
    before = await entries(chats)
    assert "没有登记" in (await chats.say(OWNER, "第二个", overtaken)).text
    assert await entries(chats) == before


async def test_a_ready_answer_that_was_given_is_not_called_overtaken(chats: Chats) -> None:
    """Two phones of one person press two answers: the first is recorded, the second hears that it was answered."""
    asked = await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    first, second, *_ = labels(asked)

    def both(phone: Phone) -> None:
        phone.press(asked, first)
        phone.press(asked, second)

    await chats.after(OWNER, both)
    assert [one.words for one in await chats.progress(OWN)] == [first]
    assert "已经答过" in list(chats.stage.sandbox.presses.values())[-1].text


@pytest.mark.parametrize(("words", "stands"), [("钱没到位，预计5月到", True), ("缺人", True), ("没有困难", False)])
async def test_an_answer_in_words_may_be_edited(chats: Chats, words: str, stands: bool) -> None:  # noqa: FBT001
    """What was a difficulty stays one of the same measure; what says that there is none changes nothing."""
    await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    await chats.say(OWNER, "钱没到位")
    written = next(one for one in reversed(chats.phone(OWNER).messages) if one.text == "钱没到位")
    await chats.after(OWNER, lambda phone: phone.edit(written, words))
    (last,) = [one for one in await chats.progress(OWN) if one.stands]
    assert (last.words, last.intent) == (words if stands else "钱没到位", Intent.BLOCKED)


async def test_a_report_does_not_become_a_question_by_an_edit(chats: Chats) -> None:
    """Nobody is told 什么时候到期, and the percentage stays."""
    await chats.say(OWNER, f"{OWN} 完成60%")
    written = next(one for one in reversed(chats.phone(OWNER).messages) if one.text.endswith("60%") and OWN in one.text)
    (answer,) = await chats.after(OWNER, lambda phone: phone.edit(written, f"{OWN} 什么时候到期"))
    assert "原来的登记不变" in answer.text
    assert (await chats.measure(OWN)).percent == 60
