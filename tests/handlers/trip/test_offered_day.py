"""The day of an extension: nothing is offered that would be refused, and what is said next belongs to the offer."""

import datetime as dt

import pytest

from bot.domain.replies.question_state import QuestionState
from bot.domain.replies.reply import Intent
from bot.messages.core.questions import ExtensionQuestion, OfferedDayQuestion
from bot.messages.core.taps import AskExtension, Stuck
from bot.sandbox import Message
from bot.services.core.ledger import EXTENSIONS_OF, EXTENSIONS_OPEN
from bot.services.extensions.steps import answer_extension
from tests.handlers.conftest import LEADER, MATE, OFFICE, OTHERS, OWN, OWNER, QUESTIONS, START, Chats, data_of, labels
from tests.handlers.trip.test_questions import entries, open_question, state

SECOND = "7-2"  # another measure of the owner
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def offered(message: Message) -> list[str]:
    """The days on the buttons of a message."""
    return [label[2:12] for label in labels(message) if label.startswith("✅")]


async def due(chats: Chats) -> dt.date:
    """Until when the owner's measure is to be done."""
    day = (await chats.measure(OWN)).due
    assert day is not None
    return day


async def requests(chats: Chats, number: str = OWN) -> list[str]:
    """Until when more time was asked for, with the reasons."""
    measure = await chats.measure(number)
    async with chats.stage.app.request.look() as ledger:
        return [f"{one.asked} {one.words}" for one in await ledger.extensions.find(EXTENSIONS_OF, measure.id)]


def later(day: dt.date, days: int) -> tuple[str, str]:
    """A day so many days later, as it is written and as it is shown."""
    found = day + dt.timedelta(days=days)
    return f"{found.year}年{found.month}月{found.day}日", found.isoformat()


async def test_both_days_that_were_named_are_offered(chats: Chats) -> None:
    """However they are joined; one that is only the reason's is not."""
    (one, first), (other, second) = later(await due(chats), 10), later(await due(chats), 20)
    for words in (
        "延到{}或者{}",
        "申请延期到{}，最迟{}",
        "延到{}、{}",
        "延到{}，实在不行就{}",
        "申请延期到{}或者延到{}",
    ):
        assert offered(await chats.say(OWNER, f"{OWN} {words.format(one, other)}")) == [first, second], words
    assert offered(await chats.say(OWNER, f"{OWN} 延到{other}，{one}才能到货")) == [second]


async def test_a_day_that_would_be_refused_is_not_offered(chats: Chats) -> None:
    """Not later than the deadline, or past: it is said why, and another day is asked for."""
    before, same, (good, shown) = (
        later(await due(chats), -1)[0],
        later(await due(chats), 0)[0],
        later(await due(chats), 9),
    )
    for words in (before, same, "2025年3月1日"):
        answer = await chats.say(OWNER, f"{OWN} 申请延期到{words}")
        assert offered(answer) == [], words
        assert "只能往后延" in answer.text or "已经过去" in answer.text
        asked, stands = await state(chats, OWNER)
        assert isinstance(asked, ExtensionQuestion)
        assert stands is QuestionState.ASKED
    assert offered(await chats.say(OWNER, f"{OWN} 申请延期到{before}或者{good}")) == [shown]
    answer = chats.phone(OWNER).inbox[-1]
    await chats.press(OWNER, answer, "📅 手工输入")
    days = {label for label in labels(chats.phone(OWNER).inbox[-1]) if label.isdigit()}
    assert days == {str(day) for day in range((await due(chats)).day + 1, 32)} or not days & {
        str((await due(chats)).day)
    }


@pytest.mark.parametrize("words", ["再延20天", "申请延期20天，设备没到", "请再宽限20天"])
async def test_a_length_moves_the_present_deadline(chats: Chats, words: str) -> None:
    """However far off that is: it does not begin on the day on which it is said."""
    assert offered(await chats.say(OWNER, f"{OWN} {words}")) == [later(await due(chats), 20)[1]]


async def test_a_length_alone_is_counted_from_both_days_that_it_may_mean(chats: Chats) -> None:
    """From the present deadline or from today; one that would be refused is not offered, and nothing calls it two."""
    await chats.stage.pass_time(await due(chats) - dt.timedelta(days=5) - START.date())
    await chats.say(OWNER, f"{OWN} 申请延期")
    assert offered(await chats.say(OWNER, "二十天")) == [
        later(await due(chats), 20)[1],
        later(await due(chats), 15)[1],
    ]
    answer = await chats.say(OWNER, "三天")
    assert offered(answer) == [later(await due(chats), 3)[1]]
    assert "有两种读法" not in answer.text


