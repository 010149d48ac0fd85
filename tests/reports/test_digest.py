"""The week's page, as it reads and when it is written."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from bot.domain.core.refusal import NotFound, Unreadable
from bot.domain.core.working_calendar import WorkCalendar
from bot.domain.history.journal import Entry
from bot.domain.history.verb import Verb
from bot.domain.outbox.message import Message, MessageState
from bot.domain.people.person import Person
from bot.domain.plan.measure import Stage
from bot.domain.progress.progress import Progress
from bot.domain.replies.reply import Intent
from bot.domain.reporting.digest import changes
from bot.domain.settings.policy import Policy
from bot.messages.body import MessageBody
from bot.messages.core.pending_taps import OpenMatter
from bot.messages.core.taps import Agree, GrantExtension, Instruct, RefuseExtension, ReturnMeasure, ShowCard, ShowPage
from bot.messages.reporting.digest import digest_body, others
from bot.messages.reporting.week_lines import LINES, MINUTE, SHORT, Line, fits, laid_out, spoken, width
from bot.messages.wording import load_wording, official
from bot.services.core.callback_data import seal
from bot.services.core.request import RequestContext, enter
from bot.services.outbox.composers import COMPOSERS
from bot.services.reporting.decisions import decisions_for
from bot.services.reporting.digest import digest_for, write_digest
from bot.services.reporting.digest_data import compile_digest
from bot.services.reporting.periodic import switch, write_lists, write_mornings
from bot.services.status.register import open_register
from tests.domain.holidays import CALENDAR
from tests.reports.round import NOW, PEOPLE, TODAY, change, deadline, open_round
from tests.support.outbox import messages_to

SECRETARY, OFFICE, LEADER, OWNER = (PEOPLE[name] for name in ("沈砚秋", "方既明", "陆怀远", "汪渡"))
Same = Callable[[str, str], None]
WORDING = load_wording()


def at(context: RequestContext, now: dt.datetime) -> RequestContext:
    """The same context at another time."""
    return replace(context, clock=lambda: now)


async def messages(context: RequestContext, person: Person, kind: str = "digest") -> list[Message]:
    """What is written to the person."""
    async with context.look() as ledger:
        return [m for m in await messages_to(ledger, person.id) if m.kind == kind]


async def composed(context: RequestContext, message: Message, person: Person) -> MessageBody | None:
    """The message as it is drawn up when it is sent."""
    async with context.look() as ledger:
        return await COMPOSERS[message.kind](context, ledger, message, person)


async def test_the_page_reads_as_kept(context: RequestContext, same: Same) -> None:
    """Bad news first, plain numbers, one screen; the whole text is compared."""
    sheet = await digest_for(context, SECRETARY)
    same("digest", str(sheet.text))
    assert [attachment.picture for attachment in sheet.attachments] == [True]
    assert len(sheet.text.splitlines()) <= LINES
    assert sum(map(len, sheet.buttons)) <= 9


async def test_a_leader_sees_a_part(context: RequestContext, same: Same) -> None:
    """A leader's page is about what they lead, says so, opens the cards of what it names, and decides nothing."""
    sheet = await digest_for(context, LEADER)
    same("digest-leader", str(sheet.text))
    assert {type(button.tap) for row in sheet.buttons for button in row} == {ShowCard}


async def test_a_past_month_is_told_as_it_was(context: RequestContext, same: Same) -> None:
    """Counts of a month that is over come from the journal, not from today."""
    same("digest-may", str((await digest_for(context, SECRETARY, "5月")).text))


async def test_what_was_closed_since_is_open_again_in_the_past(context: RequestContext) -> None:
    """3-3 was closed on 2 June: on 31 May it still waited for the secretary."""
    may = str((await digest_for(context, SECRETARY, "5月")).text)
    june = str((await digest_for(context, SECRETARY, "本月")).text)
    assert "已销号1 " in may
    assert "已销号1→2▲1" in june
    assert "新销号1" in june


async def test_other_words_are_asked_back(context: RequestContext) -> None:
    """A period that is not understood is never guessed."""
    with pytest.raises(Unreadable):
        await digest_for(context, SECRETARY, "那个月")


