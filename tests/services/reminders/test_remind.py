"""The clock's round over a real ledger."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.outbox.message import Message, MessageState, Priority
from bot.domain.people.person import Absence
from bot.domain.plan.deadline import DeadlineKind
from bot.domain.reminders.reminder import Reminder
from bot.services.core.ledger import REMINDERS_OF
from bot.services.core.request import RequestContext
from bot.services.outbox.claims import Room, claim
from bot.services.outbox.delivery import delivered, recover, refused, uncertain
from bot.services.progress.report import report_progress
from bot.services.reminders.remind import remind
from tests.services.scene import (
    CLERK,
    FIRST,
    LEADER,
    MATE,
    OFFICE,
    OWNER,
    SECOND,
    SECRETARY,
    STANDING,
    Scene,
    by_date,
    says,
)
from tests.support.outbox import messages_to

KNOWN = WorkCalendar(years=frozenset(range(2024, 2032)))
MORNING = dt.datetime(2026, 3, 9, 0, 0, tzinfo=dt.UTC)  # Monday, eight o'clock in Shanghai


def desk_of(scene: Scene, calendar: WorkCalendar = KNOWN) -> RequestContext:
    """The request as the clock finds it."""
    return replace(scene.request, update=None, calendar=calendar)


async def tick(scene: Scene, calendar: WorkCalendar = KNOWN) -> int:
    """One round of the clock."""
    return await remind(desk_of(scene, calendar), "u1")


async def carry(scene: Scene) -> list[str]:
    """Deliver what is ready, as a sender would; the ids of the messages."""
    request = desk_of(scene)
    claimed = await claim(request, Room(100, 100))
    for number, one in enumerate(claimed, 1):
        await delivered(request, one.message.id, one.chat, number, one.body.measures)
    return [one.message.id for one in claimed]


async def only(scene: Scene, **deadlines: dt.date) -> None:
    """Leave the first measure with a deadline, and the others without anything to say for years."""
    far = by_date(dt.date(2029, 12, 31))
    for id_, name in ((FIRST, "first"), (SECOND, "second"), (STANDING, "third")):
        day = deadlines.get(name)
        await scene.change(id_, deadline=by_date(day) if day else far, wake=None)


async def written_to(scene: Scene, person: str) -> list[Message]:
    """Messages to a person."""
    async with scene.request.look() as ledger:
        return await messages_to(ledger, person)


async def rows(scene: Scene, measure: str = FIRST) -> list[Reminder]:
    """Reminders of a measure."""
    async with scene.request.look() as ledger:
        return await ledger.reminders.find(REMINDERS_OF, measure)


async def test_fifty_rounds_a_day_write_one_message(scene: Scene) -> None:
    """The reason is the key."""
    scene.at = MORNING
    await only(scene, first=dt.date(2026, 3, 29))
    assert await tick(scene) == 1
    assert [await tick(scene) for _ in range(50)] == [0] * 50
    assert [m.id for m in await written_to(scene, OWNER.id)] == [f"reminders:{OWNER.id}:2026-03-09"]


async def test_message_waits_for_its_hour(scene: Scene) -> None:
    """The unit's hour is half past eight."""
    scene.at = MORNING
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    assert await carry(scene) == []
    scene.pass_by(minutes=30)
    assert await carry(scene) == [f"reminders:{OWNER.id}:2026-03-09"]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (dt.date(2026, 4, 30), []),  # 52 days ahead
        (dt.date(2026, 3, 29), [(OWNER.id, "green", 20)]),
        (dt.date(2026, 3, 24), [(OWNER.id, "green", 20)]),  # 15 days ahead: the latest mark reached is the 20th
        (dt.date(2026, 3, 19), [(OWNER.id, "yellow", 10)]),
        (dt.date(2026, 3, 9), [(OWNER.id, "yellow", 0)]),
        (dt.date(2026, 3, 6), [(OWNER.id, "red", -3)]),
    ],
)
async def test_latest_mark_reached_is_told(scene: Scene, due: dt.date, expected: list[tuple[str, str, int]]) -> None:
    """Never "is today exactly N days before": a day on which nobody looked loses nothing."""
    scene.at = MORNING
    await only(scene, first=due)
    await tick(scene)
    assert [(row.person, row.colour, row.mark) for row in await rows(scene)] == expected


@pytest.mark.parametrize(
    ("every", "answered", "days"),
    [
        (0, 0, [9]),
        (1, 0, [9, 10, 11, 12, 13, 16, 17, 18]),
        (2, 0, [9, 11, 13, 17]),
        (3, 0, [9, 12, 17]),
        (2, 11, [9, 11]),
        (1, 12, [9, 10, 11, 12]),
    ],
)
async def test_a_mark_is_repeated_until_it_is_answered(
    scene: Scene, every: int, answered: int, days: list[int]
) -> None:
    """Every so many working days from the mark on, where the office wants it; a reply ends it until the next mark."""
    scene.at = MORNING + dt.timedelta(minutes=31)
    await scene.set(nag_every=every, chase_after=0, week_ceiling=7)
    await only(scene, first=dt.date(2026, 3, 29))
    told = []
    for _ in range(10):  # to the 18th: on the 19th the mark of ten days is reached
        await tick(scene)
        told += [scene.at.day for id_ in await carry(scene) if OWNER.id in id_]
        if scene.at.day == answered:
            await report_progress(scene.request, OWNER, [says("正在清理", percent=10)])
        scene.pass_by(days=1)
    assert told == days