async def test_what_is_said_behind_an_offer_belongs_to_it(chats: Chats) -> None:
    """Another day is offered in its place, and the reason is kept for the request."""
    (one, _), (other, second) = later(await due(chats), 10), later(await due(chats), 20)
    await chats.say(OWNER, f"{OWN} 申请延期到{one}")
    assert offered(await chats.say(OWNER, other)) == [second]
    answer = await chats.say(OWNER, "因为材料没到货")
    assert offered(answer) == [second]
    await chats.press(OWNER, answer, next(label for label in labels(answer) if second in label))
    (asked,) = await requests(chats)
    assert asked.startswith(second)
    assert "因为材料没到货" in asked
    assert (await state(chats, OWNER))[1] is QuestionState.ANSWERED


async def test_a_day_that_is_pressed_again_is_asked_for_once(chats: Chats) -> None:
    """What is so is said, while the request waits and after it was refused; what is said anew is asked for anew."""
    day, _ = later(await due(chats), 10)
    offer = await chats.say(OWNER, f"{OWN} 申请延期到{day}，工期紧")
    press = data_of(offer, labels(offer)[0])
    assert "已提交延期申请" in await chats.press_data(OWNER, offer, press)
    once = await chats.ledger(but=QUESTIONS)
    assert "已经申请过了" in await chats.press_data(OWNER, offer, press)
    assert await chats.ledger(but=QUESTIONS) == once
    async with chats.stage.app.request.look() as ledger:
        (asked,) = await ledger.extensions.find(EXTENSIONS_OPEN, "u1")
    leader = await chats.person(LEADER)
    await answer_extension(chats.stage.app.request, leader, asked.id, agree=False, words="不行")
    await chats.stage.settle()
    refused = await chats.ledger(but=QUESTIONS)
    assert "没有获准" in await chats.press_data(OWNER, offer, press)
    assert await chats.ledger(but=QUESTIONS) == refused
    again = await chats.say(OWNER, f"{OWN} 申请延期到{day}，设备没到")
    assert "已提交延期申请" in await chats.press_data(OWNER, again, data_of(again, labels(again)[0]))
    assert len(await requests(chats)) == 2


@pytest.mark.parametrize("words", ["县里还没定", "由于经费没到位", "工期太紧", "改到{}", "那就{}吧", "2月30日"])
async def test_days_and_reasons_belong_to_an_offer(chats: Chats, words: str) -> None:
    """They are recorded as a wish for more time on its measure."""
    day, shown = later(await due(chats), 10)
    await chats.say(OWNER, f"{OWN} 申请延期到{day}")
    before = await chats.progress(OWN)
    answer = await chats.say(OWNER, words.format(day))
    assert len(await chats.progress(OWN)) == len(before) + 1
    assert offered(answer) == ([] if words == "2月30日" else [shown])


@pytest.mark.parametrize(
    "words", ["80%", "已完成", "状态", "您好", "好的", "材料报了吗？", f"{OTHERS} 完成50%", "大家辛苦了"]
)
async def test_whatever_else_is_said_has_nothing_to_do_with_an_offer(chats: Chats, words: str) -> None:
    """Nothing is recorded on its measure, and the offer stands."""
    await chats.say(OWNER, f"{OWN} 申请延期到{later(await due(chats), 10)[0]}")
    before = len(await chats.progress(OWN))
    await chats.say(OWNER, words)
    assert len(await chats.progress(OWN)) == before
    asked, stands = await state(chats, OWNER)
    assert isinstance(asked, OfferedDayQuestion)
    assert stands is QuestionState.ASKED


async def test_a_photo_has_nothing_to_do_with_an_offer(chats: Chats) -> None:
    """It is asked which measure it is for; only one that quotes the offer is for its measure."""
    echo = await chats.say(OWNER, f"{OWN} 申请延期到{later(await due(chats), 10)[0]}")
    said = await chats.after(OWNER, lambda phone: phone.send_photo(PNG))
    assert "哪" in said[-1].text
    said = await chats.after(OWNER, lambda phone: phone.send_photo(PNG + b"1", reply_to=echo))
    assert OWN in said[-1].text
    assert "哪" not in said[-1].text


async def test_an_offer_takes_no_other_question_away(chats: Chats) -> None:
    """What was asked before stays open; of two offers in one message a bare day belongs to neither."""
    day, other = later(await due(chats), 10)[0], "2026年1月15日"
    await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    assert offered(await chats.say(OWNER, f"{SECOND} 申请延期到{other}")) == ["2026-01-15"]
    assert "已登记困难" in (await chats.say(OWNER, "县里还没定")).text
    await chats.say(OWNER, f"{OWN} 申请延期到{day}，{SECOND} 申请延期到{other}")
    assert not isinstance((await state(chats, OWNER))[0], OfferedDayQuestion)


