"""One truth of waits, figures and what each person owes: on random ledgers all views and acts agree on these too.

`DUBAN_LEDGERS_FROM=4000` asks other ledgers than those of every run, here and of lateness.
"""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from bot.documents.workbook.figures import SHEET, Figures
from bot.documents.workbook.ledger import ledger_book
from bot.domain.core.working_calendar import DAY
from bot.domain.dependencies.dependency import Dependency, End, Side
from bot.domain.people.person import Person
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.progress.figure_total import FigureTotal
from bot.domain.progress.progress import Progress
from bot.domain.replies.figure import Figure
from bot.domain.replies.reply import Intent
from bot.domain.status.register import Register
from bot.messages.status.facts import MeasureCard
from bot.services.core.transaction import unit_of
from bot.services.dependencies.chasing import chase_waits
from bot.services.reporting.digest_data import compile_digest
from bot.services.status import answers
from bot.services.status.figures import figures_in
from bot.services.status.register import open_register
from bot.services.supervision.nudge import Nudged, nudge
from tests.services.history.test_one_truth import (
    FROM,
    Office,
    compare,
    compare_shares,
    holders,
    keep,
    office_of,
    sheet_of,
)
from tests.services.scene import LEADER, MATE, OFFICE, OWNER, PEOPLE, Scene, open_scene

LEDGERS, BATCHES, PAPERS = 40, 4, 8
TEXT = "排查企业不少于40家，逐家核对并拍照留存"
NAMED = {  # who is asked where this side is waited for
    Side.PERSON: (MATE.id, MATE.name, {MATE.id}),
    Side.DEPARTMENT: ("河道股", "河道股", {OWNER.id, MATE.id}),
    Side.OUTSIDE: ("", "供水公司", set()),
}


def waiting(dice: random.Random, today: dt.date, measure: Measure) -> Dependency:
    """Somebody here, a department or an outsider is waited for, who has named a day or not, and has come or not."""
    side = dice.choice((*NAMED,))
    other, name, _ = NAMED[side]
    ended = not dice.randrange(4)
    at = dt.datetime.combine(today - DAY * 25, dt.time(3), dt.UTC)
    return Dependency(
        id=f"{measure.id}/d1",
        unit="u1",
        measure=measure.id,
        side=side,
        other=other,
        name=name,
        words="批复没下来",
        by=OFFICE.id,
        at=at,
        answer_by=today + DAY * dice.randrange(-15, 15),
        promised=dice.choice((None, today + DAY * dice.randrange(-10, 20))),
        end=End.FULFILLED if ended else End.OPEN,
        ended_at=at if ended else None,
    )


def reports(dice: random.Random, today: dt.date, measure: Measure) -> list[Progress]:
    """Replies with figures, per period, cumulative or neither, some of them taken back."""
    days = sorted(dice.sample(range(2, 60), dice.randrange(4)), reverse=True)
    found = []
    for n, ago in enumerate(days, 1):
        value = float(dice.randrange(1, 60))
        figure = Figure(name="排查企业", value=value, unit="家", cumulative=dice.choice((None, False, True)))
        more = Figure(name="罚款", value=value, unit="万元", cumulative=False)
        found.append(
            Progress(
                id=f"{measure.id}/p{n}",
                unit="u1",
                measure=measure.id,
                by=OWNER.id,
                at=dt.datetime.combine(today - DAY * ago, dt.time(3), dt.UTC),
                words=f"排查企业{value:g}家",
                intent=Intent.PROGRESS,
                speakers=(OWNER.id,),
                stands=bool(dice.randrange(4)),
                figures=dice.choice(((figure,), (figure, more))),
            )
        )
    return found


async def enrich(scene: Scene, office: Office, seed: int) -> tuple[list[Dependency], list[Progress]]:
    """Put waits and replies with figures beside the office's measures."""
    dice = random.Random(-seed)  # noqa: S311 - repeatable
    waits = [waiting(dice, office.today, one) for one in office.measures if one.is_open and dice.randrange(2)]
    said = [reply for one in office.measures for reply in reports(dice, office.today, one)]
    async with scene.store.open() as ledger:
        for measure in office.measures:
            await ledger.measures.put(replace(measure, text=TEXT if dice.randrange(2) else measure.text))
        for wait in waits:
            await ledger.dependencies.put(wait)
        for reply in said:
            await ledger.progress.put(reply)
    return waits, said


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_waits_figures_and_debts_are_the_same_everywhere(batch: int, tmp_path: Path) -> None:
    """The page, the card, the workbook and 催办 of a person tell one story, and lateness stays what it was."""
    for seed in range(batch, LEDGERS, BATCHES):
        await compare_besides(FROM + seed, tmp_path, papers=seed < PAPERS)


