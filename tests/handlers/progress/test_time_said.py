"""When something was said: 明天 is the day after that, and an answer is in time, however late either is handled."""

import datetime as dt
from collections.abc import Callable

import pytest

from bot.domain.replies.question_state import OPEN_FOR
from bot.domain.replies.time_said import time_said
from bot.messages.core.questions import ExtensionQuestion
from bot.messages.core.taps import AskExtension, Stuck
from bot.sandbox import Phone
from tests.handlers.conftest import OFFICE, OWN, OWNER, START, Chats, labels
from tests.handlers.trip.test_questions import open_question, state

NIGHT = dt.timedelta(hours=20)  # from Thursday morning to Friday
SECOND = dt.timedelta(seconds=1)


async def late(chats: Chats, name: str, act: Callable[[Phone], object], by: dt.timedelta = NIGHT) -> list[str]:
    """What a person is answered to something that Telegram hands out only so much later."""

    def act_and_wait(phone: Phone) -> None:
        act(phone)
        chats.stage.sandbox.clock.move(by)

    return [message.text for message in await chats.after(name, act_and_wait)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (START - dt.timedelta(hours=20), START - dt.timedelta(hours=20)),
        (START + SECOND, START + SECOND),
        (START + dt.timedelta(hours=1), START),
        (START - dt.timedelta(days=400), START),
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), START),
        (None, START),
    ],
)
def test_a_time_that_cannot_be_is_that_of_receipt(written: dt.datetime | None, meant: dt.datetime) -> None:
    """A date in the future, of another year or none at all says nothing."""
    assert time_said(written, START) == meant


async def test_tomorrow_is_counted_from_the_day_of_saying(chats: Chats) -> None:
    """The expected day of a report, and the day to which an extension is asked for."""
    await late(chats, OWNER, lambda phone: phone.say(f"{OWN} 完成60%，预计明天完成"))
    assert (await chats.progress(OWN))[-1].eta == START.date() + dt.timedelta(days=1)
    (echo,) = [t for t in await late(chats, OWNER, lambda phone: phone.say(f"{OWN} 申请延期到后天")) if "读作" in t]
    assert (START.date() + dt.timedelta(days=3)).isoformat() in echo


async def test_a_meaning_that_is_chosen_later_keeps_the_day_of_saying(chats: Chats) -> None:
    """What was said yesterday and understood today is of yesterday."""
    await chats.say(OWNER, f"{OWN} 60，预计明天完成")
    asked = chats.phone(OWNER).inbox[-1]
    await chats.stage.pass_time(NIGHT)
    await chats.press(OWNER, asked, labels(asked)[0])
    assert (await chats.progress(OWN))[-1].eta == START.date() + dt.timedelta(days=1)


async def test_days_of_an_absence_are_counted_from_the_day_of_saying(chats: Chats) -> None:
    """Also where only one of them is certain and the other is chosen a day later."""
    said = await late(chats, OFFICE, lambda phone: phone.say("/away 孟晓川 明天-后天 由罗雨桐代"))
    person = await chats.person(OWNER)
    assert [one.start for one in person.absences] == [START.date() + dt.timedelta(days=1)], said


async def test_an_answer_that_was_sent_in_time_is_in_time(chats: Chats) -> None:
    """A question stays open for what was written while it was, however late that comes."""
    await open_question(chats, OWNER, Stuck((await chats.measure(OWN)).id))
    said = await late(chats, OWNER, lambda phone: phone.say("县里还没定"), OPEN_FOR * 2)
    assert any("已登记困难" in text for text in said)
    await open_question(chats, OWNER, AskExtension((await chats.measure(OWN)).id))
    await chats.stage.pass_time(OPEN_FOR - dt.timedelta(minutes=5))
    said = await late(chats, OWNER, lambda phone: phone.say("年底"), OPEN_FOR)
    asked, _ = await state(chats, OWNER)
    assert not isinstance(asked, ExtensionQuestion)
    assert any("2025-12-31" in text for text in said), said


async def test_a_correction_that_was_made_in_time_is_in_time(chats: Chats) -> None:
    """What is edited within the minutes of the unit is taken, however late that comes."""
    await chats.say(OWNER, f"{OWN} 完成60%")
    written = next(message for message in reversed(chats.phone(OWNER).messages) if message.text.endswith("60%"))
    said = await late(chats, OWNER, lambda phone: phone.edit(written, f"{OWN} 完成70%"))
    assert (await chats.measure(OWN)).percent == 70, said


@pytest.mark.parametrize("date", [0, 1, -5, True, None, "yesterday", 4_000_000_000, 1e30, 10**30])
async def test_an_odd_date_loses_no_reply(chats: Chats, date: object) -> None:
    """It is read as of the time of receipt."""

    def say(phone: Phone) -> None:
        message = {"message_id": 9_000, "from": phone.user.as_json(), "chat": phone.chat.as_json(), "date": date}
        chats.stage.sandbox.poison({"message": message | {"text": f"{OWN} 完成60%，预计明天完成"}})

    await chats.after(OWNER, say)
    assert (await chats.progress(OWN))[-1].eta == START.date() + dt.timedelta(days=1)