async def test_a_withdrawn_offer_swallows_nothing(chats: Chats) -> None:
    """取消 closes it, and a confirmed one is closed too."""
    day, _ = later(await due(chats), 10)
    await chats.say(OWNER, f"{OWN} 申请延期到{day}")
    assert "没有登记" in (await chats.say(OWNER, "不延了")).text
    before = await entries(chats)
    await chats.say(OWNER, "月底")
    assert await entries(chats) == before
    await open_question(chats, OWNER, AskExtension((await chats.measure(OWN)).id))
    answer = await chats.say(OWNER, day)
    await chats.press(OWNER, answer, labels(answer)[0])
    assert (await state(chats, OWNER))[1] is QuestionState.ANSWERED
    assert len(await requests(chats)) == 1


@pytest.mark.parametrize("words", ["第二个", "②", "就第二个吧", "选2", "第二个日期"])
async def test_a_day_may_be_chosen_by_its_place(chats: Chats, words: str) -> None:
    """What was offered second is asked for, as if it had been tapped, and it is told which that was."""
    said = f"{OWN} 申请延期，延到2027年12月31日或者2028年1月15日"
    assert labels(await chats.say(OWNER, said))[:2] == ["✅ 2027-12-31（周五）", "✅ 2028-01-15（周六）"]
    chosen, done = await chats.after(OWNER, lambda phone: phone.say(words))
    assert chosen.text == "您选的是：“2028-01-15（周六）”。"
    assert "已提交延期申请" in done.text
    assert await requests(chats) == [f"2028-01-15 {said}"]
    assert (await state(chats, OWNER))[1] is QuestionState.ANSWERED


@pytest.mark.parametrize("words", ["2", "第三个"])
async def test_no_day_is_chosen_by_a_figure_or_beyond_those_that_are_offered(chats: Chats, words: str) -> None:
    """2 may be a day of the month: nothing is asked for, and the days wait."""
    await chats.say(OWNER, f"{OWN} 申请延期，延到2027年12月31日或者2028年1月15日")
    before = await entries(chats)
    assert "没有提交。请点上面那一天" in (await chats.say(OWNER, words)).text
    assert (await entries(chats), (await state(chats, OWNER))[1]) == (before, QuestionState.ASKED)


async def test_a_day_of_a_list_may_be_chosen_by_its_place(chats: Chats) -> None:
    """The same for whatever else a day is asked for."""
    asked = await chats.say(OFFICE, "/due 12月底或1月15日")
    assert labels(asked)[:2] == ["✅ 2026-01-15（周四）", "✅ 2025-12-31（周三）"]
    assert "2025-12-31前到期" in (await chats.after(OFFICE, lambda phone: phone.say("选2")))[-1].text
    assert (await state(chats, OFFICE))[1] is QuestionState.ANSWERED


@pytest.mark.parametrize("between", ["材料已经交上去了", "/mine", f"{SECOND} 完成30%"])
async def test_no_day_is_chosen_by_its_place_once_something_else_was_shown(chats: Chats, between: str) -> None:
    """第二个 may be of that: the days wait to be tapped, or to be quoted."""
    await chats.say(OWNER, f"{OWN} 申请延期，延到2027年12月31日或者2028年1月15日")
    offer = chats.phone(OWNER).inbox[-1]
    await chats.say(OWNER, between)
    assert "没有提交" in (await chats.say(OWNER, "第二个")).text
    assert await requests(chats) == []
    done = await chats.after(OWNER, lambda phone: phone.say("第二个", offer))
    assert "已提交延期申请" in done[-1].text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("我明天请假", "还没有登记请假"),
        (f"明天请假一天，由{MATE}代", "已登记"),
        ("请假了", "📝 已记下：“请假了”"),
        ("材料发群里了", "📝 已记下：“材料发群里了”"),
    ],
)
async def test_what_is_said_of_the_person_asks_for_no_more_time(chats: Chats, words: str, answer: str) -> None:
    """While a day is asked for: leave is leave, and what was sent is noted."""
    await chats.say(OWNER, f"{OWN}申请延期")
    told = await chats.after(OWNER, lambda phone: phone.say(words))
    assert answer in told[0].text
    assert [one for one in await chats.progress(OWN) if one.words == words and one.intent is Intent.EXTEND] == []


async def test_a_day_answers_after_leave_was_told(chats: Chats) -> None:
    """我明天请假 leaves the question open."""
    await chats.say(OWNER, f"{OWN}申请延期")
    await chats.say(OWNER, "我明天请假")
    one, first = later(await due(chats), 10)
    assert offered(await chats.say(OWNER, one)) == [first]