async def test_every_figure_has_its_rows(context: RequestContext) -> None:
    """Each part that is counted has a button, short enough, and what is late 批示; what decides stands elsewhere."""
    sheet = await digest_for(context, SECRETARY)
    buttons = [button for row in sheet.buttons for button in row]
    taps = [button.tap for button in buttons if button.tap]
    codes = {tap.code for tap in taps if isinstance(tap, ShowPage)}
    assert codes == {"over", "wait", "way", "new", "stand", "done"}
    assert {ShowPage, Instruct} == {type(tap) for tap in taps}
    for tap in taps:
        seal(b"key", 10**10, tap, NOW)


async def test_each_decision_is_a_short_message_of_its_own(context: RequestContext, same: Same) -> None:
    """The secretary's two matters, each with the buttons that decide it; nobody else gets them."""
    bodies = await decisions_for(context, SECRETARY)
    same("decisions", "\n\n".join(str(body.text) for body in bodies))
    taps = [[type(button.tap) for row in body.buttons for button in row] for body in bodies]
    assert taps == [[Agree, ReturnMeasure, OpenMatter], [GrantExtension, RefuseExtension, OpenMatter]]
    assert not await decisions_for(context, OFFICE)


async def test_decisions_come_behind_the_page_and_not_once_they_are_made(context: RequestContext) -> None:
    """They are written with the week's page, once, due after it; what was decided meanwhile is not brought."""
    await write_digest(context, "u1")
    await write_digest(at(context, NOW + dt.timedelta(minutes=5)), "u1")
    (page,) = await messages(context, SECRETARY)
    closing, extension = await messages(context, SECRETARY, "decision")
    assert page.due < closing.due < extension.due
    assert not await messages(context, OFFICE, "decision")
    assert await composed(context, closing, SECRETARY) is not None
    async with context.store.open() as ledger:
        await change(ledger, "1-2", NOW, "沈砚秋", "close", stage=Stage.CLOSED, since=NOW.date())
    assert await composed(context, closing, SECRETARY) is None


def lines_of(count: int, *, own: bool = False) -> list[Line]:
    """Things that a page may tell, each in a full and in a short form."""
    return [Line.of(escape("详" * 30), escape(f"短{n:02}"), own=own) for n in range(count)]


def test_a_page_tells_in_full_what_there_is_room_for() -> None:
    """Few things stand in full, a line each; of many those behind stand side by side, and none is left out."""
    assert laid_out(lines_of(8)) == ([escape("详" * 30)] * 8, True)
    lines, fitted = laid_out(lines_of(40))
    assert fitted
    assert fits(lines)
    told = "；".join(lines)
    assert told.count("详" * 30) + told.count("短") == 40
    assert lines[0] == escape("详" * 30)
    assert max(map(width, lines)) <= SHORT
    assert not laid_out(lines_of(13, own=True))[1]  # each alone: that is more than a screen


def test_no_line_holds_more_than_three_things_where_there_is_room() -> None:
    """Ten things in a line each do not fit beside eight that stand alone; three in a line do."""
    told = [*lines_of(8, own=True), *lines_of(10)]
    lines, fitted = laid_out(told, 3)
    assert fitted
    assert max(line.count("；") for line in lines) == 2
    assert sum(line.count("短") + line.count("详" * 30) for line in lines) == 18
    assert not laid_out([*lines_of(8, own=True), *lines_of(13)], 3)[1]


def test_a_line_too_long_to_read_is_not_shown_in_full() -> None:
    """What would take more than four rows of the phone is told in a shorter form."""
    lines, fitted = laid_out([Line.of(escape("详" * 90), escape("详" * 70), own=True)])
    assert (lines, fitted) == ([escape("详" * 70)], True)


def test_what_cannot_be_shorter_costs_no_other_line() -> None:
    """A line longer than four rows in its only form leaves the others theirs, as long as the screen holds all."""
    told = [Line.of(escape("长" * 100), own=True), *lines_of(3)]
    assert laid_out(told) == ([escape("长" * 100), *[escape("详" * 30)] * 3], True)


