"""One truth of how a measure stands: on random ledgers every list, count, message and paper names the same as late."""

import datetime as dt
import io
import os
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.documents.chart import Bars, departments_chart, findings_chart
from bot.documents.workbook.ledger import FIRST_ROW, TINTS, ledger_book
from bot.documents.workbook.statistics import statistics_book
from bot.domain.core.colour import Colour
from bot.domain.core.refusal import NotFound
from bot.domain.core.working_calendar import DAY
from bot.domain.extensions.extension import Extension
from bot.domain.outbox.message import MessageState
from bot.domain.people.person import Person, Role
from bot.domain.plan.deadline import Deadline, DeadlineKind, Node
from bot.domain.plan.measure import WAITING, Measure, Stage
from bot.domain.plan.part import Part
from bot.domain.plan.period_report import PeriodReport, PeriodState, node_key
from bot.domain.plan.plan import Finding, Plan
from bot.domain.plan.recurrence import LAST, Cycle, Recurrence, periods
from bot.domain.plan.share import Share
from bot.domain.reminders.ladder import due_reminders
from bot.domain.settings.policy import Policy
from bot.domain.status.query import PARTS, STATES, recall
from bot.domain.status.register import Register
from bot.domain.supervision.assignment import Assignment, AssignmentKind, Outcome
from bot.messages.people.listing import people
from bot.messages.status.facts import Listing, overview
from bot.messages.wording import official
from bot.services.core.ledger import MEASURES_OF_UNIT, OUTBOX_BY_STATE, REMINDERS_OF
from bot.services.core.transaction import unit_of
from bot.services.reminders.facts import ReminderRun, arrived_below, facts_of_measure
from bot.services.reminders.forecast import forecast
from bot.services.reminders.remind import remind
from bot.services.reporting.digest_data import compile_digest
from bot.services.status import answers
from bot.services.status.register import open_register
from bot.services.supervision.follow_up import ask_again
from bot.services.supervision.letter import issue_letter
from bot.services.supervision.nudge import nudge
from bot.services.supervision.overdue_letters import draft_overdue
from bot.services.units.oversight import figures_of
from tests.services.scene import CLERK, LEADER, MATE, OBSERVER, OFFICE, OWNER, SECRETARY, Scene, open_scene

FROM = int(os.environ.get("DUBAN_LEDGERS_FROM", "0"))  # other ledgers than those of every run
LEDGERS = 200
BATCHES = 8
NO_DEPARTMENT = "（未定科室）"
BOOKS = 3  # of so many ledgers one has its workbooks read too
MEASURES = 12
ROUNDS = ("A", "B")
RECURRENCES = (
    Recurrence(unit=Cycle.WEEK, weekday=(5,)),
    Recurrence(unit=Cycle.WEEK, every=2, weekday=(1,), anchor=dt.date(2026, 1, 5)),
    Recurrence(unit=Cycle.MONTH, day=(25,)),
    Recurrence(unit=Cycle.MONTH, day=(8, 23)),
    Recurrence(unit=Cycle.MONTH, day=(5,), until=dt.date(2026, 6, 30)),
    Recurrence(unit=Cycle.QUARTER, day=(LAST,)),
    Recurrence(unit=Cycle.HALF_YEAR, day=(10,)),
)


@dataclass(frozen=True)
class Office:
    """A random ledger of a unit on a day."""

    today: dt.date
    policy: Policy
    plans: tuple[Plan, ...]
    measures: tuple[Measure, ...]
    asked: tuple[Extension, ...]
    lent: tuple[Assignment, ...]  # shares of supporting bodies


