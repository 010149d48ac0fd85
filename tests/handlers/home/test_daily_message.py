"""One message a day: whatever waits and whatever is due stands in it, and nothing goes out on days of rest."""

import datetime as dt
from collections import Counter
from pathlib import Path

from bot.domain.outbox.message import MessageState
from bot.domain.settings.policy import Policy
from bot.services.core.ledger import OUTBOX_BY_STATE
from tests.handlers.conftest import BEIJING, DAY, LEADER, OFFICE, OWN, OWNER, SECRETARY, Chats, labels, open_chats

MONDAY = dt.datetime(2025, 6, 16, 8, 40, tzinfo=BEIJING)


async def pushed(chats: Chats, name: str) -> Counter[tuple[dt.date, str]]:
    """How many messages of each kind somebody got on each day without having asked."""
    person = await chats.person(name)
    async with chats.stage.app.request.look() as ledger:
        sent = await ledger.outbox.find(OUTBOX_BY_STATE, "u1", MessageState.SENT)
    return Counter((one.sent.astimezone(BEIJING).date(), one.kind) for one in sent if one.to == person.id and one.sent)


async def live(chats: Chats, until: dt.datetime) -> None:
    """The clock comes round every working hour until then."""
    while (now := chats.stage.sandbox.clock.now()) < until:
        chats.stage.sandbox.clock.set(min(now + dt.timedelta(hours=4), until))
        await chats.stage.tick()


async def test_list_reminder_and_what_waits_are_one_message(tmp_path: Path) -> None:
    """On the Monday before its day an owner reads of it, of an instruction that waits, and of all that is his."""
    async with open_chats(tmp_path, Policy(marks=(4, 0))) as chats:
        chats.stage.sandbox.clock.set(MONDAY - 4 * DAY)
        await chats.stage.tick()
        await chats.say(SECRETARY, f"/instruct {OWN} 本周内说明进度")
        await live(chats, MONDAY)
        (message,) = [one for one in chats.phone(OWNER).inbox if one.date.astimezone(BEIJING).date() == MONDAY.date()]
        parts = ("您经办的", "等您办理", "批示等您答复", "供您了解", "您名下未销号")
        order = [message.text.index(words) for words in parts]
        assert order == sorted(order)
        opened = await chats.press(OWNER, message, next(label for label in labels(message) if "我的" in label))
        assert OWN in opened
        assert chats.phone(OWNER).last != message  # the list opens below, the message stays


async def test_nobody_has_two_on_a_day_nor_any_on_a_day_of_rest(tmp_path: Path) -> None:
    """Three weeks with a holiday in it: one daily message at most, the week's page besides, nothing at rest."""
    async with open_chats(tmp_path, Policy(answer_days=1)) as chats:
        chats.stage.sandbox.clock.set(MONDAY - 21 * DAY)
        await chats.stage.tick()
        await chats.say(SECRETARY, f"/instruct {OWN} 本周内说明进度")
        await live(chats, MONDAY)
        calendar = chats.stage.app.request.calendar
        for name in (OWNER, LEADER, OFFICE, SECRETARY):
            counted = await pushed(chats, name)
            counted.pop(((MONDAY - 21 * DAY).date(), "notice"), None)  # told once of the appointments
            assert {kind for _, kind in counted} <= {"reminders", "digest", "instruction", "letter"}
            assert max(counted.values()) == 1
            assert all(calendar.is_working(day) for day, _ in counted)


async def test_after_a_return_there_is_one_message(chats: Chats) -> None:
    """Sent back with a reason: the owner hears that, and is reminded from the next day on."""
    chats.stage.sandbox.clock.set(MONDAY)
    await chats.stage.tick()
    await chats.say(OWNER, f"{OWN} 已完成，材料齐了")
    await live(chats, MONDAY + dt.timedelta(minutes=30))
    known = len(chats.phone(OWNER).inbox)
    await chats.say(LEADER, f"{OWN} 退回 照片看不清")
    await live(chats, MONDAY + dt.timedelta(hours=9))
    (told,) = chats.phone(OWNER).inbox[known:]
    assert "照片看不清" in told.text


async def test_what_is_above_the_ceiling_stands_in_the_list(tmp_path: Path) -> None:
    """One message a week is allowed: the instruction is not pushed again, and waits in the list."""
    async with open_chats(tmp_path, Policy(week_ceiling=1, answer_days=1, marks=(0,))) as chats:
        chats.stage.sandbox.clock.set(MONDAY - 7 * DAY)
        await chats.stage.tick()
        await chats.say(SECRETARY, f"/instruct {OWN} 本周内说明进度")
        await live(chats, MONDAY - 3 * DAY)
        counted = await pushed(chats, OWNER)
        assert sum(count for (_, kind), count in counted.items() if kind == "reminders") == 1
        assert "批示等您答复" in (await chats.say(OWNER, "待办")).text