@pytest.mark.parametrize(
    ("line", "syllables"),
    [
        ("逾期3", 3),
        ("在汪渡手上49个工作日", 12),  # 四十九
        ("6月10日", 4),  # 六月十日
        ("2-1", 2),
        ("推进中3→2▼1", 6),  # 三到二
        ("2020年", 5),
        ("<b>已取消110</b>", 7),  # 一百一十
    ],
)
def test_a_line_is_counted_as_it_is_read_aloud(line: str, syllables: int) -> None:
    """Figures with their places, signs of a change and markup not at all."""
    assert spoken(Markup(line)) == syllables  # noqa: S704 - our own lines


def test_a_page_that_is_read_aloud_says_most_in_the_time() -> None:
    """What stands alone first, then what costs the fewest syllables; nothing is left out, however little the time."""
    told = [
        Line.of(escape("详" * 30), escape("短"), own=True),
        Line.of(escape("全" * 9), escape("略"), own=True),
        *[Line.of(escape(f"丙丙丙{n}"), escape("丁")) for n in range(4)],
    ]
    assert laid_out(told, 3, aloud=0) == (["短", "略", "丁；丁；丁", "丁"], True)
    assert laid_out(told, 3, aloud=20) == (["短", "全" * 9, "丙丙丙0；丙丙丙1；丁", "丁"], True)
    assert laid_out(told, 3, aloud=100)[0][0] == "详" * 30
    mark = Line.of(escape("台账校验号 u1-59-044fbc11a31b"), own=True, mark=True)
    assert laid_out([*told, mark], 3, aloud=20)[0][:-1] == laid_out(told, 3, aloud=20)[0]


async def test_the_page_is_read_aloud_in_a_minute_and_leaves_out_nobody(context: RequestContext) -> None:
    """The secretary's: what is to decide, each late measure with its words, the changes and the silent by name."""
    page = await digest_for(context, SECRETARY)
    lines = [Markup(line) for line in page.text.split("\n")]  # noqa: S704 - our own page
    assert sum(map(spoken, lines)) <= MINUTE
    told = (
        "1-2 销号",
        "4-1 延期至7月15日",
        "已核定71条",
        "账目核了一半",
        "没报过进展",
        "（3-3）",
        "（2-2）",
        "1件</b> 2-1",
    )
    for one in (*told, "贺兰舟13个工作日"):
        assert one in page.text, one


async def test_many_cancelled_measures_leave_the_late_ones_their_place(context: RequestContext) -> None:
    """Acts that fill more than a line are told by the first three and how many; the picture tells all of them."""
    numbers = [f"2-{place}" for place in range(10, 35)]
    async with context.store.open() as ledger:
        model = await ledger.measures.get("u1/A/2-1")
        assert model
        for number in numbers:
            one = replace(model, id=f"u1/A/{number}", number=number, deadline=deadline(dt.date(2025, 12, 1)))
            await ledger.measures.put(one)
            await change(ledger, number, NOW - dt.timedelta(days=1), "方既明", "cancel", stage=Stage.CANCELLED)
    lines = (await digest_for(context, SECRETARY)).text.split("\n")
    (told,) = [line for line in lines if line.startswith("减少和任免")]
    assert told == "减少和任免：取消 2-10（方既明）；取消 2-11（方既明）；取消 2-12（方既明）等25件（逐件见图）"
    assert fits([escape(line) for line in lines])
    assert sum(line.startswith("🔴") for line in lines) == 3
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        page = await compile_digest(ledger, register, NOW - dt.timedelta(days=7), CALENDAR, NOW)
    (all_of_them,) = [line for line in others(WORDING, page) if "减少和任免" in line]
    assert all(f"取消 {number}（" in all_of_them for number in numbers)