def office_of(seed: int) -> Office:
    """Measures of all stages and kinds of deadline, with what time may hold against them."""
    dice = random.Random(seed)  # noqa: S311 - repeatable
    today = dt.date(2026, 3, 2) + DAY * dice.randrange(200)
    policy = Policy(
        at_once_days=dice.choice((5, 15, 60)),
        step_days=dice.choice((1, 3, 20)),
        standing_months=dice.choice((1, 2, 3, 5, 12)),
        overdue_every=dice.choice((1, 3)),
        marks=dice.choice(((20, 10, 3, 1, 0), (0,), (30, 5))),
    )
    plans = tuple(
        Plan(
            id=f"u1/{letter}",
            unit="u1",
            letter=letter,
            title=f"{letter}轮整改方案",
            feedback=dice.choice((None, today - DAY * dice.randrange(120))),
            imported_at=dice.choice((None, _moment(today - DAY * dice.randrange(90)))),
            policy=dice.choice(({}, {}, {"step_days": 2, "at_once_days": 9})),
        )
        for letter in ROUNDS
    )
    measures = tuple(_measure(dice, today, number) for number in range(MEASURES))
    asked = tuple(_extension(dice, today, one) for one in measures if one.is_open and not dice.randrange(4))
    lent = tuple(_lent(dice, today, one) for one in measures if not dice.randrange(2))
    return Office(today, policy, plans, measures, asked, lent)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(3), dt.UTC)


def _measure(dice: random.Random, today: dt.date, number: int) -> Measure:
    letter, finding = ROUNDS[number % 2], number // 4 + 1
    stage = dice.choice(tuple(Stage))
    deadline = _deadline(dice, today)
    counted = dice.choice((None, today - DAY * dice.randrange(150)))
    owners = dice.choice(((), (OWNER.id,), (MATE.id,), (OWNER.id, MATE.id)))
    since = dice.choice((None, today - DAY * dice.randrange(30)))
    reported = dice.choice((None, _moment(today - DAY * dice.randrange(60))))
    handed = owners if stage in WAITING else ()
    return Measure(
        id=f"u1/{letter}/{finding}{number % 2}-{number}",
        unit="u1",
        plan=f"u1/{letter}",
        finding=f"u1/{letter}/{finding}{number % 2}",
        number=f"{finding}{number % 2}-{number}",
        text="核对河段并拍照留存",
        leaders=dice.choice(((LEADER.id,), (SECRETARY.id,), ())),
        departments=dice.choice(((), ("河道股",), ("财务股", "河道股"))),
        owners=owners,
        deadline=deadline,
        stage=stage,
        since=since,
        reported=reported,
        submitted_by=handed[0] if handed else None,
        reporters=handed,
        report_by=_again(dice, today, since),
        counted_from=counted,
        shares=tuple(Share(owner=one, said=_moment(today - DAY), done=bool(dice.randrange(2))) for one in owners),
        periods=_periods(dice, deadline, counted, today),
        policy=dice.choice(({}, {}, {"standing_months": 1, "step_days": 1})),
    )


def _again(dice: random.Random, today: dt.date, since: dt.date | None) -> dt.date | None:
    """The new day of what was returned, never before the day on which it was given."""
    day = dice.choice((None, None, today + DAY * dice.randrange(-9, 9)))
    return max(day, since or day) if day else None


def _deadline(dice: random.Random, today: dt.date) -> Deadline:
    day = today + DAY * dice.randrange(-60, 60)
    recurrence = dice.choice((None, *RECURRENCES))
    nodes = (*(Node(day - DAY * (40 - 20 * n), f"第{n}步") for n in range(2)), Node(day, "办结"))
    return dice.choice(
        (
            Deadline(DeadlineKind.BY_DATE, "某日前", day, day),
            Deadline(DeadlineKind.BY_DATE, "分三步", day, day, nodes=nodes),
            Deadline(DeadlineKind.BY_DATE, "某日前，此后按期报送", day, day, recurrence=recurrence),
            Deadline(DeadlineKind.AT_ONCE, "立行立改"),
            Deadline(DeadlineKind.AT_ONCE, "立行立改", day, day),
            Deadline(DeadlineKind.STANDING, "长期坚持"),
            Deadline(DeadlineKind.STANDING, "按期报送", recurrence=recurrence),
            Deadline(DeadlineKind.UNCLEAR, "适时"),
        )
    )