async def test_leader_hears_after_owner_did_and_a_day_of_grace(scene: Scene) -> None:
    """Escalation needs proof of delivery below."""
    scene.at = MORNING + dt.timedelta(minutes=31)
    await only(scene, first=dt.date(2026, 3, 19))
    await tick(scene)
    assert await written_to(scene, LEADER.id) == []
    scene.pass_by(days=1)  # nobody carried anything
    await tick(scene)
    assert await written_to(scene, LEADER.id) == []
    assert await carry(scene) == [f"reminders:{OWNER.id}:2026-03-10"]
    await tick(scene)
    assert await written_to(scene, LEADER.id) == []
    scene.pass_by(days=1)
    await tick(scene)
    assert await carry(scene) == [f"reminders:{LEADER.id}:2026-03-11"]


async def test_leader_is_told_in_stead_of_an_owner_who_is_not_bound(scene: Scene) -> None:
    """And the office at once."""
    scene.at = MORNING + dt.timedelta(hours=1)
    async with scene.store.open() as ledger:
        await ledger.people.put(replace(OWNER, chat=None))
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    assert set(await carry(scene)) == {f"reminders:{who.id}:2026-03-09" for who in (LEADER, OFFICE, CLERK)}
    assert {row.because for row in await rows(scene)} == {"instead", "unreachable"}


async def test_owner_who_blocks_the_bot_is_replaced_by_his_leader(scene: Scene) -> None:
    """The office hears that the account refuses; the ladder goes on without it."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    request = desk_of(scene)
    (one,) = await claim(request, Room(10, 10))
    await refused(request, one.message.id)
    assert await scene.told(OFFICE) == ["outbox.blocked"]
    await tick(scene)
    assert f"reminders:{LEADER.id}:2026-03-09" in await carry(scene)


async def test_ladder_stops_on_a_submission_before_the_hour(scene: Scene) -> None:
    """The reason is asked for again when the message is to be sent."""
    scene.at = MORNING
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    await scene.change(FIRST, stage="closed")
    scene.pass_by(hours=1)
    assert await carry(scene) == []
    (message,) = await written_to(scene, OWNER.id)
    assert message.state is MessageState.SUPERSEDED


async def test_measure_added_after_the_hour_reaches_who_was_not_told_today(scene: Scene) -> None:
    """At once for one who had no message, tomorrow for one who had."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    await carry(scene)
    await scene.change(SECOND, deadline=by_date(dt.date(2026, 3, 29)), owners=(OWNER.id, MATE.id), wake=None)
    await tick(scene)
    assert await carry(scene) == [f"reminders:{MATE.id}:2026-03-09"]
    scene.pass_by(days=1)
    await tick(scene)
    assert await carry(scene) == [f"reminders:{OWNER.id}:2026-03-10"]


async def test_downtime_is_made_up_in_one_message(scene: Scene) -> None:
    """Three days without a round: one message a person, headed so."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 19), second=dt.date(2026, 3, 12))
    await scene.change(SECOND, owners=(OWNER.id,))
    await tick(scene)
    await carry(scene)
    scene.pass_by(days=4)  # Friday
    await tick(scene)
    ready = await claim(desk_of(scene), Room(10, 10))
    to_owner = [one for one in ready if one.message.to == OWNER.id]
    assert len(to_owner) == 1
    assert "停机期间应提醒1项" in to_owner[0].body.text
    assert "逾期1天" in to_owner[0].body.text


async def test_message_of_a_day_that_passed_is_folded_into_the_next(scene: Scene) -> None:
    """Planned, but the bot stood still at its hour: said once, the next working day."""
    scene.at = MORNING
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    scene.pass_by(days=1, hours=1)
    await tick(scene)
    assert await carry(scene) == [f"reminders:{OWNER.id}:2026-03-10"]
    assert [m.state for m in await written_to(scene, OWNER.id)] == [MessageState.SUPERSEDED, MessageState.SENT]


async def test_nothing_is_said_on_a_day_of_rest_or_at_night(scene: Scene) -> None:
    """Saturday noon, and Monday at four in the morning."""
    await only(scene, first=dt.date(2026, 3, 15))
    for at in (dt.datetime(2026, 3, 14, 4, tzinfo=dt.UTC), dt.datetime(2026, 3, 15, 20, tzinfo=dt.UTC)):
        scene.at = at
        assert await tick(scene) == 0
    assert await rows(scene) == []


async def test_delegate_gets_what_an_absent_person_would(scene: Scene) -> None:
    """The reason stays the owner's."""
    scene.at = MORNING + dt.timedelta(hours=1)
    day = scene.at.date()
    async with scene.store.open() as ledger:
        await ledger.people.put(replace(OWNER, absences=(Absence(day, day, MATE.id),)))
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    assert await carry(scene) == [f"reminders:{MATE.id}:2026-03-09"]
    assert [row.person for row in await rows(scene)] == [OWNER.id]


