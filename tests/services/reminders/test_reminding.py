"""What people and the office do about reminders: later, why, forecast, nudge, absence, handover, settings."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from io import BytesIO
from zipfile import is_zipfile

import pytest

from bot.documents.workbook.forecast import forecast_book
from bot.domain.core.refusal import NoChange, NotAllowed, NotFound, Unreadable
from bot.domain.outbox.message import MessageState, Priority
from bot.domain.plan.measure import Stage
from bot.messages.core.taps import ReminderPage
from bot.messages.reminders.forecast import draw_forecast
from bot.messages.supervision.nudge import nudged_body
from bot.messages.wording import load_wording
from bot.services.pending.daily_message import daily_page
from bot.services.people.absence import end_absence, record_absence
from bot.services.people.handover import plan_handover
from bot.services.reminders.forecast import forecast, next_reminder
from bot.services.reminders.snooze import acknowledge, snooze
from bot.services.reminders.why import why
from bot.services.settings.policy import SettingChange, policy_in_force, set_policy
from bot.services.supervision.nudge import nudge
from tests.services.acts import hand_over
from tests.services.reminders.test_remind import MORNING, carry, only, rows, tick, written_to
from tests.services.scene import CLERK, FIRST, LEADER, MATE, OFFICE, OWNER, SECOND, STANDING, Scene, by_date

TAIL = "2026-03-09"


async def reminded(scene: Scene) -> None:
    """The owner has a reminder of the first measure, ten days before its deadline."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 19))
    await tick(scene)
    await carry(scene)


async def test_acknowledging_is_noted_once(scene: Scene) -> None:
    """收到 stands in the measure's story."""
    await reminded(scene)
    assert await acknowledge(scene.request, TAIL, by=OWNER) == 1
    with pytest.raises(NoChange):
        await acknowledge(scene.request, TAIL, by=OWNER)
    assert [row.acknowledged for row in await rows(scene)] == [scene.at]
    assert (await scene.journal())[-1].subject == FIRST


async def test_nobody_acknowledges_for_another(scene: Scene) -> None:
    """A message is its reader's own."""
    await reminded(scene)
    with pytest.raises(NotFound):
        await acknowledge(scene.request, TAIL, by=MATE)


@pytest.mark.parametrize(
    ("code", "when"),
    [
        ("pm", dt.datetime(2026, 3, 9, 6, 30, tzinfo=dt.UTC)),
        ("tomorrow", dt.datetime(2026, 3, 10, 0, 30, tzinfo=dt.UTC)),
        ("monday", dt.datetime(2026, 3, 16, 0, 30, tzinfo=dt.UTC)),
    ],
)
async def test_snoozed_reminder_comes_again_at_its_hour(scene: Scene, code: str, when: dt.datetime) -> None:
    """This afternoon, tomorrow, next Monday; until then the owner rests."""
    await reminded(scene)
    rest = await snooze(scene.request, code, TAIL, by=OWNER)
    assert rest.until == when
    sent = []
    while scene.at < when + dt.timedelta(minutes=5):
        before = len([m for m in await written_to(scene, OWNER.id) if m.sent])
        await tick(scene)
        await carry(scene)
        after = [m for m in await written_to(scene, OWNER.id) if m.sent]
        sent += [scene.at] * (len(after) - before)
        scene.pass_by(minutes=30)
    assert len(sent) == 1
    assert sent[0] >= when


async def test_page_of_a_long_message_can_be_turned(scene: Scene) -> None:
    """Twelve measures are one readable list."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene)
    measure = await scene.measure(FIRST)
    async with scene.store.open() as ledger:
        for n in range(12):
            due = by_date(dt.date(2026, 3, 20))
            await ledger.measures.put(replace(measure, id=f"u1/A/7-{n}", number=f"7-{n}", deadline=due, wake=None))
    await tick(scene)
    (message,) = await written_to(scene, OWNER.id)
    assert len(message.facts["reminders"]) == 12
    request = replace(scene.request, update=None)
    first, second = [await daily_page(request, OWNER, TAIL, page) for page in (1, 2)]
    assert "共12项" in first.text
    assert first.text.count("废料") == 8
    assert second.text.count("废料") == 4
    turning = [
        button for row in (*first.buttons, *second.buttons) for button in row if isinstance(button.tap, ReminderPage)
    ]
    assert [button.tap for button in turning] == [ReminderPage(TAIL, 2), ReminderPage(TAIL, 1)]


async def test_confidential_messages_carry_number_and_deadline_only(scene: Scene) -> None:
    """The text of the measure stays in the ledger."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 3, 19))
    await scene.change(FIRST, policy={"confidential": True})
    await tick(scene)
    body = await daily_page(replace(scene.request, update=None), OWNER, TAIL, 1)
    assert "废料" not in body.text
    assert "3-1" in body.text