def _periods(
    dice: random.Random, deadline: Deadline, counted: dt.date | None, today: dt.date
) -> tuple[PeriodReport, ...]:
    found = []
    for number in range(1, len(deadline.nodes)):
        if dice.randrange(2):
            day = deadline.nodes[number - 1].date
            found.append(PeriodReport(key=node_key(number), due=day, state=PeriodState.REPORTED, on=day))
    if deadline.recurrence and counted:
        for one in periods(deadline.recurrence, counted, today + DAY * 30):
            if dice.randrange(3):
                state = dice.choice(tuple(PeriodState))
                found.append(PeriodReport(key=one.key, due=one.due, state=state, on=min(one.due, today)))
    return tuple(found)


def _extension(dice: random.Random, today: dt.date, measure: Measure) -> Extension:
    return Extension(
        id=f"{measure.id}/x",
        unit="u1",
        measure=measure.id,
        by=OWNER.id,
        at=_moment(today - DAY * dice.randrange(15)),
        words="材料未齐",
        asked=today + DAY * 30,
        was=measure.due,
        late=False,
        step=dice.choice((Role.LEADER, Role.OFFICE, Role.SECRETARY)),
    )


def _lent(dice: random.Random, today: dt.date, measure: Measure) -> Assignment:
    answered = dice.choice((None, None, _moment(today - DAY * dice.randrange(3))))
    return Assignment(
        id=f"{measure.id}/a1",
        unit="u1",
        kind=AssignmentKind.SUPPORT,
        subject=measure.id,
        measures=(measure.id,),
        words="提供清单",
        by=OFFICE.id,
        at=_moment(today - DAY * 40),
        to=(MATE.id,),
        answer_by=today + DAY * dice.randrange(-20, 20),
        about="水环境股",
        outcome=dice.choice((Outcome.ANSWERED, Outcome.UNCONCERNED)) if answered else Outcome.OPEN,
        answered_at=answered,
    )


