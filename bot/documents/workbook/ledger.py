"""The ledger (整改台账) as a workbook that reads back to the same plan."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.documents.workbook.detail import NOTHING, Proven, lent, put_detail, share_done
from bot.documents.workbook.figures import NO_FIGURES, Figures, put_figures
from bot.documents.workbook.paper import (
    PERCENT,
    Column,
    Value,
    choose,
    headed,
    lay_out,
    listed,
    merge_down,
    new_book,
    put,
    saved,
    tint,
)
from bot.domain.core.colour import Colour
from bot.domain.people.person import Person
from bot.domain.plan.deadline import WITHOUT_DAY
from bot.domain.plan.measure import Measure
from bot.domain.plan.part import Part
from bot.domain.plan.plan import Plan
from bot.domain.status.register import Register, RegisterRow
from bot.messages.core.measure import what
from bot.messages.text import full_day, said_on
from bot.messages.wording import official

COLUMNS = (
    Column("问题编号", 5, centred=True, shared=True),
    Column("问题类别", 8, shared=True),
    Column("反馈问题", 19, shared=True),
    Column("整改任务", 13, shared=True),
    Column("措施编号", 6, centred=True),
    Column("整改措施", 29),
    Column("责任领导", 7, centred=True),
    Column("牵头科室", 9, centred=True),
    Column("配合单位", 9, centred=True),
    Column("经办人", 7, centred=True),
    Column("完成时限", 11, centred=True),
    Column("当前状态", 12, centred=True),
    Column("计入", 7, centred=True),
    Column("延期情况", 12),
    Column("逾期天数", 5, centred=True),
    Column("完成率", 6, centred=True, form=PERCENT),
    Column("最近进展", 23),
    Column("核定情况", 20),
    Column("销号编号和日期", 11, centred=True),
    Column("佐证数", 5, centred=True),
    Column("备注", 12),
)
OF_FINDING = (1, 2, 3, 4)  # columns whose cells run over all measures of a finding
STATUS = 12
NOBODY: Mapping[str, Proven] = {}
TINTS = {Colour.RED: "F8CBAD", Colour.YELLOW: "FFE699", Colour.GREEN: "E2EFDA"}
CLOSED_TINT = "A9D08E"
COLOUR_WORDS = {
    Colour.RED: "红·{what}逾期{days}天",
    Colour.YELLOW: "黄·{what}还有{days}天",
    Colour.GREEN: "绿·{what}还有{days}天",
}


def ledger_book(
    register: Register,
    plan: Plan,
    said: Mapping[str, RegisterRow],
    proven: Mapping[str, Proven] = NOBODY,
    figures: Figures = NO_FIGURES,
) -> bytes:
    """The plan's ledger to print, the same flat, and its figures; `said` gives the last words by the measure's id."""
    book = new_book(register.unit.name)
    measures = [m for m in register.measures if m.plan == plan.id]
    sheet = lay_out(
        book,
        "整改台账",
        COLUMNS,
        [_row(register, one, said.get(one.id), proven.get(one.id, NOTHING)) for one in measures],
        title=plan.title or "整改台账",
        below=(headed(register, plan.id), f"截至{full_day(register.today)}"),
        large=True,
        filters=False,  # one would hide all but the first measure of a finding: the flat sheet is there to be filtered
    )
    _merge(sheet, measures)
    _colour(sheet, register, measures)
    put_detail(book, register, measures, said, proven)
    put_figures(book, register, measures, figures)
    _choices(sheet, _people(book, register), register, len(measures))
    _basics(book, register, plan)
    return saved(book)


FIRST_ROW = 4  # below title, unit and head


def _row(register: Register, measure: Measure, said: RegisterRow | None, proven: Proven) -> tuple[Value, ...]:
    finding, row = register.finding[measure.finding], register.row(measure)
    last = said.said if said else None
    return (
        finding.number,
        finding.category,
        finding.text,
        finding.task,
        measure.number,
        measure.text,
        "、".join(register.names(measure.leaders)),
        "、".join(measure.departments),
        "、".join(measure.support),
        "、".join(register.names(measure.owners)),
        limit(measure),
        state(row),
        official(f"status.part.{row.part}"),
        _moved(measure),
        row.standing.late or None,
        share_done(measure),
        f"{said_on(official, full_day(last.day), last.waiting)}：{last.words}" if last else "",
        measure.approved_result,
        f"{proven.closing}\n{full_day(proven.day)}" if proven.day else "",
        proven.proofs or None,
        _remark(row),
    )


def limit(measure: Measure) -> Value:
    """The deadline as an office writes it into the cell: a day, or the words of the plan where they hold more."""
    deadline = measure.deadline
    unmoved = deadline.first is None or deadline.first == deadline.date
    if deadline.words and unmoved and (deadline.recurrence or deadline.nodes):
        return deadline.words
    if measure.deadline.kind in WITHOUT_DAY:
        return official(f"plan.deadline.{measure.deadline.kind}")
    return measure.due or measure.deadline.words


def state(row: RegisterRow) -> str:
    """Stage, and the colour's word with its number."""
    words = official(f"status.stage.{row.measure.stage}")
    if row.colour is None or row.days is None:
        return words
    return f"{words}\n{COLOUR_WORDS[row.colour].format(days=abs(row.days), what=what(row.standing.duty))}"