async def test_why_names_rule_mark_and_delivery(scene: Scene) -> None:
    """Answered from the ledger; the mark fell on a Saturday and moved."""
    scene.at = dt.datetime(2026, 3, 6, 1, 0, tzinfo=dt.UTC)
    await only(scene, first=dt.date(2026, 3, 17))
    await tick(scene)
    await carry(scene)
    body = await why(replace(scene.request, update=None), FIRST, by=OWNER)
    assert "时限前10天一档，3月7日是休息日，提前到前一个工作日" in body.text
    assert "本人经办" in body.text
    assert "03-06 09:00送达" in body.text
    assert "段汀 暂不提醒：要等经办人的提醒送达并过1个工作日" in body.text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"deadline": by_date(dt.date(2026, 9, 30))}, "还没到第一档，2026-09-10（周四）开始提醒"),
        ({"stage": Stage.CLOSED}, "已销号，不再提醒"),
    ],
)
async def test_why_says_why_nobody_was_reminded(scene: Scene, facts: dict[str, object], words: str) -> None:
    """Not yet, or no longer."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await scene.change(FIRST, **facts)
    body = await why(replace(scene.request, update=None), FIRST, by=OFFICE)
    assert words in body.text


async def test_why_names_the_ceiling_of_the_week(scene: Scene) -> None:
    """A point that is held back because the week's messages are used up says so, and is said in the next week."""
    await scene.set(week_ceiling=1)
    await only(scene, first=dt.date(2026, 3, 18))
    scene.at = MORNING + dt.timedelta(hours=1)
    await tick(scene)
    await carry(scene)
    scene.at = MORNING + dt.timedelta(days=4, hours=1)  # Friday: five days left, marked at three on Sunday
    await tick(scene)
    assert not [one for one in await carry(scene) if OWNER.id in one]
    body = await why(replace(scene.request, update=None), FIRST, by=OWNER)
    assert "本周的提醒消息已有1条（每周最多1条）" in body.text
    assert "今天应提醒" not in body.text
    scene.at = MORNING + dt.timedelta(days=7, hours=1)
    await tick(scene)
    assert len(await carry(scene)) > 0


async def test_why_names_who_cannot_be_reached(scene: Scene) -> None:
    """An owner who is not bound."""
    scene.at = MORNING + dt.timedelta(hours=1)
    async with scene.store.open() as ledger:
        await ledger.people.put(replace(OWNER, chat=None))
    await only(scene, first=dt.date(2026, 3, 19))
    body = await why(replace(scene.request, update=None), FIRST, by=OFFICE)
    assert "联系不上：祁川" in body.text


async def test_forecast_is_what_comes_true(scene: Scene) -> None:
    """The days are lived through, and every reminder that came had been foreseen."""
    scene.at = MORNING + dt.timedelta(minutes=10)
    await only(scene, first=dt.date(2026, 3, 19), second=dt.date(2026, 3, 30))
    request = replace(scene.request, update=None)
    foreseen = Counter((one.day, one.number, str(one.rule)) for one in await forecast(request, "u1", 30))
    came: list[tuple[dt.date, str, str]] = []
    for _ in range(31):
        assert await next_reminder(request, "u1") == next(iter(await forecast(request, "u1")), None)
        await tick(scene)
        scene.pass_by(hours=2)
        await carry(scene)
        scene.pass_by(hours=22)
    for id_ in (FIRST, SECOND, STANDING):
        came += [(row.at.date(), id_.rpartition("/")[2], row.because) for row in await rows(scene, id_)]
    assert Counter(came) == foreseen
    assert len(came) > 20