async def keep(scene: Scene, office: Office) -> None:
    """Put the office in the place of the scene's own measures."""
    scene.at = dt.datetime.combine(office.today, dt.time(2), dt.UTC)
    await scene.set(
        at_once_days=office.policy.at_once_days,
        step_days=office.policy.step_days,
        standing_months=office.policy.standing_months,
        overdue_every=office.policy.overdue_every,
        marks=office.policy.marks,
    )
    async with scene.store.open() as ledger:
        for plan in office.plans:
            await ledger.plans.put(plan)
        for measure in office.measures:
            number = measure.finding.rpartition("/")[2]
            finding = Finding(id=measure.finding, unit="u1", plan=measure.plan, number=number, text="问题", task="任务")
            await ledger.findings.put(finding)
            await ledger.measures.put(measure)
        for old in await ledger.measures.find(MEASURES_OF_UNIT, "u1"):
            if old not in office.measures:
                await ledger.measures.drop(old.id)
        for one in office.asked:
            await ledger.extensions.put(one)
        for share in office.lent:
            await ledger.assignments.put(share)


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_every_view_names_the_same_as_late(batch: int, tmp_path: Path) -> None:
    """Lists, counts, charts and messages agree on what is late and on every other part; the books of a third too."""
    for seed in range(batch, LEDGERS, BATCHES):
        await compare_all(FROM + seed, tmp_path, papers=not seed // BATCHES % BOOKS)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
async def test_every_view_and_paper_names_the_same_as_late(batch: int, tmp_path: Path) -> None:
    """Charts and workbooks of further ledgers agree with their lists."""
    for seed in range(LEDGERS + batch, LEDGERS * 2, BATCHES):
        await compare_all(FROM + seed, tmp_path, papers=True)


async def compare_all(seed: int, folder: Path, *, papers: bool) -> None:
    """Ask every view of the office of a number."""
    own = folder / str(seed)
    own.mkdir()
    async with open_scene(own) as scene:
        office = office_of(seed)
        await keep(scene, office)
        await compare(scene, papers=papers)
        await compare_shares(scene, office, papers=papers)


async def compare(scene: Scene, *, papers: bool) -> None:
    """Ask every view, and compare it with what the register says."""
    request = scene.request
    async with request.look() as ledger:
        unit = await unit_of(ledger, "u1")
        register = await open_register(ledger, "u1", request.today(unit), request.calendar)
        page = await compile_digest(ledger, register, scene.at - DAY * 7, request.calendar, scene.at)
    late = {id_ for id_, one in register.standings.items() if one.part is Part.OVERDUE}
    assert late == {id_ for id_, one in register.standings.items() if one.late}
    assert {m.id for m in register.tally.of(Part.OVERDUE)} == late
    assert {row.measure.id for row in page.overdue} == late
    assert ids(await answers.overdue(request, unit)) == late
    assert ids(await answers.ask(request, unit, OFFICE, "逾期")) == late
    overall, red = await answers.board(request, unit)
    assert ids(red) == late
    counts = {part: register.tally.count(part) for part in Part}
    assert sum(counts.values()) == len(register.measures)
    assert {part: overall.tally.count(part) for part in Part} == counts
    assert {part: page.tally.count(part) for part in Part} == counts
    assert {part: sum(f.tally.count(part) for f in overview(register).findings) for part in Part} == counts
    for code, part in PARTS.items():
        assert len(recall(code, register).pick(register)) == counts[part], STATES[code]
    check_charts(register, counts)
    if papers:
        check_papers(register, counts)
    check_people(register, late)
    figures = figures_of(register, "", None)
    assert {part: figures.count(part) for part in Part} == counts | {Part.CANCELLED: 0}
    assert figures.longest == max((register.standings[one].late for one in late), default=0)
    await check_reminders(scene, register, late)
    await check_acts(scene, register, late)


async def compare_shares(scene: Scene, office: Office, *, papers: bool) -> None:
    """A supporting body's late share is late for itself, and every view of what is late names the same ones."""
    going = {one.id for one in office.measures if not one.is_ended}
    late = {one.subject for one in office.lent if one.is_open and one.answer_by < office.today} & going
    request = scene.request
    async with request.look() as ledger:
        unit = await unit_of(ledger, "u1")
        register = await open_register(ledger, "u1", request.today(unit), request.calendar)
        page = await compile_digest(ledger, register, scene.at - DAY * 7, request.calendar, scene.at)
    assert {row.measure.id for row in register.late_support} == late
    assert {row.measure.id for row in page.late_support} == late
    assert page.followed.supports.late == len(late)
    assert lent_in(await answers.overdue(request, unit)) == late
    assert lent_in(await answers.ask(request, unit, OFFICE, "逾期 水环境股")) == late
    assert lent_in((await answers.board(request, unit))[1]) == late
    chased = await ask_again(request, "u1")
    assert chased >= len(late) if request.calendar.is_working(office.today) else not chased
    bodies = {one.about for one in office.lent if one.outcome is not Outcome.UNCONCERNED}
    shown = overview(register)
    assert shown.lent.late == sum(line.lent.late for line in shown.findings) == len(late)
    counted = await answers.stats(request, unit)
    assert counted.lent.late == len(late)
    assert {line.name for line in counted.departments if line.lent.all} == bodies
    assert {line.name: line.lent.late for line in counted.departments if line.lent.late} == body_of(late)
    assert {line.person.id: line.lent.late for line in people(register).people if line.lent.late} == (
        {MATE.id: len(late)} if late else {}
    )
    assert figures_of(register, "", None).lent_late == len(late)
    for bars in (findings_chart(register), departments_chart(register)):
        assert sum(bars.lent) == len(late)
    if papers:
        books = [sheet_of(ledger_book(register, plan, {}), "明细") for plan in register.plans]
        assert sum(lent_lines(book) for book in books) == len(late)
        check_statistics(register, body_of(late))
    assert await urged(scene) == late  # by the 催办 逾期 that all of them were asked with


def body_of(late: set[str]) -> dict[str, int]:
    """What the one supporting body of these offices owes."""
    return {"水环境股": len(late)} if late else {}


def check_statistics(register: Register, late: dict[str, int]) -> None:
    """The statistics' workbook has what supporting bodies owe, by body and in its sum."""
    lines = list(sheet_of(statistics_book(register), "科室统计").iter_rows(values_only=True))
    head = next(row for row in lines if "配合逾期（项）" in row)
    place = head.index("配合逾期（项）")
    found = {row[0]: row[place] for row in lines[lines.index(head) + 1 :] if row[0] and row[place]}
    assert found == late | ({"合计": sum(late.values())} if late else {})


def lent_in(view: Any) -> set[str]:
    """The measures of the late shares of a list."""
    return {share.measure.id for share in view.late_support}


def lent_lines(sheet: Any) -> int:
    """How many measures of the workbook have a late share."""
    lines = list(sheet.iter_rows(values_only=True))
    head = next(row for row in lines if "配合逾期天数" in row)
    place = head.index("配合逾期天数")
    return sum(bool(row[place]) for row in lines[lines.index(head) + 1 :])


async def urged(scene: Scene) -> set[str]:
    """The measures of which supporting bodies were urged."""
    async with scene.request.look() as ledger:
        found = await ledger.outbox.find(OUTBOX_BY_STATE, "u1", MessageState.WAITING)
    return {one.id.split(":")[1].removesuffix("/a1") for one in found if one.id.startswith("urge:")}


def ids(view: Any) -> set[str]:
    """The measures of a list."""
    assert isinstance(view, Listing)
    return {row.measure.id for row in view.rows}


def check_papers(register: Register, counts: Mapping[Part, int]) -> None:
    """Department statistics and the ledger's own column and colours."""
    departments = departments_chart(register)
    *lines, last = sheet_of(statistics_book(register), "科室统计").iter_rows(min_row=4, values_only=True)
    assert departments.labels == tuple(line[0] for line in lines)
    assert departments.total == sum(line[1] for line in lines)
    assert last[2 : 2 + len(Part)] == tuple(counts[part] for part in Part)
    counted: Counter[str] = Counter()
    for plan in register.plans:
        sheet = sheet_of(ledger_book(register, plan, {}), "整改台账")
        heads = [cell.value for cell in sheet[FIRST_ROW - 1]]
        state, counted_in = heads.index("当前状态"), heads.index("计入")
        for row in sheet.iter_rows(min_row=FIRST_ROW):
            counted[row[counted_in].value] += 1
            overdue = row[counted_in].value == official(f"status.part.{Part.OVERDUE}")
            assert overdue == ("红·" in row[state].value)
            assert overdue == (row[state].fill.start_color.rgb == f"00{TINTS[Colour.RED]}")
    assert counted == Counter({official(f"status.part.{part}"): n for part, n in counts.items() if n})


def check_charts(register: Register, counts: Mapping[Part, int]) -> None:
    """The bars of findings, and of departments where each measure has one."""
    chart = findings_chart(register)
    assert {part: counts[part] for part in chart.parts} == drawn(chart)
    assert chart.total == len(register.measures)
    bars = departments_chart(register)
    for name, row in zip(bars.labels, bars.counts, strict=True):
        of_it = [m for m in register.measures if name in (m.departments or (NO_DEPARTMENT,))]
        assert {part: n for part, n in zip(bars.parts, row, strict=True) if n} == Counter(
            register.standings[m.id].part for m in of_it
        ), name


def drawn(chart: Bars) -> dict[Part, int]:
    """The sums of a chart's bars."""
    return {part: sum(row[n] for row in chart.counts) for n, part in enumerate(chart.parts)}


def sheet_of(book: bytes, name: str) -> Any:
    """A sheet of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(book))[name]


def check_people(register: Register, late: set[str]) -> None:
    """What is late in each person's name."""
    for line in people(register).people:
        own = {m.id for m in register.measures if line.person.id in {*m.leaders, *m.owners}}
        assert line.overdue == len(own & late)


async def check_reminders(scene: Scene, register: Register, late: set[str]) -> None:
    """On a working day something red is to be said exactly of what is late; of owners' lateness it is said at once."""
    request = replace(scene.request, update=None)
    working = request.calendar.is_working(register.today)
    foreseen = [one for one in await forecast(request, "u1", 0) if one.day == register.today]
    async with request.look() as ledger:
        run = ReminderRun(ledger=ledger, unit=register.unit, calendar=request.calendar, now=scene.at)
        red = set()
        for measure in await ledger.measures.find(MEASURES_OF_UNIT, "u1"):
            facts = await facts_of_measure(run, measure)
            assert facts.standing == register.standings[measure.id]
            for case, first in zip(facts.cases, await arrived_below(run, facts.cases), strict=True):
                calls = due_reminders(case, request.calendar, register.today, first)
                red |= {call.measure for call in calls if call.mark.colour is Colour.RED}
    await remind(request, "u1")
    async with request.look() as ledger:
        rows = [row for m in register.measures for row in await ledger.reminders.find(REMINDERS_OF, m.id)]
    said = {row.measure for row in rows if row.colour is Colour.RED}
    numbers = {register.number(register.measure[id_]) for id_ in said}
    assert numbers == {one.number for one in foreseen if one.colour is Colour.RED}
    if working:
        assert red == late
        held = {id_ for id_ in late if register.standings[id_].holder is Role.OWNER}
        new = {id_ for id_ in held if (duty := register.standings[id_].duty) and duty.since == register.today}
        assert held - new <= said <= late  # who holds it since today was written to of that
    else:
        assert not rows


async def check_acts(scene: Scene, register: Register, late: set[str]) -> None:
    """A 督办单 is drafted for what owners hold, and can be issued; 催办 逾期 is of all that is late, to its holders."""
    letters = await draft_overdue(scene.request, "u1")
    owned = {id_ for id_ in late if register.standings[id_].holder is Role.OWNER}
    if scene.request.calendar.is_working(register.today):
        assert {id_ for letter in letters for id_ in letter.measures} == owned
    for letter in letters:
        await issue_letter(scene.request, OFFICE, letter.id)
    lent = {row.measure.id for row in register.late_support}
    try:
        nudged = await nudge(scene.request, "逾期", by=OFFICE)
    except NotFound:
        assert not late | lent
        return
    nobody = {id_ for id_ in late if not holders(register, register.measure[id_])}
    assert {measure.id for measure in nudged.measures} == late - nobody
    assert {measure.id for measure in nudged.beside} == lent - (late - nobody)
    assert {measure.id for measure in nudged.ownerless} == nobody - lent
    held = {person.name for id_ in late for person in holders(register, register.measure[id_])}
    assert set(nudged.told) == held | ({MATE.name} if lent else set())


def holders(register: Register, measure: Measure) -> set[Person]:
    """Who holds what is late: said here once more, by hand."""
    match register.standings[measure.id].holder:
        case Role.LEADER:
            return {register.people[id_] for id_ in measure.leaders} - makers_of(register, measure)
        case Role.OFFICE:
            return {register.people[OFFICE.id], register.people[CLERK.id]}
        case Role.SECRETARY:
            return {register.people[SECRETARY.id]}
    asked = {register.people[id_] for id_ in measure.owners}
    if not asked and "河道股" in measure.departments:
        asked = {register.people[OWNER.id], register.people[MATE.id]}
    done = {register.people[one.owner] for one in measure.shares if one.done and measure.is_open}
    return asked - done or asked


def makers_of(register: Register, measure: Measure) -> set[Person]:
    """Those who had a hand in it."""
    return {register.people[id_] for id_ in measure.reporters}


def test_the_random_offices_hold_every_case() -> None:
    """Stages, kinds of deadline and requests for time all occur: the comparison is of something."""
    offices = [office_of(seed) for seed in range(LEDGERS)]
    stages = Counter(one.stage for office in offices for one in office.measures)
    assert min(stages[stage] for stage in Stage) > LEDGERS
    assert sum(len(office.asked) for office in offices) > LEDGERS / 2
    assert OBSERVER.id not in {id_ for office in offices for one in office.measures for id_ in one.owners}