async def test_three_late_measures_stand_on_a_page_that_is_full(context: RequestContext) -> None:
    """However long their owners' words and their names: the words are shortened, and left out, before a measure is."""
    async with context.store.open() as ledger:
        model = await ledger.measures.get("u1/A/2-1")
        assert model
        for number in range(5, 30):
            text = f"对全县第{number}批河流湖泊水库逐条核定管护责任人"
            late = replace(
                model, id=f"u1/A/2-{number}", number=f"2-{number}", text=text, owners=(SECRETARY.id, OFFICE.id)
            )
            await ledger.measures.put(replace(late, deadline=deadline(dt.date(2025, 4, 1))))
            words = f"已经完成第{number}批河流的现场核定，余下的跨界河段还在与邻县逐段对接，等对方盖章"
            said = Progress(
                id=f"u1/gx{number}",
                unit="u1",
                measure=late.id,
                by=SECRETARY.id,
                at=NOW,
                words=words,
                intent=Intent.PROGRESS,
            )
            await ledger.progress.put(replace(said, speakers=(SECRETARY.id,)))
    lines = (await digest_for(context, OFFICE)).text.split("\n")
    assert fits([escape(line) for line in lines])
    red = [line for line in lines if line.startswith("🔴")]
    assert len(red) == 3
    assert all("手上" in line for line in red)
    assert "；另有" in red[-1]


async def test_a_leader_is_told_of_a_finding_closed_only_where_all_of_it_is(context: RequestContext) -> None:
    """Of 3-1 to 3-3 the leader leads 3-3 alone, which is closed: the finding is not, until the others are, too."""
    async with context.store.open() as ledger:
        for number in ("3-1", "3-2"):
            measure = await ledger.measures.get(f"u1/A/{number}")
            assert measure
            other = replace(measure, leaders=(OFFICE.id,), owners=(), departments=("别处",))
            await ledger.measures.put(other)
    leader = PEOPLE["白芷清"]
    page = (await digest_for(context, leader)).text
    assert "问题已销号" not in page
    assert "问题已销号" not in (await digest_for(context, SECRETARY)).text
    async with context.store.open() as ledger:
        for number in ("3-1", "3-2"):
            await change(ledger, number, NOW, "沈砚秋", "close", stage=Stage.CLOSED, since=NOW.date())
    assert "问题已销号0→1▲1" in (await digest_for(at(context, NOW + dt.timedelta(hours=1)), leader)).text


async def test_confidential_page_has_numbers_only(tmp_path: Path, same: Same) -> None:
    """With the setting on, no text, reply or instruction stands on the page."""
    async with open_round(tmp_path, policy=Policy(confidential=True)) as context:
        same("digest-confidential", str((await digest_for(context, SECRETARY)).text))


async def test_once_a_week_whatever_happens(context: RequestContext) -> None:
    """Fifty ticks write it once to each reader; the next week it is written again."""
    for minutes in range(50):
        await write_digest(at(context, NOW + dt.timedelta(minutes=minutes)), "u1")
    assert [m.id for m in await messages(context, SECRETARY)] == ["digest:2025-W24:u1:u1/p1"]
    assert len(await messages(context, OFFICE)) == len(await messages(context, LEADER)) == 1
    assert not await messages(context, OWNER)
    await write_digest(at(context, NOW + dt.timedelta(days=7)), "u1")
    assert [m.id for m in await messages(context, SECRETARY)][1:] == ["digest:2025-W25:u1:u1/p1"]


async def test_not_before_its_time(context: RequestContext) -> None:
    """A minute before eight on Monday nothing is written, not even what was missed: the new page says it too."""
    assert await write_digest(at(context, NOW - dt.timedelta(minutes=1)), "u1") == 0


async def test_on_a_day_of_rest_the_page_waits_for_the_first_working_day(context: RequestContext) -> None:
    """National Day of 2025 goes to Wednesday, 8 October: the page of Monday the 6th comes on the 9th, at its hour."""
    rest = frozenset(dt.date(2025, 10, day) for day in range(1, 9))
    context = replace(context, calendar=WorkCalendar(rest, years=frozenset({2025})))
    monday = dt.datetime(2025, 10, 6, 1, 0, tzinfo=dt.UTC)
    for day in range(3):
        assert await write_digest(at(context, monday + dt.timedelta(days=day)), "u1") == 0
    assert await write_digest(at(context, monday + dt.timedelta(days=3, hours=-2)), "u1") == 0
    assert await write_digest(at(context, monday + dt.timedelta(days=3)), "u1") == 4
    assert [m.id for m in await messages(context, SECRETARY)] == ["digest:2025-W41:u1:u1/p1"]