async def test_forecast_reads_as_a_message_and_a_workbook(scene: Scene) -> None:
    """The message fits a phone, the workbook has every line."""
    scene.at = MORNING
    await only(scene, first=dt.date(2026, 3, 19))
    request = replace(scene.request, update=None)
    seen = await forecast(request, "u1", 60)
    assert "今后60天提醒预告" in draw_forecast(request.wording, seen, 60).text
    assert is_zipfile(BytesIO(forecast_book(request.wording, "某某局", seen)))
    assert "没有要发的提醒" in draw_forecast(request.wording, (), 60).text


async def test_absent_person_is_stood_in_for_and_both_hear(scene: Scene) -> None:
    """Written down by the office, with its journal entry."""
    scene.at = MORNING
    days = dt.date(2026, 3, 9), dt.date(2026, 3, 13)
    await record_absence(scene.request, OWNER.name, *days, MATE.name, by=OFFICE)
    assert (await scene.person(OWNER.id)).stands_in(days[1]) == MATE.id
    assert await scene.told(OWNER) == await scene.told(MATE) == ["people.absence.told"]
    assert (await scene.verbs())[-1] == "away"
    await end_absence(scene.request, OWNER.name, by=OFFICE)
    assert (await scene.person(OWNER.id)).stands_in(days[1]) == OWNER.id


async def test_absence_is_one_s_own_affair_or_the_offices(scene: Scene) -> None:
    """Nobody sends another away; past days and oneself as delegate are refused."""
    scene.at = MORNING
    day = dt.date(2026, 3, 9)
    with pytest.raises(NotAllowed):
        await record_absence(scene.request, OWNER.name, day, day, LEADER.name, by=MATE)
    for start, end, other in ((day, dt.date(2026, 3, 8), MATE.name), (day, day, OWNER.name)):
        with pytest.raises(Unreadable):
            await record_absence(scene.request, OWNER.name, start, end, other, by=OWNER)


async def test_handover_moves_every_open_measure_in_one_step(scene: Scene) -> None:
    """Closed ones stay, history stays, both hear."""
    scene.at = MORNING
    await scene.change(STANDING, stage=Stage.CLOSED)
    async with scene.request.look() as ledger:
        planned = await plan_handover(ledger, OWNER.name, MATE.name, OFFICE)
    assert [measure.id for measure in planned.measures] == [FIRST]
    await hand_over(scene.request, OWNER.name, MATE.name, by=OFFICE)
    assert (await scene.measure(FIRST)).owners == (MATE.id,)
    assert (await scene.measure(STANDING)).owners == (OWNER.id,)
    assert await scene.told(MATE) == ["people.handover.briefing"]
    assert (await scene.verbs())[-1] == "hand_over"
    assert await scene.chain_holds()
    with pytest.raises(NoChange):
        await hand_over(scene.request, OWNER.name, MATE.name, by=OFFICE)


@pytest.mark.parametrize(
    ("what", "numbers", "names"),
    [
        ("3-1", {"3-1"}, {OWNER.name}),
        ("河道股", {"3-1", "3-2", "3-3"}, {OWNER.name, MATE.name}),
        ("逾期", {"3-2"}, {MATE.name}),
    ],
)
async def test_nudge_writes_to_the_owners_and_is_recorded(
    scene: Scene, what: str, numbers: set[str], names: set[str]
) -> None:
    """One measure, a department, or all that is overdue: one message a person."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await scene.change(SECOND, deadline=by_date(dt.date(2026, 3, 6)))
    done = await nudge(scene.request, what, "请今天回复", by=CLERK)
    assert {measure.number for measure in done.measures} == numbers
    assert set(done.told) == names
    assert (await scene.verbs()).count("nudge") == len(numbers)
    sent = await carry(scene)
    assert len([id_ for id_ in sent if id_.startswith("nudge")]) == len(names)


async def test_what_nobody_owes_is_not_called_urged(scene: Scene) -> None:
    """Nothing was written to anybody, nothing is recorded as if it had been, and the way out is told."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await scene.change(SECOND, owners=(), departments=())
    alone = await nudge(scene.request, "3-2", by=CLERK)
    assert (alone.measures, alone.told) == ((), ())
    assert "nudge" not in await scene.verbs()
    said = nudged_body(load_wording(), alone.measures, alone.told, alone.lost, ownerless=alone.ownerless).text
    assert said == ("没有人可催，没有发给任何人：3-2。没有经办人的，请定下来，例如：更正 3-2 经办人 姓名 理由 明确到人")