async def compare_besides(seed: int, folder: Path, *, papers: bool) -> None:
    """Ask every view of the office of a number."""
    own = folder / str(seed)
    own.mkdir()
    async with open_scene(own) as scene:
        office = office_of(seed)
        await keep(scene, office)
        waits, said = await enrich(scene, office, seed)
        await check_views(scene, waits, said, papers=papers)
        await check_chasing(scene, waits)
        await compare(scene, papers=papers)
        await compare_shares(scene, office, papers=papers)
        await check_debts(scene, office)


async def check_views(scene: Scene, waits: list[Dependency], said: list[Progress], *, papers: bool) -> None:
    """What is waited for and how late, and what was reported in figures, on the page, the cards and in the workbook."""
    request = scene.request
    async with request.look() as ledger:
        unit = await unit_of(ledger, "u1")
        register = await open_register(ledger, "u1", request.today(unit), request.calendar)
        page = await compile_digest(ledger, register, scene.at - DAY * 7, request.calendar, scene.at)
        figures = await figures_in(ledger, register)
    late = {one.id: max(0, (register.today - one.due).days) for one in waits if one.is_open}
    assert {wait.dependency.id: wait.late for _, wait in page.waits} == late
    on_cards: dict[str, int] = {}
    sources: dict[str, list[str]] = defaultdict(list)
    for measure in register.measures:
        card = await answers.ask(request, unit, OFFICE, register.number(measure))
        assert isinstance(card, MeasureCard)
        on_cards |= {wait.dependency.id: wait.late for wait in card.waits}
        assert card.figures == tuple(one for one in figures[measure.id] if one.sources)
        sources[measure.id] += [source.progress for one in card.figures for source in one.sources]
    assert on_cards == late
    for measure in register.measures:
        stood = {one.id for one in said if one.measure == measure.id and one.stands}
        assert set(sources[measure.id]) <= stood  # no number without a reply that stands
        assert stood <= {*sources[measure.id]} or any(one.doubtful for one in figures[measure.id])
    missed = {
        (row.id, one.name)
        for row in register.measures
        if not row.is_ended
        for one in figures[row.id]
        if one.target and not one.doubtful and one.short
    }
    assert {(one.row.measure.id, one.name) for one in page.targets} == missed
    if papers:
        check_book(register, figures)


def check_book(register: Register, figures: Figures) -> None:
    """The workbook's sheet has each measure's numbers."""
    for plan in register.plans:
        own = {one.number: one for one in register.measures if one.plan == plan.id}
        if any(figures[one.id] for one in own.values()):
            book = ledger_book(register, plan, {}, figures=figures)
            rows = [row for row in sheet_of(book, SHEET).iter_rows(values_only=True) if row[2] in own]
            told = {(n, total.name, told_value(total)) for n, one in own.items() for total in figures[one.id]}
            assert {(row[2], row[4], row[6]) for row in rows} == told


def told_value(total: FigureTotal) -> float | None:
    """The number that a total has; none where nobody has reported."""
    return total.value if total.sources else None


async def check_chasing(scene: Scene, waits: list[Dependency]) -> None:
    """By the name of who is waited for all is chased whose day has come, and nothing of anybody else."""
    request = scene.request
    async with request.look() as ledger:
        today = request.today(await unit_of(ledger, "u1"))
    for person in (MATE, OWNER, LEADER):
        asked = [one for one in waits if one.is_open and person.id in NAMED[one.side][2]]
        chased = await chase_waits(scene.request, OFFICE, (), whom=person.id)
        assert {one.id for one in chased.early} == {one.id for one in asked if one.due > today}
        assert (person.name in chased.told) == any(one.due <= today for one in asked)


async def check_debts(scene: Scene, office: Office) -> None:
    """催办 by each person's name is, of what is late, just what that person holds, and all of it is somebody's."""
    request = scene.request
    async with request.look() as ledger:
        register = await open_register(ledger, "u1", request.today(await unit_of(ledger, "u1")), request.calendar)
    late = {id_ for id_, one in register.standings.items() if one.part is Part.OVERDUE}
    found: dict[str, Nudged] = {}
    for person in PEOPLE:
        found[person.name] = done = await nudge(scene.request, person.name, by=OFFICE)
        assert done.whom == (person.id, person.name)
        assert set(done.told) <= {person.name}
        held = {id_ for id_ in late if person.id in ids_of(holders(register, register.measure[id_]))}
        assert {one.id for one in done.measures} & late == held
        assert bool(done.told) == bool(done.measures or done.beside)
    due = {one.subject for one in office.lent if one.is_open and one.answer_by <= register.today}
    due &= {one.id for one in office.measures if not one.is_ended}
    mine = found[MATE.name]
    assert due == {one.id for one in mine.beside} | (due & {one.id for one in mine.measures})


def ids_of(people: set[Person]) -> set[str]:
    """Their ids."""
    return {person.id for person in people}