async def test_a_missed_week_is_made_up_once(context: RequestContext) -> None:
    """Down from Friday to Thursday of the week after: one page, for the week whose moment was missed."""
    thursday = NOW + dt.timedelta(days=10)
    await write_digest(at(context, thursday), "u1")
    await write_digest(at(context, thursday + dt.timedelta(hours=3)), "u1")
    (message,) = await messages(context, SECRETARY)
    assert message.id == "digest:2025-W25:u1:u1/p1"
    assert message.facts["since"] == "2025-06-09T08:00:00+08:00"


async def test_no_page_for_a_week_before_the_plan(context: RequestContext) -> None:
    """A plan taken in on Friday makes no page for the Monday before it."""
    monday = dt.datetime(2025, 3, 24, 0, 0, tzinfo=dt.UTC)
    assert await write_digest(at(context, monday + dt.timedelta(days=4, hours=3)), "u1") == 0
    assert await write_digest(at(context, monday + dt.timedelta(days=7)), "u1") == 4


async def test_a_page_is_drawn_up_when_it_is_sent(context: RequestContext) -> None:
    """What changed between writing and sending stands on the page."""
    await write_digest(context, "u1")
    (message,) = await messages(context, SECRETARY)
    async with context.store.open() as ledger:
        await change(ledger, "3-2", NOW, "白芷清", "close", stage=Stage.CLOSED, since=NOW.date())
    later = at(context, NOW + dt.timedelta(hours=1))
    sheet = await composed(later, message, SECRETARY)
    assert sheet is not None
    assert "已销号1→3▲2" in sheet.text
    assert "新销号2" in sheet.text


async def test_switched_off_is_not_sent(context: RequestContext) -> None:
    """One who switched the page off gets none, not even one that was written before; switched on it comes again."""
    await write_digest(context, "u1")
    (message,) = await messages(context, LEADER)
    assert await switch(context, LEADER, "周报") == ("周报", False)
    assert await composed(context, message, LEADER) is None
    assert await switch(context, LEADER, "周报") == ("周报", True)
    assert await composed(context, message, LEADER) is not None
    with pytest.raises(NotFound):
        await switch(context, LEADER, "催办")


async def test_owners_get_their_list_and_the_office_its_line(context: RequestContext, same: Same) -> None:
    """On Monday the list of an owner and what waits for the office stand in the one message of the day."""
    morning = at(context, NOW + dt.timedelta(minutes=30))
    for _ in range(3):
        await write_lists(morning, "u1")
        await write_mornings(morning, "u1")
    (listed,), (line,) = await messages(context, OWNER, "reminders"), await messages(context, OFFICE, "reminders")
    own, office = await composed(morning, listed, OWNER), await composed(morning, line, OFFICE)
    assert own is not None
    assert office is not None
    same("list", str(own.text))
    same("morning", str(office.text))


async def test_a_morning_without_anything_says_nothing(context: RequestContext) -> None:
    """Where nothing waits for the office the line is dropped when it would be sent."""
    morning = at(context, NOW + dt.timedelta(minutes=30))
    await write_mornings(morning, "u1")
    (line,) = await messages(context, OFFICE, "reminders")
    async with context.store.open() as ledger:
        await change(ledger, "4-2", NOW, "方既明", "agree", stage=Stage.DECIDE)
    assert await composed(morning, line, OFFICE) is None


async def test_no_morning_line_on_a_day_of_rest(context: RequestContext) -> None:
    """Saturday has no line, Sunday neither."""
    saturday = NOW + dt.timedelta(days=5, hours=2)
    await write_lists(at(context, saturday), "u1")
    await write_mornings(at(context, saturday), "u1")
    assert not await messages(context, OFFICE, "reminders")