async def test_clock_set_back_loses_nothing(scene: Scene) -> None:
    """A jump of a year tells what is red then; back again, the marks of the real days are told."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 20))
    await tick(scene)
    await carry(scene)
    scene.pass_by(days=364)
    await tick(scene)
    await carry(scene)
    scene.at = MORNING + dt.timedelta(days=1, hours=1)
    await tick(scene)
    assert f"reminders:{OWNER.id}:2026-03-10:1" in await carry(scene)


async def test_uncertain_message_is_sent_once_more_with_a_label(scene: Scene) -> None:
    """And then no more: the office is told."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    request = desk_of(scene)
    (one,) = await claim(request, Room(10, 10))
    await uncertain(request, one.message.id, "TimedOut")
    assert await claim(request, Room(10, 10)) == []
    scene.pass_by(minutes=1)
    (again,) = await claim(request, Room(10, 10))
    assert "可能重复" in again.body.text
    await uncertain(request, one.message.id, "TimedOut")
    assert await scene.told(OFFICE) == ["outbox.failed"]


async def test_what_was_being_sent_at_a_crash_is_uncertain(scene: Scene) -> None:
    """However often the program ends in the middle, the message goes out."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 29))
    await tick(scene)
    request = desk_of(scene)
    for _ in range(3):
        assert len(await claim(request, Room(10, 10))) == 1
        assert await recover(request) == 1
        scene.pass_by(minutes=10)
    (message,) = await written_to(scene, OWNER.id)
    assert (message.state, message.doubtful) == (MessageState.UNCERTAIN, True)


async def test_silence_is_told_to_the_office(scene: Scene) -> None:
    """Five working days after the first word arrived, if nothing was answered."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 29))
    for _ in range(8):
        await tick(scene)
        await carry(scene)
        scene.pass_by(days=1)
    chased = [row for row in await rows(scene) if row.because == "chase"]
    assert {(row.person, row.day) for row in chased} == {(OFFICE.id, chased[0].day), (CLERK.id, chased[0].day)}
    assert chased[0].at.date() == dt.date(2026, 3, 16)


async def test_unclear_deadline_is_the_offices_business_once(scene: Scene) -> None:
    """It is never guessed, and its owner is left in peace."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene)
    unclear = replace(by_date(dt.date(2026, 1, 1)), kind=DeadlineKind.UNCLEAR, date=None, first=None)
    await scene.change(FIRST, deadline=unclear, wake=None)
    for _ in range(3):
        await tick(scene)
        await carry(scene)
        scene.pass_by(days=1)
    assert {(row.person, row.because) for row in await rows(scene)} == {(OFFICE.id, "unclear"), (CLERK.id, "unclear")}


async def test_secretary_gets_no_daily_message(scene: Scene) -> None:
    """Red stands in the digest's list; a measure of his own is told once when it becomes overdue."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 6), second=dt.date(2026, 3, 6))
    await scene.change(FIRST, leaders=(SECRETARY.id,))
    for _ in range(4):
        await tick(scene)
        await carry(scene)
        scene.pass_by(days=1)
    assert len(await written_to(scene, SECRETARY.id)) == 1
    assert len(await written_to(scene, LEADER.id)) == 3


async def test_most_urgent_goes_first(scene: Scene) -> None:
    """Red before green."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 29), second=dt.date(2026, 3, 6))
    await tick(scene)
    claimed = await claim(desk_of(scene), Room(10, 10))
    assert [one.message.priority for one in claimed] == [Priority.RED, Priority.GREEN]


async def test_office_is_warned_of_a_year_without_days_of_rest(scene: Scene) -> None:
    """Once a month, while Monday to Friday are taken for working days; and the messages say so."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 29))
    for _ in range(3):
        await tick(scene, WorkCalendar())
        scene.pass_by(days=1)
    assert await scene.told(OFFICE) == ["reminders.calendar"]
    scene.at = MORNING + dt.timedelta(hours=1)
    claimed = await claim(desk_of(scene, WorkCalendar()), Room(10, 10))
    assert any("2026年放假安排尚未录入" in one.body.text for one in claimed if one.message.to == OWNER.id)


async def test_the_office_takes_over_only_what_its_owner_has_heard_of_for_weeks(scene: Scene) -> None:
    """Of a ledger that came in long after the day nobody is said to have been told: that counts from the first word."""
    scene.at = MORNING + dt.timedelta(minutes=31)
    await only(scene, first=dt.date(2025, 11, 28))
    heard: dict[str, dt.date] = {}
    for _ in range(70):
        await tick(scene)
        await carry(scene)
        for row in await rows(scene):
            heard.setdefault(str(row.because), row.day)
        scene.pass_by(days=1)
    assert heard["own"] == dt.date(2026, 3, 2)  # the mark of that month, said on the first day
    taken = [row for row in await rows(scene) if row.because == "passed_on"]
    assert {row.at.date() for row in taken} == {dt.date(2026, 4, 6)}
