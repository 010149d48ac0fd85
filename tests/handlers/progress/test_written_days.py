"""Where a day can be picked it can be written too: it is echoed, and what is no day is read as what it is."""

import datetime as dt
from functools import partial

import pytest

from bot.domain.replies.question_state import OPEN_FOR, QuestionState
from bot.messages.core.questions import DayQuestion, ExtensionQuestion, WaitAnswerQuestion
from bot.messages.core.taps import ShowCalendar
from bot.sandbox import Message, Phone
from handlers import ROUTES
from tests.handlers.conftest import MATE, OFFICE, OWN, OWNER, Chats, labels
from tests.handlers.trip.test_questions import entries, sealed, state

BY_HAND = "📅 手工输入"
MONTH = "也可以直接写日期"


async def month(chats: Chats, name: str, purpose: str, target: str) -> Message:
    """A month to pick from."""
    below, data = chats.phone(name).inbox[-1], await sealed(chats, name, ShowCalendar(purpose, target, ""))
    shown = (await chats.after(name, partial(Phone.press_data, message=below, data=data)))[-1]
    assert MONTH in shown.text
    return shown


@pytest.mark.parametrize("purpose", sorted(set(ROUTES.days) - {"ext", "wait"}))
@pytest.mark.parametrize("how", ["plain", "quoting"])
async def test_a_day_written_below_a_month_is_echoed(chats: Chats, purpose: str, how: str) -> None:
    """For whatever it is asked: with the day on a button, and another one may be written behind that."""
    shown = await month(chats, OFFICE, purpose, "0")
    for words, day in (("5月15日", "✅ 2025-05-15（周四）"), ("5.16", "✅ 2025-05-16（周五）")):
        echoed = await chats.say(OFFICE, words, shown if how == "quoting" else None)
        assert labels(echoed) == [day, BY_HAND], words
        assert await state(chats, OFFICE) == (DayQuestion("0", purpose), QuestionState.ASKED)
        shown = echoed


async def test_a_month_asks_long_after_its_card(chats: Chats) -> None:
    """The question of the card is over, and the month that is shown from it asks anew."""
    card = await chats.say(OWNER, f"{OWN} 申请延期")
    await chats.stage.pass_time(OPEN_FOR + dt.timedelta(hours=1))
    await chats.press(OWNER, card, BY_HAND)
    question, stands = await state(chats, OWNER)
    assert isinstance(question, ExtensionQuestion)
    assert stands is QuestionState.ASKED
    assert "✅ 2025-08-15（周五）" in labels(await chats.say(OWNER, "8月15日"))


async def test_the_month_of_a_wait_takes_other_answers_too(chats: Chats) -> None:
    """Whoever is asked for a day may say as well that it is done."""
    await month(chats, OFFICE, "wait", "u1/A/2-3/w1")
    assert (await state(chats, OFFICE))[0] == WaitAnswerQuestion("u1/A/2-3/w1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2月30日", "里的日期不存在"),
        ("每月25日", "不是一天"),
        ("3月1日", "我读作 2026-03-01"),
        ("2025年3月1日", "早于可以选的第一天（2025-03-20（周四））"),
        ("好的", "上面的问题还等您回答"),
    ],
)
async def test_what_is_no_day_to_pick_is_said(chats: Chats, words: str, said: str) -> None:
    """Nothing is recorded, and the question stays open."""
    await month(chats, OFFICE, "due", "0")
    before = await entries(chats)
    assert said in (await chats.say(OFFICE, words)).text
    assert await entries(chats) == before
    assert await state(chats, OFFICE) == (DayQuestion("0", "due"), QuestionState.ASKED)


async def test_a_report_is_no_day(chats: Chats) -> None:
    """What names a measure is recorded of it; the month asks on."""
    await month(chats, OWNER, "due", "0")
    await chats.say(OWNER, f"{OWN} 完成80%，5月15日前办好")
    assert [one.percent for one in await chats.progress(OWN)] == [80]
    assert (await state(chats, OWNER))[1] is QuestionState.ASKED


async def test_a_picked_day_ends_the_question(chats: Chats) -> None:
    """A day written afterwards is nobody's."""
    await chats.say(OFFICE, "/due 2月30日")
    echoed = await chats.say(OFFICE, "5月15日")
    assert "2025-05-15前到期" in await chats.press(OFFICE, echoed, labels(echoed)[0])
    assert (await state(chats, OFFICE))[1] is QuestionState.ANSWERED
    assert "没有登记" in (await chats.say(OFFICE, "5月16日")).text


async def test_the_days_of_an_absence_may_be_written(chats: Chats) -> None:
    """Which of the two is asked, and the answer goes on to where it belongs."""
    await chats.say(OFFICE, f"/away {OWNER} 4月31日-5月9日 由{MATE}代")
    echoed = await chats.say(OFFICE, "4月30日")
    done = await chats.press(OFFICE, echoed, labels(echoed)[0])
    assert "2025-04-30" in done
    assert MATE in done