def _moved(measure: Measure) -> str:
    """The first deadline where it is another one now, and by how much it was moved in all."""
    first, now = measure.deadline.first, measure.due
    if not (first and now and first != now):
        return ""
    days = (now - first).days
    return f"原时限{full_day(first)}，{f'累计延期{days}天' if days > 0 else f'提前{-days}天'}"


def _remark(row: RegisterRow) -> str:
    measure, now = row.measure, row.measure.due
    parts = [f"配合事项：{lent(one)}" for one in row.support]
    if measure.is_open and (again := measure.report_by):
        until = f"时限{full_day(now)}，" if now else ""
        parts.append(f"{until}退回或重新打开后须于{full_day(again)}前再报")
    if measure.stated:
        parts.append(f"原台账状态（未核实）：{measure.stated}")
    return "\n".join(parts)


def _merge(sheet: Any, measures: Sequence[Measure]) -> None:
    for first, last in _stretches(measures):
        for column in OF_FINDING:
            merge_down(sheet, column, FIRST_ROW + first, FIRST_ROW + last)


def _stretches(measures: Sequence[Measure]) -> Iterator[tuple[int, int]]:
    """First and last place of each finding's measures, which stand together."""
    start = 0
    for place, measure in enumerate(measures):
        if place + 1 == len(measures) or measures[place + 1].finding != measure.finding:
            yield start, place
            start = place + 1


def _colour(sheet: Any, register: Register, measures: Sequence[Measure]) -> None:
    for place, measure in enumerate(measures):
        row = register.row(measure)
        colour = CLOSED_TINT if row.part is Part.CLOSED else TINTS.get(row.colour) if row.colour else None
        if colour:
            tint(sheet.cell(FIRST_ROW + place, STATUS), colour)


def roles_of(person: Person) -> str:
    """A person's roles in words."""
    return "、".join(official(f"people.role.{role}") for role in person.roles)


def _choices(sheet: Any, people: int, register: Register, measures: int) -> None:
    """Offer the names and departments that are known, and the words for a deadline that is no day."""
    if not measures:
        return
    names, last = f"人员名单!$A$2:$A${people + 1}", FIRST_ROW + measures - 1
    departments = listed(dict.fromkeys(name for measure in register.measures for name in measure.departments))
    kinds = listed([official(f"plan.deadline.{kind}") for kind in ("at_once", "standing")])
    for column, source, hint in (
        ("G", names, "几个人用顿号隔开"),
        ("J", names, "几个人用顿号隔开"),
        ("H", departments, "几个科室用顿号隔开"),
        ("I", departments, "几个单位用顿号隔开"),
        ("K", kinds, "日期如 2026-06-30，或每月25日前"),
    ):
        if people or source != names:
            choose(sheet, f"{column}{FIRST_ROW}:{column}{last}", source, hint)


def _people(book: Any, register: Register) -> int:
    columns = (Column("姓名", 12), Column("职务", 22), Column("科室", 18), Column("角色", 20))
    active = sorted((p for p in register.people.values() if p.active), key=lambda p: (p.rank, p.department, p.name))
    rows = [(p.name, p.post, p.department, roles_of(p)) for p in active]
    lay_out(book, "人员名单", columns, rows)
    return len(rows)


def _basics(book: Any, register: Register, plan: Plan) -> None:
    facts: tuple[tuple[str, str | dt.date | None], ...] = (
        ("单位", register.unit.name),
        ("方案名称", plan.title),
        ("巡察组", plan.team),
        ("反馈日期", plan.feedback),
        ("集中整改截止", plan.concentrated_until),
    )
    sheet = book.create_sheet("基本信息")
    for number, (name, value) in enumerate([fact for fact in facts if fact[1]], 1):
        put(sheet.cell(number, 1), name)
        put(sheet.cell(number, 2), value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 44