async def test_what_is_said_twice_in_one_instant_is_said_twice(scene: Scene) -> None:
    """No message is known by its time: where the clock stands still the second one is written too."""
    scene.at = MORNING + dt.timedelta(hours=1)
    for words in ("请今天回复", "请附照片"):
        assert (await nudge(scene.request, "3-1", words, by=CLERK)).told == (OWNER.name,)
    written = await written_to(scene, OWNER.id)
    assert len([one for one in written if one.id.startswith("nudge")]) == 2


async def test_nudge_is_the_offices(scene: Scene) -> None:
    """And something of that name must wait for its owners."""
    with pytest.raises(NotAllowed):
        await nudge(scene.request, "3-1", by=OWNER)
    with pytest.raises(NotFound):
        await nudge(scene.request, "9-9", by=OFFICE)


async def test_nudge_is_dropped_where_the_measure_was_handed_in_meanwhile(scene: Scene) -> None:
    """Its reason is asked for again at dispatch."""
    scene.at = dt.datetime(2026, 3, 9, 14, 0, tzinfo=dt.UTC)  # in the quiet hours
    await nudge(scene.request, "3-1", by=OFFICE)
    await scene.change(FIRST, stage=Stage.CLOSED)
    scene.pass_by(hours=12)
    assert await carry(scene) == []
    (message,) = await scene.messages(OWNER, "nudge")
    assert (message.state, message.priority) == (MessageState.SUPERSEDED, Priority.RED)


async def test_settings_are_changed_in_chat_with_their_entry(scene: Scene) -> None:
    """For the unit, a round, one measure; the next round of the clock goes by them."""
    scene.at = MORNING + dt.timedelta(hours=1)
    await only(scene, first=dt.date(2026, 4, 8))
    await tick(scene)
    assert await rows(scene) == []
    done = await set_policy(scene.request, "提前天数", "30、10、1", scope="3-1", by=OFFICE)
    assert isinstance(done, SettingChange)
    assert (done.old, done.new) == ("20、10、3、1、0", "30、10、1")
    await tick(scene)
    assert [row.mark for row in await rows(scene)] == [30]
    await set_policy(scene.request, "提醒时间", "9:15", by=OFFICE)
    assert ("提醒时间", "09:15") in await policy_in_force(scene.request, by=OFFICE)
    await set_policy(scene.request, "宽限工作日", "2", scope="A", by=OFFICE)
    assert (await scene.verbs())[-3:] == ["set_policy"] * 3


@pytest.mark.parametrize(
    ("name", "words", "scope", "refusal"),
    [
        ("提前天数", "明天", "", Unreadable),
        ("提前天数", "9999", "", Unreadable),
        ("提醒时间", "25:00", "", Unreadable),
        ("提醒时间", "9:00", "3-1", Unreadable),
        ("不存在", "1", "", Unreadable),
        ("宽限工作日", "1", "", NoChange),
        ("宽限工作日", "2", "9-9", NotFound),
    ],
)
async def test_impossible_settings_are_refused(
    scene: Scene, name: str, words: str, scope: str, refusal: type[Exception]
) -> None:
    """Nothing changes, nothing is recorded."""
    with pytest.raises(refusal):
        await set_policy(scene.request, name, words, scope=scope, by=OFFICE)
    assert await scene.verbs() == []


async def test_settings_are_the_offices(scene: Scene) -> None:
    """Others may look, not change."""
    with pytest.raises(NotAllowed):
        await set_policy(scene.request, "宽限工作日", "2", by=OWNER)