async def test_no_change_is_said_only_of_an_empty_journal(context: RequestContext) -> None:
    """Where nothing is kept of a week the page says so; whatever is entered, it does not."""
    later = at(context, NOW + dt.timedelta(days=7, hours=3))
    nothing = official("reporting.digest.no_change")
    assert f"起）{nothing}" in (await digest_for(later, SECRETARY)).text
    for verb in (Verb.SUBMIT, Verb.NUDGE, "a verb of tomorrow"):
        async with context.store.open() as ledger:
            entry = Entry(unit="u1", at=NOW + dt.timedelta(days=2), by="u1/p5", verb=verb, subject="u1/A/3-1")
            await enter(ledger, entry)
        page = await digest_for(later, SECRETARY)
        assert nothing not in page.text


async def test_whatever_alone_happened_the_page_does_not_say_nothing(context: RequestContext) -> None:
    """Each act that the journal knows, alone in its week and on whatever it may be, is told as a change."""
    nothing = official("reporting.digest.no_change")
    async with context.look() as ledger:
        register = await open_register(ledger, "u1", TODAY, CALENDAR)
        still = await compile_digest(ledger, register, NOW, CALENDAR, NOW)
    assert nothing in digest_body(WORDING, replace(still, changes=changes(register, [], register)), decides=False).text
    for verb in (*Verb, "a verb of tomorrow"):
        for subject in ("u1/A/3-1", "u1/A/3", "u1/A", "u1/p5", "u1"):
            entry = Entry(unit="u1", at=NOW, by="u1/p5", verb=verb, subject=subject)
            told = replace(still, changes=changes(register, [entry], register))
            assert nothing not in digest_body(WORDING, told, decides=False).text, (verb, subject)


async def test_a_page_tells_what_happened_since_the_last_that_arrived(context: RequestContext) -> None:
    """A page that was given up leaves nothing out: the next tells of its weeks too; one that arrived ends its own."""
    friday, weeks = NOW + dt.timedelta(days=4), [NOW + dt.timedelta(days=7 * n) for n in range(4)]
    await write_digest(context, "u1")
    (first,) = await messages(context, SECRETARY)
    async with context.store.open() as ledger:
        await ledger.outbox.put(replace(first, state=MessageState.SENT, sent=NOW))
        await change(ledger, "3-2", friday, "贺兰舟", "report", stage=Stage.UNDER_WAY)
    for monday in weeks[1:]:
        await write_digest(at(context, monday), "u1")
    _, second, third, fourth = await messages(context, SECRETARY)
    async with context.store.open() as ledger:
        await ledger.outbox.put(replace(second, state=MessageState.GIVEN_UP))
    page = await composed(at(context, weeks[2]), third, SECRETARY)
    assert page is not None
    assert "新启动1" in page.text
    async with context.store.open() as ledger:
        await ledger.outbox.put(replace(third, state=MessageState.SENT, sent=weeks[2]))
    page = await composed(at(context, weeks[3]), fourth, SECRETARY)
    assert page is not None
    assert "新启动" not in page.text


async def test_a_page_of_a_month_is_not_called_one_of_a_week(context: RequestContext) -> None:
    """What happened since the first of the month is no change of a week, on the page nor in its picture's name."""
    month = await digest_for(at(context, NOW + dt.timedelta(days=20)), SECRETARY, "6月")
    assert "整改情况</b> 6月1日至6月29日" in month.text
    assert "期间变化</b>（6月1日起）" in month.text
    assert "一周变化" not in month.text
    assert "整改情况" in month.attachments[0].name
    week = await digest_for(context, SECRETARY)
    assert "整改周报</b>" in week.text
    assert "整改周报" in week.attachments[0].name


async def test_a_first_page_that_never_arrived_is_made_up_for(context: RequestContext) -> None:
    """Where no page has arrived at all, the next tells from the beginning of the first."""
    await write_digest(context, "u1")
    (first,) = await messages(context, SECRETARY)
    async with context.store.open() as ledger:
        await ledger.outbox.put(replace(first, state=MessageState.GIVEN_UP))
    later = at(context, NOW + dt.timedelta(days=7))
    await write_digest(later, "u1")
    page = await composed(later, (await messages(context, SECRETARY))[-1], SECRETARY)
    assert page is not None
    assert "新销号1" in page.text
